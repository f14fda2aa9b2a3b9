/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Products over samples with few rows (rules 4 and 5): the gradient of a layer with few inputs, or
 * with a single output, whose inputs then are the columns. What nn/level_product.h turns first, to
 * be read by many tiles, is turned here on the way to the only one.
 */
#pragma once
#include "nn/level_tile.h"
#include "nn/pool.h"

/* At most so many rows; so many at most with two vectors of columns at a time. */
enum { FEW_ROWS = 8, FEW_PAIRED = 4, FEW_VECTORS = 2 };

struct few {
	float *c;    /* [rows][columns]: sum over the samples of row[r][] * column[c][] */
	float *sums; /* of each column; `alone`: of the only row */
	const float *row, *column; /* [rows][stride], [columns][stride] */
	size_t rows, columns, batch, stride;
	bool alone;
	bool large; /* enough to be asked meanwhile whether to go on */
};

/* Of each row, and what goes to the sums. */
struct few_sums {
	vf of[FEW_ROWS + 1][FEW_VECTORS];
};

/* LANES samples of LANES columns, or of the `width` that are left; lanes beyond are the last column
 * again, which nobody looks at. [sample][column] */
INLINE void few_turn(float *turned, const float *from, size_t stride, size_t width)
{
	vf x[LANES];
	UNROLL for (size_t i = 0; i < LANES; i++)
	{
		x[i] = vf_load(from);
		from += i + 1 < width ? stride : 0;
	}
	vf_transpose(x);
	UNROLL for (size_t i = 0; i < LANES; i++) vf_store(turned + i * LANES, x[i]);
}

/* LANES samples from s on, or those before `end`. The sums shall stay in registers: what is turned
 * has to come from memory. */
INLINE void few_samples(struct few_sums *sum, const struct few *f, const float *column,
	const size_t rows, const size_t vectors, size_t width, size_t s, size_t end)
{
	_Alignas(64) float turned[FEW_VECTORS][LANES * LANES];
	const float *row = f->row + s;
	const size_t count = end - s < LANES ? end - s : LANES;
	UNROLL for (size_t v = 0; v < vectors; v++)
		few_turn(turned[v], column + v * LANES * f->stride + s, f->stride, width);
	AS_IT_STANDS for (size_t i = 0; i < count; i++)
	{
		vf x[FEW_VECTORS];
		UNROLL for (size_t v = 0; v < vectors; v++)
		{
			x[v] = vf_load(turned[v] + i * LANES);
			sum->of[rows][v] += f->alone ? vf_splat(row[i]) : x[v];
		}
		UNROLL for (size_t r = 0; r < rows; r++)
		{
			vf number = vf_splat(row[r * f->stride + i]);
			UNROLL for (size_t v = 0; v < vectors; v++) sum->of[r][v] =
				vf_fma(number, x[v], sum->of[r][v]);
		}
	}
}

/* Vectors of columns, whole. */
INLINE void few_store(const struct few *f, const struct few_sums *total, const size_t rows,
	const size_t vectors, size_t first)
{
	UNROLL for (size_t r = 0; r < rows; r++)
	{
		float *c = f->c + r * f->columns + first;
		UNROLL for (size_t v = 0; v < vectors; v++)
			vf_store(c + v * LANES, total->of[r][v]);
	}
	if (f->alone)
		return;
	UNROLL for (size_t v = 0; v < vectors; v++)
		vf_store(f->sums + first + v * LANES, total->of[rows][v]);
}

/* One vector, of `width` columns. */
INLINE void few_store_part(const struct few *f, const struct few_sums *total, const size_t rows,
	size_t first, size_t width)
{
	UNROLL for (size_t r = 0; r < rows; r++)
		vf_store_part(f->c + r * f->columns + first, total->of[r][0], width);
	if (!f->alone)
		vf_store_part(f->sums + first, total->of[rows][0], width);
}

/* Some vectors of columns, whole, or one of `width` columns, segment by segment. */
INLINE void few_columns(
	const size_t rows, const size_t vectors, const struct few *job, size_t first, size_t width)
{
	const struct few f = *job; /* for all the compiler knows, c might be in it */
	const float *column = f.column + first * f.stride;
	struct few_sums total = { { { { 0 } } } };
	for (size_t begin = 0; begin == 0 || begin < f.batch; begin += SEGMENT) {
		size_t left = f.batch - begin;
		size_t end = begin + (left < SEGMENT ? left : SEGMENT);
		struct few_sums sum = { { { { 0 } } } };
		for (size_t s = begin; s < end; s += LANES)
			few_samples(&sum, &f, column, rows, vectors, width, s, end);
		UNROLL for (size_t r = 0; r <= rows; r++)
			UNROLL for (size_t v = 0; v < vectors; v++) total.of[r][v] =
			begin == 0 ? sum.of[r][v] : total.of[r][v] + sum.of[r][v];
	}
	if (vectors > 1 || width == LANES)
		few_store(&f, &total, rows, vectors, first);
	else
		few_store_part(&f, &total, rows, first, width);
	if (f.alone)
		*f.sums = total.of[rows][0][0];
}

typedef void few_function(const struct few *f, size_t first, size_t width);

#define FEW(rows, vectors)                                                                         \
	static void few_##rows##_##vectors(const struct few *f, size_t first, size_t width)        \
	{                                                                                          \
		few_columns(rows, vectors, f, first, width);                                       \
	}
#define FEW_ENTRY(rows, vectors) few_##rows##_##vectors,
#define EACH_FEW(X, v)           EACH_4(X, v) X(5, v) X(6, v) X(7, v) X(8, v)

EACH_FEW(FEW, 1)
EACH_4(FEW, 2)
static few_function *const few_one[FEW_ROWS] = { EACH_FEW(FEW_ENTRY, 1) };
static few_function *const few_two[FEW_PAIRED] = { EACH_4(FEW_ENTRY, 2) };

/* FEW_VECTORS of columns, or fewer. */
static void few_panel(void *job, size_t panel)
{
	enum { WIDTH = FEW_VECTORS * LANES };
	const struct few *f = job;
	size_t first = panel * WIDTH, end = first + WIDTH < f->columns ? first + WIDTH : f->columns;
	if (f->large && !pool_poll())
		return;
	if (end - first == WIDTH && f->rows <= FEW_PAIRED) {
		few_two[f->rows - 1](f, first, LANES);
		return;
	}
	for (; first < end; first += LANES)
		few_one[f->rows - 1](f, first, end - first < LANES ? end - first : LANES);
}
