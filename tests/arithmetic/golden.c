/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Prints a checksum of the results of every entry of the arithmetic, one line a name. Every build
 * on every machine must print the same lines: tests/arithmetic.sh compares them with those that the
 * scalar reference prints when compiled without optimization (golden.txt).
 *
 *	golden [--threads N] [--host-flushes] [--flush] [--round-up]
 *	golden --level
 *
 * PUENTE_ARITHMETIC names the level; --level prints the one that is used. --host-flushes: the host
 * had set flush-to-zero before it called, which must change nothing. --flush and --round-up set
 * floating-point control behind the arithmetic's back, which must show.
 */
#include "tests/arithmetic/golden.h"

#include "nn/arithmetic.h"
#include "nn/pool.h"
#include "nn/self_test.h"

#include <fenv.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined __SSE__
#include <xmmintrin.h>
#endif

static const uint64_t prime = UINT64_C(0x100000001b3);

void checksum_words(struct checksum *checksum, const uint32_t *word, size_t count)
{
	for (size_t i = 0; i < count; i++)
		checksum->hash = (checksum->hash ^ word[i]) * prime;
}

void checksum_floats(struct checksum *checksum, const float *x, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t bits;
		memcpy(&bits, &x[i], sizeof bits);
		if ((bits & 0x7fffffffu) > 0x7f800000u)
			bits = 0x7fc00000u;
		checksum_words(checksum, &bits, 1);
	}
}

void checksum_double(struct checksum *checksum, double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof bits);
	if ((bits & INT64_MAX) > UINT64_C(0x7ff0000000000000))
		bits = UINT64_C(0x7ff8000000000000);
	const uint32_t word[] = { (uint32_t)bits, (uint32_t)(bits >> 32) };
	checksum_words(checksum, word, 2);
}

void checksum_doubles(struct checksum *checksum, const double *x, size_t count)
{
	for (size_t i = 0; i < count; i++)
		checksum_double(checksum, x[i]);
}

void tell(const char *part, const char *name, struct checksum checksum)
{
	printf("%s.%s %016" PRIx64 "\n", part, name, checksum.hash);
}

float drawn(uint32_t stream, size_t i)
{
	int32_t whole = (int32_t)(drawn_word(stream, i) >> 40) - 0x800000;
	return (float)whole * 0x1p-23f;
}

float *drawn_new(uint32_t stream, size_t count, float scale)
{
	float *x = aligned_alloc(64, (count * sizeof *x + 127) / 64 * 64);
	if (!x)
		abort();
	for (size_t i = 0; i < count; i++)
		x[i] = drawn(stream, i) * scale;
	return x;
}

/* What a library compiled with -ffast-math does to the thread that loads it. */
static void flush_to_zero(void)
{
#if defined __SSE__
	_mm_setcsr(_mm_getcsr() | 0x8040u);
#elif defined __aarch64__
	uint64_t bits;
	__asm__ volatile("mrs %0, fpcr" : "=r"(bits));
	__asm__ volatile("msr fpcr, %0" : : "r"(bits | UINT64_C(1) << 24));
#endif
}

/* What nn/self_test.c must expect: a change of the contract finds it here. */
static void golden_self_test(void)
{
	for (size_t i = 0; i < SELF_TEST_PARTS; i++) {
		char name[16];
		snprintf(name, sizeof name, "%zu", i);
		tell("self-test", name,
			(struct checksum){ self_test_parts[i].checksum(arithmetic()) });
	}
}

int main(int count, char **arguments)
{
	bool flush = false, up = false;
	for (int i = 1; i < count; i++) {
		if (strcmp(arguments[i], "--level") == 0)
			return puts(arithmetic()->name) < 0;
		if (strcmp(arguments[i], "--threads") == 0 && i + 1 < count)
			pool_set_threads((size_t)atoi(arguments[++i]));
		if (strcmp(arguments[i], "--host-flushes") == 0)
			flush_to_zero();
		flush |= strcmp(arguments[i], "--flush") == 0;
		up |= strcmp(arguments[i], "--round-up") == 0;
	}
	struct arithmetic_control control = arithmetic_enter();
	if (flush)
		flush_to_zero();
	if (up)
		fesetround(FE_UPWARD);
	golden_self_test();
	golden_products();
	golden_functions();
	golden_training_kernels();
	golden_reals();
	golden_draws();
	golden_networks();
	arithmetic_leave(control);
	return EXIT_SUCCESS;
}
