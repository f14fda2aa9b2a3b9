#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# fuzz.sh: every target of tests/fuzz for SECONDS (60), from the inputs that were found before (kept
# in $CORPUS), the seeds of tests/fuzz/seeds.py and the inputs that once broke something. What breaks
# something now is left in $CORPUS/NAME-crash-*.
. tests/tap.sh

seconds=${SECONDS_EACH:-60}
python3 tests/fuzz/seeds.py "$CORPUS" || exit 1

fuzz() {
	mkdir -p "$CORPUS/$1"
	name=$1
	set -- "$CORPUS/$name"
	for seeds in "$CORPUS/seeds/$name" "tests/fuzz/$name"; do
		[ -d "$seeds" ] && set -- "$@" "$seeds"
	done
	"$B/fuzz/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2000 -print_final_stats=1 \
		-dict=tests/fuzz/words -artifact_prefix="$CORPUS/$name-" "$@" >"$scratch/log" 2>&1
	status=$?
	tail -n 20 "$scratch/log"
	grep -E '^stat::number_of_executed_units|cov: ' "$scratch/log" | tail -n 2 >&3
	return "$status"
}

exec 3>&2
for target in tests/fuzz/*.c; do
	target=$(basename "$target" .c)
	check "$target withstands $seconds seconds" fuzz "$target"
done
finish
