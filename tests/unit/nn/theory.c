/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Mean-field theory against closed forms, against fixed points known from an independent
 * calculation (numpy, same quadrature), and against simulation where there is no formula.
 */
#include "nn/theory.h"

#include "nn/activation.h"
#include "nn/random.h"
#include "nn/real.h"
#include "tests/unit/unit.h"

#include <math.h>

static struct theory theory_named(const char *name, double mean, double variance)
{
	struct choice f = choice_named(&activations, name);
	struct theory theory;
	theory_of(&f, mean, variance, &theory);
	return theory;
}

/* V(q) = E f^2 and D(q) = E f'^2 in closed form: Cho and Saul 2009 for ReLU, Williams 1997's
 * arcsine for GELU's parts. */
START_TEST(moments_have_closed_forms)
{
	for (double q = 0.01; q < 1000; q *= 3) {
		struct theory relu = theory_named("relu", 0, q), gelu = theory_named("gelu", 0, q);
		double root = sqrt(1 + 2 * q), arc = asin(q / (1 + q));
		double square = q / 4 + q / (2 * M_PI) * (arc + 2 * q / ((1 + q) * root));
		double slope =
			0.25 + (arc + q / pow(root, 3) + 2 * q / ((1 + q) * root)) / (2 * M_PI);
		ck_assert_double_eq_tol(relu.square, q / 2, 1e-6 * q);
		ck_assert_double_eq_tol(relu.slope_square, 0.5, 1e-6);
		ck_assert_double_eq_tol(relu.fourth, 1.5 * q * q, 1e-5 * q * q);
		ck_assert_double_eq_tol(relu.square_growth, 0.5, 1e-5);
		ck_assert_double_eq_tol(gelu.square, square, 1e-5 * square);
		ck_assert_double_eq_tol(gelu.slope_square, slope, 1e-5);
	}
}
END_TEST

/* ReLU at sw2 = 2: c' = (sqrt(1 - c^2) + c (pi - acos c)) / pi. */
START_TEST(the_angle_between_samples_follows_the_arc_cosine_kernel)
{
	struct theory relu = theory_named("relu", 0, 1);
	for (double c = -1; c <= 1; c += 0.05) {
		double next = (sqrt(fmax(1 - c * c, 0)) + c * (M_PI - acos(fmin(c, 1)))) / M_PI;
		ck_assert_double_eq_tol(2 * theory_product(&relu, c), next, 1e-3);
		if (fabs(c) < 0.9)
			ck_assert_double_eq_tol(
				2 * theory_product_growth(&relu, c), (M_PI - acos(c)) / M_PI, 1e-3);
	}
	ck_assert_double_eq_tol(theory_product(&relu, 1), relu.square, 1e-12);
}
END_TEST

START_TEST(stacks_settle_where_they_should)
{
	static const struct {
		const char *name;
		double sw2, sb2, q, chi;
	} known[] = {
		{ "sigmoid", 1.0 / 3, 0, 0.085, 0.0200 },
		{ "sigmoid", 1, 0, 0.265, 0.0557 },
		{ "sigmoid", 16, 0, 5.86, 0.399 },
		{ "sigmoid", 64, 0, 27.4, 0.795 },
		{ "tanh", 2, 0, 0.618, 1.1055 },
		{ "tanh", 25.0 / 9, 0, 1.178, 1.2098 },
		{ "tanh", 64, 0, 57.3, 4.485 },
		{ "tanh", 1.4242, 0.01, 0.273, 1 },
		{ "tanh", 1.7610, 0.05, 0.570, 1 },
		{ "tanh", 2.5051, 0.3, 1.461, 1 },
		{ "relu", 2, 0, 1, 1 },
		{ "relu", 1, 0, 0, 0.5 },
		{ "silu", 2, 0, 0, 0.5 },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct choice f = choice_named(&activations, known[i].name);
		struct fixed_point fixed = theory_fixed_point(&f, known[i].sw2, known[i].sb2, 1);
		ck_assert_double_eq_tol(fixed.q, known[i].q, 0.005 * known[i].q + 5e-4);
		ck_assert_double_eq_tol(fixed.chi, known[i].chi, 5e-4 * (1 + known[i].chi));
	}
}
END_TEST

/* tanh, sb2 = 0.05: six times the depth in which two samples become alike (Schoenholz 2017). */
START_TEST(depth_scales_match_the_published_curve)
{
	static const double known[][2] = { { 1, 22 }, { 1.3, 47 }, { 1.5, 95 }, { 1.7, 450 },
		{ 1.9, 234 }, { 2.5, 71 }, { 4, 42 } };
	struct choice f = choice_named(&activations, "tanh");
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct fixed_point fixed = theory_fixed_point(&f, known[i][0], 0.05, 1);
		ck_assert_double_eq_tol(6 * fixed.sample_depth, known[i][1], 0.015 * known[i][1]);
		ck_assert(fixed.chi < 1 ? fixed.c == 1 : fixed.c < 0.9);
	}
}
END_TEST

/* E ln S of K independent logits, by Monte Carlo with 4000 draws each. */
START_TEST(the_first_loss_is_that_of_random_answers)
{
	enum { DRAWS = 4000, CLASSES = 10 };
	ck_assert_double_eq_tol(theory_cross_entropy(0, CLASSES), log(CLASSES), 1e-12);
	for (double q = 0.1; q < 1e4; q *= 10) {
		double sum = 0, squares = 0;
		for (uint32_t i = 0; i < DRAWS; i++) {
			double z[CLASSES], most = -(double)INFINITY, s = 0;
			for (uint32_t k = 0; k < CLASSES; k++) {
				struct counter counter = { i, k, 0, PURPOSE_PROBE };
				z[k] = sqrt(q) * (double)random_normal(1, counter);
				most = fmax(most, z[k]);
			}
			for (uint32_t k = 0; k < CLASSES; k++)
				s += exp(z[k] - most);
			double loss = most + log(s);
			sum += loss;
			squares += loss * loss;
		}
		double mean = sum / DRAWS, error = sqrt((squares / DRAWS - mean * mean) / DRAWS);
		ck_assert_double_eq_tol(theory_cross_entropy(q, CLASSES), mean, 4 * error);
	}
}
END_TEST

/* ---- born dead ---- */

/* One layer of width n, weights of mean 0, from `count` outputs; true when all are 0. */
static bool layer_is_silent(
	const double *below, size_t count, double *above, size_t n, uint32_t net, uint32_t layer)
{
	bool silent = true;
	for (uint32_t j = 0; j < n; j++) {
		above[j] = 0;
		for (uint32_t i = 0; i < count; i++) {
			struct counter counter = { i + 64 * net, j, layer, PURPOSE_PROBE };
			above[j] += below[i] * (double)random_normal(2, counter);
		}
		above[j] = above[j] > 0 ? above[j] : 0;
		silent = silent && above[j] == 0;
	}
	return silent;
}

/* A scalar input: dead when some layer is silent for x = 1 and some layer is for x = -1. */
static bool is_born_dead(size_t n, size_t depth, uint32_t net)
{
	for (int sign = -1; sign <= 1; sign += 2) {
		double a[2][8] = { { sign } };
		bool silent = false;
		for (size_t l = 0; l < depth && !silent; l++)
			silent = layer_is_silent(
				a[l % 2], l == 0 ? 1 : n, a[(l + 1) % 2], n, net, (uint32_t)l);
		if (!silent)
			return false;
	}
	return true;
}

/* Lu et al. 2019 give the bounds; the table between them is from 100,000 simulated networks of an
 * independent program. */
START_TEST(networks_are_born_dead_as_often_as_published)
{
	enum { NETWORKS = 20000 };
	static const struct {
		size_t width, depth;
		double share;
	} known[] = { { 2, 2, 0.155 }, { 2, 4, 0.499 }, { 2, 9, 0.879 }, { 2, 19, 0.994 },
		{ 3, 3, 0.117 }, { 3, 9, 0.580 }, { 3, 19, 0.889 }, { 4, 9, 0.294 },
		{ 4, 19, 0.628 }, { 5, 9, 0.128 }, { 5, 19, 0.356 }, { 6, 9, 0.053 },
		{ 6, 19, 0.177 } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		size_t width = known[i].width, depth = known[i].depth, dead = 0;
		for (uint32_t net = 0; net < NETWORKS; net++)
			dead += is_born_dead(width, depth, net);
		double low, high, p = known[i].share, share = (double)dead / NETWORKS;
		double error = sqrt(p * (1 - p) / NETWORKS) + 0.001; /* the table has 3 digits */
		theory_born_dead_bounds(width, depth, &low, &high);
		ck_assert_double_eq_tol(share, p, 3 * error);
		ck_assert_double_ge(share, low - 3 * error);
		ck_assert_double_le(share, high + 3 * error);
	}
}
END_TEST

START_TEST(one_input_dies_with_the_product_of_the_layers)
{
	static const size_t width[] = { 1, 2, 3 };
	ck_assert_double_eq_tol(theory_born_dead(width, 3), 1 - 0.5 * 0.75 * 0.875, 1e-15);
	ck_assert_double_eq(theory_born_dead((size_t[]){ 5000 }, 1), 0);
	double low, high;
	theory_born_dead_bounds(2, 9, &low, &high);
	ck_assert_double_eq_tol(low, 0.870, 5e-4);
	ck_assert_double_eq_tol(high, 0.900, 5e-4);
	theory_born_dead_bounds(6, 9, &low, &high);
	ck_assert_double_eq_tol(low, 0.018, 5e-4);
	ck_assert_double_eq_tol(high, 0.118, 5e-4);
}
END_TEST

/* Two samples: both silent with probability (pi - acos c) / (2 pi). */
START_TEST(a_unit_is_silent_for_two_samples_with_their_angle)
{
	for (double c = 0; c < 1; c += 0.1)
		ck_assert_double_eq_tol(theory_dead(0, c, 2), (M_PI - acos(c)) / (2 * M_PI), 1e-4);
	ck_assert_double_eq_tol(theory_dead(0, 0, 3), 0.125, 1e-9);
	ck_assert_double_eq_tol(theory_dead(2, 1, 50), real_normal_cdf(-2), 1e-12);
	ck_assert_double_eq_tol(theory_dead(1, 0.5, 1), real_normal_cdf(-1), 1e-6);
}
END_TEST

SUITE(moments_have_closed_forms, the_angle_between_samples_follows_the_arc_cosine_kernel,
	stacks_settle_where_they_should, depth_scales_match_the_published_curve,
	the_first_loss_is_that_of_random_answers, networks_are_born_dead_as_often_as_published,
	one_input_dies_with_the_product_of_the_layers,
	a_unit_is_silent_for_two_samples_with_their_angle)
