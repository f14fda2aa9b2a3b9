/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Making, training and measuring what a lesson describes.
 */
#include "tests/lessons/lesson.h"

#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/lsuv.h"
#include "nn/pool.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>

struct data *lesson_data(const char *set, uint64_t seed)
{
	struct fault fault = { 0 };
	struct data_recipe recipe = { .set = catalogue_find(&data_sets, set ? set : "digits"),
		.noise = (double)NAN,
		.test = 0.2,
		.seed = seed };
	struct data *data = data_new(&recipe, &fault);
	ck_assert_ptr_nonnull(data);
	return data;
}

struct network *lesson_network(const struct lesson *lesson, const struct data *data)
{
	struct fault fault = { 0 };
	size_t *width = calloc(lesson->depth, sizeof *width);
	for (size_t l = 0; l < lesson->depth; l++)
		width[l] = lesson->width > 0 ? lesson->width : 64;
	struct network_recipe recipe = { .inputs = data->features,
		.outputs = data->classes,
		.depth = lesson->depth,
		.width = width,
		.activation = choice_named(&activations, lesson->activation),
		.initializer = choice_named(&initializers, lesson->initializer),
		.loss = choice_named(&losses, "cross-entropy"),
		.gain = lesson->gain > 0 ? lesson->gain : (double)NAN,
		.bias = lesson->bias != 0 ? lesson->bias : (double)NAN,
		.last = 1,
		.seed = lesson->seed };
	if (lesson->setting != 0)
		recipe.initializer.number[0] = lesson->setting;
	if (lesson->slope != 0)
		recipe.activation.number[0] = lesson->slope;
	struct network *network = network_new(&recipe, &fault);
	ck_assert_ptr_nonnull(network);
	ck_assert(network_adapt(network, data, &fault));
	free(width);
	return network;
}

struct training lesson_training(const struct lesson *lesson)
{
	return (struct training){
		.optimizer =
			choice_named(&optimizers, lesson->optimizer ? lesson->optimizer : "sgd"),
		.rate = lesson->rate > 0 ? lesson->rate : 0.1,
		.batch = 64,
		.amount = lesson->epochs > 0 ? lesson->epochs : 20,
		.seed = lesson->seed,
	};
}

struct evaluation lesson_train(struct network *network, const struct lesson *lesson,
	const struct data *data, struct evaluation *test)
{
	struct fault fault = { 0 };
	enum outcome outcome;
	struct training training = lesson_training(lesson);
	struct evaluation now;
	ck_assert(train(network, data, &training, &outcome, &fault));
	ck_assert(evaluate(network, data, &data->train, &now, NULL, NULL, &fault));
	if (test)
		ck_assert(evaluate(network, data, &data->test, test, NULL, NULL, &fault));
	if (outcome == OUTCOME_DIVERGED)
		now.loss = (double)INFINITY;
	return now;
}

struct statistics *lesson_statistics(const struct network *network, const struct data *data)
{
	struct fault fault = { 0 };
	struct statistics *statistics =
		statistics_new(network, data, &data->train, NULL, NULL, &fault);
	ck_assert_ptr_nonnull(statistics);
	return statistics;
}

struct forecast *lesson_forecast(
	const struct network *network, const struct lesson *lesson, const struct data *data)
{
	struct fault fault = { 0 };
	struct training training = lesson_training(lesson);
	struct forecast *forecast = forecast_new(network, data, &training, NULL, NULL, &fault);
	ck_assert_ptr_nonnull(forecast);
	return forecast;
}

struct evaluation lesson_run(const struct lesson *lesson, struct evaluation *test)
{
	struct data *data = lesson_data(lesson->set, 0);
	struct network *network = lesson_network(lesson, data);
	struct evaluation now = lesson_train(network, lesson, data, test);
	network_free(network);
	data_free(data);
	return now;
}

double lesson_gradient(const struct lesson *lesson, double *forward)
{
	struct data *data = lesson_data(lesson->set, 0);
	struct network *network = lesson_network(lesson, data);
	struct statistics *statistics = lesson_statistics(network, data);
	double backward = log10(statistics->backward_gain);
	if (forward)
		*forward = log10(statistics->forward_gain);
	statistics_free(statistics);
	network_free(network);
	data_free(data);
	return backward;
}

static void run_seed(void *job, size_t seed)
{
	struct ten *ten = job;
	struct lesson lesson = ten->lesson;
	lesson.seed = seed;
	ten->train[seed] = lesson_run(&lesson, &ten->test[seed]);
}

struct ten lesson_ten(struct lesson lesson)
{
	struct ten ten = { .lesson = lesson };
	pool_run(run_seed, &ten, SEEDS);
	return ten;
}

double ten_accuracy(const struct ten *ten)
{
	double sum = 0;
	for (size_t i = 0; i < SEEDS; i++)
		sum += ten->train[i].accuracy / SEEDS;
	return sum;
}

double lesson_mean_gradient(struct lesson lesson, double *forward)
{
	double back = 0, forth = 0, one;
	for (lesson.seed = 0; lesson.seed < SEEDS; lesson.seed++) {
		back += lesson_gradient(&lesson, &one) / SEEDS;
		forth += one / SEEDS;
	}
	if (forward)
		*forward = forth;
	return back;
}
