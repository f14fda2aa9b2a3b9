/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Maps: cells of one colour form one path, in runs along the rows, so that a fine grid stays small.
 */
#include "kernel/base/memory.h"
#include "kernel/view/measure.h"
#include "kernel/view/svg.h"
#include "nn/real.h"

#include <stdlib.h>

/* An odd number of levels, so that zero has one in a diverging map. */
enum { LEVELS = 25, STRENGTHS = 6, NO_LEVEL = LEVELS, NUMBERED_CELLS = 400 };

/* Edge `index` of `count` cells between two values, as a place on the plot; one that the axis
 * cannot show is at its low end. */
static double edge(const struct scale *scale, double from, double to, size_t index, size_t count)
{
	double share = (double)index / (double)count;
	double place = scale_place(scale, from * (1 - share) + to * share);
	return place > 0 ? place < 1 ? place : 1 : 0;
}

static double column_edge(const struct panel_layout *at, const struct grid *grid, size_t column)
{
	return at->plot.x +
	       at->plot.width * edge(&at->scales.x, grid->x0, grid->x1, column, grid->columns);
}

static double row_edge(const struct panel_layout *at, const struct grid *grid, size_t row)
{
	return at->plot.y +
	       at->plot.height * (1 - edge(&at->scales.y, grid->y0, grid->y1, row, grid->rows));
}

/* Appends subpaths for all cells of one kind. */
static void put_runs(const struct panel_layout *at, const struct grid *grid, const unsigned *kinds,
	unsigned kind, struct text *to)
{
	for (size_t row = 0; row < grid->rows; row++) {
		const unsigned *line = kinds + row * grid->columns;
		double top = row_edge(at, grid, row + 1), bottom = row_edge(at, grid, row);
		for (size_t from = 0, until; from < grid->columns; from = until) {
			until = from + 1;
			while (until < grid->columns && line[until] == line[from])
				until++;
			if (line[from] != kind)
				continue;
			double left = column_edge(at, grid, from);
			svg_put(to, "M@ @H@V@H@z", left, top, column_edge(at, grid, until), bottom,
				left);
		}
	}
}

static bool occurs(const unsigned *kinds, size_t count, unsigned kind)
{
	for (size_t i = 0; i < count; i++)
		if (kinds[i] == kind)
			return true;
	return false;
}

static void put_kind(const struct panel_layout *at, const struct mark *mark, const unsigned *kinds,
	unsigned kind, struct colour colour, struct text *to)
{
	char text[COLOUR_LENGTH];
	if (!occurs(kinds, mark->count, kind))
		return;
	text_format(to, "<path shape-rendering=\"crispEdges\" fill=\"%s\" d=\"",
		palette_text(text, colour));
	put_runs(at, &mark->grid, kinds, kind, to);
	text_put(to, "\"/>\n");
}

/* ---- amounts ---- */

static unsigned level_of(const struct scale *values, double value)
{
	double place = scale_place(values, value);
	if (real_is_nan(place))
		return NO_LEVEL;
	double level = real_floor(place * LEVELS);
	return level < 0 ? 0 : level >= LEVELS ? LEVELS - 1 : (unsigned)level;
}

static struct colour level_colour(unsigned level, bool diverging)
{
	static const struct colour nothing = { 0xc8, 0xc8, 0xc8 };
	if (level >= LEVELS)
		return nothing;
	double amount = level / (LEVELS - 1.0);
	return diverging ? palette_diverging(2 * amount - 1) : palette_sequential(amount);
}

static void put_cell_number(const struct panel_layout *at, const struct mark *mark, size_t cell,
	const char *number, double size, struct text *to)
{
	const struct grid *grid = &mark->grid;
	size_t row = cell / grid->columns, column = cell % grid->columns;
	double left = column_edge(at, grid, column), right = column_edge(at, grid, column + 1);
	double low = row_edge(at, grid, row), high = row_edge(at, grid, row + 1);
	if (right - left < measure_text(number, size) || low - high < size)
		return; /* cut off by the edge of the plot */
	unsigned level = level_of(&at->values, mark->y[cell]);
	svg_put(to, "<text x=\"@\" y=\"@\" font-size=\"@\" text-anchor=\"middle\"",
		(left + right) / 2, (low + high) / 2 + 0.35 * size, size);
	text_format(to, " fill=\"%s\">%s%s</text>\n",
		palette_ink(level_colour(level, grid->diverging)), *number == '-' ? "\u2212" : "",
		*number == '-' ? number + 1 : number);
}

/* Whether each cell has room for its number. */
static bool numbers_fit(const struct panel_layout *at, const struct mark *mark, double size)
{
	const struct grid *grid = &mark->grid;
	if (at->map != mark || mark->count == 0 || mark->count > NUMBERED_CELLS ||
		at->plot.height / (double)grid->rows < 1.25 * size)
		return false;
	double width = at->plot.width / (double)grid->columns - 0.4 * size;
	for (size_t i = 0; i < mark->count; i++) {
		char number[NUMBER_LENGTH];
		if (measure_text(number_format(number, mark->y[i], 3), size) > width)
			return false;
	}
	return true;
}

void svg_put_map(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, struct text *to)
{
	struct scale values = panel_value_scale(at->panel, mark);
	double size = 0.9 * layout->type.tick;
	unsigned *levels = memory_new(mark->count, sizeof *levels);
	for (size_t i = 0; i < mark->count; i++)
		levels[i] = level_of(&values, mark->y[i]);
	for (unsigned level = 0; level <= NO_LEVEL; level++)
		put_kind(at, mark, levels, level, level_colour(level, mark->grid.diverging), to);
	free(levels);
	bool numbered = numbers_fit(at, mark, size);
	for (size_t i = 0; numbered && i < mark->count; i++) {
		char number[NUMBER_LENGTH];
		put_cell_number(at, mark, i, number_format(number, mark->y[i], 3), size, to);
	}
}

void svg_put_key(const struct panel_layout *at, struct text *to)
{
	double height = at->key.height / LEVELS;
	for (unsigned level = 0; level < LEVELS; level++) {
		char colour[COLOUR_LENGTH];
		svg_put(to, "<rect x=\"@\" y=\"@\" width=\"@\" height=\"@\"", at->key.x,
			at->key.y + (LEVELS - 1 - level) * height, at->key.width, height + 0.1);
		text_format(to, " shape-rendering=\"crispEdges\" fill=\"%s\"/>\n",
			palette_text(colour, level_colour(level, at->map->grid.diverging)));
	}
}

/* ---- classes ---- */

/* Lines where the winner changes, so that regions are also told apart without colour. */
static void put_borders(const struct panel_layout *at, const struct mark *mark, struct text *to)
{
	const struct grid *grid = &mark->grid;
	struct text path = TEXT_EMPTY;
	for (size_t row = 0; row < grid->rows; row++)
		for (size_t column = 0; column < grid->columns; column++) {
			const unsigned *cell = mark->class + row * grid->columns + column;
			double left = column_edge(at, grid, column);
			double right = column_edge(at, grid, column + 1);
			double top = row_edge(at, grid, row + 1);
			if (column + 1 < grid->columns && cell[0] != cell[1])
				svg_put(&path, "M@ @V@", right, top, row_edge(at, grid, row));
			if (row + 1 < grid->rows && cell[0] != cell[grid->columns])
				svg_put(&path, "M@ @H@", left, top, right);
		}
	if (path.length > 0)
		text_format(to,
			"<path fill=\"none\" stroke=\"#666\" stroke-linecap=\"square\" "
			"d=\"%s\"/>\n",
			path.bytes);
	text_release(&path);
}

void svg_put_classes(const struct panel_layout *at, const struct mark *mark, struct text *to)
{
	unsigned *kinds = memory_new(mark->count, sizeof *kinds);
	for (size_t i = 0; i < mark->count; i++) {
		double strength = mark->y[i] > 0 ? mark->y[i] < 1 ? mark->y[i] : 1 : 0;
		kinds[i] = mark->class[i] * STRENGTHS + (unsigned)(strength * (STRENGTHS - 0.001));
	}
	for (unsigned class = 0; class < mark->class_count; class ++)
		for (unsigned strength = 0; strength < STRENGTHS; strength++)
			put_kind(at, mark, kinds, class * STRENGTHS + strength,
				palette_tint(palette_series(mark->class_series[class]),
					strength / (STRENGTHS - 1.0)),
				to);
	free(kinds);
	put_borders(at, mark, to);
}
