/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One planted fault for each rule, and networks with nothing wrong, each at three widths: the
 * headline must name what was planted, and nothing where nothing was.
 */
#include "nn/diagnosis.h"

#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A network, and what is done to it before it is looked at. */
struct patient {
	const char *activation, *initializer;
	double number; /* of the initializer; 0: its own */
	size_t depth;
	double bias, last; /* 0: as usual */
	size_t epochs;     /* trained before */
	double rate;       /* 0: 0.1 */
	double decay;
	const char *set; /* NULL: digits */
	enum scaling scaling;
};

static const struct {
	enum rule rule;
	struct patient patient;
} planted[] = {
	{ RULE_DIVERGED, { .activation = "relu",
				 .initializer = "normal",
				 .number = 1.5,
				 .depth = 6,
				 .epochs = 2 } },
	{ RULE_SYMMETRY, { .activation = "tanh", .initializer = "constant", .depth = 2 } },
	{ RULE_LINEAR, { .activation = "linear",
			       .initializer = "xavier",
			       .depth = 3,
			       .epochs = 10,
			       .set = "circles" } },
	{ RULE_DEAD_LAYER, { .activation = "relu", .initializer = "he", .depth = 3, .bias = -12 } },
	{ RULE_EXPLODES,
		{ .activation = "relu", .initializer = "normal", .number = 1, .depth = 8 } },
	{ RULE_VANISHES, { .activation = "sigmoid", .initializer = "xavier", .depth = 8 } },
	{ RULE_FROZEN,
		{ .activation = "tanh", .initializer = "xavier", .depth = 3, .rate = 1e-7 } },
	{ RULE_SATURATED, { .activation = "tanh",
				  .initializer = "uniform",
				  .number = 1.2,
				  .depth = 1,
				  .last = 0.02,
				  .rate = 0.01 } },
	{ RULE_DEAD, { .activation = "relu", .initializer = "he", .depth = 1, .bias = -4 } },
	{ RULE_ALIGNED, { .activation = "relu",
				.initializer = "xavier",
				.depth = 2,
				.bias = 12,
				.rate = 0.001 } },
	{ RULE_RATE_HIGH,
		{ .activation = "tanh", .initializer = "xavier", .depth = 3, .rate = 20 } },
	{ RULE_CONSTANT, { .activation = "tanh",
				 .initializer = "xavier",
				 .depth = 1,
				 .epochs = 10,
				 .rate = 0.05,
				 .decay = 1 } },
	{ RULE_FIRST_LOSS, { .activation = "tanh",
				   .initializer = "xavier",
				   .depth = 2,
				   .last = 12,
				   .rate = 0.001 } },
	{ RULE_UNSCALED, { .activation = "relu",
				 .initializer = "he",
				 .depth = 2,
				 .last = 0.05,
				 .rate = 0.003,
				 .scaling = SCALING_NONE } },
	{ RULE_PLATEAU, { .activation = "tanh",
				.initializer = "xavier",
				.depth = 1,
				.epochs = 400,
				.rate = 0.03,
				.set = "spirals" } },
};

static const struct patient healthy[] = {
	{ .activation = "relu", .initializer = "he", .depth = 8 },
	{ .activation = "tanh", .initializer = "xavier", .depth = 8 },
	{ .activation = "relu", .initializer = "he", .depth = 2 },
	{ .activation = "leaky", .initializer = "he", .depth = 4 },
	{ .activation = "elu", .initializer = "xavier", .depth = 4 },
	{ .activation = "gelu", .initializer = "he", .depth = 4 },
	{ .activation = "tanh", .initializer = "orthogonal", .depth = 6 },
	{ .activation = "relu", .initializer = "he", .depth = 3, .epochs = 20 },
};

static struct data *data_of(const struct patient *patient)
{
	struct fault fault = { 0 };
	const char *name = patient->set ? patient->set : "digits";
	struct data_recipe recipe = { .set = catalogue_find(&data_sets, name),
		.noise = (double)NAN,
		.test = 0.2,
		.scaling = patient->scaling };
	struct data *data = data_new(&recipe, &fault);
	ck_assert_ptr_nonnull(data);
	return data;
}

static struct network *network_of(
	const struct patient *patient, const struct data *data, size_t each)
{
	struct fault fault = { 0 };
	size_t width[16];
	for (size_t l = 0; l < patient->depth; l++)
		width[l] = each;
	struct network_recipe recipe = {
		.inputs = data->features,
		.outputs = data->classes,
		.depth = patient->depth,
		.width = width,
		.activation = choice_named(&activations, patient->activation),
		.initializer = choice_named(&initializers, patient->initializer),
		.loss = choice_named(&losses, "cross-entropy"),
		.gain = (double)NAN,
		.bias = patient->bias != 0 ? patient->bias : (double)NAN,
		.last = patient->last > 0 ? patient->last : 1,
	};
	if (patient->number > 0)
		recipe.initializer.number[0] = patient->number * 8 / sqrt((double)each);
	struct network *network = network_new(&recipe, &fault);
	ck_assert_ptr_nonnull(network);
	return network;
}

struct history {
	double loss[512];
	size_t count;
};

static bool report(void *to, const struct progress *progress)
{
	struct history *history = to;
	history->loss[history->count++] = progress->train.loss;
	return true;
}

static void examine(const struct patient *patient, size_t width, struct diagnosis *diagnosis)
{
	struct fault fault = { 0 };
	struct data *data = data_of(patient);
	struct network *network = network_of(patient, data, width);
	struct history history = { .count = 0 };
	struct training training = { .optimizer = choice_named(&optimizers, "sgd"),
		.rate = patient->rate > 0 ? patient->rate : 0.1,
		.decay = patient->decay,
		.batch = 64,
		.amount = patient->epochs,
		.report = report,
		.to = &history };
	enum outcome outcome;
	if (patient->epochs > 0)
		ck_assert(train(network, data, &training, &outcome, &fault));
	struct statistics *statistics =
		statistics_new(network, data, &data->train, NULL, NULL, &fault);
	struct evaluation now;
	ck_assert(evaluate(network, data, &data->train, &now, NULL, NULL, &fault));
	const struct examination examination = { network, data, statistics, &training, history.loss,
		history.count, now.accuracy };
	ck_assert(diagnose(&examination, diagnosis, &fault));
	statistics_free(statistics);
	network_free(network);
	data_free(data);
}

static const size_t widths[] = { 32, 64, 128 };

START_TEST(each_planted_fault_is_the_headline)
{
	size_t missed = 0;
	ck_assert_uint_eq(sizeof planted / sizeof *planted, RULE_COUNT);
	for (size_t i = 0; i < RULE_COUNT; i++)
		for (size_t w = 0; w < 3; w++) {
			struct diagnosis diagnosis;
			examine(&planted[i].patient, widths[w], &diagnosis);
			const struct finding *first = &diagnosis.findings[0];
			if (diagnosis.count > 0 && first->rule == planted[i].rule && first->severe)
				continue;
			missed++;
			fprintf(stderr,
				"# rule %d at width %zu: %zu found, first %d (%g), then %d\n",
				planted[i].rule, widths[w], diagnosis.count, first->rule,
				first->value, diagnosis.findings[1].rule);
		}
	ck_assert_uint_eq(missed, 0);
}
END_TEST

START_TEST(nothing_is_found_where_nothing_is_wrong)
{
	for (size_t i = 0; i < sizeof healthy / sizeof *healthy; i++)
		for (size_t w = 0; w < 3; w++) {
			struct diagnosis diagnosis;
			examine(&healthy[i], widths[w], &diagnosis);
			ck_assert_msg(diagnosis.count == 0, "%s %s %zu at width %zu: rule %d (%g)",
				healthy[i].activation, healthy[i].initializer, healthy[i].depth,
				widths[w], diagnosis.findings[0].rule, diagnosis.findings[0].value);
			ck_assert(diagnosis.learned == (healthy[i].epochs > 0));
		}
}
END_TEST

SUITE(each_planted_fault_is_the_headline, nothing_is_found_where_nothing_is_wrong)
