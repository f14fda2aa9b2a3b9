/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The functions of one number and their slopes, over a grid of bit patterns and around the places
 * where the functions change their method; sums; and whether numbers are finite.
 */
#include "tests/arithmetic/golden.h"

#include "nn/arithmetic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GRID = 32771, STEP = 131041, AROUND = 16 };

/* Zero and one, the ends of the subnormal and of the finite numbers, the last arguments whose exp
 * is a number, and where functions.h goes from one formula to another; each with 16 neighbours on
 * both sides, of both signs. */
static const float places[] = { 0, 0x1p-149f, 0x1p-126f, 0x1p-96f, 0x1p-24f, 0x1p-12f, 0.25f,
	0.34657359f, 0.5f, 0.625f, 0.70710678f, 0.95f, 1, 1.3125f, 1.41421356f, 2, 4, 8, 13, 16.63f,
	20, 30, 40, 43.67f, 64, 87, 87.33654f, 88, 88.72284f, 90, 96, 103.2789f, 103.97208f, 105,
	128, 0x1p23f, 0x1p24f, 0x1p31f, 0x1p64f, 0x1.fffffep127f };
enum { PLACES = sizeof places / sizeof *places, COUNT = GRID + PLACES * (2 * AROUND + 1) * 2 };

static float x[COUNT], y[COUNT], d[COUNT];

static void fill(void)
{
	size_t count = 0;
	for (; count < GRID; count++)
		x[count] = float_of((uint32_t)count * STEP);
	for (size_t i = 0; i < PLACES; i++) {
		uint32_t bits;
		memcpy(&bits, &places[i], sizeof bits);
		for (uint32_t k = 0; k < 2 * AROUND + 1; k++) {
			uint32_t near = bits + k < AROUND ? 0x7fc00000u : bits + k - AROUND;
			x[count++] = float_of(near);
			x[count++] = float_of(near ^ 0x80000000u);
		}
	}
}

static void tell_function(enum elementwise f, const char *name)
{
	const struct arithmetic *level = arithmetic();
	static const float p[] = { 0.2f, 0.75f, 1.5f };
	struct checksum value = CHECKSUM_START, slope = CHECKSUM_START;
	level->apply(f, p, y, x, COUNT);
	checksum_floats(&value, y, COUNT);
	for (size_t i = 0; i < COUNT; i++)
		d[i] = i % 2 ? 1 : drawn(20, i);
	level->slope(f, p, d, x, y, COUNT);
	checksum_floats(&slope, d, COUNT);
	for (size_t count = 0; count < 40; count++) { /* short ones, unaligned, in place */
		memcpy(d, x + 2 * GRID / 3, sizeof *d * 64);
		level->apply(f, p, d + count % 5, d + count % 5, count);
		checksum_floats(&value, d, 64);
	}
	tell("value", name, value);
	tell("slope", name, slope);
}

static void tell_sums(void)
{
	const struct arithmetic *level = arithmetic();
	struct checksum sum = CHECKSUM_START, dot = CHECKSUM_START, finite = CHECKSUM_START;
	for (size_t count = 0; count < 2000; count += count < 70 ? 1 : 241) {
		for (uint32_t kind = 0; kind < 2; kind++) {
			float *one = drawn_new(30 + kind, count, kind ? 0x1p-125f : 1),
			      *two = drawn_new(32 + kind, count, kind ? 0x1p-20f : 1);
			float result = level->sum(one, count);
			checksum_floats(&sum, &result, 1);
			result = level->dot(one, two, count);
			checksum_floats(&dot, &result, 1);
			free(one);
			free(two);
		}
	}
	static const uint32_t special[] = { 0x7f800000u, 0xff800000u, 0x7fc00000u, 0xff800001u,
		0x7f7fffffu, 0x00000001u };
	for (size_t count = 1; count < 70; count++)
		for (size_t k = 0; k < 6; k++) {
			float *one = drawn_new(34, count, 1);
			uint32_t before = level->finite(one, count);
			one[count * 7 / 11] = float_of(special[k]);
			uint32_t after = level->finite(one, count);
			checksum_words(&finite, &before, 1);
			checksum_words(&finite, &after, 1);
			free(one);
		}
	tell("reduction", "sum", sum);
	tell("reduction", "dot", dot);
	tell("reduction", "finite", finite);
}

void golden_functions(void)
{
	fill();
#define ROW(upper, lower) tell_function(ELEMENTWISE_##upper, #lower);
	ELEMENTWISE_ROWS(ROW)
#undef ROW
	tell_sums();
}
