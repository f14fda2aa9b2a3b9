/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A table as aligned plain text and as LaTeX.
 */
#include "kernel/base/memory.h"
#include "kernel/base/utf8.h"
#include "kernel/view/cells.h"

#include <stdlib.h>
#include <string.h>

enum { BAR_COLUMNS = 10, GAP = 2 };

/* Blocks of an eighth to eight eighths of a column. */
void text_put_bar(struct text *to, double length, size_t columns)
{
	static const char *const blocks[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	size_t eighths = (size_t)(length * 8 * (double)columns + 0.5);
	for (size_t i = 0; i < eighths / 8; i++)
		text_put(to, "█");
	text_put(to, blocks[eighths % 8]);
}

static size_t columns_of(const struct text *text)
{
	return utf8_columns(text_string(text), text->length);
}

/* Cell (or head: row == rows) as one line fit for a terminal. */
static void fill_cell(const struct table *table, size_t row, size_t column, struct text *cell)
{
	char buffer[NUMBER_LENGTH];
	const char *text = row < table_rows(table) ? table_cell(table, row, column, buffer)
						   : table_head(table, column);
	text_clear(cell);
	utf8_put_line(text, strlen(text), cell);
}

static void put_spaces(struct text *to, size_t count)
{
	text_format(to, "%*s", (int)count, "");
}

static void put_line(const struct table *table, size_t row, const size_t *widths,
	double *const *bars, struct text *to)
{
	struct text cell = TEXT_EMPTY;
	for (size_t column = 0; column < table_columns(table); column++) {
		fill_cell(table, row, column, &cell);
		size_t pad = widths[column] - columns_of(&cell);
		put_spaces(to, (column ? GAP : 0) + (table_is_text(table, column) ? 0 : pad));
		text_append(to, text_string(&cell), cell.length);
		put_spaces(to, table_is_text(table, column) ? pad : 0);
		if (!bars[column])
			continue;
		text_clear(&cell);
		text_put_bar(&cell, row < table_rows(table) ? bars[column][row] : 0, BAR_COLUMNS);
		put_spaces(to, 1);
		text_append(to, text_string(&cell), cell.length);
		put_spaces(to, BAR_COLUMNS - columns_of(&cell));
	}
	while (to->length > 0 && to->bytes[to->length - 1] == ' ')
		to->bytes[--to->length] = '\0';
	text_put(to, "\n");
	text_release(&cell);
}

static void put_rule(
	const struct table *table, const size_t *widths, double *const *bars, struct text *to)
{
	for (size_t column = 0; column < table_columns(table); column++) {
		put_spaces(to, column ? GAP : 0);
		size_t width = widths[column] + (bars[column] ? 1 + BAR_COLUMNS : 0);
		for (size_t i = 0; i < width; i++)
			text_put(to, "─");
	}
	text_put(to, "\n");
}

void table_put_plain(const struct table *table, struct text *to)
{
	size_t columns = table_columns(table), rows = table_rows(table);
	size_t *widths = memory_new(columns, sizeof *widths);
	double **bars = memory_new(columns, sizeof *bars);
	struct text cell = TEXT_EMPTY;
	for (size_t column = 0; column < columns; column++) {
		bars[column] = table_has_bars(table, column) ? table_bars_new(table, column) : NULL;
		for (size_t row = 0; row <= rows; row++) {
			fill_cell(table, row, column, &cell);
			size_t width = columns_of(&cell);
			widths[column] = width > widths[column] ? width : widths[column];
		}
	}
	text_release(&cell);
	if (*table_finding(table)) {
		utf8_put_line(table_finding(table), strlen(table_finding(table)), to);
		text_put(to, "\n\n");
	}
	put_line(table, rows, widths, bars, to);
	put_rule(table, widths, bars, to);
	for (size_t row = 0; row < rows; row++)
		put_line(table, row, widths, bars, to);
	for (size_t column = 0; column < columns; column++)
		free(bars[column]);
	free(bars);
	free(widths);
}

/* 1.5e-05 is typeset as a product with a power of ten. */
static void put_latex_number(struct text *to, const char *number)
{
	const char *exponent = strchr(number, 'e');
	if (strcmp(number, "inf") == 0)
		text_put(to, "$\\infty$");
	else if (strcmp(number, "-inf") == 0)
		text_put(to, "$-\\infty$");
	else if (exponent)
		text_format(to, "$%.*s\\times10^{%d}$", (int)(exponent - number), number,
			(int)strtol(exponent + 1, NULL, 10));
	else
		text_put_latex(to, number);
}

static void put_latex_row(const struct table *table, size_t row, struct text *to)
{
	for (size_t column = 0; column < table_columns(table); column++) {
		char buffer[NUMBER_LENGTH];
		text_put(to, column ? " & " : "");
		if (table_is_text(table, column))
			text_put_latex(to, table_cell(table, row, column, buffer));
		else
			put_latex_number(to, table_cell(table, row, column, buffer));
	}
	text_put(to, " \\\\\n");
}

void table_put_latex(const struct table *table, struct text *to)
{
	text_put(to, "\\begin{center}\n");
	if (*table_finding(table)) {
		text_put_latex(to, table_finding(table));
		text_put(to, "\\par\\medskip\n");
	}
	text_put(to, "\\begin{tabular}{");
	for (size_t column = 0; column < table_columns(table); column++)
		text_put(to, table_is_text(table, column) ? "l" : "r");
	text_put(to, "}\n\\hline\n");
	for (size_t column = 0; column < table_columns(table); column++) {
		text_put(to, column ? " & " : "");
		text_put_latex(to, table_head(table, column));
	}
	text_put(to, " \\\\\n\\hline\n");
	for (size_t row = 0; row < table_rows(table); row++)
		put_latex_row(table, row, to);
	text_put(to, "\\hline\n\\end{tabular}\n\\end{center}\n");
}
