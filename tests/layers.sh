#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# layers.sh [FOLDER]: the floors of the house. Each line of the table is a floor and the headers it
# may include, besides its own and the C library's; what is not in the table is forbidden. Prints
# FILE:LINE: NAME for each include that is not allowed and fails when there is one.
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2

# A name that ends in / is a folder. <...> are other libraries and what only Linux has.
table='
nn                 <pthread.h> <csv.h> <zlib.h>
nn/model*          <pthread.h> <csv.h> <zlib.h> <jansson.h>
kernel/base        <utf8proc.h> <libintl.h>
kernel/view        kernel/base/ nn/real.h
kernel/language    kernel/base/ nn/real.h
kernel/session     kernel/base/ kernel/view/ kernel/language/ nn/ commands.inc
kernel/commands    kernel/base/ kernel/view/ kernel/language/ kernel/session/ nn/
kernel/pipe        kernel/base/ kernel/view/ LINUX <seccomp.h>
kernel/worker      kernel/base/ kernel/view/ kernel/session/ kernel/pipe/
kernel/protocol    kernel/base/ kernel/view/ kernel/session/ kernel/pipe/ <jansson.h> <openssl/> <uuid/>
kernel/notebook    kernel/base/ kernel/view/ kernel/pipe/ <jansson.h>
kernel/grade       kernel/base/ kernel/view/ kernel/session/ kernel/pipe/ kernel/notebook/ <jansson.h>
kernel/home        kernel/base/ kernel/view/ kernel/session/ kernel/pipe/ kernel/notebook/ <jansson.h>
kernel/front       kernel/base/ kernel/view/ kernel/language/ kernel/session/ kernel/pipe/ kernel/worker/ kernel/protocol/ kernel/notebook/ kernel/grade/ kernel/home/ <zmq.h> <editline/>
kernel/front/system* kernel/base/ kernel/view/ kernel/pipe/ LINUX
'
linux='<sys/signalfd.h> <sys/pidfd.h> <sys/prctl.h> <sys/syscall.h> <sys/eventfd.h> <sys/epoll.h> <sys/timerfd.h> <sys/inotify.h> <linux/>'
# Headers of the C library and POSIX, which any floor may include.
common='
aio alloca arpa/inet assert byteswap complex ctype dirent dlfcn endian errno fcntl fenv float
fnmatch ftw getopt glob grp immintrin inttypes langinfo limits locale malloc math netdb netinet/in poll pwd
regex sched setjmp signal spawn stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib string
strings sys/file sys/ioctl sys/mman sys/random sys/resource sys/select sys/sendfile sys/socket
sys/stat sys/statvfs sys/sysinfo sys/time sys/types sys/uio sys/un sys/utsname sys/wait termios time
uchar unistd wchar wctype arm_acle arm_neon cpuid x86intrin xmmintrin
'

find nn kernel -name '*.[ch]' 2>/dev/null | LC_ALL=C sort | TABLE=$table LINUX=$linux COMMON=$common awk '
function matches(name, pattern)
{
	if (pattern ~ /\/>?$/) {
		sub(/>$/, "", pattern)
		return index(name, pattern) == 1
	}
	return name == pattern
}

# The row whose pattern is the longest that fits the file.
function row_of(file,   row, best, length_)
{
	best = ""
	length_ = 0
	for (row in allowed) {
		pattern = row
		starred = sub(/\*$/, "", pattern)
		if (!starred)
			pattern = pattern "/"
		if (index(file, pattern) == 1 && (starred || index(substr(file, length(pattern) + 1), "/") == 0) &&
		    length(pattern) > length_) {
			best = row
			length_ = length(pattern)
		}
	}
	return best
}

function may_include(row, name,   i, n, own, names)
{
	own = row
	sub(/\/[^\/]*\*$/, "", own)
	if (index(name, own "/") == 1)
		return 1
	n = split(allowed[row], names, " ")
	for (i = 1; i <= n; i++)
		if (matches(name, names[i]))
			return 1
	return name in common
}

BEGIN {
	n = split(ENVIRON["COMMON"], words, /[ \n]+/)
	for (i = 1; i <= n; i++)
		common["<" words[i] ".h>"] = 1
	n = split(ENVIRON["TABLE"], lines, "\n")
	for (i = 1; i <= n; i++) {
		row = lines[i]
		sub(/ .*/, "", row)
		rest = substr(lines[i], length(row) + 1)
		gsub(/LINUX/, ENVIRON["LINUX"], rest)
		if (row != "")
			allowed[row] = rest
	}
	bad = 0
}

{
	file = $0
	row = row_of(file)
	if (row == "") {
		print file ":1: " file " (stands on no floor)"
		bad = 1
		next
	}
	number = 0
	while ((getline line < file) > 0) {
		number++
		if (line !~ /^[ \t]*#[ \t]*include/)
			continue
		name = line
		sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
		if (name ~ /^"/) {
			sub(/^"/, "", name)
			sub(/".*/, "", name)
		} else
			sub(/>.*/, ">", name)
		if (!may_include(row, name)) {
			print file ":" number ": " name
			bad = 1
		}
	}
	close(file)
}

END { exit bad }'
