/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Slides 1 to 8, signals and activations: what each asks, and the answer that must come, over ten
 * seeds and, where theory gives the expectation, at other widths and depths. Figures are those
 * published for the course (an independent program with another random generator) or theory's.
 * Slide 4, the chain, is tests/unit/nn/chain.c.
 */
#include "nn/activation.h"
#include "nn/collapse.h"
#include "nn/theory.h"
#include "tests/lessons/lesson.h"
#include "tests/unit/unit.h"

#include <math.h>

/* 1: two networks of the same architecture, the same random numbers behind their weights. */
START_TEST(slide_1_the_same_architecture_learns_or_does_not)
{
	static const size_t widths[] = { 64, 32, 128, 96 };
	for (size_t w = 0; w < 4; w++) {
		struct lesson lesson = {
			.activation = "relu", .initializer = "he", .depth = 8, .width = widths[w]
		};
		struct ten he = lesson_ten(lesson);
		lesson.initializer = "normal";
		lesson.setting = 0.01;
		struct ten small = lesson_ten(lesson);
		for (size_t i = 0; i < SEEDS; i++) {
			ck_assert_double_ge(he.train[i].accuracy, 0.95);
			ck_assert(small.train[i].loss > 2.300 && small.train[i].loss < 2.304);
			if (widths[w] == 64) {
				ck_assert_double_lt(he.train[i].loss, 0.01);
				ck_assert_double_ge(he.test[i].accuracy, 0.92);
			}
		}
	}
}
END_TEST

/* 2: the slope of log10 rms(z) by layer is log10 sqrt(n s^2 / 2), to the error of ten draws. */
START_TEST(slide_2_activations_grow_or_fade_by_a_factor_per_layer)
{
	static const size_t widths[] = { 64, 32, 128, 256 };
	static const double spreads[] = { 0.01, 0.1, 1 };
	enum { DEPTH = 8 };
	for (size_t w = 0; w < 4; w++)
		for (size_t s = 0; s < 3; s++) {
			double forward, n = (double)widths[w];
			lesson_mean_gradient((struct lesson){ .activation = "relu",
						     .initializer = "normal",
						     .setting = spreads[s],
						     .depth = DEPTH,
						     .width = widths[w] },
				&forward);
			double expected = log10(sqrt(n * spreads[s] * spreads[s] / 2));
			double error =
				sqrt(5 * (DEPTH - 1) / n / SEEDS) / 2 / log(10) / (DEPTH - 1);
			ck_assert_double_eq_tol(
				forward / (DEPTH - 1), expected, 4 * error + 2.4 / n / 2 / log(10));
		}
}
END_TEST

/* 3: sigmoid with Xavier: a straight line of slope -0.627 decades a layer, and no learning from
 * four layers on. */
START_TEST(slide_3_the_gradient_falls_with_each_layer)
{
	static const double gradient[] = { 0, 0, -0.69, -1.29, -1.93, -2.55, 0, 0, -4.42 };
	static const size_t depths[] = { 2, 3, 4, 5, 8 };
	for (size_t i = 0; i < 5; i++)
		ck_assert_double_eq_tol(
			lesson_mean_gradient((struct lesson){ .activation = "sigmoid",
						     .initializer = "xavier",
						     .depth = depths[i] },
				NULL),
			gradient[depths[i]], 0.1);
	for (size_t width = 32; width <= 128; width *= 2) {
		struct lesson lesson = {
			.activation = "sigmoid", .initializer = "xavier", .depth = 3, .width = width
		};
		double shallow = lesson_mean_gradient(lesson, NULL);
		lesson.depth = 8;
		ck_assert_double_eq_tol(
			(lesson_mean_gradient(lesson, NULL) - shallow) / 5, -0.627, 0.05);
	}
	struct ten two = lesson_ten(
		(struct lesson){ .activation = "sigmoid", .initializer = "xavier", .depth = 2 });
	struct ten four = lesson_ten(
		(struct lesson){ .activation = "sigmoid", .initializer = "xavier", .depth = 4 });
	ck_assert_double_ge(ten_accuracy(&two), 0.6);
	ck_assert_double_le(ten_accuracy(&four), 0.2);
}
END_TEST

/* 5: without activations a network is one layer and cannot bend. */
START_TEST(slide_5_lines_are_not_enough)
{
	static const struct {
		const char *set;
		double line, bent;
	} known[] = { { "xor", 0.66, 0.93 }, { "circles", 0.60, 0.97 } };
	for (size_t i = 0; i < 2; i++) {
		struct ten line = lesson_ten((struct lesson){ .activation = "linear",
			.initializer = "xavier",
			.depth = 3,
			.width = 16,
			.set = known[i].set });
		struct ten bent = lesson_ten((struct lesson){ .activation = "relu",
			.initializer = "he",
			.depth = 3,
			.width = 16,
			.set = known[i].set });
		ck_assert_double_le(ten_accuracy(&line), known[i].line);
		ck_assert_double_ge(ten_accuracy(&bent), known[i].bent);
	}
	struct lesson spirals = { .activation = "linear",
		.initializer = "xavier",
		.depth = 4,
		.width = 32,
		.optimizer = "adam",
		.rate = 0.003,
		.epochs = 200,
		.set = "spirals" };
	struct ten line = lesson_ten(spirals);
	spirals.activation = "relu";
	spirals.initializer = "he";
	struct ten bent = lesson_ten(spirals);
	ck_assert_double_le(ten_accuracy(&line), 0.66);
	ck_assert_double_ge(ten_accuracy(&bent), 0.93);
	struct data *data = lesson_data("circles", 0);
	struct lesson lesson = {
		.activation = "linear", .initializer = "xavier", .depth = 3, .width = 16
	};
	struct network *network = lesson_network(&lesson, data);
	struct collapse *collapse = collapse_new(network, data, NULL, NULL, &(struct fault){ 0 });
	ck_assert_double_lt(collapse->distance, 1e-5);
	collapse_free(collapse);
	network_free(network);
	data_free(data);
}
END_TEST

/* 6: tanh from N(0, 1) is saturated and explodes; with Xavier thirty layers of it still learn. */
START_TEST(slide_6_sigmoid_and_tanh_when_deep)
{
	static const size_t widths[] = { 64, 32, 128, 256 };
	struct data *data = lesson_data(NULL, 0);
	for (size_t w = 0; w < 4; w++) {
		struct choice tanh_ = choice_named(&activations, "tanh");
		double n = (double)widths[w], saturated = 0;
		struct fixed_point fixed = theory_fixed_point(&tanh_, n, 0, n);
		struct theory theory;
		theory_of(&tanh_, 0, fixed.q, &theory);
		for (uint64_t seed = 0; seed < SEEDS; seed++) {
			struct lesson lesson = { .activation = "tanh",
				.initializer = "normal",
				.setting = 1,
				.depth = 8,
				.width = widths[w],
				.seed = seed };
			struct network *network = lesson_network(&lesson, data);
			struct statistics *statistics = lesson_statistics(network, data);
			saturated += statistics->layers[5].saturated / SEEDS;
			statistics_free(statistics);
			network_free(network);
		}
		ck_assert_double_eq_tol(saturated, theory.saturated, 0.02);
	}
	data_free(data);
	ck_assert_double_eq_tol(lesson_mean_gradient((struct lesson){ .activation = "tanh",
							     .initializer = "normal",
							     .setting = 1,
							     .depth = 8 },
					NULL),
		2.27, 0.1);
	struct ten deep = lesson_ten((struct lesson){
		.activation = "tanh", .initializer = "xavier", .depth = 30, .rate = 0.01 });
	ck_assert_double_ge(ten_accuracy(&deep), 0.9);
}
END_TEST

/* Share of dead hidden neurons, and whether any weight gradient is not 0. */
static double dead_share(const struct network *network, const struct data *data, bool *moves)
{
	struct statistics *statistics = lesson_statistics(network, data);
	size_t hidden = statistics->layer_count - 1;
	double dead = 0;
	*moves = false;
	for (size_t l = 0; l < hidden; l++) {
		dead += statistics->layers[l].dead / (double)hidden;
		*moves = *moves || statistics->layers[l].gradient > 0;
	}
	statistics_free(statistics);
	return dead;
}

/* 7: a learning rate that kills, the more the higher; a bias that has killed: nothing moves any
 * more. (Born dead: tests/unit/nn/theory.c.) */
START_TEST(slide_7_dead_neurons)
{
	static const double rates[] = { 0.5, 1, 1.5, 2, 3 };
	struct data *data = lesson_data(NULL, 0);
	double dead[5] = { 0 };
	bool moves;
	for (size_t r = 0; r < 5; r++)
		for (uint64_t seed = 0; seed < SEEDS; seed++) {
			struct lesson lesson = { .activation = "relu",
				.initializer = "he",
				.depth = 2,
				.rate = rates[r],
				.epochs = 2,
				.seed = seed };
			struct network *network = lesson_network(&lesson, data);
			lesson_train(network, &lesson, data, NULL);
			lesson.rate = 0.1;
			lesson.epochs = 20;
			lesson_train(network, &lesson, data, NULL);
			dead[r] += dead_share(network, data, &moves) / SEEDS;
			network_free(network);
		}
	ck_assert_double_le(dead[0], 0.1);
	ck_assert_double_ge(dead[4], 0.85);
	for (size_t r = 0; r + 1 < 5; r++)
		ck_assert_double_le(dead[r], dead[r + 1] + 0.05);
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct lesson lesson = { .activation = "relu",
			.initializer = "he",
			.depth = 1,
			.bias = -8,
			.seed = seed };
		struct network *network = lesson_network(&lesson, data);
		ck_assert_double_ge(dead_share(network, data, &moves), 0.98);
		struct evaluation now = lesson_train(network, &lesson, data, NULL);
		if (!moves)
			ck_assert_double_eq_tol(now.loss, 2.3013, 0.003);
		network_free(network);
	}
	data_free(data);
}
END_TEST

/* 8: which slopes revive a network whose biases start far below zero. */
START_TEST(slide_8_variants)
{
	struct lesson lesson = {
		.activation = "relu", .initializer = "he", .depth = 1, .bias = -8
	};
	struct ten relu = lesson_ten(lesson);
	lesson.activation = "leaky";
	lesson.slope = 0.01;
	struct ten slight = lesson_ten(lesson);
	lesson.slope = 0.2;
	struct ten steep = lesson_ten(lesson);
	ck_assert_double_le(ten_accuracy(&relu), 0.25);
	ck_assert_double_le(ten_accuracy(&slight), 0.6);
	ck_assert_double_ge(ten_accuracy(&steep), 0.85);
	lesson =
		(struct lesson){ .activation = "elu", .initializer = "he", .depth = 3, .bias = -2 };
	struct ten elu = lesson_ten(lesson);
	ck_assert_double_ge(ten_accuracy(&elu), 0.9);
	static const double mean[] = { 0.399, 0.395, 0.319, 0.161 };
	struct choice f[] = { choice_named(&activations, "relu"),
		choice_named(&activations, "leaky"), choice_named(&activations, "leaky"),
		choice_named(&activations, "elu") };
	f[2].number[0] = 0.2;
	for (size_t i = 0; i < 4; i++)
		ck_assert_double_eq_tol(activation_moments(&f[i], 1).mean, mean[i], 6e-4);
}
END_TEST

SUITE(slide_1_the_same_architecture_learns_or_does_not,
	slide_2_activations_grow_or_fade_by_a_factor_per_layer,
	slide_3_the_gradient_falls_with_each_layer, slide_5_lines_are_not_enough,
	slide_6_sigmoid_and_tanh_when_deep, slide_7_dead_neurons, slide_8_variants)
