/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the layers do to directions: Jacobians, ranks; and how far a step moves the weights.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/stats.h"
#include "kernel/commands/train.h"
#include "kernel/view/plot.h"
#include "kernel/view/table.h"
#include "nn/real.h"
#include "nn/spectrum.h"
#include "nn/update.h"

enum { SAMPLES = 4 };

// clang-format off
const struct column stats_jacobian_columns[STATS_JACOBIAN] = {
	{ "layer", N_("layer"), N_("hidden layers, counted from 1; all: the product of layers 2 to the last"), COLUMN_TEXT },
	{ "largest", N_("largest"), N_("largest singular value of the layer's Jacobian"), COLUMN_LOG_BAR },
	{ "median", N_("median"), N_("median singular value"), COLUMN_SCIENTIFIC },
	{ "least", N_("least"), N_("least singular value"), COLUMN_SCIENTIFIC },
	{ "mean_square", N_("mean s²"), N_("mean square of the singular values: χ in theory"), COLUMN_NUMBER },
	{ "rank", N_("effective rank"), N_("directions that get through: (sum s²)²/sum s⁴"), COLUMN_BAR },
};
const struct column stats_rank_columns[STATS_RANK] = {
	{ "layer", N_("layer"), N_("counted from 1; the last is the output"), COLUMN_COUNT },
	{ "units", N_("units"), N_("neurons of the layer"), COLUMN_COUNT },
	{ "weights", N_("of the weights"), N_("effective rank of the weights"), COLUMN_BAR },
	{ "outputs", N_("of the outputs"), N_("effective rank of the outputs over the samples, their mean taken off"), COLUMN_BAR },
};
const struct column stats_updates_columns[STATS_UPDATES] = {
	{ "layer", N_("layer"), N_("counted from 1; the last is the output"), COLUMN_COUNT },
	{ "weight", N_("rms of W"), N_("root mean square of the weights"), COLUMN_SCIENTIFIC },
	{ "ratio", N_("update : weight"), N_("how far the next step moves the weights, for their size; about 0.001 is healthy"), COLUMN_LOG_BAR },
	{ "log", N_("log10"), N_("its logarithm: about -3 is healthy"), COLUMN_NUMBER },
};
// clang-format on

static bool in_use(struct session *session, const struct network **network,
	const struct data **data, struct error *error)
{
	*network = session_network(session, error);
	*data = *network ? session_data(session, error) : NULL;
	return *data;
}

static double *numbers(struct session *session, size_t count)
{
	return arena_take(session_arena(session), count, sizeof(double));
}

static double *counted(struct session *session, size_t count)
{
	double *x = numbers(session, count);
	for (size_t i = 0; i < count; i++)
		x[i] = (double)(i + 1);
	return x;
}

static struct panel *panel_by(
	struct figure *figure, const char *x, const char *y, enum scale_kind scale)
{
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, x, SCALE_LINEAR);
	panel_y(panel, y, scale);
	return panel;
}

/* The sentence of a table stands for its figure too. */
static struct figure *figure_of(struct table *table, const char *title)
{
	struct figure *figure = figure_new(title);
	figure_alt(figure, "%s", table_sentence(table));
	table_free(table);
	return figure;
}

/* ---- Jacobians ---- */

struct spectra {
	struct spectrum *layers, whole;
	double *values;
	size_t depth, count;
};

static bool spectra_of(struct session *session, struct spectra *spectra, struct error *error)
{
	const struct network *network;
	const struct data *data;
	struct fault fault = { 0 };
	if (!in_use(session, &network, &data, error))
		return false;
	spectra->depth = network->recipe.depth;
	spectra->count = network->layers[0].outputs;
	spectra->layers =
		arena_take(session_arena(session), spectra->depth, sizeof *spectra->layers);
	spectra->values = numbers(session, spectra->count);
	return jacobian_spectra(network, data, SAMPLES, spectra->layers, &spectra->whole,
		       spectra->values, session_poll, session, &fault) ||
	       session_fault(&fault, session_statement(session), error);
}

static void spectrum_row(struct table *table, const char *name, const struct spectrum *spectrum)
{
	table_text(table, name);
	table_number(table, spectrum->largest);
	table_number(table, spectrum->median);
	table_number(table, spectrum->least);
	table_number(table, spectrum->mean_square);
	table_number(table, spectrum->rank);
}

static struct table *spectra_table(struct session *session, const struct spectra *spectra)
{
	struct table *table = table_new(stats_jacobian_columns, STATS_JACOBIAN, NULL);
	for (size_t l = 0; l < spectra->depth; l++)
		spectrum_row(table, arena_format(session_arena(session), "%zu", l + 1),
			&spectra->layers[l]);
	spectrum_row(table, _("all"), &spectra->whole);
	table_caption(table,
		_("From layer 1 to layer %zu, %s of %zu directions get through; the largest "
		  "singular value is %s."),
		spectra->depth, session_number(session, spectra->whole.rank, 3), spectra->count,
		session_number(session, spectra->whole.largest, 3));
	return table;
}

struct table *stats_jacobian_new(struct session *session, struct error *error)
{
	struct spectra spectra;
	return spectra_of(session, &spectra, error) ? spectra_table(session, &spectra) : NULL;
}

struct figure *stats_jacobian_draw(struct session *session, struct error *error)
{
	struct spectra spectra;
	if (!spectra_of(session, &spectra, error))
		return NULL;
	struct figure *figure = figure_of(spectra_table(session, &spectra), _("Singular values"));
	double *largest = numbers(session, spectra.depth),
	       *typical = numbers(session, spectra.depth);
	for (size_t l = 0; l < spectra.depth; l++) {
		largest[l] = spectra.layers[l].largest;
		typical[l] = real_sqrt(spectra.layers[l].mean_square);
	}
	const double *x = counted(session, spectra.depth);
	struct panel *panel =
		panel_by(figure, _("layer"), _("of each layer's Jacobian"), SCALE_LOG);
	panel_line(panel, _("largest"), x, largest, spectra.depth);
	panel_line(panel, _("root mean square"), x, typical, spectra.depth);
	panel = panel_by(figure, _("direction"), _("of all layers together"), SCALE_LOG);
	panel_line(panel, _("singular value"), counted(session, spectra.count), spectra.values,
		spectra.count);
	return figure;
}

/* ---- ranks ---- */

struct table *stats_rank_new(struct session *session, struct error *error)
{
	const struct network *network;
	const struct data *data;
	struct fault fault = { 0 };
	if (!in_use(session, &network, &data, error))
		return NULL;
	size_t count = network->layer_count, last = count - 2;
	double *weights = numbers(session, count), *outputs = numbers(session, count);
	if (!layer_ranks(network, data, weights, outputs, session_poll, session, &fault)) {
		session_fault(&fault, session_statement(session), error);
		return NULL;
	}
	struct table *table = table_new(stats_rank_columns, STATS_RANK, NULL);
	for (size_t l = 0; l < count; l++) {
		table_number(table, (double)(l + 1));
		table_number(table, (double)network->layers[l].outputs);
		table_number(table, weights[l]);
		table_number(table, outputs[l]);
	}
	table_caption(table, _("The outputs of layer 1 fill %s directions, those of layer %zu %s."),
		session_number(session, outputs[0], 3), last + 1,
		session_number(session, outputs[last], 3));
	return table;
}

struct figure *stats_rank_draw(struct session *session, struct error *error)
{
	struct table *table = stats_rank_new(session, error);
	if (!table)
		return NULL;
	size_t rows = table_rows(table);
	const double *x = counted(session, rows);
	const double *weights = session_column(session_arena(session), table, 2),
		     *outputs = session_column(session_arena(session), table, 3);
	struct figure *figure = figure_of(table, _("Effective rank by layer"));
	struct panel *panel = panel_by(figure, _("layer"), _("directions"), SCALE_LINEAR);
	panel_line(panel, _("of the weights"), x, weights, rows);
	panel_line(panel, _("of the outputs"), x, outputs, rows);
	return figure;
}

/* ---- updates ---- */

static const char *updates_sentence(struct session *session, const double *ratio, size_t count)
{
	size_t most = 0, least = 0;
	for (size_t l = 1; l < count; l++) {
		most = ratio[l] > ratio[most] ? l : most;
		least = ratio[l] < ratio[least] ? l : least;
	}
	const char *high = session_number(session, ratio[most], 2);
	const char *low = session_number(session, ratio[least], 2);
	return arena_format(session_arena(session),
		ratio[most] < 1e-5
			? _("The weights hardly move: a step changes them by %s to %s of "
			    "their size (layers %zu and %zu).")
		: ratio[least] > 0.1
			? _("The steps are long: they change the weights by %s to %s of "
			    "their size (layers %zu and %zu).")
			: _("A step changes the weights by %s to %s of their size (layers "
			    "%zu and %zu); about 0.001 is healthy."),
		low, high, least + 1, most + 1);
}

struct table *stats_updates_new(struct session *session, struct error *error)
{
	const struct network *network;
	const struct data *data;
	struct fault fault = { 0 };
	if (!in_use(session, &network, &data, error))
		return NULL;
	struct training training = train_settings(session, session_recall(session, &command_train));
	double *ratio = numbers(session, network->layer_count);
	training.poll = session_poll;
	training.to = session;
	if (!update_ratios(network, data, &training, ratio, &fault)) {
		session_fault(&fault, session_statement(session), error);
		return NULL;
	}
	const struct statistics *statistics = session_statistics(session, NULL, error);
	if (!statistics)
		return NULL;
	struct table *table = table_new(stats_updates_columns, STATS_UPDATES,
		updates_sentence(session, ratio, network->layer_count));
	for (size_t l = 0; l < network->layer_count; l++) {
		table_number(table, (double)(l + 1));
		table_number(table, statistics->layers[l].weight);
		table_number(table, ratio[l]);
		table_number(table, real_log10(ratio[l]));
	}
	return table;
}

struct figure *stats_updates_draw(struct session *session, struct error *error)
{
	struct table *table = stats_updates_new(session, error);
	if (!table)
		return NULL;
	size_t rows = table_rows(table);
	const double *ratio = session_column(session_arena(session), table, 2);
	struct figure *figure = figure_of(table, _("How far a step moves the weights"));
	struct panel *panel = panel_by(figure, _("layer"), _("update : weight"), SCALE_LOG);
	panel_line(panel, _("next step"), counted(session, rows), ratio, rows);
	panel_reference(panel, _("healthy"), 1e-3);
	return figure;
}
