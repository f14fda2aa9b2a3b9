/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Residual connections, normalization, dropout: against a plain forward pass in binary64 written
 * from the formulas, and gradients against its difference quotients.
 */
#include "nn/block.h"

#include "nn/activation.h"
#include "nn/loss.h"
#include "nn/train.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 19, MOST = 40 };

static struct data *moons(void)
{
	const struct data_recipe recipe = { .set = catalogue_find(&data_sets, "moons"),
		.count = 50,
		.noise = (double)NAN,
		.test = 0.2 };
	struct fault fault = { 0 };
	struct data *data = data_new(&recipe, &fault);
	ck_assert_ptr_nonnull(data);
	return data;
}

static struct network *build(bool residual, enum normalization norm, double dropout)
{
	static const size_t width[] = { WIDTH, WIDTH, 7, 7 };
	const struct network_recipe recipe = { .inputs = 2,
		.outputs = 2,
		.depth = 4,
		.width = width,
		.activation = choice_named(&activations, "tanh"),
		.initializer = choice_named(&initializers, "he"),
		.loss = choice_named(&losses, "cross-entropy"),
		.gain = (double)NAN,
		.bias = 0.1,
		.last = 1,
		.residual = residual,
		.norm = norm,
		.dropout = dropout };
	struct fault fault = { 0 };
	struct network *network = network_new(&recipe, &fault);
	ck_assert_ptr_nonnull(network);
	for (size_t i = 0; i < network->recipe.depth && norm != NORMALIZATION_NONE; i++)
		for (size_t j = 0; j < network->layers[i].outputs; j++) {
			network->layers[i].scale[j] = 1 + 0.05f * (float)(j % 7);
			network->layers[i].shift[j] = 0.03f * (float)(j % 5) - 0.05f;
		}
	return network;
}

/* ---- the formulas, one layer of all samples at a time ---- */

static double parameter(const struct network *network, const double *at, const float *of, size_t i)
{
	return at[(size_t)(of - network->parameters) + i];
}

static void standardize(double *z[], size_t samples, size_t units, bool by_sample)
{
	size_t groups = by_sample ? samples : units, members = by_sample ? units : samples;
	for (size_t g = 0; g < groups; g++) {
		double mean = 0, square = 0;
		for (size_t m = 0; m < members; m++)
			mean += (by_sample ? z[g][m] : z[m][g]) / (double)members;
		for (size_t m = 0; m < members; m++)
			square += pow((by_sample ? z[g][m] : z[m][g]) - mean, 2) / (double)members;
		for (size_t m = 0; m < members; m++) {
			double *x = by_sample ? &z[g][m] : &z[m][g];
			*x = (*x - mean) / sqrt(square + 1e-5);
		}
	}
}

/* Mean loss with the parameters `at`; dropout as the pass drew it. */
static double plain_loss(const struct network *network, const double *at, const struct data *data,
	const struct pass *pass, size_t samples)
{
	static double memory[2][MOST][WIDTH];
	double total = 0;
	for (size_t s = 0; s < samples; s++)
		for (size_t i = 0; i < 2; i++)
			memory[0][s][i] = (double)data->train.x[2 * s + i];
	for (size_t l = 0; l < network->layer_count; l++) {
		const struct layer *layer = &network->layers[l];
		double *z[MOST];
		for (size_t s = 0; s < samples; s++) {
			z[s] = memory[1][s];
			for (size_t j = 0; j < layer->outputs; j++) {
				z[s][j] = parameter(network, at, layer->bias, j);
				for (size_t i = 0; i < layer->inputs; i++)
					z[s][j] += memory[0][s][i] *
						   parameter(network, at, layer->weight,
							   i * layer->outputs + j);
			}
		}
		if (l == network->recipe.depth)
			break;
		if (layer->scale)
			standardize(z, samples, layer->outputs,
				network->recipe.norm == NORMALIZATION_LAYER);
		for (size_t s = 0; s < samples; s++)
			for (size_t j = 0; j < layer->outputs; j++) {
				double x = z[s][j];
				if (layer->scale)
					x = x * parameter(network, at, layer->scale, j) +
					    parameter(network, at, layer->shift, j);
				x = tanh(x);
				if (pass->blocks && pass->blocks[l].kept)
					x *= (double)pass->blocks[l].kept[j * pass->stride + s];
				z[s][j] = x + (layer->residual ? memory[0][s][j] : 0);
			}
		memcpy(memory[0], memory[1], sizeof memory[0]);
	}
	for (size_t s = 0; s < samples; s++) {
		double *z = memory[1][s], top = fmax(z[0], z[1]);
		total += log(exp(z[0] - top) + exp(z[1] - top)) + top - z[data->train.label[s]];
	}
	return total / (double)samples;
}

static void check_gradient(const struct network *network, const struct data *data)
{
	enum { SAMPLES = 37 };
	struct fault fault = { 0 };
	struct pass *pass = pass_new(network, SAMPLES, &fault);
	ck_assert_ptr_nonnull(pass);
	pass->mode = PASS_TRAIN;
	pass->seed = 3;
	pass->step = 5;
	pass_load(pass, data, &data->train, NULL, 0, SAMPLES);
	ck_assert(pass_forward(pass, network));
	pass_loss(pass, network);
	ck_assert(pass_backward(pass, network));
	double *at = malloc(network->parameter_count * sizeof *at), mean = 0;
	for (size_t i = 0; i < network->parameter_count; i++)
		at[i] = (double)network->parameters[i];
	for (size_t s = 0; s < SAMPLES; s++)
		mean += (double)pass->each[s] / SAMPLES;
	ck_assert_double_eq_tol(mean, plain_loss(network, at, data, pass, SAMPLES), 1e-5);
	for (size_t i = 0; i < network->parameter_count; i++) {
		double kept = at[i], h = 1e-5;
		at[i] = kept + h;
		double up = plain_loss(network, at, data, pass, SAMPLES);
		at[i] = kept - h;
		double down = plain_loss(network, at, data, pass, SAMPLES);
		at[i] = kept;
		ck_assert_msg(fabs((up - down) / (2 * h) - (double)pass->gradient[i]) < 2e-5,
			"norm %d, residual %d, parameter %zu: %g, not %g",
			(int)network->recipe.norm, network->recipe.residual, i,
			(double)pass->gradient[i], (up - down) / (2 * h));
	}
	free(at);
	pass_free(pass);
}

START_TEST(gradients_match_difference_quotients)
{
	struct data *data = moons();
	for (int norm = 0; norm < 3; norm++)
		for (int residual = 0; residual < 2; residual++)
			for (int drops = 0; drops < 2; drops++) {
				struct network *network =
					build(residual, (enum normalization)norm, drops ? 0.25 : 0);
				check_gradient(network, data);
				network_free(network);
			}
	data_free(data);
}
END_TEST

static void run(struct network *network, const struct data *data, size_t steps)
{
	const struct training training = { .optimizer = choice_named(&optimizers, "sgd"),
		.rate = 0.1,
		.decay = (double)NAN,
		.batch = 16,
		.amount = steps,
		.steps = true,
		.seed = 2 };
	struct fault fault = { 0 };
	enum outcome outcome;
	ck_assert(train(network, data, &training, &outcome, &fault));
	ck_assert_int_eq(outcome, OUTCOME_FINISHED);
}

/* In two runs or in one, and from a copy in the middle: draws and running means go on. */
START_TEST(training_goes_on_to_the_bit)
{
	struct data *data = moons();
	struct network *whole = build(true, NORMALIZATION_BATCH, 0.25),
		       *parts = build(true, NORMALIZATION_BATCH, 0.25);
	run(whole, data, 9);
	run(parts, data, 4);
	struct network *copy = network_copy_new(parts);
	run(copy, data, 5);
	ck_assert_uint_eq(network_hash(whole), network_hash(copy));
	ck_assert_mem_eq(whole->running, copy->running, whole->running_count * sizeof(float));
	struct fault fault = { 0 };
	ck_assert(network_reset(whole, &fault));
	ck_assert(whole->layers[0].mean[0] == 0 && whole->layers[0].variance[0] == 1);
	network_free(whole);
	network_free(parts);
	network_free(copy);
	data_free(data);
}
END_TEST

/* The share left out is p, the mean is kept, and an evaluation leaves nothing out. */
START_TEST(dropout_leaves_out_its_share)
{
	struct data *data = moons();
	struct network *network = build(false, NORMALIZATION_NONE, 0.4);
	struct fault fault = { 0 };
	struct pass *pass = pass_new(network, MOST, &fault);
	size_t zeros = 0, all = 0;
	pass->mode = PASS_TRAIN;
	pass_load(pass, data, &data->train, NULL, 0, MOST);
	for (pass->step = 0; pass->step < 50; pass->step++) {
		ck_assert(pass_forward(pass, network));
		for (size_t j = 0; j < WIDTH; j++)
			for (size_t s = 0; s < MOST; s++, all++) {
				float kept = pass->blocks[1].kept[j * pass->stride + s];
				ck_assert(kept == 0 || kept == (float)(1 / 0.6));
				zeros += kept == 0;
			}
	}
	double share = (double)zeros / (double)all;
	ck_assert_double_eq_tol(share, 0.4, 5 * sqrt(0.24 / (double)all));
	struct evaluation first, again;
	ck_assert(evaluate(network, data, &data->train, &first, NULL, NULL, &fault));
	ck_assert(evaluate(network, data, &data->train, &again, NULL, NULL, &fault));
	ck_assert(first.loss == again.loss);
	pass_free(pass);
	network_free(network);
	data_free(data);
}
END_TEST

/* Plain tanh of depth 16 with a small start does not learn moons; with either cure it does. */
START_TEST(they_cure_depth)
{
	struct data *data = moons();
	static const size_t width[16] = { 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
		16, 16 };
	struct network_recipe recipe = { .inputs = 2,
		.outputs = 2,
		.depth = 16,
		.width = width,
		.activation = choice_named(&activations, "tanh"),
		.initializer = choice_named(&initializers, "normal"),
		.loss = choice_named(&losses, "cross-entropy"),
		.gain = (double)NAN,
		.bias = (double)NAN,
		.last = 1 };
	recipe.initializer.number[0] = 0.05;
	for (int cure = 0; cure < 3; cure++) {
		recipe.residual = cure == 1;
		recipe.norm = cure == 2 ? NORMALIZATION_BATCH : NORMALIZATION_NONE;
		struct fault fault = { 0 };
		struct network *network = network_new(&recipe, &fault);
		struct evaluation after;
		run(network, data, 400);
		ck_assert(evaluate(network, data, &data->train, &after, NULL, NULL, &fault));
		ck_assert_msg(cure == 0 ? after.loss > 0.69 : after.loss < 0.5, "cure %d: %g", cure,
			after.loss);
		network_free(network);
	}
	data_free(data);
}
END_TEST

SUITE(gradients_match_difference_quotients, training_goes_on_to_the_bit,
	dropout_leaves_out_its_share, they_cure_depth)
