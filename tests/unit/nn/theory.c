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

enum { NETWORKS = 20000, DEEPEST = 19, WIDEST = 6 };

/* One layer of width n above `count` outputs, for the inputs 1 and -1: adds to what is silent. */
static void next_layer(double below[2][WIDEST], size_t count, double above[2][WIDEST], size_t n,
	uint32_t net, uint32_t layer, bool silent[2])
{
	double any[2] = { 0, 0 };
	for (uint32_t j = 0; j < n; j++) {
		double z[2] = { 0, 0 };
		for (uint32_t i = 0; i < count; i++) {
			struct counter counter = { i + 64 * net, j, layer, PURPOSE_PROBE };
			double weight = (double)random_normal(2, counter);
			z[0] += below[0][i] * weight;
			z[1] += below[1][i] * weight;
		}
		for (int side = 0; side < 2; side++) {
			above[side][j] = z[side] > 0 ? z[side] : 0;
			any[side] += above[side][j];
		}
	}
	silent[0] = silent[0] || any[0] == 0;
	silent[1] = silent[1] || any[1] == 0;
}

/* A scalar input: the layer from which a network of width n answers the same to every x, that is to
 * 1 and to -1; DEEPEST + 1 when it stays alive. */
static size_t dies_at(size_t n, uint32_t net)
{
	double a[2][2][WIDEST] = { { { 1 }, { -1 } } };
	bool silent[2] = { false, false };
	for (size_t l = 0; l < DEEPEST; l++) {
		next_layer(a[l % 2], l == 0 ? 1 : n, a[(l + 1) % 2], n, net, (uint32_t)l, silent);
		if (silent[0] && silent[1])
			return l + 1;
	}
	return DEEPEST + 1;
}

/* Lu et al. 2019 give the bounds; the table between them is from 100,000 simulated networks of an
 * independent program: depths 2, 3, 4, 9 and 19. */
START_TEST(networks_are_born_dead_as_often_as_published)
{
	static const size_t depths[] = { 2, 3, 4, 9, 19 };
	static const double known[][5] = { { 0.155, 0.340, 0.499, 0.879, 0.994 },
		{ 0.043, 0.117, 0.206, 0.580, 0.889 }, { 0.011, 0.036, 0.072, 0.294, 0.628 },
		{ 0.003, 0.011, 0.023, 0.128, 0.356 }, { 0.001, 0.003, 0.008, 0.053, 0.177 } };
	for (size_t width = 2; width <= WIDEST; width++) {
		size_t dead[DEEPEST + 2] = { 0 };
		for (uint32_t net = 0; net < NETWORKS; net++)
			dead[dies_at(width, net)]++;
		for (size_t l = 1; l <= DEEPEST; l++)
			dead[l] += dead[l - 1];
		for (size_t d = 0; d < 5; d++) {
			double low, high, p = known[width - 2][d];
			double share = (double)dead[depths[d]] / NETWORKS;
			double error = sqrt(p * (1 - p) / NETWORKS) + 0.0005; /* three digits */
			theory_born_dead_bounds(width, depths[d], &low, &high);
			ck_assert_double_eq_tol(share, p, 3 * error);
			ck_assert_double_ge(share, low - 3 * error);
			ck_assert_double_le(share, high + 3 * error);
		}
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
