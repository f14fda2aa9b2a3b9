/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Metrics of answers that are known: a network whose only weight lets the input through.
 */
#include "nn/metrics.h"

#include "nn/activation.h"
#include "nn/loss.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <string.h>

/* Outputs are the inputs: linear, one unit for each, weights the identity. */
static struct network *through(size_t inputs)
{
	const size_t width[] = { inputs };
	const struct network_recipe recipe = { .inputs = inputs,
		.outputs = inputs,
		.depth = 1,
		.width = width,
		.activation = choice_named(&activations, "linear"),
		.initializer = choice_named(&initializers, "zeros"),
		.loss = choice_named(&losses, inputs > 1 ? "cross-entropy" : "mse"),
		.gain = (double)NAN,
		.bias = (double)NAN,
		.last = 1 };
	struct fault fault = { 0 };
	struct network *network = network_new(&recipe, &fault);
	ck_assert_ptr_nonnull(network);
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < inputs; i++)
			network->layers[l].weight[i * inputs + i] = 1;
	return network;
}

/* Answers 0 0 1 1 2 3 to labels 0 1 1 1 2 2: F1 of class 0 is 2/3, of 1 is 4/5, of 2 is 2/3, of 3
 * is 0 (answered once). The second sample's class is the second greatest, the last one's the
 * fourth. */
START_TEST(answers_are_counted)
{
	float x[] = { 9, 0, 0, 0, 9, 8, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 0, 9, 0, 3, 2, 1, 9 };
	uint32_t label[] = { 0, 1, 1, 1, 2, 2 };
	const struct data data = {
		.features = 4, .classes = 4, .train = { .count = 6, .x = x, .label = label }
	};
	struct network *network = through(4);
	struct metrics metrics;
	struct fault fault = { 0 };
	ck_assert(metrics_of(network, &data, &data.train, &metrics, NULL, NULL, &fault));
	ck_assert_double_eq_tol(metrics.f1, (2 / 3.0 + 4 / 5.0 + 2 / 3.0 + 0) / 4, 1e-12);
	ck_assert_double_eq_tol(metrics.top3, 5 / 6.0, 1e-12);
	ck_assert(isnan(metrics.r2) && isnan(metrics.mae));
	network_free(network);
}
END_TEST

/* Errors 1, 0, -1 to targets 0, 2, 4: sums of squares 2 and 8. */
START_TEST(errors_are_measured)
{
	float x[] = { 1, 2, 3 }, target[] = { 0, 2, 4 };
	const struct data data = {
		.features = 1, .outputs = 1, .train = { .count = 3, .x = x, .target = target }
	};
	struct network *network = through(1);
	struct metrics metrics;
	struct fault fault = { 0 };
	ck_assert(metrics_of(network, &data, &data.train, &metrics, NULL, NULL, &fault));
	ck_assert_double_eq_tol(metrics.r2, 1 - 2 / 8.0, 1e-12);
	ck_assert_double_eq_tol(metrics.mae, 2 / 3.0, 1e-12);
	ck_assert(isnan(metrics.f1) && isnan(metrics.top3));
	network_free(network);
}
END_TEST

SUITE(answers_are_counted, errors_are_measured)
