/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How exact the functions of one number are, and whether all levels agree on them, over all floats
 * or a grid of them. The standard is the C library's binary64 functions: written by others, and
 * within some 2^-51 of the truth, which is nothing beside binary32.
 */
#pragma once
#include "nn/arithmetic.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A function and what is promised of it. */
struct row {
	enum elementwise f;
	const char *name;
	float number;              /* the function's p[0] */
	double (*value)(double x); /* by the C library; NaN and zeros are where they should be */
	double bound;              /* units in the last place of the truth, for low <= x <= high, */
	double low, high;
	double fades, least; /* but where x < fades, in the last place of this number */
	bool odd, monotone;
};

enum { ROW_COUNT = ELEMENTWISE_COUNT };
extern const struct row rows[ROW_COUNT];

/* What was found. An error is a distance from the truth in units of its last place; correctly
 * rounded results are within 1/2. */
struct measure {
	double worst;
	float at;            /* the input of the worst */
	uint64_t inputs;     /* within low..high */
	uint64_t unrounded;  /* not correctly rounded */
	uint64_t values;     /* levels whose value differs from the best level's */
	uint64_t slopes;     /* and whose slope does */
	uint64_t misplaced;  /* NaN, infinite or zero of the wrong sign where the truth is not */
	uint64_t asymmetric; /* f(-x) is not -f(x) of an odd function */
	uint64_t descents; /* neighbours between which a monotone function falls: told, not judged,
			      since what is within a unit of the truth may */
	float one;         /* an input of one of these */
};

/* Every step-th float of both signs; where step is not 1, also those around each sixteenth of each
 * power of two. All of it by the best level and by AVX2; unless thorough, levels that have to
 * emulate fma take every MEASURE_SLOW-th block of 4096 and their negatives. */
enum { MEASURE_SLOW = 16 };
struct measure measure(const struct row *row, uint32_t step, bool thorough);

/* fma of nn/fma.h and of every level against the C library's on about `count` triples that round
 * in all ways there are, and on known ones. How many differ. */
uint64_t wrong_fma(uint64_t count);
