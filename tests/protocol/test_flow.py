# SPDX-License-Identifier: BSD-3-Clause
"""Much output, slow readers, other transports."""
import json
import os
import pathlib
import subprocess

import pytest
import zmq

from conftest import LIMIT, wait_until
from raw import Wire

LINES = 10000


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
    code = "\n".join(f'print "line {n}"' for n in range(LINES))
    texts = collect(wire, wire.send("execute_request", {"code": code}))
    assert "".join(texts) == "".join(f"line {n}\n" for n in range(LINES))
    assert len(texts) < 100


def test_no_character_is_cut(wire):
    """Characters of two, three and four bytes, at every offset from where messages are cut."""
    for letter in "ñ€🦜":
        code = 'print "' + "x" * 3 + letter * 100000 + '"\nprint "' + letter * 100001 + '"'
        texts = collect(wire, wire.send("execute_request", {"code": code}))
        assert "".join(texts) == "x" * 3 + letter * 100000 + "\n" + letter * 100001 + "\n"
        assert len(texts) > 1


def test_a_reader_that_is_slow_loses_nothing_and_stops_nobody(kernel, wire):
    """More than its queues hold; meanwhile the kernel answers."""
    slow = wire.context.socket(zmq.SUB)
    slow.setsockopt(zmq.LINGER, 0)
    slow.setsockopt(zmq.RCVHWM, 1)
    slow.setsockopt(zmq.RCVBUF, 4096)
    slow.setsockopt(zmq.SUBSCRIBE, b"")
    slow.setsockopt(zmq.RCVTIMEO, LIMIT * 1000)
    slow.connect(f"tcp://{wire.info['ip']}:{wire.info['iopub_port']}")
    assert b"iopub_welcome" in slow.recv_multipart()[3]
    code = 'print "' + "x" * 30000 + '"\ndata moons n=200\nprint "y"\nnet 1x4 relu he\n'
    headers = [wire.send("execute_request", {"code": code * 4}) for _ in range(60)]
    while True:
        message = wire.receive("shell")
        if message["parent"]["msg_id"] == headers[-1]["msg_id"]:
            break
    assert wire.ask("kernel_info_request")["content"]["status"] == "ok"
    kinds = {"stream": 0, "display_data": 0, "idle": 0}
    while kinds["idle"] < len(headers):
        frames = slow.recv_multipart()
        header, content = json.loads(frames[3]), json.loads(frames[6])
        kind = content.get("execution_state") or header["msg_type"]
        if kind == "idle" and json.loads(frames[4])["msg_type"] != "execute_request":
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
    assert kinds["display_data"] == 60 * 8 and kinds["stream"] == 60 * 8
    slow.close()


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


class PathWire(Wire):
    """ipc: a dash before the port."""

    def endpoint(self, name):
        return f"ipc://{self.info['ip']}-{self.info[name + '_port']}"


class CurveWire(Wire):
    """Encrypted: the client knows the kernel's public key."""

    def prepare(self, socket):
        public, secret = zmq.curve_keypair()
        socket.curve_publickey, socket.curve_secretkey = public, secret
        socket.curve_serverkey = self.info["curve_publickey"].encode()


def test_ipc(tmp_path):
    ports = {name + "_port": number for number, name in
             enumerate(("shell", "iopub", "stdin", "control", "hb"), 1)}
    connection = {"transport": "ipc", "ip": str(tmp_path / "k"), **ports}
    process, _file = kernel_on(tmp_path, **connection)
    wire = PathWire({"key": "secret", **connection})
    converse(wire)
    wire.close()
    assert process.wait(timeout=LIMIT) == 0


@pytest.mark.skipif(not zmq.has("curve"), reason="this libzmq cannot encrypt")
def test_curve(tmp_path):
    public, secret = (key.decode() for key in zmq.curve_keypair())
    process, file = kernel_on(tmp_path, ip="127.0.0.1", curve_publickey=public,
                              curve_secretkey=secret)
    info = wait_until(lambda: (i := json.loads(file.read_text() or "{}")).get("hb_port") and i)
    clear = Wire(info)
    clear.send("shutdown_request", name="control")  # is not understood
    wire = CurveWire(info)
    converse(wire)
    wire.close()
    clear.close()
    assert process.wait(timeout=LIMIT) == 0
