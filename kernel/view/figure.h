/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a figure is made of, as its faces (SVG, sketch, data) see it: plain arrays that plot.h's
 * functions copied. Only for kernel/view.
 */
#pragma once
#include "kernel/base/text.h"
#include "kernel/view/scale.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mark_kind {
	MARK_LINE,
	MARK_POINTS,
	MARK_BARS,
	MARK_BAND,
	MARK_REFERENCE,
	MARK_REFERENCE_X,
	MARK_RIDGES,
	MARK_MAP,
	MARK_CLASSES,
	MARK_CLASS_POINTS,
};

#define NO_SERIES SIZE_MAX

struct ridge {
	char *name;
	double *values;
	size_t count;
};

/* Cells of a map: row 0 is at the bottom. */
struct grid {
	size_t columns, rows;
	double x0, x1, y0, y1;
	bool diverging;
};

struct mark {
	enum mark_kind kind;
	size_t series;   /* whose colour and name; NO_SERIES: of no name. Of a reference, its index
			    among   the names of references */
	char *label;     /* of a map's key; may be NULL */
	double *x;       /* of points; of a reference, its one place */
	double *y;       /* of points; a band's low side; a map's values; the strength of a class */
	double *high;    /* a band's high side */
	unsigned *class; /* of each point or cell */
	size_t count;    /* of points or cells */
	size_t *class_series, class_count; /* the series that a class is drawn as */
	struct ridge *ridges;
	size_t ridge_count;
	struct grid grid;
};

struct axis {
	char *label; /* NULL: neither a label nor, on a picture, ticks */
	enum scale_kind kind;
	bool fixed;
	double low, high; /* when fixed */
	char **categories;
	size_t category_count;
};

struct panel {
	struct figure *figure;
	char *title; /* may be NULL */
	struct axis x, y;
	struct mark *marks;
	size_t count, capacity; /* of marks */
};

/* Names in the order in which they first appeared. */
struct names {
	char **names;
	size_t count, capacity;
};

struct figure {
	struct text title, alt;
	bool large, shared;
	struct panel **panels;
	size_t count, capacity; /* of panels */
	struct names series, references;
};

/* The sentence that stands for the figure: the one given, or else the title. */
const char *figure_sentence(const struct figure *figure);

/* Nothing but a map, it and its axes without names: drawn without ticks and key, its cells square.
 */
bool panel_is_picture(const struct panel *panel);
/* Classes in a plane of two like quantities: drawn to scale. */
bool panel_is_plane(const struct panel *panel);
/* The mark that says what each y position is called: ridges, row 0 at the top; NULL when none. */
const struct mark *panel_ridge_mark(const struct panel *panel);
/* The name of a category, from 0; "" when it has none. */
const char *panel_category(const struct panel *panel, bool x, double position);

struct scales {
	struct scale x, y;
};

/* The scales of a panel, shared with the others when the figure says so. */
struct scales panel_scales(const struct panel *panel);
/* The scale of a map's values, of all panels when scales are shared. */
struct scale panel_value_scale(const struct panel *panel, const struct mark *map);

/* Half of what a bar may take of the x axis, in its values. */
double mark_bar_half(const struct mark *mark);

/* Counts the finite values that fall on the scale into equal bins from its low to its high end;
 * returns the largest count. */
size_t ridge_histogram(
	const struct ridge *ridge, const struct scale *scale, size_t *bins, size_t count);

/* How many values of the figure no axis can show. */
struct omitted {
	size_t not_finite;   /* inf or nan */
	size_t not_positive; /* zero or negative, on a log axis */
};
struct omitted figure_omitted(const struct figure *figure);
