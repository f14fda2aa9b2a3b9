/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Figures that somebody with bad luck might draw: any marks, any numbers, any names.
 */
#pragma once
#include "kernel/view/bundle.h"
#include "kernel/view/plot.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE_POINTS = 64 };

static inline double sample_number(unsigned *seed)
{
	double mantissa = 2.0 * rand_r(seed) / RAND_MAX - 1;
	switch (rand_r(seed) % 24) {
	case 0: return 0;
	case 1: return (double)NAN;
	case 2: return (double)INFINITY;
	case 3: return -(double)INFINITY;
	case 4: return mantissa * pow(10, rand_r(seed) % 600 - 300);
	case 5: return mantissa > 0 ? 1.7976931348623157e308 : -1.7976931348623157e308;
	case 6: return 1e9 + mantissa;
	default: return mantissa * 10;
	}
}

static inline const char *sample_name(unsigned *seed)
{
	static const char *const names[] = { "train", "test", "<script>alert(1)</script>",
		"a&b\"c'", "", "\x1B[31m\x01", "\u05E9\u05DC\u05D5\u05DD", "\u202Eturned",
		"\xFF\xC0\xAF", "层层层层", "two\nlines\tand a tab", "e\u0301", "%s%n", "-->]]>",
		"a very long name that goes on and on and on and on and on and on and on and on "
		"and on "
		"and on and on and on and on and on and on and on and on and on and on and on and "
		"on" };
	size_t index = (size_t)rand_r(seed) % (sizeof names / sizeof *names + 2);
	return index < sizeof names / sizeof *names ? names[index] : NULL;
}

static inline size_t sample_numbers(unsigned *seed, double numbers[SAMPLE_POINTS])
{
	size_t count = (size_t)rand_r(seed) % (SAMPLE_POINTS + 1);
	bool sorted = rand_r(seed) % 2;
	for (size_t i = 0; i < SAMPLE_POINTS; i++)
		numbers[i] = sorted ? (double)i : sample_number(seed);
	return rand_r(seed) % 4 ? count : count % 2;
}

static inline void sample_map(unsigned *seed, struct panel *panel)
{
	double values[SAMPLE_POINTS], edges[4] = { 0, 1, 0, 1 };
	unsigned classes[SAMPLE_POINTS];
	sample_numbers(seed, values);
	for (size_t i = 0; i < SAMPLE_POINTS; i++)
		classes[i] = (unsigned)rand_r(seed) % 13;
	for (size_t i = 0; i < 4 && rand_r(seed) % 4 == 0; i++)
		edges[i] = sample_number(seed);
	size_t columns = (size_t)rand_r(seed) % 9, rows = (size_t)rand_r(seed) % 9;
	const char *const names[] = { sample_name(seed), sample_name(seed) };
	if (rand_r(seed) % 2)
		panel_map(panel, sample_name(seed), values, columns, rows, edges[0], edges[1],
			edges[2], edges[3], rand_r(seed) % 2);
	else
		panel_classes(panel, classes, values, columns, rows, edges[0], edges[1], edges[2],
			edges[3], names, 2);
}

static inline void sample_mark(unsigned *seed, struct panel *panel)
{
	double x[SAMPLE_POINTS], y[SAMPLE_POINTS], z[SAMPLE_POINTS];
	unsigned classes[SAMPLE_POINTS];
	size_t count = sample_numbers(seed, x);
	sample_numbers(seed, y);
	sample_numbers(seed, z);
	for (size_t i = 0; i < SAMPLE_POINTS; i++)
		classes[i] = (unsigned)rand_r(seed) % 12;
	const char *const names[] = { sample_name(seed), sample_name(seed), sample_name(seed) };
	const double *const values[] = { x, y, z };
	const size_t counts[] = { count, 0, SAMPLE_POINTS };
	switch (rand_r(seed) % 9) {
	case 0: panel_line(panel, sample_name(seed), x, y, count); break;
	case 1: panel_points(panel, sample_name(seed), x, y, count); break;
	case 2: panel_bars(panel, sample_name(seed), x, y, count); break;
	case 3: panel_band(panel, sample_name(seed), x, y, z, count); break;
	case 4: panel_reference(panel, sample_name(seed), x[0]); break;
	case 5: panel_reference_x(panel, sample_name(seed), y[0]); break;
	case 6: panel_ridges(panel, names, values, counts, (size_t)rand_r(seed) % 4); break;
	case 7: panel_class_points(panel, x, y, classes, count); break;
	default: sample_map(seed, panel);
	}
}

static inline void sample_axes(unsigned *seed, struct panel *panel)
{
	const char *names[200];
	for (size_t i = 0; i < 200; i++)
		names[i] = sample_name(seed);
	if (rand_r(seed) % 8)
		panel_x(panel, sample_name(seed), (enum scale_kind)(rand_r(seed) % 3));
	if (rand_r(seed) % 8)
		panel_y(panel, sample_name(seed), (enum scale_kind)(rand_r(seed) % 3));
	if (rand_r(seed) % 8 == 0)
		panel_x_range(panel, sample_number(seed), sample_number(seed));
	if (rand_r(seed) % 8 == 0)
		panel_y_range(panel, sample_number(seed), sample_number(seed));
	if (rand_r(seed) % 4 == 0)
		panel_x_categories(panel, names, (size_t)rand_r(seed) % 201);
	if (rand_r(seed) % 4 == 0)
		panel_y_categories(panel, names, (size_t)rand_r(seed) % 201);
}

/* The same seed gives the same figure. */
static inline struct figure *sample_new(unsigned seed)
{
	struct figure *figure = figure_new(sample_name(&seed));
	if (rand_r(&seed) % 2)
		figure_alt(figure, "%s", sample_name(&seed) ? "a sentence" : "");
	if (rand_r(&seed) % 3 == 0)
		figure_large(figure);
	if (rand_r(&seed) % 3 == 0)
		figure_share_scales(figure);
	int panels = rand_r(&seed) % 3 ? 1 : rand_r(&seed) % 7;
	for (int p = 0; p < panels; p++) {
		struct panel *panel = figure_panel(figure, sample_name(&seed));
		sample_axes(&seed, panel);
		for (int m = rand_r(&seed) % 5; m > 0; m--)
			sample_mark(&seed, panel);
	}
	return figure;
}

static inline char *face_new(const struct figure *figure, const char *type)
{
	struct bundle bundle = BUNDLE_EMPTY;
	figure_bundle(figure, &bundle);
	ck_assert_uint_eq(bundle.count, 3);
	char *face = strdup(bundle_find(&bundle, type));
	bundle_release(&bundle);
	return face;
}

/* One line in one panel; its sentence says where it begins and ends. */
static inline struct figure *line_new(
	enum scale_kind kind, const double *x, const double *y, size_t count)
{
	struct figure *figure = figure_new("A line");
	figure_alt(figure, "From %g to %g.", y[0], y[count - 1]);
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, "epoch", SCALE_LINEAR);
	panel_y(panel, "loss", kind);
	panel_line(panel, "train", x, y, count);
	return figure;
}
