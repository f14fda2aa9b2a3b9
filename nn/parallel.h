/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What nn/arithmetic.h does number by number, shared over the threads of nn/pool.h where there are
 * so many numbers that sharing pays: the same arguments, the same bits. All of it is done even when
 * an interrupt comes meanwhile, so that no step of a training is half taken.
 */
#pragma once
#include "nn/arithmetic.h"

void parallel_apply(enum elementwise f, const float *p, float *y, const float *x, size_t count);
void parallel_slope(
	enum elementwise f, const float *p, float *d, const float *z, const float *a, size_t count);
bool parallel_finite(const float *x, size_t count);
bool parallel_update(const struct update *update, float *p, float *const moments[MOMENT_COUNT],
	const float *g, float *before, size_t count);
