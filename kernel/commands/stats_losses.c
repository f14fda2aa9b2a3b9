/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which activations are flat; and how the loss is spread over the samples.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/stats.h"
#include "kernel/view/table.h"
#include "nn/loss.h"
#include "nn/pass.h"
#include "nn/real.h"

#include <stdlib.h>

enum { CHUNK = 256 };

// clang-format off
const struct column stats_saturation_columns[STATS_SATURATION] = {
	{ "layer", N_("layer"), N_("hidden layers, counted from 1"), COLUMN_COUNT },
	{ "saturated", N_("saturated"), N_("share of activations whose slope is below 6 percent of the steepest"), COLUMN_FRACTION },
	{ "low", N_("below"), N_("those of them with z below zero"), COLUMN_FRACTION },
	{ "high", N_("above"), N_("those of them with z above zero"), COLUMN_FRACTION },
	{ "spread", N_("rms of z"), N_("root mean square of what goes into the activation"), COLUMN_NUMBER },
};
const struct column stats_loss_columns[STATS_LOSS] = {
	{ "split", N_("split"), N_("train or test"), COLUMN_TEXT },
	{ "samples", N_("samples"), N_("samples of the split"), COLUMN_COUNT },
	{ "mean", N_("mean"), N_("mean loss over the split"), COLUMN_NUMBER },
	{ "median", N_("median"), N_("half of the samples have less"), COLUMN_NUMBER },
	{ "tenth", N_("worst tenth"), N_("a tenth of the samples have more"), COLUMN_NUMBER },
	{ "largest", N_("largest"), N_("loss of the worst sample"), COLUMN_NUMBER },
	{ "constant", N_("constant answer"), N_("loss of the best constant answer"), COLUMN_NUMBER },
};
// clang-format on

struct table *stats_saturation_new(struct session *session, struct error *error)
{
	const struct statistics *statistics = session_statistics(session, NULL, error);
	if (!statistics)
		return NULL;
	struct table *table = table_new(stats_saturation_columns, STATS_SATURATION, NULL);
	size_t worst = 0;
	for (size_t l = 0; l + 1 < statistics->layer_count; l++) {
		const struct layer_statistics *layer = &statistics->layers[l];
		table_number(table, (double)(l + 1));
		table_number(table, layer->saturated);
		table_number(table, layer->saturated_low);
		table_number(table, layer->saturated - layer->saturated_low);
		table_number(table, real_sqrt(layer->q));
		worst = layer->saturated > statistics->layers[worst].saturated ? l : worst;
	}
	double share = statistics->layers[worst].saturated;
	const char *percent = session_number(session, 100 * share, 3);
	if (share > 0.2)
		table_caption(table,
			_("Layer %zu is saturated: %s %% of its activations are flat and pass no "
			  "gradient."),
			worst + 1, percent);
	else
		table_caption(table,
			_("At most %s %% of a layer's activations are flat (layer %zu)."), percent,
			worst + 1);
	return table;
}

/* ---- the loss of each sample ---- */

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static bool losses_of(struct session *session, const struct network *network,
	const struct data *data, const struct split *split, double *loss, struct error *error)
{
	struct fault fault = { 0 };
	struct pass *pass = pass_new(network, CHUNK, &fault);
	if (!pass)
		return session_fault(&fault, session_statement(session), error);
	size_t first = 0;
	for (; first < split->count && session_poll(session); first += CHUNK) {
		size_t rest = split->count - first;
		pass_load(pass, data, split, NULL, first, rest < CHUNK ? rest : CHUNK);
		if (!pass_forward(pass, network))
			break;
		pass_loss(pass, network);
		for (size_t s = 0; s < pass->count; s++)
			loss[first + s] = (double)pass->each[s];
	}
	pass_free(pass);
	return first >= split->count || session_interrupted(session_statement(session), error);
}

static bool add_split(struct session *session, struct table *table, const struct split *split,
	const char *name, struct error *error)
{
	const struct network *network = session_network(session, error);
	const struct data *data = session_data(session, error);
	size_t count = split->count;
	double *loss = arena_take(session_arena(session), count + 1, sizeof *loss), sum = 0;
	if (!losses_of(session, network, data, split, loss, error))
		return false;
	for (size_t i = 0; i < count; i++)
		sum += loss[i];
	qsort(loss, count, sizeof *loss, ascending);
	table_text(table, name);
	table_number(table, (double)count);
	table_number(table, sum / (double)count);
	table_number(table, loss[count / 2]);
	table_number(table, loss[count - 1 - count / 10]);
	table_number(table, loss[count - 1]);
	table_number(table, loss_constant(&network->recipe.loss, data, split));
	return true;
}

struct table *stats_loss_new(struct session *session, struct error *error)
{
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	if (!data)
		return NULL;
	struct table *table = table_new(stats_loss_columns, STATS_LOSS, NULL);
	if (!add_split(session, table, &data->train, _("train"), error) ||
		(data->test.count > 0 &&
			!add_split(session, table, &data->test, _("test"), error))) {
		table_free(table);
		return NULL;
	}
	double mean = table_number_at(table, 0, 2), constant = table_number_at(table, 0, 6);
	const char *is = session_number(session, mean, 4);
	const char *other = session_number(session, constant, 4);
	table_caption(table,
		real_abs(mean - constant) < 0.01 * constant
			? _("The loss is %s; one constant answer for all gets %s: it has not "
			    "learned "
			    "to look at its inputs.")
			: _("The loss is %s; one constant answer for all gets %s."),
		is, other);
	return table;
}
