/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Networks and training: gradients against difference quotients, the optimizers' published
 * sequence, and the measured outcomes of the course's first slides.
 */
#include "nn/train.h"

#include "nn/activation.h"
#include "nn/loss.h"
#include "nn/pass.h"
#include "nn/statistics.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct data *load(const char *name, size_t count)
{
	const struct data_recipe recipe = { .set = catalogue_find(&data_sets, name),
		.count = count,
		.noise = (double)NAN,
		.test = 0.2 };
	struct fault fault = { 0 };
	struct data *data = data_new(&recipe, &fault);
	ck_assert_ptr_nonnull(data);
	return data;
}

static const size_t *widths(size_t width)
{
	static size_t all[64];
	for (size_t i = 0; i < 64; i++)
		all[i] = width;
	return all;
}

static struct network_recipe recipe_for(const struct data *data, size_t depth, size_t width,
	const char *activation, const char *initializer)
{
	return (struct network_recipe){ .inputs = data->features,
		.outputs = data->classes,
		.depth = depth,
		.width = widths(width),
		.activation = choice_named(&activations, activation),
		.initializer = choice_named(&initializers, initializer),
		.loss = choice_named(&losses, "cross-entropy"),
		.gain = (double)NAN,
		.bias = (double)NAN,
		.last = 1 };
}

static struct network *build(const struct network_recipe *recipe)
{
	struct fault fault = { 0 };
	struct network *network = network_new(recipe, &fault);
	ck_assert_ptr_nonnull(network);
	return network;
}

static struct training by(const char *optimizer, double rate, size_t epochs)
{
	return (struct training){ .optimizer = choice_named(&optimizers, optimizer),
		.rate = rate,
		.batch = 64,
		.amount = epochs };
}

static enum outcome run(struct network *network, const struct data *data, struct training training)
{
	struct fault fault = { 0 };
	enum outcome outcome = OUTCOME_FINISHED;
	ck_assert(train(network, data, &training, &outcome, &fault));
	return outcome;
}

static struct evaluation score(const struct network *network, const struct data *data, bool test)
{
	struct evaluation evaluation;
	struct fault fault = { 0 };
	ck_assert(evaluate(
		network, data, test ? &data->test : &data->train, &evaluation, NULL, NULL, &fault));
	return evaluation;
}

/* ---- an independent forward pass in binary64: plain loops over the same weights ---- */

static double plain_loss(const struct network *network, const struct data *data, size_t samples)
{
	double total = 0, buffer[2][256];
	for (size_t s = 0; s < samples; s++) {
		double *x = buffer[0], *z = buffer[1];
		for (size_t i = 0; i < data->features; i++)
			x[i] = (double)data->train.x[s * data->features + i];
		for (size_t l = 0; l < network->layer_count; l++) {
			const struct layer *layer = &network->layers[l];
			struct choice activation = network_activation_of(network, layer);
			for (size_t j = 0; j < layer->outputs; j++) {
				z[j] = (double)layer->bias[j];
				for (size_t i = 0; i < layer->inputs; i++)
					z[j] += (double)layer->weight[i * layer->outputs + j] *
						x[i];
				if (l + 1 < network->layer_count)
					z[j] = activation_value(&activation, z[j]);
			}
			double *swap = x;
			x = z;
			z = swap;
		}
		double top = x[0], sum = 0;
		for (size_t k = 0; k < network->recipe.outputs; k++)
			top = fmax(top, x[k]);
		for (size_t k = 0; k < network->recipe.outputs; k++)
			sum += exp(x[k] - top);
		total += log(sum) + top - x[data->train.label[s]];
	}
	return total / (double)samples;
}

/* Every activation: the gradient of the pass is the difference quotient of the plain loss; where a
 * step crosses a kink it lies between the quotients of both sides. The step is wide because the
 * weights it moves are binary32. */
START_TEST(gradients_match_difference_quotients)
{
	struct data *data = load("moons", 100);
	for (size_t row = 0; row < activations.count; row++) {
		struct network_recipe recipe =
			recipe_for(data, 2, 7, catalogue_at(&activations, row)->name, "xavier");
		struct network *network = build(&recipe);
		struct fault fault = { 0 };
		struct pass *pass = pass_new(network, 37, &fault);
		pass_load(pass, data, &data->train, NULL, 0, 37);
		ck_assert(pass_forward(pass, network));
		pass_loss(pass, network);
		ck_assert(pass_backward(pass, network));
		double here = plain_loss(network, data, 37);
		for (size_t i = 0; i < network->parameter_count; i += 3) {
			float kept = network->parameters[i], h = 0x1p-9f;
			network->parameters[i] = kept + h;
			double up = plain_loss(network, data, 37),
			       step = (double)network->parameters[i];
			network->parameters[i] = kept - h;
			double down = plain_loss(network, data, 37);
			step -= (double)network->parameters[i];
			network->parameters[i] = kept;
			double is = (double)pass->gradient[i], h2 = step / 2;
			double right = (up - here) / h2, left = (here - down) / h2;
			bool between =
				is > fmin(left, right) - 1e-4 && is < fmax(left, right) + 1e-4;
			ck_assert_msg(fabs((up - down) / step - is) < 2e-4 || between,
				"%s, parameter %zu: %g, quotients %g and %g",
				recipe.activation.label->name, i, is, left, right);
		}
		pass_free(pass);
		network_free(network);
	}
	data_free(data);
}
END_TEST

START_TEST(every_optimizer_learns_moons)
{
	struct data *data = load("moons", 400);
	for (size_t row = 0; row < optimizers.count; row++) {
		struct network_recipe recipe = recipe_for(data, 2, 16, "tanh", "xavier");
		struct network *network = build(&recipe);
		double before = score(network, data, false).loss;
		run(network, data, by(catalogue_at(&optimizers, row)->name, (double)NAN, 30));
		ck_assert_double_lt(score(network, data, false).loss, before / 2);
		network_free(network);
	}
	data_free(data);
}
END_TEST

/* The same recipe, data and training give the same bits; stopping and going on changes none. */
START_TEST(training_is_a_function_of_its_recipe)
{
	struct data *data = load("moons", 300);
	struct network_recipe recipe = recipe_for(data, 3, 9, "relu", "he");
	struct network *whole = build(&recipe), *parts = build(&recipe), *steps = build(&recipe);
	run(whole, data, by("adam", 0.01, 6));
	for (int i = 0; i < 3; i++)
		run(parts, data, by("adam", 0.01, 2));
	struct training training = by("adam", 0.01, 24); /* 240 samples: 4 batches an epoch */
	training.steps = true;
	training.amount = 7;
	run(steps, data, training);
	training.amount = 17;
	run(steps, data, training);
	ck_assert_uint_eq(network_hash(whole), network_hash(parts));
	ck_assert_uint_eq(network_hash(whole), network_hash(steps));
	ck_assert_uint_eq(steps->epoch, 6);
	struct fault fault = { 0 };
	ck_assert(network_reset(whole, &fault));
	struct network *fresh = build(&recipe);
	ck_assert_uint_eq(network_hash(whole), network_hash(fresh));
	ck_assert_uint_ne(network_hash(whole), network_hash(parts));
	network_free(whole);
	network_free(parts);
	network_free(steps);
	network_free(fresh);
	data_free(data);
}
END_TEST

/* Every schedule: a run in two parts is a run in one, and only `constant` moves as without one. */
START_TEST(schedules_go_on_where_they_stopped)
{
	struct data *data = load("moons", 200);
	struct network_recipe recipe = recipe_for(data, 2, 8, "tanh", "xavier");
	struct network *plain = build(&recipe);
	run(plain, data, by("adam", 0.01, 6));
	for (size_t row = 0; row < schedules.count; row++) {
		struct network *whole = build(&recipe), *parts = build(&recipe);
		struct training training = by("adam", 0.01, 6);
		training.schedule = choice_of(catalogue_at(&schedules, row));
		const char *name = training.schedule.label->name;
		if (strcmp(name, "step") == 0)
			training.schedule.number[0] = 2;
		if (strcmp(name, "cosine") == 0)
			training.schedule.number[0] = 6;
		if (strcmp(name, "plateau") == 0) { /* every epoch counts as worse */
			training.schedule.number[1] = 1;
			training.schedule.number[2] = 0.9;
		}
		run(whole, data, training);
		training.amount = 3;
		run(parts, data, training);
		run(parts, data, training);
		ck_assert_msg(network_hash(whole) == network_hash(parts), "%s", name);
		ck_assert_msg(
			(network_hash(whole) == network_hash(plain)) == (row == 0), "%s", name);
		network_free(whole);
		network_free(parts);
	}
	network_free(plain);
	data_free(data);
}
END_TEST

/* Slide 1, ten seeds each: He learns, a small normal does not leave the class entropy. Under a
 * sanitizer, which sees the same code each time, one seed. */
START_TEST(initialization_decides)
{
	struct data *data = load("digits", 0);
	for (uint64_t seed = 0; seed < (SANITIZED ? 1 : 10); seed++) {
		struct network_recipe recipe = recipe_for(data, 8, 64, "relu", "he");
		recipe.seed = seed;
		struct network *network = build(&recipe);
		run(network, data, by("sgd", 0.1, 20));
		ck_assert_double_lt(score(network, data, false).loss, 0.01);
		ck_assert_double_ge(score(network, data, true).accuracy, 0.93);
		network_free(network);
		recipe.initializer = choice_named(&initializers, "normal");
		recipe.initializer.number[0] = 0.01;
		network = build(&recipe);
		run(network, data, by("sgd", 0.1, 20));
		double loss = score(network, data, false).loss;
		ck_assert(loss >= 2.300 && loss <= 2.303);
		network_free(network);
	}
	data_free(data);
}
END_TEST

static struct statistics *look(const struct network *network, const struct data *data)
{
	struct fault fault = { 0 };
	struct statistics *statistics =
		statistics_new(network, data, &data->train, NULL, NULL, &fault);
	ck_assert_ptr_nonnull(statistics);
	return statistics;
}

/* log10 of the gain of the gradient before training: theory (0.5 sum log10 chi) for 8 layers of 64,
 * mean of five seeds. A seed's spread is about sqrt(5 * 7/64)/2/ln 10 = 0.16 decades for relu. */
START_TEST(gradients_grow_and_fade_as_theory_says)
{
	static const struct {
		const char *activation, *initializer;
		double number, expected;
	} known[] = {
		{ "relu", "he", 0, 0.02 },
		{ "relu", "xavier", 0, -1.05 },
		{ "relu", "normal", 0.01, -8.73 },
		{ "relu", "torch-default", 0, -2.72 },
		{ "tanh", "xavier", 0, -0.50 },
		{ "tanh", "normal", 1, 2.28 },
		{ "sigmoid", "xavier", 0, -4.39 },
	};
	struct data *data = load("digits", 0);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		double mean = 0;
		for (uint64_t seed = 0; seed < 5; seed++) {
			struct network_recipe recipe =
				recipe_for(data, 8, 64, known[i].activation, known[i].initializer);
			recipe.seed = seed;
			if (known[i].number > 0)
				recipe.initializer.number[0] = known[i].number;
			struct network *network = build(&recipe);
			struct statistics *statistics = look(network, data);
			mean += log10(statistics->backward_gain) / 5;
			statistics_free(statistics);
			network_free(network);
		}
		ck_assert_msg(fabs(mean - known[i].expected) < 0.25, "%s %s: %g is not %g",
			known[i].activation, known[i].initializer, mean, known[i].expected);
	}
	data_free(data);
}
END_TEST

START_TEST(zeros_give_no_gradient)
{
	struct data *data = load("digits", 0);
	struct network_recipe recipe = recipe_for(data, 8, 64, "relu", "zeros");
	struct network *network = build(&recipe);
	struct statistics *statistics = look(network, data);
	for (size_t i = 0; i < statistics->layer_count; i++)
		ck_assert(
			statistics->layers[i].gradient == 0 && statistics->layers[i].distinct == 1);
	ck_assert(isnan(statistics->backward_gain));
	ck_assert(statistics->layers[8].bias_gradient > 0);
	statistics_free(statistics);
	network_free(network);
	data_free(data);
}
END_TEST

/* tanh with N(0, 1): q = 57.3 and 78.2 % saturated by theory; a bias of -8 kills a ReLU layer. */
START_TEST(saturation_and_death_are_measured)
{
	struct data *data = load("digits", 0);
	struct network_recipe recipe = recipe_for(data, 8, 64, "tanh", "normal");
	recipe.initializer.number[0] = 1;
	struct network *network = build(&recipe);
	struct statistics *statistics = look(network, data);
	ck_assert_double_eq_tol(statistics->layers[5].saturated, 0.782, 0.03);
	ck_assert_double_eq_tol(statistics->layers[5].q, 57.3, 5);
	statistics_free(statistics);
	network_free(network);
	recipe = recipe_for(data, 1, 64, "relu", "he");
	recipe.bias = -8;
	network = build(&recipe);
	statistics = look(network, data);
	ck_assert(statistics->layers[0].dead == 1 && statistics->layers[0].gradient == 0);
	statistics_free(statistics);
	network_free(network);
	data_free(data);
}
END_TEST

START_TEST(divergence_is_an_outcome)
{
	struct data *data = load("digits", 0);
	struct network_recipe recipe = recipe_for(data, 8, 64, "relu", "normal");
	recipe.initializer.number[0] = 1;
	struct network *network = build(&recipe);
	ck_assert_int_eq(run(network, data, by("sgd", 0.1, 5)), OUTCOME_DIVERGED);
	ck_assert(network->diverged && network->where.step > 0 && network->where.quantity);
	for (size_t i = 0; i < network->parameter_count; i++)
		ck_assert(isfinite(network->parameters[i]));
	network_free(network);
	data_free(data);
}
END_TEST

START_TEST(sizes_that_overflow_are_seen)
{
	static const size_t wide[] = { SIZE_MAX / 2, SIZE_MAX / 2 };
	struct choice activation = choice_named(&activations, "tanh");
	const struct network_recipe recipe = {
		.inputs = 64, .outputs = 10, .depth = 2, .width = wide, .activation = activation
	};
	ck_assert_uint_eq(network_parameters(&recipe), SIZE_MAX);
	ck_assert_uint_eq(network_bytes(&recipe, 64), SIZE_MAX);
	const struct network_recipe small = { .inputs = 64,
		.outputs = 10,
		.depth = 8,
		.width = widths(64),
		.activation = activation };
	ck_assert_uint_eq(network_parameters(&small), 64 * 64 * 8 + 64 * 8 + 64 * 10 + 10);
}
END_TEST

SUITE(gradients_match_difference_quotients, every_optimizer_learns_moons,
	training_is_a_function_of_its_recipe, schedules_go_on_where_they_stopped,
	initialization_decides, gradients_grow_and_fade_as_theory_says, zeros_give_no_gradient,
	saturation_and_death_are_measured, divergence_is_an_outcome, sizes_that_overflow_are_seen)
