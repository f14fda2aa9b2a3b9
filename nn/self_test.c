/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The self-test: small runs of every part, the simplest first, so that the first that differs is
 * closest to the cause.
 */
#include "nn/self_test.h"

#include "nn/hash.h"
#include "nn/label.h"
#include "nn/random.h"
#include "nn/real.h"

#include <string.h>

/* FNV-1a taken a word at a time; NaN are one (rule 11). */
static uint64_t add_word(uint64_t hash, uint32_t word)
{
	return (hash ^ word) * UINT64_C(0x100000001b3);
}

static uint64_t add_floats(uint64_t hash, const float *x, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t bits;
		memcpy(&bits, &x[i], sizeof bits);
		hash = add_word(hash, (bits & 0x7fffffffu) > 0x7f800000u ? 0x7fc00000u : bits);
	}
	return hash;
}

static uint64_t add_double(uint64_t hash, double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof bits);
	if ((bits & INT64_MAX) > UINT64_C(0x7ff0000000000000))
		bits = UINT64_C(0x7ff8000000000000);
	return add_word(add_word(hash, (uint32_t)bits), (uint32_t)(bits >> 32));
}

/* ---- what the processor and the compiler make of plain operations ---- */

/* Volatile numbers, so that the machine computes and not the compiler. */
static uint64_t rounding(const struct arithmetic *level)
{
	(void)level;
	volatile float one = 1, half_unit = 0x1p-24f, above = 0x1.000002p-24f, third = 3;
	const float x[] = { one + half_unit, one + above, one - half_unit, -one - above,
		one / third, -one / third, 0x1.fffffep127f * one };
	volatile double wide = 1, tenth = 10;
	return add_double(add_floats(HASH_START, x, sizeof x / sizeof *x), wide / tenth);
}

/* Results that are subnormal, and subnormal operands. */
static uint64_t subnormals(const struct arithmetic *level)
{
	(void)level;
	volatile float least_normal = 0x1p-126f, least = 0x1p-149f, big = 0x1p100f;
	volatile double narrow = 0x1p-1022, smallest = 0x1p-1074;
	const float x[] = { least_normal / 2, least * big, least_normal - least, least + least };
	uint64_t hash = add_floats(HASH_START, x, sizeof x / sizeof *x);
	return add_double(add_double(hash, narrow / 4), smallest * 0x1p100);
}

/* ---- numbers to compute with ---- */

enum { STRIDE = 32, BATCH = 21, INPUTS = 261, OUTPUTS = 9, COUNT = 205 };

static _Alignas(64) float memory[4][INPUTS * STRIDE];
static _Alignas(64) float scratch[STRIDE * 64];

/* Multiples of 2^-23 in [-1, 1), times scale; no arithmetic but exact conversions. */
static void fill(float *x, size_t count, uint32_t stream, float scale)
{
	for (size_t i = 0; i < count; i += 4) {
		uint32_t word[4];
		random_block(1, (struct counter){ (uint32_t)i, stream, 0, PURPOSE_PROBE }, word);
		for (size_t k = 0; k < 4 && i + k < count; k++)
			x[i + k] = (float)((int32_t)(word[k] >> 8) - 0x800000) * 0x1p-23f * scale;
	}
}

static uint64_t draws(const struct arithmetic *level)
{
	(void)level;
	uint64_t hash = HASH_START;
	for (uint32_t i = 0; i < 40; i++) {
		const struct counter counter = { i, i * i, 3, PURPOSE_WEIGHT };
		const float drawn[] = { random_uniform(i, counter), random_normal(i, counter) };
		hash = add_word(add_floats(hash, drawn, 2), random_below(i, counter, 1000 + i));
	}
	return hash;
}

static uint64_t reals(const struct arithmetic *level)
{
	(void)level;
	static double (*const functions[])(double x) = { real_exp, real_log, real_tanh, real_erf,
		real_erfcx, real_sin, real_acos, real_expm1, real_log1p, real_normal_quantile };
	uint64_t hash = HASH_START;
	for (int i = 1; i < 20; i++)
		for (size_t f = 0; f < sizeof functions / sizeof *functions; f++)
			hash = add_double(hash, functions[f](i * 0.0625));
	return add_double(hash, real_pow(1.0625, 33.3));
}

/* Two segments, tiles that are not whole; then the same with subnormal products. */
static uint64_t products(const struct arithmetic *level)
{
	float *weight = memory[0], *a = memory[1], *result = memory[2], *delta = memory[3];
	float bias[OUTPUTS];
	uint64_t hash = HASH_START;
	for (uint32_t round = 0; round < 2; round++) {
		size_t inputs = round ? 5 : INPUTS;
		fill(weight, inputs * OUTPUTS, 1, round ? 0x1p-70f : 1);
		fill(a, inputs * STRIDE, 2, round ? 0x1p-74f : 1);
		fill(delta, OUTPUTS * STRIDE, 3, 1);
		fill(bias, OUTPUTS, 4, round ? 0x1p-140f : 1);
		level->forward(result, weight, bias, a, inputs, OUTPUTS, STRIDE, STRIDE);
		for (size_t j = 0; j < OUTPUTS; j++)
			hash = add_floats(hash, result + j * STRIDE, BATCH);
		level->backward(result, weight, delta, inputs, OUTPUTS, STRIDE, STRIDE);
		for (size_t i = 0; i < inputs; i += 10)
			hash = add_floats(hash, result + i * STRIDE, BATCH);
		level->gradient(weight, bias, a, delta, inputs, OUTPUTS, BATCH, STRIDE, scratch);
		hash = add_floats(add_floats(hash, weight, inputs * OUTPUTS), bias, OUTPUTS);
	}
	float *x = memory[1], *y = memory[2];
	const float sums[] = { level->sum(x, COUNT), level->dot(x, y, COUNT) };
	return add_floats(hash, sums, 2);
}

/* Numbers of every size: the exponent walks from subnormal to infinite. */
static uint64_t functions(const struct arithmetic *level)
{
	float *x = memory[0], *y = memory[1], *d = memory[2];
	static const float p[] = { 0.2f, 0.75f, 1.5f };
	uint64_t hash = HASH_START;
	fill(x, COUNT, 5, 4);
	for (size_t i = 0; i < COUNT; i += 2) {
		uint32_t bits = (uint32_t)i % 32 << 27 | (uint32_t)i * 40503u;
		memcpy(&x[i], &bits, sizeof bits);
	}
	for (int f = 0; f < ELEMENTWISE_COUNT; f++) {
		level->apply((enum elementwise)f, p, y, x, COUNT);
		fill(d, COUNT, 6, 1);
		level->slope((enum elementwise)f, p, d, x, y, COUNT);
		hash = add_floats(add_floats(hash, y, COUNT), d, COUNT);
	}
	return hash;
}

static uint64_t losses(const struct arithmetic *level)
{
	float *z = memory[0], *t = memory[1], *delta = memory[2], *each = memory[3];
	uint32_t label[STRIDE];
	uint64_t hash = HASH_START;
	fill(z, OUTPUTS * STRIDE, 7, 8);
	fill(t, OUTPUTS * STRIDE, 8, 1);
	for (int f = LOSS_CROSS_ENTROPY; f <= LOSS_HINGE; f++) {
		size_t outputs = f == LOSS_BINARY ? 1 : OUTPUTS;
		for (size_t s = 0; s < STRIDE; s++)
			label[s] = (uint32_t)(s % (f == LOSS_BINARY ? 2 : OUTPUTS));
		size_t right = level->loss((enum loss_kernel)f, 0.25f, delta, each, z, label, t,
			outputs, BATCH, STRIDE);
		hash = add_word(add_floats(hash, each, BATCH), (uint32_t)right);
		hash = add_floats(hash, delta, outputs * STRIDE);
	}
	return hash;
}

static uint64_t updates(const struct arithmetic *level)
{
	float *p = memory[0], *g = memory[1];
	float *const moments[MOMENT_COUNT] = { memory[2], memory[3], memory[3] + COUNT };
	struct update how = { OPTIMIZER_SGD, .scale = 0.5f, .decay = 0.01f, .rate = 0.1f,
		.momentum = 0.9f, .first = 0.1f, .second = 0.001f, .root = 1.25f, .epsilon = 1e-8f,
		.pull = 0.001f, .fresh = 0.75f, .shrink = 0.5f, .grow = 1.2f };
	uint64_t hash = HASH_START;
	for (int kernel = 0; kernel < OPTIMIZER_COUNT; kernel++) {
		how.kernel = (enum optimizer_kernel)kernel;
		fill(p, COUNT, 9, 1);
		for (size_t k = 0; k < MOMENT_COUNT; k++)
			memset(moments[k], 0, COUNT * sizeof(float));
		for (uint32_t step = 0; step < 3; step++) {
			fill(g, COUNT, 10 + step, step == 1 ? 0x1p-97f : 1);
			level->update(&how, p, moments, g, NULL, COUNT);
		}
		hash = add_floats(hash, p, COUNT);
		for (size_t k = 0; k < MOMENT_COUNT; k++)
			hash = add_floats(hash, moments[k], COUNT);
	}
	return hash;
}

// clang-format off
const struct self_test_part self_test_parts[SELF_TEST_PARTS] = {
	{ N_("rounding"), rounding, UINT64_C(0x56736e2630e5933c) },
	{ N_("subnormal numbers"), subnormals, UINT64_C(0x64d2cffe79b92b3c) },
	{ N_("binary64 functions"), reals, UINT64_C(0xca2ee3a11eae2081) },
	{ N_("random numbers"), draws, UINT64_C(0xc851cba4d0faf558) },
	{ N_("products of matrices"), products, UINT64_C(0x1dcff68ae18a0c3d) },
	{ N_("activation functions"), functions, UINT64_C(0x845a9e5a798f8d0e) },
	{ N_("losses"), losses, UINT64_C(0x919b5aa837e6cf6d) },
	{ N_("optimizer steps"), updates, UINT64_C(0xf0ae291211216905) },
};
// clang-format on

const char *self_test(const struct arithmetic *level)
{
	for (size_t i = 0; i < SELF_TEST_PARTS; i++)
		if (self_test_parts[i].checksum(level) != self_test_parts[i].expected)
			return self_test_parts[i].name;
	return NULL;
}
