# SPDX-License-Identifier: BSD-3-Clause
"""Many requests of every kind, good and bad, from four clients, while workers are killed.

PUENTE_REQUESTS says how many; 100000 take some minutes.
"""
import collections
import contextlib
import json
import os
import pathlib
import random
import signal

import pytest
import zmq

from conftest import descendants, wait_until
from raw import Wire

REQUESTS = int(os.environ.get("PUENTE_REQUESTS", "3000"))
CLIENTS = 4
UNANSWERED = 100  # requests under way at a time
KILL_EVERY = 300
GROWTH = 8 << 20  # bytes: the memory of signatures fills up, and a heap is never quite the same

CELLS = ["print 6*7", "seed 3", 'fail "on purpose"', "nonsense", "", "print (", "a = 1; print a",
         "net 2x4 relu he", "print 1" + " + 1" * 200, "\U0001f600 \u00f1", "a\0b", "clear"]


def make_content(source, kind):
    code = source.choice(CELLS)
    if kind == "execute_request":
        return {"code": code, "silent": source.random() < 0.1,
                "store_history": source.random() < 0.5,
                "stop_on_error": source.random() < 0.2,
                "user_expressions": {"a": "1 + 1", "b": "no such thing"}
                if source.random() < 0.1 else {}}
    return {"code": code, "cursor_pos": source.randint(-3, 20), "detail_level": 1,
            "hist_access_type": source.choice(["tail", "range", "search"]), "n": 3,
            "pattern": "*p*", "comm_id": "c", "target_name": "none", "data": {}}


KINDS = (["execute_request"] * 8 + ["complete_request", "inspect_request", "is_complete_request"] * 2
         + ["kernel_info_request", "history_request", "comm_info_request", "comm_open", "comm_msg",
            "comm_close", "connect_request", "interrupt_request", "usage_request",
            "no_such_request", "input_reply"])
DAMAGE = ["none"] * 12 + ["content", "unsigned", "short", "replayed", "header", "large"]


class Crowd:
    """Several clients that share one subscription."""

    def __init__(self, info):
        self.source = random.Random(6)
        self.wires = [Wire(info) for _ in range(CLIENTS)]
        self.listener = self.wires[0].socket("iopub")
        self.idle = collections.Counter()
        self.busy = collections.Counter()
        self.expected = set()
        self.sessions = {wire.session for wire in self.wires}
        self.welcomed = False

    def close(self):
        for wire in self.wires:
            wire.close()

    def send(self):
        """One request; it is expected to become idle if it is verified and has a header."""
        wire = self.source.choice(self.wires)
        name = self.source.choice(["shell", "shell", "shell", "control"])
        kind, damage = self.source.choice(KINDS), self.source.choice(DAMAGE)
        header, content = wire.header(kind), make_content(self.source, kind)
        if damage == "content":
            content = self.source.choice([b"", b"[]", b"{\"code\":", b"\xff", b"{\"code\": 3}"])
        if damage == "large":
            content = {"code": "#" * 200000, "store_history": False}
        frames = wire.frames(self.source.choice([b"[]", b"{}", b"\xff"]) if damage == "header"
                             else header, content)
        if damage == "unsigned":
            frames[1] = self.source.choice([b"", b"0" * 64, frames[1][:-1], frames[1][::-1]])
        if damage == "short":
            frames = frames[:self.source.randint(0, 5)] or [b""]
        for _ in range(2 if damage == "replayed" else 1):
            wire.socket(name).send_multipart(frames)
        if damage not in ("unsigned", "short", "header"):
            self.expected.add(header["msg_id"])

    def listen(self, timeout):
        """Takes in what is published; replies are thrown away, as by a client that is gone."""
        if self.listener.poll(timeout):
            with contextlib.suppress(zmq.Again):
                while True:
                    frames = self.listener.recv_multipart(zmq.DONTWAIT)
                    content, parent = json.loads(frames[-1]), json.loads(frames[-3])
                    self.welcomed |= "subscription" in content
                    state = content.get("execution_state")
                    if parent.get("session") in self.sessions and state:
                        (self.idle if state == "idle" else self.busy)[parent["msg_id"]] += 1
        for wire in self.wires:
            for name in ("shell", "control"):
                with contextlib.suppress(zmq.Again):
                    while name in wire.sockets:
                        wire.sockets[name].recv_multipart(zmq.DONTWAIT)

    def wait(self, most):
        """Until no more than so many requests are without their idle."""
        def few():
            self.listen(100)
            return len(self.expected) - len(self.idle) <= most
        wait_until(few)


def memory(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    return None


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


@pytest.fixture
def crowd(kernel):
    kernel.client()  # has seen it answer, and would be waited for if it did not read on
    kernel.clients.pop().stop_channels()
    crowd = Crowd(kernel.manager.get_connection_info())
    yield crowd
    crowd.close()


def test_each_verified_request_becomes_idle_once(kernel, crowd):
    while not crowd.welcomed:
        crowd.listen(100)
    early = None
    for number in range(1, REQUESTS + 1):
        crowd.send()
        if number % KILL_EVERY == 0:
            with contextlib.suppress(ProcessLookupError):
                os.kill(kernel.worker(), signal.SIGKILL)
        if number % (UNANSWERED // 2) == 0:
            crowd.wait(UNANSWERED)
        if number == REQUESTS // 3:
            crowd.wait(0)
            early = memory(kernel.pid), descriptors(kernel.pid)
    crowd.wait(0)
    assert set(crowd.idle) == crowd.expected
    assert set(crowd.idle.values()) == {1}
    assert set(crowd.busy) == crowd.expected
    if os.environ.get("MODE") != "asan":  # a sanitizer keeps what was freed, to find who still uses it
        assert memory(kernel.pid) - early[0] < GROWTH
    # A channel for each copy, and one for a worker.
    wait_until(lambda: descriptors(kernel.pid) <= early[1] + 9)
    # A worker, and at most eight copies of it once the oldest has been let go of; no process that
    # nobody waited for stays for long.
    assert kernel.worker()
    wait_until(lambda: len(kernel.copies()) <= 8)
    wait_until(lambda: len(descendants(kernel.pid)) <= 1 + 8 + 1)
