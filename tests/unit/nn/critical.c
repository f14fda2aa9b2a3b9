/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The edge of chaos against published points (computed elsewhere by the same equations), and where
 * nothing is published, chi = 1 at the fixed point that nn/theory.h finds by itself.
 */
#include "nn/critical.h"

#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/lsuv.h"
#include "nn/statistics.h"
#include "nn/theory.h"
#include "tests/unit/unit.h"

#include <math.h>

START_TEST(published_points_are_found)
{
	static const struct {
		const char *name;
		double bias, weight, q;
	} known[] = { { "tanh", 0, 1, 0 }, { "tanh", 0.01, 1.4242, 0.273 },
		{ "tanh", 0.05, 1.7610, 0.570 }, { "tanh", 0.3, 2.5051, 1.461 },
		{ "gelu", 0.05, 2.3025, -1 }, { "silu", 0.05, 2.7286, -1 },
		{ "mish", 0.05, 2.1048, -1 }, { "selu", 0.05, 0.9018, -1 },
		{ "elu", 0.05, 1.5337, -1 }, { "softsign", 0.05, 3.1413, -1 },
		{ "sigmoid", 0, 103.0, 45.6 } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct choice f = choice_named(&activations, known[i].name);
		struct critical critical;
		ck_assert(critical_find(&f, known[i].bias, &critical));
		ck_assert_msg(fabs(critical.weight - known[i].weight) < 1e-3 * known[i].weight,
			"%s %g: %g", known[i].name, known[i].bias, critical.weight);
		if (known[i].q >= 0)
			ck_assert_double_eq_tol(critical.q, known[i].q, 2e-3 * known[i].q + 1e-9);
	}
	struct choice relu = choice_named(&activations, "relu");
	struct critical critical;
	ck_assert(critical_find(&relu, 0.3, &critical));
	ck_assert_double_eq_tol(critical.weight, 2, 1e-5);
	ck_assert_double_eq(critical.bias, 0);
}
END_TEST

/* chi = 1 and q stays, by the other quadrature. */
START_TEST(gradient_and_signal_are_kept)
{
	static const char *const names[] = { "tanh", "elu", "gelu", "softplus", "hard-tanh", "erf",
		"sigmoid", "hard-swish" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct choice f = choice_named(&activations, names[i]);
		struct critical critical;
		struct theory theory;
		if (!critical_find(&f, 0.1, &critical))
			continue;
		theory_of(&f, 0, critical.q, &theory);
		ck_assert_double_eq_tol(critical.weight * theory.slope_square, 1, 1e-6);
		ck_assert_double_eq_tol(critical.weight * theory.square + critical.bias, critical.q,
			1e-6 * critical.q);
	}
}
END_TEST

/* Layer-sequential unit variance: within 0.1 of 1 in each of 20 layers, as the paper asks. */
START_TEST(lsuv_gives_every_layer_unit_variance)
{
	enum { DEPTH = 20 };
	static const char *const names[] = { "tanh", "relu", "gelu", "sigmoid" };
	struct fault fault = { 0 };
	struct data_recipe set = {
		.set = catalogue_find(&data_sets, "digits"), .noise = (double)NAN, .test = 0.2
	};
	struct data *data = data_new(&set, &fault);
	size_t width[DEPTH];
	for (size_t l = 0; l < DEPTH; l++)
		width[l] = 64;
	for (size_t i = 0; i < 4; i++) {
		struct network_recipe recipe = { .inputs = data->features,
			.outputs = data->classes,
			.depth = DEPTH,
			.width = width,
			.activation = choice_named(&activations, names[i]),
			.initializer = choice_named(&initializers, "lsuv"),
			.loss = choice_named(&losses, "cross-entropy"),
			.gain = (double)NAN,
			.bias = (double)NAN,
			.last = 1 };
		struct network *network = network_new(&recipe, &fault);
		ck_assert(network && network_adapt(network, data, &fault));
		struct statistics *statistics =
			statistics_new(network, data, &data->train, NULL, NULL, &fault);
		/* Over all samples, where 1024 were looked at; q has the mean in it. */
		for (size_t l = 0; l < DEPTH; l++)
			ck_assert_msg(fabs(sqrt(statistics->layers[l].q) - 1) < 0.15,
				"%s layer %zu: %g", names[i], l + 1, statistics->layers[l].q);
		statistics_free(statistics);
		network_free(network);
	}
	data_free(data);
}
END_TEST

SUITE(published_points_are_found, gradient_and_signal_are_kept,
	lsuv_gives_every_layer_unit_variance)
