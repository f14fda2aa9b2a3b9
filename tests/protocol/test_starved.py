# SPDX-License-Identifier: BSD-3-Clause
"""The n-th allocation of a kernel's front fails, whoever asked for it. The front answers as if
nothing had happened, or it ends and says why; nobody waits for it for ever, and no process stays
behind. Where a library fails it may end its own way: libzmq, libpgm and C++ abort with a word about
it, and glibc reads through NULL in getprotobyname, with which libpgm starts, before any socket.

What the protocol does alone, without sockets: tests/unit/protocol/exhausted.c.
"""
import collections
import json
import os
import pathlib
import signal
import subprocess
import time

import pytest
import zmq

from conftest import LIMIT, descendants, is_gone, wait_until
from raw import Wire

PRELOADED = pathlib.Path(os.environ["PUENTE"]).resolve().parent.parent / "starve.so"
EXHAUSTED = 112  # kernel/base/memory.h
CELL = {"code": "print 6*7", "silent": False, "store_history": True, "user_expressions": {},
        "allow_stdin": False, "stop_on_error": True}
REQUESTS = [("kernel_info_request", {}), ("execute_request", CELL),
            ("shutdown_request", {"restart": False})]
# From one allocation tried to the next. Most of the program's are OpenSSL's, which all end alike; a
# message that libzmq has to copy is three or more. PUENTE_STARVE_STEP=1 tries all, in ten minutes.
STEPS = {"program": 13, "libraries": 1} if os.environ.get("PUENTE_SLOW") else {
    "program": 97, "libraries": 3}

pytestmark = [
    pytest.mark.skipif(os.environ.get("MODE") in ("asan", "tsan"), reason="its own allocator"),
    pytest.mark.skipif(os.environ.get("PUENTE_TRANSPORT") == "ipc", reason="its own transport"),
]


class Starved:
    """A kernel whose n-th allocation fails; `replies` has what it answered to the requests."""

    def __init__(self, folder, whose, number):
        file = folder / "connection.json"
        info = {"transport": "ipc", "ip": str(folder / f"k{number}"), "key": "k",
                "shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}
        file.write_text(json.dumps(info))
        environment = {k: v for k, v in os.environ.items() if k != "JPY_PARENT_PID"}
        environment |= {"LD_PRELOAD": str(PRELOADED), "PUENTE_STARVE": str(number),
                        "PUENTE_STARVE_WHOSE": whose}
        self.errors = folder / f"errors{number}"
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen([os.environ["PUENTE"], "-f", file], env=environment,
                                            stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)
        self.wire = Wire(info)
        self.wire.prepare = lambda socket: socket.setsockopt(zmq.RECONNECT_IVL, 5)
        self.replies = []
        self.family = []

    def live(self):
        for kind, content in REQUESTS:
            if not self.ask(kind, content):
                break
            self.family += descendants(self.process.pid)
        self.status = self.process.wait(timeout=LIMIT)
        _, _, said = self.errors.read_text().partition("starved: ")
        self.by, _, self.said = said.partition("\n")

    def ask(self, kind, content):
        """Whether a reply came before the end."""
        header = self.wire.send(kind, content)
        socket = self.wire.socket("shell")
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            # One that ended well has answered, though the answer may still be on its way.
            ended = self.process.poll() not in (None, 0)
            if socket.poll(5, zmq.POLLIN):
                message = self.wire.receive("shell")
                assert message["parent"]["msg_id"] == header["msg_id"]
                self.replies.append(message["content"]["status"])
                return True
            if ended:
                return False
        raise TimeoutError(f"no answer to {kind}, and no end")

    def judge(self):
        if self.status == 0:
            assert len(self.replies) == len(REQUESTS)
            assert self.replies[0] == self.replies[2] == "ok"
        elif self.status == EXHAUSTED:
            assert "out of memory" in self.said
        elif self.status == 1:
            assert self.said.startswith("puente: ") and len(self.said.splitlines()) == 1
        else:  # as libraries end
            by = pathlib.Path(self.by).name
            assert by != "puente"
            assert self.status == -signal.SIGABRT and self.said or (
                self.status == -signal.SIGSEGV and by.startswith("libc.") and not self.replies)
        wait_until(lambda: all(map(is_gone, self.family)))

    def close(self):
        self.process.kill()
        self.process.wait()
        self.wire.close()


@pytest.mark.parametrize("whose", ["program", "libraries"])
def test_every_allocation_of_the_front(tmp_path, whose):
    statuses = collections.Counter()
    for number in range(0, 100000, int(os.environ.get("PUENTE_STARVE_STEP", STEPS[whose]))):
        starved = Starved(tmp_path, whose, number)
        try:
            starved.live()
            if not starved.by:  # there are not that many
                assert starved.replies == ["ok", "ok", "ok"] and starved.status == 0
                break
            starved.judge()
        except (AssertionError, TimeoutError, subprocess.TimeoutExpired) as failure:
            failure.add_note(f"allocation {number} of the {whose}")
            raise
        finally:
            starved.close()
        statuses[starved.status] += 1
    # All that the program asks for goes through kernel/base/memory.c, which ends it. When a library
    # finds no memory, the front ends as well, or there is no harm in it.
    assert set(statuses) == {EXHAUSTED} if whose == "program" else {0, EXHAUSTED} <= set(statuses)
