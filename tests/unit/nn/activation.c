/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every row of the catalogue against its own difference quotient, and the constants of theory
 * against the published table (gains and E f by quadrature, four digits) and closed forms.
 */
#include "nn/activation.h"

#include "tests/unit/unit.h"

#include <math.h>
#include <string.h>

START_TEST(slopes_match_difference_quotients)
{
	for (size_t row = 0; row < activations.count; row++) {
		struct choice f = choice_of(catalogue_at(&activations, row));
		for (int i = -400; i <= 400; i++) {
			double z = i / 50.0 + 0.003, h = 1e-5;
			double quotient =
				(activation_value(&f, z + h) - activation_value(&f, z - h)) /
				(2 * h);
			ck_assert_msg(fabs(quotient - activation_slope(&f, z)) < 1e-8,
				"%s at %g: %g is not %g", f.label->name, z, activation_slope(&f, z),
				quotient);
		}
	}
}
END_TEST

START_TEST(no_slope_exceeds_its_limit)
{
	for (size_t row = 0; row < activations.count; row++) {
		struct choice f = choice_of(catalogue_at(&activations, row));
		double most = 0;
		for (int i = -10000; i <= 10000; i++)
			most = fmax(most, fabs(activation_slope(&f, i / 1000.0)));
		ck_assert_double_le(most, activation_slope_limit(&f) * 1.0001);
		ck_assert_double_ge(most, activation_slope_limit(&f) * 0.999);
	}
}
END_TEST

/* E f, gain 1/sqrt(E f^2), and E f'^2 / E f^2, for z ~ N(0, 1) */
START_TEST(moments_match_the_published_table)
{
	static const struct {
		const char *name;
		double mean, gain, chi;
	} known[] = {
		{ "linear", 0, 1, 1 },
		{ "sigmoid", 0.5, 1.8462, 0.1528 },
		{ "hard-sigmoid", 0.5, 1.8978, 0.0998 },
		{ "tanh", 0, 1.5925, 1.1778 },
		{ "hard-tanh", 0, 1.3920, 1.3229 },
		{ "relu", 0.3989, 1.4142, 1 },
		{ "relu6", 0.3989, 1.4142, 1 },
		{ "leaky", 0.3950, 1.4141, 1 },
		{ "elu", 0.1605, 1.2452, 1.0359 },
		{ "selu", 0, 1.0000, 1.0716 },
		{ "gelu", 0.2821, 1.5335, 1.0720 },
		{ "gelu-tanh", 0.2820, 1.5336, 1.0720 },
		{ "silu", 0.2066, 1.6765, 1.0666 },
		{ "hard-swish", 0.1662, 1.7367, 1.0813 },
		{ "softplus", 0.8061, 1.0419, 0.3185 },
		{ "softsign", 0, 2.3375, 1.2440 },
		{ "mish", 0.2404, 1.4869, 1.0591 },
		{ "sine", 0, 1.5209, 1.3130 },
		{ "erf", 0, 1.5458, 1.1742 },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct choice f = choice_named(&activations, known[i].name);
		struct moments moments = activation_moments(&f, 1);
		ck_assert_double_eq_tol(moments.mean, known[i].mean, 6e-5);
		ck_assert_double_eq_tol(activation_gain(&f), known[i].gain, 6e-5);
		ck_assert_double_eq_tol(moments.slope_square / moments.square, known[i].chi, 6e-5);
	}
}
END_TEST

/* E f^2 and E f'^2 for z ~ N(0, q) where they are known in closed form */
START_TEST(moments_match_closed_forms)
{
	for (double q = 0.25; q < 20; q *= 4) {
		struct choice f = choice_named(&activations, "erf");
		struct moments moments = activation_moments(&f, q);
		double k = M_PI / 4; /* the square of what multiplies z */
		ck_assert_double_eq_tol(
			moments.square, 2 / M_PI * asin(2 * k * q / (1 + 2 * k * q)), 1e-9);
		ck_assert_double_eq_tol(moments.slope_square, 1 / sqrt(1 + 4 * k * q), 1e-9);
		f = choice_named(&activations, "sine");
		moments = activation_moments(&f, q);
		ck_assert_double_eq_tol(moments.square, (1 - exp(-2 * q)) / 2, 1e-9);
		ck_assert_double_eq_tol(moments.slope_square, (1 + exp(-2 * q)) / 2, 1e-9);
		f = choice_named(&activations, "gelu");
		moments = activation_moments(&f, q);
		double angle = asin(q / (1 + q)), root = sqrt(1 + 2 * q);
		ck_assert_double_eq_tol(moments.square,
			q / 4 + q / (2 * M_PI) * (angle + 2 * q / ((1 + q) * root)), 1e-8);
		ck_assert_double_eq_tol(moments.slope_square,
			0.25 + (angle + q / pow(root, 3) + 2 * q / ((1 + q) * root)) / (2 * M_PI),
			1e-8);
		f = choice_named(&activations, "leaky");
		f.number[0] = 0.2;
		moments = activation_moments(&f, q);
		ck_assert_double_eq_tol(moments.square, 1.04 * q / 2, 1e-5 * q);
		ck_assert_double_eq_tol(moments.slope_square, 1.04 / 2, 1e-9);
	}
}
END_TEST

/* Where 6 % of the steepest slope is reached; for tanh this is the rule of thumb |tanh| > 0.97. */
START_TEST(saturation_begins_where_stated)
{
	static const struct {
		const char *name;
		double yes, no;
	} known[] = {
		{ "tanh", 2.11, 2.08 },                                /* atanh 0.97 = 2.092 */
		{ "tanh", -2.11, -2.08 }, { "sigmoid", -4.18, -4.16 }, /* f < 0.0152 */
		{ "sigmoid", 4.18, 4.16 }, { "hard-sigmoid", 3, 2.99 },
		{ "hard-sigmoid", -3, -2.99 }, { "hard-tanh", 1, 0.99 }, { "relu6", 6, 5.99 },
		{ "elu", -2.83, -2.80 }, /* f < -0.94 */
		{ "selu", -2.83, -2.80 }, { "gelu", -2.18, -2.14 },
		{ "gelu", -5, -0.75 }, /* where its slope crosses 0 */
		{ "gelu-tanh", -2.20, -2.12 }, { "silu", -3.64, -3.60 }, { "silu", -9, -1.28 },
		{ "hard-swish", -3, -2.99 }, { "hard-swish", -9, -1.5 },
		{ "softplus", -2.76, -2.74 }, { "softsign", 3.09, 3.07 }, /* f > 0.755 */
		{ "softsign", -3.09, -3.07 }, { "mish", -3.71, -3.67 }, { "mish", -9, -1.19 },
		{ "erf", 1.90, 1.88 }, /* exp(-pi z^2/4) < 0.06 */
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct choice f = choice_named(&activations, known[i].name);
		ck_assert_msg(activation_saturated(&f, known[i].yes) &&
				      !activation_saturated(&f, known[i].no),
			"%s at %g and %g", known[i].name, known[i].yes, known[i].no);
	}
	static const char *const never[] = { "linear", "relu", "leaky", "sine" };
	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		struct choice f = choice_named(&activations, never[i]);
		for (double z = -50; z < 50; z += 0.1)
			ck_assert(!activation_saturated(&f, z));
	}
	struct choice f = choice_named(&activations, "relu6");
	ck_assert(!activation_saturated(&f, -3)); /* its zero half is by design */
}
END_TEST

/* Slopes at kinks, in binary64 and in training: 0 wherever a clipped function turns flat. */
START_TEST(slopes_at_kinks_are_as_stated)
{
	static const struct {
		const char *name;
		double z, slope;
	} known[] = {
		{ "relu", 0, 0 },
		{ "relu6", 0, 0 },
		{ "relu6", 6, 0 },
		{ "leaky", 0, 0.01 },
		{ "elu", 0, 1 },
		{ "selu", 0, 1.7580993408473766 },
		{ "hard-sigmoid", -3, 0 },
		{ "hard-sigmoid", 3, 0 },
		{ "hard-tanh", -1, 0 },
		{ "hard-tanh", 1, 0 },
		{ "hard-swish", -3, 0 },
		{ "hard-swish", 3, 1 },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct choice f = choice_named(&activations, known[i].name);
		const struct activation *row = (const void *)f.label;
		float z = (float)known[i].z, a, d = 1, p[3] = { (float)f.number[0], 0, 0 };
		ck_assert_double_eq(activation_slope(&f, known[i].z), known[i].slope);
		arithmetic()->apply(row->kernel, p, &a, &z, 1);
		arithmetic()->slope(row->kernel, p, &d, &z, &a, 1);
		ck_assert(d == (float)known[i].slope);
	}
}
END_TEST

/* The functions of training against those of theory, relative to the value itself, so that tails
 * keep their digits too; where exp(-z^2/2) is in it, the rounding of its argument costs z^2/2
 * units. A slope may cross 0, so its error is compared with 1. */
START_TEST(training_computes_the_same_functions)
{
	for (size_t row = 0; row < activations.count; row++) {
		struct choice f = choice_of(catalogue_at(&activations, row));
		const struct activation *activation = (const void *)f.label;
		const float p[3] = { (float)f.number[0], 0, 0 };
		for (int i = -6000; i <= 6000; i++) {
			float z = (float)i / 200 + 0.0001f, a, d = 1;
			double exact_p[3] = { (double)p[0] }; /* 0.01 as a float */
			arithmetic()->apply(activation->kernel, p, &a, &z, 1);
			arithmetic()->slope(activation->kernel, p, &d, &z, &a, 1);
			double value = activation->value((double)z, exact_p);
			double slope = activation->slope((double)z, exact_p);
			double scale = fabs(value) * (1 + (double)z * (double)z / 2) + 1e-30;
			if (activation->kernel == ELEMENTWISE_SINE)
				scale = 1;
			ck_assert_msg(fabs((double)a - value) <= 4e-7 * scale, "%s(%g): %g, not %g",
				f.label->name, (double)z, (double)a, value);
			ck_assert_msg(fabs((double)d - slope) <= 3e-6, "%s'(%g): %g, not %g",
				f.label->name, (double)z, (double)d, slope);
		}
	}
}
END_TEST

START_TEST(a_nan_stays_one)
{
	for (size_t row = 0; row < activations.count; row++) {
		const struct activation *f = (const void *)catalogue_at(&activations, row);
		const float p[3] = { 0.5f, 0, 0 };
		float z = __builtin_nanf(""), a;
		arithmetic()->apply(f->kernel, p, &a, &z, 1);
		ck_assert_msg(isnan(a), "%s of NaN is %g", f->label.name, (double)a);
	}
}
END_TEST

/* As torch.nn.init.calculate_gain documents them */
START_TEST(gains_of_torch)
{
	static const struct {
		const char *name;
		double gain;
	} known[] = {
		{ "linear", 1 },
		{ "sigmoid", 1 },
		{ "tanh", 5 / 3.0 },
		{ "relu", 1.4142135623730951 },
		{ "leaky", 1.4141428569978354 }, /* sqrt(2/(1 + 0.01^2)) */
		{ "selu", 0.75 },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct choice f = choice_named(&activations, known[i].name);
		ck_assert_double_eq_tol(activation_torch_gain(&f), known[i].gain, 1e-15);
	}
	struct choice f = choice_named(&activations, "gelu");
	ck_assert(isnan(activation_torch_gain(&f)));
}
END_TEST

START_TEST(names_and_aliases_are_found)
{
	ck_assert_str_eq(catalogue_find(&activations, "ReLU")->name, "relu");
	ck_assert_str_eq(catalogue_find(&activations, "swish")->name, "silu");
	ck_assert_str_eq(catalogue_find(&activations, "leaky-relu")->name, "leaky");
	ck_assert_ptr_null(catalogue_find(&activations, "relax"));
	ck_assert_ptr_null(catalogue_find(&activations, ""));
	ck_assert_double_eq(choice_named(&activations, "leaky").number[0], 0.01);
	for (size_t i = 0; i < activations.count; i++)
		ck_assert_uint_eq(catalogue_index(&activations, catalogue_at(&activations, i)), i);
}
END_TEST

SUITE(slopes_match_difference_quotients, no_slope_exceeds_its_limit,
	moments_match_the_published_table, moments_match_closed_forms,
	saturation_begins_where_stated, slopes_at_kinks_are_as_stated,
	training_computes_the_same_functions, a_nan_stays_one, gains_of_torch,
	names_and_aliases_are_found)
