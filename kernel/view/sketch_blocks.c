/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Sketches that need no Braille: shades, letters, blocks.
 */
#include "kernel/base/memory.h"
#include "kernel/base/utf8.h"
#include "kernel/view/cells.h"
#include "kernel/view/faces.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NAME = 20, SHADES = 5, MOST_MAP_ROWS = 20 };

static const char *const shades[SHADES] = { " ", "░", "▒", "▓", "█" };

/* The mean of the finite values of a block of cells; NaN when there is none. */
static double block_mean(
	const struct mark *mark, size_t column, size_t columns, size_t row, size_t rows)
{
	const struct grid *grid = &mark->grid;
	double sum = 0;
	size_t count = 0;
	for (size_t r = row * grid->rows / rows; r < (row + 1) * grid->rows / rows; r++)
		for (size_t c = column * grid->columns / columns;
			c < (column + 1) * grid->columns / columns; c++) {
			double value = mark->y[r * grid->columns + c];
			sum += real_is_finite(value) ? value : 0;
			count += real_is_finite(value);
		}
	return count > 0 ? sum / (double)count : __builtin_nan("");
}

static const char *shade_of(const struct scale *values, double value)
{
	double place = scale_place(values, value);
	if (real_is_nan(place))
		return "?";
	size_t shade = place > 0 ? (size_t)(place * SHADES) : 0;
	return shades[shade < SHADES ? shade : SHADES - 1];
}

/* Classes as digits, then letters. */
static char letter_of(size_t class)
{
	return "0123456789abcdefghijklmnopqrstuvwxyz"[class % 36];
}

static void put_class_names(const struct panel *panel, const struct mark *mark, struct text *to)
{
	for (size_t i = 0; i < mark->class_count; i++) {
		text_format(to, "%s%c = ", i > 0 ? ", " : "", letter_of(i));
		const char *name = panel->figure->series.names[mark->class_series[i]];
		utf8_put_line(name, strlen(name), to);
	}
	text_put(to, "\n");
}

static void put_shade_names(const struct scale *values, const struct mark *mark, struct text *to)
{
	char low[NUMBER_LENGTH], high[NUMBER_LENGTH];
	number_format(low, values->low, 3);
	number_format(high, values->high, 3);
	utf8_put_line(mark->label, strlen(mark->label), to);
	text_format(to, "%s%s [ ░▒▓█] %s\n", *mark->label ? ": " : "", low, high);
}

/* The name of a row, where rows are shown one by one and have names. */
static const char *row_name(
	const struct panel *panel, const struct grid *grid, size_t row, size_t rows)
{
	bool each = rows == grid->rows && panel->y.kind == SCALE_CATEGORY;
	return each ? panel_category(panel, false, (double)row) : "";
}

static size_t widest_row_name(const struct panel *panel, const struct grid *grid, size_t rows)
{
	size_t widest = 0;
	for (size_t row = 0; row < rows; row++) {
		const char *name = row_name(panel, grid, row, rows);
		size_t width = utf8_columns(name, strlen(name));
		widest = width > widest ? width : widest;
	}
	return widest < MOST_NAME ? widest : MOST_NAME;
}

void sketch_put_map(
	const struct panel *panel, const struct mark *mark, struct sketch size, struct text *to)
{
	const struct grid *grid = &mark->grid;
	struct scale values = panel_value_scale(panel, mark);
	size_t columns = grid->columns < size.columns ? grid->columns : size.columns;
	size_t rows = grid->rows < MOST_MAP_ROWS ? grid->rows : MOST_MAP_ROWS;
	/* A character is twice as high as wide: small cells take two. */
	int wide = 2 * columns <= size.columns ? 2 : 1;
	size_t margin = widest_row_name(panel, grid, rows);
	for (size_t row = rows; row-- > 0;) {
		sketch_put_cell(to, row_name(panel, grid, row, rows), margin, true);
		text_put(to, margin > 0 ? " " : "");
		for (size_t column = 0; column < columns; column++) {
			double value = block_mean(mark, column, columns, row, rows);
			size_t middle = (2 * row + 1) * grid->rows / (2 * rows) * grid->columns +
					(2 * column + 1) * grid->columns / (2 * columns);
			char letter[2] = { mark->class ? letter_of(mark->class[middle]) : 0, 0 };
			for (int i = 0; i < wide; i++)
				text_put(to, mark->class ? letter : shade_of(&values, value));
		}
		text_put(to, "\n");
	}
	if (mark->class)
		put_class_names(panel, mark, to);
	else if (mark->label)
		put_shade_names(&values, mark, to);
}

void sketch_put_ridges(
	const struct panel *panel, const struct mark *mark, struct sketch size, struct text *to)
{
	static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	struct scales scales = panel_scales(panel);
	size_t *bins = memory_new(size.columns, sizeof *bins), margin = 0;
	for (size_t row = 0; row < mark->ridge_count; row++) {
		size_t width = utf8_columns(mark->ridges[row].name, strlen(mark->ridges[row].name));
		margin = width > margin ? width : margin;
	}
	margin = margin < MOST_NAME ? margin : MOST_NAME;
	for (size_t row = 0; row < mark->ridge_count; row++) {
		size_t most = ridge_histogram(&mark->ridges[row], &scales.x, bins, size.columns);
		sketch_put_cell(to, mark->ridges[row].name, margin, true);
		text_put(to, " │");
		for (size_t i = 0; i < size.columns; i++)
			text_put(to, blocks[most > 0 ? (8 * bins[i] + most - 1) / most : 0]);
		text_put(to, "│\n");
	}
	char low[NUMBER_LENGTH], high[NUMBER_LENGTH];
	number_format(low, scales.x.low, 3);
	text_format(to, "%*s  %s", (int)margin, "", low);
	size_t used = strlen(low);
	sketch_put_cell(to, number_format(high, scales.x.high, 3),
		size.columns > used ? size.columns - used : 0, true);
	text_put(to, "\n");
	free(bins);
}

static double largest_bar(const struct panel *panel)
{
	double largest = 0;
	for (size_t m = 0; m < panel->count; m++)
		for (size_t i = 0; panel->marks[m].kind == MARK_BARS && i < panel->marks[m].count;
			i++) {
			double size = real_abs(panel->marks[m].y[i]);
			largest = real_is_finite(size) && size > largest ? size : largest;
		}
	return largest;
}

static size_t widest_bar_name(const struct panel *panel)
{
	size_t widest = 0;
	for (size_t m = 0; m < panel->count; m++)
		for (size_t i = 0; panel->marks[m].kind == MARK_BARS && i < panel->marks[m].count;
			i++) {
			const char *name = panel_category(panel, true, panel->marks[m].x[i]);
			size_t width = utf8_columns(name, strlen(name));
			widest = width > widest ? width : widest;
		}
	return widest < MOST_NAME ? widest : MOST_NAME;
}

/* One line a bar: name, bar, number; above them their series' name, if any. */
void sketch_put_bars(const struct panel *panel, struct sketch size, struct text *to)
{
	double largest = largest_bar(panel);
	size_t margin = widest_bar_name(panel);
	for (size_t m = 0; m < panel->count; m++) {
		const struct mark *mark = &panel->marks[m];
		if (mark->kind != MARK_BARS)
			continue;
		if (mark->series != NO_SERIES) {
			const char *name = panel->figure->series.names[mark->series];
			utf8_put_line(name, strlen(name), to);
			text_put(to, "\n");
		}
		for (size_t i = 0; i < mark->count; i++) {
			char number[NUMBER_LENGTH];
			double length = largest > 0 ? real_abs(mark->y[i]) / largest : 0;
			sketch_put_cell(to, panel_category(panel, true, mark->x[i]), margin, true);
			text_put(to, " ");
			text_put_bar(to, length >= 0 && length <= 1 ? length : 0,
				size.columns - MOST_NAME);
			text_format(to, " %s\n", number_format(number, mark->y[i], 3));
		}
	}
}
