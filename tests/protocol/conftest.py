# SPDX-License-Identifier: BSD-3-Clause
"""A kernel for each test, started as Jupyter starts it, and clients that see every byte.

PUENTE names the program under test; PUENTE_TRANSPORT is tcp, ipc or curve (tcp, encrypted);
PUENTE_SLOW is set where there is time for tests that take long.
"""
import contextlib
import json
import os
import pathlib
import queue
import time

import jupyter_client
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from ports import Ports

LIMIT = 60  # seconds until a message that does not come counts as lost
TRANSPORT = {"tcp": {}, "ipc": {"transport": "ipc"}, "curve": {"transport_encryption": "required"}}[
    os.environ.get("PUENTE_TRANSPORT", "tcp")]

slow = pytest.mark.skipif(not os.environ.get("PUENTE_SLOW"), reason="slow: make check-slow")


@pytest.fixture(scope="session", autouse=True)
def kernelspec(tmp_path_factory):
    """A kernelspec for the program under test, where Jupyter looks first."""
    program = os.environ["PUENTE"]
    folder = tmp_path_factory.mktemp("jupyter")
    spec = folder / "kernels" / "puente"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(json.dumps({
        "argv": [str(pathlib.Path(program).resolve()), "--connection-file", "{connection_file}"],
        "display_name": "Puente",
        "language": "puente",
        "interrupt_mode": "message",
        "metadata": {"supported_encryption": ["curve"]},
    }))
    os.environ["JUPYTER_PATH"] = str(folder)
    Ports.instance()
    for name in ("CI", "NBGRADER_EXECUTION", "PUENTE_LANG"):
        os.environ.pop(name, None)
    return folder


class Kernel:
    """A running kernel and what tests want to know about its processes."""

    def __init__(self, **options):
        # Read anew each time: JUPYTER_PATH is set by the fixture above.
        self.manager = jupyter_client.KernelManager(
            kernel_name="puente", kernel_spec_manager=KernelSpecManager(), **TRANSPORT)
        self.manager.start_kernel(**options)
        self.clients = []

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def worker(self):
        """The process that computes, once there is one and it is not about to leave a copy."""
        return wait_until(lambda: [pid for pid in children(self.pid)
                                   if name_of(pid) == "puente" and not is_gone(pid)])[0]

    def copies(self):
        """Those of it that sleep; the newest is the front's for sure once worker() has answered."""
        return [pid for pid in descendants(self.pid)
                if name_of(pid) == "puente (copy)" and not is_gone(pid)]

    def client(self):
        client = self.manager.client()
        client.session = type(client.session)(
            key=client.session.key, signature_scheme=client.session.signature_scheme)
        client.start_channels()
        client.wait_for_ready(timeout=LIMIT)
        self.clients.append(client)
        return Client(client)

    def close(self):
        for client in self.clients:
            client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=os.environ.get("MODE") != "cover")
        self.manager.cleanup_resources()


def children(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return [int(child) for child in
                pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def descendants(pid):
    """A process's children, and theirs."""
    return [each for child in children(pid) for each in (child, *descendants(child))]


def name_of(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    return None


def is_gone(pid):
    """Ended, whether or not somebody has asked for its status."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(")")[2].split()[0] in "ZX"


class Reply:
    """A reply and all that was published on its request's behalf, busy and idle included."""

    def __init__(self, reply, published):
        self.reply = reply
        self.published = published
        self.content = reply["content"] if reply else None

    def types(self):
        return [message["msg_type"] for message in self.published]

    def outputs(self):
        return [message for message in self.published
                if message["msg_type"] not in ("status", "execute_input")]

    def text(self):
        return "".join(message["content"]["text"] for message in self.published
                       if message["msg_type"] == "stream")


class Client:
    """A client that sends any request and collects everything that answers it."""

    def __init__(self, client):
        self.client = client
        self.session = client.session
        self.kept = []  # published messages nobody has asked for yet
        self.replies = []
        self.kernels = set()  # sessions of those that have replied

    def send(self, kind, content, port="shell", header=None):
        message = self.session.msg(kind, content)
        message["header"].update(header or {})
        self.session.send(getattr(self.client, port + "_channel").socket, message)
        return message["header"]["msg_id"]

    def execute(self, code, **options):
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {},
                   "allow_stdin": False, "stop_on_error": True}
        content.update(options)
        return self.send("execute_request", content)

    def published(self, wanted):
        """The next published message for which wanted() holds; others are kept."""
        for index, message in enumerate(self.kept):
            if wanted(message):
                return self.kept.pop(index)
        end = time.monotonic() + LIMIT
        while True:
            message = self.client.get_iopub_msg(timeout=max(0.01, end - time.monotonic()))
            if wanted(message):
                return message
            self.kept.append(message)

    def reply(self, request, port="shell"):
        for index, message in enumerate(self.replies):
            if message["parent_header"].get("msg_id") == request:
                return self.replies.pop(index)
        end = time.monotonic() + LIMIT
        while True:
            message = getattr(self.client, f"get_{port}_msg")(
                timeout=max(0.01, end - time.monotonic()))
            self.kernels.add(message["header"]["session"])
            if message["parent_header"].get("msg_id") == request:
                return message
            self.replies.append(message)

    def meet(self):
        """After a restart: the sockets connect again each in its own time, and what is published
        before this one hears is lost. The new kernel welcomes it."""
        self.published(lambda m: m["msg_type"] == "iopub_welcome"
                       and m["header"]["session"] not in self.kernels)
        self.client.wait_for_ready(timeout=LIMIT)

    def until_idle(self, request):
        """Everything published for the request, to its idle."""
        found = []
        while True:
            message = self.published(lambda m: m["parent_header"].get("msg_id") == request)
            found.append(message)
            if message["content"].get("execution_state") == "idle":
                return found

    def finish(self, request, port="shell"):
        reply = self.reply(request, port)
        return Reply(reply, self.until_idle(request))

    def run(self, code, **options):
        return self.finish(self.execute(code, **options))

    def ask(self, kind, content=None, port="shell"):
        return self.finish(self.send(kind, content or {}, port), port)

    def running(self, request):
        """Waits until the cell has begun."""
        self.published(lambda m: m["msg_type"] == "execute_input"
                       and m["parent_header"]["msg_id"] == request)

    def showing(self, request, kind):
        """Waits until the cell has shown something of that kind."""
        return self.published(lambda m: m["msg_type"] == kind
                              and m["parent_header"]["msg_id"] == request)

    def nothing_more(self, port="iopub"):
        """That no message waits, as far as one that was sent later has arrived."""
        self.ask("kernel_info_request")
        with pytest.raises(queue.Empty):
            getattr(self.client, f"get_{port}_msg")(timeout=0)


def wait_until(condition):
    """The condition's first value that is true; it is polled, for what sends no message."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            value = condition()
            if value:
                return value
        time.sleep(0.002)
    raise TimeoutError


@pytest.fixture
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.close()


@pytest.fixture
def client(kernel):
    return kernel.client()
