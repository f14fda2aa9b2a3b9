/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Where everything in a figure stands, in pixels from the top left corner. All text is placed here,
 * by its measured width, so that nothing overlaps and nothing is cut: a tick that has no room is
 * left out, a name that is too long ends in an ellipsis. Only for kernel/view.
 */
#pragma once
#include "kernel/base/arena.h"
#include "kernel/view/figure.h"

#include <stdbool.h>
#include <stddef.h>

struct box {
	double x, y, width, height;
};

enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

struct label {
	const char *text;
	double x, y; /* of the anchor, on the base line */
	double size;
	enum anchor anchor;
	bool bold, muted;
	bool number; /* 2e-5 is shown as a product with a power of ten */
	bool turned; /* rises to its anchor at LABEL_ANGLE degrees */
};

enum { LABEL_ANGLE = 35 };

/* One entry of the legend: a series or a reference. */
struct swatch {
	struct box box;
	bool is_reference;
	size_t index;
};

struct panel_layout {
	const struct panel *panel;
	struct scales scales;
	struct box cell, plot;
	struct tick x_ticks[TICKS], y_ticks[TICKS];
	size_t x_tick_count, y_tick_count;
	const struct mark *map; /* that the key explains; NULL: no key */
	struct scale values;    /* of the map */
	struct box key;
	double left, right, above, below; /* room around the plot, within the cell */
	bool x_labelled, y_labelled;
	bool turned; /* x labels */
};

/* Sizes of type and strokes. */
struct type {
	double title, label, tick, line, marker;
};

struct layout {
	struct arena *arena; /* owns all that follows */
	const struct figure *figure;
	double width, height;
	struct type type;
	struct label *labels;
	size_t label_count, label_capacity;
	struct swatch *swatches;
	size_t swatch_count;
	struct panel_layout *panels; /* as many as the figure has */
	size_t columns, rows;        /* of panels */
	bool names_beside; /* names of references stand beside their lines, not in the legend */
};

struct layout *layout_new(const struct figure *figure);
void layout_free(struct layout *layout);

/* Width of a label, powers of ten as they will be shown. */
double label_width(const struct label *label);
/* Adds a label; its text must live as long as the layout. */
void layout_label(struct layout *layout, struct label label);

/* Parts of layout_new. Room for ticks and names around a panel's plot; then, once the plot stands,
 * their labels. */
void axes_reserve(struct layout *layout, struct panel_layout *at, double plot_height);
void axes_label(struct layout *layout, struct panel_layout *at);
/* Title and legend; returns the y where the panels begin. */
double header_place(struct layout *layout);
