/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the bench of the arithmetic is made of. Times are medians of several runs. On a machine
 * whose cores are lent to others too, these last as long as others like; so there is a second
 * median, of the runs before and after which the cores were found to be ours alone.
 */
#pragma once
#include <stddef.h>

/* Seconds since some moment. */
double bench_now(void);
/* Seconds, some 1e-5, of a loop of nothing but instructions that do nothing. A core that is shared
 * with another thread gives each every other cycle to issue instructions: the loop takes longer at
 * once, where that of the peak, content with every other cycle, tells nothing. */
double bench_idle(void);
/* The least that was seen elsewhere: who begins while disturbed knows no better time. */
void bench_idle_known(double seconds);

struct bench_work {
	void (*work)(void *job);
	void *job;
};

/* Seconds of one call. */
struct bench_time {
	double median;
	double alone;      /* median of the runs that nobody disturbed; NaN: fewer than three */
	size_t runs_alone; /* so many they were */
};

/* Of each work, called often enough to be measured, in turn: what disturbs one disturbs all; until
 * enough runs were undisturbed on so many `cores`, or a second is over. At most four. */
void bench_side_by_side(
	size_t cores, size_t count, const struct bench_work *works, struct bench_time *taken);
struct bench_time bench_time(size_t cores, void (*work)(void *job), void *job);
/* Multiply-adds of a call of `work`, which takes as little time as one core can with the vectors of
 * the level in use; 0: not known for this level. */
double bench_peak_work(struct bench_work *work);
/* Multiply-adds a second. */
double bench_peak(void);
/* Bytes asked of the allocator so far. */
size_t bench_allocated(void);

void bench_products(size_t threads);
void bench_functions(void);
/* One line: median seconds, those undisturbed, and bytes of one training step, "INPUTS WIDTH DEPTH
 * OUTPUTS BATCH ACTIVATION OPTIMIZER THREADS" being the arguments. */
void bench_step(char **arguments);
