/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Whole trainings for compare.py to repeat: the gradient before the first step and the losses of
 * the steps, by the plain binary64 network and by the training core, for every activation and with
 * what stands between product and activation.
 */
#include "tests/torch/oracle.h"

#include "nn/activation.h"
#include "nn/loss.h"
#include "nn/pass.h"
#include "nn/plain.h"
#include "nn/real.h"
#include "tests/torch/plain.h"

#include <stdio.h>
#include <stdlib.h>

enum { INPUTS = 3, CLASSES = 4, DEPTH = 3, WIDTH = 6, SAMPLES = 20 };
enum { STEPS = 100, CORE_STEPS = 10, PARAMETERS_MOST = 256 };

static const double rate = 0.05;

/* The same numbers as compare.py's, whatever the machine. */
static struct data *data_of(void)
{
	static float x[SAMPLES * INPUTS];
	static uint32_t label[SAMPLES];
	static struct data data = { .features = INPUTS, .classes = CLASSES };
	for (int i = 0; i < SAMPLES * INPUTS; i++)
		x[i] = (float)plain_gradient(5 * i + 2);
	for (uint32_t s = 0; s < SAMPLES; s++)
		label[s] = s * s % CLASSES;
	data.train = (struct split){ .count = SAMPLES, .x = x, .label = label };
	return &data;
}

static struct network *network_of(
	const struct choice *activation, enum normalization norm, bool residual)
{
	static const size_t width[DEPTH] = { WIDTH, WIDTH, WIDTH };
	struct fault fault = { 0 };
	const struct network_recipe recipe = { .inputs = INPUTS,
		.outputs = CLASSES,
		.depth = DEPTH,
		.width = width,
		.activation = *activation,
		.initializer = choice_named(&initializers, "zeros"),
		.loss = choice_named(&losses, "cross-entropy"),
		.gain = real_log(-1),
		.bias = real_log(-1),
		.last = 1,
		.residual = residual,
		.norm = norm };
	struct network *network = network_new(&recipe, &fault);
	if (!network || network->parameter_count > PARAMETERS_MOST)
		abort();
	for (size_t i = 0; i < network->parameter_count; i++)
		network->parameters[i] = (float)(plain_gradient((int)(3 * i + 1)) * 0.75);
	return network;
}

static void tell_plain(const char *name, const struct network *network, const struct data *data)
{
	struct fault fault = { 0 };
	double told[STEPS];
	struct plain_network *plain = plain_new(network, SAMPLES, &fault);
	if (!plain)
		abort();
	for (int t = 0; t < STEPS; t++) {
		told[t] = plain_forward(plain, data);
		plain_backward(plain);
		if (t == 0)
			tell("gradient", name, 64, plain->gradient, network->parameter_count);
		for (size_t i = 0; i < network->parameter_count; i++)
			plain->parameters[i] -= rate * plain->gradient[i];
	}
	tell("training", name, 64, told, STEPS);
	plain_free(plain);
}

static void tell_core(const char *name, struct network *network, const struct data *data)
{
	struct fault fault = { 0 };
	double told[CORE_STEPS], gradient[PARAMETERS_MOST];
	struct pass *pass = pass_new(network, SAMPLES, &fault);
	if (!pass)
		abort();
	pass->mode = PASS_MEASURE;
	pass_load(pass, data, &data->train, NULL, 0, SAMPLES);
	for (int t = 0; t < CORE_STEPS; t++) {
		bool whole = pass_forward(pass, network);
		pass_loss(pass, network);
		if (!whole || !pass_backward(pass, network))
			abort();
		told[t] = (double)arithmetic()->sum(pass->each, SAMPLES) / SAMPLES;
		for (size_t i = 0; t == 0 && i < network->parameter_count; i++)
			gradient[i] = (double)pass->gradient[i];
		for (size_t i = 0; i < network->parameter_count; i++)
			network->parameters[i] -= (float)rate * pass->gradient[i];
	}
	tell("gradient", name, 32, gradient, network->parameter_count);
	tell("training", name, 32, told, CORE_STEPS);
	pass_free(pass);
}

static void tell_training(const struct label *label, enum normalization norm, bool residual)
{
	char name[96];
	struct choice activation = choice_of(label);
	struct network *network = network_of(&activation, norm, residual);
	snprintf(name, sizeof name, "%s/%s/%s", label->name,
		catalogue_at(&normalizations, norm)->name, residual ? "residual" : "plain");
	tell_plain(name, network, data_of());
	tell_core(name, network, data_of());
	network_free(network);
}

void tell_trainings(void)
{
	for (size_t i = 0; i < activations.count; i++) {
		const struct label *label = catalogue_at(&activations, i);
		tell_training(label, NORMALIZATION_NONE, false);
		tell_training(label, NORMALIZATION_LAYER, true);
		tell_training(label, NORMALIZATION_BATCH, false);
	}
}
