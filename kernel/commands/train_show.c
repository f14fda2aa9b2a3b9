/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A training's curve, sentence and table.
 */
#include "kernel/commands/train_show.h"

#include "kernel/base/locale.h"
#include "kernel/view/plot.h"
#include "kernel/view/table.h"
#include "nn/loss.h"
#include "nn/real.h"

// clang-format off
const struct column train_columns[TRAIN_COLUMNS] = {
	{ "epoch", N_("epoch"), N_("epochs trained so far"), COLUMN_COUNT },
	{ "step", N_("step"), N_("minibatches so far"), COLUMN_COUNT },
	{ "loss", N_("loss"), N_("loss over the train split"), COLUMN_NUMBER },
	{ "accuracy", N_("accuracy"), N_("right answers over the train split"), COLUMN_FRACTION },
	{ "test_loss", N_("test loss"), N_("loss over the test split"), COLUMN_NUMBER },
	{ "test_accuracy", N_("test accuracy"), N_("right answers over the test split"), COLUMN_FRACTION },
};
// clang-format on

static double first_of(const struct table *table, enum train_column column)
{
	return table_number_at(table, 0, column);
}

static double last_of(const struct table *table, enum train_column column)
{
	return table_number_at(table, table_rows(table) - 1, column);
}

static bool is_at_last(const struct table *table, size_t row, enum train_column column)
{
	return table_number_at(table, row, column) == last_of(table, column);
}

/* Steps, when those since the row before were within an epoch: in epochs both rows would be of the
 * same time. */
static enum train_column unit_of(const struct table *table)
{
	size_t before = table_rows(table) - 1;
	before -= before > 0;
	bool within =
		is_at_last(table, before, TRAIN_EPOCH) && !is_at_last(table, before, TRAIN_STEP);
	return within ? TRAIN_STEP : TRAIN_EPOCH;
}

/* A log axis when the losses span more than a decade. */
static enum scale_kind loss_scale(const double *loss, size_t count)
{
	double low = 0, high = 0;
	for (size_t i = 0; i < count; i++) {
		if (!real_is_finite(loss[i]) || loss[i] <= 0)
			continue;
		low = low == 0 || loss[i] < low ? loss[i] : low;
		high = loss[i] > high ? loss[i] : high;
	}
	return low > 0 && high > 10 * low ? SCALE_LOG : SCALE_LINEAR;
}

static struct panel *panel_over_time(struct figure *figure, const struct table *table)
{
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, unit_of(table) == TRAIN_STEP ? _("step") : _("epoch"), SCALE_LINEAR);
	return panel;
}

static void draw_accuracy(
	struct session *session, const struct table *table, struct figure *figure, const double *x)
{
	size_t rows = table_rows(table);
	struct panel *panel = panel_over_time(figure, table);
	panel_y(panel, _("accuracy"), SCALE_LINEAR);
	panel_y_range(panel, 0, 1);
	panel_line(panel, _("train"), x,
		session_column(session_arena(session), table, TRAIN_ACCURACY), rows);
	panel_line(panel, _("test"), x,
		session_column(session_arena(session), table, TRAIN_TEST_ACCURACY), rows);
}

/* What one constant answer for every sample gets. */
static double constant_answer(struct session *session, const struct data *data)
{
	const struct network *network = session_network(session, &(struct error){ 0 });
	return network ? loss_constant(&network->recipe.loss, data, &data->train) : real_log(-1);
}

static const char *sentence(struct session *session, const struct table *table)
{
	enum train_column unit = unit_of(table);
	return arena_format(session_arena(session),
		unit == TRAIN_STEP ? _("Loss by step: from %s at step %.0f to %s at step %.0f.")
				   : _("Loss by epoch: from %s at epoch %.0f to %s at epoch %.0f."),
		session_number(session, first_of(table, TRAIN_LOSS), 4), first_of(table, unit),
		session_number(session, last_of(table, TRAIN_LOSS), 4), last_of(table, unit));
}

struct figure *train_figure(struct session *session, const struct table *table, struct error *error)
{
	const struct data *data = session_data(session, error);
	if (!data)
		return NULL;
	size_t rows = table_rows(table);
	double *x = session_column(session_arena(session), table, unit_of(table)),
	       *loss = session_column(session_arena(session), table, TRAIN_LOSS);
	struct figure *figure = figure_new(_("Training"));
	figure_alt(figure, "%s", sentence(session, table));
	struct panel *panel = panel_over_time(figure, table);
	panel_y(panel, _("loss"), loss_scale(loss, rows));
	panel_line(panel, _("train"), x, loss, rows);
	if (data->test.count > 0)
		panel_line(panel, _("test"), x,
			session_column(session_arena(session), table, TRAIN_TEST_LOSS), rows);
	panel_reference(panel, _("constant answer"), constant_answer(session, data));
	if (data->classes > 0)
		draw_accuracy(session, table, figure, x);
	return figure;
}

/* Rows 1, 2, 5, 10, 20, 50 ... epochs after the start, and the last: a table one can take in. */
static bool row_is_shown(size_t row, size_t rows)
{
	size_t power = 1;
	while (row >= 10 * power)
		power *= 10;
	return row == 0 || row + 1 == rows || row == power || row == 2 * power || row == 5 * power;
}

static struct table *thinned_new(const struct table *table)
{
	struct table *thin = table_new(train_columns, TRAIN_COLUMNS, NULL);
	for (size_t row = 0; row < table_rows(table); row++)
		if (row_is_shown(row, table_rows(table)))
			for (size_t column = 0; column < table_columns(table); column++)
				table_number(thin, table_number_at(table, row, column));
	return thin;
}

/* What the numbers mean, in a sentence or two. */
static const char *meaning(const struct trained *trained)
{
	const struct network *network = trained->network;
	enum outcome outcome = trained->outcome;
	struct arena *arena = session_arena(trained->session);
	double loss = last_of(trained->table, TRAIN_LOSS),
	       prior = loss_constant(&network->recipe.loss, trained->data, &trained->data->train);
	if (outcome == OUTCOME_DIVERGED && network->where.layer > 0)
		return arena_format(arena,
			_(" It diverged: %s stopped being finite in layer %zu at step %zu. The "
			  "last finite "
			  "weights are kept; try a smaller learning rate or a smaller init."),
			_(network->where.quantity), network->where.layer, network->where.step);
	if (outcome == OUTCOME_DIVERGED)
		return arena_format(arena,
			_(" It diverged: %s stopped being finite at step %zu. The last finite "
			  "weights are "
			  "kept; try a smaller learning rate or a smaller init."),
			_(network->where.quantity), network->where.step);
	if (outcome == OUTCOME_STOPPED)
		return _(" Stopped here; what was learned is kept.");
	if (real_abs(loss - prior) < 0.01 * prior)
		return arena_format(arena,
			_(" It has not learned: %s is what one constant answer for every sample "
			  "gets."),
			session_number(trained->session, prior, 4));
	return "";
}

/* "Epochs 4 to 5", "Step 1". */
static const char *what_was_done(struct arena *arena, const struct table *table)
{
	enum train_column unit = unit_of(table);
	double first = first_of(table, unit) + 1, last = last_of(table, unit);
	if (first == last)
		return arena_format(
			arena, unit == TRAIN_STEP ? _("Step %.0f") : _("Epoch %.0f"), last);
	return arena_format(arena,
		unit == TRAIN_STEP ? _("Steps %.0f to %.0f") : _("Epochs %.0f to %.0f"), first,
		last);
}

static const char *what_came(const struct trained *trained)
{
	struct session *session = trained->session;
	struct arena *arena = session_arena(session);
	const struct table *table = trained->table;
	const char *goes_on =
		first_of(table, TRAIN_STEP) > 0 ? _(" (goes on; `reset` starts again)") : "";
	const char *first = session_number(session, first_of(table, TRAIN_LOSS), 4);
	if (is_at_last(table, 0, TRAIN_STEP))
		return arena_format(arena, _("At the start%s: loss %s"), goes_on, first);
	return arena_format(arena, _("%s%s: loss from %s to %s"), what_was_done(arena, table),
		goes_on, first, session_number(session, last_of(table, TRAIN_LOSS), 4));
}

static const char *percentage(const struct trained *trained, enum train_column column)
{
	return session_number(trained->session, 100 * last_of(trained->table, column), 3);
}

static void caption(const struct trained *trained, struct table *table)
{
	const struct data *data = trained->data;
	struct text text = TEXT_EMPTY;
	text_put(&text, what_came(trained));
	if (data->classes > 0)
		text_format(&text, _(", accuracy %s %%"), percentage(trained, TRAIN_ACCURACY));
	if (data->classes > 0 && data->test.count > 0)
		text_format(&text, _(" (test %s %%)"), percentage(trained, TRAIN_TEST_ACCURACY));
	text_format(&text, "; %s.%s", train_describe(trained->session, trained->given),
		meaning(trained));
	table_caption(table, "%s", text_string(&text));
	text_release(&text);
}

struct table *train_table(const struct trained *trained)
{
	struct table *table = thinned_new(trained->table);
	caption(trained, table);
	return table;
}
