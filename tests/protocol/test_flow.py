# SPDX-License-Identifier: BSD-3-Clause
"""Much output, slow readers, other transports."""
import datetime
import json
import os
import pathlib
import subprocess
import time

import pytest
import zmq

from conftest import LIMIT, slow, wait_until
from raw import Wire

LINES = 10000
CELLS = 25  # of some twenty messages


def collect(wire, header):
    """Texts of the streams of a request, to its idle."""
    texts = []
    for message in wire.published(header):
        if message["header"]["msg_type"] == "stream":
            texts.append(message["content"]["text"])
    return texts


@pytest.fixture
def wire(kernel):
    wire = Wire(kernel.manager.get_connection_info())
    wire.socket("iopub")
    assert wire.receive("iopub")["header"]["msg_type"] == "iopub_welcome"
    yield wire
    wire.close()


def test_ten_thousand_lines_are_few_messages_and_none_is_lost(wire):
    """One each tenth of a second, or for 32 KB; and what is left at the end."""
    code = "\n".join(f'print "line {n}"' for n in range(LINES))
    messages = list(wire.published(wire.send("execute_request", {"code": code})))
    texts = [m["content"]["text"] for m in messages if m["header"]["msg_type"] == "stream"]
    whole = "".join(f"line {n}\n" for n in range(LINES))
    assert "".join(texts) == whole
    busy, idle = (datetime.datetime.fromisoformat(messages[i]["header"]["date"].rstrip("Z"))
                  for i in (0, -1))
    assert len(texts) <= 10 * (idle - busy).total_seconds() + len(whole) / 32768 + 2


def test_no_character_is_cut(wire):
    """Characters of two, three and four bytes, at every offset from where messages are cut."""
    for letter in "ñ€🦜":
        code = 'print "' + "x" * 3 + letter * 100000 + '"\nprint "' + letter * 100001 + '"'
        texts = collect(wire, wire.send("execute_request", {"code": code}))
        assert "".join(texts) == "x" * 3 + letter * 100000 + "\n" + letter * 100001 + "\n"
        assert len(texts) > 1


def test_a_reader_that_is_slow_loses_nothing_and_stops_nobody(kernel, wire):
    """More than its queues hold, some 350 messages, and what comes after them within the ten seconds
    in which it is waited for; meanwhile the kernel answers."""
    late = wire.context.socket(zmq.SUB)
    late.setsockopt(zmq.LINGER, 0)
    late.setsockopt(zmq.RCVHWM, 1)
    late.setsockopt(zmq.RCVBUF, 4096)
    late.setsockopt(zmq.SUBSCRIBE, b"")
    late.setsockopt(zmq.RCVTIMEO, LIMIT * 1000)
    wire.prepare(late)
    late.connect(wire.endpoint("iopub"))
    while b"iopub_welcome" not in late.recv_multipart()[3]:
        pass
    code = 'print "' + "x" * 30000 + '"\ndata moons n=200\nprint "y"\nnet 1x4 relu he\n'
    headers = [wire.send("execute_request", {"code": code * 4}) for _ in range(CELLS)]
    while True:
        message = wire.receive("shell")
        if message["parent"]["msg_id"] == headers[-1]["msg_id"]:
            break
    assert wire.ask("kernel_info_request")["content"]["status"] == "ok"
    kinds = {"stream": 0, "display_data": 0, "idle": 0}
    while kinds["idle"] < len(headers):
        frames = late.recv_multipart()
        header, content = json.loads(frames[3]), json.loads(frames[6])
        kind = content.get("execution_state") or header["msg_type"]
        if kind == "idle" and json.loads(frames[4])["msg_type"] != "execute_request":
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
    assert kinds["display_data"] == CELLS * 8 and kinds["stream"] == CELLS * 8
    late.close()


def test_an_interrupt_is_seen_while_output_is_stuck(wire):
    """Half a gigabyte for subscribers that read nothing: the worker waits, but not for ever."""
    code = 'x = "' + "y" * 100000 + '"\n' + "print x\n" * 5000
    header = wire.send("execute_request", {"code": code})
    while wire.receive("iopub")["header"]["msg_type"] != "stream":
        pass
    for _ in range(20):
        assert wire.ask("kernel_info_request")["content"]["status"] == "ok"
    assert wire.ask("interrupt_request", name="control")["content"] == {"status": "ok"}
    while (reply := wire.receive("shell"))["parent"]["msg_id"] != header["msg_id"]:
        pass
    assert reply["content"]["ename"] == "Interrupted"
    assert sum(map(len, collect(wire, header))) < 100000 * 5000


@slow
def test_who_reads_nothing_loses_its_own_messages_and_nobody_elses(wire):
    """After ten seconds; until then everybody waits for it."""
    deaf = wire.context.socket(zmq.SUB)
    deaf.setsockopt(zmq.LINGER, 0)
    deaf.setsockopt(zmq.RCVHWM, 1)
    deaf.setsockopt(zmq.RCVBUF, 4096)
    deaf.setsockopt(zmq.SUBSCRIBE, b"")
    wire.prepare(deaf)
    deaf.connect(wire.endpoint("iopub"))
    while b"iopub_welcome" not in deaf.recv_multipart()[3]:
        pass
    code = 'x = "' + "y" * 100000 + '"\n' + "print x\n" * 2000
    started = time.monotonic()
    texts = collect(wire, wire.send("execute_request", {"code": code}))
    assert sum(map(len, texts)) == 1999 * 100005  # the last is the cell's result
    assert time.monotonic() - started >= 10
    header = wire.send("execute_request", {"code": "print 6*7"})
    assert wire.published(header)[-1]["content"] == {"execution_state": "idle"}
    deaf.close()


def test_a_display_is_updated_ten_times_a_second_at_most(client):
    """For a cell that is watched; no update is dated earlier than it was sent."""
    request = client.execute("net 2 relu he; train 1000000", allow_stdin=True)
    dates = [client.showing(request, "update_display_data")["header"]["date"] for _ in range(20)]
    client.ask("interrupt_request", {}, "control")
    client.finish(request)
    assert (dates[-1] - dates[0]).total_seconds() > 0.1 * len(dates) - 0.5


def kernel_on(tmp_path, **connection):
    file = tmp_path / "connection.json"
    file.write_text(json.dumps({"key": "secret", **connection}))
    environment = {name: value for name, value in os.environ.items() if name != "JPY_PARENT_PID"}
    process = subprocess.Popen([pathlib.Path(os.environ["PUENTE"]).resolve(), "-f", file],
                               env=environment)
    return process, file


def converse(wire):
    """A cell, and the end."""
    for name in ("shell", "control", "iopub"):
        wire.socket(name)
    assert wire.receive("iopub")["header"]["msg_type"] == "iopub_welcome"
    header = wire.send("execute_request", {"code": "print 6*7"})
    assert wire.receive("shell")["content"]["status"] == "ok"
    results = [message["content"]["data"]["text/plain"] for message in wire.published(header)
               if message["header"]["msg_type"] == "execute_result"]
    assert results == ["6*7 = 42"]
    assert wire.ask("shutdown_request", name="control")["content"]["status"] == "ok"


def test_ipc(tmp_path):
    ports = {name + "_port": number for number, name in
             enumerate(("shell", "iopub", "stdin", "control", "hb"), 1)}
    connection = {"transport": "ipc", "ip": str(tmp_path / "k"), **ports}
    process, _file = kernel_on(tmp_path, **connection)
    wire = Wire({"key": "secret", **connection})
    converse(wire)
    wire.close()
    assert process.wait(timeout=LIMIT) == 0


@pytest.mark.skipif(not zmq.has("curve"), reason="this libzmq cannot encrypt")
def test_curve(tmp_path):
    public, secret = (key.decode() for key in zmq.curve_keypair())
    process, file = kernel_on(tmp_path, ip="127.0.0.1", curve_publickey=public,
                              curve_secretkey=secret)
    info = wait_until(lambda: (i := json.loads(file.read_text() or "{}")).get("hb_port") and i)
    clear = Wire({name: value for name, value in info.items() if name != "curve_publickey"})
    clear.send("shutdown_request", name="control")  # is not understood
    wire = Wire(info)
    converse(wire)
    wire.close()
    clear.close()
    assert process.wait(timeout=LIMIT) == 0
