/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A sweep's sentence, curve, map and table.
 */
#include "kernel/commands/sweep.h"

#include "kernel/base/locale.h"
#include "kernel/view/plot.h"
#include "kernel/view/table.h"
#include "nn/forecast.h"

#include <stdlib.h>

enum { SHOWN_ROWS = 12 };

// clang-format off
const struct column sweep_columns[SWEEP_COLUMNS] = {
	{ "row", N_("row"), N_("its index: sweep ... row=N runs it again"), COLUMN_COUNT },
	{ "point", N_("point"), N_("what was varied"), COLUMN_TEXT },
	{ "gradient", N_("theory: log10 G_b"), N_("expected before training: gradient at layer 1 over that at the last hidden layer, in decades"), COLUMN_NUMBER },
	{ "loss", N_("loss"), N_("over the train split after training, mean over the seeds"), COLUMN_NUMBER },
	{ "accuracy", N_("accuracy"), N_("over the train split after training, mean over the seeds"), COLUMN_FRACTION },
	{ "low", N_("lowest"), N_("lowest accuracy of a seed"), COLUMN_FRACTION },
	{ "high", N_("highest"), N_("highest accuracy of a seed"), COLUMN_FRACTION },
	{ "test_accuracy", N_("test accuracy"), N_("over the test split, mean over the seeds"), COLUMN_FRACTION },
	{ "diverged", N_("diverged"), N_("share of the seeds that diverged"), COLUMN_FRACTION },
};
// clang-format on

/* The position of each value of an axis: its number, or its index. */
static double *positions(const struct sweep *sweep, size_t axis, bool *numeric)
{
	const struct axis *along = &sweep->axes[axis];
	double *position =
		arena_take(session_arena(sweep->session), along->count, sizeof *position);
	bool even = true;
	*numeric = true;
	for (size_t i = 0; i < along->count; i++) {
		const char *text = session_axis_text(sweep->session, along, i);
		char *end;
		position[i] = strtod(text, &end);
		*numeric = *numeric && end != text && *end == '\0' &&
			   (i == 0 || position[i] > position[i - 1]);
	}
	/* A map's cells are of one size. */
	double step = (position[along->count - 1] - position[0]) / (double)(along->count - 1);
	for (size_t i = 1; i < along->count; i++) {
		double off = position[i] - position[i - 1] - step;
		even = even && off < 1e-6 * step && off > -1e-6 * step;
	}
	*numeric = *numeric && (even || sweep->varied == 1);
	for (size_t i = 0; !*numeric && i < along->count; i++)
		position[i] = (double)i;
	return position;
}

static void name_axis(
	const struct sweep *sweep, struct panel *panel, size_t axis, bool across, bool numeric)
{
	const struct axis *along = &sweep->axes[axis];
	void (*label)(struct panel *, const char *, enum scale_kind) = across ? panel_x : panel_y;
	label(panel, along->parameter->label.name, numeric ? SCALE_LINEAR : SCALE_CATEGORY);
	if (numeric)
		return;
	const char **names = arena_take(session_arena(sweep->session), along->count, sizeof *names);
	for (size_t i = 0; i < along->count; i++)
		names[i] = session_axis_text(sweep->session, along, i);
	(across ? panel_x_categories : panel_y_categories)(panel, names, along->count);
}

static void draw_line(const struct sweep *sweep, struct figure *figure)
{
	bool numeric;
	size_t rows = table_rows(sweep->table);
	double *x = positions(sweep, 0, &numeric);
	struct arena *arena = session_arena(sweep->session);
	double *y = arena_take(arena, rows, sizeof *y), *low = arena_take(arena, rows, sizeof *low);
	double *high = arena_take(arena, rows, sizeof *high);
	for (size_t i = 0; i < rows; i++) {
		y[i] = table_number_at(sweep->table, i, SWEEP_ACCURACY);
		low[i] = table_number_at(sweep->table, i, SWEEP_LOW);
		high[i] = table_number_at(sweep->table, i, SWEEP_HIGH);
	}
	struct panel *panel = figure_panel(figure, NULL);
	name_axis(sweep, panel, 0, true, numeric);
	panel_y(panel, _("accuracy"), SCALE_LINEAR);
	panel_y_range(panel, 0, 1);
	if (sweep->seeds > 1)
		panel_band(panel, _("lowest to highest"), x, low, high, rows);
	if (numeric)
		panel_line(panel, _("mean"), x, y, rows);
	else
		panel_bars(panel, _("mean"), x, y, rows);
}

static double number_at(const struct sweep *sweep, size_t row, enum sweep_column column)
{
	return row < table_rows(sweep->table) ? table_number_at(sweep->table, row, column)
					      : __builtin_nan("");
}

/* Where theory's gradient crosses `level` decades between neighbours along the second axis. */
static void draw_theory(const struct sweep *sweep, struct panel *panel, double level,
	const double *x, const double *y)
{
	size_t across = sweep->axes[0].count, up = sweep->axes[1].count, points = 0;
	struct arena *arena = session_arena(sweep->session);
	double *px = arena_take(arena, across * up, sizeof *px);
	double *py = arena_take(arena, across * up, sizeof *py);
	for (size_t i = 0; i < across; i++)
		for (size_t j = 0; j + 1 < up; j++) {
			double here = number_at(sweep, i * up + j, SWEEP_GRADIENT) - level;
			double next = number_at(sweep, i * up + j + 1, SWEEP_GRADIENT) - level;
			if (!(here * next < 0))
				continue;
			px[points] = x[i];
			py[points++] = y[j] + (y[j + 1] - y[j]) * here / (here - next);
		}
	panel_line(panel, _("theory: the gradient changes 100-fold"), px, py, points);
}

static void draw_map(const struct sweep *sweep, struct figure *figure)
{
	bool across, up;
	double *x = positions(sweep, 0, &across), *y = positions(sweep, 1, &up);
	size_t columns_ = sweep->axes[0].count, lines = sweep->axes[1].count;
	double *values =
		arena_take(session_arena(sweep->session), columns_ * lines, sizeof *values);
	for (size_t i = 0; i < columns_; i++)
		for (size_t j = 0; j < lines; j++)
			values[j * columns_ + i] = number_at(sweep, i * lines + j, SWEEP_ACCURACY);
	double dx = columns_ > 1 ? (x[columns_ - 1] - x[0]) / (double)(columns_ - 1) : 1;
	double dy = lines > 1 ? (y[lines - 1] - y[0]) / (double)(lines - 1) : 1;
	struct panel *panel = figure_panel(figure, NULL);
	name_axis(sweep, panel, 0, true, across);
	name_axis(sweep, panel, 1, false, up);
	panel_map(panel, _("accuracy"), values, columns_, lines, x[0] - dx / 2,
		x[columns_ - 1] + dx / 2, y[0] - dy / 2, y[lines - 1] + dy / 2, false);
	if (!across || !up)
		return;
	draw_theory(sweep, panel, -2, x, y);
	draw_theory(sweep, panel, 2, x, y);
}

static const char *sentence(const struct sweep *sweep)
{
	struct session *session = sweep->session;
	size_t rows = table_rows(sweep->table), best = 0, learned = 0;
	const struct data *data = session_data(session, sweep->error);
	for (size_t i = 0; i < rows; i++) {
		double accuracy = table_number_at(sweep->table, i, SWEEP_ACCURACY);
		best = accuracy > table_number_at(sweep->table, best, SWEEP_ACCURACY) ? i : best;
		struct evaluation now = { 0, accuracy };
		learned += forecast_came(&now, data, false) == VERDICT_TRAINS;
	}
	return arena_format(session_arena(session),
		_("%zu of %zu points learn; best: %s, accuracy %s %%."), learned, rows,
		table_text_at(sweep->table, best, SWEEP_POINT),
		session_number(
			session, 100 * table_number_at(sweep->table, best, SWEEP_ACCURACY), 3));
}

void sweep_copy_row(struct table *to, const struct table *from, size_t row)
{
	for (size_t column = 0; column < SWEEP_COLUMNS; column++)
		if (column == SWEEP_POINT)
			table_text(to, table_text_at(from, row, column));
		else
			table_number(to, table_number_at(from, row, column));
}

void sweep_show_figure(const struct sweep *sweep)
{
	if (sweep->varied > 2 || table_rows(sweep->table) == 0)
		return;
	struct figure *figure = figure_new(_("Sweep"));
	figure_alt(figure, "%s", sentence(sweep));
	if (sweep->varied == 1)
		draw_line(sweep, figure);
	else
		draw_map(sweep, figure);
	session_show_figure(sweep->session, sweep->out, "sweep", &figure);
}

/* All rows when they are few, else the first and the last. */
void sweep_show_table(const struct sweep *sweep)
{
	size_t rows = table_rows(sweep->table);
	struct table *shown = table_new(sweep_columns, SWEEP_COLUMNS, sentence(sweep));
	for (size_t i = 0; i < rows; i++)
		if (rows <= 2 * SHOWN_ROWS || i < SHOWN_ROWS || i + SHOWN_ROWS >= rows)
			sweep_copy_row(shown, sweep->table, i);
	session_show_table(sweep->session, sweep->out, NULL, &shown);
}
