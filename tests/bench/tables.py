# SPDX-License-Identifier: BSD-3-Clause
"""A table of a million rows and twenty columns: `data` against pandas.read_csv, processor time and memory."""
import os
import pathlib
import random
import subprocess
import sys
import tempfile

ROWS, COLUMNS = 1_000_000, 20
PANDAS = "import sys, pandas; pandas.read_csv(sys.argv[1])"


def write(path):
    random.seed(1)
    with open(path, "w") as file:
        file.write(",".join(f"x{i}" for i in range(COLUMNS)) + ",y\n")
        for row in range(ROWS):
            file.write(",".join("%.6f" % random.gauss(0, 1) for _ in range(COLUMNS)) + f",{row % 3}\n")


def measured(command, folder):
    """Seconds of processors, and the most megabytes of memory."""
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder) / "table.csv"
        write(table)
        cell = pathlib.Path(folder) / "cell"
        cell.write_text(f'set memory 4GB\ndata "{table}" quiet\n')
        matrix = ROWS * (COLUMNS + 1) * 8 / 2**20
        print(f"{ROWS} rows, {COLUMNS + 1} columns, {table.stat().st_size / 2**20:.0f} MB of text, "
              f"{matrix:.0f} MB of binary64")
        commands = [("puente", [os.environ["PUENTE"], "run", str(cell)])]
        if subprocess.run(["/usr/bin/python3", "-c", "import pandas"], stderr=subprocess.DEVNULL).returncode == 0:
            commands.append(("pandas", ["/usr/bin/python3", "-c", PANDAS, str(table)]))
            commands.append(("only importing pandas", ["/usr/bin/python3", "-c", "import pandas"]))
        for name, command in commands:
            seconds, megabytes = min(measured(command, folder) for _ in range(3))
            print(f"{name}: {seconds:.2f} s, {megabytes:.0f} MB")


main()
