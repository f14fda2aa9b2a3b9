/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A figure as SVG: an opaque ground, no ids, no scripts, no style sheet, one element a line,
 * coordinates rounded to a tenth of a pixel. Only for kernel/view.
 */
#pragma once
#include "kernel/view/layout.h"
#include "kernel/view/palette.h"

#include <stdbool.h>
#include <stddef.h>

void figure_put_svg(const struct layout *layout, struct text *to);

/* Parts of it. A coordinate: at most one decimal, never "-0". */
void svg_put_number(struct text *to, double number);
/* `format` with every @ replaced by the next of the numbers, as many as there are:
 * svg_put(to, "<path d=\"M@ @\"/>", x, y). */
#define svg_put(to, format, ...)                                                                   \
	svg_put_numbers(to, format, (const double[]){ __VA_ARGS__ },                               \
		sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double))
void svg_put_numbers(struct text *to, const char *format, const double *numbers, size_t count);
/* The marks of a panel, and a sample of how a series or a reference is drawn. */
void svg_put_marks(const struct layout *layout, const struct panel_layout *at, struct text *to);
void svg_put_swatch(const struct layout *layout, const struct swatch *swatch, struct text *to);
void svg_put_points(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, struct text *to);
void svg_put_class_points(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, struct text *to);
void svg_put_bars(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, struct text *to);
void svg_put_ridges(const struct panel_layout *at, const struct mark *mark, struct text *to);
/* Coloured cells; those of a map with a key carry their number where it fits. */
void svg_put_map(const struct layout *layout, const struct panel_layout *at,
	const struct mark *mark, struct text *to);
void svg_put_classes(const struct panel_layout *at, const struct mark *mark, struct text *to);
void svg_put_key(const struct panel_layout *at, struct text *to);
/* A marker of the shape that belongs to the series, as a subpath around (x, y). */
void svg_put_marker(struct text *to, size_t series, double x, double y, double radius);

const char *reference_dash(size_t index);

/* The series whose colour a mark without a name takes. */
struct colour mark_colour(const struct figure *figure, size_t series);

/* Where a point of the panel stands; NaN in both where it has no place. */
struct point {
	double x, y;
};
struct point panel_point(const struct panel_layout *at, double x, double y);

/* Cuts the segment to the box; false when nothing of it lies inside. */
bool clip_segment(const struct box *box, struct point *from, struct point *to);

/* Drops the points of a line that fall between the extremes of their pixel column; returns how many
 * are left. Points that are NaN stay: they break the line. */
size_t thin_line(struct point *points, size_t count);
