# SPDX-License-Identifier: BSD-3-Clause
"""Puente beside ipykernel and xeus-python: same client, same run, one table.

Times are medians (start: of 7 processes; round trips: of 500 requests). A language decides how a
line or a long computation is written, so each kernel gets its own words for the same thing."""
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

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "protocol"))
from raw import Wire  # noqa: E402

BUILD = pathlib.Path(os.environ["B"])
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
def running(kernel):
    """A kernel that has answered once, its client, its connection file and the seconds it took."""
    info = {"transport": "tcp", "ip": "127.0.0.1", "key": secrets.token_hex(16),
            "signature_scheme": "hmac-sha256", **free_ports()}
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "kernel.json"
        file.write_text(json.dumps(info))
        environment = {k: v for k, v in os.environ.items() if not k.startswith("JPY_")}
        start = time.perf_counter()
        process = subprocess.Popen([*kernel["argv"], str(file)], cwd=folder, env=environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        wire = Client(info)
        wire.socket("iopub")
        wire.ask("kernel_info_request", {})
        seconds = time.perf_counter() - start
        try:
            hear(wire, kernel)
            yield wire, process, file, seconds
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            wire.close()


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
    published = wire.published(header)
    text = "".join(message["content"].get("text", "") for message in published
                   if message["header"]["msg_type"] == "stream")
    # A language may answer a line with a result of its own.
    shown = text.count("line") + sum(
        json.dumps(message["content"].get("data", {})).count("line") > 0 for message in published
        if message["header"]["msg_type"] in ("execute_result", "display_data"))
    return time.perf_counter() - start, 10000 - shown


def in_c(kernel, file):
    run = subprocess.run([BUILD / "bench/round_trip", file, "2000", kernel["print"]],
                         capture_output=True, text=True, check=True)
    return [float(word) for word in run.stdout.split()]


def measure(kernel):
    figures = {}
    starts = []
    for _ in range(7):
        with running(kernel) as (_wire, _process, _file, seconds):
            starts.append(seconds)
    figures["start to kernel_info, ms"] = 1e3 * statistics.median(starts)
    with running(kernel) as (wire, process, file, _seconds):
        time.sleep(1)
        figures["memory when idle (PSS), MiB"] = memory(process)
        figures["a cell, ms (p50)"], figures["a cell, ms (p99)"] = milliseconds(
            lambda: cell(wire, kernel), 500)
        figures["completion, ms"] = milliseconds(lambda: wire.ask(
            "complete_request", {"code": kernel["complete"], "cursor_pos": 8}), 100)[0]
        figures["10,000 lines, s"], figures["10,000 lines, lost"] = lines(wire, kernel)
        p50, p99, echo, _echo99, messages = in_c(kernel, file)
        figures["a cell from C, ms (p50)"], figures["a cell from C, ms (p99)"] = p50/1e3, p99/1e3
        figures["... over a bare echo of as many"] = p50 / echo
        figures["... messages"] = messages
        figures["completion in mid-cell, ms"] = complete_while_busy(wire, kernel)
    with running(kernel) as (wire, process, _file, _seconds):
        figures["interrupt to idle, ms"] = interrupt(wire, process, kernel)
    return figures


def main():
    table = {name: measure(kernel) for name, kernel in KERNELS.items()}
    rows = list(table["puente"])
    print(f"{'':38}" + "".join(f"{name:>14}" for name in table) + f"{'ipykernel is':>16}")
    for row in rows:
        values = [table[name][row] for name in table]
        shown = ["never" if value is None else f"{value:.3g}" for value in values]
        ours, theirs = values[0], values[1]
        ratio = f"{theirs / ours:.1f} x" if ours and theirs else ""
        print(f"{row:38}" + "".join(f"{each:>14}" for each in shown) + f"{ratio:>16}")


if __name__ == "__main__":
    main()
