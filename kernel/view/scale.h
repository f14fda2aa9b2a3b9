/* SPDX-License-Identifier: BSD-3-Clause
 *
 * From values to places on an axis, and the ticks a reader expects there: 1, 2 or 5 times a power
 * of ten; whole decades; the positions of categories. Only for kernel/view.
 */
#pragma once
#include "kernel/base/text.h"
#include "kernel/view/plot.h"

#include <stdbool.h>
#include <stddef.h>

/* What the values on an axis span. SPAN of nothing: low > high. */
struct extent {
	double low, high;
	bool fractional; /* some value is not a whole number */
};

#define EXTENT_EMPTY                                                                               \
	((struct extent){ .low = __builtin_inf(), .high = -__builtin_inf(), .fractional = false })

/* A value on a log axis must be positive. */
bool scale_can_show(enum scale_kind kind, double value);
/* Widens the extent to hold the value, if the scale can show it. */
void extent_include(struct extent *extent, enum scale_kind kind, double value);
void extent_join(struct extent *extent, const struct extent *other);

struct scale {
	enum scale_kind kind;
	double low, high; /* low < high, both finite; of a log scale, their decimal logarithms */
	bool whole;       /* ticks only at whole numbers */
};

/* A scale that shows [low, high], which may be empty or a single point, with `margin` (a share of
 * its length) to spare on both sides; a linear one does not pass zero for the margin's sake. */
struct scale scale_around(enum scale_kind kind, const struct extent *extent, double margin);
/* A scale of exactly this range, as far as there is one. */
struct scale scale_between(enum scale_kind kind, double low, double high);

/* 0 at the low end, 1 at the high end, beyond them outside (never farther than 1000 lengths); NaN
 * for what the scale cannot show. */
double scale_place(const struct scale *scale, double value);

enum { TICKS = 64 };

struct tick {
	double place; /* 0 to 1 */
	double value;
	char text[NUMBER_LENGTH]; /* "0.25", "1e-05"; empty on a category axis */
};

/* At most `most` ticks (most <= TICKS), in ascending order, as many as are round. */
size_t scale_ticks(const struct scale *scale, size_t most, struct tick ticks[TICKS]);
