/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Figures: plain arrays in, a MIME bundle out. A figure is a grid of panels (small multiples share
 * their scales when asked); a panel holds marks on two axes.
 *
 *	struct figure *figure = figure_new(_("Loss by epoch"));
 *	figure_alt(figure, _("The loss falls from %s to %s."), first, last);
 *	struct panel *panel = figure_panel(figure, NULL);
 *	panel_x(panel, _("epoch"), SCALE_LINEAR);
 *	panel_y(panel, _("loss"), SCALE_LOG);
 *	panel_line(panel, _("train"), epochs, loss, count);
 *	panel_reference(panel, _("chance"), log(10));
 *	figure_bundle(figure, &bundle);
 *
 * The bundle carries image/svg+xml (opaque background, readable on light and dark pages, no ids,
 *one element a line, coordinates rounded to a tenth), text/html (a <figure> with the alt sentence
 *and the data as a table in <details>) and text/plain (the alt sentence and a Braille sketch).
 * Arrays are copied. Values that are not finite are left out of lines and named in the data table;
 * on a log axis so are those that are not positive. No panel function fails.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct bundle;
struct figure;
struct panel;

enum scale_kind { SCALE_LINEAR, SCALE_LOG, SCALE_CATEGORY };

struct figure *figure_new(const char *title);
void figure_free(struct figure *figure);
/* The sentence that stands for the figure where it cannot be seen: it carries the numbers. */
void figure_alt(struct figure *figure, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void figure_large(struct figure *figure);        /* for a projector: larger type and marks */
void figure_share_scales(struct figure *figure); /* one x range and one y range for all panels */
size_t figure_panels(const struct figure *figure);

/* Adds a panel, left to right, then down; lent. `title` may be NULL. */
struct panel *figure_panel(struct figure *figure, const char *title);

void panel_x(struct panel *panel, const char *label, enum scale_kind scale);
void panel_y(struct panel *panel, const char *label, enum scale_kind scale);
/* Fixes a range instead of taking it from the marks. */
void panel_x_range(struct panel *panel, double low, double high);
void panel_y_range(struct panel *panel, double low, double high);
/* Names of the positions 0, 1, 2, ... of a SCALE_CATEGORY axis. */
void panel_x_categories(struct panel *panel, const char *const *names, size_t count);
void panel_y_categories(struct panel *panel, const char *const *names, size_t count);

/* Marks. Colours and dash patterns follow the order in which labels first appear in the figure, so
 * the same label has the same colour in every panel; a NULL label stays out of the legend. */
void panel_line(
	struct panel *panel, const char *label, const double *x, const double *y, size_t count);
void panel_points(
	struct panel *panel, const char *label, const double *x, const double *y, size_t count);
void panel_bars(
	struct panel *panel, const char *label, const double *x, const double *y, size_t count);
/* A shaded region between low and high: a theory's band, a spread over seeds. */
void panel_band(struct panel *panel, const char *label, const double *x, const double *low,
	const double *high, size_t count);
/* A dashed horizontal line with its name: chance, a threshold. */
void panel_reference(struct panel *panel, const char *label, double y);
void panel_reference_x(struct panel *panel, const char *label, double x);

/* Histograms, one row above the other, sharing the x axis (ridges): row r has `count[r]` values. */
void panel_ridges(struct panel *panel, const char *const *names, const double *const *values,
	const size_t *counts, size_t rows);

/* A map of columns x rows values, row 0 at the bottom, over [x0,x1] x [y0,y1]. Sequential colours
 * from low to high (diverging around 0 when `diverging`), with a key named `label`. */
void panel_map(struct panel *panel, const char *label, const double *values, size_t columns,
	size_t rows, double x0, double x1, double y0, double y1, bool diverging);
/* A map of classes 0..classes-1 with the strength of the winner, 0 to 1: a decision boundary. */
void panel_classes(struct panel *panel, const unsigned *winner, const double *strength,
	size_t columns, size_t rows, double x0, double x1, double y0, double y1,
	const char *const *names, size_t classes);
/* Points coloured by class, over such a map. */
void panel_class_points(struct panel *panel, const double *x, const double *y,
	const unsigned *classes, size_t count);

void figure_bundle(const struct figure *figure, struct bundle *bundle);
