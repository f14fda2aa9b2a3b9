/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One level of the arithmetic. A file that includes this defines LEVEL (the table's name),
 * LEVEL_NAME, LANES, TILE_ROWS, TILE_TALL (6, 12 or 14), TILE_STEPS (of the depth, taken at a time)
 * and TILE_STRIP (tiles whose rows are brought together), and compiles everything for its
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

static bool finite_all(const float *x, size_t count)
{
	enum { CHAINS = 4 };
	vf sums[CHAINS] = { { 0 } };
	size_t i = 0;
	for (; i + CHAINS * LANES <= count; i += CHAINS * LANES)
		UNROLL for (size_t c = 0; c < CHAINS; c++) sums[c] +=
			vf_load(x + i + c * LANES) - vf_load(x + i + c * LANES);
	float rest = 0;
	for (; i < count; i++)
		rest += x[i] - x[i];
	return rest == 0 && !vi_any((sums[0] + sums[1]) + (sums[2] + sums[3]) != 0);
}

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

/* One loop for each optimizer: what it keeps is known when it is compiled. A number minus itself is
 * 0 where it is finite. */
#define UPDATE_ROW(upper, lower, states)                                                           \
	INLINE vf update_some_##lower(const struct update *u, float *p,                            \
		float *const moments[MOMENT_COUNT], const float *g, float *before, size_t i,       \
		const size_t part)                                                                 \
	{                                                                                          \
		vf x = load_up_to(p + i, part), kept[MOMENT_COUNT] = { { 0 } };                    \
		for (int k = 0; k < (states); k++)                                                 \
			kept[k] = load_up_to(moments[k] + i, part);                                \
		if (before)                                                                        \
			store_up_to(before + i, x, part);                                          \
		vf gradient = prepared(u, &x, load_up_to(g + i, part));                            \
		step_##lower(u, &x, kept, gradient);                                               \
		store_up_to(p + i, x, part);                                                       \
		for (int k = 0; k < (states); k++)                                                 \
			store_up_to(moments[k] + i, flushed(kept[k]), part);                       \
		return x - x;                                                                      \
	}                                                                                          \
	static bool update_##lower(const struct update *how, float *p,                             \
		float *const moments[MOMENT_COUNT], const float *g, float *before, size_t count)   \
	{                                                                                          \
		const struct update u = *how; /* for all the compiler knows, p might be in it */   \
		float *const kept[MOMENT_COUNT] = { moments[0], moments[1], moments[2] };          \
		vf sums = vf_splat(0);                                                             \
		size_t i = 0;                                                                      \
		for (; i + LANES <= count; i += LANES)                                             \
			sums += update_some_##lower(&u, p, kept, g, before, i, LANES);             \
		if (i < count)                                                                     \
			update_some_##lower(&u, p, kept, g, before, i, count - i);                 \
		return !vi_any(sums != 0) && finite_all(p + i, count - i);                         \
	}
OPTIMIZER_ROWS(UPDATE_ROW)
#undef UPDATE_ROW

static bool update(const struct update *u, float *p, float *const moments[MOMENT_COUNT],
	const float *g, float *before, size_t count)
{
	switch (u->kernel) {
#define ROW(upper, lower, states)                                                                  \
	case OPTIMIZER_##upper: return update_##lower(u, p, moments, g, before, count);
		OPTIMIZER_ROWS(ROW)
#undef ROW
	case OPTIMIZER_COUNT: break;
	}
	return true;
}

/* ---- and the rest ---- */

/* Samples and features are turned in squares, what is left over one by one. */
INLINE void gather_square(float *x, const float *const row[LANES], size_t feature, size_t stride)
{
	vf square[LANES];
	UNROLL for (size_t i = 0; i < LANES; i++) square[i] = vf_load(row[i] + feature);
	vf_transpose(square);
	UNROLL for (size_t i = 0; i < LANES; i++) vf_store(x + (feature + i) * stride, square[i]);
}

/* `features` of a row's `length` that make no square, one by one. */
static void gather_rest(float *x, const float *rows, const uint32_t *order, size_t length,
	size_t features, size_t batch, size_t stride)
{
	for (size_t f = 0; f < features; f++, rows++, x += stride) {
		for (size_t s = 0; order && s < batch; s++)
			x[s] = rows[order[s] * length];
		for (size_t s = 0; !order && s < batch; s++)
			x[s] = rows[s * length];
		for (size_t s = batch; s < stride; s++)
			x[s] = 0;
	}
}

static void gather(float *x, const float *rows, const uint32_t *order, size_t features,
	size_t batch, size_t stride)
{
	const size_t squares = features / LANES * LANES;
	for (size_t s = 0; squares > 0 && s < stride; s += LANES) {
		size_t count = s >= batch ? 0 : batch - s < LANES ? batch - s : LANES;
		const float *row[LANES] = { NULL };
		for (size_t i = 0; i < count; i++)
			row[i] = rows + (order ? order[s + i] : s + i) * features;
		for (size_t f = 0; count == LANES && f < squares; f += LANES)
			gather_square(x + s, row, f, stride);
		for (size_t f = 0; count < LANES && f < squares; f++)
			for (size_t i = 0; i < LANES; i++)
				x[f * stride + s + i] = i < count ? row[i][f] : 0;
	}
	gather_rest(x + squares * stride, rows + squares, order, features, features - squares,
		batch, stride);
}

const struct arithmetic LEVEL = { LEVEL_NAME, forward, backward, gradient, apply, slope, sum, dot,
	loss, update, finite_all, gather };
