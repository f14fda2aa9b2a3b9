/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Braille: each character is a grid of 2 x 4 dots. Names of lines stand at their right ends.
 */
#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/base/utf8.h"
#include "kernel/view/faces.h"
#include "kernel/view/svg.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

enum { DOTS_ACROSS = 2, DOTS_DOWN = 4, MOST_NAME = 16 };

struct canvas {
	const struct panel *panel;
	struct scales scales;
	struct sketch size;
	unsigned char *cells; /* the dots of each character, U+2800 + bits */
	const char **names;   /* at the right end of each row; NULL: none */
};

static double width_of(const struct canvas *canvas)
{
	return (double)(DOTS_ACROSS * canvas->size.columns);
}

static double height_of(const struct canvas *canvas)
{
	return (double)(DOTS_DOWN * canvas->size.rows);
}

static void put_dot(struct canvas *canvas, double x, double y)
{
	static const unsigned char bits[DOTS_DOWN][DOTS_ACROSS] = { { 0x01, 0x08 }, { 0x02, 0x10 },
		{ 0x04, 0x20 }, { 0x40, 0x80 } };
	if (!(x >= 0 && y >= 0 && x <= width_of(canvas) && y <= height_of(canvas)))
		return;
	size_t column = (size_t)x, row = (size_t)y;
	column -= column == DOTS_ACROSS * canvas->size.columns;
	row -= row == DOTS_DOWN * canvas->size.rows;
	size_t cell = row / DOTS_DOWN * canvas->size.columns + column / DOTS_ACROSS;
	canvas->cells[cell] |= bits[row % DOTS_DOWN][column % DOTS_ACROSS];
}

/* In dots from the top left. */
static struct point dot_at(const struct canvas *canvas, double x, double y)
{
	double across = scale_place(&canvas->scales.x, x), up = scale_place(&canvas->scales.y, y);
	if (real_is_nan(across) || real_is_nan(up))
		return (struct point){ __builtin_nan(""), __builtin_nan("") };
	return (struct point){ across * width_of(canvas), (1 - up) * height_of(canvas) };
}

static void put_segment(struct canvas *canvas, struct point from, struct point to)
{
	struct box all = { 0, 0, width_of(canvas), height_of(canvas) };
	if (!clip_segment(&all, &from, &to))
		return;
	double dx = to.x - from.x, dy = to.y - from.y;
	size_t steps = 1 + (size_t)(real_abs(dx) > real_abs(dy) ? real_abs(dx) : real_abs(dy));
	for (size_t i = 0; i <= steps; i++) {
		double share = (double)i / (double)steps;
		put_dot(canvas, from.x + share * dx, from.y + share * dy);
	}
}

/* The nearest row without a name, from `row`. */
static void name_row(struct canvas *canvas, double y, const char *name)
{
	size_t rows = canvas->size.rows;
	if (!(y >= 0) || !name)
		return;
	size_t row = (size_t)(y / DOTS_DOWN);
	row = row < rows ? row : rows - 1;
	for (size_t away = 0; away < rows; away++) {
		if (row + away < rows && !canvas->names[row + away]) {
			canvas->names[row + away] = name;
			return;
		}
		if (row >= away && !canvas->names[row - away]) {
			canvas->names[row - away] = name;
			return;
		}
	}
}

static const char *name_of(const struct canvas *canvas, const struct mark *mark)
{
	const struct figure *figure = canvas->panel->figure;
	const struct names *names =
		mark->kind == MARK_REFERENCE ? &figure->references : &figure->series;
	return mark->series == NO_SERIES ? NULL : names->names[mark->series];
}

static void put_line(struct canvas *canvas, const struct mark *mark)
{
	struct point last = { __builtin_nan(""), __builtin_nan("") };
	double end = -1;
	for (size_t i = 0; i < mark->count; i++) {
		struct point point = dot_at(canvas, mark->x[i], mark->y[i]);
		if (mark->kind == MARK_LINE && !real_is_nan(point.x) && !real_is_nan(last.x))
			put_segment(canvas, last, point);
		if (!real_is_nan(point.x)) {
			put_dot(canvas, point.x, point.y);
			end = point.y;
		}
		last = point;
	}
	if (mark->kind == MARK_LINE)
		name_row(canvas, end, name_of(canvas, mark));
}

static double clamp(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

/* Dots between two corners, every `step`-th downwards. */
static void fill(struct canvas *canvas, struct point a, struct point b, size_t step)
{
	double width = width_of(canvas), height = height_of(canvas);
	size_t left = (size_t)clamp(a.x < b.x ? a.x : b.x, 0, width);
	size_t right = (size_t)clamp(a.x < b.x ? b.x : a.x, 0, width);
	size_t top = (size_t)clamp(a.y < b.y ? a.y : b.y, 0, height);
	size_t bottom = (size_t)clamp(a.y < b.y ? b.y : a.y, 0, height);
	for (size_t x = left; x <= right; x++)
		for (size_t y = top; y <= bottom; y += step)
			put_dot(canvas, (double)x, (double)y);
}

static void put_bars(struct canvas *canvas, const struct mark *mark)
{
	double half = 0.8 * mark_bar_half(mark);
	double up = canvas->scales.y.kind == SCALE_LOG ? 0 : scale_place(&canvas->scales.y, 0);
	for (size_t i = 0; i < mark->count; i++) {
		struct point top = dot_at(canvas, mark->x[i] - half, mark->y[i]);
		struct point base = dot_at(canvas, mark->x[i] + half, mark->y[i]);
		base.y = (1 - up) * height_of(canvas);
		if (!real_is_nan(top.x) && !real_is_nan(base.x))
			fill(canvas, top, base, 1);
	}
}

static void put_band(struct canvas *canvas, const struct mark *mark)
{
	for (size_t i = 0; i < mark->count; i++) {
		struct point low = dot_at(canvas, mark->x[i], mark->y[i]);
		struct point high = dot_at(canvas, mark->x[i], mark->high[i]);
		if (!real_is_nan(low.x) && !real_is_nan(high.x))
			fill(canvas, low, high, 2);
	}
}

static void put_reference(struct canvas *canvas, const struct mark *mark)
{
	bool across = mark->kind == MARK_REFERENCE;
	double place = scale_place(across ? &canvas->scales.y : &canvas->scales.x, mark->x[0]);
	if (!(place >= 0 && place <= 1))
		return;
	size_t length = across ? DOTS_ACROSS * canvas->size.columns : DOTS_DOWN * canvas->size.rows;
	for (size_t i = 0; i < length; i += 4)
		put_dot(canvas, across ? (double)i : place * width_of(canvas),
			across ? (1 - place) * height_of(canvas) : (double)i);
	if (across)
		name_row(canvas, (1 - place) * height_of(canvas), name_of(canvas, mark));
}

static void put_marks(struct canvas *canvas)
{
	for (size_t i = 0; i < canvas->panel->count; i++) {
		const struct mark *mark = &canvas->panel->marks[i];
		switch (mark->kind) {
		case MARK_LINE:
		case MARK_POINTS:
		case MARK_CLASS_POINTS: put_line(canvas, mark); break;
		case MARK_BARS: put_bars(canvas, mark); break;
		case MARK_BAND: put_band(canvas, mark); break;
		case MARK_REFERENCE:
		case MARK_REFERENCE_X: put_reference(canvas, mark); break;
		default: break;
		}
	}
}

/* ---- the page around the dots ---- */

void sketch_put_cell(struct text *to, const char *string, size_t columns, bool right)
{
	struct text line = TEXT_EMPTY;
	utf8_put_line(string, strlen(string), &line);
	size_t end = line.length, used = utf8_columns(text_string(&line), end);
	if (used > columns) {
		while (end > 0 && utf8_columns(line.bytes, end) > columns - 1)
			end = utf8_boundary(line.bytes, line.length, end - 1);
		used = utf8_columns(line.bytes, end) + 1;
	}
	int pad = used < columns ? (int)(columns - used) : 0;
	text_format(to, "%*s%.*s%s", right ? pad : 0, "", (int)end, text_string(&line),
		end < line.length ? "…" : "");
	text_format(to, "%*s", right ? 0 : pad, "");
	text_release(&line);
}

static const char *tick_text(const struct canvas *canvas, bool x, const struct tick *tick)
{
	const struct scale *scale = x ? &canvas->scales.x : &canvas->scales.y;
	return scale->kind == SCALE_CATEGORY ? panel_category(canvas->panel, x, tick->value)
					     : tick->text;
}

/* The tick at each row, NULL where there is none. */
static size_t place_y_ticks(
	const struct canvas *canvas, struct tick ticks[TICKS], const char **rows)
{
	size_t widest = 0, most = canvas->size.rows / 3 + 1;
	size_t count = scale_ticks(&canvas->scales.y, most < TICKS ? most : TICKS, ticks);
	for (size_t i = 0; i < count; i++) {
		double row = real_floor((1 - ticks[i].place) * (double)canvas->size.rows);
		size_t at = row < (double)canvas->size.rows ? (size_t)row : canvas->size.rows - 1;
		rows[at] = tick_text(canvas, false, &ticks[i]);
		size_t width = utf8_columns(rows[at], strlen(rows[at]));
		widest = width > widest ? width : widest;
	}
	return widest < MOST_NAME ? widest : MOST_NAME;
}

static void put_x_ticks(const struct canvas *canvas, size_t margin, struct text *to)
{
	struct tick ticks[TICKS];
	size_t count = scale_ticks(&canvas->scales.x, 7, ticks);
	struct text line = TEXT_EMPTY;
	for (size_t i = 0; i < count; i++) {
		const char *name = tick_text(canvas, true, &ticks[i]);
		size_t width = utf8_columns(name, strlen(name));
		double middle = (double)margin + ticks[i].place * (double)canvas->size.columns;
		size_t used = utf8_columns(text_string(&line), line.length);
		double start = middle - (double)width / 2;
		size_t from = start > 0 ? (size_t)start : 0;
		if (width == 0 || from < used + (used > 0) || width > canvas->size.columns)
			continue;
		text_format(&line, "%*s", (int)(from - used), "");
		sketch_put_cell(&line, name, width, false);
	}
	text_format(to, "%s\n", text_string(&line));
	text_release(&line);
	if (!canvas->panel->x.label || !*canvas->panel->x.label)
		return;
	text_format(to, "%*s", (int)margin, "");
	sketch_put_cell(to, canvas->panel->x.label, canvas->size.columns, true);
	text_put(to, "\n");
}

/* A character without dots is U+2800, which a font that shows the others makes as wide as they are.
 */
static void put_dots(const struct canvas *canvas, size_t row, struct text *to)
{
	const unsigned char *cells = canvas->cells + row * canvas->size.columns;
	size_t end = canvas->size.columns;
	while (end > 0 && !cells[end - 1] && !canvas->names[row])
		end--;
	for (size_t column = 0; column < end; column++) {
		unsigned dots = cells[column];
		const char braille[] = { '\xE2', (char)(0xA0 | dots >> 6),
			(char)(0x80 | (dots & 0x3F)) };
		text_append(to, braille, sizeof braille);
	}
}

static void put_rows(const struct canvas *canvas, struct text *to)
{
	struct tick ticks[TICKS];
	const char **rows = memory_new(canvas->size.rows, sizeof *rows);
	size_t margin = place_y_ticks(canvas, ticks, rows);
	for (size_t row = 0; row < canvas->size.rows; row++) {
		sketch_put_cell(to, rows[row] ? rows[row] : "", margin, true);
		text_put(to, rows[row] ? " ┤" : " │");
		put_dots(canvas, row, to);
		if (canvas->names[row]) {
			text_put(to, " ");
			utf8_put_line(canvas->names[row], strlen(canvas->names[row]), to);
		}
		text_put(to, "\n");
	}
	text_format(to, "%*s └", (int)margin, "");
	for (size_t column = 0; column < canvas->size.columns; column++)
		text_put(to, "─");
	text_put(to, "\n");
	put_x_ticks(canvas, margin + 2, to);
	free(rows);
}

void sketch_put_braille(const struct panel *panel, struct sketch size, struct text *to)
{
	struct canvas canvas = { .panel = panel, .scales = panel_scales(panel), .size = size };
	canvas.cells = memory_new(size.columns * size.rows, 1);
	canvas.names = memory_new(size.rows, sizeof *canvas.names);
	put_marks(&canvas);
	if (panel->y.label && *panel->y.label) {
		utf8_put_line(panel->y.label, strlen(panel->y.label), to);
		text_put(to, "\n");
	}
	put_rows(&canvas, to);
	free(canvas.cells);
	free(canvas.names);
}
