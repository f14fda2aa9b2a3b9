/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Formulas against rows of the catalogue that say the same, and their slopes against difference
 * quotients.
 */
#include "nn/formula.h"

#include "nn/activation.h"
#include "nn/critical.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct choice formula(const char *postfix)
{
	struct choice choice = { NULL, { 0 } };
	double at;
	ck_assert_msg(formula_choice(postfix, &choice, &at) == FORMULA_FINE, "%s", postfix);
	return choice;
}

static const struct {
	const char *postfix, *row;
} likes[] = { { "x x exp 1 + log tanh *", "mish" }, { "x 0 max", "relu" }, { "x tanh", "tanh" },
	{ "x x 0.01 * max", "leaky" }, { "1 1 x neg exp + /", "sigmoid" },
	{ "x 2 sqrt / erf 1 + x * 2 /", "gelu" }, { "x x sigmoid *", "silu" },
	{ "x 0 max 6 min", "relu6" }, { "x 1 x abs + /", "softsign" }, { "x sin", "sine" },
	{ "1 x exp + log", "softplus" } };

static void compare(const struct choice *typed, const struct choice *row)
{
	for (double z = -9.97; z < 10; z += 0.25) {
		double value = activation_value(row, z);
		ck_assert_double_eq_tol(
			activation_value(typed, z), value, 1e-13 * (1 + fabs(value)));
		ck_assert_double_eq_tol(
			activation_slope(typed, z), activation_slope(row, z), 1e-12);
		ck_assert_int_eq(activation_saturated(typed, z), activation_saturated(row, z));
	}
	ck_assert_double_eq_tol(activation_gain(typed), activation_gain(row), 1e-9);
	struct critical one, other;
	ck_assert_int_eq(critical_find(typed, 0.05, &one), critical_find(row, 0.05, &other));
	ck_assert_double_eq_tol(one.weight, other.weight, 1e-6 * other.weight);
}

START_TEST(a_formula_is_the_row_that_says_the_same)
{
	for (size_t i = 0; i < sizeof likes / sizeof *likes; i++) {
		struct choice typed = formula(likes[i].postfix);
		struct choice row = choice_named(&activations, likes[i].row);
		compare(&typed, &row);
	}
}
END_TEST

/* Each operation inside of something that keeps it defined, by dual numbers and by quotients. */
START_TEST(slopes_are_those_of_the_values)
{
	static const char *const inner = "x 2 / sin 2 +";
	const char *name;
	size_t takes;
	for (size_t i = 0; (name = formula_operation(i, &takes)); i++) {
		char postfix[FORMULA_LONGEST];
		snprintf(postfix, sizeof postfix, "%s%s %s", inner,
			takes == 2 ? " x 1.7 + cos 2.5 +" : "", name);
		struct choice choice = formula(postfix);
		for (double z = -3.03; z < 3; z += 0.1) {
			const double h = 1e-5;
			double quotient = (activation_value(&choice, z + h) -
						  activation_value(&choice, z - h)) /
					  (2 * h);
			if (fabs(quotient) > 1e3)
				continue; /* a comparison's step in between */
			ck_assert_msg(fabs(activation_slope(&choice, z) - quotient) <
					      1e-7 * (1 + fabs(quotient)),
				"%s at %g", postfix, z);
		}
	}
}
END_TEST

START_TEST(kinks_are_as_stated)
{
	struct choice absolute = formula("x abs"), relu = formula("x 0 max"),
		      step = formula("x 0 >");
	ck_assert_double_eq(activation_slope(&absolute, 0), 0);
	ck_assert_double_eq(activation_slope(&relu, 0), 0.5);
	ck_assert_double_eq(activation_slope(&step, 1), 0);
	ck_assert_double_eq(activation_value(&step, 1), 1);
	ck_assert_double_eq(activation_value(&step, 0), 0);
	/* log(1 + exp x) is x far out, and its slope 1 */
	struct choice softplus = formula("1 x exp + log");
	ck_assert_double_eq(activation_value(&softplus, 699), 699);
	ck_assert_double_eq(activation_slope(&softplus, 5000), 1);
}
END_TEST

START_TEST(what_is_no_formula_is_refused)
{
	static const struct {
		const char *postfix;
		enum formula_problem problem;
		double at;
	} wrong[] = { { "", FORMULA_MALFORMED, 0 }, { "+", FORMULA_MALFORMED, 0 },
		{ "x x", FORMULA_MALFORMED, 0 }, { "x 1 + +", FORMULA_MALFORMED, 0 },
		{ " x", FORMULA_MALFORMED, 0 }, { "x  1 +", FORMULA_MALFORMED, 0 },
		{ "x foo", FORMULA_MALFORMED, 0 }, { "x inf *", FORMULA_MALFORMED, 0 },
		{ "x 1e999 *", FORMULA_MALFORMED, 0 }, { "x nan *", FORMULA_MALFORMED, 0 },
		{ "x 0x10 *", FORMULA_FINE, 0 }, { "2 3 *", FORMULA_CONSTANT, 0 },
		{ "x log", FORMULA_NOT_FINITE, -32 }, { "x x /", FORMULA_NOT_FINITE, 0 },
		{ "x 0 /", FORMULA_NOT_FINITE, -32 }, { "x abs sqrt", FORMULA_NOT_FINITE, 0 } };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct choice choice;
		double at = 0;
		ck_assert_msg(formula_choice(wrong[i].postfix, &choice, &at) == wrong[i].problem,
			"%s", wrong[i].postfix);
		if (wrong[i].problem == FORMULA_NOT_FINITE)
			ck_assert_double_eq(at, wrong[i].at);
	}
	char deep[2 * FORMULA_LONGEST] = "x";
	for (size_t i = 0; i < 40; i++)
		strcat(deep, " x");
	for (size_t i = 0; i < 40; i++)
		strcat(deep, " +");
	struct choice choice;
	double at;
	ck_assert_int_eq(formula_choice(deep, &choice, &at), FORMULA_MALFORMED);
	for (size_t i = 0; i < 200; i++)
		strcat(deep, " +");
	ck_assert_int_eq(formula_choice(deep, &choice, &at), FORMULA_TOO_LONG);
}
END_TEST

/* As typed, so that it may be typed again: brackets only where they are needed. */
START_TEST(formulas_are_written)
{
	static const struct {
		const char *postfix, *name, *torch;
	} written[] = {
		{ "x 1 2 + *", "\"x*3\"", "x * 3" },
		{ "x 1 + 2 *", "\"(x + 1)*2\"", "(x + 1) * 2" },
		{ "1 x 2 - -", "\"1 - (x - 2)\"", "1 - (x - 2)" },
		{ "x neg 2 ^", "\"(-x)^2\"", "(-x) ** 2" },
		{ "x 2 ^ neg", "\"-x^2\"", "-x ** 2" },
		{ "x 2 3 ^ ^", "\"x^8\"", "x ** 8" },
		{ "2 x 3 ^ ^ 1e-9 *", "\"2^x^3*1e-09\"", "2 ** x ** 3 * 1e-09" },
		{ "x 3.1415926535897931 * sin", "\"sin(x*pi)\"", "torch.sin(x * math.pi)" },
		{ "x -1 <= 0.1 *", "\"(x <= -1)*0.1\"",
			"torch.as_tensor((x) <= (-1)).to(x) * 0.1" },
		{ "x 0 max", "\"max(x, 0)\"",
			"torch.maximum(torch.as_tensor(x), torch.as_tensor(0))" },
	};
	char text[FORMULA_SHOWN];
	for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
		struct choice choice = { NULL, { 0 } };
		double at;
		if (formula_choice(written[i].postfix, &choice, &at) == FORMULA_NOT_FINITE)
			continue;
		ck_assert_str_eq(choice.label->name, written[i].name);
		formula_write(&choice, FORMULA_TORCH, text);
		ck_assert_str_eq(text, written[i].torch);
		ck_assert_ptr_eq(formula(formula_postfix(&choice)).label, choice.label);
	}
	struct choice row = choice_named(&activations, "relu");
	ck_assert_ptr_null(formula_postfix(&row));
}
END_TEST

/* Each operation, in the core's binary32 over more than one block. */
START_TEST(training_agrees_to_rounding)
{
	enum { COUNT = 301 };
	const char *name;
	size_t takes;
	for (size_t k = 0; (name = formula_operation(k, &takes)); k++) {
		char postfix[FORMULA_LONGEST];
		snprintf(postfix, sizeof postfix, "x 2 / sin 2 +%s %s",
			takes == 2 ? " x 1.7 + cos 2.5 +" : "", name);
		struct choice choice = formula(postfix);
		float p[SETTING_COUNT] = { (float)choice.number[0] }, x[COUNT], y[COUNT], d[COUNT];
		for (size_t i = 0; i < COUNT; i++) {
			x[i] = (float)i / 31 - 5;
			d[i] = 2;
		}
		arithmetic()->apply(ELEMENTWISE_FORMULA, p, y, x, COUNT);
		arithmetic()->slope(ELEMENTWISE_FORMULA, p, d, x, y, COUNT);
		for (size_t i = 0; i < COUNT; i++) {
			double value = activation_value(&choice, (double)x[i]);
			double slope = activation_slope(&choice, (double)x[i]);
			/* The terms of a slope that cancel are of the value's size. */
			double size = 4e-6 * (1 + fabs(value) + fabs(slope));
			ck_assert_double_eq_tol((double)y[i], value, size);
			ck_assert_double_eq_tol((double)d[i], 2 * slope, size);
		}
	}
}
END_TEST

SUITE(a_formula_is_the_row_that_says_the_same, slopes_are_those_of_the_values, kinks_are_as_stated,
	what_is_no_formula_is_refused, formulas_are_written, training_agrees_to_rounding)
