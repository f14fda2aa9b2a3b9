# SPDX-License-Identifier: BSD-3-Clause
"""Messages frame by frame, for what jupyter_client would never send."""
import hashlib
import hmac
import json
import uuid

import zmq

TYPES = {"shell": zmq.DEALER, "control": zmq.DEALER, "stdin": zmq.DEALER, "iopub": zmq.SUB,
         "hb": zmq.REQ}


class Wire:
    """Sockets to a kernel, and signatures made by Python's own hmac."""

    def __init__(self, info):
        self.info = info
        self.context = zmq.Context()
        self.session = uuid.uuid4().hex
        self.sockets = {}

    def close(self):
        self.context.destroy(linger=0)

    def socket(self, name, kind=None, subscribe=b""):
        if name not in self.sockets:
            socket = self.context.socket(kind or TYPES[name])
            socket.setsockopt(zmq.LINGER, 0)
            socket.setsockopt(zmq.RCVTIMEO, 30000)
            if socket.type == zmq.DEALER:
                socket.setsockopt(zmq.IDENTITY, self.session.encode())
            self.prepare(socket)
            socket.connect(self.endpoint(name))
            if socket.type == zmq.SUB:
                socket.setsockopt(zmq.SUBSCRIBE, subscribe)
            self.sockets[name] = socket
        return self.sockets[name]

    def endpoint(self, name):
        between = "-" if self.info.get("transport") == "ipc" else ":"
        return f"{self.info.get('transport', 'tcp')}://{self.info['ip']}{between}{self.info[name + '_port']}"

    def prepare(self, socket):
        """Encrypts, where the kernel does: the client knows the kernel's public key."""
        if self.info.get("curve_publickey"):
            socket.curve_publickey, socket.curve_secretkey = zmq.curve_keypair()
            key = self.info["curve_publickey"]
            socket.curve_serverkey = key if isinstance(key, bytes) else key.encode()

    def header(self, kind, **more):
        return {"msg_id": uuid.uuid4().hex, "session": self.session, "username": "test",
                "date": "2020-01-01T00:00:00.000000Z", "msg_type": kind, "version": "5.3", **more}

    def sign(self, frames):
        key = self.info["key"]
        key = key if isinstance(key, bytes) else key.encode()
        return hmac.new(key, b"".join(frames), hashlib.sha256).hexdigest().encode()

    def frames(self, header, content, parent=b"{}", metadata=b"{}"):
        """The delimiter, the signature and the four dictionaries; bytes are taken as they are."""
        four = [part if isinstance(part, bytes) else json.dumps(part).encode()
                for part in (header, parent, metadata, content)]
        return [b"<IDS|MSG>", self.sign(four), *four]

    def send(self, kind, content=b"{}", name="shell", **more):
        header = self.header(kind, **more)
        self.socket(name).send_multipart(self.frames(header, content))
        return header

    def receive(self, name):
        """A message whose signature is right: topic, header, parent header, content, metadata."""
        frames = self.socket(name).recv_multipart()
        at = frames.index(b"<IDS|MSG>")
        assert frames[at + 1] == self.sign(frames[at + 2:at + 6])
        header, parent, metadata, content = (json.loads(part) for part in frames[at + 2:at + 6])
        return {"topic": frames[:at], "header": header, "parent": parent, "content": content,
                "metadata": metadata, "parent_bytes": frames[at + 3]}

    def ask(self, kind, content=b"{}", name="shell", **more):
        """The reply to a request, other messages passed over."""
        header = self.send(kind, content, name, **more)
        while True:
            message = self.receive(name)
            if message["parent"].get("msg_id") == header["msg_id"]:
                return message

    def published(self, header):
        """All that is published for a request, to its idle."""
        found = []
        while True:
            message = self.receive("iopub")
            if message["parent"].get("msg_id") == header["msg_id"]:
                found.append(message)
                if message["content"].get("execution_state") == "idle":
                    return found
