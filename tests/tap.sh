# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh
#
# Read by the tests that are shell scripts. They run from the top of the tree with B, the folder of
# the build, and speak TAP:
#
#	. tests/tap.sh
#	check "what is true" command argument ...    a test; the command's output shows when it fails
#	skip "what" "why it cannot be told here"
#	finish

tap_count=0
tap_failed=0
B=${B:-build/release}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP

check() {
	tap_name=$1
	shift
	tap_count=$((tap_count + 1))
	if "$@" >"$scratch/.said" 2>&1 </dev/null; then
		echo "ok $tap_count - $tap_name"
	else
		tap_failed=1
		echo "not ok $tap_count - $tap_name"
		sed 's/^/# /' "$scratch/.said"
	fi
}

skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

finish() {
	echo "1..$tap_count"
	exit "$tap_failed"
}

# Succeeds when the command prints nothing; shows what it printed.
silent() {
	"$@" >"$scratch/.silent" 2>&1
	cat "$scratch/.silent"
	[ ! -s "$scratch/.silent" ]
}
