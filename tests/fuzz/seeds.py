# SPDX-License-Identifier: BSD-3-Clause
"""seeds.py FOLDER: an input of each kind for the fuzz targets, in the form that each target reads.

Cells are those of the sessions (tests/sessions), each alone and after the last lines before it that
make what it may ask for: data, a network, variables."""
import gzip
import itertools
import json
import pathlib
import re
import sys

REQUESTS = [
    ("kernel_info_request", {}),
    ("execute_request", {"code": "print 6*7", "silent": False, "store_history": True,
                         "user_expressions": {"a": "1"}, "stop_on_error": True}),
    ("complete_request", {"code": "net 8 re", "cursor_pos": 8}),
    ("inspect_request", {"code": "train", "cursor_pos": 3, "detail_level": 1}),
    ("is_complete_request", {"code": "print (1"}),
    ("history_request", {"hist_access_type": "search", "pattern": "p*", "n": 3, "unique": True}),
    ("history_request", {"hist_access_type": "range", "session": 0, "start": 1, "stop": 2}),
    ("history_request", {"hist_access_type": "tail", "n": 2, "output": True}),
    ("comm_open", {"comm_id": "c", "target_name": "t", "data": {}}),
    ("comm_msg", {"comm_id": "c", "data": {}}),
    ("comm_info_request", {}),
    ("connect_request", {}),
    ("usage_request", {}),
    ("create_subshell_request", {}),
    ("list_subshell_request", {}),
    ("delete_subshell_request", {"subshell_id": "x"}),
    ("interrupt_request", {}),
    ("nonsense", {}),
    ("shutdown_request", {"restart": True}),
]
CONNECTION = {"transport": "tcp", "ip": "127.0.0.1", "shell_port": 1, "iopub_port": "2",
              "stdin_port": 3, "control_port": 0, "hb_port": 65535, "key": "k",
              "signature_scheme": "hmac-sha256"}
MAKES = re.compile(rb"(data|net) |\w+ *=[^=]")
FILES = {"tcp": {}, "ipc": {"transport": "ipc", "curve_secretkey": "a" * 40},
         "curve": {"ip": "::1", "curve_secretkey": "a" * 40, "curve_publickey": "b" * 40},
         "registration": {"registration_port": 9, "registration_ip": "::1", "kernel_id": "i"},
         "launcher": {"registration_port": "9", "ip": "", "key": None},
         "refused": {"registration_port": 0, "signature_scheme": "hmac-md5", "transport": "udp"}}


def piece(content):
    """The piece after its length, which counts in steps of 1, 4, 16 or 64 bytes."""
    for shift in range(4):
        steps = -(-len(content) // 4**shift)
        if steps < 63:
            return bytes([shift << 6 | steps]) + content.ljust(steps * 4**shift)
    raise ValueError(content)


def message(port, kind, content):
    header = json.dumps({"msg_id": "1", "session": "s", "msg_type": kind, "version": "5.5"})
    pieces = [b"me", b"<IDS|MSG>", b"", header.encode(), b"{}", b"{}", json.dumps(content).encode()]
    return bytes([port]) + b"".join(map(piece, pieces)) + b"\xff"


def cells(session):
    """What is typed in a session: lines that follow each other and start with "> " are a cell."""
    lines = session.read_bytes().split(b"\n")
    for typed, cell in itertools.groupby(lines, lambda line: line == b">" or line[:2] == b"> "):
        if typed:
            yield b"\n".join(line[2:] for line in cell)


def write(folder, name, content):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def main():
    seeds = pathlib.Path(sys.argv[1]) / "seeds"
    for number, (kind, content) in enumerate(REQUESTS):
        write(seeds / "frames", f"{number}", b"\0" + message(number % 2, kind, content))
    write(seeds / "frames", "all", b"\0" + b"".join(message(0, *each) for each in REQUESTS))
    queued = [message(128, "execute_request", {"code": code}) for code in ("!", "a", "#", "b")]
    write(seeds / "frames", "queued", b"\0" + b"".join(queued))
    write(seeds / "frames", "other-ports", b"\0\x03" + piece(b"\x01topic") + b"\xff"
          + message(2, "input_reply", {"value": "x"}))
    for session in pathlib.Path(__file__).parent.glob("../sessions/*.session"):
        made = []
        for number, cell in enumerate(cells(session)):
            for name, content in ("alone", cell), ("after", b"\n".join(made[-4:] + [cell])):
                write(seeds / "source", f"{session.stem}-{number}-{name}", b"\xff" + content)
            made += [line for line in cell.split(b"\n") if MAKES.match(line)]
    for name, change in FILES.items():
        write(seeds / "connection", name, json.dumps(CONNECTION | change).encode())
    for mode in (2, 3):  # frames that are made of these bytes, for the front and for the worker
        for kind in range(15):
            frames = b"".join(bytes([kind, flags]) + b"\x03abc\x0atext/plain\x04text"
                              for flags in (0, 1))
            write(seeds / "pipe", f"{mode}-{kind}", bytes([mode]) + frames)
    tables = [b"x,y,kind\n1,2.5,a\n3,-4e1,\"b, c\"\n5,6,a\n", b"1;2,5;0\r\n3;4,5;1\r\n",
              b"a\tb\n1\t2.5\n2\t3.5\n\n4\tNA\n"]
    images = b"\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x03" + bytes(range(12))
    labels = b"\0\0\x08\x01\0\0\0\x02\x01\0"
    for number, table in enumerate(tables + [gzip.compress(tables[0], mtime=0)]):
        write(seeds / "data", f"table-{number}", len(table).to_bytes(2, "big") + table)
    for number, (first, second) in enumerate([(images, labels),
                                              (gzip.compress(images, mtime=0), labels)]):
        write(seeds / "data", f"idx-{number}", len(first).to_bytes(2, "big") + first + second)
    tensors, at = {}, 0
    for name, shape in {"0.weight": [2, 3], "0.bias": [2], "2.weight": [1, 2], "2.bias": [1],
                        "moment1.0.weight": [2, 3], "moment1.0.bias": [2],
                        "moment1.2.weight": [1, 2], "moment1.2.bias": [1]}.items():
        end = at + 4 * shape[0] * (shape + [1])[1]
        tensors[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, end]}
        at = end
    plain = {name: tensor for name, tensor in tensors.items() if name[0] != "m"}
    metadata = {"format": "pt", "puente": "1", "activation": "leaky 0.1", "initializer": "he",
                "loss": "cross-entropy 0", "gain": "nan", "seed": "3", "epoch": "2", "power_1": "0.5",
                "optimizer": "momentum", "mode": "fan_in"}
    for number, header in enumerate([plain, {"__metadata__": metadata} | tensors]):
        count = (11, 22)[number]
        write(seeds / "model", f"{number}", bytes([count]) + json.dumps(header).encode())


main()
