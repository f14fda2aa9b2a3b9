# SPDX-License-Identifier: BSD-3-Clause
"""The program as a shell starts it: what it says of itself, scripts, connections made by hand."""
import json
import os
import signal
import socket
import subprocess

import pytest
import zmq

from conftest import LIMIT, children, descendants, name_of, wait_until

PROGRAM = os.environ["PUENTE"]


def run(*arguments, script=""):
    return subprocess.run([PROGRAM, *arguments], input=script, timeout=LIMIT, check=False,
                          capture_output=True, text=True)


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]])
def test_it_says_how_it_is_used(arguments):
    said = run(*arguments)
    assert (said.returncode, said.stderr) == (0, "")
    assert "puente run [--echo] [FILE]" in said.stdout


def test_it_says_which_it_is():
    said = run("--version")
    assert said.returncode == 0 and said.stdout.startswith("puente ")


def test_what_it_cannot_serve_is_said_in_a_line():
    said = run("--colour")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.splitlines() == [
        "puente: the argument --colour is ignored",
        "puente: no connection file was given; puente --help says more"]


def test_a_script_is_a_cell(tmp_path):
    file = tmp_path / "script"
    file.write_text("x = 6*7\nprint x")
    for said in run("run", str(file)), run("run", "-", script=file.read_text()):
        assert (said.returncode, said.stdout, said.stderr) == (0, "x = 42\n", "")


def test_a_script_that_fails():
    said = run("run", script="print 1\nprint 1/0\nprint 2")
    assert (said.returncode, said.stderr) == (1, "")
    assert "1 = 1" in said.stdout and "1 / 0 divides by zero" in said.stdout
    assert "2 = 2" not in said.stdout


def test_a_script_that_is_not_there(tmp_path):
    said = run("run", str(tmp_path / "nowhere"))
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == f"puente: {tmp_path}/nowhere: No such file or directory\n"


@pytest.mark.parametrize("children_are", [signal.SIG_DFL, signal.SIG_IGN])
def test_a_script_goes_on_when_its_worker_has_died(tmp_path, children_are):
    """The cell that ran is lost, and those before it are not: their copy is there. Whoever starts
    the script may not want to know how its own children end."""
    file = tmp_path / "script"
    file.write_text("> x = 41\n\n> net 2 relu he quiet; train 1000000\n\n> print x + 1\n")
    process = subprocess.Popen([PROGRAM, "run", "--echo", str(file)], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True,
                               preexec_fn=lambda: signal.signal(signal.SIGCHLD, children_are))
    try:
        wait_until(lambda: "puente (copy)" in map(name_of, descendants(process.pid)))
        # Its copy is announced once the worker has its name again.
        worker = wait_until(lambda: [pid for pid in children(process.pid)
                                     if name_of(pid) == "puente"])[0]
        os.kill(worker, signal.SIGKILL)
        said, complaints = process.communicate(timeout=LIMIT)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, complaints) == (1, "")
    assert said.endswith("> net 2 relu he quiet; train 1000000\n"
                         "WorkerDied: something killed it (SIGKILL)\n"
                         "what the cells before it did is kept\n"
                         "> print x + 1\n"
                         "x + 1 = 42\n")


def has_version_6():
    try:
        with socket.socket(socket.AF_INET6) as own:
            own.bind(("::1", 0))
        return True
    except OSError:
        return False


@pytest.mark.skipif(not has_version_6(), reason="this machine has no ::1")
def test_a_connection_over_version_6_and_without_a_key(tmp_path):
    file = tmp_path / "connection.json"
    file.write_text(json.dumps({"transport": "tcp", "ip": "::1"}))
    process = subprocess.Popen([PROGRAM, f"--connection-file={file}"], stderr=subprocess.PIPE,
                               text=True)
    try:
        info = wait_until(lambda: (i := json.loads(file.read_text())).get("hb_port") and i)
        with zmq.Context() as context, context.socket(zmq.REQ) as heart:
            heart.setsockopt(zmq.IPV6, 1)
            heart.setsockopt(zmq.LINGER, 0)
            heart.setsockopt(zmq.RCVTIMEO, LIMIT * 1000)
            heart.connect(f"tcp://[::1]:{info['hb_port']}")
            heart.send(b"beat")
            assert heart.recv() == b"beat"
        process.terminate()
        _, complaints = process.communicate(timeout=LIMIT)
    finally:
        process.kill()
        process.wait()
    assert "has no key: whoever reaches the ports can run cells" in complaints
