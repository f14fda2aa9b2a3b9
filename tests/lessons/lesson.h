/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The course's set-up, "same model, same data": digits, plain gradient descent, batch 64, 20 epochs
 * unless told otherwise.
 */
#pragma once
#include "nn/forecast.h"
#include "nn/statistics.h"
#include "nn/train.h"

/* What differs from the set-up; 0 and NULL: as usual. */
struct lesson {
	const char *activation, *initializer;
	double setting; /* of the initializer */
	double slope;   /* of the activation: its setting */
	size_t depth, width;
	double gain, bias;
	double rate; /* 0.1 */
	size_t epochs;
	const char *optimizer, *set;
	uint64_t seed;
};

struct data *lesson_data(const char *set, uint64_t seed);
struct network *lesson_network(const struct lesson *lesson, const struct data *data);
struct training lesson_training(const struct lesson *lesson);
/* Trains it and evaluates; an infinite loss when it diverged. */
struct evaluation lesson_train(struct network *network, const struct lesson *lesson,
	const struct data *data, struct evaluation *test);
struct statistics *lesson_statistics(const struct network *network, const struct data *data);
struct forecast *lesson_forecast(
	const struct network *network, const struct lesson *lesson, const struct data *data);

/* One network made, trained and forgotten, on the digits. */
struct evaluation lesson_run(const struct lesson *lesson, struct evaluation *test);
/* log10 G_b and log10 G_f as measured, at the start. */
double lesson_gradient(const struct lesson *lesson, double *forward);

enum { SEEDS = 10 };

/* Ten seeds of a lesson, trained on all cores. */
struct ten {
	struct lesson lesson;
	struct evaluation train[SEEDS], test[SEEDS];
};
struct ten lesson_ten(struct lesson lesson);
double ten_accuracy(const struct ten *ten); /* the mean */
/* Means over ten seeds of log10 G_b and log10 G_f. */
double lesson_mean_gradient(struct lesson lesson, double *forward);
