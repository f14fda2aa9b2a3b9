# SPDX-License-Identifier: BSD-3-Clause
"""Registration files (protocol 5.6): the kernel chooses its ports and tells the launcher.

The launchers' side is written after Jupyter's enhancement proposal 66, as xeus-zmq has it, and after
what Ark is started with.
"""
import hashlib
import hmac
import json
import os
import subprocess

import pytest
import zmq

from conftest import LIMIT, wait_until
from raw import Wire

KEY = b"a0436f6c"
NAMES = ("shell_port", "control_port", "stdin_port", "iopub_port", "hb_port")
TRANSPORT = os.environ.get("PUENTE_TRANSPORT", "tcp")


def sign(*frames, key=KEY):
    return hmac.new(key, b"".join(frames), hashlib.sha256).hexdigest().encode()


class Launcher:
    """Waits where the registration file says; `dialect` is content (xeus) or message (Ark)."""

    def __init__(self, folder, dialect, **more):
        self.dialect = dialect
        self.file = folder / "registration.json"
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.ROUTER)
        self.socket.setsockopt(zmq.RCVTIMEO, LIMIT * 1000)
        self.socket.setsockopt(zmq.LINGER, 0)
        if TRANSPORT == "ipc":
            ip, port = str(folder / "launcher"), 7
            self.socket.bind(f"ipc://{ip}-{port}")
        else:
            ip, port = "127.0.0.1", self.socket.bind_to_random_port("tcp://127.0.0.1")
        self.info = {"transport": "ipc" if TRANSPORT == "ipc" else "tcp", "key": KEY.decode(),
                     "signature_scheme": "hmac-sha256"}
        self.info |= ({"kernel_id": "lucia", "registration_ip": ip, "registration_port": str(port)}
                      if dialect == "content" else {"ip": ip, "registration_port": port})
        if TRANSPORT == "curve":
            public, secret = zmq.curve_keypair()
            self.info |= {"curve_publickey": public.decode(), "curve_secretkey": secret.decode()}
        self.file.write_text(json.dumps(self.info | more))
        self.kernel = subprocess.Popen(
            [os.environ["PUENTE"], "--connection-file", str(self.file)],
            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)

    def asked(self):
        """The content of what the kernel sends: its ports, signed."""
        self.peer, delimiter, signature, *frames = self.socket.recv_multipart()
        self.frames = frames
        assert (delimiter, signature) == (b"<IDS|MSG>", sign(*frames))
        if self.dialect == "message":
            header, parent, metadata, content = map(json.loads, frames)
            assert header["msg_type"] == "handshake_request"
            assert (parent, metadata) == ({}, {})
            assert all(isinstance(content[name], int) for name in NAMES)
            self.header = frames[0]
            return content
        (content,) = map(json.loads, frames)
        assert content["kernel_id"] == "lucia"
        assert all(isinstance(content[name], str) for name in NAMES)
        return content

    def answer(self, key=KEY, status="ok", type="handshake_reply"):
        frames = [b"ACK"]
        if self.dialect == "message":
            frames = [json.dumps({"msg_id": "1", "session": "2", "username": "", "version": "5.5",
                                  "date": "2020-01-01T00:00:00Z", "msg_type": type}).encode(),
                      self.header, b"{}", json.dumps({"status": status}).encode()]
        self.socket.send_multipart([self.peer, b"<IDS|MSG>", sign(*frames, key=key), *frames])

    def close(self):
        self.kernel.kill()
        self.kernel.wait()
        self.kernel.stderr.close()
        self.context.destroy(linger=0)


@pytest.fixture(params=["content", "message"])
def launcher(request, tmp_path):
    launcher = Launcher(tmp_path, request.param)
    yield launcher
    launcher.close()


def works(info):
    wire = Wire(info)
    try:
        assert wire.ask("kernel_info_request")["content"]["implementation"] == "puente"
        assert wire.ask("kernel_info_request", name="control")["content"]["status"] == "ok"
        wire.ask("shutdown_request", {"restart": False}, "control")
    finally:
        wire.close()


def test_the_kernel_tells_its_ports_and_works(launcher):
    told = launcher.asked()
    launcher.answer()
    ip = launcher.info.get("registration_ip") or launcher.info["ip"]
    works(launcher.info | told | {"ip": ip})
    assert launcher.kernel.wait(LIMIT) == 0


def test_the_file_becomes_a_connection_file(launcher):
    told = launcher.asked()
    launcher.answer()
    wait_until(lambda: "shell_port" in launcher.file.read_text())
    info = json.loads(launcher.file.read_text())
    assert {name: info[name] for name in NAMES} == {name: int(told[name]) for name in NAMES}
    works(info)


def test_ports_of_an_earlier_start_are_not_taken_again(tmp_path):
    """They may be somebody else's by now: this one's is."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as other:
        port = other.bind_to_random_port("tcp://127.0.0.1")
        launcher = Launcher(tmp_path, "content", shell_port=port)
        try:
            assert launcher.asked()["shell_port"] != str(port)
        finally:
            launcher.close()


NO_WORD = {
    "silence": ("content", lambda launcher: None),
    "silence after a message": ("message", lambda launcher: None),
    "a wrong signature": ("content", lambda launcher: launcher.answer(key=b"another")),
    "a message wrongly signed": ("message", lambda launcher: launcher.answer(key=b"another")),
    "an error": ("message", lambda launcher: launcher.answer(status="error")),
    "another message": ("message", lambda launcher: launcher.answer(type="kernel_info_reply")),
    "its own words": ("content", lambda launcher: launcher.socket.send_multipart(
        [launcher.peer, b"<IDS|MSG>", sign(launcher.frames[0]), *launcher.frames])),
}


def test_without_a_good_acknowledgement_the_kernel_ends(tmp_path):
    """All at once: each waits for five seconds."""
    launchers = {}
    try:
        for name, (dialect, answer) in NO_WORD.items():
            folder = tmp_path / name.replace(" ", "-")
            folder.mkdir()
            launchers[name] = Launcher(folder, dialect)
        for name, (dialect, answer) in NO_WORD.items():
            launchers[name].asked()
            answer(launchers[name])
        for name, launcher in launchers.items():
            assert launcher.kernel.wait(LIMIT) == 1, name
            assert "has not said that it knows the ports" in launcher.kernel.stderr.read(), name
            assert "shell_port" not in json.loads(launcher.file.read_text()), name
    finally:
        for launcher in launchers.values():
            launcher.close()


def test_what_is_wrong_before_the_acknowledgement_does_no_harm(launcher):
    told = launcher.asked()
    for frames in [[], [b""], [b"<IDS|MSG>"], [b"<IDS|MSG>", sign()], [b"\xff" * 100] * 20]:
        launcher.socket.send_multipart([launcher.peer, *frames] if frames else [launcher.peer, b"x"])
    launcher.answer(key=b"another")
    launcher.answer()
    ip = launcher.info.get("registration_ip") or launcher.info["ip"]
    works(launcher.info | told | {"ip": ip})


def test_it_can_be_ended_while_it_waits(launcher):
    """At once: it does not complain of the launcher, as it would after five seconds."""
    launcher.asked()
    launcher.kernel.terminate()
    assert launcher.kernel.wait(LIMIT) == 1
    assert "has not said" not in launcher.kernel.stderr.read()


@pytest.mark.parametrize("port", [0, -1, 65536, "", "x", None, [1]])
def test_a_port_that_is_none(tmp_path, port):
    launcher = Launcher(tmp_path, "content", registration_port=port)
    try:
        assert launcher.kernel.wait(LIMIT) == 1
        assert "registration_port" in launcher.kernel.stderr.read()
    finally:
        launcher.close()
