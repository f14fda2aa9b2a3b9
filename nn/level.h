/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One level of the arithmetic. A file that includes this defines LEVEL (the table's name),
 * LEVEL_NAME, LANES, TILE_ROWS (6 or 14) and TILE_VECTORS (2 or 4), and compiles everything for its
 * instruction set.
 */
#pragma once
#include "nn/formula.h"
#include "nn/functions.h"
#include "nn/level_loss.h"
#include "nn/level_product.h"
#include "nn/updates.h"

/* ---- elementwise: whole vectors, then what is left ---- */

#define APPLY_ROW(upper, lower)                                                                    \
	static void apply_##lower(const float *p, float *y, const float *x, size_t count)          \
	{                                                                                          \
		size_t i = 0;                                                                      \
		for (; i + LANES <= count; i += LANES)                                             \
			vf_store(y + i, value_##lower(vf_load(x + i), p));                         \
		if (i < count)                                                                     \
			vf_store_part(y + i, value_##lower(vf_load_part(x + i, count - i), p),     \
				count - i);                                                        \
	}                                                                                          \
	static void slope_all_##lower(                                                             \
		const float *p, float *d, const float *z, const float *a, size_t count)            \
	{                                                                                          \
		size_t i = 0;                                                                      \
		for (; i + LANES <= count; i += LANES)                                             \
			vf_store(d + i, vf_load(d + i) *                                           \
						slope_##lower(vf_load(z + i), vf_load(a + i), p)); \
		if (i < count)                                                                     \
			vf_store_part(d + i,                                                       \
				vf_load_part(d + i, count - i) *                                   \
					slope_##lower(vf_load_part(z + i, count - i),              \
						vf_load_part(a + i, count - i), p),                \
				count - i);                                                        \
	}
ELEMENTWISE_ROWS(APPLY_ROW)
#undef APPLY_ROW

static void apply(enum elementwise f, const float *p, float *y, const float *x, size_t count)
{
	switch (f) {
#define ROW(upper, lower)                                                                          \
	case ELEMENTWISE_##upper: apply_##lower(p, y, x, count); break;
		ELEMENTWISE_ROWS(ROW)
#undef ROW
	case ELEMENTWISE_FORMULA: formula_apply(p, y, x, count); break;
	}
}

static void slope(
	enum elementwise f, const float *p, float *d, const float *z, const float *a, size_t count)
{
	switch (f) {
#define ROW(upper, lower)                                                                          \
	case ELEMENTWISE_##upper: slope_all_##lower(p, d, z, a, count); break;
		ELEMENTWISE_ROWS(ROW)
#undef ROW
	case ELEMENTWISE_FORMULA: formula_slope(p, d, z, count); break;
	}
}

/* ---- reductions of rule 6: 16 lanes are 16 / LANES vectors ---- */

enum { SUM_VECTORS = ARITHMETIC_LANES / LANES };

static float tree(const vf sums[SUM_VECTORS])
{
	float lane[ARITHMETIC_LANES];
	memcpy(lane, sums, sizeof lane);
	for (size_t half = ARITHMETIC_LANES / 2; half > 0; half /= 2)
		for (size_t q = 0; q < half; q++)
			lane[q] += lane[q + half];
	return lane[0];
}

static float dot(const float *x, const float *y, size_t count)
{
	vf sums[SUM_VECTORS] = { { 0 } };
	size_t i = 0;
	for (; i + ARITHMETIC_LANES <= count; i += ARITHMETIC_LANES)
		UNROLL for (size_t v = 0; v < SUM_VECTORS; v++) sums[v] =
			vf_fma(vf_load(x + i + v * LANES), vf_load(y + i + v * LANES), sums[v]);
	float lane[ARITHMETIC_LANES];
	memcpy(lane, sums, sizeof lane);
	for (size_t q = 0; i + q < count; q++)
		lane[q] = fma_exact(x[i + q], y[i + q], lane[q]);
	memcpy(sums, lane, sizeof lane);
	return tree(sums);
}

static float sum(const float *x, size_t count)
{
	float lane[ARITHMETIC_LANES] = { 0 };
	vf sums[SUM_VECTORS];
	for (size_t i = 0; i < count; i++)
		lane[i % ARITHMETIC_LANES] += x[i];
	memcpy(sums, lane, sizeof lane);
	return tree(sums);
}

/* ---- optimizers, rule 8 ---- */

INLINE vf load_up_to(const float *from, size_t part)
{
	return part == LANES ? vf_load(from) : vf_load_part(from, part);
}

INLINE void store_up_to(float *to, vf x, size_t part)
{
	if (part == LANES)
		vf_store(to, x);
	else
		vf_store_part(to, x, part);
}

/* One loop for each optimizer: what it keeps is known when it is compiled. */
#define UPDATE_ROW(upper, lower, states)                                                           \
	static void update_##lower(const struct update *u, float *p,                               \
		float *const moments[MOMENT_COUNT], const float *g, size_t count)                  \
	{                                                                                          \
		for (size_t i = 0; i < count; i += LANES) {                                        \
			size_t part = count - i < LANES ? count - i : LANES;                       \
			vf x = load_up_to(p + i, part), kept[MOMENT_COUNT] = { { 0 } };            \
			for (int k = 0; k < (states); k++)                                         \
				kept[k] = load_up_to(moments[k] + i, part);                        \
			vf gradient = prepared(u, &x, load_up_to(g + i, part));                    \
			step_##lower(u, &x, kept, gradient);                                       \
			store_up_to(p + i, x, part);                                               \
			for (int k = 0; k < (states); k++)                                         \
				store_up_to(moments[k] + i, flushed(kept[k]), part);               \
		}                                                                                  \
	}
OPTIMIZER_ROWS(UPDATE_ROW)
#undef UPDATE_ROW

static void update(const struct update *u, float *p, float *const moments[MOMENT_COUNT],
	const float *g, size_t count)
{
	switch (u->kernel) {
#define ROW(upper, lower, states)                                                                  \
	case OPTIMIZER_##upper: update_##lower(u, p, moments, g, count); break;
		OPTIMIZER_ROWS(ROW)
#undef ROW
	case OPTIMIZER_COUNT: break;
	}
}

/* ---- and the rest ---- */

static bool finite_all(const float *x, size_t count)
{
	vf sums = vf_splat(0);
	size_t i = 0;
	for (; i + LANES <= count; i += LANES)
		sums += vf_load(x + i) - vf_load(x + i);
	float rest = 0;
	for (; i < count; i++)
		rest += x[i] - x[i];
	return rest == 0 && !vi_any(sums != 0);
}

static void gather(float *x, const float *rows, const uint32_t *order, size_t features,
	size_t batch, size_t stride)
{
	for (size_t s = 0; s < stride; s++) {
		const float *row = rows + (s < batch ? (order ? order[s] : s) * features : 0);
		for (size_t f = 0; f < features; f++)
			x[f * stride + s] = s < batch ? row[f] : 0;
	}
}

const struct arithmetic LEVEL = { LEVEL_NAME, forward, backward, gradient, apply, slope, sum, dot,
	loss, update, finite_all, gather };
