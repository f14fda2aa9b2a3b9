#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# What the tools that read code say about it. A tool that is not there is skipped.
. tests/tap.sh

jobs=$(nproc)
sources() { find nn kernel -name '*.c' | LC_ALL=C sort; }
all_c() { find nn kernel tests -name '*.[ch]' | LC_ALL=C sort; }
flags="-std=c17 -D_GNU_SOURCE -I. -I$B"

format() { all_c | xargs clang-format-14 --dry-run -Werror; }
# shellcheck disable=SC2086 # the flags are words
tidy() {
	sources | xargs -P "$jobs" -n 1 sh -c 'flags=$1; shift
		clang-tidy-14 --quiet "$@" -- '"$flags"' 2>/dev/null' sh ""
}
# The analyzer of gcc knows other things than that of clang; gcc 12's does not know vectors (nn).
# shellcheck disable=SC2086
analyze() {
	sources | grep '^kernel/' | xargs -P "$jobs" -n 1 \
		gcc $flags -O2 -fanalyzer -Werror -c -o /dev/null
}
check_c() {
	# shellcheck disable=SC2086
	cppcheck --quiet -j "$jobs" --std=c11 --enable=warning,performance,portability --inline-suppr \
		--suppress=missingIncludeSystem --error-exitcode=1 -D_GNU_SOURCE -I. "-I$B" nn kernel
}
spelling() { codespell nn/*.[ch] kernel tests README.md Makefile .ci --skip '*.po,*.gz,*.session,*/fuzz/source/*' \
		--ignore-words-list trian,nd; }
shell() { shellcheck --external-sources --exclude=SC2317,SC2016 tests/*.sh .ci/run; }

with() {
	tool=$1
	shift
	if command -v "$tool" >/dev/null; then check "$@"; else skip "$1" "$tool is not installed"; fi
}
with clang-format-14 "the format is .clang-format's" format
with clang-tidy-14 "clang-tidy has nothing to say" tidy
with gcc "gcc's analyzer has nothing to say" analyze
with cppcheck "cppcheck has nothing to say" check_c
with codespell "the English is spelled right" spelling
with shellcheck "shellcheck has nothing to say" shell
finish
