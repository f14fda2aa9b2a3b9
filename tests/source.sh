#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# What must be true of every source file: the floors, a head, a size, no libm where bits matter.
. tests/tap.sh

c_files() { find nn kernel tests -name '*.[ch]' | LC_ALL=C sort; }
files() { git ls-files 2>/dev/null || find . -type f -not -path './.git/*' -not -path './build/*'; }

planted_tree() {
	mkdir -p "$scratch/tree/nn" "$scratch/tree/kernel/view" "$scratch/tree/kernel/front" \
		"$scratch/tree/kernel/attic"
	printf '#include "nn/real.h"\n#include <math.h>\n#include "kernel/base/text.h"\n' \
		>"$scratch/tree/nn/network.c"
	printf '#include <jansson.h>\n' >"$scratch/tree/nn/data.c"
	printf '#include <jansson.h>\n' >"$scratch/tree/nn/model_file.c"
	printf '/* x */\n# include "nn/real.h"\n#include "nn/network.h"\n#include "table.h"\n' \
		>"$scratch/tree/kernel/view/table.c"
	printf '#include "kernel/view/table.h"\n#include <sys/signalfd.h>\n#include <zmq.h>\n' \
		>"$scratch/tree/kernel/front/jupyter.c"
	printf '#include <sys/signalfd.h>\n#include "kernel/commands/x.h"\n' \
		>"$scratch/tree/kernel/front/system.c"
	echo >"$scratch/tree/kernel/attic/old.c"
	cat <<-END >"$scratch/expected"
		kernel/attic/old.c:1: kernel/attic/old.c (stands on no floor)
		kernel/front/jupyter.c:2: <sys/signalfd.h>
		kernel/front/system.c:2: kernel/commands/x.h
		kernel/view/table.c:3: nn/network.h
		kernel/view/table.c:4: table.h
		nn/data.c:1: <jansson.h>
		nn/network.c:3: kernel/base/text.h
	END
}
finds_what_was_planted() {
	planted_tree
	! sh tests/layers.sh "$scratch/tree" >"$scratch/found" && diff "$scratch/expected" "$scratch/found"
}

heads() {
	c_files | while read -r file; do
		head -n 1 "$file" | grep -q '^/\* SPDX-License-Identifier: BSD-3-Clause' || echo "$file"
	done
}
long_files() { c_files | xargs wc -l | awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines" }'; }
scripts() { files | grep '\.sh$' | while read -r file; do sh -n "$file"; done; }
# A folder of someone's machine, or a note to oneself.
leftovers() {
	files | grep -v -e '\.gz$' -e '\.png$' -e '^tests/source.sh$' | tr '\n' '\0' |
		xargs -0 grep -nE '(^|[^l])/(home|root|work|Users)/[a-z]|TODO|FIXME|\<XXX\>'
}
ways_out() {
	c_files | grep -v -e '^tests/' -e '^kernel/front/main.c$' | xargs grep -nE '\<(exit|longjmp|setjmp)\('
}
# Every libm gives other bits. What is exact everywhere is welcome: rounding, sqrt, fma.
libm() {
	find "$B/nn" "$B/kernel" -name '*.o' -print0 | xargs -0 nm -A -u | awk '
		{ name = $NF; sub(/@.*/, "", name) }
		name ~ /^(a?(sin|cos|tan)h?|atan2|exp(2|10|m1)?|log(2|10|1p)?|pow|cbrt|hypot|erfc?|[lt]gamma)f?$/'
}

check "every include stays within its floor" silent sh tests/layers.sh
check "an include that does not is found" finds_what_was_planted
check "every C file starts with its licence" silent heads
check "no C file is longer than 400 lines" silent long_files
check "every script parses" silent scripts
check "no leftovers" silent leftovers
check "exit stays in main.c" silent ways_out
check "no libm where bits matter" silent libm
finish
