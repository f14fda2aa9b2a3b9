# SPDX-License-Identifier: BSD-3-Clause
"""Puente beside ipykernel, xeus-python and the least that a kernel with ZeroMQ can be (bare.c, and
the echo of round_trip.c): same clients, same run, one table, the goals in it.

Times are medians: of 9 starts (the kernels take turns), of 500 requests from Python, of 3 times
1000 from C. A start is seen by two clients. One has connected before the kernel binds and tries
again every millisecond: what it sees is the kernel's. The other is jupyter_client, start_kernel to
the end of wait_for_ready, which spends 200 ms of it waiting for IOPub to be silent.

A language decides how a line or a long computation is written, so each kernel gets its own words
for the same thing. Where others use the machine: `chrt -f 50 make bench-protocol`."""
import contextlib
import json
import os
import pathlib
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import psutil
import zmq
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "protocol"))
from raw import Wire  # noqa: E402

BUILD = pathlib.Path(os.environ["B"]).resolve()
PYTHON_LONG = "import time\nfor _ in range(600): time.sleep(0.05)"
PYTHON_LINES = "for i in range(10000): print('line', i, flush=True)"
KERNELS = {
    "puente": {"argv": [os.environ["PUENTE"], "--connection-file"],
               "print": "print 6*7", "long": "net 8 relu he; train 100000", "complete": "net 8 re",
               "lines": "\n".join(["print \"line\""] * 10000)},
    "ipykernel": {"argv": [sys.executable, "-m", "ipykernel_launcher", "-f"],
                  "print": "print(6*7)", "long": PYTHON_LONG, "complete": "import o",
                  "lines": PYTHON_LINES},
    "xeus-python": {"argv": [sys.executable, "-m", "xpython_launcher", "-f"],
                    "print": "print(6*7)", "long": PYTHON_LONG, "complete": "import o",
                    "lines": PYTHON_LINES},
}
BARE = {"argv": [str(BUILD / "bench/bare")]}
STARTS = 9
LINES = 10000
PORTS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")


class Client(Wire):
    def prepare(self, socket):
        socket.setsockopt(zmq.RECONNECT_IVL, 1)  # the kernel is not there yet

    def receive(self, name):
        message = super().receive(name)
        message["parent"] = message["parent"] or {}  # xeus sends null where there is none
        return message


def free_ports():
    import socket
    held = [socket.socket() for _ in PORTS]
    for each in held:
        each.bind(("127.0.0.1", 0))
    numbers = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return dict(zip(PORTS, numbers))


def execute(wire, code):
    return wire.send("execute_request", {"code": code, "silent": False, "store_history": False,
                                         "user_expressions": {}, "allow_stdin": False,
                                         "stop_on_error": True})


@contextlib.contextmanager
def started(kernel):
    """A kernel whose first answer has come, its client, its connection file and the seconds it
    took: the first message on shell is the answer to the only question."""
    info = {"transport": "tcp", "ip": "127.0.0.1", "key": secrets.token_hex(16),
            "signature_scheme": "hmac-sha256", **free_ports()}
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "kernel.json"
        file.write_text(json.dumps(info))
        environment = {k: v for k, v in os.environ.items() if not k.startswith("JPY_")}
        wire = Client(info)
        for name in ("iopub", "shell"):
            wire.socket(name)
        start = time.perf_counter()
        process = subprocess.Popen([*kernel["argv"], str(file)], cwd=folder, env=environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        wire.send("kernel_info_request", {})
        wire.socket("shell").recv_multipart()
        seconds = time.perf_counter() - start
        try:
            yield wire, process, file, seconds
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            wire.close()


@contextlib.contextmanager
def running(kernel):
    with started(kernel) as (wire, process, file, _seconds):
        hear(wire, kernel)
        yield wire, process, file


def start(kernel):
    with started(kernel) as (_wire, _process, _file, seconds):
        return 1e3 * seconds


def start_for_jupyter(kernel):
    manager = KernelManager()
    manager._kernel_spec = KernelSpec(argv=[*kernel["argv"], "{connection_file}"], language="",
                                      display_name="", interrupt_mode="message")
    began = time.perf_counter()
    manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    taken = 1e3 * (time.perf_counter() - began)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return taken


def hear(wire, kernel):
    """Until the subscription has arrived."""
    socket = wire.socket("iopub")
    while True:
        header = execute(wire, kernel["print"])
        reply(wire, header)
        while socket.poll(500):
            message = wire.receive("iopub")
            if (message["parent"].get("msg_id") == header["msg_id"]
                    and message["content"].get("execution_state") == "idle"):
                return


def reply(wire, header):
    while True:
        message = wire.receive("shell")
        if message["parent"].get("msg_id") == header["msg_id"]:
            return message


def milliseconds(action, rounds):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(1e3 * (time.perf_counter() - start))
    times.sort()
    return statistics.median(times), times[int(0.99 * len(times))]


def memory(process):
    """Proportional: what is shared counts in parts."""
    family = [psutil.Process(process.pid)]
    family += family[0].children(recursive=True)
    return sum(each.memory_full_info().pss for each in family) / 2**20


def cell(wire, kernel):
    header = execute(wire, kernel["print"])
    wire.published(header)
    reply(wire, header)


def begin_long(wire, kernel):
    header = execute(wire, kernel["long"])
    while wire.receive("iopub")["header"]["msg_type"] != "execute_input":
        pass
    time.sleep(0.2)  # in the middle of it
    return header


def interrupt(wire, process, kernel):
    """Milliseconds from a SIGINT to the cell's idle; None: it was not interrupted."""
    times = []
    for _ in range(5):
        header = begin_long(wire, kernel)
        start = time.perf_counter()
        os.kill(process.pid, signal.SIGINT)
        try:
            wire.published(header)
        except zmq.Again:
            return None
        times.append(time.perf_counter() - start)
        reply(wire, header)
    return 1e3 * statistics.median(times)


def complete_while_busy(wire, kernel):
    """Milliseconds until a completion is answered while a cell runs; None: not before its end."""
    begin_long(wire, kernel)
    socket = wire.socket("shell")
    start = time.perf_counter()
    header = wire.send("complete_request", {"code": kernel["complete"], "cursor_pos": 8})
    while socket.poll(3000):
        if wire.receive("shell")["parent"].get("msg_id") == header["msg_id"]:
            return 1e3 * (time.perf_counter() - start)
    return None


def lines(wire, kernel):
    """Seconds, and how many of 10,000 lines never came."""
    start = time.perf_counter()
    header = execute(wire, kernel["lines"])
    reply(wire, header)
    text, results, socket, idle = "", 0, wire.socket("iopub"), False
    while not idle and socket.poll(3000):  # whoever loses lines may lose the idle too
        message = wire.receive("iopub")
        content = message["content"]
        idle = (message["parent"].get("msg_id") == header["msg_id"]
                and content.get("execution_state") == "idle")
        if message["header"]["msg_type"] == "stream":
            text += content["text"]
        elif message["header"]["msg_type"] in ("execute_result", "display_data"):
            # A language may answer a line with a result of its own.
            results += "line" in json.dumps(content["data"])
    return time.perf_counter() - start, LINES - text.count("line") - results


def in_c(kernel, file):
    """Microseconds of a cell and of an echo (p50, p99 each), and messages: medians of 3."""
    runs = [[float(word) for word in subprocess.run(
        [BUILD / "bench/round_trip", file, "1000", kernel["print"]],
        capture_output=True, text=True, check=True).stdout.split()] for _ in range(3)]
    return [statistics.median(each) for each in zip(*runs)]


def measure(kernel):
    figures = {}
    with running(kernel) as (wire, _process, file):
        wire.close()  # a subscriber that does not read would be waited for
        p50, p99, echo50, echo99, figures["messages"] = in_c(kernel, file)
        figures["c p50"], figures["c p99"], figures["over echo"] = p50/1e3, p99/1e3, p50/echo50
        echo = {"c p50": echo50/1e3, "c p99": echo99/1e3, "over echo": 1,
                "messages": figures["messages"]}
    with running(kernel) as (wire, process, _file):
        time.sleep(1)
        figures["memory"] = memory(process)
        figures["p50"], figures["p99"] = milliseconds(lambda: cell(wire, kernel), 500)
        figures["completion"] = milliseconds(lambda: wire.ask(
            "complete_request", {"code": kernel["complete"], "cursor_pos": 8}), 100)[0]
        figures["lines"], figures["lost"] = lines(wire, kernel)
    with running(kernel) as (wire, process, _file):
        figures["completion in a cell"] = complete_while_busy(wire, kernel)
    with running(kernel) as (wire, process, _file):
        figures["interrupt"] = interrupt(wire, process, kernel)
    return figures, echo


def measure_starts(kernels):
    """Side by side: whatever else the machine does, it does to all of them."""
    ways = {"start": start, "jupyter": start_for_jupyter}
    times = {(name, way): [] for name in kernels for way in ways}
    for _ in range(STARTS):
        for (name, way), found in times.items():
            if not (name == "bare ZeroMQ" and way == "jupyter"):
                found.append(ways[way](kernels[name]))
    return {key: statistics.median(found) for key, found in times.items() if found}


def measure_bare(echo):
    with started(BARE) as (_wire, process, _file, _seconds):
        return {**echo, "memory": memory(process)}


# What a row says, the goal in words, and whether it is reached by Puente's figure (never: it is
# not) and the factor by which ipykernel's is larger.
ROWS = {
    "start": ("start to kernel_info, ms", "ipykernel / 30", lambda ours, times: times >= 30),
    "jupyter": ("... until jupyter_client is ready, ms", "", None),
    "memory": ("memory when idle (PSS), MiB", "<= 10", lambda ours, _: ours <= 10),
    "c p50": ("a cell from C, ms (p50)", "<= 0.3", lambda ours, _: ours <= 0.3),
    "c p99": ("a cell from C, ms (p99)", "", None),
    "over echo": ("... times a bare echo of as many", "<= 3", lambda ours, _: ours <= 3),
    "messages": ("... messages", "", None),
    "p50": ("a cell from Python, ms (p50)", "", None),
    "p99": ("a cell from Python, ms (p99)", "", None),
    "completion": ("completion, ms", "", None),
    "completion in a cell": ("completion while a cell runs, ms", "answered", lambda *_: True),
    "interrupt": ("interrupt to idle, ms", "<= 20", lambda ours, _: ours <= 20),
    "lines": ("10,000 lines, s", "", None),
    "lost": ("10,000 lines, lost", "0", lambda ours, _: ours == 0),
}


def show(value):
    return "" if value == "" else "never" if value is None else f"{value:.3g}"


def print_table(table):
    names = list(table)
    print(f"{'':38}{'goal':>16}" + "".join(f"{name:>14}" for name in names)
          + f"{'ipykernel is':>14}")
    for key, (label, goal, reached) in ROWS.items():
        ours, theirs = (table[name][key] for name in ("puente", "ipykernel"))
        times = theirs / ours if ours and theirs else None
        mark = "" if reached is None else (
            "met" if ours is not None and reached(ours, times) else "MISSED")
        print(f"{label:38}{goal:>16}"
              + "".join(f"{show(table[name].get(key, '')):>14}" for name in names)
              + f"{f'{times:.1f} x' if times else '':>14}  {mark}".rstrip())


def main():
    table, echoes = {}, {}
    for name, kernel in KERNELS.items():
        table[name], echoes[name] = measure(kernel)
    table["bare ZeroMQ"] = measure_bare(echoes["puente"])
    for (name, way), milliseconds_taken in measure_starts({**KERNELS, "bare ZeroMQ": BARE}).items():
        table[name][way] = milliseconds_taken
    print_table(table)


if __name__ == "__main__":
    main()
