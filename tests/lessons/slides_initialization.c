/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Slides 9 to 15, initialization: as in slides_signals.c. Slide 12, which combinations go together,
 * is verdict.c; slide 13, what to look at first, tests/unit/nn/diagnosis.c.
 */
#include "nn/pool.h"
#include "tests/lessons/lesson.h"
#include "tests/unit/unit.h"

#include <math.h>

/* 9: zeros stay zeros; a constant makes one neuron of a layer. */
START_TEST(slide_9_why_not_zeros)
{
	struct data *data = lesson_data(NULL, 0);
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct lesson lesson = {
			.activation = "tanh", .initializer = "zeros", .depth = 2, .seed = seed
		};
		struct network *network = lesson_network(&lesson, data);
		struct evaluation now = lesson_train(network, &lesson, data, NULL);
		ck_assert_double_eq_tol(now.loss, 2.3013, 0.003);
		for (size_t i = 0; i < (size_t)64 * 64; i++)
			ck_assert(network->layers[0].weight[i] == 0);
		network_free(network);
		lesson.initializer = "constant";
		lesson.depth = 1;
		network = lesson_network(&lesson, data);
		now = lesson_train(network, &lesson, data, NULL);
		struct statistics *statistics = lesson_statistics(network, data);
		ck_assert_uint_eq(statistics->layers[0].distinct, 1);
		ck_assert_double_le(now.accuracy, 0.35);
		statistics_free(statistics);
		network_free(network);
	}
	data_free(data);
}
END_TEST

/* 10: Glorot and Bengio's figures: activations fade by layer, deltas fade backwards, the gradients
 * of the weights are flat all the same; Xavier keeps both sizes. */
START_TEST(slide_10_what_xavier_keeps)
{
	enum { DEPTH = 5 };
	static const double standard[] = { 0.457, 0.247, 0.142, 0.093, 0.064 };
	static const double xavier[] = { 0.484, 0.402, 0.356, 0.326, 0.285 };
	struct data *data = lesson_data(NULL, 0);
	for (size_t which = 0; which < 2; which++) {
		double spread[DEPTH] = { 0 }, ratio = 0, flat = 0;
		for (uint64_t seed = 0; seed < SEEDS; seed++) {
			struct lesson lesson = { .activation = "tanh",
				.initializer = which ? "xavier" : "torch-default",
				.depth = DEPTH,
				.width = 256,
				.seed = seed };
			struct network *network = lesson_network(&lesson, data);
			struct statistics *statistics = lesson_statistics(network, data);
			const struct layer_statistics *layers = statistics->layers;
			for (size_t l = 0; l < DEPTH; l++)
				spread[l] += layers[l].deviation / SEEDS;
			ratio += layers[DEPTH - 1].delta / layers[0].delta / SEEDS;
			flat += layers[3].gradient / layers[1].gradient / SEEDS;
			statistics_free(statistics);
			network_free(network);
		}
		for (size_t l = 0; l < DEPTH; l++)
			ck_assert_double_eq_tol(spread[l], which ? xavier[l] : standard[l], 0.02);
		ck_assert_double_eq_tol(ratio, which ? 1.9 : 12, which ? 0.4 : 3);
		if (!which)
			ck_assert_double_eq_tol(flat, 1, 0.25);
	}
	data_free(data);
}
END_TEST

/* 11: thirty layers of ReLU. */
START_TEST(slide_11_why_he_for_relu)
{
	struct lesson lesson = {
		.activation = "relu", .initializer = "xavier", .depth = 30, .rate = 0.01
	};
	double forward;
	lesson_mean_gradient(lesson, &forward);
	ck_assert_double_eq_tol(forward, -4.5, 0.3);
	struct ten xavier = lesson_ten(lesson);
	lesson.initializer = "he";
	struct ten he = lesson_ten(lesson);
	size_t learned = 0;
	for (size_t i = 0; i < SEEDS; i++) {
		ck_assert_double_eq_tol(xavier.train[i].loss, 2.301, 0.003);
		learned += he.train[i].accuracy > 0.3;
	}
	ck_assert_uint_ge(learned, 8);
	ck_assert_double_ge(ten_accuracy(&he), 0.5);
}
END_TEST

/* 14: only the initializer changes: the same random number behind each weight, so that the weights
 * of He and of LeCun differ by a factor of sqrt 2, each of them. */
START_TEST(slide_14_only_one_thing_changes)
{
	struct data *data = lesson_data(NULL, 0);
	struct lesson lesson = { .activation = "relu", .initializer = "he", .depth = 2, .seed = 3 };
	struct network *he = lesson_network(&lesson, data);
	lesson.initializer = "lecun";
	struct network *lecun = lesson_network(&lesson, data);
	for (size_t i = 0; i < (size_t)64 * 64; i++) {
		double is = (double)he->layers[1].weight[i];
		double other = (double)lecun->layers[1].weight[i];
		ck_assert_double_eq_tol(is, sqrt(2) * other, 1e-6 * fabs(is) + 1e-12);
	}
	network_free(he);
	network_free(lecun);
	data_free(data);
}
END_TEST

/* One cell of the map of slide 15. */
struct cell {
	struct lesson lesson;
	double gradient, sample_depth, accuracy;
};

static void run_cell(void *job, size_t i)
{
	struct cell *cell = &((struct cell *)job)[i];
	struct data *data = lesson_data(NULL, 0);
	struct network *network = lesson_network(&cell->lesson, data);
	struct forecast *forecast = lesson_forecast(network, &cell->lesson, data);
	cell->gradient = forecast->backward;
	cell->sample_depth = forecast->sample_depth;
	cell->accuracy = lesson_train(network, &cell->lesson, data, NULL).accuracy;
	forecast_free(forecast);
	network_free(network);
	data_free(data);
}

/* 15: depth by gain, tanh: up to half of 6 xi_c it learns, beyond two decades of gradient it does
 * not; between them lies the grey zone. */
START_TEST(slide_15_the_map_of_what_can_be_trained)
{
	static const size_t depths[] = { 5, 10, 20, 40 };
	static const double gains[] = { 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2 };
	enum { CELLS = 28 };
	struct cell cells[CELLS];
	for (size_t i = 0; i < CELLS; i++)
		cells[i] = (struct cell){ .lesson = { .activation = "tanh",
						  .initializer = "lecun",
						  .depth = depths[i / 7],
						  .gain = gains[i % 7],
						  .rate = 0.02 } };
	pool_run(run_cell, cells, CELLS);
	size_t learns = 0, fails = 0;
	for (size_t i = 0; i < CELLS; i++) {
		const struct cell *cell = &cells[i];
		double depth = (double)cell->lesson.depth, far = fabs(cell->gradient);
		if (far < 1 && depth <= cell->sample_depth / 2) {
			learns++;
			ck_assert_msg(cell->accuracy > 0.85, "depth %g gain %g: %.2f", depth,
				cell->lesson.gain, cell->accuracy);
		}
		if (cell->gradient < -2.2) {
			fails++;
			ck_assert_msg(cell->accuracy < 0.3, "depth %g gain %g: %.2f", depth,
				cell->lesson.gain, cell->accuracy);
		}
	}
	ck_assert(learns >= 5 && fails >= 5);
}
END_TEST

SUITE(slide_9_why_not_zeros, slide_10_what_xavier_keeps, slide_11_why_he_for_relu,
	slide_14_only_one_thing_changes, slide_15_the_map_of_what_can_be_trained)
