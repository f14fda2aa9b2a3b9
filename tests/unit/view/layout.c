/* SPDX-License-Identifier: BSD-3-Clause
 *
 * layout: whatever is drawn, texts do not overlap each other, do not cover the plots and are not
 * cut off by the figure's edges.
 */
#include "kernel/view/layout.h"

#include "kernel/view/measure.h"
#include "tests/unit/unit.h"
#include "tests/unit/view/samples.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What a label covers: capitals and digits rise to 0.73 of the size, descenders fall to 0.2. */
static struct box box_of(const struct label *label)
{
	double width = label_width(label);
	double shift = label->anchor == ANCHOR_START ? 0
		       : label->anchor == ANCHOR_END ? width
						     : width / 2;
	return (struct box){ label->x - shift, label->y - 0.73 * label->size, width,
		0.93 * label->size };
}

static double overlap(double from, double length, double other, double other_length)
{
	double end = fmin(from + length, other + other_length);
	return end - fmax(from, other);
}

/* By more than a pixel in both directions. */
static bool overlaps(struct box a, struct box b)
{
	return overlap(a.x, a.width, b.x, b.width) > 1 && overlap(a.y, a.height, b.y, b.height) > 1;
}

/* Turned labels are parallel: what counts is the distance of their base lines. */
static bool turned_overlap(const struct label *a, const struct label *b)
{
	double distance = fabs(a->x - b->x) * sin(LABEL_ANGLE * 3.14159265358979 / 180);
	return a->y == b->y && distance < 0.93 * a->size;
}

static void check_label(const struct layout *layout, const struct label *label, unsigned seed)
{
	struct box box = box_of(label);
	if (label->turned) { /* its far end */
		double angle = LABEL_ANGLE * 3.14159265358979 / 180, width = box.width;
		ck_assert_msg(label->x - width * cos(angle) - label->size > -1, "seed %u: %s", seed,
			label->text);
		ck_assert_msg(label->y + width * sin(angle) < layout->height, "seed %u: %s", seed,
			label->text);
		return;
	}
	ck_assert_msg(box.x > -1 && box.x + box.width < layout->width + 1, "seed %u: %s: %g + %g",
		seed, label->text, box.x, box.width);
	ck_assert_msg(box.y > -1 && box.y + box.height < layout->height + 1, "seed %u: %s", seed,
		label->text);
	for (size_t i = 0; i < layout->figure->count; i++) {
		struct box plot = layout->panels[i].plot;
		ck_assert_msg(!overlaps(box, plot), "seed %u: %s covers a plot", seed, label->text);
	}
}

static void check_layout(const struct figure *figure, unsigned seed)
{
	struct layout *layout = layout_new(figure);
	for (size_t i = 0; i < layout->label_count; i++) {
		const struct label *a = &layout->labels[i];
		check_label(layout, a, seed);
		for (size_t j = 0; j < i; j++) {
			const struct label *b = &layout->labels[j];
			if (a->turned != b->turned)
				continue;
			bool bad =
				a->turned ? turned_overlap(a, b) : overlaps(box_of(a), box_of(b));
			ck_assert_msg(!bad, "seed %u: \"%s\" and \"%s\"", seed, a->text, b->text);
		}
	}
	for (size_t i = 0; i < layout->swatch_count; i++)
		for (size_t j = 0; j < figure->count; j++)
			ck_assert(!overlaps(layout->swatches[i].box, layout->panels[j].plot));
	for (size_t i = 0; i < figure->count; i++) {
		struct box plot = layout->panels[i].plot;
		ck_assert_msg(plot.width > 20 && plot.height > 15, "seed %u: %g x %g", seed,
			plot.width, plot.height);
		for (size_t j = 0; j < i; j++)
			ck_assert(!overlaps(plot, layout->panels[j].plot));
	}
	layout_free(layout);
}

START_TEST(nothing_overlaps_in_any_figure)
{
	for (unsigned seed = 1; seed <= 1500; seed++) {
		struct figure *figure = sample_new(seed);
		check_layout(figure, seed);
		figure_free(figure);
	}
}
END_TEST

START_TEST(forty_panels_stand_side_by_side)
{
	const double x[] = { 1, 2, 3 }, y[] = { 1e-9, 1, 1e9 };
	for (int large = 0; large < 2; large++) {
		struct figure *figure = figure_new("forty");
		if (large)
			figure_large(figure);
		for (int i = 0; i < 40; i++) {
			char name[48];
			snprintf(name, sizeof name, "panel %d of so many panels", i);
			struct panel *panel = figure_panel(figure, name);
			panel_x(panel, "epoch", SCALE_LINEAR);
			panel_y(panel, "loss", SCALE_LOG);
			panel_line(panel, name, x, y, 3);
		}
		check_layout(figure, 0);
		figure_free(figure);
	}
}
END_TEST

START_TEST(two_hundred_categories_keep_some_names)
{
	char names[200][24];
	const char *pointers[200];
	double x[200], y[200];
	for (int i = 0; i < 200; i++) {
		snprintf(names[i], sizeof names[i], "neuron %d", i);
		pointers[i] = names[i];
		x[i] = i;
		y[i] = i % 7;
	}
	struct figure *figure = figure_new("categories");
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, "unit", SCALE_CATEGORY);
	panel_x_categories(panel, pointers, 200);
	panel_bars(panel, NULL, x, y, 200);
	check_layout(figure, 0);
	struct layout *layout = layout_new(figure);
	ck_assert_uint_ge(layout->panels[0].x_tick_count, 3);
	layout_free(layout);
	figure_free(figure);
}
END_TEST

/* Type for a projector is larger in relation to the figure, which is scaled to the column it is in.
 */
START_TEST(large_is_larger_where_it_is_shown)
{
	const double x[] = { 1, 2, 3 };
	for (int panels = 1; panels < 7; panels++) {
		struct figure *figure = figure_new("size");
		for (int i = 0; i < panels; i++)
			panel_line(figure_panel(figure, NULL), "a", x, x, 3);
		struct layout *small = layout_new(figure);
		figure_large(figure);
		struct layout *large = layout_new(figure);
		ck_assert(large->type.tick / large->width > 1.25 * small->type.tick / small->width);
		ck_assert_double_le(small->width, 900);
		layout_free(small);
		layout_free(large);
		figure_free(figure);
	}
}
END_TEST

START_TEST(long_text_is_cut_to_its_room)
{
	char name[400];
	memset(name, 'm', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	for (double width = 20; width < 500; width += 7) {
		struct text shown = TEXT_EMPTY;
		measure_put_shortened(&shown, name, 12, width);
		ck_assert(measure_text(shown.bytes, 12) <= width + 1);
		ck_assert(measure_text(shown.bytes, 12) > width - 2 * 12);
		text_release(&shown);
	}
}
END_TEST

SUITE(nothing_overlaps_in_any_figure, forty_panels_stand_side_by_side,
	two_hundred_categories_keep_some_names, large_is_larger_where_it_is_shown,
	long_text_is_cut_to_its_room)
