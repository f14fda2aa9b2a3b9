/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The grid of panels: columns of equal width; in a row of panels all plots begin and end at the
 * same height, in a column at the same distance from the sides.
 */
#include "kernel/view/layout.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/view/measure.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

static const struct type normal = { 16, 13, 12, 2, 3 };
static const struct type large = { 28, 23, 21, 3.5, 5.5 };

enum { PICTURE = 96, NARROWEST_PICTURES = 420 };

double label_width(const struct label *label)
{
	double size = label->bold ? 1.08 * label->size : label->size;
	const char *exponent = label->number ? strchr(label->text, 'e') : NULL;
	if (!exponent)
		return measure_text(label->text, size);
	struct text shown = TEXT_EMPTY;
	bool one = exponent == label->text + 1 && label->text[0] == '1';
	text_format(&shown, "%.*s10", one ? 0 : (int)(exponent - label->text), label->text);
	double width = measure_text(text_string(&shown), size) +
		       0.75 * measure_text(exponent + 1, size) + (one ? 0 : 0.8 * size);
	text_release(&shown);
	return width;
}

void layout_label(struct layout *layout, struct label label)
{
	if (!*label.text)
		return;
	if (layout->label_count == layout->label_capacity) {
		size_t capacity = layout->label_capacity ? 2 * layout->label_capacity : 64;
		struct label *more = arena_take(layout->arena, capacity, sizeof *more);
		if (layout->label_count > 0)
			memcpy(more, layout->labels, layout->label_count * sizeof *more);
		layout->labels = more;
		layout->label_capacity = capacity;
	}
	layout->labels[layout->label_count++] = label;
}

static bool all_are(const struct figure *figure, bool (*kind)(const struct panel *))
{
	for (size_t i = 0; i < figure->count; i++)
		if (!kind(figure->panels[i]))
			return false;
	return figure->count > 0;
}

static bool all_pictures(const struct figure *figure)
{
	return all_are(figure, panel_is_picture);
}

static size_t columns_for(const struct figure *figure)
{
	size_t count = figure->count;
	if (all_pictures(figure))
		return count <= 6 ? count : count <= 16 ? (count + 1) / 2 : 8;
	if (figure->large)
		return count < 2 ? 1 : 2;
	if (count <= 3)
		return count > 0 ? count : 1;
	return count == 4 ? 2 : count <= 9 ? 3 : 4;
}

static double plot_height_for(const struct layout *layout)
{
	double height = layout->columns == 1   ? 270
			: layout->columns == 2 ? 220
			: layout->columns == 3 ? 170
					       : 130;
	return layout->figure->large ? 1.3 * height : height;
}

static struct panel_layout *panel_at(struct layout *layout, size_t row, size_t column)
{
	size_t index = row * layout->columns + column;
	return column < layout->columns && index < layout->figure->count ? &layout->panels[index]
									 : NULL;
}

/* Height by width of a plot that is drawn to scale; 0 for one that is not. */
static double aspect(const struct layout *layout, const struct panel_layout *at)
{
	double ratio = 0;
	if (all_pictures(layout->figure)) {
		const struct grid *grid = &at->panel->marks[0].grid;
		ratio = grid->columns > 0 ? (double)grid->rows / (double)grid->columns : 1;
		ratio = ratio < 0.2 ? 0.2 : ratio > 5 ? 5 : ratio;
	} else if (all_are(layout->figure, panel_is_plane)) {
		ratio = (at->scales.y.high - at->scales.y.low) /
			(at->scales.x.high - at->scales.x.low);
	}
	return ratio;
}

/* Makes the plots of a column equally far from its sides. */
static void align_column(struct layout *layout, size_t column)
{
	double left = 0, right = 0;
	for (size_t row = 0; row < layout->rows; row++) {
		struct panel_layout *at = panel_at(layout, row, column);
		left = at && at->left > left ? at->left : left;
		right = at && at->right > right ? at->right : right;
	}
	for (size_t row = 0; row < layout->rows; row++) {
		struct panel_layout *at = panel_at(layout, row, column);
		if (!at)
			continue;
		at->plot.x = at->cell.x + left;
		at->plot.width = at->cell.width - left - right;
	}
}

/* Places one row of panels below y; returns its lower end. */
static double place_row(struct layout *layout, size_t row, double y, double plot_height)
{
	double above = 0, below = 0, height = 0;
	for (size_t column = 0; column < layout->columns; column++) {
		const struct panel_layout *at = panel_at(layout, row, column);
		if (!at)
			continue;
		double ratio = aspect(layout, at);
		double own = ratio > 0 ? ratio * at->plot.width : plot_height;
		above = at->above > above ? at->above : above;
		below = at->below > below ? at->below : below;
		height = own > height ? own : height;
	}
	for (size_t column = 0; column < layout->columns; column++) {
		struct panel_layout *at = panel_at(layout, row, column);
		if (!at)
			continue;
		at->cell.y = y;
		at->cell.height = above + height + below;
		at->plot.y = y + above;
		double ratio = aspect(layout, at);
		at->plot.height = ratio > 0 ? ratio * at->plot.width : height;
	}
	return y + above + height + below;
}

static const struct mark *explained_map(const struct panel *panel)
{
	for (size_t i = 0; i < panel->count; i++)
		if (panel->marks[i].kind == MARK_MAP && panel->marks[i].label)
			return &panel->marks[i];
	return NULL;
}

/* With shared scales only the outer panels carry labels. */
static void start_panel(struct layout *layout, size_t index, double cell_width, double gap)
{
	const struct figure *figure = layout->figure;
	struct panel_layout *at = &layout->panels[index];
	const struct panel *panel = figure->panels[index];
	bool outer_left = index % layout->columns == 0;
	bool outer_below = index + layout->columns >= figure->count;
	at->panel = panel;
	at->scales = panel_scales(panel);
	at->cell.x = layout->type.tick + (double)(index % layout->columns) * (cell_width + gap);
	at->cell.width = cell_width;
	at->x_labelled = !panel_is_picture(panel) && (!figure->shared || outer_below);
	at->y_labelled = !panel_is_picture(panel) && (!figure->shared || outer_left);
	at->map = explained_map(panel);
	if (at->map)
		at->values = panel_value_scale(panel, at->map);
}

/* A note about values that no axis can show, so that an empty place has a reason. */
static double place_note(struct layout *layout, double y)
{
	struct omitted omitted = figure_omitted(layout->figure);
	struct text note = TEXT_EMPTY;
	if (omitted.not_positive > 0)
		text_format(&note,
			locale_plural("%zu value is not shown: zero or negative on a log axis.",
				"%zu values are not shown: zero or negative on a log axis.",
				omitted.not_positive),
			omitted.not_positive);
	if (omitted.not_finite > 0) {
		text_put(&note, note.length > 0 ? " " : "");
		text_format(&note,
			locale_plural("%zu value is not shown: not a finite number.",
				"%zu values are not shown: not finite numbers.",
				omitted.not_finite),
			omitted.not_finite);
	}
	if (note.length > 0) {
		double size = layout->type.tick;
		struct text shown = TEXT_EMPTY;
		measure_put_shortened(&shown, note.bytes, size, layout->width - 2 * size);
		y += 1.5 * size;
		layout_label(layout, (struct label){ .text = arena_copy(layout->arena, shown.bytes,
							     shown.length),
					     .x = size,
					     .y = y - 0.3 * size,
					     .size = size,
					     .muted = true });
		text_release(&shown);
	}
	text_release(&note);
	return y;
}

static void choose_size(struct layout *layout)
{
	const struct figure *figure = layout->figure;
	layout->type = figure->large ? large : normal;
	layout->columns = columns_for(figure);
	layout->rows = (figure->count + layout->columns - 1) / layout->columns;
	layout->width = figure->large ? (layout->columns > 1 ? 1080 : 860)
				      : (layout->columns > 1 ? 880 : 640);
	if (layout->columns == 1 && all_are(figure, panel_is_plane))
		layout->width *= 0.78;
	if (all_pictures(figure)) {
		double picture = figure->large ? 1.6 * PICTURE : PICTURE;
		layout->width =
			(double)layout->columns * (picture + layout->type.tick) + layout->type.tick;
		layout->width =
			layout->width > NARROWEST_PICTURES ? layout->width : NARROWEST_PICTURES;
	}
}

struct layout *layout_new(const struct figure *figure)
{
	struct arena *arena = arena_new();
	struct layout *layout = arena_take(arena, 1, sizeof *layout);
	layout->arena = arena;
	layout->figure = figure;
	choose_size(layout);
	double pad = layout->type.tick;
	double gap = all_pictures(figure) ? pad : 1.5 * pad;
	double columns = (double)layout->columns;
	double cell_width = (layout->width - 2 * pad - (columns - 1) * gap) / columns;
	double plot_height = plot_height_for(layout);
	layout->panels = arena_take(arena, figure->count, sizeof *layout->panels);
	for (size_t i = 0; i < figure->count; i++)
		start_panel(layout, i, cell_width, gap);
	double y = header_place(layout);
	for (size_t i = 0; i < figure->count; i++) {
		double ratio = aspect(layout, &layout->panels[i]);
		axes_reserve(
			layout, &layout->panels[i], ratio > 0 ? ratio * cell_width : plot_height);
	}
	for (size_t column = 0; column < layout->columns; column++)
		align_column(layout, column);
	for (size_t row = 0; row < layout->rows; row++)
		y = place_row(layout, row, row > 0 ? y + pad : y, plot_height);
	for (size_t i = 0; i < figure->count; i++)
		axes_label(layout, &layout->panels[i]);
	layout->height = place_note(layout, y) + 0.8 * pad;
	return layout;
}

void layout_free(struct layout *layout)
{
	if (layout)
		arena_free(layout->arena);
}
