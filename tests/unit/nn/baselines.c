/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What networks of usual sizes are known to reach on the held-out digits, median of five seeds. The
 * sanitizers, which are slow, look at one.
 */
#include "nn/activation.h"
#include "nn/loss.h"
#include "nn/train.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>

enum { SEEDS = 5, SEEDS_TRIED = SANITIZED ? 1 : SEEDS };

struct baseline {
	const char *activation, *initializer, *optimizer;
	size_t depth, width, epochs;
	double rate;
};

static double accuracy(const struct data *data, const struct baseline *baseline, uint64_t seed)
{
	size_t width[8];
	for (size_t i = 0; i < baseline->depth; i++)
		width[i] = baseline->width;
	const struct network_recipe recipe = { .inputs = data->features,
		.outputs = data->classes,
		.depth = baseline->depth,
		.width = width,
		.activation = choice_named(&activations, baseline->activation),
		.initializer = choice_named(&initializers, baseline->initializer),
		.loss = choice_named(&losses, "cross-entropy"),
		.gain = (double)NAN,
		.bias = (double)NAN,
		.last = 1,
		.seed = seed };
	const struct training training = { .optimizer =
						   choice_named(&optimizers, baseline->optimizer),
		.rate = baseline->rate,
		.batch = 64,
		.amount = baseline->epochs };
	struct fault fault = { 0 };
	enum outcome outcome;
	struct evaluation reached;
	struct network *network = network_new(&recipe, &fault);
	ck_assert(network && train(network, data, &training, &outcome, &fault));
	ck_assert(evaluate(network, data, &data->test, &reached, NULL, NULL, &fault));
	network_free(network);
	return reached.accuracy;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void check_baseline(const struct baseline *baseline)
{
	const struct data_recipe recipe = {
		.set = catalogue_find(&data_sets, "digits"), .noise = (double)NAN, .test = 0.2
	};
	struct fault fault = { 0 };
	struct data *data = data_new(&recipe, &fault);
	double reached[SEEDS];
	ck_assert_ptr_nonnull(data);
	for (uint64_t seed = 0; seed < SEEDS_TRIED; seed++)
		reached[seed] = accuracy(data, baseline, seed);
	qsort(reached, SEEDS_TRIED, sizeof *reached, compare);
	ck_assert_double_ge(reached[SEEDS_TRIED / 2], 0.96);
	data_free(data);
}

START_TEST(a_wide_network_learns_digits)
{
	check_baseline(&(struct baseline){ "relu", "he", "adam", 1, 128, 30, 1e-3 });
}
END_TEST

START_TEST(a_deep_network_learns_digits)
{
	check_baseline(&(struct baseline){ "tanh", "xavier", "sgd", 8, 64, 20, 0.1 });
}
END_TEST

SUITE(a_wide_network_learns_digits, a_deep_network_learns_digits)
