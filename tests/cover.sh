#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# The unit tests of $FLOORS reach every line of these, but for those that say why they cannot be
# reached (tests/cover/lines.py). For a build of MODE=cover.
. tests/tap.sh

command -v gcov >/dev/null || skip_all "gcov is not installed"
find "$B" -name '*.gcda' -delete

# Whoever is locked into a folder cannot write what it has counted, and says so.
tests() {
	for floor in $FLOORS; do
		find "$B/unit/$floor" -type f -perm -u+x
	done | xargs prove -j "$(nproc)" --exec '' 2>&1 | grep -v '^profiling:' >"$scratch/tests"
	cat "$scratch/tests"
	grep -q '^Result: PASS' "$scratch/tests"
}

lines() { python3 tests/cover/lines.py "$B" "$1" >&3; }

exec 3>&2
check "the tests pass" tests
for floor in $FLOORS; do
	check "every line of kernel/$floor is reached, or says why not" lines "$floor"
done
finish
