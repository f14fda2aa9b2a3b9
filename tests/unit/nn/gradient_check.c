/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every activation with every loss and every normalization: the plain backward pass is the slope of
 * the plain loss, and the training core agrees with it to binary32's rounding.
 */
#include "nn/gradient_check.h"

#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "tests/unit/unit.h"

#include <math.h>

enum { DEPTH = 3, SAMPLES = 9 };

static struct data *data_of(const char *set)
{
	struct fault fault = { 0 };
	struct data_recipe recipe = { .set = catalogue_find(&data_sets, set),
		.count = 40,
		.noise = (double)NAN,
		.test = 0.2 };
	struct data *data = data_new(&recipe, &fault);
	ck_assert_ptr_nonnull(data);
	return data;
}

static void check(const struct data *data, struct network_recipe *recipe, const char *what)
{
	struct fault fault = { 0 };
	struct layer_check layers[DEPTH + 1];
	struct network *network = network_new(recipe, &fault);
	ck_assert_ptr_nonnull(network);
	ck_assert(gradient_check(network, data, SAMPLES, 1000, layers, NULL, NULL, &fault));
	for (size_t l = 0; l <= DEPTH; l++) {
		ck_assert_msg(layers[l].numeric < 2e-5, "%s, %s, %s, layer %zu: quotient off by %g",
			recipe->activation.label->name, recipe->loss.label->name, what, l + 1,
			layers[l].numeric);
		ck_assert_msg(layers[l].core < 2e-3, "%s, %s, %s, layer %zu: core off by %g",
			recipe->activation.label->name, recipe->loss.label->name, what, l + 1,
			layers[l].core);
		ck_assert_uint_gt(layers[l].checked, 0);
	}
	network_free(network);
}

static void check_losses(const struct choice *activation)
{
	static const size_t width[DEPTH] = { 6, 6, 6 };
	static const char *const norms[] = { "none", "layernorm", "batchnorm" };
	struct data *classes = data_of("moons"), *numbers = data_of("sine");
	for (size_t i = 0; i < losses.count; i++) {
		const struct loss *loss = (const void *)catalogue_at(&losses, i);
		const struct data *data = loss->classes ? classes : numbers;
		struct network_recipe recipe = { .inputs = data->features,
			.outputs = loss->kernel == LOSS_BINARY ? 1
				   : loss->classes             ? data->classes
							       : data->outputs,
			.depth = DEPTH,
			.width = width,
			.activation = *activation,
			.initializer = choice_named(&initializers, "torch-default"),
			.loss = choice_of(&loss->label),
			.gain = 1.5,
			.bias = (double)NAN,
			.last = 1,
			.seed = 5 };
		for (int norm = NORMALIZATION_NONE; norm <= NORMALIZATION_BATCH; norm++) {
			recipe.norm = (enum normalization)norm;
			recipe.residual = norm != NORMALIZATION_LAYER;
			check(data, &recipe, norms[norm]);
		}
	}
	data_free(classes);
	data_free(numbers);
}

START_TEST(every_gradient_is_a_slope)
{
	for (size_t row = 0; row < activations.count; row++) {
		struct choice activation = choice_of(catalogue_at(&activations, row));
		check_losses(&activation);
	}
}
END_TEST

SUITE(every_gradient_is_a_slope)
