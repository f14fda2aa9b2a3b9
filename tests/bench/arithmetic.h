/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the bench of the arithmetic is made of. Every time is the median of several runs.
 */
#pragma once
#include <stddef.h>

/* Median seconds of one call of work(job), called often enough to be measured. */
double bench_seconds(void (*work)(void *job), void *job);
/* Multiply-adds a second that one core reaches at most with the vectors of the level in use; 0:
 * not known for this level. */
double bench_peak(void);
/* Bytes asked of the allocator so far. */
size_t bench_allocated(void);

void bench_products(size_t threads);
void bench_functions(void);
/* One line: seconds and bytes of one training step, "INPUTS WIDTH DEPTH OUTPUTS BATCH ACTIVATION
 * OPTIMIZER THREADS" being the arguments. */
void bench_step(char **arguments);
