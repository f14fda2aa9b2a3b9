/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Singular values against matrices whose values are known, and the spectra of networks against what
 * is published for 64 units (an independent program, numpy's svd): isometry of orthogonal linear
 * layers at any depth, and the effective rank that ReLU with He loses.
 */
#include "nn/spectrum.h"

#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "tests/unit/unit.h"

#include <math.h>

START_TEST(values_of_small_matrices_are_exact)
{
	double s[3];
	double diagonal[] = { 0, 3, 0, -7, 0, 0, 0, 0, 2 };
	singular_values(diagonal, 3, 3, s);
	ck_assert_double_eq(s[0], 7);
	ck_assert_double_eq(s[1], 3);
	ck_assert_double_eq(s[2], 2);
	double golden[] = { 1, 1, 0, 1 }; /* the golden ratio and its inverse */
	singular_values(golden, 2, 2, s);
	ck_assert_double_eq_tol(s[0], (1 + sqrt(5)) / 2, 1e-15);
	ck_assert_double_eq_tol(s[1], (sqrt(5) - 1) / 2, 1e-15);
	double graded[] = { 1, 1e-9, 1e-9, 1e-12 }; /* det = -1e-12 (1 - 1e-6) ... */
	singular_values(graded, 2, 2, s);
	ck_assert_double_eq_tol(s[1], fabs(1e-12 - 1e-18), 1e-24);
	double zero[4] = { 0 };
	singular_values(zero, 2, 2, s);
	ck_assert_double_eq(spectrum_of(s, 2, 2).rank, 0);
}
END_TEST

/* sum s^2 = |A|^2 and prod s = |det A| for Hilbert's matrix, whose determinant is known. */
START_TEST(values_keep_norm_and_determinant)
{
	enum { N = 5 };
	double a[N * N], s[N], square = 0, product = 1, norm = 0;
	for (int i = 0; i < N; i++)
		for (int j = 0; j < N; j++) {
			a[i * N + j] = 1.0 / (i + j + 1);
			norm += a[i * N + j] * a[i * N + j];
		}
	double rank = effective_rank(a, N, N);
	singular_values(a, N, N, s);
	for (int i = 0; i < N; i++) {
		square += s[i] * s[i];
		product *= s[i];
	}
	ck_assert_double_eq_tol(square, norm, 1e-14);
	ck_assert_double_eq_tol(product, 1 / 266716800000.0, 1e-22);
	ck_assert_double_eq_tol(spectrum_of(s, N, N).rank, rank, 1e-12);
}
END_TEST

static struct data *digits;

static struct network *network_of(
	const char *activation, const char *initializer, size_t depth, uint64_t seed)
{
	struct fault fault = { 0 };
	size_t width[32];
	for (size_t l = 0; l < depth; l++)
		width[l] = 64;
	struct network_recipe recipe = { .inputs = digits->features,
		.outputs = digits->classes,
		.depth = depth,
		.width = width,
		.activation = choice_named(&activations, activation),
		.initializer = choice_named(&initializers, initializer),
		.loss = choice_named(&losses, "cross-entropy"),
		.gain = (double)NAN,
		.bias = (double)NAN,
		.last = 1,
		.seed = seed };
	struct network *network = network_new(&recipe, &fault);
	ck_assert_ptr_nonnull(network);
	return network;
}

static struct spectrum whole_of(
	const char *activation, const char *initializer, size_t depth, size_t seeds)
{
	struct fault fault = { 0 };
	struct spectrum layers[32], one, mean = { .rank = 0 };
	for (uint64_t seed = 0; seed < seeds; seed++) {
		struct network *network = network_of(activation, initializer, depth, seed);
		ck_assert(jacobian_spectra(
			network, digits, 2, layers, &one, NULL, NULL, NULL, &fault));
		mean.rank += one.rank / (double)seeds;
		mean.largest = fmax(mean.largest, one.largest);
		mean.least = seed == 0 ? one.least : fmin(mean.least, one.least);
		network_free(network);
	}
	return mean;
}

static void load(void)
{
	struct fault fault = { 0 };
	struct data_recipe recipe = { .set = catalogue_find(&data_sets, "digits"),
		.noise = (double)NAN,
		.test = 0.2,
		.seed = 0 };
	digits = data_new(&recipe, &fault);
	ck_assert_ptr_nonnull(digits);
}

/* Depth H has H - 1 factors. */
START_TEST(orthogonal_linear_layers_are_isometries_at_any_depth)
{
	load();
	for (size_t depth = 2; depth <= 30; depth += 14) {
		struct spectrum whole = whole_of("linear", "orthogonal", depth, 1);
		ck_assert_double_eq_tol(whole.largest, 1, 1e-4);
		ck_assert_double_eq_tol(whole.least, 1, 1e-4);
		ck_assert_double_eq_tol(whole.rank, 64, 1e-2);
	}
	data_free(digits);
}
END_TEST

/* Published: 20, 5.2, 2.9 and 1.9 after 1, 5, 10 and 20 layers, one draw of each; over draws the
 * ranks of the deeper ones spread by about a third. */
START_TEST(relu_loses_directions_with_depth)
{
	static const struct {
		size_t depth;
		double rank;
	} known[] = { { 2, 20 }, { 6, 5.2 }, { 11, 2.9 }, { 21, 1.9 } };
	load();
	for (size_t i = 0; i < 4; i++) {
		double rank = whole_of("relu", "he", known[i].depth, 4).rank;
		ck_assert_double_eq_tol(rank, known[i].rank, 0.35 * known[i].rank);
	}
	data_free(digits);
}
END_TEST

/* E s^2 over the directions is sw2 E f'^2 = 1 for ReLU with He. */
START_TEST(the_mean_square_of_a_layer_is_chi)
{
	load();
	struct fault fault = { 0 };
	struct spectrum layers[4], whole;
	struct network *network = network_of("relu", "he", 4, 3);
	ck_assert(jacobian_spectra(network, digits, 16, layers, &whole, NULL, NULL, NULL, &fault));
	for (size_t l = 1; l < 4; l++)
		ck_assert_double_eq_tol(layers[l].mean_square, 1, 0.25);
	double weights[5], outputs[5];
	ck_assert(layer_ranks(network, digits, weights, outputs, NULL, NULL, &fault));
	for (size_t l = 0; l < 4; l++) {
		ck_assert_double_eq_tol(weights[l], 32, 3); /* n m / (n + m) for a random matrix */
		ck_assert(outputs[l] > 1 && outputs[l] < 64);
	}
	ck_assert_double_lt(outputs[3], outputs[0]);
	network_free(network);
	data_free(digits);
}
END_TEST

SUITE(values_of_small_matrices_are_exact, values_keep_norm_and_determinant,
	orthogonal_linear_layers_are_isometries_at_any_depth, relu_loses_directions_with_depth,
	the_mean_square_of_a_layer_is_chi)
