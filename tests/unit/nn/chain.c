/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The product of local derivatives, against the values published for the course (computed exactly
 * elsewhere), against the difference quotient of the whole chain, and in a network one unit wide
 * against its weights and slopes; and the product of all layers.
 */
#include "nn/chain.h"

#include "nn/activation.h"
#include "nn/collapse.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "tests/unit/unit.h"

#include <math.h>

static double product_of(const char *name, double weight, double x, size_t length)
{
	struct choice f = choice_named(&activations, name);
	struct link links[64];
	chain_of(&f, weight, x, links, length);
	return links[0].product;
}

START_TEST(the_products_are_the_published_ones)
{
	static const struct {
		const char *name;
		double weight, product;
	} known[] = { { "sigmoid", 1, 1.550e-6 }, { "sigmoid", 2, 1.122e-5 },
		{ "sigmoid", 4, 7.206e-10 }, { "sigmoid", 8, 4.45e-22 }, { "tanh", 1, 0.24557 },
		{ "tanh", 1.5, 1.521e-3 }, { "relu", 0.5, 0.001953125 }, { "relu", 1, 1 },
		{ "relu", 1.5, 38.443359375 } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		ck_assert_double_eq_tol(product_of(known[i].name, known[i].weight, 0.5, 10),
			known[i].product, 6e-4 * known[i].product);
}
END_TEST

/* dz_n/dz_1 = (dz_n/dx) / weight, by central differences. */
START_TEST(the_product_is_the_derivative_of_the_chain)
{
	enum { LENGTH = 6 };
	for (size_t row = 0; row < activations.count; row++) {
		struct choice f = choice_of(catalogue_at(&activations, row));
		struct link up[LENGTH], down[LENGTH], here[LENGTH];
		const double h = 1e-6, weight = 1.2;
		chain_of(&f, weight, 0.7, here, LENGTH);
		chain_of(&f, weight, 0.7 + h, up, LENGTH);
		chain_of(&f, weight, 0.7 - h, down, LENGTH);
		double slope = (up[LENGTH - 1].z - down[LENGTH - 1].z) / (2 * h) / weight;
		ck_assert_msg(fabs(slope - here[0].product) <= 1e-7 + 1e-6 * fabs(slope),
			"%s: %g is not %g", f.label->name, here[0].product, slope);
	}
}
END_TEST

static struct data *circles(void)
{
	struct fault fault = { 0 };
	struct data_recipe recipe = { .set = catalogue_find(&data_sets, "circles"),
		.noise = (double)NAN,
		.test = 0.2,
		.seed = 0 };
	struct data *data = data_new(&recipe, &fault);
	ck_assert_ptr_nonnull(data);
	return data;
}

static struct network *network_of(
	const struct data *data, const char *activation, size_t depth, size_t each)
{
	struct fault fault = { 0 };
	size_t width[8];
	for (size_t l = 0; l < depth; l++)
		width[l] = each;
	struct network_recipe recipe = { .inputs = 2,
		.outputs = data->classes,
		.depth = depth,
		.width = width,
		.activation = choice_named(&activations, activation),
		.initializer = choice_named(&initializers, "lecun"),
		.loss = choice_named(&losses, "cross-entropy"),
		.gain = (double)NAN,
		.bias = (double)NAN,
		.last = 1 };
	struct network *network = network_new(&recipe, &fault);
	ck_assert_ptr_nonnull(network);
	return network;
}

START_TEST(a_network_one_unit_wide_is_a_chain)
{
	enum { DEPTH = 5, SAMPLE = 3 };
	struct fault fault = { 0 };
	struct data *data = circles();
	struct network *network = network_of(data, "tanh", DEPTH, 1);
	struct chain_layer layers[DEPTH + 1];
	ck_assert(chain_through(network, data, SAMPLE, layers, &fault));
	const float *x = data->train.x + (size_t)SAMPLE * 2, *w = network->layers[0].weight;
	double z = (double)x[0] * (double)w[0] + (double)x[1] * (double)w[1];
	for (size_t l = 0; l + 1 < DEPTH; l++) {
		double a = tanh(z), weight = (double)network->layers[l + 1].weight[0];
		ck_assert_double_eq_tol(
			layers[l].factor, fabs(weight * (1 - a * a)), 1e-5 * layers[l].factor);
		ck_assert_double_eq_tol(layers[l].product, layers[l].factor * layers[l + 1].product,
			1e-9 * layers[l].product);
		z = weight * a;
	}
	network_free(network);
	data_free(data);
}
END_TEST

START_TEST(layers_without_activation_are_one)
{
	struct fault fault = { 0 };
	struct data *data = circles();
	struct network *network = network_of(data, "linear", 2, 2);
	static const float first[] = { 1, 2, 3, 4 }, second[] = { 0, 1, 1, 1 },
			   last[] = { 2, 0, 0, 3 };
	for (size_t i = 0; i < 4; i++) {
		network->layers[0].weight[i] = first[i];
		network->layers[1].weight[i] = second[i];
		network->layers[2].weight[i] = last[i];
	}
	network->layers[0].bias[0] = 1;
	struct collapse *collapse = collapse_new(network, data, NULL, NULL, &fault);
	/* [1 2; 3 4] [0 1; 1 1] [2 0; 0 3] = [4 9; 8 21], and [1 0] takes the same way: [0 3] */
	static const double weight[] = { 4, 9, 8, 21 };
	for (size_t i = 0; i < 4; i++)
		ck_assert_double_eq(collapse->weight[i], weight[i]);
	ck_assert_double_eq(collapse->bias[0], 0);
	ck_assert_double_eq(collapse->bias[1], 3);
	ck_assert_double_lt(collapse->distance, 1e-5 * collapse->size);
	collapse_free(collapse);
	network_free(network);
	network = network_of(data, "tanh", 3, 16);
	collapse = collapse_new(network, data, NULL, NULL, &fault);
	ck_assert_double_gt(collapse->distance, 0.05);
	collapse_free(collapse);
	network_free(network);
	data_free(data);
}
END_TEST

SUITE(the_products_are_the_published_ones, the_product_is_the_derivative_of_the_chain,
	a_network_one_unit_wide_is_a_chain, layers_without_activation_are_one)
