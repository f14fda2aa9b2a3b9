/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Products in all three directions, at sizes that are whole tiles and that are not, across segments
 * and threads, down to subnormal numbers; and fma, one product of depth 1 at a time.
 */
#include "tests/arithmetic/golden.h"

#include "nn/arithmetic.h"
#include "nn/fma.h"

#include <stdio.h>
#include <stdlib.h>

struct shape {
	size_t inputs, outputs, batch;
};

/* The last is large enough to be shared by threads in every direction. */
static const struct shape shapes[] = { { 1, 1, 1 }, { 2, 8, 32 }, { 3, 5, 7 }, { 8, 8, 33 },
	{ 8, 1, 64 }, { 64, 10, 64 }, { 17, 33, 80 }, { 255, 9, 16 }, { 256, 7, 31 },
	{ 257, 15, 17 }, { 300, 7, 300 }, { 33, 70, 16 }, { 513, 31, 48 }, { 15, 257, 17 },
	{ 16, 16, 256 }, { 12, 11, 513 }, { 9, 600, 40 }, { 90, 100, 80 } };

/* What the numbers are like: w and a are scaled by these powers of two, so that products are
 * ordinary, or subnormal in part, or overflow in part. */
struct range {
	const char *name;
	float weight, a;
};
static const struct range ranges[] = { { "", 0x1p-2f, 1 }, { ".subnormal", 0x1p-70f, 0x1p-72f },
	{ ".overflow", 0x1p60f, 0x1p66f } };

static float *with_specials(float *x, size_t count, uint32_t stream, bool specials)
{
	static const uint32_t special[] = { 0x80000000u, 0x00000000u, 0x7f800000u, 0x00000001u,
		0xff800000u, 0x7fc00000u, 0x807fffffu, 0x7f7fffffu };
	for (size_t i = 0; specials && i < count; i++)
		if (drawn_word(stream, i) % 61 == 0)
			x[i] = float_of(special[drawn_word(stream, i) / 61 % 8]);
	return x;
}

static void checksum_columns(
	struct checksum *checksum, const float *x, size_t rows, size_t columns, size_t stride)
{
	for (size_t row = 0; row < rows; row++)
		checksum_floats(checksum, x + row * stride, columns);
}

/* Weights stand at an address that is a multiple of 4 only, as in a network's parameters. */
static void tell_products(
	const char *name, const struct shape *s, const struct range *range, bool specials)
{
	const struct arithmetic *level = arithmetic();
	size_t stride = (s->batch + 15) / 16 * 16, in = s->inputs, out = s->outputs;
	float *weight =
		with_specials(drawn_new(1, in * out + 1, range->weight), in * out, 7, specials);
	float *bias = drawn_new(2, out + 1, range->weight * range->a);
	float *a = with_specials(drawn_new(3, in * stride, range->a), in * stride, 8, specials);
	float *delta = drawn_new(4, out * stride, range->a), *z = drawn_new(5, out * stride, 1);
	float *d = drawn_new(6, in * stride, 1);
	float *scratch = drawn_new(9, arithmetic_scratch(out, stride), 1);
	struct checksum forward = CHECKSUM_START, backward = CHECKSUM_START,
			gradient = CHECKSUM_START;
	char label[64];
	snprintf(label, sizeof label, "%s%s", name, range->name);
	level->forward(z, weight + 1, bias + 1, a, in, out, stride, stride);
	checksum_columns(&forward, z, out, s->batch, stride);
	level->forward(z, weight + 1, NULL, a, in, out, stride, stride);
	checksum_columns(&forward, z, out, s->batch, stride);
	tell("forward", label, forward);
	level->backward(d, weight + 1, delta, in, out, stride, stride);
	checksum_columns(&backward, d, in, s->batch, stride);
	tell("backward", label, backward);
	level->gradient(weight + 1, bias + 1, a, delta, in, out, s->batch, stride, scratch);
	checksum_floats(&gradient, weight + 1, in * out);
	checksum_floats(&gradient, bias + 1, out);
	tell("gradient", label, gradient);
	float *all[] = { weight, bias, a, delta, z, d, scratch };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		free(all[i]);
}

/* Patterns of every exponent and of short and long mantissas, so that sums meet halfway cases,
 * cancellation, subnormals and overflow; the first three are a triple on which an fma through
 * binary64 without rounding to odd is wrong: 0x00010001 is right, 0x00010002 is not. */
static float pattern(uint32_t stream, size_t i)
{
	static const uint32_t triple[] = { 0x97000800u, 0x1cfff001u, 0x00010002u };
	if (i == 0)
		return float_of(triple[stream]);
	uint64_t word = drawn_word(100 + stream, i);
	uint32_t mantissa = (uint32_t)word & 0x7fffffu, kind = (uint32_t)(word >> 32) % 4;
	uint32_t middle = stream == 2 ? 100 : 113, exponent = middle + (uint32_t)(word >> 40) % 28;
	if (kind == 0) /* a product of these is halfway between two numbers, often */
		mantissa &= 0x7ff000u;
	if (kind == 1)
		mantissa = mantissa >> 16 | 0x7ff000u;
	if (kind == 2) { /* products of about 2^-140 to 2^-125 */
		exponent =
			stream == 2 ? (uint32_t)(word >> 40) % 4 : 60 + (uint32_t)(word >> 40) % 8;
	}
	return float_of((uint32_t)(word >> 63) << 31 | exponent << 23 | mantissa);
}

static void tell_fma(void)
{
	enum { SIDE = 256 };
	static _Alignas(64) float a[SIDE], z[SIDE * SIDE];
	static float weight[SIDE], bias[SIDE];
	struct checksum level = CHECKSUM_START, one = CHECKSUM_START, emulated = CHECKSUM_START;
	for (size_t i = 0; i < SIDE; i++) {
		weight[i] = pattern(0, i);
		a[i] = pattern(1, i);
		bias[i] = pattern(2, i);
	}
	arithmetic()->forward(z, weight, bias, a, 1, SIDE, SIDE, SIDE);
	checksum_floats(&level, z, sizeof z / sizeof *z);
	for (size_t i = 0; i < SIDE * SIDE; i++)
		z[i] = fma_exact(weight[i / SIDE], a[i % SIDE], bias[i / SIDE]);
	checksum_floats(&one, z, sizeof z / sizeof *z);
	for (size_t i = 0; i < SIDE * SIDE; i++)
		z[i] = fma_emulated(weight[i / SIDE], a[i % SIDE], bias[i / SIDE]);
	checksum_floats(&emulated, z, sizeof z / sizeof *z);
	tell("fma", "level", level);
	tell("fma", "exact", one);
	tell("fma", "emulated", emulated);
}

void golden_products(void)
{
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		const struct shape *s = &shapes[i];
		char name[48];
		snprintf(name, sizeof name, "%zux%zux%zu", s->inputs, s->outputs, s->batch);
		for (size_t k = 0; k < sizeof ranges / sizeof *ranges; k++)
			if (k == 0 || s->inputs * s->outputs * s->batch < 100000)
				tell_products(name, s, &ranges[k], k > 0);
	}
	tell_fma();
}
