/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A table: columns declared as data, cells filled row by row, shown as HTML (caption, scope,
 * right-aligned numbers, bars inside cells), LaTeX (tabular) and aligned plain text.
 *
 * A column's name is what the reader types (`grads.delta`), its head and summary are shown in the
 * reader's language. A table keeps its numbers, so that every column can be asked for again.
 */
#pragma once
#include <stddef.h>

struct bundle;
struct text;

enum column_style {
	COLUMN_TEXT,
	COLUMN_COUNT,      /* whole numbers */
	COLUMN_NUMBER,     /* 4 significant digits */
	COLUMN_SCIENTIFIC, /* 1.23e-05: quantities that span decades */
	COLUMN_FRACTION,   /* 0 to 1, shown as a percentage, with a bar */
	COLUMN_BAR,        /* a number with a bar, scaled to the column's largest magnitude */
	COLUMN_LOG_BAR,    /* a positive number with a bar on a log scale */
};

struct column {
	const char *name;    /* what the reader types; no spaces */
	const char *head;    /* N_("..."): translated when shown; NULL: the name itself */
	const char *summary; /* N_("..."): one line about it, for help */
	enum column_style style;
};

struct table;

/* `columns` must outlive the table. The caption is shown above it: a finding, not a label. */
struct table *table_new(const struct column *columns, size_t count, const char *caption);
void table_free(struct table *table);
void table_caption(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *table_sentence(const struct table *table); /* the caption; "" when there is none */

/* Appends the next cell, left to right, top to bottom; text is copied. A NULL text or a NaN number
 * is an empty cell ("-"). Asserts that the cell suits its column. */
void table_text(struct table *table, const char *text);
void table_number(struct table *table, double number);

size_t table_rows(const struct table *table);
size_t table_columns(const struct table *table);
const struct column *table_column(const struct table *table, size_t column);
/* The column's index by name, case ignored, or -1. */
ptrdiff_t table_find(const struct table *table, const char *name);
double table_number_at(const struct table *table, size_t row, size_t column);
const char *table_text_at(const struct table *table, size_t row, size_t column);

/* The whole table as comma-separated values (RFC 4180, the columns' names first), and as JSON: a
 * list of objects, null where a number is NaN or infinite. Numbers come back exactly. */
void table_csv(const struct table *table, struct text *to);
void table_json(const struct table *table, struct text *to);

/* Adds text/html, text/latex and text/plain. Same table, same bytes. */
void table_bundle(const struct table *table, struct bundle *bundle);
