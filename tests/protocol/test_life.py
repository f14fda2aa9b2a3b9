# SPDX-License-Identifier: BSD-3-Clause
"""Cells that run while something happens: other requests, interrupts, deaths, shutdown, restart."""
import contextlib
import ctypes
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from conftest import LIMIT, Kernel, descendants, is_gone, slow, wait_until
from raw import Wire

LONG = "net 2 relu he; train 1000000"  # hours, unless it is stopped


@pytest.fixture
def training(client):
    """A cell in mid-training: its network is shown, and the training has begun after it."""
    request = client.execute(LONG)
    client.showing(request, "display_data")
    return request


def test_requests_are_answered_while_a_cell_runs(client, training):
    assert client.ask("complete_request", {"code": "trai", "cursor_pos": 4}
                      ).content["matches"] == ["train"]
    assert client.ask("is_complete_request", {"code": "print ("}).content["status"] == "incomplete"
    assert client.ask("inspect_request", {"code": "train", "cursor_pos": 2}).content["found"]
    assert client.ask("usage_request", {}, "control").content["kernel_cpu"] >= 0
    for port in ("shell", "control"):
        assert client.ask("kernel_info_request", {}, port).content["status"] == "ok"
        assert client.ask("history_request", {"hist_access_type": "tail", "n": 1}, port
                          ).content["history"][0][2] == LONG
    assert client.ask("interrupt_request", {}, "control").content == {"status": "ok"}
    assert client.finish(training).content["ename"] == "Interrupted"


def test_completion_knows_what_the_running_cell_has_made(client):
    request = client.execute("net 2 relu he name=lucia; train 1000000")
    client.showing(request, "display_data")
    matches = client.ask("complete_request", {"code": "use luc", "cursor_pos": 7}).content["matches"]
    client.ask("interrupt_request", {}, "control")
    client.finish(request)
    assert matches == ["lucia"]


def test_completion_knows_what_an_earlier_statement_has_set(client):
    request = client.execute("quantum = 3; net 2 relu he quiet; train 1000000")
    client.running(request)
    wait_until(lambda: client.ask("complete_request", {"code": "print quan", "cursor_pos": 10}
                                  ).content["matches"] == ["quantum"])
    client.ask("interrupt_request", {}, "control")
    client.finish(request)


@pytest.mark.parametrize("port", ["shell", "control"])
def test_an_interrupt_by_message(client, training, port):
    assert client.ask("interrupt_request", {}, port).content == {"status": "ok"}
    answer = client.finish(training)
    assert answer.content["status"] == "error" and answer.content["ename"] == "Interrupted"
    assert [m["msg_type"] for m in answer.outputs()].count("error") == 1
    # What was learned is kept.
    assert client.run("check epoch >= 0").content["status"] == "ok"


@pytest.mark.parametrize("group", [False, True])
def test_an_interrupt_by_signal(kernel, client, training, group):
    (os.killpg if group else os.kill)(kernel.pid, signal.SIGINT)
    assert client.finish(training).content["ename"] == "Interrupted"
    assert client.run("print 6*7").content["status"] == "ok"


@pytest.mark.parametrize("code", [
    "stats rank", "collapse", "gradcheck", "lrfind", "diagnose fix", "net 20x1024 lsuv"])
def test_whatever_takes_long_is_interrupted(client, code):
    """The session survives: nobody had to end the process that computes."""
    client.run("kept = 42; net 8x1024 relu he quiet")
    request = client.execute(code)
    client.running(request)
    client.ask("interrupt_request", {}, "control")
    assert client.finish(request).content["ename"] == "Interrupted"
    assert client.run("check kept == 42").content["status"] == "ok"


def test_interrupts_are_harmless_when_idle(kernel, client):
    worker = kernel.worker()
    for _ in range(20):
        os.kill(kernel.pid, signal.SIGINT)
        os.killpg(kernel.pid, signal.SIGINT)
        assert client.ask("interrupt_request", {}, "control").content == {"status": "ok"}
        assert client.ask("interrupt_request", {}, "shell").content == {"status": "ok"}
    assert client.run("print 6*7").content["status"] == "ok"
    assert kernel.worker() == worker


def test_an_interrupt_meets_only_the_cell_that_runs(client):
    """Sent again and again around short cells, it stops one of them or none, never the kernel."""
    for _ in range(30):
        request = client.execute("net 1 relu he quiet; train 1 quiet")
        client.ask("interrupt_request", {}, "control")
        assert client.finish(request).content["status"] in ("ok", "error")
    assert client.run("print 6*7").content["status"] == "ok"


def test_a_failure_aborts_the_cells_that_wait(client, training):
    waiting = [client.execute("print 1"), client.execute("print 2", silent=True)]
    # Shell requests of one client arrive in order: this one behind them is answered, so they wait.
    assert client.ask("kernel_info_request").content["status"] == "ok"
    client.ask("interrupt_request", {}, "control")
    failed = client.finish(training)
    assert failed.content["status"] == "error"
    for request in waiting:
        answer = client.finish(request)
        assert answer.types() == ["status", "status"]
        assert answer.content == {"status": "aborted",
                                  "execution_count": failed.content["execution_count"]}
    after = client.run("print 3").content
    assert after["execution_count"] == failed.content["execution_count"] + 1


def test_a_failure_that_does_not_stop_aborts_nothing(client):
    request = client.execute(LONG, stop_on_error=False)
    client.showing(request, "display_data")
    waiting = client.execute("print 6*7")
    client.ask("kernel_info_request")
    client.ask("interrupt_request", {}, "control")
    assert client.finish(request).content["ename"] == "Interrupted"
    assert client.finish(waiting).content["status"] == "ok"


def test_a_silent_failure_aborts_nothing(client, training):
    silent = client.execute("fail", silent=True, stop_on_error=True)
    last = client.execute("print 6*7")
    client.ask("kernel_info_request")
    client.ask("interrupt_request", {}, "control")
    client.finish(training)
    assert client.finish(silent).content["status"] == "aborted"
    assert client.finish(last).content["status"] == "aborted"
    first, second = client.execute("fail", silent=True), client.execute("print 6*7")
    assert client.finish(first).content["status"] == "error"
    assert client.finish(second).content["status"] == "ok"


def test_two_clients(kernel, client):
    other = kernel.client()
    request = client.execute("net 2 relu he; print 6*7")
    answer = client.finish(request)
    seen = [m for m in other.until_idle(request)]
    assert [m["msg_type"] for m in seen] == answer.types()
    assert other.run("print 2").content["execution_count"] == 2
    mine, theirs = client.execute("print 3"), other.execute("print 4")
    assert client.reply(mine)["parent_header"]["session"] == client.session.session
    assert other.reply(theirs)["parent_header"]["session"] == other.session.session


@pytest.mark.parametrize("number, words", [
    (signal.SIGKILL, "SIGKILL"), (signal.SIGXCPU, "SIGXCPU"), (signal.SIGABRT, "SIGABRT")])
def test_a_workers_death_is_an_error_in_its_cell(kernel, client, training, number, words):
    worker = kernel.worker()
    waiting = client.execute("print 1")
    client.ask("kernel_info_request")
    os.kill(worker, number)
    answer = client.finish(training)
    assert answer.content["ename"] == "WorkerDied"
    assert words in answer.content["evalue"]
    assert "lost" in " ".join(answer.content["traceback"])
    assert answer.types()[-2:] == ["error", "status"]
    assert client.finish(waiting).content["status"] == "aborted"
    assert client.run("print 6*7").outputs()[0]["content"]["data"]["text/plain"] == "6*7 = 42"
    assert kernel.worker() != worker


def test_a_worker_that_dies_idle_is_replaced(kernel, client):
    for number in range(3):
        assert client.run(f"net 2 relu he name=a{number}").content["status"] == "ok"
        wait_until(kernel.copies)
        worker = kernel.worker()
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: kernel.worker() != worker)
        assert client.run("use a0").content["status"] == "ok"


def test_a_worker_that_ignores_an_interrupt_is_ended(kernel, client, training):
    worker = kernel.worker()
    os.kill(worker, signal.SIGSTOP)
    assert client.ask("interrupt_request", {}, "control").content == {"status": "ok"}
    assert client.ask("complete_request", {"code": "trai", "cursor_pos": 4}).content["matches"]
    answer = client.finish(training)
    assert answer.content["ename"] == "WorkerDied"
    assert "2 seconds" in answer.content["evalue"]
    assert client.run("print 6*7").content["status"] == "ok"
    assert is_gone(worker)


def test_an_answer_in_time_counts_however_late_it_is_heard(kernel, client, training):
    """The front is stopped until the two seconds are over; the copy tells that the cell is."""
    worker, copies = kernel.worker(), len(kernel.copies())
    os.kill(worker, signal.SIGSTOP)
    assert client.ask("interrupt_request", {}, "control").content == {"status": "ok"}
    over = time.monotonic() + 2.1
    os.kill(kernel.pid, signal.SIGSTOP)
    os.kill(worker, signal.SIGCONT)
    wait_until(lambda: len(kernel.copies()) == copies + 1)
    wait_until(lambda: time.monotonic() > over)
    os.kill(kernel.pid, signal.SIGCONT)
    assert client.finish(training).content["ename"] == "Interrupted"
    answer = client.run("check epoch >= 0")
    assert answer.content["status"] == "ok" and answer.text() == ""
    assert kernel.worker() == worker


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("port", ["shell", "control"])
def test_shutdown_in_mid_cell(kernel, client, training, port, restart):
    front, worker = kernel.pid, kernel.worker()
    waiting = client.execute("print 1")
    client.ask("kernel_info_request")
    answer = client.ask("shutdown_request", {"restart": restart}, port)
    assert answer.content == {"status": "ok", "restart": restart}
    assert answer.types() == ["status", "shutdown_reply", "status"]
    assert client.finish(training).content["status"] == "aborted"
    assert client.finish(waiting).content["status"] == "aborted"
    wait_until(lambda: is_gone(front) and is_gone(worker))
    assert kernel.manager.provisioner.process.wait(timeout=LIMIT) == 0


def test_restarts_on_the_same_ports_leave_nothing_behind(kernel, client):
    ports, sessions = kernel.manager.ports, set()
    for _ in range(5):
        front, worker = kernel.pid, kernel.worker()
        sessions.add(client.run("print 6*7").reply["header"]["session"])
        request = client.execute(LONG)
        client.showing(request, "display_data")
        kernel.manager.restart_kernel()
        assert kernel.manager.ports == ports
        client.meet()
        assert is_gone(front) and is_gone(worker)
    assert len(sessions) == 5
    assert client.run("print 6*7").content["execution_count"] == 1


def test_a_cell_begins_after_a_restart_at_one_and_without_networks(kernel, client):
    client.run("net 2 relu he name=a")
    kernel.manager.restart_kernel(now=True)
    client.meet()
    answer = client.run("use a")
    assert answer.content["ename"] == "NameError" and answer.content["execution_count"] == 1


def test_sigterm_ends_it(kernel, client, training):
    worker = kernel.worker()
    os.kill(kernel.pid, signal.SIGTERM)
    assert kernel.manager.provisioner.process.wait(timeout=LIMIT) == 0
    wait_until(lambda: is_gone(worker))


def test_the_worker_goes_with_a_front_that_is_killed(kernel, client, training):
    worker = kernel.worker()
    os.kill(kernel.pid, signal.SIGKILL)
    wait_until(lambda: is_gone(worker))


PARENT = """
import jupyter_client, os, sys, time
from jupyter_client.kernelspec import KernelSpecManager
from ports import Ports
Ports.instance()
manager = jupyter_client.KernelManager(
    kernel_name="puente", kernel_spec_manager=KernelSpecManager(), connection_file=sys.argv[1])
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=30)
client.execute("a = 1")
request = client.execute("net 2 relu he; train 1000000")
while client.get_iopub_msg(timeout=30)["msg_type"] != "display_data":
    pass
print(manager.provisioner.pid, flush=True)
sys.stdin.read()
"""


def test_the_kernel_goes_with_its_parent(tmp_path):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, tmp_path / "connection.json"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                              env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    front = int(parent.stdout.readline())
    family = descendants(front)
    parent.kill()
    parent.wait()
    wait_until(lambda: is_gone(front) and all(map(is_gone, family)))
    parent.stdin.close()
    parent.stdout.close()


def test_the_kernel_goes_with_its_parent_under_another_reaper(tmp_path):
    """Where orphans are not init's children, as in containers and under systemd --user."""
    become_reaper = 36  # PR_SET_CHILD_SUBREAPER
    library = ctypes.CDLL(None)
    assert library.prctl(become_reaper, 1, 0, 0, 0) == 0
    try:
        test_the_kernel_goes_with_its_parent(tmp_path)
    finally:
        library.prctl(become_reaper, 0, 0, 0, 0)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def test_an_interrupt_before_the_first_request(tmp_path):
    with started(tmp_path) as (process, file):
        info = wait_until(lambda: (i := json.loads(file.read_text() or "{}")).get("hb_port") and i)
        for _ in range(20):
            process.send_signal(signal.SIGINT)
        wire = Wire(info)
        assert wire.ask("kernel_info_request")["content"]["status"] == "ok"
        # Nor while it replies, nor when it goes.
        for _ in range(20):
            header = wire.send("kernel_info_request")
            process.send_signal(signal.SIGINT)
            assert wire.receive("shell")["parent"]["msg_id"] == header["msg_id"]
        wire.send("shutdown_request", name="control")
        with contextlib.suppress(ProcessLookupError):
            while process.poll() is None:
                process.send_signal(signal.SIGINT)
        assert process.wait(timeout=LIMIT) == 0
        wire.close()


@slow
def test_two_hundred_restarts(kernel, client):
    """The same ports, a new session, and no process, descriptor or file of the 199 before."""
    folder = pathlib.Path(tempfile.gettempdir())
    ports, sessions, old, descriptors = kernel.manager.ports, set(), [], None
    for number in range(200):
        client.run("a = 1; net 2 relu he")
        family = [kernel.pid, *descendants(kernel.pid)]
        kernel.manager.restart_kernel(now=number % 2 == 0)
        client.meet()
        wait_until(lambda: all(map(is_gone, family)))  # at once: numbers are used again
        old += family
        sessions.add(client.run("print 6*7").reply["header"]["session"])
        if number == 1:
            descriptors = len(os.listdir("/proc/self/fd"))
    assert kernel.manager.ports == ports and len(sessions) == 200
    wait_until(lambda: len(os.listdir("/proc/self/fd")) == descriptors)
    assert not [pid for pid in old if (folder / f"puente-{pid}").exists()]


def test_standard_streams_that_are_closed_are_nobody_elses(tmp_path):
    """Else a socket's number would be 2, and what the kernel complains of would be written there."""
    file = tmp_path / "connection.json"
    file.write_text(json.dumps({"ip": "127.0.0.1", "key": "k"}))
    environment = {name: value for name, value in os.environ.items() if name != "JPY_PARENT_PID"}
    process = subprocess.Popen(
        ["sh", "-c", 'exec "$PUENTE" -f "$0" <&- >&- 2>&-', file], env=environment)
    try:
        info = wait_until(lambda: (i := json.loads(file.read_text())).get("hb_port") and i)
        wire = Wire(info)
        assert wire.ask("execute_request", {"code": "a = 1"})["content"]["status"] == "ok"
        for pid in (process.pid, *descendants(process.pid)):
            assert {os.readlink(f"/proc/{pid}/fd/{number}") for number in range(3)} == {"/dev/null"}
        wire.ask("shutdown_request", name="control")
        wire.close()
        assert process.wait(timeout=LIMIT) == 0
    finally:
        process.kill()
        process.wait()


def test_a_parent_that_is_gone_already_is_noticed(tmp_path):
    dead = subprocess.Popen(["true"])
    dead.wait()
    file = tmp_path / "connection.json"
    file.write_text(json.dumps({"transport": "tcp", "ip": "127.0.0.1", "key": "k"}))
    ended = subprocess.run([os.environ["PUENTE"], "-f", file], timeout=LIMIT, check=False,
                           env={**os.environ, "JPY_PARENT_PID": str(dead.pid)},
                           capture_output=True, text=True)
    assert ended.returncode == 1 and "gone" in ended.stderr


@contextlib.contextmanager
def started(tmp_path, **connection):
    """A kernel that was given a connection file by hand."""
    file = tmp_path / "connection.json"
    file.write_text(json.dumps({"ip": "127.0.0.1", "key": "k", "unknown": [1], **connection}))
    environment = {name: value for name, value in os.environ.items() if name != "JPY_PARENT_PID"}
    process = subprocess.Popen(
        [os.environ["PUENTE"], "--colour", "-f", file], env=environment, stderr=subprocess.PIPE)
    try:
        yield process, file
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_ports_that_were_left_open_are_chosen_and_written(tmp_path):
    with started(tmp_path, shell_port=0, iopub_port="0") as (_process, file):
        info = wait_until(lambda: (i := json.loads(file.read_text() or "{}")).get("hb_port") and i)
        assert all(info[name + "_port"] > 0 for name in ("shell", "iopub", "stdin", "control"))
        assert info["unknown"] == [1]
        wire = Wire(info)
        assert wire.ask("connect_request")["content"]["iopub_port"] == info["iopub_port"]
        wire.ask("shutdown_request", name="control")
        wire.close()


def test_a_machines_broken_configuration_of_openssl_is_not_read(tmp_path, monkeypatch):
    configuration = tmp_path / "openssl.cnf"
    configuration.write_text(
        "openssl_conf = start\nconfig_diagnostics = 1\n[start]\nproviders = all\n"
        "[all]\nnobody = nowhere\n[nowhere]\nmodule = nowhere.so\nactivate = 1\n")
    monkeypatch.setenv("OPENSSL_CONF", str(configuration))
    with started(tmp_path) as (_process, file):
        info = wait_until(lambda: (i := json.loads(file.read_text() or "{}")).get("hb_port") and i)
        wire = Wire(info)
        assert wire.ask("kernel_info_request")["content"]["status"] == "ok"
        wire.ask("shutdown_request", name="control")
        wire.close()


@pytest.mark.parametrize("text, words", [
    ("", "JSON"), ("[]", "JSON"), ("{", "JSON"), ('{"shell_port": 70000}', "shell_port"),
    ('{"hb_port": "x"}', "hb_port"), ('{"signature_scheme": "hmac-md5"}', "hmac-md5"),
    ('{"transport": "pigeon"}', "pigeon"), ('{"ip": "999.1.1.1"}', "999.1.1.1"),
    ('{"curve_secretkey": "short"}', "curve"), (None, "opened")])
def test_a_connection_file_that_will_not_do_is_one_clear_line(tmp_path, text, words):
    file = tmp_path / "connection.json"
    if text is not None:
        file.write_text(text)
    ended = subprocess.run([os.environ["PUENTE"], "-f", file], timeout=LIMIT, check=False,
                           capture_output=True, text=True)
    assert ended.returncode == 1
    assert words in ended.stderr and len(ended.stderr.splitlines()) == 1
