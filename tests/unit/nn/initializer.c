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
		{ "normal", 0.05 }, { "uniform", 0.05 / 1.7320508075688772 },
		{ "truncated", 0.05 * 0.87962566103423978 }, /* N(0, 1) cut at 2 */
		{ "variance-scaling", 0.05773502691896258 }, /* scale 1, fan_in */
		{ "random-walk", 0.08197955525333933 },      /* he times exp(1.2/297.6) */
		{ "sparse", 0.01 * 0.94868329805051381 },    /* a tenth of them 0 */
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct initialization how = named(known[i].name);
		ck_assert_double_eq_tol(
			initialization_deviation(&how, INPUTS, OUTPUTS), known[i].deviation, 2e-15);
	}
	struct initialization how = named("he");
	how.mode = FAN_OUT;
	ck_assert_double_eq_tol(initialization_deviation(&how, INPUTS, OUTPUTS), 0.1, 1e-15);
	how.gain = 1;
	how.mode = FAN_AVERAGE;
	ck_assert_double_eq_tol(
		initialization_deviation(&how, INPUTS, OUTPUTS), 1 / sqrt(250), 1e-15);
	how.gain = (double)NAN;
	how.gain_rule = GAIN_AUTOMATIC; /* of relu: sqrt 2 */
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

/* torch.nn.init.calculate_gain: 5/3 for tanh, sqrt 2 for relu, 3/4 for selu; none for gelu. */
START_TEST(gains_by_rule)
{
	struct fault fault = { 0 };
	struct initialization how = named("xavier");
	how.gain_rule = GAIN_TORCH;
	ck_assert_double_eq_tol(initialization_gain(&how, 9, 9), sqrt(2), 1e-15);
	how.activation = choice_named(&activations, "tanh");
	ck_assert_double_eq_tol(initialization_gain(&how, 9, 9), 5 / 3.0, 1e-15);
	how.activation = choice_named(&activations, "selu");
	ck_assert_double_eq(initialization_gain(&how, 9, 9), 0.75);
	how.activation = choice_named(&activations, "gelu");
	ck_assert(isnan(initialization_gain(&how, 9, 9)));
	ck_assert(!initialize(&how, weight, bias, 9, 9, &fault));
	ck_assert_int_eq(fault.kind, FAULT_UNSUITABLE);
	how.activation = choice_named(&activations, "relu");
	how.gain_rule = GAIN_CRITICAL; /* sw2 = 2 */
	ck_assert_double_eq_tol(initialization_gain(&how, 9, 9), sqrt(2), 1e-6);
}
END_TEST

/* Of each input's weights exactly ceil(sparsity * outputs) are 0; ones only on the diagonal; one
 * weight a unit in (0, 1), the rest small (Lu et al. 2019). */
START_TEST(shapes_are_those_described)
{
	struct initialization how = named("sparse");
	make(&how);
	for (size_t i = 0; i < INPUTS; i++) {
		size_t zeros = 0;
		for (size_t j = 0; j < OUTPUTS; j++)
			zeros += weight[i * OUTPUTS + j] == 0;
		ck_assert_uint_eq(zeros, OUTPUTS / 10);
	}
	how = named("identity");
	make(&how);
	for (size_t i = 0; i < INPUTS; i++)
		for (size_t j = 0; j < OUTPUTS; j++)
			ck_assert(weight[i * OUTPUTS + j] == (float)(i == j));
	how = named("rai");
	make(&how);
	size_t large = 0;
	for (size_t j = 0; j < OUTPUTS; j++) {
		for (size_t i = 0; i < INPUTS; i++)
			large += weight[i * OUTPUTS + j] > 0.2f;
		large += bias[j] > 0.2f;
	}
	/* Beta(2, 1) lies above 0.2 in 96 of 100 cases; 0.2 is 5.8 deviations of the others. */
	ck_assert_uint_ge(large, OUTPUTS * 85 / 100);
	ck_assert_uint_le(large, OUTPUTS);
	how = named("nguyen-widrow");
	make(&how);
	for (size_t j = 0; j < OUTPUTS; j++) {
		double square = 0;
		for (size_t i = 0; i < INPUTS; i++)
			square += (double)weight[i * OUTPUTS + j] * (double)weight[i * OUTPUTS + j];
		ck_assert_double_eq_tol(sqrt(square), 0.7 * pow(OUTPUTS, 1.0 / INPUTS), 1e-6);
	}
}
END_TEST

SUITE(gains_by_rule, shapes_are_those_described, every_row_keeps_its_promise,
	formulas_are_those_of_the_papers, distributions_share_the_variance,
	orthogonal_is_orthogonal, only_the_initializer_changes, biases_and_scale)
