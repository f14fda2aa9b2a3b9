/* SPDX-License-Identifier: BSD-3-Clause
 *
 * runs: every training of the session.
 */
#include "kernel/commands/runs.h"

#include "kernel/base/locale.h"
#include "kernel/commands/net.h"
#include "kernel/view/table.h"
#include "nn/real.h"

struct given {
	const struct label *sort;
};

// clang-format off
static const struct label orders[] = {
	{ "order", N_("in the order in which they were done"), NULL, { { 0 } } },
	{ "loss", N_("lowest loss first"), NULL, { { 0 } } },
	{ "accuracy", N_("highest accuracy first"), NULL, { { 0 } } },
};
static const struct catalogue sort_orders = CATALOGUE(N_("order"), orders);

static const struct parameter parameters[] = {
	WORD(struct given, sort, "order", &sort_orders, N_("how they are sorted"), .positional = true),
};

static const struct column columns[] = {
	{ "run", N_("run"), N_("its number"), COLUMN_COUNT },
	{ "network", N_("network"), N_("shape, activation, initializer"), COLUMN_TEXT },
	{ "data", N_("data"), N_("what it learned from"), COLUMN_TEXT },
	{ "training", N_("training"), N_("optimizer, learning rate, batch"), COLUMN_TEXT },
	{ "epoch", N_("epoch"), N_("epochs trained so far"), COLUMN_COUNT },
	{ "loss", N_("loss"), N_("loss over the train split"), COLUMN_NUMBER },
	{ "accuracy", N_("accuracy"), N_("right answers over the train split"), COLUMN_FRACTION },
	{ "test_accuracy", N_("test accuracy"), N_("right answers over the test split"), COLUMN_FRACTION },
	{ "outcome", N_("outcome"), N_("how the training ended"), COLUMN_TEXT },
};
// clang-format on

enum { RUN = 0, LOSS = 5, ACCURACY = 6, COLUMNS = sizeof columns / sizeof *columns };

static void copy_row(struct table *to, const struct table *from, size_t row)
{
	for (size_t column = 0; column < COLUMNS; column++)
		if (columns[column].style == COLUMN_TEXT)
			table_text(to, table_text_at(from, row, column));
		else
			table_number(to, table_number_at(from, row, column));
}

static const char *outcome_text(enum outcome outcome)
{
	return outcome == OUTCOME_DIVERGED  ? _("diverged")
	       : outcome == OUTCOME_STOPPED ? _("stopped")
					    : _("finished");
}

static double last_of(const struct table *curve, const char *column)
{
	return table_number_at(curve, table_rows(curve) - 1, (size_t)table_find(curve, column));
}

void runs_add(struct session *session, const struct train_given *given, const struct table *curve,
	enum outcome outcome)
{
	const struct table *kept = session_kept_table(session, "runs");
	struct error ignored = { 0 };
	struct table *table = table_new(columns, COLUMNS, NULL);
	size_t rows = kept ? table_rows(kept) : 0;
	for (size_t i = 0; i < rows; i++)
		copy_row(table, kept, i);
	table_number(table, (double)(rows + 1));
	table_text(table, net_describe(session, session_network(session, &ignored)));
	table_text(table, session_data(session, &ignored)->name);
	table_text(table, train_describe(session, given));
	table_number(table, last_of(curve, "epoch"));
	table_number(table, outcome == OUTCOME_DIVERGED ? -real_log(0) : last_of(curve, "loss"));
	table_number(table, last_of(curve, "accuracy"));
	table_number(table, last_of(curve, "test_accuracy"));
	table_text(table, outcome_text(outcome));
	session_keep_table(session, "runs", &table);
}

/* Does row i come before row j? NaN last; equals as they were done. */
static bool comes_first(const struct table *table, size_t i, size_t j, size_t order)
{
	size_t column = order == 0 ? RUN : order == 1 ? LOSS : ACCURACY;
	double sign = order == 2 ? -1 : 1;
	double x = sign * table_number_at(table, i, column);
	double y = sign * table_number_at(table, j, column);
	return x < y || (!(y < x) && real_is_nan(y) && !real_is_nan(x)) || (x == y && i < j);
}

static size_t *sorted(struct session *session, const struct table *table, size_t order)
{
	size_t rows = table_rows(table);
	size_t *index = arena_take(session_arena(session), rows, sizeof *index);
	for (size_t i = 0; i < rows; i++) {
		size_t place = i;
		while (place > 0 && comes_first(table, i, index[place - 1], order)) {
			index[place] = index[place - 1];
			place--;
		}
		index[place] = i;
	}
	return index;
}

static const struct quantity_table tables[] = {
	{ { .name = "runs", .summary = N_("every training so far, a row each") }, columns, COLUMNS,
		NULL, NULL },
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	const struct table *kept = session_kept_table(session, "runs");
	(void)error;
	if (!kept) {
		session_say(out, "%s", _("No training yet; first: train 20\n"));
		return true;
	}
	size_t *best = sorted(session, kept, 1);
	size_t *index = sorted(session, kept, catalogue_index(&sort_orders, given->sort));
	struct table *table = table_new(columns, COLUMNS, NULL);
	for (size_t i = 0; i < table_rows(kept); i++)
		copy_row(table, kept, index[i]);
	table_caption(table, _("%zu trainings; the lowest loss is that of run %.0f, %s."),
		table_rows(kept), table_number_at(kept, best[0], RUN),
		session_number(session, table_number_at(kept, best[0], LOSS), 4));
	session_show_table(session, out, NULL, &table);
	return true;
}

const struct command command_runs = {
	.label = { .name = "runs",
		.summary = N_("Every training so far, with its settings and outcome.") },
	.chapter = CHAPTER_COMPARING,
	.help = N_("Every `train` of the session, in order or sorted by loss or accuracy: the "
		   "network as it was, the settings, how far it was trained and what came of it. "
		   "Each column is a quantity: runs.loss[2]."),
	.example = "data xor\nnet 2x8 tanh\ntrain 5\nruns loss",
	PARAMETERS(parameters, struct given),
	.tables = tables,
	.table_count = sizeof tables / sizeof *tables,
	.run = run,
};
