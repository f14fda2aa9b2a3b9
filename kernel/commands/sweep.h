/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a sweep has found, and how it is shown: shared by sweep.c, which runs it, and sweep_show.c.
 */
#pragma once
#include "kernel/session/session.h"

enum sweep_column {
	SWEEP_ROW,
	SWEEP_POINT,
	SWEEP_GRADIENT, /* log10 G_b by theory */
	SWEEP_LOSS,
	SWEEP_ACCURACY, /* means over the seeds */
	SWEEP_LOW,
	SWEEP_HIGH, /* the seeds' lowest and highest accuracy */
	SWEEP_TEST_ACCURACY,
	SWEEP_DIVERGED,
	SWEEP_COLUMNS
};
extern const struct column sweep_columns[SWEEP_COLUMNS];

/* One grid; the first axis varies slowest. Those with several values come first. */
struct sweep {
	struct session *session;
	const struct outlet *out;
	struct error *error;
	const struct axis *axes;
	size_t axis_count, varied;
	size_t rows, seeds;
	struct table *table; /* the rows that are done, in order */
};

void sweep_copy_row(struct table *to, const struct table *from, size_t row);
/* The map or curve of the rows so far; nothing when more than two things vary. */
void sweep_show_figure(const struct sweep *sweep);
void sweep_show_table(const struct sweep *sweep);
