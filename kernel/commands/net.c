/* SPDX-License-Identifier: BSD-3-Clause
 *
 * net: a new network, made from a recipe and shown layer by layer.
 */
#include "kernel/commands/net.h"

#include "kernel/base/locale.h"
#include "kernel/view/table.h"
#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/lsuv.h"
#include "nn/network.h"
#include "nn/real.h"

#include <string.h>

enum { WIDTH = 64, TRAINING_BATCH = 64 };

// clang-format off
static const struct label generator_rows[] = {
	{ "counter", N_("each weight by seed and place: changing one thing changes nothing else"), NULL, { { 0 } } },
	{ "torch", N_("the very weights of a PyTorch script after manual_seed(seed)"), "pytorch", { { 0 } } },
};
static const struct catalogue generators = CATALOGUE(N_("generator"), generator_rows);

static const struct parameter parameters[] = {
	SHAPE(struct net_given, shape, "8", N_("hidden layers: 8 (of 64 units), 8x32, or 64-32-16"), .positional = true),
	CHOICE(struct net_given, act, "relu", &activations, N_("activation of the hidden layers"), .positional = true),
	CHOICE(struct net_given, init, "he", &initializers, N_("how the weights are drawn"), .positional = true),
	FLAG(struct net_given, residual, N_("a hidden layer adds the output of the one below, if that is as wide"), .positional = true),
	WORD(struct net_given, norm, "no-norm", &normalizations, N_("what is done to what enters the activations"), .positional = true),
	REAL(struct net_given, dropout, "0", 0, 0.95, N_("share of the hidden units left out in a step of training")),
	COUNT(struct net_given, depth, "auto", 1, 1e6, N_("hidden layers, instead of the shape's")),
	COUNT(struct net_given, width, "auto", 1, 1e9, N_("units of each hidden layer, instead of the shape's")),
	REAL(struct net_given, gain, "auto", 0, 1e6, N_("multiplies the initializer's spread; gain=auto takes the activation's"), .given = offsetof(struct net_given, gain_typed) + 1),
	WORD(struct net_given, gain_rule, "auto", &gain_rules, N_("where the gain comes from when it is not a number")),
	REAL(struct net_given, bias, "auto", -1e6, 1e6, N_("what the biases start from")),
	WORD(struct net_given, mode, "auto", &fan_modes, N_("which fan sets the variance")),
	WORD(struct net_given, dist, "auto", &distributions, N_("shape of the distribution")),
	REAL(struct net_given, last, "1", 0, 1e6, N_("multiplies the output layer's weights")),
	CHOICE(struct net_given, loss, "auto", &losses, N_("what training makes small")),
	WORD(struct net_given, rng, "counter", &generators, N_("where the random numbers come from")),
	COUNT(struct net_given, seed, "auto", 0, 9007199254740992.0, N_("seed of the weights")),
	TEXT(struct net_given, name, "auto", N_("a name to find it by, for `use`")),
};

static const struct column columns[] = {
	{ "layer", N_("layer"), N_("counted from 1; the last is the output"), COLUMN_COUNT },
	{ "inputs", N_("inputs"), N_("inputs of the layer"), COLUMN_COUNT },
	{ "units", N_("units"), N_("neurons of the layer"), COLUMN_COUNT },
	{ "act", N_("activation"), N_("what the layer applies"), COLUMN_TEXT },
	{ "parameters", N_("parameters"), N_("weights and biases"), COLUMN_COUNT },
	{ "std", N_("std of W"), N_("standard deviation of the weights as drawn"), COLUMN_NUMBER },
	{ "variance", N_("fan_in·Var W"), N_("variance of the weights times inputs: what theory uses"), COLUMN_BAR },
};
// clang-format on

static const struct label *default_loss(const struct data *data)
{
	enum loss_kernel wanted = data->classes > 0 ? LOSS_CROSS_ENTROPY : LOSS_MSE;
	for (size_t i = 0;; i++) {
		const struct label *row = catalogue_at(&losses, i);
		if (((const struct loss *)(const void *)row)->kernel == wanted)
			return row;
	}
}

bool net_loss_suits(const struct label *label, const struct data *data)
{
	const struct loss *loss = (const void *)label;
	return loss->classes == (data->classes > 0) &&
	       (loss->kernel != LOSS_BINARY || data->classes == 2);
}

static bool check_loss(struct session *session, const struct label *label, const struct data *data,
	struct error *error)
{
	const struct loss *loss = (const void *)label;
	struct span where = session_argument(session, "loss");
	if (net_loss_suits(label, data))
		return true;
	if (loss->classes == (data->classes > 0))
		return error_set(error, ERROR_VALUE, where,
			_("\"%s\" tells two classes apart; %s has %zu"), label->name, data->name,
			data->classes);
	error_set(error, ERROR_VALUE, where,
		data->classes > 0 ? _("\"%s\" needs a number to predict; %s has classes")
				  : _("\"%s\" needs classes; %s has a number to predict"),
		label->name, data->name);
	return error_hint(error, _("leave `loss` out: the data choose it"));
}

/* The widths: the shape's, then what depth= and width= say. */
static size_t *widths(struct session *session, const struct net_given *given, size_t *depth)
{
	*depth = given->depth > 0 ? (size_t)given->depth : given->shape.depth;
	size_t *width = arena_take(session_arena(session), *depth + 1, sizeof *width);
	for (size_t i = 0; i < *depth; i++) {
		size_t shape =
			given->shape.width[i < given->shape.depth ? i : given->shape.depth - 1];
		width[i] = given->width > 0 ? (size_t)given->width : shape > 0 ? shape : WIDTH;
	}
	return width;
}

/* gain=auto is short for gain_rule=auto. */
static enum gain_rule net_gain_rule(const struct net_given *given)
{
	if (given->gain_rule && catalogue_index(&gain_rules, given->gain_rule) != GAIN_OWN)
		return (enum gain_rule)catalogue_index(&gain_rules, given->gain_rule);
	return given->gain_typed && real_is_nan(given->gain) ? GAIN_AUTOMATIC : GAIN_OWN;
}

static bool check_residual(
	struct session *session, const struct network_recipe *recipe, struct error *error)
{
	for (size_t i = 1; recipe->residual && i < recipe->depth; i++)
		if (recipe->width[i] == recipe->width[i - 1])
			return true;
	if (!recipe->residual)
		return true;
	error_set(error, ERROR_VALUE, session_argument(session, "residual"),
		_("residual needs two hidden layers of one width, one above the other"));
	return error_hint(error, _("for example: net 8x64 residual"));
}

static bool recipe_of(struct session *session, const struct net_given *given,
	const struct data *data, struct network_recipe *recipe, struct error *error)
{
	*recipe = (struct network_recipe){
		.inputs = data->features,
		.activation = given->act,
		.initializer = given->init,
		.loss = given->loss.label ? given->loss : choice_of(default_loss(data)),
		.mode = given->mode ? (enum fan_mode)catalogue_index(&fan_modes, given->mode)
				    : FAN_DEFAULT,
		.distribution = given->dist ? (enum distribution)catalogue_index(
						      &distributions, given->dist)
					    : DISTRIBUTION_DEFAULT,
		.gain = given->gain,
		.gain_rule = net_gain_rule(given),
		.bias = given->bias,
		.last = given->last,
		.torch = given->rng == &generator_rows[1],
		.residual = given->residual,
		.norm = given->norm
				? (enum normalization)catalogue_index(&normalizations, given->norm)
				: NORMALIZATION_NONE,
		.dropout = given->dropout,
		.seed = given->seed < 0 ? session_options(session)->seed : (uint64_t)given->seed,
	};
	if (!check_loss(session, recipe->loss.label, data, error))
		return false;
	bool binary =
		((const struct loss *)(const void *)recipe->loss.label)->kernel == LOSS_BINARY;
	recipe->outputs = binary ? 1 : data->classes > 0 ? data->classes : data->outputs;
	recipe->width = widths(session, given, &recipe->depth);
	return check_residual(session, recipe, error);
}

struct network *net_make_new(struct session *session, const struct net_given *given,
	const struct data *data, struct error *error)
{
	struct network_recipe recipe;
	if (!recipe_of(session, given, data, &recipe, error))
		return NULL;
	if (!session_memory_fits(session, network_bytes(&recipe, TRAINING_BATCH),
		    session_argument(session, "shape"), _("this network"), error))
		return NULL;
	struct fault fault = { 0 };
	struct network *network = network_new(&recipe, &fault);
	if (network && network_adapt(network, data, &fault))
		return network;
	session_fault(&fault, session_statement(session), error);
	network_free(network);
	return NULL;
}

/* Are all its numbers at their fallbacks? */
static bool is_plain(const struct choice *choice)
{
	for (size_t i = 0; i < label_settings(choice->label); i++)
		if (choice->number[i] < choice->label->settings[i].fallback ||
			choice->number[i] > choice->label->settings[i].fallback)
			return false;
	return true;
}

static bool is_default(const struct choice *loss, const struct data *data)
{
	return loss->label == default_loss(data) && is_plain(loss);
}

struct net_given net_given_of(struct session *session, const struct network *network)
{
	const struct network_recipe *recipe = &network->recipe;
	const struct data *data = session_data(session, &(struct error){ 0 });
	const char *name = session_network_name(session);
	/* Copies: the record outlives the network when another takes its place. */
	size_t *width = arena_take(session_arena(session), recipe->depth + 1, sizeof *width);
	memcpy(width, recipe->width, recipe->depth * sizeof *width);
	/* The loss the data would choose stays free, so that other data choose again. */
	struct choice loss = recipe->loss;
	if (data && is_default(&loss, data))
		loss.label = NULL;
	return (struct net_given){
		.shape = { width, recipe->depth },
		.act = recipe->activation,
		.init = recipe->initializer,
		.depth = -1,
		.width = -1,
		.gain = recipe->gain,
		.gain_rule = catalogue_at(&gain_rules, recipe->gain_rule),
		.bias = recipe->bias,
		.mode = catalogue_at(&fan_modes, recipe->mode),
		.dist = catalogue_at(&distributions, recipe->distribution),
		.rng = &generator_rows[recipe->torch],
		.last = recipe->last,
		.residual = recipe->residual,
		.norm = catalogue_at(&normalizations, recipe->norm),
		.dropout = recipe->dropout,
		.loss = loss,
		.seed = (long)recipe->seed,
		.name = name ? arena_format(session_arena(session), "%s", name) : NULL,
	};
}

static const char *choice_text(struct session *session, const struct choice *choice)
{
	const char *text = choice->label->name;
	for (size_t i = 0; i < label_settings(choice->label); i++)
		text = arena_format(session_arena(session), "%s%s%s", text, i == 0 ? "(" : ", ",
			session_number(session, choice->number[i], 6));
	return label_settings(choice->label) > 0 ? arena_format(session_arena(session), "%s)", text)
						 : text;
}

/* With its numbers only when they are not the usual ones. */
static const char *choice_name(struct session *session, const struct choice *choice)
{
	return is_plain(choice) ? choice->label->name : choice_text(session, choice);
}

static const char *shape_text(struct session *session, const struct network_recipe *recipe)
{
	bool equal = true;
	for (size_t i = 1; i < recipe->depth; i++)
		equal = equal && recipe->width[i] == recipe->width[0];
	if (equal)
		return arena_format(
			session_arena(session), "%zux%zu", recipe->depth, recipe->width[0]);
	const char *text = arena_format(session_arena(session), "%zu", recipe->width[0]);
	for (size_t i = 1; i < recipe->depth; i++)
		text = arena_format(session_arena(session), "%s-%zu", text, recipe->width[i]);
	return text;
}

const char *net_describe(struct session *session, const struct network *network)
{
	const struct network_recipe *recipe = &network->recipe;
	struct arena *arena = session_arena(session);
	const char *text = arena_format(arena, "%s %s %s", shape_text(session, recipe),
		choice_text(session, &recipe->activation),
		choice_text(session, &recipe->initializer));
	if (recipe->residual)
		text = arena_format(arena, "%s residual", text);
	if (recipe->norm != NORMALIZATION_NONE)
		text = arena_format(
			arena, "%s %s", text, catalogue_at(&normalizations, recipe->norm)->name);
	if (recipe->dropout > 0)
		text = arena_format(
			arena, "%s dropout=%s", text, session_number(session, recipe->dropout, 4));
	return text;
}

static double deviation(const struct layer *layer, double *variance)
{
	size_t count = layer->inputs * layer->outputs;
	double sum = 0, squares = 0;
	for (size_t i = 0; i < count; i++) {
		sum += (double)layer->weight[i];
		squares += (double)layer->weight[i] * (double)layer->weight[i];
	}
	double mean = sum / (double)count, spread = squares / (double)count - mean * mean;
	*variance = spread > 0 ? spread : 0;
	return real_sqrt(*variance);
}

static struct table *make_new(struct session *session, struct error *error)
{
	const struct network *network = session_network(session, error);
	if (!network)
		return NULL;
	struct table *table = table_new(columns, sizeof columns / sizeof *columns, NULL);
	table_caption(table, _("%s: %zu parameters, from %zu inputs to %zu outputs; loss %s."),
		net_describe(session, network), network->parameter_count, network->recipe.inputs,
		network->recipe.outputs, choice_name(session, &network->recipe.loss));
	for (size_t i = 0; i < network->layer_count; i++) {
		const struct layer *layer = &network->layers[i];
		double variance, spread = deviation(layer, &variance);
		table_number(table, (double)(i + 1));
		table_number(table, (double)layer->inputs);
		table_number(table, (double)layer->outputs);
		struct choice activation = network_activation_of(network, layer);
		table_text(table, i + 1 < network->layer_count ? choice_name(session, &activation)
							       : _("(output)"));
		size_t own = layer->inputs + 1 + (layer->scale ? 2 : 0);
		table_number(table, (double)(own * layer->outputs + (layer->slope != NULL)));
		table_number(table, spread);
		table_number(table, (double)layer->inputs * variance);
	}
	return table;
}

static const struct quantity_table tables[] = {
	{ { "net", N_("the layers of the network"), NULL, { { 0 } } }, columns,
		sizeof columns / sizeof *columns, make_new, NULL },
};

bool net_show(struct session *session, const struct outlet *out, struct error *error)
{
	struct table *table = make_new(session, error);
	if (!table)
		return false;
	session_show_table(session, out, NULL, &table);
	return true;
}

bool net_replace(struct session *session, const struct net_given *given, const struct outlet *out,
	struct error *error)
{
	const struct data *data = session_data(session, error);
	if (!data)
		return false;
	struct network *network = net_make_new(session, given, data, error);
	if (!network)
		return false;
	session_keep_network(session, given->name ? given->name : "net", &network);
	session_remember(session, &command_net, given);
	return net_show(session, out, error);
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	return net_replace(session, record, out, error);
}

const struct command command_net = {
	.label = { .name = "net", .summary = N_("Make a new network.") },
	.chapter = CHAPTER_BENCH,
	.help = N_("Makes a network of equal recipe and seed with equal bits on every machine. The "
		   "shape is "
		   "the hidden layers: `8` is 8 layers of 64 units, `8x32` 8 layers of 32, "
		   "`64-32-16` three "
		   "layers. The data say how many inputs and outputs there are.\n\n"
		   "Each weight is a function of the seed, its layer and its place, so that "
		   "changing only the "
		   "initializer changes nothing else. The table shows what was drawn: fan_in·Var W "
		   "decides "
		   "whether signals grow or fade."),
	.example = "net 8 relu he",
	PARAMETERS(parameters, struct net_given),
	.tables = tables,
	.table_count = sizeof tables / sizeof *tables,
	.run = run,
};
