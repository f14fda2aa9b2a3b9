#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# packages.sh [packages|check|all|nbconvert]: installs the system packages that are missing for
# building, and for testing, and for every test there is; or the distribution's nbconvert. Where all
# are there it takes no time and needs no rights. What building needs must be had; without a test's
# tool that test says that it is skipped.
set -u
goal=${1:-packages}
CC=${CC:-gcc}

has_command() { command -v "$1" >/dev/null 2>&1; }
has_library() { has_command pkg-config && pkg-config --exists "$1"; }
has_header() { has_command "$CC" && echo "#include <$1>" | "$CC" -E -o /dev/null - 2>/dev/null; }
has_venv() { /usr/bin/python3 -c 'import ensurepip, venv' 2>/dev/null || python3 -c 'import ensurepip, venv' 2>/dev/null; }
# What clang's sanitizers and fuzzer are linked with comes with its recommendations only.
has_fuzzer() {
	echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
		clang -fsanitize=fuzzer,address -x c -o /dev/null - 2>/dev/null
}
has_emulator() { has_command qemu-riscv64 || has_command qemu-riscv64-static; }
has_torch() { /usr/bin/python3 -c 'import torch' 2>/dev/null; }
has_loadable() { ldconfig -p 2>/dev/null | grep -qF "$1" || /sbin/ldconfig -p 2>/dev/null | grep -qF "$1"; }
# The C library's headers come with the compiler's recommendations only.
has_libc() { has_header stdio.h; }

missing=
need() {
	package=$1
	shift
	"$@" || missing="$missing $package"
}

# The Debian and Ubuntu packages, and how to see that what they bring is there.
building() {
	case $CC in *clang*) need "$CC" has_command "$CC" ;; *) need gcc has_command "$CC" ;; esac
	need libc6-dev has_libc
	need pkg-config has_command pkg-config
	need libzmq3-dev has_library libzmq
	need libssl-dev has_library libcrypto
	need libjansson-dev has_library jansson
	need uuid-dev has_library uuid
	need libutf8proc-dev has_library libutf8proc
	need zlib1g-dev has_library zlib
	need libseccomp-dev has_library libseccomp
	need libcsv-dev has_header csv.h
	need gettext has_command msgfmt
	need python3-venv has_venv
}
testing() {
	need check has_library check
	need perl has_command prove
	need libxml2-utils has_command xmllint
}
everything() {
	need clang has_command clang
	need libclang-rt-dev has_fuzzer
	need clang-format-14 has_command clang-format-14
	need clang-tidy-14 has_command clang-tidy-14
	need cppcheck has_command cppcheck
	need shellcheck has_command shellcheck
	need codespell has_command codespell
	need gcovr has_command gcovr
	need valgrind has_command valgrind
	need python3-torch has_torch
	need libopenblas0-pthread has_loadable libopenblas.so.0
	need libsleef3 has_loadable libsleef.so.3
	# other machines: their compilers, their C libraries, and qemu to run what those make
	need gcc-aarch64-linux-gnu has_command aarch64-linux-gnu-gcc
	need libc6-dev-arm64-cross test -f /usr/aarch64-linux-gnu/include/stdio.h
	need gcc-riscv64-linux-gnu has_command riscv64-linux-gnu-gcc
	need libc6-dev-riscv64-cross test -f /usr/riscv64-linux-gnu/include/stdio.h
	need qemu-user has_emulator
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif has_command sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
		sudo "$@"
	else
		return 127
	fi
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"; }

# All at once; where that fails (lists older than what the servers hold, or a package that this
# distribution does not have), one by one.
install_missing() {
	has_command apt-get || return
	echo "Installing:$missing"
	if [ -z "$(find /var/lib/apt/lists -name '*_Packages*' 2>/dev/null | head -n 1)" ]; then
		apt update || return
	fi
	# shellcheck disable=SC2086 # one argument for each package
	apt install -y --no-install-recommends $missing && return
	apt update || return
	for package in $missing; do
		apt install -y --no-install-recommends "$package"
	done
}

if [ "$goal" = nbconvert ]; then
	need jupyter-nbconvert has_command jupyter-nbconvert
	[ -z "$missing" ] || install_missing >&2
	exit
fi

building
if [ -n "$missing" ]; then
	install_missing >&2
	missing=
	building
	if [ -n "$missing" ]; then
		echo "These packages are missing and could not be installed. Please run"
		echo
		echo "    sudo apt-get update && sudo apt-get install -y$missing"
		echo
		echo "and then the same make again. (Elsewhere than on Debian and Ubuntu: the packages that bring the same.)"
		exit 1
	fi >&2
fi

[ "$goal" = packages ] && exit 0
testing
[ "$goal" = check ] || everything
[ -z "$missing" ] && exit 0
install_missing >&2
missing=
testing
[ "$goal" = check ] || everything
[ -z "$missing" ] || echo "Not installed:$missing; the tests that need them will be skipped." >&2
