/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Losses: every row's slope against its difference quotient, the training core against the binary64
 * functions, and what a constant answer gets.
 */
#include "nn/loss.h"

#include "tests/torch/plain.h"
#include "tests/unit/unit.h"

enum { OUTPUTS = 4, STRIDE = 16 };

START_TEST(slopes_match_difference_quotients)
{
	for (size_t row = 0; row < losses.count; row++) {
		const struct choice choice = choice_of(catalogue_at(&losses, row));
		const struct loss *loss = (const void *)choice.label;
		size_t outputs = loss->kernel == LOSS_BINARY ? 1 : OUTPUTS;
		for (int trial = 0; trial < 20; trial++) {
			double z[OUTPUTS], t[OUTPUTS], delta[OUTPUTS], unused[OUTPUTS];
			for (int k = 0; k < OUTPUTS; k++) {
				z[k] = 4 * plain_gradient(OUTPUTS * trial + k);
				t[k] = plain_gradient(OUTPUTS * trial + k + 500) + 1e-3;
			}
			const struct sample sample = { z, outputs, (uint32_t)trial % 2, t };
			loss->value(choice.number, &sample, delta);
			for (size_t k = 0; k < outputs; k++) {
				double kept = z[k], h = 1e-5;
				z[k] = kept + h;
				double up = loss->value(choice.number, &sample, unused);
				z[k] = kept - h;
				double down = loss->value(choice.number, &sample, unused);
				z[k] = kept;
				ck_assert_msg(fabs((up - down) / (2 * h) - delta[k]) < 1e-8, "%s",
					choice.label->name);
			}
		}
	}
}
END_TEST

/* One sample, and its binary32 partner. */
START_TEST(the_core_agrees_with_the_functions)
{
	for (size_t row = 0; row < losses.count; row++) {
		const struct choice choice = choice_of(catalogue_at(&losses, row));
		const struct loss *loss = (const void *)choice.label;
		size_t outputs = loss->kernel == LOSS_BINARY ? 1 : OUTPUTS;
		static _Alignas(64) float z[OUTPUTS * STRIDE], t[OUTPUTS * STRIDE],
			delta[OUTPUTS * STRIDE], each[STRIDE];
		double wide[OUTPUTS], target[OUTPUTS], slope[OUTPUTS];
		for (size_t k = 0; k < OUTPUTS; k++) {
			wide[k] = 4 * plain_gradient((int)k);
			target[k] = plain_gradient((int)k + 50);
			z[k * STRIDE] = (float)wide[k];
			t[k * STRIDE] = (float)target[k];
		}
		const uint32_t label = 1;
		const struct sample sample = { wide, outputs, label, target };
		double value = loss->value(choice.number, &sample, slope);
		arithmetic()->loss(loss->kernel, (float)choice.number[0], delta, each, z,
			loss->classes ? &label : NULL, t, outputs, 1, STRIDE);
		ck_assert_msg(fabs((double)each[0] - value) < 1e-6, "%s", choice.label->name);
		for (size_t k = 0; k < outputs; k++)
			ck_assert_msg(fabs((double)delta[k * STRIDE] - slope[k]) < 1e-6, "%s",
				choice.label->name);
	}
}
END_TEST

static double constant(const char *name, double number, const struct data *data)
{
	struct choice choice = choice_named(&losses, name);
	if (number > 0)
		choice.number[0] = number;
	return loss_constant(&choice, data, &data->train);
}

/* Targets 0, 1, 2, 9: mean 3, median anything from 1 to 2; classes 1:3. */
START_TEST(a_constant_answer_is_the_best_one)
{
	float target[] = { 0, 1, 2, 9 };
	uint32_t label[] = { 0, 1, 1, 1 };
	const struct data numbers = { .outputs = 1, .train = { .count = 4, .target = target } };
	const struct data classes = { .classes = 2, .train = { .count = 4, .label = label } };
	ck_assert_double_eq_tol(constant("mse", 0, &numbers), (9 + 4 + 1 + 36) / 4.0, 1e-9);
	ck_assert_double_eq_tol(constant("l1", 0, &numbers), 10 / 4.0, 1e-9);
	/* with delta 2 the slopes z, z-1, z-2 and -2 add up to 0 at 5/3 */
	ck_assert_double_eq_tol(constant("huber", 2, &numbers),
		((25 + 4 + 1) / 18.0 + 2 * (9 - 5 / 3.0 - 1)) / 4, 1e-9);
	ck_assert_double_eq_tol(constant("huber", 100, &numbers), 50 / 8.0, 1e-9);
	ck_assert_double_eq_tol(
		constant("bce", 0, &classes), -0.25 * log(0.25) - 0.75 * log(0.75), 1e-12);
	/* smoothed by 0.2: shares 0.3 and 0.7 */
	ck_assert_double_eq_tol(
		constant("cross-entropy", 0.2, &classes), -0.3 * log(0.3) - 0.7 * log(0.7), 1e-12);
	ck_assert_double_eq_tol(constant("hinge", 0, &classes), 0.25, 1e-12);
}
END_TEST

SUITE(slopes_match_difference_quotients, the_core_agrees_with_the_functions,
	a_constant_answer_is_the_best_one)
