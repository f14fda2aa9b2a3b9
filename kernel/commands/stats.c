/* SPDX-License-Identifier: BSD-3-Clause
 *
 * stats: what one looks at when a network does not learn, layer by layer, with a sentence that says
 * what the numbers mean; and the same as figures, for `plot`.
 */
#include "kernel/commands/stats.h"
#include "kernel/base/locale.h"
#include "kernel/view/plot.h"
#include "kernel/view/table.h"
#include "nn/real.h"
#include "nn/statistics.h"

// clang-format off
static const struct column acts[] = {
	{ "layer", N_("layer"), N_("counted from 1; the last is the output"), COLUMN_COUNT },
	{ "q", N_("mean z²"), N_("second moment of what goes into the activation"), COLUMN_LOG_BAR },
	{ "mean", N_("mean"), N_("mean of what comes out"), COLUMN_NUMBER },
	{ "std", N_("std"), N_("standard deviation of what comes out"), COLUMN_LOG_BAR },
	{ "saturated", N_("saturated"), N_("share of activations whose slope is below 6 percent of the steepest"), COLUMN_FRACTION },
	{ "active", N_("z > 0"), N_("share of inputs to the activation above zero"), COLUMN_FRACTION },
	{ "alignment", N_("alignment"), N_("mean cosine between the z of different samples: 1, all look the same"), COLUMN_NUMBER },
};
static const struct column grads[] = {
	{ "layer", N_("layer"), N_("counted from 1; the last is the output"), COLUMN_COUNT },
	{ "delta", N_("delta"), N_("rms of the gradient at z, per sample"), COLUMN_LOG_BAR },
	{ "gradient", N_("dW"), N_("rms of the gradient of the weights"), COLUMN_LOG_BAR },
	{ "norm", N_("norm of dW"), N_("length of the gradient of the weights"), COLUMN_SCIENTIFIC },
	{ "bias", N_("db"), N_("rms of the gradient of the biases"), COLUMN_SCIENTIFIC },
	{ "ratio", N_("dW : W"), N_("rms of the gradient over rms of the weights"), COLUMN_SCIENTIFIC },
};
static const struct column weights[] = {
	{ "layer", N_("layer"), N_("counted from 1; the last is the output"), COLUMN_COUNT },
	{ "mean", N_("mean"), N_("mean of the weights"), COLUMN_SCIENTIFIC },
	{ "std", N_("std"), N_("standard deviation of the weights"), COLUMN_LOG_BAR },
	{ "variance", N_("fan_in·Var W"), N_("variance of the weights times inputs: what theory uses"), COLUMN_BAR },
	{ "bias_mean", N_("mean bias"), N_("mean of the biases"), COLUMN_SCIENTIFIC },
	{ "bias_std", N_("std of bias"), N_("standard deviation of the biases"), COLUMN_SCIENTIFIC },
	{ "distinct", N_("distinct"), N_("neurons that are not copies of another"), COLUMN_COUNT },
	{ "neurons", N_("neurons"), N_("neurons of the layer"), COLUMN_COUNT },
};
static const struct column dead[] = {
	{ "layer", N_("layer"), N_("hidden layers, counted from 1"), COLUMN_COUNT },
	{ "neurons", N_("neurons"), N_("neurons of the layer"), COLUMN_COUNT },
	{ "dead", N_("dead"), N_("slope exactly 0 for every sample: cannot learn again by itself"), COLUMN_FRACTION },
	{ "frozen", N_("frozen"), N_("slope below 1 percent of the steepest for every sample"), COLUMN_FRACTION },
	{ "dormant", N_("dormant"), N_("mean output below 2.5 percent of the layer's"), COLUMN_FRACTION },
	{ "active", N_("z > 0"), N_("share of inputs to the activation above zero"), COLUMN_FRACTION },
};
// clang-format on

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* The statistics, and how many layers are hidden; NULL with an error. */
static const struct statistics *measured(
	struct session *session, size_t *hidden, struct error *error)
{
	const struct statistics *statistics = session_statistics(session, NULL, error);
	if (statistics)
		*hidden = statistics->layer_count - 1;
	return statistics;
}

static struct table *acts_new(struct session *session, struct error *error)
{
	size_t hidden;
	const struct statistics *statistics = measured(session, &hidden, error);
	if (!statistics)
		return NULL;
	const struct layer_statistics *layers = statistics->layers;
	struct table *table = table_new(acts, COUNT_OF(acts), NULL);
	double worst = 0;
	for (size_t i = 0; i < statistics->layer_count; i++) {
		table_number(table, (double)(i + 1));
		table_number(table, layers[i].q);
		table_number(table, layers[i].mean);
		table_number(table, layers[i].deviation);
		table_number(table, i < hidden ? layers[i].saturated : real_log(-1));
		table_number(table, layers[i].active);
		table_number(table, layers[i].alignment);
		worst = i < hidden && layers[i].saturated > worst ? layers[i].saturated : worst;
	}
	double rate = statistics->forward_gain;
	if (worst > 0.5)
		table_caption(table, _("Saturated: up to %s %% of a layer's activations are flat."),
			session_number(session, 100 * worst, 3));
	else if (layers[hidden - 1].alignment > 0.99)
		table_caption(table, _("In layer %zu all samples look the same (cosine %s)."),
			hidden, session_number(session, layers[hidden - 1].alignment, 4));
	else if (rate < 0.1)
		table_caption(table,
			_("The signal fades: in layer %zu it is %s of what it is in layer 1."),
			hidden, session_number(session, rate, 3));
	else if (rate > 10)
		table_caption(table,
			_("The signal grows: in layer %zu it is %s times what it is in layer 1."),
			hidden, session_number(session, rate, 3));
	else
		table_caption(table, _("The signal keeps its size: layer %zu has %s of layer 1's."),
			hidden, session_number(session, rate, 3));
	return table;
}

/* The verdict on G_b = delta_1/delta_H: within a decade it trains, beyond two it does not. */
static void judge_gradient(struct session *session, struct table *table, double gain, size_t hidden)
{
	const char *first = session_number(session, gain, 3);
	double step = hidden > 1 ? real_exp(real_log(gain) / (double)(hidden - 1)) : 1;
	const char *factor = session_number(session, step, 3);
	if (!(gain > 0))
		table_caption(table, _("No gradient reaches layer 1."));
	else if (gain < 0.01)
		table_caption(table,
			_("The gradient vanishes: layer 1 gets %s of what layer %zu gets, ×%s per "
			  "layer. It "
			  "will not train."),
			first, hidden, factor);
	else if (gain < 0.1)
		table_caption(table,
			_("The gradient fades: layer 1 gets %s of what layer %zu gets, ×%s per "
			  "layer. Slow."),
			first, hidden, factor);
	else if (gain > 100)
		table_caption(table,
			_("The gradient explodes: layer 1 gets %s times what layer %zu gets, ×%s "
			  "per layer."),
			first, hidden, factor);
	else
		table_caption(table,
			_("The gradient flows: layer 1 gets %s of what layer %zu gets, ×%s per "
			  "layer."),
			first, hidden, factor);
}

static struct table *grads_new(struct session *session, struct error *error)
{
	size_t hidden;
	const struct statistics *statistics = measured(session, &hidden, error);
	if (!statistics)
		return NULL;
	struct table *table = table_new(grads, COUNT_OF(grads), NULL);
	for (size_t i = 0; i < statistics->layer_count; i++) {
		const struct layer_statistics *layer = &statistics->layers[i];
		table_number(table, (double)(i + 1));
		table_number(table, layer->delta);
		table_number(table, layer->gradient);
		table_number(table, layer->gradient_norm);
		table_number(table, layer->bias_gradient);
		table_number(table, layer->gradient / layer->weight);
	}
	judge_gradient(session, table, statistics->backward_gain, hidden);
	return table;
}

static struct table *weights_new(struct session *session, struct error *error)
{
	size_t hidden;
	const struct statistics *statistics = measured(session, &hidden, error);
	if (!statistics)
		return NULL;
	struct table *table = table_new(weights, COUNT_OF(weights), NULL);
	size_t copies = 0;
	for (size_t i = 0; i < statistics->layer_count; i++) {
		const struct layer_statistics *layer = &statistics->layers[i];
		table_number(table, (double)(i + 1));
		table_number(table, layer->weight_mean);
		table_number(table, layer->weight_deviation);
		table_number(table, layer->gain);
		table_number(table, layer->bias_mean);
		table_number(table, layer->bias_deviation);
		table_number(table, (double)layer->distinct);
		table_number(table, (double)layer->neurons);
		copies += layer->distinct == 1 && layer->neurons > 1;
	}
	if (copies > 0)
		table_caption(table,
			_("In %zu of %zu layers every neuron is the same one: they cannot "
			  "become different."),
			copies, statistics->layer_count);
	else
		table_caption(table, _("fan_in·Var W is %s in layer 1 and %s in layer %zu."),
			session_number(session, statistics->layers[0].gain, 3),
			session_number(session, statistics->layers[hidden - 1].gain, 3), hidden);
	return table;
}

static struct table *dead_new(struct session *session, struct error *error)
{
	size_t hidden, worst = 0;
	const struct statistics *statistics = measured(session, &hidden, error);
	if (!statistics)
		return NULL;
	struct table *table = table_new(dead, COUNT_OF(dead), NULL);
	for (size_t i = 0; i < hidden; i++) {
		const struct layer_statistics *layer = &statistics->layers[i];
		table_number(table, (double)(i + 1));
		table_number(table, (double)layer->neurons);
		table_number(table, layer->dead);
		table_number(table, layer->frozen);
		table_number(table, layer->dormant);
		table_number(table, layer->active);
		worst = layer->dead > statistics->layers[worst].dead ? i : worst;
	}
	double share = statistics->layers[worst].dead;
	if (share >= 1)
		table_caption(table,
			_("Layer %zu is dead: no sample wakes any of its neurons, and nothing "
			  "below it can learn."),
			worst + 1);
	else if (share > 0)
		table_caption(table, _("Up to %s %% of a layer's neurons are dead (layer %zu)."),
			session_number(session, 100 * share, 3), worst + 1);
	else
		table_caption(table, _("No neuron is dead."));
	return table;
}

/* ---- figures ---- */

/* One quantity of every layer, by layer. */
static void line_by_layer(struct session *session, struct panel *panel, const char *label,
	const struct statistics *statistics, size_t offset, size_t count)
{
	double *x = arena_take(session_arena(session), count, sizeof *x);
	double *y = arena_take(session_arena(session), count, sizeof *y);
	for (size_t i = 0; i < count; i++) {
		x[i] = (double)(i + 1);
		y[i] = *(const double *)(const void *)((const char *)&statistics->layers[i] +
						       offset);
	}
	panel_line(panel, label, x, y, count);
}

#define BY_LAYER(label, field, count)                                                              \
	line_by_layer(session, panel, label, statistics, offsetof(struct layer_statistics, field), \
		count)

/* The figure of a table carries the table's sentence. */
static struct figure *figure_of(struct table *table, const char *title)
{
	struct figure *figure = figure_new(title);
	figure_alt(figure, "%s", table_sentence(table));
	table_free(table);
	return figure;
}

static struct figure *acts_draw(struct session *session, struct error *error)
{
	size_t hidden;
	const struct statistics *statistics = measured(session, &hidden, error);
	if (!statistics)
		return NULL;
	struct figure *figure = figure_of(acts_new(session, error), _("Activations by layer"));
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, _("layer"), SCALE_LINEAR);
	panel_y(panel, _("size of the signal"), SCALE_LOG);
	BY_LAYER(_("mean z²"), q, hidden);
	BY_LAYER(_("std of a"), deviation, hidden);
	panel = figure_panel(figure, NULL);
	panel_x(panel, _("layer"), SCALE_LINEAR);
	panel_y(panel, _("share"), SCALE_LINEAR);
	panel_y_range(panel, 0, 1);
	BY_LAYER(_("saturated"), saturated, hidden);
	BY_LAYER(_("z > 0"), active, hidden);
	return figure;
}

static struct figure *grads_draw(struct session *session, struct error *error)
{
	size_t hidden;
	const struct statistics *statistics = measured(session, &hidden, error);
	if (!statistics)
		return NULL;
	struct figure *figure = figure_of(grads_new(session, error), _("Gradients by layer"));
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, _("layer"), SCALE_LINEAR);
	panel_y(panel, _("rms"), SCALE_LOG);
	BY_LAYER(_("delta"), delta, hidden);
	BY_LAYER(_("dW"), gradient, hidden);
	return figure;
}

static struct figure *dead_draw(struct session *session, struct error *error)
{
	size_t hidden;
	const struct statistics *statistics = measured(session, &hidden, error);
	if (!statistics)
		return NULL;
	struct figure *figure = figure_of(dead_new(session, error), _("Dead neurons by layer"));
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, _("layer"), SCALE_LINEAR);
	panel_y(panel, _("share of the neurons"), SCALE_LINEAR);
	panel_y_range(panel, 0, 1);
	BY_LAYER(_("dead"), dead, hidden);
	BY_LAYER(_("frozen"), frozen, hidden);
	BY_LAYER(_("dormant"), dormant, hidden);
	return figure;
}

static struct figure *weights_draw(struct session *session, struct error *error)
{
	const struct network *network = session_network(session, error);
	if (!network)
		return NULL;
	struct table *table = weights_new(session, error);
	if (!table)
		return NULL;
	size_t rows = network->layer_count < 12 ? network->layer_count : 12;
	struct arena *arena = session_arena(session);
	const char **names = arena_take(arena, rows, sizeof *names);
	const double **values = arena_take(arena, rows, sizeof *values);
	size_t *counts = arena_take(arena, rows, sizeof *counts);
	for (size_t row = 0; row < rows; row++) {
		const struct layer *layer = &network->layers[row];
		counts[row] = layer->inputs * layer->outputs;
		double *weight = arena_take(arena, counts[row], sizeof *weight);
		for (size_t i = 0; i < counts[row]; i++)
			weight[i] = (double)layer->weight[i];
		values[row] = weight;
		names[row] = arena_format(arena, "%zu", row + 1);
	}
	struct figure *figure = figure_of(table, _("Weights by layer"));
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, _("weight"), SCALE_LINEAR);
	panel_y(panel, _("layer"), SCALE_CATEGORY);
	panel_ridges(panel, names, values, counts, rows);
	return figure;
}

// clang-format off
static const struct quantity_table tables[] = {
	{ { .name = "acts", .summary = N_("activations: size, saturation, alignment") }, acts, COUNT_OF(acts), acts_new, acts_draw },
	{ { .name = "grads", .summary = N_("gradients: do they reach the first layer?") }, grads, COUNT_OF(grads), grads_new, grads_draw },
	{ { .name = "weights", .summary = N_("weights and biases: spread, copies") }, weights, COUNT_OF(weights), weights_new, weights_draw },
	{ { .name = "dead", .summary = N_("neurons that no sample wakes") }, dead, COUNT_OF(dead), dead_new, dead_draw },
	{ { .name = "updates", .summary = N_("how far the next step moves the weights") }, stats_updates_columns, STATS_UPDATES, stats_updates_new, stats_updates_draw },
	{ { .name = "jacobian", .summary = N_("what each layer, and all together, do to directions") }, stats_jacobian_columns, STATS_JACOBIAN, stats_jacobian_new, stats_jacobian_draw },
	{ { .name = "rank", .summary = N_("how many directions weights and outputs fill") }, stats_rank_columns, STATS_RANK, stats_rank_new, stats_rank_draw },
	{ { .name = "confusion", .summary = N_("what is answered for what, class by class") }, stats_confusion_columns, STATS_CONFUSION, stats_confusion_new, stats_confusion_draw },
	{ { .name = "saturation", .summary = N_("which activations are flat, and on which side") }, stats_saturation_columns, STATS_SATURATION, stats_saturation_new, NULL },
	{ { .name = "losses", .aliases = "loss", .summary = N_("the loss sample by sample: typical, worst, and of a constant answer") }, stats_loss_columns, STATS_LOSS, stats_loss_new, NULL },
};
// clang-format on

static const struct catalogue kinds = CATALOGUE(N_("statistic"), tables);

struct given {
	const struct label *what;
};

static const struct parameter parameters[] = {
	WORD(struct given, what, "grads", &kinds, N_("what to look at"), .positional = true),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	struct table *table = tables[catalogue_index(&kinds, given->what)].make_new(session, error);
	if (!table)
		return false;
	session_show_table(session, out, NULL, &table);
	return true;
}

const struct command command_stats = {
	.label = { .name = "stats",
		.summary = N_("Look inside: activations, gradients, weights, ranks, answers.") },
	.chapter = CHAPTER_LOOKING,
	.help = N_(
		"Measures the network in use over the whole train split, layer by layer, in double "
		"precision. The headline says what the numbers mean; each column is a quantity, so "
		"that grads.delta[1] is the gradient at layer 1. `plot` draws the same."),
	.example = "net 8 sigmoid xavier\nstats grads",
	PARAMETERS(parameters, struct given),
	.tables = tables,
	.table_count = COUNT_OF(tables),
	.run = run,
};
