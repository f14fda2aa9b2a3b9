/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The inmost piece of a level's matrix products: TILE_ROWS x TILE_VECTORS vectors of c, or fewer,
 * stay in registers while a segment of the depth passes by. Where there is one vector of columns
 * only, TILE_TALL rows: a sum waits for itself, so there should be many.
 */
#pragma once
#include "nn/arithmetic.h"
#include "nn/vec.h"

enum { TILE_VECTORS = 2, TILE_WIDTH = TILE_VECTORS * LANES, SEGMENT = ARITHMETIC_SEGMENT };

/* c[row][column] = sum over k of a[row, k] * b[k][column] */
struct tile {
	float *c;          /* c + r * c_row + column */
	const float *a;    /* a + r * a_row + k * a_step, one of the two being 1 */
	const float *b;    /* b + k * b_step + column */
	const float *init; /* init[r]: what the sums start at; NULL: +0 */
	size_t c_row, a_row, a_step, b_step;
	size_t rows, depth;
	bool more; /* c holds the sum of the segments before */
};

/* Rows are reached from two pointers, for want of registers. */
enum { HALF = 8 };

/* What is far apart in memory is asked for this many steps ahead. */
enum { AHEAD = 24 };

INLINE void store_last(float *to, vf x, size_t part, bool more)
{
	if (part == LANES)
		vf_store(to, more ? vf_load(to) + x : x);
	else
		vf_store_part(to, more ? vf_load_part(to, part) + x : x, part);
}

INLINE void tile_store(float *c, vf s[TILE_TALL][TILE_VECTORS], size_t c_row, const size_t rows,
	const size_t vectors, size_t part, bool more)
{
	UNROLL for (size_t r = 0; r < rows; r++, c += c_row)
	{
		UNROLL for (size_t v = 0; v + 1 < vectors; v++)
			vf_store(c + v * LANES, more ? vf_load(c + v * LANES) + s[r][v] : s[r][v]);
		store_last(c + (vectors - 1) * LANES, s[r][vectors - 1], part, more);
	}
}

/* s[row][column] += a[row] * b[column] */
INLINE void tile_step(vf s[TILE_TALL][TILE_VECTORS], const size_t rows, const size_t vectors,
	const bool across, const float *a, const size_t a_row, const size_t a_step, const float *b)
{
	vf column[TILE_VECTORS];
	const float *upper = a + HALF * a_row;
	if (across && TILE_STRIP == 1) {
		__builtin_prefetch(a + AHEAD * a_step);
		__builtin_prefetch(a + AHEAD * a_step + rows);
	}
	UNROLL for (size_t v = 0; v < vectors; v++) column[v] = vf_load(b + v * LANES);
	UNROLL for (size_t r = 0; r < rows; r++)
	{
		const vf x = vf_splat((r < HALF ? a : upper)[r % HALF * a_row]);
		UNROLL for (size_t v = 0; v < vectors; v++) s[r][v] = vf_fma(x, column[v], s[r][v]);
	}
}

/* across: a's rows are next to each other and its steps apart; otherwise the other way round. */
INLINE void tile_of(const size_t rows, const size_t vectors, const bool across,
	const struct tile *t, const size_t part)
{
	const size_t a_row = across ? 1 : t->a_row, a_step = across ? t->a_step : 1;
	const size_t b_step = t->b_step, c_row = t->c_row, depth = t->depth;
	const float *a = t->a, *b = t->b;
	const bool more = t->more; /* the stores below might be to t, for all the compiler knows */
	float *c = t->c;
	vf s[TILE_TALL][TILE_VECTORS];
	UNROLL for (size_t r = 0; r < rows; r++)
	{
		const vf start = t->init ? vf_splat(t->init[r]) : vf_splat(0);
		UNROLL for (size_t v = 0; v < vectors; v++) s[r][v] = start;
	}
	size_t left = depth;
	for (; left >= TILE_STEPS;
		left -= TILE_STEPS, a += TILE_STEPS * a_step, b += TILE_STEPS * b_step)
		UNROLL for (size_t i = 0; i < TILE_STEPS; i++) tile_step(
			s, rows, vectors, across, a + i * a_step, a_row, a_step, b + i * b_step);
	for (; left > 0; left--, a += a_step, b += b_step)
		tile_step(s, rows, vectors, across, a, a_row, a_step, b);
	if (part == LANES)
		tile_store(c, s, c_row, rows, vectors, LANES, more);
	else
		tile_store(c, s, c_row, rows, vectors, part, more);
}

typedef void tile_function(const struct tile *t, size_t part);

#define TILE(rows, vectors)                                                                        \
	static void across_##rows##_##vectors(const struct tile *t, size_t part)                   \
	{                                                                                          \
		tile_of(rows, vectors, true, t, part);                                             \
	}                                                                                          \
	static void along_##rows##_##vectors(const struct tile *t, size_t part)                    \
	{                                                                                          \
		tile_of(rows, vectors, false, t, part);                                            \
	}

#define EACH_4(X, v)              X(1, v) X(2, v) X(3, v) X(4, v)
#define EACH_6(X, v)              EACH_4(X, v) X(5, v) X(6, v)
#define EACH_12(X, v)             EACH_6(X, v) X(7, v) X(8, v) X(9, v) X(10, v) X(11, v) X(12, v)
#define EACH_14(X, v)             EACH_12(X, v) X(13, v) X(14, v)
#define EACH_OF(rows, X, v)       EACH_##rows(X, v)
#define EACH(rows, X, v)          EACH_OF(rows, X, v)
#define TILE_ENTRY(rows, vectors) { along_##rows##_##vectors, across_##rows##_##vectors },

EACH(TILE_TALL, TILE, 1)
EACH(TILE_ROWS, TILE, 2)
static tile_function *const tiles[TILE_VECTORS][TILE_TALL][2] = {
	{ EACH(TILE_TALL, TILE_ENTRY, 1) }, { EACH(TILE_ROWS, TILE_ENTRY, 2) }
};

/* Of TILE_WIDTH columns, or fewer. */
INLINE void tile_run(const struct tile *t, size_t columns)
{
	size_t vectors = (columns + LANES - 1) / LANES;
	tiles[vectors - 1][t->rows - 1][t->a_step != 1](t, columns - (vectors - 1) * LANES);
}
