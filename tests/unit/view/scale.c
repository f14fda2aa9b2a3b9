/* SPDX-License-Identifier: BSD-3-Clause
 *
 * scale: places follow their formula, ticks are round, few, ordered and inside, whatever the range.
 */
#include "kernel/view/scale.h"

#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct extent extent_of(enum scale_kind kind, const double *values, size_t count)
{
	struct extent extent = EXTENT_EMPTY;
	for (size_t i = 0; i < count; i++)
		extent_include(&extent, kind, values[i]);
	return extent;
}

START_TEST(places_follow_the_formula)
{
	struct scale linear = scale_between(SCALE_LINEAR, -2, 6);
	ck_assert_double_eq_tol(scale_place(&linear, -2), 0, 1e-15);
	ck_assert_double_eq_tol(scale_place(&linear, 0), 0.25, 1e-15);
	ck_assert_double_eq_tol(scale_place(&linear, 10), 1.5, 1e-15);
	struct scale log = scale_between(SCALE_LOG, 1e-4, 1e4);
	ck_assert_double_eq_tol(scale_place(&log, 1e-4), 0, 1e-12);
	ck_assert_double_eq_tol(scale_place(&log, 1), 0.5, 1e-12);
	ck_assert_double_eq_tol(scale_place(&log, 1e2), 0.75, 1e-12);
	ck_assert(isnan(scale_place(&log, 0)));
	ck_assert(isnan(scale_place(&log, -1)));
	ck_assert(isnan(scale_place(&linear, (double)INFINITY)));
	ck_assert(isnan(scale_place(&linear, (double)NAN)));
}
END_TEST

START_TEST(extents_leave_out_what_cannot_be_shown)
{
	const double values[] = { 3, (double)NAN, -1, (double)INFINITY, 0, 7 };
	struct extent linear = extent_of(SCALE_LINEAR, values, 6);
	ck_assert_double_eq(linear.low, -1);
	ck_assert_double_eq(linear.high, 7);
	ck_assert(!linear.fractional);
	struct extent log = extent_of(SCALE_LOG, values, 6);
	ck_assert_double_eq(log.low, 3);
	struct extent none = extent_of(SCALE_LOG, values + 1, 4);
	ck_assert(none.low > none.high);
}
END_TEST

START_TEST(margins_do_not_pass_zero)
{
	const double values[] = { 0.5, 10 };
	struct extent extent = extent_of(SCALE_LINEAR, values, 2);
	struct scale scale = scale_around(SCALE_LINEAR, &extent, 0.1);
	ck_assert_double_eq(scale.low, 0);
	ck_assert_double_eq_tol(scale.high, 10.95, 1e-12);
}
END_TEST

static void has_ticks(const struct scale *scale, size_t most, const char *expected)
{
	struct tick ticks[TICKS];
	char texts[512] = "";
	size_t count = scale_ticks(scale, most, ticks);
	for (size_t i = 0; i < count; i++) {
		strcat(texts, i ? " " : "");
		strcat(texts, ticks[i].text);
	}
	ck_assert_str_eq(texts, expected);
}

START_TEST(ticks_are_round)
{
	struct scale scale = scale_between(SCALE_LINEAR, 0, 1);
	has_ticks(&scale, 6, "0 0.2 0.4 0.6 0.8 1.0");
	has_ticks(&scale, 3, "0 0.5 1.0");
	has_ticks(&scale, 2, "0 1");
	scale = scale_between(SCALE_LINEAR, -2.3, 2.3);
	has_ticks(&scale, 5, "-2 -1 0 1 2");
	scale = scale_between(SCALE_LINEAR, 1, 50);
	has_ticks(&scale, 5, "10 20 30 40 50");
	scale = scale_between(SCALE_LINEAR, 0, 3e-9);
	has_ticks(&scale, 4, "0 1e-9 2e-9 3e-9");
	scale = scale_between(SCALE_LINEAR, 0, 2e7);
	has_ticks(&scale, 5, "0 0.5e7 1.0e7 1.5e7 2.0e7");
	scale = scale_between(SCALE_LINEAR, 0, 2e15);
	has_ticks(&scale, 5, "0 0.5e15 1.0e15 1.5e15 2.0e15");
	scale = scale_between(SCALE_LINEAR, 1e9, 1e9 + 1);
	has_ticks(&scale, 3, "1000000000.0 1000000000.5 1000000001.0");
}
END_TEST

START_TEST(whole_numbers_have_whole_ticks)
{
	const double values[] = { 1, 2 };
	struct extent extent = extent_of(SCALE_LINEAR, values, 2);
	struct scale scale = scale_around(SCALE_LINEAR, &extent, 0.02);
	has_ticks(&scale, 10, "1 2");
	extent_include(&extent, SCALE_LINEAR, 1.5);
	scale = scale_around(SCALE_LINEAR, &extent, 0.02);
	has_ticks(&scale, 3, "1.0 1.5 2.0");
}
END_TEST

START_TEST(logarithmic_ticks_are_decades)
{
	struct scale scale = scale_between(SCALE_LOG, 1e-12, 1);
	has_ticks(&scale, 8, "1e-12 1e-10 1e-8 1e-6 1e-4 1e-2 1");
	has_ticks(&scale, 3, "1e-10 1e-5 1");
	scale = scale_between(SCALE_LOG, 0.001, 1000);
	has_ticks(&scale, 8, "0.001 0.01 0.1 1 10 100 1000");
	scale = scale_between(SCALE_LOG, 0.05, 2.5);
	has_ticks(&scale, 8, "0.05 0.1 0.2 0.5 1 2");
	scale = scale_between(SCALE_LOG, 2.31, 2.39);
	has_ticks(&scale, 4, "2.32 2.34 2.36 2.38");
	scale = scale_between(SCALE_LOG, 1e-300, 1e300);
	has_ticks(&scale, 4, "1e-200 1 1e200");
}
END_TEST

START_TEST(categories_are_thinned_evenly)
{
	struct scale scale = scale_between(SCALE_CATEGORY, -0.5, 199.5);
	struct tick ticks[TICKS];
	size_t count = scale_ticks(&scale, 10, ticks);
	ck_assert_uint_eq(count, 10);
	for (size_t i = 0; i < count; i++) {
		ck_assert_double_eq(ticks[i].value, 20.0 * (double)i);
		ck_assert_double_eq_tol(ticks[i].place, (20.0 * (double)i + 0.5) / 200, 1e-12);
	}
	scale = scale_between(SCALE_CATEGORY, -0.5, 1e18);
	ck_assert_uint_le(scale_ticks(&scale, TICKS, ticks), TICKS);
}
END_TEST

static double random_number(unsigned *seed)
{
	double mantissa = 2.0 * rand_r(seed) / RAND_MAX - 1;
	switch (rand_r(seed) % 8) {
	case 0: return 0;
	case 1: return mantissa;
	case 2: return mantissa * pow(10, rand_r(seed) % 616 - 308);
	case 3: return 1e9 + mantissa;
	case 4: return mantissa * 5e-324 * 4;
	case 5: return (double)(rand_r(seed) % 100);
	case 6: return mantissa > 0 ? 1.7976931348623157e308 : -1.7976931348623157e308;
	default: return mantissa * 100;
	}
}

/* Whatever the range: a proper scale, and ticks as promised; a tick's text is its value. */
START_TEST(holds_for_any_range)
{
	unsigned seed = 5;
	for (int round = 0; round < 20000; round++) {
		enum scale_kind kind = rand_r(&seed) % 2 ? SCALE_LINEAR : SCALE_LOG;
		struct extent extent = EXTENT_EMPTY;
		for (int i = rand_r(&seed) % 4; i > 0; i--)
			extent_include(&extent, kind, random_number(&seed));
		struct scale scale = scale_around(kind, &extent, 0.04);
		ck_assert(isfinite(scale.low) && isfinite(scale.high) && scale.low < scale.high);
		struct tick ticks[TICKS];
		size_t most = 1 + (size_t)rand_r(&seed) % 12;
		size_t count = scale_ticks(&scale, most, ticks);
		ck_assert_uint_le(count, most);
		for (size_t i = 0; i < count; i++) {
			ck_assert(ticks[i].place >= 0 && ticks[i].place <= 1);
			ck_assert(i == 0 || ticks[i].place > ticks[i - 1].place);
			ck_assert(i == 0 || strcmp(ticks[i].text, ticks[i - 1].text) != 0);
			double read = strtod(ticks[i].text, NULL);
			ck_assert_msg(fabs(read - ticks[i].value) <= 1e-9 * fabs(ticks[i].value),
				"%s for %.17g in [%g, %g]", ticks[i].text, ticks[i].value,
				scale.low, scale.high);
		}
		double a = random_number(&seed), b = random_number(&seed);
		double place_a = scale_place(&scale, a), place_b = scale_place(&scale, b);
		if (a < b && !isnan(place_a) && !isnan(place_b))
			ck_assert(place_a <= place_b);
	}
}
END_TEST

SUITE(places_follow_the_formula, extents_leave_out_what_cannot_be_shown, margins_do_not_pass_zero,
	ticks_are_round, whole_numbers_have_whole_ticks, logarithmic_ticks_are_decades,
	categories_are_thinned_evenly, holds_for_any_range)
