#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# The same bits everywhere: tests/arithmetic/golden is built by several compilers at several levels of
# optimization and for several machines, run at every level of instruction set and with several
# numbers of threads, and must print tests/arithmetic/golden.txt each time; and it must not where
# something is wrong on purpose. EVERY=1: all builds; otherwise about ten.
#
#	sh tests/golden.sh bless    rewrites golden.txt: the scalar reference, gcc -O0
#
# A bit that changed is a new version of the contract. New lines are welcome.
. tests/tap.sh

BUILD=${BUILD:-build}
JOBS=${JOBS:-$(nproc 2>/dev/null || echo 2)}
EVERY=${EVERY:-}
golden=$BUILD/golden
expected=$golden/expected
levels="scalar portable sse2 avx2 avx512 neon"
mkdir -p "$golden"

# make_golden FOLDER CC OPTIMIZATION: FOLDER/release/golden, without the libraries nn does not need here.
make_golden() {
	make -s -j"$JOBS" "BUILD=$1" MODE=release "CC=$2" "OPTIMIZE_release=$3" "LEVEL_CFLAGS=$3" \
		WARNINGS= PKG_CONFIG=true "$1/release/golden"
}

if [ "${1:-}" = bless ]; then
	set -e
	make_golden "$golden/gcc-O0" gcc -O0
	{
		echo "# What tests/arithmetic/golden prints: the scalar reference, gcc -O0 (sh tests/golden.sh bless)."
		PUENTE_ARITHMETIC=scalar "$golden/gcc-O0/release/golden"
	} >"$scratch/golden.txt"
	cp "$scratch/golden.txt" tests/arithmetic/golden.txt
	exit
fi
grep -v '^#' tests/arithmetic/golden.txt >"$expected"

# --- the matrix --------------------------------------------------------------------------------

has() { command -v "$1" >/dev/null 2>&1; }
# The way to run a program of another machine, or nothing where there is none.
emulator() {
	for name in "qemu-$1" "qemu-$1-static"; do
		! has "$name" || { echo "$name" && return; }
	done
}
fused() { grep -qw fma /proc/cpuinfo 2>/dev/null || [ "$(uname -m)" != x86_64 ]; }

# NAME|COMPILER|OPTIMIZATION AND FLAGS|MACHINE (nothing: this one)
here="gcc-O0|gcc|-O0| gcc-O1|gcc|-O1| gcc-Os|gcc|-Os| clang-O0|clang|-O0| clang-O3|clang|-O3|"
there="aarch64-O2|aarch64-linux-gnu-gcc|-O2,-static|aarch64 riscv64-O2|riscv64-linux-gnu-gcc|-O2,-static|riscv64"
if [ "$EVERY" ]; then
	here="$here gcc-O2|gcc|-O2| gcc-O3|gcc|-O3| clang-O2|clang|-O2| clang-O1|clang|-O1| clang-Os|clang|-Os|"
	! fused || here="$here gcc-native|gcc|-O3,-march=native| clang-native|clang|-O3,-march=native|"
	for machine in aarch64 riscv64; do
		for level in -O0 -O1 -O3 -Os; do
			there="$there $machine$level|$machine-linux-gnu-gcc|$level,-static|$machine"
		done
	done
	for machine in aarch64 riscv64; do
		there="$there $machine-clang|clang|-O2,-static,--target=$machine-linux-gnu|$machine"
	done
fi

# Runs of one program, a line each: RESULT LEVEL THREADS COMMAND. Every level; in the short test
# threads are tried at the level that is used.
runs() { # NAME COMMAND...
	name=$1
	shift
	best=$("$@" --level)
	for level in $levels; do
		[ "$(PUENTE_ARITHMETIC=$level "$@" --level)" = "$level" ] || continue
		for threads in 1 2 3 7; do
			if [ "$EVERY" ] || [ $threads = 1 ] || { [ "$level" = "$best" ] && [ $threads = 3 ]; }; then
				echo "$golden/$name.$level.$threads $level $threads $*"
			fi
		done
	done
}

# One of them: what differs goes to RESULT.
cat >"$scratch/compare" <<-'END'
	result=$1 level=$2 threads=$3
	shift 3
	PUENTE_ARITHMETIC=$level "$@" --threads "$threads" >"$result.said" || echo "failed" >>"$result.said"
	diff "$EXPECTED" "$result.said" >"$result"
	rm -f "$result.said"
END

built=
rm -f "$golden"/*.[0-9] "$golden"/runs
for build in $here $there; do
	name=${build%%|*}
	machine=${build##*|}
	flags=${build%|*}
	compiler=${flags#*|}
	flags=$(echo "${compiler#*|}" | tr , ' ')
	compiler=${compiler%%|*}
	run=
	if [ "$machine" ]; then
		run=$(emulator "$machine")
		[ "$run" ] || { skip "$name" "no qemu for $machine" && continue; }
		# clang takes the cross compiler's libraries
		has "$machine-linux-gnu-gcc" || { skip "$name" "no $machine-linux-gnu-gcc" && continue; }
	fi
	has "$compiler" || { skip "$name" "no $compiler" && continue; }
	if make_golden "$golden/$name" "$compiler" "$flags" >"$golden/$name.log" 2>&1; then
		# shellcheck disable=SC2086 # run is a command or nothing
		runs "$name" $run "$golden/$name/release/golden" >>"$golden/runs"
		built="$built $name"
	else
		check "$name builds" cat "$golden/$name.log" /nowhere
	fi
done
# The build under test itself, and the one with sanitizers if there is one.
for mode in release asan; do
	if [ -x "$BUILD/$mode/golden" ]; then
		runs "$mode" "$BUILD/$mode/golden" >>"$golden/runs"
		built="$built $mode"
	fi
done
EXPECTED=$expected xargs -P "$JOBS" -L 1 sh "$scratch/compare" <"$golden/runs"

agree() { # all runs of a build
	[ -s "$golden/runs" ] || return 1
	grep -o "^$golden/$1\.[^ ]*" "$golden/runs" | while read -r result; do
		[ -f "$result" ] || echo "$result is missing"
		[ ! -s "$result" ] || { echo "$result" && head -n 20 "$result"; }
	done
}
for name in $built; do
	ran=$(grep -o "^$golden/$name\.[^ ]*" "$golden/runs" | sed "s|.*/$name\.||" | tr '\n' ' ')
	check "$name: level.threads ${ran% }" silent agree "$name"
done

# --- what must not change a bit, and what must -------------------------------------------------

base=$golden/gcc-O1
prints_golden() { "$@" | diff "$expected" -; }
differs() { ! "$@" | cmp -s "$expected" -; }

if has gcc && [ -x "$base/release/golden" ]; then
	program=$base/release/golden
	check "a host that flushes subnormals before it calls changes nothing" \
		prints_golden "$program" --threads 3 --host-flushes
	check "linked by -ffast-math, which flushes at start: nothing changes" sh -c "
		gcc -ffast-math -pthread -o '$golden/fast-linked' '$base'/release/tests/arithmetic/golden*.o \
			'$base/release/golden.a' -lm && '$golden/fast-linked' | diff '$expected' -"
	[ "$(uname -m)" = riscv64 ] ||
		check "flushing behind its back shows" differs "$program" --flush
	check "rounding upwards behind its back shows" differs "$program" --round-up
fi

# Flags that let a compiler rewrite. fast-math is refused; with the refusal undone it shows.
refuses() { ! make_golden "$golden/refused" gcc -O2\ -ffast-math; }
shows() { # NAME FLAGS
	make_golden "$golden/$1" gcc "$2" && differs "$golden/$1/release/golden"
}
check "-ffast-math is refused" refuses
check "-ffast-math shows" shows fast "-O2 -ffast-math -U__FAST_MATH__"
if fused; then
	native=
	[ "$(uname -m)" != x86_64 ] || native=-mfma
	check "-ffp-contract=fast shows" shows contracted "-O2 -ffp-contract=fast $native"
else
	skip "-ffp-contract=fast shows" "this machine cannot fuse"
fi

# A copy of the sources with one thing wrong, from the objects of gcc -O1.
mutant_shows() { # NAME LEVEL FILE EDIT: a sed program
	tree=$golden/mutants/$1
	rm -rf "$tree"
	mkdir -p "$tree/$base" "$tree/tests"
	cp -a Makefile nn "$tree" && cp -a tests/arithmetic "$tree/tests" && cp -a "$base" "$tree/$golden/" || return
	sed -i -e "$4" "$tree/$3"
	! cmp -s "$3" "$tree/$3" || { echo "nothing to change in $3" && return 1; }
	(cd "$tree" && make_golden "$base" gcc -O1) || return
	if [ "$2" = best ]; then
		differs "$tree/$base/release/golden"
	else
		PUENTE_ARITHMETIC=$2 differs "$tree/$base/release/golden"
	fi
}
mutants() {
	check "a product summed from the last term shows" mutant_shows reversed scalar nn/reference.c \
		's/for (size_t k = start; k < end; k++)/for (size_t k = end; k-- > start;)/'
	check "a constant that is off by one unit in its last place shows" mutant_shows constant best nn/functions.h \
		'/^INLINE vf exp_tail/,/^}/s/p-5f)/p-5f * 0x1.000002p0f)/'
	[ "$EVERY" ] || return 0
	check "segments of 128 show" mutant_shows segment best nn/arithmetic.h \
		's/ARITHMETIC_SEGMENT = 256/ARITHMETIC_SEGMENT = 128/'
	check "a multiply-add that rounds twice shows" mutant_shows unfused scalar nn/fma.h \
		's/return fma_emulated(a, b, c);/return a * b + c;/; s/return __builtin_fmaf(a, b, c);/return a * b + c;/'
	check "an fma through binary64 without rounding to odd shows" mutant_shows halfway scalar nn/fma.h \
		's/if ((error > 0 || error < 0) /if (0 \&\& (error > 0 || error < 0) /'
	check "an fma corrected only where binary64 looks halfway, as musl's, shows" mutant_shows musl scalar nn/fma.h \
		's/!(bits & 1))/(bits \& 0x1fffffff) == 0x10000000)/'
	check "the low part of log 2 dropped shows" mutant_shows dropped best nn/functions.h \
		'/^INLINE struct reduced reduce/,/^}/s/0x1.05c61p-29f/0/'
	check "a sign of zero lost in tanh shows" mutant_shows zero best nn/functions.h \
		'/^INLINE vf vf_tanh/,/^}/s/return vf_with_sign(\(.*\), x);/return vf_select(x < 0, -(\1), \1);/'
	check "another threshold of the optimizer's flush shows" mutant_shows flush scalar nn/updates.h \
		's/0x1p-96f/0x1p-95f/'
	check "another order of a sum of 16 lanes shows" mutant_shows lanes scalar nn/reference.c \
		's/lane\[q\] += lane\[q + half\];/lane[q] += lane[2 * half - 1 - q];/'
	check "another key schedule of Philox shows" mutant_shows philox best nn/random.c 's/0x9E3779B9u/0x9E3779B8u/'
	check "another constant in binary64 shows" mutant_shows real best nn/real_tables.h \
		'0,/ap-5/s//bp-5/'
}
if has gcc; then
	mutants
else
	skip "mutants" "no gcc"
fi
finish
