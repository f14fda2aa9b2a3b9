/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every row of the catalogue against its own difference quotient, and the constants of theory
 * against the published table (gains and E f by quadrature, four digits).
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
		{ "tanh", 0, 1.5925, 1.1778 },
		{ "relu", 0.3989, 1.4142, 1 },
		{ "leaky", 0.3950, 1.4141, 1 },
		{ "elu", 0.1605, 1.2452, 1.0359 },
		{ "gelu", 0.2821, 1.5335, 1.0720 },
		{ "silu", 0.2066, 1.6765, 1.0666 },
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

/* |tanh| > 0.97 is the old rule of thumb that 6 % of the steepest slope generalises. */
START_TEST(saturation_begins_where_stated)
{
	struct choice f = choice_named(&activations, "tanh");
	ck_assert(
		activation_saturated(&f, atanh(0.971)) && !activation_saturated(&f, atanh(0.969)));
	ck_assert(activation_saturated(&f, -atanh(0.971)));
	f = choice_named(&activations, "relu");
	ck_assert(!activation_saturated(&f, -5) && !activation_saturated(&f, 5));
	f = choice_named(&activations, "gelu");
	ck_assert(activation_saturated(&f, -2.2) && !activation_saturated(&f, -2.1));
	ck_assert(!activation_saturated(&f, -0.75)); /* where the slope crosses zero */
	f = choice_named(&activations, "silu");
	ck_assert(activation_saturated(&f, -3.65) && !activation_saturated(&f, -3.55));
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
	moments_match_the_published_table, saturation_begins_where_stated,
	names_and_aliases_are_found)
