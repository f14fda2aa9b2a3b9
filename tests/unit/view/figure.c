/* SPDX-License-Identifier: BSD-3-Clause
 *
 * figure: marks stand where the formula of their scale says, each face is well formed, and the same
 * figure gives the same bytes.
 */
#include "kernel/view/bundle.h"
#include "kernel/view/layout.h"
#include "kernel/view/palette.h"
#include "tests/unit/unit.h"
#include "tests/unit/view/markup.h"
#include "tests/unit/view/samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char svg_type[] = "image/svg+xml";

/* The numbers that follow `key` in the text, at most `most` of them. */
static size_t numbers_after(const char *text, const char *key, double *numbers, size_t most)
{
	const char *at = strstr(text, key);
	size_t count = 0;
	if (!at)
		return 0;
	for (at += strlen(key); count < most;) {
		char *end;
		double number = strtod(at, &end);
		if (end == at)
			break;
		numbers[count++] = number;
		at = end + strspn(end, ", ");
	}
	return count;
}

START_TEST(points_stand_where_the_formula_says)
{
	const double x[] = { 0, 2.5, 10 }, y[] = { 1e-4, 1, 100 };
	struct figure *figure = line_new(SCALE_LOG, x, y, 3);
	panel_x_range(figure->panels[0], 0, 10);
	panel_y_range(figure->panels[0], 1e-4, 1e4);
	struct layout *layout = layout_new(figure);
	struct box plot = layout->panels[0].plot;
	layout_free(layout);
	char *svg = face_new(figure, svg_type);
	double found[8];
	ck_assert_uint_eq(numbers_after(svg, " points=\"", found, 8), 6);
	for (size_t i = 0; i < 3; i++) {
		double wanted_x = plot.x + x[i] / 10 * plot.width;
		double wanted_y = plot.y + plot.height * (1 - (log10(y[i]) + 4) / 8);
		ck_assert_double_eq_tol(found[2 * i], wanted_x, 0.051);
		ck_assert_double_eq_tol(found[2 * i + 1], wanted_y, 0.051);
	}
	ck_assert_uint_eq(markup_count(svg, "<circle"), 3); /* few points are marked */
	free(svg);
	figure_free(figure);
}
END_TEST

START_TEST(the_document_is_what_notebooks_take)
{
	const double x[] = { 1, 2, 3 }, y[] = { 3, 1, 2 };
	struct figure *figure = line_new(SCALE_LINEAR, x, y, 3);
	char *svg = face_new(figure, svg_type);
	ck_assert(markup_is_well_formed(svg, ""));
	ck_assert_ptr_eq(svg, strstr(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" "));
	ck_assert_ptr_nonnull(strstr(svg, "font-family=\"sans-serif\" role=\"img\""));
	ck_assert_ptr_nonnull(
		strstr(svg, "<title>A line</title>\n<desc>From 3 to 2.</desc>\n<rect "));
	ck_assert_ptr_nonnull(strstr(svg, "fill=\"#fff\"/>"));
	static const char *const absent[] = { " id=", "<style", "<script", "href", "url(",
		"class=" };
	for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
		ck_assert_ptr_null(strstr(svg, absent[i]));
	for (const char *line = svg; *line; line = strchr(line, '\n') + 1)
		ck_assert_int_eq(*line, '<');
	free(svg);
	figure_free(figure);
}
END_TEST

START_TEST(lines_break_where_there_is_nothing)
{
	double x[30], y[30];
	for (int i = 0; i < 30; i++) {
		x[i] = i;
		y[i] = i == 10 || i == 12 ? (double)NAN : i == 20 ? (double)INFINITY : i;
	}
	struct figure *figure = line_new(SCALE_LINEAR, x, y, 30);
	char *svg = face_new(figure, svg_type);
	/* 0-9, 13-19 and 21-29; the point at 11 has no neighbours and is drawn by itself. */
	ck_assert_uint_eq(markup_count(svg, "<polyline"), 3);
	ck_assert_uint_eq(markup_count(svg, "<circle"), 1);
	ck_assert_ptr_nonnull(strstr(svg, "3 values are not shown: not finite numbers."));
	free(svg);
	figure_free(figure);
}
END_TEST

START_TEST(zeros_on_a_log_axis_are_counted)
{
	const double x[] = { 1, 2, 3, 4, 5 }, y[] = { 0, 1e-3, -1, 0.1, 1 };
	struct figure *figure = line_new(SCALE_LOG, x, y, 5);
	char *svg = face_new(figure, svg_type), *html = face_new(figure, "text/html");
	ck_assert_ptr_nonnull(
		strstr(svg, "2 values are not shown: zero or negative on a log axis."));
	ck_assert_ptr_nonnull(strstr(html, ">-1</td>")); /* the data table has them all */
	free(svg);
	free(html);
	figure_free(figure);
}
END_TEST

START_TEST(lines_are_cut_at_the_plot)
{
	const double x[] = { 0, 1, 2, 3 }, y[] = { -100, 100, -100, 0.5 };
	struct figure *figure = line_new(SCALE_LINEAR, x, y, 4);
	panel_y_range(figure->panels[0], 0, 1);
	struct layout *layout = layout_new(figure);
	struct box plot = layout->panels[0].plot;
	layout_free(layout);
	char *svg = face_new(figure, svg_type);
	size_t stretches = 0;
	for (const char *at = svg; (at = strstr(at, "points=\"")); at++, stretches++) {
		double found[8];
		size_t count = numbers_after(at, "points=\"", found, 8);
		ck_assert_uint_ge(count, 4);
		for (size_t i = 0; i < count; i += 2) {
			ck_assert(found[i + 1] > plot.y - 0.06);
			ck_assert(found[i + 1] < plot.y + plot.height + 0.06);
		}
	}
	ck_assert_uint_eq(stretches, 3);
	free(svg);
	figure_free(figure);
}
END_TEST

START_TEST(long_lines_are_thinned_and_keep_their_extremes)
{
	enum { MANY = 20000 };
	static double x[MANY], y[MANY];
	for (int i = 0; i < MANY; i++) {
		x[i] = i;
		y[i] = sin(i * 0.7);
	}
	y[12345] = 9;
	y[777] = -8;
	struct figure *figure = line_new(SCALE_LINEAR, x, y, MANY);
	panel_y_range(figure->panels[0], -10, 10);
	struct layout *layout = layout_new(figure);
	struct box plot = layout->panels[0].plot;
	layout_free(layout);
	static double found[2 * MANY];
	char *svg = face_new(figure, svg_type);
	size_t count = numbers_after(svg, " points=\"", found, 2 * (size_t)MANY);
	ck_assert_uint_le(count / 2, 4 * ((size_t)plot.width + 2));
	double top = 1e9, bottom = 0;
	for (size_t i = 1; i < count; i += 2) {
		top = fmin(top, found[i]);
		bottom = fmax(bottom, found[i]);
	}
	ck_assert_double_eq_tol(top, plot.y + plot.height * 0.05, 0.051);
	ck_assert_double_eq_tol(bottom, plot.y + plot.height * 0.9, 0.051);
	free(svg);
	figure_free(figure);
}
END_TEST

START_TEST(bars_stand_on_zero)
{
	const double x[] = { 0, 1, 2 }, y[] = { 2, -1, 4 };
	const char *const names[] = { "a", "b", "c" };
	struct figure *figure = figure_new("bars");
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, NULL, SCALE_CATEGORY);
	panel_x_categories(panel, names, 3);
	panel_bars(panel, NULL, x, y, 3);
	panel_y_range(panel, -2, 4);
	struct layout *layout = layout_new(figure);
	struct box plot = layout->panels[0].plot;
	layout_free(layout);
	char *svg = face_new(figure, svg_type);
	double zero = plot.y + plot.height * 4 / 6, unit = plot.height / 6;
	const char *at = svg;
	for (size_t i = 0; i < 3; i++) {
		double left, top, height;
		at = strstr(at + 1, "<rect x=");
		ck_assert_ptr_nonnull(at);
		numbers_after(at, "x=\"", &left, 1);
		numbers_after(at, "y=\"", &top, 1);
		numbers_after(at, " height=\"", &height, 1);
		ck_assert_double_eq_tol(top, y[i] > 0 ? zero - y[i] * unit : zero, 0.051);
		ck_assert_double_eq_tol(height, fabs(y[i]) * unit, 0.051);
		ck_assert_double_eq_tol(left, plot.x + plot.width * ((double)i + 0.1) / 3, 0.051);
	}
	free(svg);
	figure_free(figure);
}
END_TEST

/* Adds up the subpaths "Mx yHxVyHxz" of all paths that start with `key`. */
static double area_of(const char *svg, const char *key)
{
	double area = 0;
	for (const char *at = svg; (at = strstr(at, key)); at++) {
		const char *end = strchr(at, '/');
		for (const char *cell = strstr(at, "d=\"") + 2;
			(cell = strpbrk(cell, "M\n")) && cell < end; cell++) {
			double x, y, right, bottom;
			ck_assert_int_eq(
				sscanf(cell, "M%lf %lfH%lfV%lf", &x, &y, &right, &bottom), 4);
			area += (right - x) * (bottom - y);
		}
	}
	return area;
}

START_TEST(cells_of_a_map_cover_the_plot_once)
{
	double values[30 * 20], strength[30 * 20];
	unsigned classes[30 * 20], seed = 3;
	for (int i = 0; i < 600; i++) {
		values[i] = sample_number(&seed);
		strength[i] = rand_r(&seed) / (double)RAND_MAX;
		classes[i] = (unsigned)rand_r(&seed) % 3;
	}
	for (int kind = 0; kind < 3; kind++) {
		struct figure *figure = figure_new("map");
		struct panel *panel = figure_panel(figure, NULL);
		panel_x(panel, "x", SCALE_LINEAR);
		if (kind < 2)
			panel_map(panel, "value", values, 30, 20, -3, 5, 0, 1, kind);
		else
			panel_classes(panel, classes, strength, 30, 20, -3, 5, 0, 1, NULL, 3);
		struct layout *layout = layout_new(figure);
		struct box plot = layout->panels[0].plot;
		layout_free(layout);
		char *svg = face_new(figure, svg_type);
		double area = area_of(svg, "<path shape-rendering=\"crispEdges\"");
		ck_assert_double_eq_tol(area / (plot.width * plot.height), 1, 0.002);
		free(svg);
		figure_free(figure);
	}
}
END_TEST

START_TEST(points_are_drawn_once_a_pixel)
{
	const double x[] = { 1, 2, 2, 2, 3, (double)NAN }, y[] = { 1, 2, 2, 2, 3, 1 };
	struct figure *figure = figure_new("points");
	struct panel *panel = figure_panel(figure, NULL);
	panel_points(panel, NULL, x, y, 6);
	char *svg = face_new(figure, svg_type);
	const char *path = strstr(svg, "stroke-width=\"0.8\" d=\"");
	ck_assert_ptr_nonnull(path);
	char *line = strndup(path, strcspn(path, "\n"));
	ck_assert_uint_eq(markup_count(line, "M"), 3);
	free(line);
	free(svg);
	figure_free(figure);
}
END_TEST

START_TEST(a_label_has_one_colour_in_all_panels)
{
	const double x[] = { 1, 2, 3 }, y[] = { 1, 2, 3 }, z[] = { 3, 2, 1 };
	struct figure *figure = figure_new("two");
	struct panel *first = figure_panel(figure, "first"),
		     *second = figure_panel(figure, "second");
	panel_line(first, "train", x, y, 3);
	panel_line(first, "test", x, z, 3);
	panel_line(second, "test", x, y, 3);
	char *svg = face_new(figure, svg_type), colour[COLOUR_LENGTH], stroke[32];
	/* The lines, and one sample in the legend. */
	snprintf(stroke, sizeof stroke, "stroke=\"%s\"", palette_text(colour, palette_series(0)));
	ck_assert_uint_eq(markup_count(svg, stroke), 2);
	snprintf(stroke, sizeof stroke, "stroke=\"%s\"", palette_text(colour, palette_series(1)));
	ck_assert_uint_eq(markup_count(svg, stroke), 3);
	ck_assert_uint_eq(markup_count(svg, ">test</text>"), 1);
	free(svg);
	figure_free(figure);
}
END_TEST

START_TEST(a_line_under_another_still_shows)
{
	const double x[] = { 1, 2, 3 }, y[] = { 1, 2, 3 };
	struct figure *figure = figure_new("two");
	struct panel *panel = figure_panel(figure, NULL);
	panel_line(panel, "a", x, y, 3);
	panel_line(panel, "b", x, y, 3);
	char *svg = face_new(figure, svg_type);
	ck_assert_uint_eq(markup_count(svg, "<polyline"), 2);
	ck_assert_uint_eq(markup_count(svg, "stroke-dasharray=\"8 8\""), 1);
	free(svg);
	figure_free(figure);
}
END_TEST

START_TEST(shared_scales_are_shared)
{
	const double x[] = { 1, 2, 3 }, y[] = { 1, 2, 3 }, z[] = { 10, 20, 30 };
	struct figure *figure = figure_new("two");
	panel_line(figure_panel(figure, NULL), "a", x, y, 3);
	panel_line(figure_panel(figure, NULL), "a", x, z, 3);
	ck_assert_double_lt(panel_scales(figure->panels[0]).y.high, 5);
	figure_share_scales(figure);
	for (size_t i = 0; i < 2; i++) {
		struct scale scale = panel_scales(figure->panels[i]).y;
		ck_assert_double_eq(scale.low, 0);
		ck_assert_double_ge(scale.high, 30);
	}
	figure_free(figure);
}
END_TEST

START_TEST(histograms_count_what_they_should)
{
	double values[1000];
	for (int i = 0; i < 1000; i++)
		values[i] = i == 0 ? (double)NAN : i / 1000.0;
	struct ridge ridge = { NULL, values, 1000 };
	struct scale scale = scale_between(SCALE_LINEAR, 0, 1);
	size_t bins[10], most = ridge_histogram(&ridge, &scale, bins, 10);
	size_t sum = 0;
	for (size_t i = 0; i < 10; i++) {
		ck_assert_uint_ge(bins[i], 99);
		ck_assert_uint_le(bins[i], most);
		sum += bins[i];
	}
	ck_assert_uint_eq(sum, 999);
	ck_assert_uint_le(most, 101);
}
END_TEST

START_TEST(an_empty_figure_says_so)
{
	struct figure *figure = figure_new("Nothing");
	char *svg = face_new(figure, svg_type);
	ck_assert(markup_is_well_formed(svg, ""));
	free(svg);
	const double x[] = { 1, 2 }, y[] = { (double)NAN, (double)NAN };
	panel_line(figure_panel(figure, NULL), "a", x, y, 2);
	panel_line(figure_panel(figure, NULL), "a", x, y, 0);
	figure_panel(figure, NULL);
	ck_assert_uint_eq(figure_panels(figure), 3);
	svg = face_new(figure, svg_type);
	ck_assert_uint_eq(markup_count(svg, ">no values to show</text>"), 3);
	free(svg);
	figure_free(figure);
	figure_free(NULL);
}
END_TEST

SUITE(points_stand_where_the_formula_says, the_document_is_what_notebooks_take,
	lines_break_where_there_is_nothing, zeros_on_a_log_axis_are_counted,
	lines_are_cut_at_the_plot, long_lines_are_thinned_and_keep_their_extremes,
	bars_stand_on_zero, cells_of_a_map_cover_the_plot_once, points_are_drawn_once_a_pixel,
	a_label_has_one_colour_in_all_panels, a_line_under_another_still_shows,
	shared_scales_are_shared, histograms_count_what_they_should, an_empty_figure_says_so)
