/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Lines, bands, references, and the samples of a legend.
 */
#include "kernel/base/memory.h"
#include "kernel/view/svg.h"
#include "nn/real.h"

#include <stdlib.h>

/* Lines of few points show them. */
enum { MARKED_POINTS = 20 };

#define REFERENCE "#444"

const char *reference_dash(size_t index)
{
	static const char *const dashes[] = { "6 4", "2 3", "10 3 2 3", "4 2" };
	return dashes[index == NO_SERIES ? 0 : index % 4];
}

struct colour mark_colour(const struct figure *figure, size_t series)
{
	static const struct colour grey = { 0x66, 0x66, 0x66 };
	if (series != NO_SERIES)
		return palette_series(series);
	return figure->series.count == 0 ? palette_series(0) : grey;
}

static const char *dash_of(size_t series)
{
	return series == NO_SERIES ? "" : palette_dash(series);
}

/* How a line is drawn; `hidden` lines before it run the same way. */
struct stroke {
	size_t series, hidden;
	bool over_map;
};

static void put_stroke(const struct layout *layout, const struct stroke *stroke, struct text *to)
{
	/* Dashes that leave gaps let the lines below show, one, two or three of them. */
	static const char *const gaps[] = { "8 8", "6 14", "4 20" };
	char colour[COLOUR_LENGTH];
	text_format(to, " fill=\"none\" stroke=\"%s\"",
		palette_text(colour, mark_colour(layout->figure, stroke->series)));
	svg_put(to, " stroke-width=\"@\" stroke-linejoin=\"round\"", layout->type.line);
	const char *dash = dash_of(stroke->series);
	if (stroke->hidden > 0)
		dash = gaps[stroke->hidden < 3 ? stroke->hidden - 1 : 2];
	if (*dash)
		text_format(to, " stroke-dasharray=\"%s\"", dash);
}

/* One polyline for each stretch of the line that is inside the panel; over a map, on white. */
static void put_stretches(const struct layout *layout, const struct panel_layout *at,
	const struct stroke *stroke, const struct point *points, size_t count, struct text *to)
{
	struct text stretch = TEXT_EMPTY;
	struct point last = { 0, 0 };
	for (size_t i = 1; i <= count; i++) {
		struct point from = points[i - 1], until = i < count ? points[i] : from;
		bool inside = i < count && !real_is_nan(from.x) && !real_is_nan(until.x) &&
			      clip_segment(&at->plot, &from, &until);
		bool goes_on = inside && stretch.length > 0 && from.x == last.x && from.y == last.y;
		if (stretch.length > 0 && !goes_on) {
			if (stroke->over_map)
				svg_put(to,
					"<polyline fill=\"none\" stroke=\"#fff\" "
					"stroke-width=\"@\"",
					2.5 * layout->type.line);
			if (stroke->over_map)
				text_format(to, " points=\"%s\"/>\n", stretch.bytes);
			text_put(to, "<polyline");
			put_stroke(layout, stroke, to);
			text_format(to, " points=\"%s\"/>\n", stretch.bytes);
			text_clear(&stretch);
		}
		if (inside && !goes_on)
			svg_put(&stretch, "@,@", from.x, from.y);
		if (inside)
			svg_put(&stretch, " @,@", until.x, until.y);
		last = until;
	}
	text_release(&stretch);
}

static bool is_inside(const struct box *box, struct point point)
{
	return point.x >= box->x - 0.01 && point.x <= box->x + box->width + 0.01 &&
	       point.y >= box->y - 0.01 && point.y <= box->y + box->height + 0.01;
}

/* Points of short lines, and any point without neighbours, which would not show otherwise. */
static void put_line_points(const struct layout *layout, const struct panel_layout *at,
	size_t series, const struct point *points, size_t count, struct text *to)
{
	char colour[COLOUR_LENGTH];
	palette_text(colour, mark_colour(layout->figure, series));
	for (size_t i = 0; i < count; i++) {
		bool alone = (i == 0 || real_is_nan(points[i - 1].x)) &&
			     (i + 1 == count || real_is_nan(points[i + 1].x));
		if (!is_inside(&at->plot, points[i]) || !(alone || count <= MARKED_POINTS))
			continue;
		svg_put(to, "<circle cx=\"@\" cy=\"@\" r=\"@\"", points[i].x, points[i].y,
			layout->type.marker);
		text_format(to, " stroke=\"#fff\" stroke-width=\"0.8\" fill=\"%s\"/>\n", colour);
	}
}

/* Whether two lines nearly everywhere run within a pixel of each other. */
static bool coincide(const struct panel_layout *at, const struct mark *a, const struct mark *b)
{
	size_t together = 0, shown = 0;
	for (size_t i = 0; i < a->count && a->count == b->count; i++) {
		struct point p = panel_point(at, a->x[i], a->y[i]);
		struct point q = panel_point(at, b->x[i], b->y[i]);
		shown += !real_is_nan(q.x);
		together += real_abs(p.x - q.x) <= 1 && real_abs(p.y - q.y) <= 1;
	}
	return shown > 1 && 5 * together >= 4 * shown;
}

static struct stroke stroke_of(const struct panel_layout *at, const struct mark *mark)
{
	struct stroke stroke = { .series = mark->series };
	for (const struct mark *other = at->panel->marks; other < mark; other++) {
		stroke.hidden += other->kind == MARK_LINE && coincide(at, other, mark);
		stroke.over_map |= other->kind == MARK_MAP || other->kind == MARK_CLASSES;
	}
	return stroke;
}

static void put_line(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, struct text *to)
{
	struct stroke stroke = stroke_of(at, mark);
	struct point *points = memory_new(mark->count, sizeof *points);
	for (size_t i = 0; i < mark->count; i++)
		points[i] = panel_point(at, mark->x[i], mark->y[i]);
	size_t count = thin_line(points, mark->count);
	put_stretches(layout, at, &stroke, points, count, to);
	put_line_points(layout, at, mark->series, points, count, to);
	free(points);
}

/* ---- bands ---- */

static double clamp(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

/* A side of the band at i, kept inside the panel. A low side that a log axis cannot show is its
 * bottom. */
static struct point band_point(
	const struct panel_layout *at, const struct mark *mark, size_t i, bool high)
{
	const struct box *plot = &at->plot;
	double y = high ? mark->high[i] : mark->y[i];
	struct point point = panel_point(at, mark->x[i], y);
	if (real_is_nan(point.x) && !high && real_is_finite(y)) {
		point = panel_point(at, mark->x[i], mark->high[i]);
		point.y = real_is_nan(point.y) ? point.y : plot->y + plot->height;
	}
	if (real_is_nan(point.x))
		return point;
	return (struct point){ clamp(point.x, plot->x, plot->x + plot->width),
		clamp(point.y, plot->y, plot->y + plot->height) };
}

static bool band_has(const struct panel_layout *at, const struct mark *mark, size_t i)
{
	return i < mark->count && !real_is_nan(band_point(at, mark, i, true).x) &&
	       !real_is_nan(band_point(at, mark, i, false).x);
}

static void put_band(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, struct text *to)
{
	char colour[COLOUR_LENGTH];
	palette_text(colour, mark_colour(layout->figure, mark->series));
	for (size_t from = 0, until; from < mark->count; from = until + 1) {
		until = from;
		while (band_has(at, mark, until))
			until++;
		if (until - from < 2)
			continue;
		text_format(to, "<polygon fill=\"%s\" fill-opacity=\"0.2\" points=\"", colour);
		for (size_t i = from; i < until; i++) {
			struct point point = band_point(at, mark, i, true);
			svg_put(to, i > from ? " @,@" : "@,@", point.x, point.y);
		}
		for (size_t i = until; i-- > from;) {
			struct point point = band_point(at, mark, i, false);
			svg_put(to, " @,@", point.x, point.y);
		}
		text_put(to, "\"/>\n");
	}
}

static void put_reference(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, struct text *to)
{
	bool across = mark->kind == MARK_REFERENCE;
	double place = scale_place(across ? &at->scales.y : &at->scales.x, mark->x[0]);
	if (!(place >= 0 && place <= 1))
		return;
	if (across)
		svg_put(to, "<path d=\"M@ @h@\"", at->plot.x,
			at->plot.y + (1 - place) * at->plot.height, at->plot.width);
	else
		svg_put(to, "<path d=\"M@ @v@\"", at->plot.x + place * at->plot.width, at->plot.y,
			at->plot.height);
	text_format(to, " stroke=\"" REFERENCE "\" stroke-dasharray=\"%s\"",
		reference_dash(mark->series));
	svg_put(to, " stroke-width=\"@\"/>\n", 0.75 * layout->type.line);
}

void svg_put_marks(const struct layout *layout, const struct panel_layout *at, struct text *to)
{
	for (size_t i = 0; i < at->panel->count; i++) {
		const struct mark *mark = &at->panel->marks[i];
		switch (mark->kind) {
		case MARK_LINE: put_line(layout, at, mark, to); break;
		case MARK_POINTS: svg_put_points(layout, at, mark, to); break;
		case MARK_BARS: svg_put_bars(layout, at, mark, to); break;
		case MARK_BAND: put_band(layout, at, mark, to); break;
		case MARK_REFERENCE:
		case MARK_REFERENCE_X: put_reference(layout, at, mark, to); break;
		case MARK_RIDGES: svg_put_ridges(at, mark, to); break;
		case MARK_MAP: svg_put_map(layout, at, mark, to); break;
		case MARK_CLASSES: svg_put_classes(at, mark, to); break;
		case MARK_CLASS_POINTS: svg_put_class_points(layout, at, mark, to); break;
		}
	}
}

/* ---- samples for the legend ---- */

/* Which kinds of mark show this series, a bit for each. */
static unsigned kinds_of(const struct figure *figure, size_t series)
{
	unsigned kinds = 0;
	for (size_t p = 0; p < figure->count; p++)
		for (size_t m = 0; m < figure->panels[p]->count; m++) {
			const struct mark *mark = &figure->panels[p]->marks[m];
			bool is_reference =
				mark->kind == MARK_REFERENCE || mark->kind == MARK_REFERENCE_X;
			bool is_class = false;
			for (size_t i = 0; i < mark->class_count && !is_class; i++)
				is_class = mark->class_series[i] == series;
			if (is_class || (mark->series == series && !is_reference))
				kinds |= 1u << mark->kind;
		}
	return kinds;
}

static bool is_kind(unsigned kinds, enum mark_kind kind)
{
	return kinds >> kind & 1;
}

static void put_sample(const struct layout *layout, const struct swatch *swatch, struct text *to)
{
	const struct box *box = &swatch->box;
	unsigned kinds = kinds_of(layout->figure, swatch->index);
	double middle = box->y + 0.47 * box->height, radius = 1.3 * layout->type.marker;
	char colour[COLOUR_LENGTH];
	palette_text(colour, palette_series(swatch->index));
	if (is_kind(kinds, MARK_BAND) || is_kind(kinds, MARK_CLASSES) ||
		is_kind(kinds, MARK_BARS)) {
		bool full = is_kind(kinds, MARK_BARS);
		svg_put(to, "<rect x=\"@\" y=\"@\" width=\"@\" height=\"@\"", box->x,
			middle - 0.35 * box->height, box->width, 0.7 * box->height);
		text_format(
			to, " fill=\"%s\" fill-opacity=\"%s\"/>\n", colour, full ? "1" : "0.25");
	}
	if (is_kind(kinds, MARK_LINE)) {
		svg_put(to, "<path d=\"M@ @h@\"", box->x, middle, box->width);
		put_stroke(layout, &(struct stroke){ .series = swatch->index }, to);
		text_put(to, "/>\n");
	}
	if (is_kind(kinds, MARK_POINTS) || is_kind(kinds, MARK_CLASS_POINTS)) {
		text_format(to, "<path fill=\"%s\" d=\"", colour);
		svg_put_marker(to, swatch->index, box->x + box->width / 2, middle, radius);
		text_put(to, "\"/>\n");
	}
}

void svg_put_swatch(const struct layout *layout, const struct swatch *swatch, struct text *to)
{
	if (!swatch->is_reference) {
		put_sample(layout, swatch, to);
		return;
	}
	svg_put(to, "<path d=\"M@ @h@\" stroke-width=\"@\" stroke=\"" REFERENCE "\"", swatch->box.x,
		swatch->box.y + 0.47 * swatch->box.height, swatch->box.width,
		0.75 * layout->type.line);
	text_format(to, " stroke-dasharray=\"%s\"/>\n", reference_dash(swatch->index));
}
