/* SPDX-License-Identifier: BSD-3-Clause
 *
 * gradcheck: backpropagation against difference quotients.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"
#include "kernel/view/table.h"
#include "nn/gradient_check.h"

struct given {
	long samples, each;
};

// clang-format off
static const struct parameter parameters[] = {
	COUNT(struct given, samples, "8", 1, 1000, N_("samples of the batch that is tried"), .positional = true),
	COUNT(struct given, each, "50", 1, 1e6, N_("parameters tried in each layer")),
};

static const struct column columns[] = {
	{ "layer", N_("layer"), N_("counted from 1; the last is the output"), COLUMN_COUNT },
	{ "checked", N_("tried"), N_("parameters that were moved up and down"), COLUMN_COUNT },
	{ "numeric", N_("backpropagation − quotient"), N_("largest difference between backpropagation in double precision and the slope of the loss, over the rms gradient"), COLUMN_SCIENTIFIC },
	{ "core", N_("training core"), N_("largest difference between the training core's gradient and that one, over the rms gradient"), COLUMN_SCIENTIFIC },
	{ "kinks", N_("kinks"), N_("parameters whose step crossed a kink of the activation"), COLUMN_COUNT },
};
// clang-format on

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	if (!data)
		return false;
	size_t count = network->layer_count;
	struct layer_check *layers = arena_take(session_arena(session), count, sizeof *layers);
	struct fault fault = { 0 };
	if (!gradient_check(network, data, (size_t)given->samples, (size_t)given->each, layers,
		    session_poll, session, &fault))
		return session_fault(&fault, session_statement(session), error);
	struct table *table = table_new(columns, sizeof columns / sizeof *columns, NULL);
	double worst = 0;
	for (size_t l = 0; l < count; l++) {
		table_number(table, (double)(l + 1));
		table_number(table, (double)layers[l].checked);
		table_number(table, layers[l].numeric);
		table_number(table, layers[l].core);
		table_number(table, (double)layers[l].kinks);
		worst = layers[l].numeric > worst ? layers[l].numeric : worst;
	}
	const char *off = session_number(session, worst, 2);
	table_caption(table,
		worst < 1e-3 ? _("The gradient is the slope of the loss: at most %s off.")
			     : _("The gradient is not the slope of the loss: up to %s off. Where "
				 "gradients are tiny, rounding is all that is left of a quotient."),
		off);
	struct table *kept = table_new(columns, sizeof columns / sizeof *columns, NULL);
	for (size_t l = 0; l < count; l++)
		for (size_t column = 0; column < table_columns(table); column++)
			table_number(kept, table_number_at(table, l, column));
	session_keep_table(session, "gradcheck", &kept);
	session_show_table(session, out, NULL, &table);
	return true;
}

static const struct quantity_table tables[] = {
	{ { .name = "gradcheck", .summary = N_("the last gradient check, a row for each layer") },
		columns, sizeof columns / sizeof *columns, NULL, NULL },
};

const struct command command_gradcheck = {
	.label = { .name = "gradcheck", .summary = N_("Is the gradient the slope of the loss?") },
	.chapter = CHAPTER_LEARNING,
	.help = N_("Moves parameters up and down a little and compares how the loss changes with "
		   "what backpropagation says, in double precision; and what the training core "
		   "says with that. At a kink, such as that of relu, the gradient must lie between "
		   "the slopes of both sides."),
	.example = "net 3x16 tanh xavier\ngradcheck",
	PARAMETERS(parameters, struct given),
	.tables = tables,
	.table_count = sizeof tables / sizeof *tables,
	.run = run,
};
