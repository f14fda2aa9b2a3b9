# SPDX-License-Identifier: BSD-3-Clause
"""lines.py BUILD FLOOR: which lines of kernel/FLOOR have run, after gcov's counts in a build.

Prints a line of figures. Fails, and says where, when fewer than 95 % have run, when a line has not
that does not end in /* GCOVR_EXCL_LINE: the reason */, or when one that does has run after all.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys

LEAST = 95
MARK = re.compile(r"GCOVR_EXCL(_LINE: \w+ \w+.*\*/$)?")


def counts(build, floor):
    """How often each line of each file has run. A line may belong to several functions."""
    found = collections.defaultdict(collections.Counter)
    notes = sorted(str(path) for path in (build / "kernel" / floor).glob("*.gcno"))
    said = subprocess.run(["gcov", "--json-format", "--stdout", *notes], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    for document in said.splitlines():
        for file in json.loads(document)["files"]:
            for line in file["lines"]:
                found[file["file"]][line["line_number"]] += line["count"]
    return found


def main():
    build, floor = pathlib.Path(sys.argv[1]), sys.argv[2]
    lines = reached = marked = 0
    wrong = []
    found = counts(build, floor)
    for path in sorted(pathlib.Path("kernel", floor).glob("*.c")):
        for number, text in enumerate(path.read_text().splitlines(), 1):
            mark = MARK.search(text)
            marked += mark is not None
            if number not in found[str(path)] and not mark:
                continue
            count = found[str(path)][number]
            lines += 1
            reached += count > 0
            complaint = (None if not mark and count else "is not reached" if not mark
                         else "is reached after all" if count
                         else None if mark[1] else "does not say why it is not reached")
            if complaint:
                wrong.append(f"{path}:{number}: {complaint}: {text.strip()}")
    share = 100 * reached / lines
    print(f"kernel/{floor:<9}{lines:5} lines {share:6.2f} % reached {marked:3} say why not")
    print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
    sys.exit(bool(wrong) or share < LEAST)


main()
