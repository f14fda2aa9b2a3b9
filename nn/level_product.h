/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Matrix products of one level (rules 4 and 5): c[row][column] = sum over k of a[row, k] *
 * b[k][column], vectors along the columns, each a[row, k] spread over a vector, tile by tile
 * (nn/level_tile.h). Nothing is packed but the deltas of a gradient, whose columns lie the other
 * way, and what would be read from too many places at once.
 */
#pragma once
#include "nn/level_few.h"
#include "nn/level_near.h"
#include "nn/level_tile.h"
#include "nn/pool.h"

enum {
	PIECE_WORK = 1 << 20,   /* multiply-adds in a piece of work that may go to another thread */
	THREADS_WORK = 1 << 19, /* below this, sharing costs more than it brings */
	GROUP_PANELS = 256 / TILE_WIDTH, /* a segment of them fits the second cache */
	/* Steps so far apart are brought together, and rows four times as far, if enough columns
	 * have something of it. */
	FAR = 128,
	FAR_WORK = 1 << 15,
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
	size_t least, larger; /* rows of a tile; so many tiles have a row more */
	bool large;           /* enough to be asked meanwhile whether to go on */
	bool strips;          /* of tiles, whose rows are brought together first */
};

/* Where part i begins, all having `least` and the first `larger` one more. */
INLINE size_t part_begin(size_t least, size_t larger, size_t i)
{
	return least * i + (i < larger ? i : larger);
}

/* Where part i of count begins, `total` being dealt evenly: 32 is 11 + 11 + 10, not 14 + 14 + 4. */
INLINE size_t share(size_t total, size_t count, size_t i)
{
	return count == 1 ? i * total : part_begin(total / count, total % count, i);
}

/* The rows of a tile, in a segment and from a panel on. */
INLINE struct tile tile_at(const struct product *p, size_t tile, size_t k, size_t panel)
{
	const size_t row = part_begin(p->least, p->larger, tile);
	return (struct tile){ .c = p->c + row * p->c_row + panel * TILE_WIDTH,
		.a = p->a + row * p->a_row + k * p->a_step,
		.b = p->b + panel * p->b_panel + k * p->b_step,
		.init = p->init && k == 0 ? p->init + row : NULL,
		.rows = p->least + (tile < p->larger),
		.c_row = p->c_row,
		.a_row = p->a_row,
		.a_step = p->a_step,
		.b_step = p->b_step,
		.depth = p->depth - k < SEGMENT ? p->depth - k : SEGMENT,
		.more = k > 0 };
}

/* In a panel, and on to the next. */
INLINE void run_tile(const struct product *p, struct tile *t, size_t panel)
{
	const size_t left = p->columns - panel * TILE_WIDTH;
	tile_run(t, left < TILE_WIDTH ? left : TILE_WIDTH);
	t->c += TILE_WIDTH;
	t->b += p->b_panel;
}

INLINE void run_panels(const struct product *p, struct tile *t, size_t first, size_t end)
{
	for (size_t panel = first; panel < end; panel++)
		run_tile(p, t, panel);
}

/* On to the rows of the next tile, at the panel where this one's began. */
INLINE void next_rows(const struct product *p, struct tile *t, float *c, const float *b)
{
	t->c = c + t->rows * p->c_row;
	t->a += t->rows * p->a_row;
	t->init = t->init ? t->init + t->rows : NULL;
	t->b = b;
}

/* A segment of some tiles' rows, panel after panel. False: stop. */
static bool run_rows(
	const struct product *p, size_t first, size_t end, size_t k, size_t panel, size_t panel_end)
{
	_Alignas(64) float near[TILE_TALL * NEAR_ROW];
	struct tile t = tile_at(p, first, k, panel);
	for (size_t tile = first; tile < end; tile++) {
		float *c = t.c;
		const float *b = t.b;
		if (p->large && !pool_poll())
			return false;
		t.rows = p->least + (tile < p->larger);
		if (is_crowded(p->a_row, p->a_step)) {
			struct tile brought = t;
			bring_along(near, &brought);
			run_panels(p, &brought, panel, panel_end);
		} else {
			run_panels(p, &t, panel, panel_end);
		}
		next_rows(p, &t, c, b);
	}
	return true;
}

/* The same, tiles that are brought together after each other. */
static bool run_strips(
	const struct product *p, size_t first, size_t end, size_t k, size_t panel, size_t panel_end)
{
	_Alignas(64) float near[TILE_STRIP * TILE_ROWS * NEAR_ROW];
	struct tile strip[TILE_STRIP];
	for (size_t tile = first, count; tile < end; tile += count) {
		if (p->large && !pool_poll())
			return false;
		count = end - tile < TILE_STRIP ? end - tile : TILE_STRIP;
		for (size_t j = 0; j < count; j++)
			strip[j] = tile_at(p, tile + j, k, panel);
		if (p->a_step != 1)
			bring_across(near, strip, count, tile + count < p->tiles);
		else if (is_crowded(p->a_row, p->a_step))
			for (size_t j = 0; j < count; j++)
				bring_along(near + j * TILE_ROWS * NEAR_ROW, &strip[j]);
		for (size_t i = panel; i < panel_end; i++)
			for (size_t j = 0; j < count; j++)
				run_tile(p, &strip[j], i);
	}
	return true;
}

/* Deltas as the columns of a product over samples. */
struct turning {
	float *bias, *turned; /* [panel][sample][TILE_WIDTH] */
	const float *delta;
	size_t outputs, batch, stride;
};

/* The deltas of `width` outputs and up to LANES samples, turned; `segment` with them. */
INLINE vf turn_square(
	float *to, const float *from, size_t stride, const size_t width, size_t count, vf segment)
{
	vf x[LANES];
	UNROLL for (size_t i = 0; i < LANES; i++) x[i] =
		i < width ? vf_load(from + i * stride) : vf_splat(0);
	vf_transpose(x);
	UNROLL for (size_t i = 0; i < LANES; i++) if (i < count)
	{
		vf_store(to + i * TILE_WIDTH, x[i]);
		segment += x[i];
	}
	return segment;
}

/* Turns the deltas of a panel's outputs, some vectors of them, to [sample][output] and sums them
 * over the batch: vector by vector, since a sum has to wait for itself. */
INLINE void turn_outputs(
	const struct turning *t, size_t first, const size_t vectors, const size_t width)
{
	float *to = t->turned + first / TILE_WIDTH * TILE_WIDTH * t->batch + first % TILE_WIDTH;
	const float *from = t->delta + first * t->stride;
	vf total[TILE_VECTORS] = { { 0 } }, segment[TILE_VECTORS] = { { 0 } };
	for (size_t s = 0; s < t->batch; s += LANES, to += LANES * TILE_WIDTH, from += LANES) {
		const size_t count = t->batch - s;
		UNROLL for (size_t v = 0; v < vectors; v++)
		{
			const float *row = from + v * LANES * t->stride;
			if (s % SEGMENT == 0 && s > 0) {
				total[v] = s == SEGMENT ? segment[v] : total[v] + segment[v];
				segment[v] = vf_splat(0);
			}
			segment[v] = count < LANES ? turn_square(to + v * LANES, row, t->stride,
							     width, count, segment[v])
						   : turn_square(to + v * LANES, row, t->stride,
							     width, LANES, segment[v]);
		}
	}
	UNROLL for (size_t v = 0; v < vectors; v++) vf_store_part(t->bias + first + v * LANES,
		t->batch <= SEGMENT ? segment[v] : total[v] + segment[v], width);
}

static void turn_panel(void *job, size_t panel)
{
	const struct turning *t = job;
	size_t first = panel * TILE_WIDTH, left = t->outputs - first;
	if (left >= TILE_WIDTH) {
		turn_outputs(t, first, TILE_VECTORS, LANES);
		return;
	}
	for (; left >= LANES; left -= LANES, first += LANES)
		turn_outputs(t, first, 1, LANES);
	if (left > 0)
		turn_outputs(t, first, 1, left);
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
	for (size_t i = panel; p->turning && i < panel_end; i++)
		turn_panel(p->turning, i);
	bool go = true;
	for (size_t k = 0; go && (k == 0 || k < p->depth); k += SEGMENT)
		go = p->strips ? run_strips(p, first, end, k, panel, panel_end)
			       : run_rows(p, first, end, k, panel, panel_end);
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

INLINE bool is_far(const struct product *p)
{
	bool along = p->a_step == 1;
	size_t apart = along ? p->a_row : p->a_step;
	return apart >= (along ? 4 * FAR : FAR) && apart * p->columns >= FAR_WORK;
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
	p->strips = TILE_STRIP > 1 && p->columns > LANES && is_far(p); /* not of tall tiles */
	size_t most =
		p->strips ? for_each_thread((p->tiles + TILE_STRIP - 1) / TILE_STRIP) : pieces;
	pieces = pieces < most ? pieces : most;
	p->blocks = pieces < p->tiles ? pieces : p->tiles;
	pieces = pieces < 4 * threads ? pieces : 4 * threads;
	p->groups = groups_of(p, (pieces + p->blocks - 1) / p->blocks);
}

static void product(struct product *p)
{
	size_t work = p->rows * p->columns * p->depth;
	p->panels = (p->columns + TILE_WIDTH - 1) / TILE_WIDTH;
	p->tiles = p->columns <= LANES ? (p->rows + TILE_TALL - 1) / TILE_TALL
				       : (p->rows + TILE_ROWS - 1) / TILE_ROWS;
	p->blocks = p->groups = 1;
	p->least = p->tiles == 1 ? p->rows : p->rows / p->tiles;
	p->larger = p->rows - p->least * p->tiles;
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

static void gradient_of_few(struct few *few)
{
	size_t panels = (few->columns + FEW_VECTORS * LANES - 1) / (FEW_VECTORS * LANES);
	few->large = few->rows * few->columns * few->batch >= THREADS_WORK;
	if (few->large)
		pool_run(few_panel, few, panels);
	for (size_t i = 0; !few->large && i < panels; i++)
		few_panel(few, i);
}

static void gradient(float *weight, float *bias, const float *a, const float *delta, size_t inputs,
	size_t outputs, size_t batch, size_t stride, float *scratch)
{
	if (outputs == 1 || inputs <= FEW_ROWS) {
		bool alone = outputs == 1;
		gradient_of_few(&(struct few){ .c = weight,
			.sums = bias,
			.row = alone ? delta : a,
			.column = alone ? a : delta,
			.rows = alone ? 1 : inputs,
			.columns = alone ? inputs : outputs,
			.batch = batch,
			.stride = stride,
			.alone = alone });
		return;
	}
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
