#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# fuzz.sh: every target of tests/fuzz for SECONDS_EACH (60), one on each core, from the inputs that
# were found before (kept in $CORPUS), the seeds of tests/fuzz/seeds.py and the inputs that once broke
# something. What breaks something now is left in $CORPUS/NAME-crash-*.
. tests/tap.sh

seconds=${SECONDS_EACH:-60}
jobs=$(nproc 2>/dev/null || echo 1)
targets=$(basename -s .c tests/fuzz/*.c)
python3 tests/fuzz/seeds.py "$CORPUS" || exit 1

# Leaves NAME.log and, at its end, NAME.status.
fuzz() {
	mkdir -p "$CORPUS/$1"
	name=$1
	set -- "$CORPUS/$name"
	for seeds in "$CORPUS/seeds/$name" "tests/fuzz/$name"; do
		[ -d "$seeds" ] && set -- "$@" "$seeds"
	done
	"$B/fuzz/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2000 -print_final_stats=1 \
		-dict=tests/fuzz/words -artifact_prefix="$CORPUS/$name-" "$@" >"$scratch/$name.log" 2>&1
	echo $? >"$scratch/$name.status"
}
report() {
	tail -n 20 "$scratch/$1.log"
	grep -E '^stat::number_of_executed_units|cov: ' "$scratch/$1.log" | tail -n 2 >&3
	[ "$(cat "$scratch/$1.status")" = 0 ]
}

exec 3>&2
running=0
for target in $targets; do
	fuzz "$target" &
	running=$(((running + 1) % jobs))
	[ "$running" -gt 0 ] || wait
done
wait
for target in $targets; do
	check "$target withstands $seconds seconds" report "$target"
done
finish
