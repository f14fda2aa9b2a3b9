/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Points, bars and ridges.
 */
#include "kernel/base/memory.h"
#include "kernel/view/measure.h"
#include "kernel/view/svg.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

enum { RIDGE_BINS = 80, LABELLED_BARS = 24 };

/* Series differ in shape too, for readers who cannot tell their colours. */
void svg_put_marker(struct text *to, size_t series, double x, double y, double radius)
{
	double r = real_round(10 * radius) / 10; /* so that the two halves of a circle meet */
	switch (series == NO_SERIES ? 0 : (series + series / PALETTE_SERIES) % 4) {
	case 0:
		svg_put(to, "M@ @a@ @ 0 1 0 @ 0a@ @ 0 1 0 @ 0z", x - r, y, r, r, 2 * r, r, r,
			-2 * r);
		break;
	case 1:
		svg_put(to, "M@ @h@v@h@z", x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r, -1.8 * r);
		break;
	case 2: svg_put(to, "M@ @l@ @h@z", x, y - 1.2 * r, 1.2 * r, 2.1 * r, -2.4 * r); break;
	default:
		svg_put(to, "M@ @l@ @ @ @ @ @z", x, y - 1.3 * r, 1.3 * r, 1.3 * r, -1.3 * r,
			1.3 * r, -1.3 * r, -1.3 * r);
	}
}

/* Pixels of a plot that hold a point already. */
struct seen {
	unsigned char *bits;
	size_t width, height;
};

static struct seen seen_new(const struct box *plot)
{
	struct seen seen = { NULL, (size_t)plot->width + 2, (size_t)plot->height + 2 };
	seen.bits = memory_new(seen.width * seen.height / 8 + 1, 1);
	return seen;
}

/* Whether a new point may be drawn: inside, and where there is none yet. */
static bool see(struct seen *seen, const struct box *plot, struct point point)
{
	double x = real_floor(point.x - plot->x + 0.5), y = real_floor(point.y - plot->y + 0.5);
	if (!(x >= 0 && y >= 0 && x < (double)seen->width && y < (double)seen->height))
		return false;
	size_t at = (size_t)y * seen->width + (size_t)x;
	unsigned char bit = (unsigned char)(1u << at % 8);
	bool is_new = !(seen->bits[at / 8] & bit);
	seen->bits[at / 8] |= bit;
	return is_new;
}

/* Many points are drawn smaller. */
static double radius_for(const struct layout *layout, size_t count)
{
	return count > 400 ? 0.75 * layout->type.marker : 1.15 * layout->type.marker;
}

/* One path for all points of a class (or for all, class_count 0), each once per pixel. */
static void put_point_path(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, size_t class, size_t series, struct text *to)
{
	struct seen seen = seen_new(&at->plot);
	char colour[COLOUR_LENGTH];
	text_format(to, "<path fill=\"%s\" stroke=\"#fff\" stroke-width=\"0.8\" d=\"",
		palette_text(colour, mark_colour(layout->figure, series)));
	for (size_t i = 0; i < mark->count; i++) {
		if (mark->class && mark->class[i] != class)
			continue;
		struct point point = panel_point(at, mark->x[i], mark->y[i]);
		if (see(&seen, &at->plot, point))
			svg_put_marker(
				to, series, point.x, point.y, radius_for(layout, mark->count));
	}
	text_put(to, "\"/>\n");
	free(seen.bits);
}

void svg_put_points(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, struct text *to)
{
	put_point_path(layout, at, mark, 0, mark->series, to);
}

void svg_put_class_points(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, struct text *to)
{
	for (size_t class = 0; class < mark->class_count; class ++)
		put_point_path(layout, at, mark, class, mark->class_series[class], to);
}

/* ---- bars ---- */

/* Bars at the same x stand side by side: how many there are, and which of them this is. */
struct group {
	size_t count, index, bars;
};

static struct group group_of(const struct panel *panel, const struct mark *mark)
{
	struct group group = { 0, 0, 0 };
	for (size_t i = 0; i < panel->count; i++) {
		if (panel->marks[i].kind != MARK_BARS)
			continue;
		group.index = &panel->marks[i] == mark ? group.count : group.index;
		group.bars += panel->marks[i].count;
		group.count++;
	}
	return group;
}

/* The number over (or, if negative, under) its bar. */
static void put_bar_number(
	const struct layout *layout, const struct box *bar, double value, struct text *to)
{
	char number[NUMBER_LENGTH];
	double size = 0.9 * layout->type.tick;
	number_format(number, value, 3);
	svg_put(to,
		"<text x=\"@\" y=\"@\" font-size=\"@\" text-anchor=\"middle\" fill=\"#222\" "
		"stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">",
		bar->x + bar->width / 2,
		value < 0 ? bar->y + bar->height + size : bar->y - 0.3 * size, size);
	text_format(to, "%s%s</text>\n", *number == '-' ? "\u2212" : "",
		*number == '-' ? number + 1 : number);
}

/* Whether all bars of the panel have room for their numbers. */
static bool numbers_fit(
	const struct layout *layout, const struct panel *panel, size_t bars, double width)
{
	double size = 0.9 * layout->type.tick;
	if (bars > LABELLED_BARS)
		return false;
	for (size_t m = 0; m < panel->count; m++)
		for (size_t i = 0; panel->marks[m].kind == MARK_BARS && i < panel->marks[m].count;
			i++) {
			char number[NUMBER_LENGTH];
			number_format(number, panel->marks[m].y[i], 3);
			if (measure_text(number, size) > 1.15 * width)
				return false;
		}
	return true;
}

static double clamp(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

/* The box of one bar, cut to the plot; false when nothing of it is inside. */
static bool bar_box(
	const struct panel_layout *at, double left, double right, double y, struct box *bar)
{
	double from = scale_place(&at->scales.x, left), to = scale_place(&at->scales.x, right);
	double base = at->scales.y.kind == SCALE_LOG ? 0 : scale_place(&at->scales.y, 0);
	double top = scale_place(&at->scales.y, y);
	if (real_is_nan(from) || real_is_nan(to) || real_is_nan(top) || to <= 0 || from >= 1)
		return false;
	from = clamp(from, 0, 1);
	to = clamp(to, 0, 1);
	double high = clamp(top > base ? top : base, 0, 1);
	double low = clamp(top > base ? base : top, 0, 1);
	*bar = (struct box){ at->plot.x + from * at->plot.width,
		at->plot.y + (1 - high) * at->plot.height, (to - from) * at->plot.width,
		(high - low) * at->plot.height };
	return true;
}

void svg_put_bars(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, struct text *to)
{
	struct group group = group_of(at->panel, mark);
	double half = 0.8 * mark_bar_half(mark), each = 2 * half / (double)group.count;
	double width = each / (at->scales.x.high - at->scales.x.low) * at->plot.width;
	bool numbers = numbers_fit(layout, at->panel, group.bars, width);
	char colour[COLOUR_LENGTH];
	palette_text(colour, mark_colour(layout->figure, mark->series));
	for (size_t i = 0; i < mark->count; i++) {
		double left = mark->x[i] - half + (double)group.index * each;
		struct box bar;
		if (!bar_box(at, left, left + each, mark->y[i], &bar))
			continue;
		svg_put(to, "<rect x=\"@\" y=\"@\" width=\"@\" height=\"@\"", bar.x, bar.y,
			bar.width > 3 ? bar.width - 1 : bar.width, bar.height);
		text_format(to, " fill=\"%s\"/>\n", colour);
		if (numbers)
			put_bar_number(layout, &bar, mark->y[i], to);
	}
}

/* ---- ridges ---- */

/* Each row is drawn to its own height, so that a narrow one does not flatten the rest. */
static void put_ridge(const struct panel_layout *at, const struct ridge *ridge, double base,
	double height, struct text *to)
{
	size_t bins[RIDGE_BINS];
	size_t most = ridge_histogram(ridge, &at->scales.x, bins, RIDGE_BINS);
	double step = at->plot.width / RIDGE_BINS;
	char colour[COLOUR_LENGTH];
	palette_text(colour, palette_series(0));
	svg_put(to, "<path d=\"M@ @h@\" stroke=\"#c8c8c8\"/>\n", at->plot.x, base, at->plot.width);
	if (most == 0)
		return;
	text_format(to, "<path fill=\"%s\" fill-opacity=\"0.75\" d=\"", colour);
	double drawn = 0;
	for (size_t i = 0; i < RIDGE_BINS; i++) {
		double top = height * (double)bins[i] / (double)most;
		if (top == drawn && i > 0)
			continue;
		if (i == 0)
			svg_put(to, "M@ @V@", at->plot.x, base, base - top);
		else
			svg_put(to, "H@V@", at->plot.x + (double)i * step, base - top);
		drawn = top;
	}
	svg_put(to, "H@V@z\"/>\n", at->plot.x + at->plot.width, base);
}

void svg_put_ridges(const struct panel_layout *at, const struct mark *mark, struct text *to)
{
	double row_height = at->plot.height / (double)mark->ridge_count;
	for (size_t row = 0; row < mark->ridge_count; row++)
		put_ridge(at, &mark->ridges[row], at->plot.y + (double)(row + 1) * row_height,
			0.85 * row_height, to);
}
