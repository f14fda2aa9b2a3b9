#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# The sessions: what a reader sees, to the letter and to the bit. In a .session file the lines that
# start with "> " are typed, the others are the answer. `sessions.sh bless` rewrites the answers;
# what changes is then to be read by a person.
. tests/tap.sh

replay() {
	"$B/bin/puente" run --echo "$1" >"$scratch/answer" 2>"$scratch/errors"
	status=$?
	[ -s "$scratch/answer" ] && [ $status -lt 126 ] && [ ! -s "$scratch/errors" ] && return
	echo "status $status, and on the standard error:"
	cat "$scratch/errors"
	return 1
}
same() { replay "$1" && diff "$1" "$scratch/answer"; }

for session in tests/sessions/*.session; do
	if [ "${1:-}" = bless ]; then
		replay "$session" && cp "$scratch/answer" "$session"
	else
		check "$session" same "$session"
	fi
done
[ "${1:-}" = bless ] && exit

# puente hash shows one line, the one that print hash shows; and nothing of a script that fails.
hash_is_printed() {
	printf 'data moons\nnet 2x8 relu\ntrain 3\n' >"$scratch/script"
	"$B/bin/puente" hash "$scratch/script" >"$scratch/hash" || return
	echo 'print hash' >>"$scratch/script"
	"$B/bin/puente" run "$scratch/script" | tail -n 1 | diff "$scratch/hash" - &&
		grep -Eqx 'hash = [0-9a-f]{16}' "$scratch/hash"
}
failure_is_not() {
	echo 'net 2x8 relu; fail' >"$scratch/script"
	! "$B/bin/puente" hash "$scratch/script" >"$scratch/hash" 2>"$scratch/errors" &&
		[ ! -s "$scratch/hash" ] && [ -s "$scratch/errors" ]
}
check "puente hash prints the hash alone" hash_is_printed
check "puente hash prints none of a script that fails" failure_is_not
finish
