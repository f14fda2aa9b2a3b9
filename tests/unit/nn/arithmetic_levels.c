/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every level this machine has against the scalar reference, bit for bit, on shapes that are whole
 * and that are not, with guards behind every array.
 */
#include "nn/levels.h"
#include "nn/random.h"
#include "nn/reference.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

enum { GUARD = 64 };
static const float guard = 12345.678f;
static const char *const names[] = { "scalar", "portable", "sse2", "neon", "avx2", "avx512" };

/* count numbers near zero, and a guard behind them */
static float *numbers(size_t count, uint32_t which, float scale)
{
	float *x = aligned_alloc(64, (count + 2 * GUARD) / 16 * 64 + 64);
	for (size_t i = 0; i < count; i++)
		x[i] = scale *
		       random_normal(7, (struct counter){ (uint32_t)i, which, 0, PURPOSE_DATA });
	for (size_t i = count; i < count + GUARD; i++)
		x[i] = guard;
	return x;
}

static void check_guard(const float *x, size_t count)
{
	for (size_t i = count; i < count + GUARD; i++)
		ck_assert(x[i] == guard);
}

/* Equal bits; two NaN are equal. */
static void check_same(const float *x, const float *y, size_t count, const char *what)
{
	for (size_t i = 0; i < count; i++)
		ck_assert_msg(
			memcmp(x + i, y + i, sizeof *x) == 0 || (x[i] != x[i] && y[i] != y[i]),
			"%s: entry %zu is %a, not %a", what, i, (double)y[i], (double)x[i]);
}

struct shape {
	size_t inputs, outputs, batch;
};

static const struct shape shapes[] = { { 1, 1, 1 }, { 2, 8, 32 }, { 3, 5, 7 }, { 8, 8, 33 },
	{ 64, 10, 64 }, { 17, 33, 80 }, { 300, 7, 300 }, { 33, 70, 16 }, { 513, 31, 48 },
	{ 15, 257, 17 } };

static void compare_products(const struct arithmetic *level, const struct shape *s)
{
	size_t stride = (s->batch + 15) / 16 * 16, in = s->inputs, out = s->outputs;
	float *weight = numbers(in * out, 1, 0.3f), *bias = numbers(out, 2, 1),
	      *a = numbers(in * stride, 3, 1);
	float *delta = numbers(out * stride, 4, 1), *results[2][4];
	const struct arithmetic *both[] = { &arithmetic_scalar, level };
	for (size_t k = 0; k < 2; k++) {
		size_t room = arithmetic_scratch(out, stride);
		float *scratch = numbers(room, 5, 1);
		results[k][0] = numbers(out * stride, 6, 1);
		results[k][1] = numbers(in * stride, 6, 1);
		results[k][2] = numbers(in * out, 6, 1);
		results[k][3] = numbers(out, 6, 1);
		both[k]->forward(results[k][0], weight, bias, a, in, out, stride);
		both[k]->backward(results[k][1], weight, delta, in, out, stride);
		both[k]->gradient(
			results[k][2], results[k][3], a, delta, in, out, s->batch, stride, scratch);
		check_guard(scratch, room);
		free(scratch);
		check_guard(results[k][0], out * stride);
		check_guard(results[k][1], in * stride);
		check_guard(results[k][2], in * out);
		check_guard(results[k][3], out);
	}
	check_same(results[0][0], results[1][0], out * stride, "forward");
	check_same(results[0][1], results[1][1], in * stride, "backward");
	check_same(results[0][2], results[1][2], in * out, "gradient");
	check_same(results[0][3], results[1][3], out, "bias gradient");
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < 4; i++)
			free(results[k][i]);
	free(weight);
	free(bias);
	free(a);
	free(delta);
}

START_TEST(products_agree)
{
	for (size_t n = 0; n < sizeof names / sizeof *names; n++)
		for (size_t i = 0; arithmetic_level(names[n]) && i < sizeof shapes / sizeof *shapes;
			i++)
			compare_products(arithmetic_level(names[n]), &shapes[i]);
}
END_TEST

/* Every 65,521st float, in odd counts, so that tails are met; infinities and NaN among them. */
START_TEST(functions_agree)
{
	enum { COUNT = 65551 };
	static float x[COUNT], ones[COUNT], y[2][COUNT + GUARD], d[2][COUNT + GUARD];
	const float p[3] = { 0.2f, 0, 0 };
	for (size_t i = 0; i < COUNT; i++) {
		uint32_t bits = (uint32_t)i * 65521u;
		memcpy(&x[i], &bits, sizeof bits);
		ones[i] = 1;
	}
	for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
		const struct arithmetic *level = arithmetic_level(names[n]);
		for (int f = 0; level && f < ELEMENTWISE_COUNT; f++) {
			arithmetic_scalar.apply((enum elementwise)f, p, y[0], x, COUNT);
			level->apply((enum elementwise)f, p, y[1], x, COUNT);
			check_same(y[0], y[1], COUNT, names[n]);
			memcpy(d[0], ones, sizeof ones);
			memcpy(d[1], ones, sizeof ones);
			arithmetic_scalar.slope((enum elementwise)f, p, d[0], x, y[0], COUNT);
			level->slope((enum elementwise)f, p, d[1], x, y[0], COUNT);
			check_same(d[0], d[1], COUNT, names[n]);
		}
	}
}
END_TEST

START_TEST(reductions_and_updates_agree)
{
	for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
		const struct arithmetic *level = arithmetic_level(names[n]);
		for (size_t count = 1; level && count < 70; count += 3) {
			float *x = numbers(count, 1, 1), *y = numbers(count, 2, 1);
			float one = arithmetic_scalar.dot(x, y, count),
			      two = level->dot(x, y, count);
			check_same(&one, &two, 1, "dot");
			one = arithmetic_scalar.sum(x, count);
			two = level->sum(x, count);
			check_same(&one, &two, 1, "sum");
			ck_assert(level->finite(x, count));
			x[count - 1] = __builtin_inff();
			ck_assert(!level->finite(x, count));
			for (int kernel = 0; kernel < OPTIMIZER_COUNT; kernel++) {
				const struct update how = { (enum optimizer_kernel)kernel, 0.5f,
					0.01f, 0.1f, 0.9f, 0.1f, 0.001f, 0.5f, 1e-8f, 0.01f, 0.75f,
					0.5f, 1.2f };
				float *state[2][1 + MOMENT_COUNT];
				for (size_t k = 0; k < 2; k++) {
					for (uint32_t i = 0; i <= MOMENT_COUNT; i++)
						state[k][i] = numbers(count, 3 + i, 1);
					(k ? level : &arithmetic_scalar)
						->update(&how, state[k][0], state[k] + 1, y, count);
				}
				for (size_t i = 0; i <= MOMENT_COUNT; i++) {
					check_guard(state[1][i], count);
					check_same(state[0][i], state[1][i], count, "update");
					free(state[0][i]);
					free(state[1][i]);
				}
			}
			free(x);
			free(y);
		}
	}
}
END_TEST

SUITE(products_agree, functions_agree, reductions_and_updates_agree)
