/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What tells whether the core is ours: apart from the rest, for Python loads it too.
 */
#include "tests/bench/arithmetic.h"

#include <time.h>

double bench_now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

double bench_idle(void)
{
	double start = bench_now();
	for (int k = 0; k < 3000; k++)
		__asm__ volatile(".rept 60\n\tnop\n\t.endr");
	return bench_now() - start;
}
