/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers in strips, which the threads take in any order: each number's result is its own.
 */
#include "nn/parallel.h"

#include "nn/pool.h"

#include <stdatomic.h>

enum { STRIP = 1 << 14 }; /* numbers: some microseconds of work */

struct strips {
	bool (*work)(const struct strips *strips, size_t first, size_t count);
	size_t count;
	enum elementwise f;
	const float *p, *x, *a;
	float *y, *before;
	const struct update *update;
	float *const *moments;
	atomic_bool failed; /* some work returned false */
};

static void strip(void *job, size_t index)
{
	struct strips *strips = job;
	size_t first = index * STRIP, left = strips->count - first;
	if (!strips->work(strips, first, left < STRIP ? left : STRIP))
		atomic_store_explicit(&strips->failed, true, memory_order_relaxed);
}

static bool run(struct strips *strips)
{
	pool_run_whole(strip, strips, (strips->count + STRIP - 1) / STRIP);
	return !strips->failed;
}

static bool apply(const struct strips *s, size_t first, size_t count)
{
	arithmetic()->apply(s->f, s->p, s->y + first, s->x + first, count);
	return true;
}

void parallel_apply(enum elementwise f, const float *p, float *y, const float *x, size_t count)
{
	if (count <= STRIP)
		arithmetic()->apply(f, p, y, x, count);
	else
		run(&(struct strips){
			.work = apply, .count = count, .f = f, .p = p, .x = x, .y = y });
}

static bool slope(const struct strips *s, size_t first, size_t count)
{
	arithmetic()->slope(s->f, s->p, s->y + first, s->x + first, s->a + first, count);
	return true;
}

void parallel_slope(
	enum elementwise f, const float *p, float *d, const float *z, const float *a, size_t count)
{
	if (count <= STRIP)
		arithmetic()->slope(f, p, d, z, a, count);
	else
		run(&(struct strips){
			.work = slope, .count = count, .f = f, .p = p, .x = z, .a = a, .y = d });
}

static bool finite_strip(const struct strips *s, size_t first, size_t count)
{
	return arithmetic()->finite(s->x + first, count);
}

bool parallel_finite(const float *x, size_t count)
{
	if (count <= STRIP)
		return arithmetic()->finite(x, count);
	return run(&(struct strips){ .work = finite_strip, .count = count, .x = x });
}

static bool update_strip(const struct strips *s, size_t first, size_t count)
{
	float *moments[MOMENT_COUNT];
	for (size_t k = 0; k < MOMENT_COUNT; k++)
		moments[k] = s->moments[k] ? s->moments[k] + first : NULL;
	return arithmetic()->update(s->update, s->y + first, moments, s->x + first,
		s->before ? s->before + first : NULL, count);
}

bool parallel_update(const struct update *update, float *p, float *const moments[MOMENT_COUNT],
	const float *g, float *before, size_t count)
{
	if (count <= STRIP)
		return arithmetic()->update(update, p, moments, g, before, count);
	return run(&(struct strips){ .work = update_strip,
		.count = count,
		.x = g,
		.y = p,
		.before = before,
		.update = update,
		.moments = moments });
}
