/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How long works take, and whether the cores were ours meanwhile.
 */
#include "nn/pool.h"
#include "tests/bench/arithmetic.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { WORKS_MOST = 4, RUNS = 9, RUNS_MOST = 1000, ALONE_LEAST = 3 };
static const double run_seconds = 2e-4, patience = 1, slack = 1.05;

/* ---- whose are the cores? ---- */

static void idle_piece(void *unused, size_t core)
{
	(void)unused;
	(void)core;
	(void)bench_idle();
}

static double fastest[2] = { INFINITY, INFINITY }; /* on one core, and on several */

void bench_idle_known(double seconds)
{
	fastest[0] = seconds;
}

/* Seconds. One thread that does the work of two is slow, too. */
static double idle(size_t cores)
{
	double start = bench_now(), *least = &fastest[cores > 1];
	if (cores > 1)
		pool_run_whole(idle_piece, NULL, cores);
	double seconds = cores > 1 ? bench_now() - start : bench_idle();
	*least = seconds < *least ? seconds : *least;
	return seconds;
}

/* How fast it is when alone, before anything is judged by it. */
static void look(size_t cores)
{
	double start = bench_now();
	while (bench_now() - start < patience)
		(void)idle(cores);
}

/* ---- runs ---- */

struct runs {
	double all[RUNS_MOST], around[RUNS_MOST]; /* a run, and the slower idling before or after */
	size_t times, count;
};

static double seconds_of(const struct bench_work *work, size_t times)
{
	double start = bench_now();
	for (size_t k = 0; k < times; k++)
		work->work(work->job);
	return (bench_now() - start) / (double)times;
}

/* The first call finds what it needs far away, where another work was before. */
static void run_once(size_t cores, const struct bench_work *work, struct runs *runs)
{
	if (runs->times > 1)
		work->work(work->job);
	if (cores > 1)
		(void)idle(cores); /* wakes the others */
	double before = idle(cores);
	runs->all[runs->count] = seconds_of(work, runs->times);
	runs->around[runs->count++] = fmax(before, idle(cores));
}

/* Those of them that were alone. */
static size_t alone_of(size_t cores, const struct runs *runs, double alone[RUNS_MOST])
{
	size_t count = 0;
	for (size_t i = 0; i < runs->count; i++)
		if (runs->around[i] < slack * fastest[cores > 1])
			alone[count++] = runs->all[i];
	return count;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *seconds, size_t count)
{
	qsort(seconds, count, sizeof *seconds, compare);
	return seconds[count / 2];
}

static struct bench_time time_of(size_t cores, struct runs *runs)
{
	double alone[RUNS_MOST];
	size_t count = alone_of(cores, runs, alone);
	return (struct bench_time){ .median = median(runs->all, runs->count),
		.alone = count < ALONE_LEAST ? (double)NAN : median(alone, count),
		.runs_alone = count };
}

static bool is_enough(size_t cores, size_t count, const struct runs *runs)
{
	double alone[RUNS_MOST];
	for (size_t w = 0; w < count; w++)
		if (alone_of(cores, &runs[w], alone) < RUNS)
			return false;
	return true;
}

void bench_side_by_side(
	size_t cores, size_t count, const struct bench_work *works, struct bench_time *taken)
{
	static struct runs runs[WORKS_MOST];
	assert(count <= WORKS_MOST);
	if (isinf(fastest[cores > 1]))
		look(cores);
	for (size_t w = 0; w < count; w++) {
		works[w].work(works[w].job); /* threads start here */
		double once = seconds_of(&works[w], 1);
		runs[w] = (struct runs){ .times = 1 + (size_t)(run_seconds / (once + 1e-8)) };
	}
	double start = bench_now();
	for (size_t i = 0; i < RUNS_MOST && !is_enough(cores, count, runs); i++) {
		if (i >= RUNS && bench_now() - start > patience)
			break;
		for (size_t w = 0; w < count; w++)
			run_once(cores, &works[w], &runs[w]);
	}
	for (size_t w = 0; w < count; w++)
		taken[w] = time_of(cores, &runs[w]);
}

struct bench_time bench_time(size_t cores, void (*work)(void *job), void *job)
{
	struct bench_time time;
	bench_side_by_side(cores, 1, &(struct bench_work){ work, job }, &time);
	return time;
}
