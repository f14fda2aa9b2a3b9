/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the bench of the arithmetic is made of. Times are medians of several runs; on a machine
 * whose cores others use too, the least of them says what the code can do.
 */
#pragma once
#include <stddef.h>

struct bench_work {
	void (*work)(void *job);
	void *job;
};

/* Seconds of one call. */
struct bench_time {
	double median, least;
};

/* Of each work, called often enough to be measured, in turn: what disturbs one disturbs all. At
 * most four. */
void bench_side_by_side(size_t count, const struct bench_work *works, struct bench_time *taken);
struct bench_time bench_time(void (*work)(void *job), void *job);
/* Multiply-adds of a call of `work`, which takes as little time as one core can with the vectors of
 * the level in use; 0: not known for this level. */
double bench_peak_work(struct bench_work *work);
/* Multiply-adds a second. */
double bench_peak(void);
/* Bytes asked of the allocator so far. */
size_t bench_allocated(void);

void bench_products(size_t threads);
void bench_functions(void);
/* One line: median and least seconds and bytes of one training step, "INPUTS WIDTH DEPTH OUTPUTS
 * BATCH ACTIVATION OPTIMIZER THREADS" being the arguments. */
void bench_step(char **arguments);
