/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Around a plot: tick labels, names of axes, the key of a map, names of reference lines. Names of
 * y axes stand above them, where they are read without turning the head and need no room beside.
 */
#include "kernel/view/layout.h"
#include "kernel/view/measure.h"
#include "nn/real.h"

#include <string.h>

/* cos and sin of LABEL_ANGLE. */
#define COSINE 0.819
#define SINE   0.574

enum { FEWEST_LINES = 2, MOST_LINES = 8 };

static char *shortened(struct layout *layout, const char *string, double size, double width)
{
	struct text text = TEXT_EMPTY;
	measure_put_shortened(&text, string, size, width);
	char *copy = arena_copy(layout->arena, text_string(&text), text.length);
	text_release(&text);
	return copy;
}

static bool is_category(const struct scale *scale)
{
	return scale->kind == SCALE_CATEGORY;
}

static struct label tick_label(
	struct layout *layout, const struct panel_layout *at, bool x, const struct tick *tick)
{
	const struct scale *scale = x ? &at->scales.x : &at->scales.y;
	struct label label = { .size = layout->type.tick, .text = tick->text, .muted = true };
	label.number = !is_category(scale);
	if (label.number)
		return label;
	double most = x ? 13 * label.size : 0.32 * at->cell.width;
	label.text = shortened(layout, panel_category(at->panel, x, tick->value), label.size, most);
	return label;
}

static double widest_tick(struct layout *layout, const struct panel_layout *at, bool x,
	const struct tick *ticks, size_t count)
{
	double widest = 0;
	for (size_t i = 0; i < count; i++) {
		struct label label = tick_label(layout, at, x, &ticks[i]);
		double width = label_width(&label);
		widest = width > widest ? width : widest;
	}
	return widest;
}

static size_t clamp_count(double wanted, size_t low, size_t high)
{
	size_t count = wanted > 0 ? (size_t)wanted : 0;
	return count < low ? low : count > high ? high : count;
}

static void choose_y_ticks(struct layout *layout, struct panel_layout *at, double plot_height)
{
	bool names = is_category(&at->scales.y);
	double size = layout->type.tick;
	size_t most = names ? clamp_count(plot_height / (1.25 * size), 1, TICKS)
			    : clamp_count(plot_height / (2.6 * size), FEWEST_LINES, MOST_LINES);
	at->y_tick_count = scale_ticks(&at->scales.y, most, at->y_ticks);
}

/* Names of categories that do not fit side by side are turned, if there is room for each. */
static bool must_turn(struct layout *layout, struct panel_layout *at)
{
	double places = at->scales.x.high - at->scales.x.low;
	double slot = (at->cell.width - 5 * layout->type.tick) / places;
	if (!is_category(&at->scales.x) || slot < 1.75 * layout->type.tick)
		return false;
	size_t count = scale_ticks(&at->scales.x, TICKS, at->x_ticks);
	return widest_tick(layout, at, true, at->x_ticks, count) > slot - 0.5 * layout->type.tick;
}

static double room_for_x_labels(struct layout *layout, struct panel_layout *at)
{
	double size = layout->type.tick, room = 1.6 * size;
	at->turned = must_turn(layout, at);
	if (!at->turned)
		return room;
	size_t count = scale_ticks(&at->scales.x, TICKS, at->x_ticks);
	return room + SINE * widest_tick(layout, at, true, at->x_ticks, count);
}

static double key_width(struct layout *layout, const struct panel_layout *at, double plot_height)
{
	struct tick ticks[TICKS];
	double size = layout->type.tick, widest = 0;
	size_t most = clamp_count(plot_height / (2.6 * size), FEWEST_LINES, MOST_LINES);
	size_t count = scale_ticks(&at->values, most, ticks);
	for (size_t i = 0; i < count; i++) {
		struct label label = { .text = ticks[i].text, .size = size, .number = true };
		double width = label_width(&label);
		widest = width > widest ? width : widest;
	}
	return 2.6 * size + widest;
}

static double room_at_right(
	struct layout *layout, const struct panel_layout *at, double plot_height)
{
	double size = layout->type.tick, room = size;
	if (at->map)
		return key_width(layout, at, plot_height);
	for (size_t i = 0; layout->names_beside && i < at->panel->count; i++) {
		const struct mark *mark = &at->panel->marks[i];
		if (mark->kind != MARK_REFERENCE || mark->series == NO_SERIES)
			continue;
		double width = measure_text(layout->figure->references.names[mark->series], size);
		room = width + 0.8 * size > room ? width + 0.8 * size : room;
	}
	return room;
}

static bool names_x_reference(const struct layout *layout, const struct panel *panel)
{
	for (size_t i = 0; layout->names_beside && i < panel->count; i++)
		if (panel->marks[i].kind == MARK_REFERENCE_X && panel->marks[i].series != NO_SERIES)
			return true;
	return false;
}

/* Turned names end at their ticks and reach to the left of them, the first ones beyond the plot. */
static void reserve_for_turned(struct layout *layout, struct panel_layout *at)
{
	double slot =
		(at->cell.width - 5 * layout->type.tick) / (at->scales.x.high - at->scales.x.low);
	size_t count = scale_ticks(&at->scales.x, TICKS, at->x_ticks);
	for (size_t i = 0; i < count; i++) {
		struct label label = tick_label(layout, at, true, &at->x_ticks[i]);
		double reach =
			COSINE * label_width(&label) + SINE * label.size - slot * ((double)i + 0.5);
		at->left = reach > at->left ? reach : at->left;
	}
}

static bool has_text(const char *string)
{
	return string && *string;
}

/* A panel that is called what its axis is called says so once. */
static bool names_y(const struct panel_layout *at)
{
	const struct panel *panel = at->panel;
	return at->y_labelled && has_text(panel->y.label) &&
	       !(panel->title && strcmp(panel->title, panel->y.label) == 0);
}

void axes_reserve(struct layout *layout, struct panel_layout *at, double plot_height)
{
	double size = layout->type.tick, line = 1.45 * layout->type.label;
	const struct panel *panel = at->panel;
	at->above = has_text(panel->title) ? line : 0;
	if (panel_is_picture(panel)) {
		at->below = 0;
		return;
	}
	bool names = names_y(at) || (at->map && *at->map->label);
	at->above += (names ? line : 0) + (names_x_reference(layout, panel) ? 1.2 * size : 0);
	at->above += 0.7 * size;
	at->right = room_at_right(layout, at, plot_height);
	choose_y_ticks(layout, at, plot_height);
	at->left = 0.4 * size;
	if (at->y_labelled && at->y_tick_count > 0)
		at->left =
			0.6 * size + widest_tick(layout, at, false, at->y_ticks, at->y_tick_count);
	at->below = 0.5 * size;
	if (!at->x_labelled)
		return;
	at->below = room_for_x_labels(layout, at);
	at->below += has_text(panel->x.label) ? 1.2 * layout->type.label : 0;
	if (at->turned)
		reserve_for_turned(layout, at);
}

/* ---- once the plot stands ---- */

/* The horizontal span of a centred label; one that would come too near to another panel or to the
 * edge is moved in. */
static void keep_inside(const struct layout *layout, const struct panel_layout *at,
	struct label *label, double *from, double *to)
{
	double half = label_width(label) / 2, beyond = 0.5 * layout->type.tick;
	double low = at->cell.x - beyond + half, high = at->cell.x + at->cell.width + beyond - half;
	label->x = label->x < low ? low : label->x > high ? high : label->x;
	*from = label->x - half;
	*to = label->x + half;
}

static struct label x_tick_label(struct layout *layout, const struct panel_layout *at, size_t tick)
{
	double size = layout->type.tick;
	struct label label = tick_label(layout, at, true, &at->x_ticks[tick]);
	label.x = at->plot.x + at->x_ticks[tick].place * at->plot.width;
	label.y = at->plot.y + at->plot.height + 1.35 * size;
	label.anchor = at->turned ? ANCHOR_END : ANCHOR_MIDDLE;
	label.turned = at->turned;
	if (at->turned) {
		label.x += 0.3 * size;
		label.y -= 0.1 * size;
	}
	return label;
}

static bool x_labels_fit(struct layout *layout, const struct panel_layout *at)
{
	double before = -1e9, size = layout->type.tick;
	for (size_t i = 0; i < at->x_tick_count; i++) {
		struct label label = x_tick_label(layout, at, i);
		double from, to;
		if (at->turned)
			from = to = label.x;
		else
			keep_inside(layout, at, &label, &from, &to);
		if (from < before + (at->turned ? size / SINE : 0.6 * size))
			return false;
		before = to;
	}
	return true;
}

static void place_x_ticks(struct layout *layout, struct panel_layout *at)
{
	bool names = is_category(&at->scales.x);
	size_t most = names ? TICKS : clamp_count(at->plot.width / (3 * layout->type.tick), 1, 12);
	do
		at->x_tick_count = scale_ticks(&at->scales.x, most, at->x_ticks);
	while (!x_labels_fit(layout, at) && --most > 0);
	for (size_t i = 0; i < at->x_tick_count && at->x_labelled; i++) {
		struct label label = x_tick_label(layout, at, i);
		double from, to;
		if (!at->turned)
			keep_inside(layout, at, &label, &from, &to);
		layout_label(layout, label);
	}
}

static void place_y_ticks(struct layout *layout, struct panel_layout *at)
{
	double size = layout->type.tick;
	choose_y_ticks(layout, at, at->plot.height);
	for (size_t i = 0; i < at->y_tick_count && at->y_labelled; i++) {
		struct label label = tick_label(layout, at, false, &at->y_ticks[i]);
		label.x = at->plot.x - 0.5 * size;
		label.y = at->plot.y + (1 - at->y_ticks[i].place) * at->plot.height + 0.35 * size;
		label.anchor = ANCHOR_END;
		layout_label(layout, label);
	}
}

static void place_key(struct layout *layout, struct panel_layout *at)
{
	double size = layout->type.tick;
	at->key = (struct box){ at->plot.x + at->plot.width + 0.9 * size, at->plot.y, 1.1 * size,
		at->plot.height };
	struct tick ticks[TICKS];
	size_t most = clamp_count(at->plot.height / (2.6 * size), FEWEST_LINES, MOST_LINES);
	size_t count = scale_ticks(&at->values, most, ticks);
	for (size_t i = 0; i < count; i++)
		layout_label(
			layout, (struct label){ .text = arena_copy(layout->arena, ticks[i].text,
							strlen(ticks[i].text)),
					.x = at->key.x + at->key.width + 0.4 * size,
					.y = at->plot.y + (1 - ticks[i].place) * at->plot.height +
					     0.35 * size,
					.size = size,
					.number = true,
					.muted = true });
}

/* Title of the panel, then the name of the y axis and, at the right end, that of the key. */
static void place_names(struct layout *layout, struct panel_layout *at)
{
	const struct panel *panel = at->panel;
	double size = layout->type.label, right = at->cell.x + at->cell.width;
	double y = at->cell.y + size, width = at->cell.width;
	bool picture = panel_is_picture(panel);
	if (has_text(panel->title)) {
		layout_label(layout,
			(struct label){ .text = shortened(layout, panel->title, 1.08 * size, width),
				.x = picture ? at->plot.x + at->plot.width / 2 : at->cell.x,
				.y = y,
				.size = size,
				.bold = !picture,
				.anchor = picture ? ANCHOR_MIDDLE : ANCHOR_START });
	}
	y = at->plot.y - layout->type.tick;
	y -= names_x_reference(layout, panel) ? 1.2 * layout->type.tick : 0;
	bool left_name = names_y(at);
	bool right_name = at->map && *at->map->label;
	double share = left_name && right_name ? (width - size) / 2 : width;
	if (left_name)
		layout_label(layout,
			(struct label){ .text = shortened(layout, panel->y.label, size, share),
				.x = at->cell.x,
				.y = y,
				.size = size });
	if (right_name)
		layout_label(layout,
			(struct label){ .text = shortened(layout, at->map->label, size, share),
				.x = right,
				.y = y,
				.size = size,
				.anchor = ANCHOR_END });
	if (at->x_labelled && has_text(panel->x.label))
		layout_label(layout, (struct label){ .text = shortened(layout, panel->x.label, size,
							     at->plot.width),
					     .x = at->plot.x + at->plot.width / 2,
					     .y = at->cell.y + at->cell.height - 0.3 * size,
					     .size = size,
					     .anchor = ANCHOR_MIDDLE });
}

/* Names of horizontal references, pushed apart from above to below where they would touch. */
static void place_reference_names(struct layout *layout, const struct panel_layout *at)
{
	double size = layout->type.tick, lowest = -1e9;
	const struct mark *next;
	double done = -1e9; /* place of the last one, as distance from the top */
	do {
		next = NULL;
		double nearest = 1e9;
		for (size_t i = 0; i < at->panel->count; i++) {
			const struct mark *mark = &at->panel->marks[i];
			double place = mark->kind == MARK_REFERENCE && mark->series != NO_SERIES
					       ? 1 - scale_place(&at->scales.y, mark->x[0])
					       : -1;
			if (place >= 0 && place <= 1 && place > done && place < nearest) {
				nearest = place;
				next = mark;
			}
		}
		if (!next)
			break;
		done = nearest;
		double y = at->plot.y + nearest * at->plot.height + 0.35 * size;
		y = y < lowest + 1.15 * size ? lowest + 1.15 * size : y;
		lowest = y;
		layout_label(layout,
			(struct label){ .text = layout->figure->references.names[next->series],
				.x = at->plot.x + at->plot.width + 0.4 * size,
				.y = y,
				.size = size });
	} while (next);
}

static void place_x_reference_name(struct layout *layout, const struct panel_layout *at)
{
	for (size_t i = 0; i < at->panel->count; i++) {
		const struct mark *mark = &at->panel->marks[i];
		if (mark->kind != MARK_REFERENCE_X || mark->series == NO_SERIES)
			continue;
		double place = scale_place(&at->scales.x, mark->x[0]), from, to;
		if (!(place >= 0 && place <= 1))
			continue;
		struct label label = { .text = layout->figure->references.names[mark->series],
			.x = at->plot.x + place * at->plot.width,
			.y = at->plot.y - 0.65 * layout->type.tick,
			.size = layout->type.tick,
			.anchor = ANCHOR_MIDDLE };
		keep_inside(layout, at, &label, &from, &to);
		layout_label(layout, label);
	}
}

void axes_label(struct layout *layout, struct panel_layout *at)
{
	place_names(layout, at);
	if (panel_is_picture(at->panel))
		return;
	place_x_ticks(layout, at);
	place_y_ticks(layout, at);
	if (at->map)
		place_key(layout, at);
	if (layout->names_beside) {
		place_reference_names(layout, at);
		place_x_reference_name(layout, at);
	}
}
