/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Initializers against the variance of their formulas, within the sampling error.
 */
#include "nn/initializer.h"

#include "nn/activation.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>

enum { INPUTS = 300, OUTPUTS = 200, COUNT = INPUTS * OUTPUTS };

static float weight[COUNT], bias[OUTPUTS];

static struct initialization named(const char *name)
{
	return (struct initialization){ .initializer = choice_named(&initializers, name),
		.activation = choice_named(&activations, "relu"),
		.gain = (double)NAN,
		.bias = (double)NAN,
		.scale = 1,
		.layer = 1 };
}

static double deviation(void)
{
	double sum = 0, square = 0;
	for (int i = 0; i < COUNT; i++) {
		sum += (double)weight[i] / COUNT;
		square += (double)weight[i] * (double)weight[i] / COUNT;
	}
	return sqrt(fmax(0, square - sum * sum));
}

static void make(const struct initialization *how)
{
	struct fault fault = { 0 };
	ck_assert(initialize(how, weight, bias, INPUTS, OUTPUTS, &fault));
}

/* A standard deviation over n draws has relative error sqrt((kurtosis - 1)/(4n)), at most
 * 1/sqrt(2n) here; five of them are allowed. */
START_TEST(every_row_keeps_its_promise)
{
	for (size_t row = 0; row < initializers.count; row++) {
		struct initialization how = named(catalogue_at(&initializers, row)->name);
		make(&how);
		double promised = initialization_deviation(&how, INPUTS, OUTPUTS);
		ck_assert_msg(
			fabs(deviation() - promised) <= promised * 5 / sqrt(2.0 * COUNT) + 1e-6,
			"%s: %g is not %g", how.initializer.label->name, deviation(), promised);
	}
}
END_TEST

START_TEST(formulas_are_those_of_the_papers)
{
	static const struct {
		const char *name;
		double deviation;
	} known[] = {
		{ "he", 0.08164965809277260 },     /* sqrt(2/300) */
		{ "xavier", 0.06324555320336759 }, /* sqrt(2/500) */
		{ "lecun", 0.05773502691896258 },  /* sqrt(1/300) */
		{ "torch-default", 1 / 30.0 },     /* 1/sqrt(3 * 300) */
		{ "normal", 0.05 },
		{ "uniform", 0.05 / 1.7320508075688772 },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct initialization how = named(known[i].name);
		ck_assert_double_eq_tol(
			initialization_deviation(&how, INPUTS, OUTPUTS), known[i].deviation, 1e-15);
	}
	struct initialization how = named("he");
	how.mode = FAN_OUT;
	ck_assert_double_eq_tol(initialization_deviation(&how, INPUTS, OUTPUTS), 0.1, 1e-15);
	how.gain = 1;
	how.mode = FAN_AVERAGE;
	ck_assert_double_eq_tol(
		initialization_deviation(&how, INPUTS, OUTPUTS), 1 / sqrt(250), 1e-15);
	how.gain_automatic = true; /* of relu: sqrt 2 */
	ck_assert_double_eq_tol(
		initialization_deviation(&how, INPUTS, OUTPUTS), sqrt(2 / 250.0), 1e-6);
}
END_TEST

/* Every distribution has the variance of the formula, and its own support. */
START_TEST(distributions_share_the_variance)
{
	for (int kind = DISTRIBUTION_NORMAL; kind <= DISTRIBUTION_TRUNCATED; kind++) {
		struct initialization how = named("he");
		how.distribution = (enum distribution)kind;
		make(&how);
		double s = initialization_deviation(&how, INPUTS, OUTPUTS), most = 0;
		ck_assert_double_eq_tol(deviation(), s, s * 5 / sqrt(2.0 * COUNT));
		for (int i = 0; i < COUNT; i++)
			most = fmax(most, fabs((double)weight[i]));
		if (kind == DISTRIBUTION_UNIFORM)
			ck_assert(most <= s * sqrt(3) * 1.000001 && most > s * sqrt(3) * 0.999);
		else if (kind == DISTRIBUTION_TRUNCATED)
			ck_assert(most <= 2 * s / 0.8796 && most > 1.99 * s / 0.8796);
		else
			ck_assert(most > 3.5 * s);
	}
}
END_TEST

/* Orthonormal columns, or rows, whichever there are fewer of. */
START_TEST(orthogonal_is_orthogonal)
{
	static const size_t shapes[][2] = { { 64, 64 }, { 40, 16 }, { 16, 40 }, { 1, 5 },
		{ 5, 1 } };
	for (size_t n = 0; n < sizeof shapes / sizeof *shapes; n++) {
		size_t in = shapes[n][0], out = shapes[n][1], few = in < out ? in : out;
		size_t many = in < out ? out : in;
		struct initialization how = named("orthogonal");
		struct fault fault = { 0 };
		how.gain = 3;
		ck_assert(initialize(&how, weight, bias, in, out, &fault));
		for (size_t j = 0; j < few; j++)
			for (size_t k = 0; k < few; k++) {
				double dot = 0;
				for (size_t i = 0; i < many; i++)
					dot += in >= out ? (double)weight[i * out + j] *
								   (double)weight[i * out + k]
							 : (double)weight[j * out + i] *
								   (double)weight[k * out + i];
				ck_assert_double_eq_tol(dot, j == k ? 9 : 0, 9e-6);
			}
	}
}
END_TEST

/* The same uniform number stands behind each weight, whatever the initializer. */
START_TEST(only_the_initializer_changes)
{
	static float other[COUNT];
	struct initialization how = named("he");
	make(&how);
	for (int i = 0; i < COUNT; i++)
		other[i] = weight[i];
	how = named("normal");
	make(&how);
	double ratio = 0.05 / sqrt(2 / 300.0);
	for (int i = 0; i < COUNT; i++)
		ck_assert_double_eq_tol((double)weight[i], ratio * (double)other[i],
			1e-6 * fabs((double)weight[i]));
	how = named("xavier");
	how.distribution = DISTRIBUTION_UNIFORM;
	make(&how);
	for (int i = 1; i < COUNT; i++) /* the same order of size */
		ck_assert((weight[i] > weight[0]) == (other[i] > other[0]) || other[i] == other[0]);
}
END_TEST

START_TEST(biases_and_scale)
{
	struct initialization how = named("he");
	make(&how);
	ck_assert(bias[0] == 0 && bias[OUTPUTS - 1] == 0);
	float before = weight[5];
	how.bias = -8;
	how.scale = 0.25;
	make(&how);
	ck_assert(bias[3] == -8 && weight[5] == before / 4);
	how = named("torch-default");
	make(&how);
	double most = 0;
	for (int i = 0; i < OUTPUTS; i++)
		most = fmax(most, fabs((double)bias[i]));
	ck_assert(most <= 1 / sqrt(300) && most > 0.9 / sqrt(300));
}
END_TEST

SUITE(every_row_keeps_its_promise, formulas_are_those_of_the_papers,
	distributions_share_the_variance, orthogonal_is_orthogonal, only_the_initializer_changes,
	biases_and_scale)
