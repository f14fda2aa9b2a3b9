/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Matrix products of one level (rules 4 and 5): c[row][column] = sum over k of a[row, k] *
 * b[k][column], vectors along the columns, each a[row, k] spread over a vector. A tile of TILE_ROWS
 * x TILE_VECTORS vectors stays in registers for a whole segment. Nothing is packed but the deltas
 * of a gradient, whose columns lie the other way.
 */
#pragma once
#include "nn/arithmetic.h"
#include "nn/pool.h"
#include "nn/vec.h"

enum {
	TILE_WIDTH = TILE_VECTORS * LANES,
	SEGMENT = ARITHMETIC_SEGMENT,
	PIECE_WORK = 1 << 20,   /* multiply-adds in a piece of work that may go to another thread */
	THREADS_WORK = 1 << 19, /* below this, sharing costs more than it brings */
	GROUP_PANELS = 256 / TILE_WIDTH, /* a segment of them fits the second cache */
};

struct turning;

struct product {
	float *c;
	const float *a, *b, *init; /* init[row]: what the first segment starts at; NULL: +0 */
	size_t rows, columns, depth;
	size_t c_row;         /* c + row * c_row + column */
	size_t a_row, a_step; /* a + row * a_row + k * a_step */
	size_t b_step;        /* b + panel * b_panel + k * b_step + column within the panel */
	size_t b_panel;
	struct turning *turning; /* how b is made; NULL: it is there */
	/* rows are cut into tiles, columns into panels; tiles are dealt to blocks, panels to groups
	 */
	size_t tiles, blocks, panels, groups;
	bool large; /* enough to be asked meanwhile whether to go on */
};

/* One tile in one panel and segment. */
struct tile {
	float *c;
	const float *a, *b, *init;
	size_t a_row, a_step, depth;
	size_t part; /* columns of the last vector that exist */
	bool more;   /* c holds the sum of the segments before */
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

INLINE void tile_of(
	const size_t rows, const size_t vectors, const struct product *p, const struct tile *t)
{
	const size_t a_row = t->a_row, a_step = t->a_step, b_step = p->b_step, c_row = p->c_row;
	const size_t depth = t->depth, part = t->part;
	const float *a = t->a, *b = t->b;
	const bool more = t->more; /* the stores below might be to t, for all the compiler knows */
	float *c = t->c;
	vf s[TILE_ROWS][TILE_VECTORS];
	UNROLL for (size_t r = 0; r < rows; r++)
	{
		const vf start = t->init ? vf_splat(t->init[r]) : vf_splat(0);
		UNROLL for (size_t v = 0; v < vectors; v++) s[r][v] = start;
	}
	const float *upper = a + HALF * a_row;
	for (size_t k = 0; k < depth; k++, a += a_step, upper += a_step, b += b_step) {
		vf column[TILE_VECTORS];
		__builtin_prefetch(a + AHEAD * a_step);
		__builtin_prefetch(a + AHEAD * a_step + rows);
		UNROLL for (size_t v = 0; v < vectors; v++) column[v] = vf_load(b + v * LANES);
		UNROLL for (size_t r = 0; r < rows; r++)
		{
			const vf x = vf_splat((r < HALF ? a : upper)[r % HALF * a_row]);
			UNROLL for (size_t v = 0; v < vectors; v++) s[r][v] =
				vf_fma(x, column[v], s[r][v]);
		}
	}
	UNROLL for (size_t r = 0; r < rows; r++, c += c_row)
	{
		UNROLL for (size_t v = 0; v + 1 < vectors; v++)
			vf_store(c + v * LANES, more ? vf_load(c + v * LANES) + s[r][v] : s[r][v]);
		store_last(c + (vectors - 1) * LANES, s[r][vectors - 1], part, more);
	}
}

typedef void tile_function(const struct product *p, const struct tile *t);

#define TILE(rows, vectors)                                                                        \
	static void tile_##rows##_##vectors(const struct product *p, const struct tile *t)         \
	{                                                                                          \
		tile_of(rows, vectors, p, t);                                                      \
	}

#define EACH_6(X, v) X(1, v) X(2, v) X(3, v) X(4, v) X(5, v) X(6, v)
#define EACH_14(X, v)                                                                              \
	EACH_6(X, v) X(7, v) X(8, v) X(9, v) X(10, v) X(11, v) X(12, v) X(13, v) X(14, v)
#if TILE_ROWS == 14
#define EACH_ROWS EACH_14
#else
#define EACH_ROWS EACH_6
#endif
#if TILE_VECTORS == 2
#define EACH_VECTORS(X) X(1) X(2)
#else
#define EACH_VECTORS(X) X(1) X(2) X(3) X(4)
#endif
#define TILES(vectors)            EACH_ROWS(TILE, vectors)
#define TILE_ENTRY(rows, vectors) tile_##rows##_##vectors,
#define TILE_ENTRIES(vectors)     { EACH_ROWS(TILE_ENTRY, vectors) },

EACH_VECTORS(TILES)
static tile_function *const tiles[TILE_VECTORS][TILE_ROWS] = { EACH_VECTORS(TILE_ENTRIES) };

/* Where part i of count begins, `total` being dealt evenly: 32 is 11 + 11 + 10, not 14 + 14 + 4. */
INLINE size_t share(size_t total, size_t count, size_t i)
{
	return count == 1 ? i * total : total / count * i + (i < total % count ? i : total % count);
}

/* Numbers a multiple of this far apart share a set of the nearest cache, which has room for fewer
 * than a tile and a segment have of them. */
enum { CROWDED = 1024, NEAR_ROW = SEGMENT + 16 };

/* The segment's part of a tile's rows, brought together in `near`. */
INLINE void bring_rows(float *near, struct tile *t, size_t rows)
{
	const float *a = t->a;
	t->a = near;
	for (size_t r = 0; r < rows; r++, near += NEAR_ROW, a += t->a_row) {
		size_t k = 0;
		for (; k + LANES <= t->depth; k += LANES)
			vf_store(near + k, vf_load(a + k));
		for (; k < t->depth; k++)
			near[k] = a[k];
	}
	t->a_row = NEAR_ROW;
}

/* A segment of some rows, panel after panel. */
INLINE void rows_of(
	const struct product *p, size_t row, size_t rows, size_t k, size_t first, size_t end)
{
	_Alignas(64) float near[TILE_ROWS * NEAR_ROW];
	struct tile t = { .a = p->a + row * p->a_row + k * p->a_step,
		.init = p->init && k == 0 ? p->init + row : NULL,
		.a_row = p->a_row,
		.a_step = p->a_step,
		.depth = p->depth - k < SEGMENT ? p->depth - k : SEGMENT,
		.more = k > 0 };
	if (p->a_step == 1 && p->a_row % CROWDED == 0)
		bring_rows(near, &t, rows);
	for (size_t panel = first; panel < end; panel++) {
		size_t left = p->columns - panel * TILE_WIDTH;
		size_t width = left < TILE_WIDTH ? left : TILE_WIDTH;
		size_t vectors = (width + LANES - 1) / LANES;
		t.c = p->c + row * p->c_row + panel * TILE_WIDTH;
		t.b = p->b + panel * p->b_panel + k * p->b_step;
		t.part = width - (vectors - 1) * LANES;
		tiles[vectors - 1][rows - 1](p, &t);
	}
}

/* Deltas as the columns of a product over samples. */
struct turning {
	float *bias, *turned; /* [panel][sample][TILE_WIDTH] */
	const float *delta;
	size_t outputs, batch, stride;
};

/* Turns LANES outputs' deltas to [sample][output] and sums them over the batch. */
INLINE void turn_outputs(const struct turning *t, size_t first)
{
	size_t width = t->outputs - first < LANES ? t->outputs - first : LANES;
	float *to = t->turned + first / TILE_WIDTH * TILE_WIDTH * t->batch + first % TILE_WIDTH;
	vf total = vf_splat(0), segment = total;
	for (size_t s = 0; s < t->batch; s += LANES) {
		vf x[LANES];
		UNROLL for (size_t i = 0; i < LANES; i++) x[i] =
			i < width ? vf_load(t->delta + (first + i) * t->stride + s) : vf_splat(0);
		vf_transpose(x);
		size_t count = t->batch - s < LANES ? t->batch - s : LANES;
		UNROLL for (size_t i = 0; i < LANES; i++) if (i < count)
		{
			vf_store(to + (s + i) * TILE_WIDTH, x[i]);
			segment += x[i];
		}
		if ((s + LANES) % SEGMENT == 0 && s + LANES < t->batch) {
			total = s < SEGMENT ? segment : total + segment;
			segment = vf_splat(0);
		}
	}
	total = t->batch <= SEGMENT ? segment : total + segment;
	vf_store_part(t->bias + first, total, width);
}

static void turn_panel(void *job, size_t panel)
{
	const struct turning *t = job;
	size_t end = (panel + 1) * TILE_WIDTH < t->outputs ? (panel + 1) * TILE_WIDTH : t->outputs;
	for (size_t first = panel * TILE_WIDTH; first < end; first += LANES)
		turn_outputs(t, first);
}

/* A block of tiles in a group of panels, segment by segment: what a tile reads of a stays near
 * while the panels pass by. */
static void product_piece(void *job, size_t index)
{
	const struct product *p = job;
	size_t block = p->groups == 1 ? index : index / p->groups,
	       group = index - block * p->groups;
	size_t first = share(p->tiles, p->blocks, block),
	       end = share(p->tiles, p->blocks, block + 1);
	size_t panel = share(p->panels, p->groups, group),
	       panel_end = share(p->panels, p->groups, group + 1);
	size_t least = p->tiles == 1 ? p->rows : p->rows / p->tiles;
	size_t larger = p->rows - least * p->tiles; /* so many tiles have a row more */
	for (size_t i = panel; p->turning && i < panel_end; i++)
		turn_panel(p->turning, i);
	for (size_t k = 0; k == 0 || k < p->depth; k += SEGMENT) {
		size_t row = first * least + (first < larger ? first : larger);
		for (size_t tile = first; tile < end && (!p->large || pool_poll()); tile++) {
			size_t rows = least + (tile < larger);
			rows_of(p, row, rows, k, panel, panel_end);
			row += rows;
		}
	}
}

/* `count` rounded up to as many for each thread. */
INLINE size_t for_each_thread(size_t count)
{
	size_t threads = pool_threads();
	return (count + threads - 1) / threads * threads;
}

/* Groups of GROUP_PANELS or fewer, `least` of them at least. */
static size_t groups_of(const struct product *p, size_t least)
{
	size_t groups = for_each_thread((p->panels + GROUP_PANELS - 1) / GROUP_PANELS);
	groups = groups < least ? least : groups;
	return groups < p->panels ? groups : p->panels;
}

/* Deals the work to pieces of about PIECE_WORK, as many for each thread. */
static void deal(struct product *p, size_t work)
{
	size_t pieces = for_each_thread(work / PIECE_WORK + 1), threads = pool_threads();
	if (p->turning && p->panels >= threads) {
		/* Each turns what it needs, and writes columns so narrow that nothing fetches on
		 * into another's: no number wanders between cores. */
		p->groups = threads > 1 ? p->panels : groups_of(p, 1);
		return;
	}
	if (p->turning)
		pool_run(turn_panel, p->turning, p->panels);
	p->turning = NULL;
	p->blocks = pieces < p->tiles ? pieces : p->tiles;
	pieces = pieces < 4 * threads ? pieces : 4 * threads;
	p->groups = groups_of(p, (pieces + p->blocks - 1) / p->blocks);
}

static void product(struct product *p)
{
	size_t work = p->rows * p->columns * p->depth;
	p->panels = (p->columns + TILE_WIDTH - 1) / TILE_WIDTH;
	p->tiles = (p->rows + TILE_ROWS - 1) / TILE_ROWS;
	p->blocks = p->groups = 1;
	/* What one thread turns for the others wanders between cores: that pays later. */
	if (work < THREADS_WORK || (p->turning && p->panels == 1 && work < 2 * THREADS_WORK)) {
		product_piece(p, 0);
		return;
	}
	p->large = true;
	deal(p, work);
	pool_run(product_piece, p, p->blocks * p->groups);
}

static void forward(float *z, const float *weight, const float *bias, const float *a, size_t inputs,
	size_t outputs, size_t columns, size_t stride)
{
	product(&(struct product){ .c = z,
		.a = weight,
		.b = a,
		.init = bias,
		.rows = outputs,
		.columns = columns,
		.depth = inputs,
		.c_row = stride,
		.a_row = 1,
		.a_step = outputs,
		.b_step = stride,
		.b_panel = TILE_WIDTH });
}

static void backward(float *d, const float *weight, const float *delta, size_t inputs,
	size_t outputs, size_t columns, size_t stride)
{
	product(&(struct product){ .c = d,
		.a = weight,
		.b = delta,
		.rows = inputs,
		.columns = columns,
		.depth = outputs,
		.c_row = stride,
		.a_row = outputs,
		.a_step = 1,
		.b_step = stride,
		.b_panel = TILE_WIDTH });
}

/* ---- gradients ---- */

static void gradient(float *weight, float *bias, const float *a, const float *delta, size_t inputs,
	size_t outputs, size_t batch, size_t stride, float *scratch)
{
	struct turning turning = { bias, scratch, delta, outputs, batch, stride };
	product(&(struct product){ .c = weight,
		.a = a,
		.b = scratch,
		.rows = inputs,
		.columns = outputs,
		.depth = batch,
		.c_row = outputs,
		.a_row = stride,
		.a_step = 1,
		.b_step = TILE_WIDTH,
		.b_panel = TILE_WIDTH * batch,
		.turning = &turning });
}
