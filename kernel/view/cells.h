/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How the faces of a table (HTML, LaTeX, plain text) see its cells. Only for kernel/view.
 */
#pragma once
#include "kernel/base/text.h"
#include "kernel/view/table.h"

#include <stdbool.h>

/* The cell as text: formatted by its column's style, "-" when empty. The result is the cell's own
 * text or the buffer. */
const char *table_cell(
	const struct table *table, size_t row, size_t column, char buffer[NUMBER_LENGTH]);

const char *table_head(const struct table *table, size_t column); /* translated */
const char *table_finding(const struct table *table);             /* the caption; may be "" */
bool table_is_text(const struct table *table, size_t column);     /* else aligned right */
bool table_has_bars(const struct table *table, size_t column);

/* The length of each cell's bar, 0 to 1 by row, in memory to be freed; 0 where there is none. */
double *table_bars_new(const struct table *table, size_t column);

/* A bar of block characters: `length`, 0 to 1, of so many columns. */
void text_put_bar(struct text *to, double length, size_t columns);

void table_put_html(const struct table *table, struct text *to);
void table_put_latex(const struct table *table, struct text *to);
void table_put_plain(const struct table *table, struct text *to);
