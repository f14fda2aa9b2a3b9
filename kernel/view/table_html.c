/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A table as HTML that survives JupyterLab's sanitiser (no style sheets, no aria) and reads well
 * where inline styles are dropped: a bar is an empty box beside its number.
 */
#include "kernel/view/cells.h"

#include "kernel/base/memory.h"
#include "kernel/view/palette.h"

#include <stdlib.h>

enum { BAR_PIXELS = 64, GAP_PIXELS = 6 };

/* A head stands over the numbers, not over their bars. */
static void put_head(const struct table *table, struct text *to)
{
	text_put(to, "<thead>\n<tr>");
	for (size_t column = 0; column < table_columns(table); column++) {
		text_format(to, "<th scope=\"col\" style=\"text-align: %s",
			table_is_text(table, column) ? "left" : "right");
		if (table_has_bars(table, column))
			text_format(to, "; padding-right: %dpx", BAR_PIXELS + 2 * GAP_PIXELS);
		text_put(to, "\">");
		text_put_escaped(to, table_head(table, column));
		text_put(to, "</th>");
	}
	text_put(to, "</tr>\n</thead>\n");
}

/* All bars of a column start at the same place, so that they can be compared. */
static void put_bar(struct text *to, double length, bool negative)
{
	text_format(to,
		"<span style=\"display: inline-block; width: %dpx; margin-left: %dpx; "
		"text-align: left\"><span style=\"display: inline-block; width: %dpx; height: 9px; "
		"background-color: %s\"></span></span>",
		BAR_PIXELS, GAP_PIXELS, (int)(BAR_PIXELS * length + 0.5), palette_bar(negative));
}

static void put_row(const struct table *table, size_t row, double *const *bars, struct text *to)
{
	text_put(to, "<tr>");
	for (size_t column = 0; column < table_columns(table); column++) {
		char buffer[NUMBER_LENGTH];
		/* The first column names its row when it is text. */
		bool names = column == 0 && table_is_text(table, column);
		text_format(to, "<%s style=\"text-align: %s%s\">",
			names ? "th scope=\"row\"" : "td",
			table_is_text(table, column) ? "left" : "right",
			bars[column] ? "; white-space: nowrap" : "");
		text_put_escaped(to, table_cell(table, row, column, buffer));
		if (bars[column])
			put_bar(to, bars[column][row], table_number_at(table, row, column) < 0);
		text_put(to, names ? "</th>" : "</td>");
	}
	text_put(to, "</tr>\n");
}

void table_put_html(const struct table *table, struct text *to)
{
	size_t columns = table_columns(table);
	double **bars = memory_new(columns, sizeof *bars);
	for (size_t column = 0; column < columns; column++)
		bars[column] = table_has_bars(table, column) ? table_bars_new(table, column) : NULL;
	text_put(to, "<table border=\"1\" class=\"dataframe\">\n");
	if (*table_finding(table)) {
		text_put(to, "<caption style=\"text-align: left\">");
		text_put_escaped(to, table_finding(table));
		text_put(to, "</caption>\n");
	}
	put_head(table, to);
	text_put(to, "<tbody>\n");
	for (size_t row = 0; row < table_rows(table); row++)
		put_row(table, row, bars, to);
	text_put(to, "</tbody>\n</table>\n");
	for (size_t column = 0; column < columns; column++)
		free(bars[column]);
	free(bars);
}
