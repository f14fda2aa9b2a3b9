#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# The README says what is so: its cells run, its list of commands is the program's own, and the files
# it names exist.
. tests/tap.sh

# The n-th block fenced as $1.
block() {
	awk -v kind="\`\`\`$1" -v wanted="$2" '
		$0 == kind { count++; inside = 1; next }
		/^```$/ { inside = 0 }
		inside && count == wanted' README.md
}
runs() {
	block puente "$1" >"$scratch/cell" && [ -s "$scratch/cell" ] &&
		"$B/bin/puente" run "$scratch/cell"
}
commands_are_listed() {
	echo 'help commands' >"$scratch/cell"
	"$B/bin/puente" run "$scratch/cell" >"$scratch/commands"
	block commands 1 | diff - "$scratch/commands"
}
paths_exist() {
	grep -o '`[a-z]*/[a-z/._]*`\|([a-z]*/[a-z/._]*)' README.md | tr -d '`()' | sort -u |
		while read -r path; do [ -e "$path" ] || echo "$path is named and is not there"; done >"$scratch/missing"
	silent cat "$scratch/missing"
}

cells=$(grep -c '^```puente$' README.md)
for cell in $(seq "$cells"); do
	check "its cell $cell of $cells runs" runs "$cell"
done
check "its list of commands is the program's" commands_are_listed
check "the files it names exist" paths_exist
finish
