/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the axes of a panel have to span, from its marks.
 */
#include "kernel/base/memory.h"
#include "kernel/view/figure.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

/* Room beside the marks, as a share of the axis; lines may come nearer to the sides than points. */
#define MARGIN      0.04
#define MARGIN_LINE 0.015
#define MARGIN_BARS 0.08 /* for their numbers */

struct extents {
	struct extent x, y;
};

bool panel_is_picture(const struct panel *panel)
{
	return panel->count == 1 && panel->marks[0].kind == MARK_MAP && !panel->marks[0].label &&
	       !panel->x.label && !panel->y.label;
}

const struct mark *panel_ridge_mark(const struct panel *panel)
{
	for (size_t i = 0; i < panel->count; i++)
		if (panel->marks[i].kind == MARK_RIDGES)
			return &panel->marks[i];
	return NULL;
}

const char *panel_category(const struct panel *panel, bool x, double position)
{
	const struct mark *ridges = x ? NULL : panel_ridge_mark(panel);
	if (ridges) {
		double row = (double)ridges->ridge_count - 1 - position;
		bool is_row = row >= 0 && row < (double)ridges->ridge_count;
		return is_row ? ridges->ridges[(size_t)row].name : "";
	}
	const struct axis *axis = x ? &panel->x : &panel->y;
	bool is_named = position >= 0 && position < (double)axis->category_count;
	const char *name = is_named ? axis->categories[(size_t)position] : NULL;
	return name ? name : "";
}

static int compare_numbers(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double mark_bar_half(const struct mark *mark)
{
	double *sorted = memory_new(mark->count, sizeof *sorted);
	size_t count = 0;
	for (size_t i = 0; i < mark->count; i++)
		if (real_is_finite(mark->x[i]))
			sorted[count++] = mark->x[i];
	qsort(sorted, count, sizeof *sorted, compare_numbers);
	double least = __builtin_inf();
	for (size_t i = 1; i < count; i++) {
		double step = sorted[i] - sorted[i - 1];
		least = step > 0 && step < least ? step : least;
	}
	free(sorted);
	return real_is_finite(least) ? least / 2 : 0.5;
}

static void include_bars(
	struct extents *extents, const struct panel *panel, const struct mark *mark)
{
	double half = mark_bar_half(mark);
	for (size_t i = 0; i < mark->count; i++) {
		if (!scale_can_show(panel->x.kind, mark->x[i]))
			continue;
		extent_include(&extents->x, panel->x.kind, mark->x[i] - half);
		extent_include(&extents->x, panel->x.kind, mark->x[i] + half);
		extent_include(&extents->y, panel->y.kind, mark->y[i]);
	}
	extent_include(&extents->y, panel->y.kind, 0);
	extents->x.fractional = false; /* the edges of bars are no values */
}

static void include_points(
	struct extents *extents, const struct panel *panel, const struct mark *mark)
{
	for (size_t i = 0; i < mark->count; i++) {
		double x = mark->x[i];
		if (!scale_can_show(panel->x.kind, x))
			continue;
		bool low = scale_can_show(panel->y.kind, mark->y[i]);
		bool high = mark->high && scale_can_show(panel->y.kind, mark->high[i]);
		if (low || high)
			extent_include(&extents->x, panel->x.kind, x);
		if (low)
			extent_include(&extents->y, panel->y.kind, mark->y[i]);
		if (high)
			extent_include(&extents->y, panel->y.kind, mark->high[i]);
	}
}

static void include_ridges(
	struct extents *extents, const struct panel *panel, const struct mark *mark)
{
	for (size_t row = 0; row < mark->ridge_count; row++)
		for (size_t i = 0; i < mark->ridges[row].count; i++)
			extent_include(&extents->x, panel->x.kind, mark->ridges[row].values[i]);
	extents->x.fractional = true;
}

static void include_mark(
	struct extents *extents, const struct panel *panel, const struct mark *mark)
{
	switch (mark->kind) {
	case MARK_BARS: include_bars(extents, panel, mark); break;
	case MARK_REFERENCE: extent_include(&extents->y, panel->y.kind, mark->x[0]); break;
	case MARK_REFERENCE_X: extent_include(&extents->x, panel->x.kind, mark->x[0]); break;
	case MARK_RIDGES: include_ridges(extents, panel, mark); break;
	case MARK_MAP:
	case MARK_CLASSES:
		extent_include(&extents->x, panel->x.kind, mark->grid.x0);
		extent_include(&extents->x, panel->x.kind, mark->grid.x1);
		extent_include(&extents->y, panel->y.kind, mark->grid.y0);
		extent_include(&extents->y, panel->y.kind, mark->grid.y1);
		break;
	default: include_points(extents, panel, mark);
	}
}

static struct extents panel_extents(const struct panel *panel)
{
	struct extents extents = { EXTENT_EMPTY, EXTENT_EMPTY };
	for (size_t i = 0; i < panel->count; i++)
		include_mark(&extents, panel, &panel->marks[i]);
	return extents;
}

static bool has_mark(const struct panel *panel, enum mark_kind kind)
{
	for (size_t i = 0; i < panel->count; i++)
		if (panel->marks[i].kind == kind)
			return true;
	return false;
}

static bool has_map(const struct panel *panel)
{
	return has_mark(panel, MARK_MAP) || has_mark(panel, MARK_CLASSES);
}

/* Half a place beside the first and the last category, named or not. */
static struct scale category_scale(const struct extent *extent, size_t named)
{
	double high = (double)named - 0.5;
	double seen = real_ceil(extent->high - 0.5) + 0.5;
	high = real_is_finite(seen) && seen > high ? seen : high;
	return scale_between(SCALE_CATEGORY, -0.5, high > 0 ? high : 0.5);
}

bool panel_is_plane(const struct panel *panel)
{
	if (!(has_mark(panel, MARK_CLASSES) || has_mark(panel, MARK_CLASS_POINTS)) ||
		panel->x.kind != SCALE_LINEAR || panel->y.kind != SCALE_LINEAR)
		return false;
	struct scales scales = panel_scales(panel);
	double ratio = (scales.y.high - scales.y.low) / (scales.x.high - scales.x.low);
	return ratio > 0.5 && ratio < 1.6;
}

static struct scale axis_scale(const struct axis *axis, struct extent extent, double margin)
{
	if (axis->kind == SCALE_CATEGORY)
		return category_scale(&extent, axis->category_count);
	if (axis->fixed)
		return scale_between(axis->kind, axis->low, axis->high);
	return scale_around(axis->kind, &extent, margin);
}

/* A scale that nearly reaches down to zero may as well show it. */
static void reach_zero(struct extent *extent)
{
	if (extent->low == 0 && extent->high == 0)
		extent->high = 1;
	if (extent->low > 0 && extent->low < 0.35 * extent->high)
		extent->low = 0;
}

static bool same_kinds(const struct panel *a, const struct panel *b)
{
	return a->x.kind == b->x.kind && a->y.kind == b->y.kind;
}

struct scales panel_scales(const struct panel *panel)
{
	const struct figure *figure = panel->figure;
	struct extents extents = panel_extents(panel);
	for (size_t i = 0; figure->shared && i < figure->count; i++) {
		const struct panel *other = figure->panels[i];
		if (other == panel || !same_kinds(panel, other))
			continue;
		struct extents more = panel_extents(other);
		extent_join(&extents.x, &more.x);
		extent_join(&extents.y, &more.y);
	}
	bool map = has_map(panel);
	bool points = has_mark(panel, MARK_POINTS) || has_mark(panel, MARK_CLASS_POINTS);
	bool bars = has_mark(panel, MARK_BARS);
	const struct mark *ridges = panel_ridge_mark(panel);
	if (!map && !ridges && panel->y.kind == SCALE_LINEAR)
		reach_zero(&extents.y);
	double beside = map ? 0 : points ? MARGIN : bars ? 0 : MARGIN_LINE;
	struct scales scales = {
		.x = axis_scale(&panel->x, extents.x, beside),
		.y = axis_scale(&panel->y, extents.y,
			map    ? 0
			: bars ? MARGIN_BARS
			       : MARGIN),
	};
	if (ridges)
		scales.y = scale_between(SCALE_CATEGORY, -0.5, (double)ridges->ridge_count - 0.5);
	/* An index or a count along x has no halves; a share along y has, even when it is 0 or 1.
	 */
	scales.y.whole = false;
	return scales;
}

static void include_values(struct extent *extent, const struct mark *map)
{
	for (size_t i = 0; i < map->count; i++)
		extent_include(extent, SCALE_LINEAR, map->y[i]);
}

struct scale panel_value_scale(const struct panel *panel, const struct mark *map)
{
	const struct figure *figure = panel->figure;
	struct extent extent = EXTENT_EMPTY;
	include_values(&extent, map);
	for (size_t i = 0; figure->shared && i < figure->count; i++)
		for (size_t m = 0; m < figure->panels[i]->count; m++)
			if (figure->panels[i]->marks[m].kind == MARK_MAP)
				include_values(&extent, &figure->panels[i]->marks[m]);
	if (map->grid.diverging && extent.low <= extent.high) {
		double most = real_abs(extent.low) > real_abs(extent.high) ? real_abs(extent.low)
									   : real_abs(extent.high);
		extent.low = -most;
		extent.high = most;
	}
	if (extent.low == 0 && extent.high == 0)
		extent.high = 1;
	return scale_around(SCALE_LINEAR, &extent, 0);
}

size_t ridge_histogram(
	const struct ridge *ridge, const struct scale *scale, size_t *bins, size_t count)
{
	memset(bins, 0, count * sizeof *bins);
	size_t most = 0;
	for (size_t i = 0; i < ridge->count; i++) {
		double place = scale_place(scale, ridge->values[i]);
		if (!(place >= 0 && place <= 1))
			continue;
		size_t bin = (size_t)(place * (double)count);
		bin = bin < count ? bin : count - 1;
		bins[bin]++;
		most = bins[bin] > most ? bins[bin] : most;
	}
	return most;
}

/* Whether the value was left out. */
static bool omit(struct omitted *omitted, enum scale_kind kind, double value)
{
	if (scale_can_show(kind, value))
		return false;
	if (real_is_finite(value))
		omitted->not_positive++;
	else
		omitted->not_finite++;
	return true;
}

static void omit_from(struct omitted *omitted, const struct panel *panel, const struct mark *mark)
{
	enum scale_kind x = panel->x.kind, y = panel->y.kind;
	for (size_t i = 0; i < mark->count; i++) {
		if (mark->kind == MARK_REFERENCE)
			omit(omitted, y, mark->x[i]);
		else if (mark->kind == MARK_REFERENCE_X)
			omit(omitted, x, mark->x[i]);
		else if (mark->kind == MARK_MAP)
			omit(omitted, SCALE_LINEAR, mark->y[i]);
		else if (mark->kind != MARK_CLASSES && !omit(omitted, x, mark->x[i]))
			omit(omitted, y, mark->y[i]);
	}
	for (size_t row = 0; row < mark->ridge_count; row++)
		for (size_t i = 0; i < mark->ridges[row].count; i++)
			omit(omitted, x, mark->ridges[row].values[i]);
}

struct omitted figure_omitted(const struct figure *figure)
{
	struct omitted omitted = { 0, 0 };
	for (size_t p = 0; p < figure->count; p++)
		for (size_t m = 0; m < figure->panels[p]->count; m++)
			omit_from(&omitted, figure->panels[p], &figure->panels[p]->marks[m]);
	return omitted;
}
