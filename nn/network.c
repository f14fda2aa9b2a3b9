/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Networks: their memory, their recipe, their weights.
 */
#include "nn/network.h"

#include "nn/activation.h"
#include "nn/hash.h"
#include "nn/real.h"
#include "nn/torch_random.h"

#include <stdlib.h>
#include <string.h>

static const struct label normalization_rows[] = {
	{ "no-norm", N_("the activation sees the product as it is"), NULL, { { 0 } } },
	{ "layernorm", N_("each sample's layer gets mean 0 and variance 1: Ba 2016"),
		"layer layer-norm", { { 0 } } },
	{ "batchnorm",
		N_("each unit gets mean 0 and variance 1 over the batch: Ioffe and Szegedy 2015"),
		"batch batch-norm", { { 0 } } },
};

const struct catalogue normalizations = CATALOGUE(N_("normalization"), normalization_rows);

bool network_is_plain(const struct network *network)
{
	return !network->recipe.residual && network->recipe.norm == NORMALIZATION_NONE;
}

bool network_check_plain(const struct network *network, struct fault *fault)
{
	return network_is_plain(network) ||
	       fault_set(fault, FAULT_UNSUITABLE,
		       N_("theory is of networks without residual connections and normalization"));
}

static size_t outputs_of(const struct network_recipe *recipe, size_t layer)
{
	return layer < recipe->depth ? recipe->width[layer] : recipe->outputs;
}

static size_t inputs_of(const struct network_recipe *recipe, size_t layer)
{
	return layer == 0 ? recipe->inputs : recipe->width[layer - 1];
}

static const struct activation *activation_of(const struct network_recipe *recipe)
{
	return (const struct activation *)(const void *)recipe->activation.label;
}

size_t network_parameters(const struct network_recipe *recipe)
{
	size_t total = 0;
	bool learned = activation_of(recipe)->learned;
	for (size_t layer = 0; layer <= recipe->depth; layer++) {
		size_t outputs = outputs_of(recipe, layer), count;
		bool normed = layer < recipe->depth && recipe->norm != NORMALIZATION_NONE;
		if (__builtin_add_overflow(inputs_of(recipe, layer), normed ? 3 : 1, &count) ||
			__builtin_mul_overflow(count, outputs, &count) ||
			__builtin_add_overflow(count, learned && layer < recipe->depth, &count) ||
			__builtin_add_overflow(total, count, &total))
			return SIZE_MAX;
	}
	return total;
}

size_t network_bytes(const struct network_recipe *recipe, size_t batch)
{
	/* parameters, gradient, backup and up to three moments; z, a and delta of each unit for the
	 * batch
	 */
	size_t units = recipe->inputs + recipe->outputs, parameters = network_parameters(recipe),
	       bytes;
	for (size_t layer = 0; layer < recipe->depth; layer++)
		if (__builtin_add_overflow(units, recipe->width[layer], &units))
			return SIZE_MAX;
	bool more = recipe->residual || activation_of(recipe)->learned ||
		    recipe->norm != NORMALIZATION_NONE || recipe->dropout > 0;
	size_t matrices = more ? 7 : 3, vectors = 3 + MOMENT_COUNT;
	if (__builtin_mul_overflow(units, matrices * (batch + 16), &units) ||
		__builtin_mul_overflow(parameters, vectors, &parameters) ||
		__builtin_add_overflow(units, parameters, &bytes) ||
		__builtin_mul_overflow(bytes, sizeof(float), &bytes))
		return SIZE_MAX;
	return bytes;
}

/* Points the layers into the parameters. */
static void lay_out(struct network *network)
{
	const struct network_recipe *recipe = &network->recipe;
	float *at = network->parameters, *running = network->running;
	for (size_t i = 0; i < network->layer_count; i++) {
		struct layer *layer = &network->layers[i];
		bool hidden = i < recipe->depth;
		layer->inputs = inputs_of(&network->recipe, i);
		layer->outputs = outputs_of(&network->recipe, i);
		layer->weight = at;
		layer->bias = at + layer->inputs * layer->outputs;
		at = layer->bias + layer->outputs;
		layer->residual =
			recipe->residual && hidden && i > 0 && layer->inputs == layer->outputs;
		if (hidden && recipe->norm != NORMALIZATION_NONE) {
			layer->scale = at;
			layer->shift = at + layer->outputs;
			at = layer->shift + layer->outputs;
		}
		if (hidden && activation_of(recipe)->learned)
			layer->slope = at++;
		if (hidden && running) {
			layer->mean = running;
			layer->variance = running + layer->outputs;
			running = layer->variance + layer->outputs;
		}
	}
}

/* A network with its memory, nothing drawn; NULL with a fault. */
static struct network *allocate(const struct network_recipe *recipe, struct fault *fault)
{
	struct network *network = calloc(1, sizeof *network);
	size_t *width = calloc(recipe->depth + 1, sizeof *width);
	if (network && width) {
		memcpy(width, recipe->width, recipe->depth * sizeof *width);
		network->recipe = *recipe;
		network->recipe.width = width;
		network->layer_count = recipe->depth + 1;
		network->layers = calloc(network->layer_count, sizeof *network->layers);
		network->parameter_count = network_parameters(recipe);
		network->parameters = calloc(network->parameter_count, sizeof *network->parameters);
		for (size_t i = 0; recipe->norm == NORMALIZATION_BATCH && i < recipe->depth; i++)
			network->running_count += 2 * width[i];
		if (network->running_count > 0)
			network->running = calloc(network->running_count, sizeof(float));
	}
	if (!network || !width || !network->layers || !network->parameters ||
		(network->running_count > 0 && !network->running)) {
		if (!network || !network->recipe.width)
			free(width);
		network_free(network);
		fault_set(fault, FAULT_MEMORY, N_("weights"));
		return NULL;
	}
	lay_out(network);
	return network;
}

struct network *network_new(const struct network_recipe *recipe, struct fault *fault)
{
	struct network *network = allocate(recipe, fault);
	if (!network || network_reset(network, fault))
		return network;
	network_free(network);
	return NULL;
}

static void start_normalization(const struct layer *layer)
{
	for (size_t j = 0; j < layer->outputs; j++) {
		if (layer->scale) {
			layer->scale[j] = 1;
			layer->shift[j] = 0;
		}
		if (layer->mean) {
			layer->mean[j] = 0;
			layer->variance[j] = 1;
		}
	}
}

bool network_reset(struct network *network, struct fault *fault)
{
	const struct network_recipe *recipe = &network->recipe;
	struct torch_random torch;
	torch_random_seed(&torch, recipe->seed);
	for (size_t i = 0; i < network->layer_count; i++) {
		bool output = i == recipe->depth;
		const struct initialization how = {
			.torch = recipe->torch ? &torch : NULL,
			.initializer = recipe->initializer,
			.activation = recipe->activation,
			.mode = recipe->mode,
			.distribution = recipe->distribution,
			.gain = recipe->gain,
			.gain_rule = recipe->gain_rule,
			/* a bias that is to kill hidden neurons would only shift the answers */
			.bias = output && !real_is_nan(recipe->bias) ? 0 : recipe->bias,
			.scale = output ? recipe->last : 1,
			.seed = recipe->seed,
			.layer = (uint32_t)(i + 1),
		};
		const struct layer *layer = &network->layers[i];
		if (!initialize(&how, layer->weight, layer->bias, layer->inputs, layer->outputs,
			    fault)) {
			fault->layer = i + 1;
			return false;
		}
		start_normalization(layer);
		if (layer->slope)
			*layer->slope = (float)recipe->activation.number[0];
	}
	descent_release(&network->descent);
	network->plateau = (struct plateau){ .best = __builtin_inf(), .scale = 1 };
	network->step = network->epoch = network->position = 0;
	network->diverged = false;
	network->where = (struct fault){ 0 };
	return true;
}

struct network *network_copy_new(const struct network *network)
{
	struct fault fault = { 0 };
	struct network *copy = allocate(&network->recipe, &fault);
	if (!copy)
		return NULL;
	size_t count = network->parameter_count;
	memcpy(copy->parameters, network->parameters, count * sizeof *copy->parameters);
	if (network->running)
		memcpy(copy->running, network->running, network->running_count * sizeof(float));
	copy->step = network->step;
	copy->epoch = network->epoch;
	copy->position = network->position;
	copy->plateau = network->plateau;
	copy->diverged = network->diverged;
	copy->where = network->where;
	if (descent_copy(&copy->descent, &network->descent, count))
		return copy;
	network_free(copy);
	return NULL;
}

void network_free(struct network *network)
{
	if (!network)
		return;
	free((size_t *)(uintptr_t)network->recipe.width);
	free(network->layers);
	free(network->parameters);
	free(network->running);
	descent_release(&network->descent);
	free(network);
}

const struct activation *network_activation(const struct network *network)
{
	return activation_of(&network->recipe);
}

struct choice network_activation_of(const struct network *network, const struct layer *layer)
{
	struct choice activation = network->recipe.activation;
	if (layer->slope)
		activation.number[0] = (double)*layer->slope;
	return activation;
}

uint64_t network_hash(const struct network *network)
{
	return hash_reals(HASH_START, network->parameters, network->parameter_count);
}
