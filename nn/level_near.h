/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What tiles read from too many places at once is brought together first.
 */
#pragma once
#include "nn/level_tile.h"

/* Numbers a multiple of this far apart share a set of the nearest cache, which has room for fewer
 * than a tile and a segment have of them. */
enum { CROWDED = 1024, NEAR_ROW = SEGMENT + 16 };

INLINE bool is_crowded(size_t a_row, size_t a_step)
{
	return a_step == 1 && a_row % CROWDED == 0;
}

/* A tile's rows, each of them in one piece. */
INLINE void bring_along(float *near, struct tile *t)
{
	const float *a = t->a;
	t->a = near;
	for (size_t r = 0; r < t->rows; r++, near += NEAR_ROW, a += t->a_row) {
		size_t k = 0;
		for (; k + LANES <= t->depth; k += LANES)
			vf_store(near + k, vf_load(a + k));
		for (; k < t->depth; k++)
			near[k] = a[k];
	}
	t->a_row = NEAR_ROW;
}

/* So many steps are brought at a time: what a strip's tiles have of a step lies in the same lines
 * of the cache. */
enum { STEPS_NEAR = 8 };

/* So many of a tile's rows, whole vectors of them: what stands beyond, in the next tile, is brought
 * along and written over by the next step. Where there are enough rows for a strip, no tile lacks
 * more than one, so that the next has what is read. Returns where the next steps go. */
INLINE float *bring_steps(float *to, const float *from, size_t step, size_t rows)
{
	UNROLL for (size_t i = 0; i < STEPS_NEAR; i++, from += step, to += rows)
		UNROLL for (size_t r = 0; r < TILE_ROWS; r += LANES)
			vf_store(to + r, vf_load(from + r));
	return to;
}

/* The same where nothing stands beyond, or fewer steps are left. */
INLINE float *bring_each(float *to, const float *from, size_t step, size_t rows, size_t steps)
{
	for (; steps > 0; steps--, from += step)
		for (size_t r = 0; r < rows; r++)
			*to++ = from[r];
	return to;
}

/* The rows of a strip; `more`: other tiles stand beyond it. */
INLINE void bring_across(float *near, struct tile *strip, size_t count, bool more)
{
	const size_t depth = strip[0].depth, step = strip[0].a_step;
	float *to[TILE_STRIP];
	for (size_t j = 0; j < count; j++)
		to[j] = near + j * TILE_ROWS * NEAR_ROW;
	for (size_t k = 0; k < depth; k += STEPS_NEAR)
		for (size_t j = 0; j < count; j++) {
			const float *from = strip[j].a + k * step;
			const size_t rows = strip[j].rows, left = depth - k;
			if (left >= STEPS_NEAR && (more || j + 1 < count))
				to[j] = bring_steps(to[j], from, step, rows);
			else
				to[j] = bring_each(to[j], from, step, rows,
					left < STEPS_NEAR ? left : STEPS_NEAR);
		}
	for (size_t j = 0; j < count; j++) {
		strip[j].a = near + j * TILE_ROWS * NEAR_ROW;
		strip[j].a_step = strip[j].rows;
	}
}
