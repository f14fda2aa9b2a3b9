/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The numbers behind a figure, as tables for whoever cannot see it or wants to copy them. Marks
 * that share their x values share a table.
 */
#include "kernel/base/arena.h"
#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/view/cells.h"
#include "kernel/view/faces.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 24, MAP_SIDE = 12, FEWEST_ROWS = 8 };

/* Where tables go, and how much is wanted of each. */
struct output {
	struct text *to;
	struct arena *arena;
	const struct panel *panel;
	size_t rows; /* at most, for each table */
};

/* Columns as they are collected, before the table exists. */
struct columns {
	struct column columns[MOST_COLUMNS];
	size_t count;
};

static void add_column(struct columns *columns, const char *name, enum column_style style)
{
	if (columns->count < MOST_COLUMNS)
		columns->columns[columns->count++] = (struct column){ name, NULL, "", style };
}

static const char *named_or(const char *name, const char *otherwise)
{
	return name && *name ? name : otherwise;
}

/* Which of `count` rows is shown as the row `index` of `shown`: evenly, both ends included. */
static size_t pick(size_t index, size_t shown, size_t count)
{
	return shown < 2 ? 0 : index * (count - 1) / (shown - 1);
}

static struct table *start_table(
	const struct output *out, const struct columns *columns, size_t shown, size_t count)
{
	const char *title = named_or(out->panel->title, "");
	struct table *table = table_new(columns->columns, columns->count, title);
	if (shown < count)
		table_caption(table, _("%s (%zu of %zu rows, evenly chosen)"), title, shown, count);
	return table;
}

static void finish_table(const struct output *out, struct table *table)
{
	table_put_html(table, out->to);
	table_free(table);
}

/* ---- marks that have points ---- */

static bool has_columns(const struct mark *mark)
{
	return mark->kind == MARK_LINE || mark->kind == MARK_POINTS || mark->kind == MARK_BARS ||
	       mark->kind == MARK_BAND;
}

static bool same_places(const struct mark *a, const struct mark *b)
{
	return a->count == b->count &&
	       (a->count == 0 || memcmp(a->x, b->x, a->count * sizeof *a->x) == 0);
}

static void add_mark_columns(
	const struct output *out, struct columns *columns, const struct mark *mark)
{
	const struct panel *panel = out->panel;
	const char *name = mark->series == NO_SERIES ? named_or(panel->y.label, "y")
						     : panel->figure->series.names[mark->series];
	if (mark->kind != MARK_BAND) {
		add_column(columns, name, COLUMN_NUMBER);
		return;
	}
	add_column(columns, arena_format(out->arena, _("%s, low"), name), COLUMN_NUMBER);
	add_column(columns, arena_format(out->arena, _("%s, high"), name), COLUMN_NUMBER);
}

/* A table of marks [from, to), which share their places. */
static void put_points(const struct output *out, size_t from, size_t to)
{
	const struct panel *panel = out->panel;
	const struct mark *first = &panel->marks[from];
	bool names = panel->x.kind == SCALE_CATEGORY;
	struct columns columns = { .count = 0 };
	add_column(&columns, named_or(panel->x.label, "x"), names ? COLUMN_TEXT : COLUMN_NUMBER);
	for (size_t m = from; m < to; m++)
		add_mark_columns(out, &columns, &panel->marks[m]);
	size_t shown = first->count < out->rows ? first->count : out->rows;
	struct table *table = start_table(out, &columns, shown, first->count);
	for (size_t row = 0; row < shown; row++) {
		size_t i = pick(row, shown, first->count);
		if (names)
			table_text(table, panel_category(panel, true, first->x[i]));
		else
			table_number(table, first->x[i]);
		for (size_t m = from; m < to; m++) {
			table_number(table, panel->marks[m].y[i]);
			if (panel->marks[m].high)
				table_number(table, panel->marks[m].high[i]);
		}
	}
	finish_table(out, table);
}

/* Where the marks end that can share a table with mark `from`. */
static size_t shared_until(const struct panel *panel, size_t from)
{
	size_t to = from, columns = 1;
	while (to < panel->count && has_columns(&panel->marks[to]) &&
		same_places(&panel->marks[from], &panel->marks[to])) {
		columns += panel->marks[to].high ? 2 : 1;
		if (columns > MOST_COLUMNS)
			break;
		to++;
	}
	return to;
}

static void put_references(const struct output *out)
{
	struct columns columns = { .count = 0 };
	add_column(&columns, _("line"), COLUMN_TEXT);
	add_column(&columns, _("at"), COLUMN_NUMBER);
	struct table *table = table_new(columns.columns, columns.count, NULL);
	for (size_t i = 0; i < out->panel->count; i++) {
		const struct mark *mark = &out->panel->marks[i];
		if (mark->kind != MARK_REFERENCE && mark->kind != MARK_REFERENCE_X)
			continue;
		const struct names *names = &out->panel->figure->references;
		table_text(table, mark->series == NO_SERIES ? NULL : names->names[mark->series]);
		table_number(table, mark->x[0]);
	}
	if (table_rows(table) > 0)
		table_put_html(table, out->to);
	table_free(table);
}

/* ---- ridges and maps, summed up ---- */

static int compare_numbers(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void put_ridge_row(struct table *table, const struct ridge *ridge)
{
	double *sorted = memory_new(ridge->count, sizeof *sorted), nothing = __builtin_nan("");
	size_t count = 0;
	for (size_t i = 0; i < ridge->count; i++)
		if (real_is_finite(ridge->values[i]))
			sorted[count++] = ridge->values[i];
	qsort(sorted, count, sizeof *sorted, compare_numbers);
	table_text(table, ridge->name);
	table_number(table, (double)ridge->count);
	for (size_t quarter = 0; quarter <= 4; quarter++)
		table_number(table, count > 0 ? sorted[quarter * (count - 1) / 4] : nothing);
	free(sorted);
}

static void put_ridges(const struct output *out, const struct mark *mark)
{
	struct columns columns = { .count = 0 };
	add_column(&columns, named_or(out->panel->y.label, _("row")), COLUMN_TEXT);
	add_column(&columns, _("values"), COLUMN_COUNT);
	add_column(&columns, _("minimum"), COLUMN_NUMBER);
	add_column(&columns, _("lower quartile"), COLUMN_NUMBER);
	add_column(&columns, _("median"), COLUMN_NUMBER);
	add_column(&columns, _("upper quartile"), COLUMN_NUMBER);
	add_column(&columns, _("maximum"), COLUMN_NUMBER);
	size_t shown = mark->ridge_count < out->rows ? mark->ridge_count : out->rows;
	struct table *table = start_table(out, &columns, shown, mark->ridge_count);
	for (size_t row = 0; row < shown; row++)
		put_ridge_row(table, &mark->ridges[pick(row, shown, mark->ridge_count)]);
	finish_table(out, table);
}

/* What a column or row of a map is called: its category, or the middle of its cells. */
static const char *place_name(
	const struct output *out, const struct mark *map, bool x, size_t index)
{
	const struct grid *grid = &map->grid;
	const struct axis *axis = x ? &out->panel->x : &out->panel->y;
	if (axis->kind == SCALE_CATEGORY)
		return named_or(panel_category(out->panel, x, (double)index), "-");
	double from = x ? grid->x0 : grid->y0, to = x ? grid->x1 : grid->y1;
	double share = ((double)index + 0.5) / (double)(x ? grid->columns : grid->rows);
	char number[NUMBER_LENGTH];
	return arena_format(
		out->arena, "%s", number_format(number, from * (1 - share) + to * share, 4));
}

static void put_map(const struct output *out, const struct mark *map)
{
	const struct grid *grid = &map->grid;
	size_t across = grid->columns < MAP_SIDE ? grid->columns : MAP_SIDE;
	size_t down = grid->rows < MAP_SIDE ? grid->rows : MAP_SIDE;
	down = down < out->rows ? down : out->rows;
	const char *x = named_or(out->panel->x.label, "x"), *y = named_or(out->panel->y.label, "y");
	struct columns columns = { .count = 0 };
	add_column(&columns, arena_format(out->arena, "%s \\ %s", y, x), COLUMN_TEXT);
	for (size_t i = 0; i < across; i++)
		add_column(&columns, place_name(out, map, true, pick(i, across, grid->columns)),
			COLUMN_NUMBER);
	struct table *table = table_new(columns.columns, columns.count, named_or(map->label, ""));
	for (size_t i = down; i-- > 0;) {
		size_t row = pick(i, down, grid->rows);
		table_text(table, place_name(out, map, false, row));
		for (size_t j = 0; j < across; j++)
			table_number(table,
				map->y[row * grid->columns + pick(j, across, grid->columns)]);
	}
	if (across < grid->columns || down < grid->rows)
		table_caption(table, _("%s (%zu x %zu of %zu x %zu cells, evenly chosen)"),
			named_or(map->label, ""), across, down, grid->columns, grid->rows);
	finish_table(out, table);
}

/* How many cells or points each class has. */
static void put_classes(const struct output *out, const struct mark *mark)
{
	bool map = mark->kind == MARK_CLASSES;
	struct columns columns = { .count = 0 };
	add_column(&columns, _("class"), COLUMN_TEXT);
	add_column(&columns, map ? _("share of the area") : _("points"),
		map ? COLUMN_FRACTION : COLUMN_COUNT);
	struct table *table = table_new(columns.columns, columns.count, NULL);
	for (size_t class = 0; class < mark->class_count; class ++) {
		size_t count = 0;
		for (size_t i = 0; i < mark->count; i++)
			count += mark->class[i] == class;
		table_text(table, out->panel->figure->series.names[mark->class_series[class]]);
		table_number(table, map ? (double)count / (double)mark->count : (double)count);
	}
	finish_table(out, table);
}

static void put_panel(const struct output *out)
{
	const struct panel *panel = out->panel;
	for (size_t i = 0; i < panel->count;) {
		const struct mark *mark = &panel->marks[i];
		size_t until = shared_until(panel, i);
		if (until > i)
			put_points(out, i, until);
		if (mark->kind == MARK_RIDGES)
			put_ridges(out, mark);
		if (mark->kind == MARK_MAP && mark->count > 0)
			put_map(out, mark);
		if (mark->kind == MARK_CLASSES || mark->kind == MARK_CLASS_POINTS)
			put_classes(out, mark);
		i = until > i ? until : i + 1;
	}
	put_references(out);
}

void figure_put_data(const struct figure *figure, struct text *to)
{
	struct arena *arena = arena_new();
	size_t tables = 0;
	for (size_t i = 0; i < figure->count; i++)
		for (size_t m = 0; m < figure->panels[i]->count; m++)
			tables += m == 0 || shared_until(figure->panels[i], m - 1) <= m;
	for (size_t i = 0; i < figure->count; i++) {
		struct output out = { .to = to, .arena = arena, .panel = figure->panels[i] };
		out.rows = DATA_ROWS / (tables > 0 ? tables : 1);
		out.rows = out.rows > FEWEST_ROWS ? out.rows : FEWEST_ROWS;
		put_panel(&out);
	}
	arena_free(arena);
}
