/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Levels of the arithmetic compared bit for bit: which there are, arrays with guards, and numbers
 * of the sorts that make levels differ.
 */
#pragma once
#include "nn/levels.h"
#include "tests/arithmetic/bits.h"
#include "tests/unit/nn/wide.h"

#include <check.h>
#include <stdlib.h>

enum { GUARD = 64 };
static const float guard = 12345.678f;

enum { LEVEL_COUNT = 6 };

/* One of the levels; NULL for those that this machine has not. */
static inline const struct arithmetic *level_at(size_t n)
{
	static const char *const names[] = { "portable", "sse2", "neon", "avx2", "avx512" };
	if (n < sizeof names / sizeof *names)
		return arithmetic_level(names[n]);
#if WIDE
	if (arithmetic_level("avx2") && !arithmetic_level("avx512"))
		return &arithmetic_wide;
#endif
	return NULL;
}

/* count floats at `offset` floats behind a multiple of 64 bytes, guards before and behind them;
 * freed by room_free with the same offset. */
static inline float *room(size_t count, size_t offset)
{
	float *x = aligned_alloc(64, (offset + count + GUARD + 15) / 16 * 64);
	ck_assert_ptr_nonnull(x);
	for (size_t i = 0; i < offset + count + GUARD; i++)
		x[i] = guard;
	return x + offset;
}

static inline void room_free(float *x, size_t offset)
{
	free(x - offset);
}

static inline void check_guard(const float *x, size_t count, size_t offset)
{
	bool whole = true;
	for (size_t i = 1; i <= offset; i++)
		whole &= x[-(ptrdiff_t)i] == guard;
	for (size_t i = count; i < count + GUARD; i++)
		whole &= x[i] == guard;
	ck_assert(whole);
}

/* Equal bits; two NaN are equal. No assertion a number: Check writes each down. */
static inline void check_same(const float *x, const float *y, size_t count, const char *what)
{
	size_t i = 0;
	while (i < count && same_bits(x[i], y[i]))
		i++;
	if (i < count)
		ck_abort_msg("%s: entry %zu is %a, not %a", what, i, (double)y[i], (double)x[i]);
}

/* What a number is like. */
enum sort {
	SORT_ORDINARY, /* within 4 */
	SORT_LARGE,    /* within 100: exp is 0 or overflows */
	SORT_WHOLE,    /* small integers and both zeros: equal ones, and errors of just 1 */
	SORT_TINY,     /* subnormal */
	SORT_HUGE,     /* about 1e30: sums are finite, squares are not */
	SORT_SPECIAL,  /* infinities, NaN and the greatest number among ordinary ones */
	SORT_COUNT
};

static inline float number_of(enum sort sort, uint64_t drawn)
{
	uint32_t word = (uint32_t)(drawn >> 32);
	static const float whole[] = { -1, 0, -0.0f, 1, 2 };
	static const uint32_t special[] = { 0x7f800000u, 0xff800000u, 0x7fc00000u, 0x7f7fffffu };
	float unit = (float)((int32_t)(word >> 8) - 0x800000) * 0x1p-23f;
	switch (sort) {
	case SORT_LARGE: return unit * 100;
	case SORT_WHOLE: return whole[word % 5];
	case SORT_TINY: return float_of(word & 0x807fffffu);
	case SORT_HUGE: return unit * 1e30f;
	case SORT_SPECIAL:
		if (word % 16 == 0)
			return float_of(special[word / 16 % 4]);
		return unit;
	default: return unit * 4;
	}
}
