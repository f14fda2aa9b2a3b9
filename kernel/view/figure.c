/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Building a figure: everything that is handed over is copied.
 */
#include "kernel/view/figure.h"

#include "kernel/base/memory.h"
#include "kernel/base/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CLASSES = 65536 };

static char *copy_string(const char *string)
{
	return string ? memory_copy(string, strlen(string)) : NULL;
}

static double *copy_numbers(const double *numbers, size_t count)
{
	double *copy = memory_new(count, sizeof *copy);
	if (count > 0)
		memcpy(copy, numbers, count * sizeof *copy);
	return copy;
}

static void free_strings(char **strings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(strings[i]);
	free(strings);
}

struct figure *figure_new(const char *title)
{
	struct figure *figure = memory_new(1, sizeof *figure);
	if (title)
		utf8_put_line(title, strlen(title), &figure->title);
	return figure;
}

static void free_mark(struct mark *mark)
{
	free(mark->label);
	free(mark->x);
	free(mark->y);
	free(mark->high);
	free(mark->class);
	free(mark->class_series);
	for (size_t i = 0; i < mark->ridge_count; i++) {
		free(mark->ridges[i].name);
		free(mark->ridges[i].values);
	}
	free(mark->ridges);
}

static void free_panel(struct panel *panel)
{
	for (size_t i = 0; i < panel->count; i++)
		free_mark(&panel->marks[i]);
	free(panel->marks);
	free(panel->title);
	free(panel->x.label);
	free(panel->y.label);
	free_strings(panel->x.categories, panel->x.category_count);
	free_strings(panel->y.categories, panel->y.category_count);
	free(panel);
}

void figure_free(struct figure *figure)
{
	if (!figure)
		return;
	for (size_t i = 0; i < figure->count; i++)
		free_panel(figure->panels[i]);
	free(figure->panels);
	free_strings(figure->series.names, figure->series.count);
	free_strings(figure->references.names, figure->references.count);
	text_release(&figure->title);
	text_release(&figure->alt);
	free(figure);
}

void figure_alt(struct figure *figure, const char *format, ...)
{
	struct text sentence = TEXT_EMPTY;
	va_list arguments;
	va_start(arguments, format);
	text_format_list(&sentence, format, arguments);
	va_end(arguments);
	text_clear(&figure->alt);
	utf8_put_line(text_string(&sentence), sentence.length, &figure->alt);
	text_release(&sentence);
}

const char *figure_sentence(const struct figure *figure)
{
	return text_string(figure->alt.length > 0 ? &figure->alt : &figure->title);
}

void figure_large(struct figure *figure)
{
	figure->large = true;
}

void figure_share_scales(struct figure *figure)
{
	figure->shared = true;
}

size_t figure_panels(const struct figure *figure)
{
	return figure->count;
}

struct panel *figure_panel(struct figure *figure, const char *title)
{
	if (figure->count == figure->capacity) {
		figure->capacity = figure->capacity ? 2 * figure->capacity : 8;
		figure->panels =
			memory_resize(figure->panels, figure->capacity, sizeof(struct panel *));
	}
	struct panel *panel = memory_new(1, sizeof *panel);
	panel->figure = figure;
	panel->title = copy_string(title);
	figure->panels[figure->count++] = panel;
	return panel;
}

static void name_axis(struct axis *axis, const char *label, enum scale_kind kind)
{
	free(axis->label);
	axis->label = copy_string(label);
	axis->kind = kind;
}

void panel_x(struct panel *panel, const char *label, enum scale_kind scale)
{
	name_axis(&panel->x, label, scale);
}

void panel_y(struct panel *panel, const char *label, enum scale_kind scale)
{
	name_axis(&panel->y, label, scale);
}

void panel_x_range(struct panel *panel, double low, double high)
{
	panel->x.fixed = true;
	panel->x.low = low;
	panel->x.high = high;
}

void panel_y_range(struct panel *panel, double low, double high)
{
	panel->y.fixed = true;
	panel->y.low = low;
	panel->y.high = high;
}

static void name_categories(struct axis *axis, const char *const *names, size_t count)
{
	free_strings(axis->categories, axis->category_count);
	axis->categories = memory_new(count, sizeof *axis->categories);
	axis->category_count = count;
	for (size_t i = 0; i < count; i++)
		axis->categories[i] = copy_string(names[i]);
}

void panel_x_categories(struct panel *panel, const char *const *names, size_t count)
{
	name_categories(&panel->x, names, count);
}

void panel_y_categories(struct panel *panel, const char *const *names, size_t count)
{
	name_categories(&panel->y, names, count);
}

/* The index of the label among the names, where it is added if it is new. */
static size_t index_of(struct names *names, const char *label)
{
	if (!label)
		return NO_SERIES;
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->names[i], label) == 0)
			return i;
	if (names->count == names->capacity) {
		names->capacity = names->capacity ? 2 * names->capacity : 8;
		names->names = memory_resize(names->names, names->capacity, sizeof *names->names);
	}
	names->names[names->count] = copy_string(label);
	return names->count++;
}

static struct mark *add_mark(struct panel *panel, enum mark_kind kind)
{
	if (panel->count == panel->capacity) {
		panel->capacity = panel->capacity ? 2 * panel->capacity : 8;
		panel->marks = memory_resize(panel->marks, panel->capacity, sizeof *panel->marks);
	}
	struct mark *mark = &panel->marks[panel->count++];
	*mark = (struct mark){ .kind = kind, .series = NO_SERIES };
	return mark;
}

static struct mark *add_points(struct panel *panel, enum mark_kind kind, const char *label,
	const double *x, const double *y, size_t count)
{
	struct mark *mark = add_mark(panel, kind);
	mark->series = index_of(&panel->figure->series, label);
	mark->x = copy_numbers(x, count);
	mark->y = copy_numbers(y, count);
	mark->count = count;
	return mark;
}

void panel_line(
	struct panel *panel, const char *label, const double *x, const double *y, size_t count)
{
	add_points(panel, MARK_LINE, label, x, y, count);
}

void panel_points(
	struct panel *panel, const char *label, const double *x, const double *y, size_t count)
{
	add_points(panel, MARK_POINTS, label, x, y, count);
}

void panel_bars(
	struct panel *panel, const char *label, const double *x, const double *y, size_t count)
{
	add_points(panel, MARK_BARS, label, x, y, count);
}

void panel_band(struct panel *panel, const char *label, const double *x, const double *low,
	const double *high, size_t count)
{
	add_points(panel, MARK_BAND, label, x, low, count)->high = copy_numbers(high, count);
}

static void add_reference(struct panel *panel, enum mark_kind kind, const char *label, double at)
{
	struct mark *mark = add_mark(panel, kind);
	mark->series = index_of(&panel->figure->references, label);
	mark->x = copy_numbers(&at, 1);
	mark->count = 1;
}

void panel_reference(struct panel *panel, const char *label, double y)
{
	add_reference(panel, MARK_REFERENCE, label, y);
}

void panel_reference_x(struct panel *panel, const char *label, double x)
{
	add_reference(panel, MARK_REFERENCE_X, label, x);
}

void panel_ridges(struct panel *panel, const char *const *names, const double *const *values,
	const size_t *counts, size_t rows)
{
	struct mark *mark = add_mark(panel, MARK_RIDGES);
	mark->ridges = memory_new(rows, sizeof *mark->ridges);
	mark->ridge_count = rows;
	for (size_t i = 0; i < rows; i++)
		mark->ridges[i] = (struct ridge){
			.name = copy_string(names && names[i] ? names[i] : ""),
			.values = copy_numbers(values[i], counts[i]),
			.count = counts[i],
		};
}

static struct grid grid_of(size_t columns, size_t rows, double x0, double x1, double y0, double y1)
{
	return (struct grid){ columns, rows, x0, x1, y0, y1, false };
}

void panel_map(struct panel *panel, const char *label, const double *values, size_t columns,
	size_t rows, double x0, double x1, double y0, double y1, bool diverging)
{
	struct mark *mark = add_mark(panel, MARK_MAP);
	mark->label = copy_string(label);
	mark->y = copy_numbers(values, columns * rows);
	mark->count = columns * rows;
	mark->grid = grid_of(columns, rows, x0, x1, y0, y1);
	mark->grid.diverging = diverging;
}

/* Classes are series: the same class has the same colour wherever its name appears. */
static void take_classes(struct panel *panel, struct mark *mark, const unsigned *classes,
	size_t count, const char *const *names, size_t named)
{
	size_t class_count = named;
	mark->class = memory_new(count, sizeof *mark->class);
	mark->count = count;
	for (size_t i = 0; i < count; i++) {
		assert(classes[i] < MOST_CLASSES);
		mark->class[i] = classes[i];
		class_count = classes[i] < class_count ? class_count : classes[i] + 1;
	}
	mark->class_series = memory_new(class_count, sizeof *mark->class_series);
	mark->class_count = class_count;
	for (size_t i = 0; i < class_count; i++) {
		char number[NUMBER_LENGTH];
		snprintf(number, sizeof number, "%zu", i);
		const char *name = i < named && names && names[i] ? names[i] : number;
		mark->class_series[i] = index_of(&panel->figure->series, name);
	}
}

void panel_classes(struct panel *panel, const unsigned *winner, const double *strength,
	size_t columns, size_t rows, double x0, double x1, double y0, double y1,
	const char *const *names, size_t classes)
{
	struct mark *mark = add_mark(panel, MARK_CLASSES);
	mark->grid = grid_of(columns, rows, x0, x1, y0, y1);
	mark->y = copy_numbers(strength, columns * rows);
	take_classes(panel, mark, winner, columns * rows, names, classes);
}

/* The names of the classes of the map below, if there is one. */
static const char **names_below_new(const struct panel *panel, size_t *count)
{
	const struct mark *below = NULL;
	for (size_t i = 0; i < panel->count; i++)
		if (panel->marks[i].kind == MARK_CLASSES)
			below = &panel->marks[i];
	*count = below ? below->class_count : 0;
	const char **names = memory_new(*count, sizeof *names);
	for (size_t i = 0; below && i < *count; i++)
		names[i] = panel->figure->series.names[below->class_series[i]];
	return names;
}

void panel_class_points(struct panel *panel, const double *x, const double *y,
	const unsigned *classes, size_t count)
{
	size_t named;
	const char **names = names_below_new(panel, &named);
	struct mark *mark = add_points(panel, MARK_CLASS_POINTS, NULL, x, y, count);
	take_classes(panel, mark, classes, count, names, named);
	free(names);
}
