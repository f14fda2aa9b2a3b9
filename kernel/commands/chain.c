/* SPDX-License-Identifier: BSD-3-Clause
 *
 * chain: the product of local derivatives, factor by factor, in a chain of single neurons or along
 * one sample's way back through the network in use.
 */
#include "nn/chain.h"

#include "kernel/base/locale.h"
#include "kernel/session/session.h"
#include "kernel/view/plot.h"
#include "kernel/view/table.h"
#include "nn/activation.h"
#include "nn/real.h"

struct given {
	struct choice act;
	double weight, x;
	long length, sample;
	bool weight_typed;
};

// clang-format off
static const struct parameter parameters[] = {
	CHOICE(struct given, act, "auto", &activations, N_("activation of the neurons"), .positional = true),
	REAL(struct given, weight, "1", -1e6, 1e6, N_("weight of each connection in a chain of single neurons"), .given = offsetof(struct given, weight_typed) + 1),
	COUNT(struct given, length, "10", 2, 1000, N_("neurons in the chain")),
	REAL(struct given, x, "0.5", -1e6, 1e6, N_("what goes into the first")),
	COUNT(struct given, sample, "1", 1, 1e9, N_("which sample goes through the network")),
};

static const struct column links_columns[] = {
	{ "k", N_("neuron"), N_("counted from the input"), COLUMN_COUNT },
	{ "z", "z", N_("what goes into it"), COLUMN_NUMBER },
	{ "slope", "f'(z)", N_("its local derivative"), COLUMN_NUMBER },
	{ "factor", "w·f'(z)", N_("dz of the next neuron by dz of this one"), COLUMN_NUMBER },
	{ "product", N_("product"), N_("dz of the last neuron by dz of this one"), COLUMN_LOG_BAR },
};
static const struct column columns[] = {
	{ "layer", N_("layer"), N_("counted from 1; the last is the output"), COLUMN_COUNT },
	{ "delta", N_("|delta|"), N_("length of the gradient at z for this sample"), COLUMN_LOG_BAR },
	{ "factor", N_("factor"), N_("what the step back from the next layer multiplied it by"), COLUMN_NUMBER },
	{ "product", N_("product"), N_("all factors from the output to here"), COLUMN_SCIENTIFIC },
	{ "open", N_("open"), N_("share of the units that let a gradient through"), COLUMN_FRACTION },
};
// clang-format on

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* ---- single neurons ---- */

static struct table *links_table(struct session *session, const struct given *given,
	const struct choice *activation, const struct link *links)
{
	size_t length = (size_t)given->length;
	struct table *table = table_new(links_columns, COUNT_OF(links_columns), NULL);
	for (size_t k = 0; k < length; k++) {
		table_number(table, (double)(k + 1));
		table_number(table, links[k].z);
		table_number(table, links[k].slope);
		table_number(table, links[k].factor);
		table_number(table, real_abs(links[k].product));
	}
	double product = real_abs(links[0].product);
	const char *shown = session_number(session, links[0].product, 4);
	const char *weight = session_number(session, given->weight, 4);
	table_caption(table,
		product < 0.01
			? _("%s with weight %s: of a change at the first neuron %s arrives at "
			    "neuron %zu. It vanishes.")
		: product > 100
			? _("%s with weight %s: a change at the first neuron arrives %s "
			    "times as large at neuron %zu. It explodes.")
			: _("%s with weight %s: a change at the first neuron arrives %s times as "
			    "large at neuron %zu."),
		activation->label->name, weight, shown, length);
	return table;
}

static bool show_links(struct session *session, const struct given *given,
	const struct choice *activation, const struct outlet *out)
{
	size_t length = (size_t)given->length;
	struct arena *arena = session_arena(session);
	struct link *links = arena_take(arena, length, sizeof *links);
	chain_of(activation, given->weight, given->x, links, length);
	struct table *table = links_table(session, given, activation, links);
	double *x = arena_take(arena, length, sizeof *x), *y = arena_take(arena, length, sizeof *y);
	for (size_t k = 0; k < length; k++) {
		x[k] = (double)(k + 1);
		y[k] = real_abs(links[k].product);
	}
	struct figure *figure = figure_new(_("The product of the local derivatives"));
	figure_alt(figure, "%s", table_sentence(table));
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, _("neuron"), SCALE_LINEAR);
	panel_y(panel, _("size of the product"), SCALE_LOG);
	panel_line(panel, activation->label->name, x, y, length);
	panel_reference(panel, _("nothing lost"), 1);
	session_show_figure(session, out, NULL, &figure);
	struct table *kept = links_table(session, given, activation, links);
	session_show_table(session, out, NULL, &table);
	session_keep_table(session, "chain", &kept);
	return true;
}

/* ---- the network ---- */

static struct table *layers_table(struct session *session, const struct network *network,
	const struct data *data, long sample, struct error *error)
{
	struct chain_layer *layers =
		arena_take(session_arena(session), network->layer_count, sizeof *layers);
	struct fault fault = { 0 };
	if (!chain_through(network, data, (size_t)sample - 1, layers, &fault)) {
		session_fault(&fault, session_statement(session), error);
		return NULL;
	}
	struct table *table = table_new(columns, COUNT_OF(columns), NULL);
	for (size_t l = 0; l < network->layer_count; l++) {
		table_number(table, (double)(l + 1));
		table_number(table, layers[l].delta);
		table_number(table, layers[l].factor);
		table_number(table, layers[l].product);
		table_number(table, layers[l].active);
	}
	table_caption(table,
		_("Sample %ld: of the gradient at the output, %s times its length reaches layer "
		  "1."),
		sample, session_number(session, layers[0].product, 3));
	return table;
}

static bool show_layers(
	struct session *session, long sample, const struct outlet *out, struct error *error)
{
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	if (!data)
		return false;
	if ((size_t)sample > data->train.count) {
		error_set(error, ERROR_VALUE, session_argument(session, "sample"),
			_("there is no sample %ld; the train split has %zu"), sample,
			data->train.count);
		return error_hint(error, _("any from 1 to %zu"), data->train.count);
	}
	struct table *table = layers_table(session, network, data, sample, error);
	if (table)
		session_show_table(session, out, NULL, &table);
	return error->kind == ERROR_NONE;
}

static const struct quantity_table tables[] = {
	{ { .name = "chain", .summary = N_("the last chain of single neurons, a row each") },
		links_columns, COUNT_OF(links_columns), NULL, NULL },
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	bool single = given->act.label || given->weight_typed || !session_network_name(session);
	if (!single)
		return show_layers(session, given->sample, out, error);
	struct choice activation = choice_named(&activations, "sigmoid");
	if (given->act.label)
		activation = given->act;
	else if (session_network_name(session))
		activation = session_network(session, error)->recipe.activation;
	return show_links(session, given, &activation, out);
}

const struct command command_chain = {
	.label = { .name = "chain",
		.summary = N_("The product of local derivatives, factor by factor.") },
	.chapter = CHAPTER_LOOKING,
	.help = N_("The chain rule multiplies one local derivative per layer; below 1 each, their "
		   "product vanishes, above 1 it explodes. With an activation or a weight it shows "
		   "a chain of single neurons, z of each being the weight times the output of the "
		   "one before: chain sigmoid weight=4. Else it follows one sample of the train "
		   "split back through the network in use: chain sample=17.\n\n"
		   "dL/dW of a layer is the product up to it times the activation below it; that "
		   "last factor is not part of the product."),
	.example = "chain sigmoid weight=4\nnet 8 tanh xavier\nchain sample=17",
	PARAMETERS(parameters, struct given),
	.tables = tables,
	.table_count = COUNT_OF(tables),
	.run = run,
};
