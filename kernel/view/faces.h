/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The faces of a figure besides SVG. Only for kernel/view.
 */
#pragma once
#include "kernel/view/figure.h"
#include "kernel/view/scale.h"

/* A sketch in characters: Braille dots for lines and points, blocks for bars and ridges, shades for
 * maps. At most SKETCHED_PANELS are drawn. */
enum { SKETCHED_PANELS = 12 };
void figure_put_sketch(const struct figure *figure, struct text *to);

/* What is drawn as HTML tables, of about DATA_ROWS rows together: more are thinned evenly, and a
 * fine map is sampled. */
enum { DATA_ROWS = 200 };
void figure_put_data(const struct figure *figure, struct text *to);

/* Parts of the sketch: panels in Braille; maps, ridges and named bars, which need none. */
struct sketch {
	size_t columns, rows; /* of characters */
};
void sketch_put_braille(const struct panel *panel, struct sketch size, struct text *to);
void sketch_put_map(
	const struct panel *panel, const struct mark *mark, struct sketch size, struct text *to);
void sketch_put_ridges(
	const struct panel *panel, const struct mark *mark, struct sketch size, struct text *to);
void sketch_put_bars(const struct panel *panel, struct sketch size, struct text *to);
/* Appends the string padded to so many terminal columns, on the left when `right`; a longer one is
 * cut with an ellipsis. */
void sketch_put_cell(struct text *to, const char *string, size_t columns, bool right);
