/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Whole trainings: weights after some steps, and the losses reported on the way.
 */
#include "tests/arithmetic/golden.h"

#include "nn/activation.h"
#include "nn/formula.h"
#include "nn/loss.h"
#include "nn/statistics.h"
#include "nn/train.h"

#include <stdio.h>
#include <stdlib.h>

enum { TRAIN = 150, TEST = 41, FEATURES_MOST = 64 };

struct exercise {
	const char *activation, *initializer, *optimizer, *loss;
	size_t inputs, outputs, depth, width, batch, steps;
	double rate, momentum, decay, clip;
	const char *schedule;
};

/* Every activation, and a formula; every optimizer; odd batches, the short last one among them; one
 * net that diverges. */
static const struct exercise exercises[] = {
	{ "relu", "he", "sgd", "cross-entropy", 2, 2, 2, 8, 32, 60, 0.1, 0, 0, 0, NULL },
	{ "tanh", "xavier", "adam", "cross-entropy", 2, 2, 8, 32, 32, 12, 0.01, 0, 0, 0, NULL },
	{ "tanh", "xavier", "sgd", "mse", 2, 1, 2, 8, 33, 60, 0.1, 0.9, 0, 0, NULL },
	{ "sigmoid", "lecun", "momentum", "bce", 5, 1, 2, 16, 17, 60, 0.5, 0, 0.001, 0, NULL },
	{ "gelu", "orthogonal", "adam", "cross-entropy", 64, 10, 3, 33, 64, 8, 0.003, 0, 0.01, 0,
		NULL },
	{ "silu", "torch-default", "adam", "mse", 7, 3, 2, 15, 50, 30, 0.01, 0, 0, 1, NULL },
	{ "elu", "normal", "sgd", "cross-entropy", 9, 4, 4, 10, 150, 12, 0.2, 0.5, 0, 0.5, NULL },
	{ "leaky", "uniform", "momentum", "cross-entropy", 3, 3, 1, 40, 1, 40, 0.05, 0, 0, 0,
		NULL },
	{ "linear", "ones", "sgd", "mse", 4, 2, 3, 6, 64, 200, 1, 0, 0, 0, NULL },
	{ "tanh", "xavier", "adamw", "huber", 4, 2, 2, 9, 40, 20, 0.01, 0, 0.01, 0, "cosine" },
	{ "relu", "he", "nesterov", "hinge", 3, 4, 2, 11, 40, 20, 0.05, 0, 0, 0, "step" },
	{ "tanh", "he", "amsgrad", "l1", 3, 2, 1, 8, 30, 25, 0.01, 0, 0, 0, "warmup" },
	{ "relu", "he", "rmsprop", "smooth-l1", 3, 2, 1, 8, 30, 25, 0.01, 0, 0, 0, "exponential" },
	{ "tanh", "xavier", "rmsprop-centered", "mse", 3, 2, 1, 8, 30, 25, 0.01, 0, 0, 0,
		"plateau" },
	{ "elu", "lecun", "adagrad", "cross-entropy", 3, 3, 1, 8, 30, 25, 0.05, 0, 0, 0,
		"constant" },
	{ "silu", "lecun", "adadelta", "cross-entropy", 3, 3, 1, 8, 30, 25, 1, 0, 0, 0, NULL },
	{ "tanh", "lecun", "rprop", "cross-entropy", 3, 3, 1, 8, 150, 25, 0.01, 0, 0, 0, NULL },
	{ "prelu", "he", "adam", "cross-entropy", 3, 3, 3, 17, 41, 30, 0.01, 0, 0.001, 0, NULL },
	{ "x x exp 1 + log tanh * 0 x sin max +", "xavier", "sgd", "cross-entropy", 3, 3, 2, 9, 33,
		30, 0.1, 0, 0, 0, NULL },
};

/* The first exercise once more with what else cures depth. */
struct cure {
	const char *name;
	bool residual;
	enum normalization norm;
	double dropout;
};

static const struct cure plain = { "", false, NORMALIZATION_NONE, 0 };
static const struct cure cures[] = {
	{ ".residual", true, NORMALIZATION_NONE, 0 },
	{ ".layernorm", false, NORMALIZATION_LAYER, 0 },
	{ ".batchnorm", true, NORMALIZATION_BATCH, 0 },
	{ ".dropout", true, NORMALIZATION_LAYER, 0.25 },
};

static struct choice activation_of(const char *name)
{
	struct choice choice;
	double at;
	return formula_choice(name, &choice, &at) == FORMULA_FINE
		       ? choice
		       : choice_named(&activations, name);
}

static void fill_split(struct split *split, const struct exercise *e, size_t count, uint32_t stream)
{
	split->count = count;
	split->x = drawn_new(stream, count * e->inputs, 2);
	split->target = drawn_new(stream + 1, count * e->outputs, 1);
	split->label = malloc(count * sizeof *split->label);
	uint32_t classes = e->outputs == 1 ? 2 : (uint32_t)e->outputs;
	for (size_t s = 0; s < count; s++) /* something to learn: which inputs are positive */
		split->label[s] = (uint32_t)((split->x[s * e->inputs] > 0) +
					     2 * (split->x[s * e->inputs + 1] > 0)) %
				  classes;
}

static void free_split(struct split *split)
{
	free(split->x);
	free(split->target);
	free(split->label);
}

static void checksum_evaluation(struct checksum *checksum, const struct evaluation *evaluation)
{
	checksum_double(checksum, evaluation->loss);
	checksum_double(checksum, evaluation->accuracy);
}

static bool reported(void *to, const struct progress *progress)
{
	checksum_evaluation(to, &progress->train);
	checksum_evaluation(to, &progress->test);
	return true;
}

/* Numbers of binary64 that are sums over all layers, samples and units. */
static void checksum_statistics(
	struct checksum *checksum, const struct network *network, const struct data *data)
{
	struct fault fault = { 0 };
	struct statistics *statistics =
		statistics_new(network, data, &data->train, NULL, NULL, &fault);
	if (!statistics)
		abort();
	for (size_t i = 0; i < statistics->layer_count; i++) {
		const struct layer_statistics *l = &statistics->layers[i];
		const double all[] = { l->q, l->mean, l->deviation, l->alignment, l->delta,
			l->gradient, l->gradient_norm, l->weight, l->gain };
		checksum_doubles(checksum, all, sizeof all / sizeof *all);
	}
	statistics_free(statistics);
}

/* What an optimizer does not keep counts as zeros. */
static void checksum_moment(struct checksum *checksum, const float *moment, size_t count)
{
	float *zeros = calloc(count, sizeof *zeros);
	if (!zeros)
		abort();
	checksum_floats(checksum, moment ? moment : zeros, count);
	free(zeros);
}

static void tell_exercise(const struct exercise *e, const struct cure *cure)
{
	struct data data = { .features = e->inputs, .outputs = e->outputs };
	size_t width[8];
	for (size_t i = 0; i < e->depth; i++)
		width[i] = e->width;
	const struct network_recipe recipe = { .inputs = e->inputs,
		.outputs = e->outputs,
		.depth = e->depth,
		.width = width,
		.activation = activation_of(e->activation),
		.initializer = choice_named(&initializers, e->initializer),
		.loss = choice_named(&losses, e->loss),
		.gain = __builtin_nan(""),
		.bias = __builtin_nan(""),
		.last = 1,
		.seed = 7,
		.residual = cure->residual,
		.norm = cure->norm,
		.dropout = cure->dropout };
	struct checksum curve = CHECKSUM_START, looks = CHECKSUM_START;
	const struct training training = { .optimizer = choice_named(&optimizers, e->optimizer),
		.rate = e->rate,
		.momentum = e->momentum,
		.decay = e->decay,
		.clip = e->clip,
		.schedule =
			e->schedule ? choice_named(&schedules, e->schedule) : (struct choice){ 0 },
		.batch = e->batch,
		.amount = e->steps,
		.steps = true,
		.seed = 7,
		.report = reported,
		.to = &curve };
	struct fault fault = { 0 };
	enum outcome outcome;
	bool classes = ((const struct loss *)(const void *)recipe.loss.label)->classes;
	data.classes = !classes ? 0 : e->outputs == 1 ? 2 : e->outputs;
	fill_split(&data.train, e, TRAIN, 110);
	fill_split(&data.test, e, TEST, 112);
	struct network *network = network_new(&recipe, &fault);
	if (!network || !train(network, &data, &training, &outcome, &fault))
		abort();
	checksum_words(&curve, &(uint32_t){ (uint32_t)outcome }, 1);
	for (size_t k = 0; k < 2; k++)
		checksum_moment(&curve, network->descent.moments[k], network->parameter_count);
	checksum_statistics(&looks, network, &data);
	char name[96];
	snprintf(name, sizeof name, "%zu-[%zu]x%zu-%zu.%s.%s.%s%s", e->inputs, e->width, e->depth,
		e->outputs, e->activation, e->optimizer, e->loss, cure->name);
	tell("weights", name, (struct checksum){ network_hash(network) });
	tell("training", name, curve);
	tell("statistics", name, looks);
	network_free(network);
	free_split(&data.train);
	free_split(&data.test);
}

void golden_networks(void)
{
	for (size_t i = 0; i < sizeof exercises / sizeof *exercises; i++)
		tell_exercise(&exercises[i], &plain);
	for (size_t i = 0; i < sizeof cures / sizeof *cures; i++)
		tell_exercise(&exercises[0], &cures[i]);
}
