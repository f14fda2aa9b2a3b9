/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Philox against the known answers published with it (Random123, kat_vectors), and what is drawn
 * from it against its distribution.
 */
#include "nn/random.h"

#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>

START_TEST(philox_known_answers)
{
	static const struct {
		uint64_t key;
		struct counter counter;
		uint32_t word[4];
	} known[] = {
		{ 0, { 0, 0, 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
		{ UINT64_MAX, { UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX },
			{ 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
		{ 0x299f31d0a4093822, { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
			{ 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		uint32_t word[4];
		random_block(known[i].key, known[i].counter, word);
		for (int w = 0; w < 4; w++)
			ck_assert_uint_eq(word[w], known[i].word[w]);
	}
}
END_TEST

/* Sampling error of a mean over n draws is std/sqrt(n); five of them are allowed. */
START_TEST(draws_have_their_moments)
{
	enum { N = 200000 };
	double u = 0, u2 = 0, z = 0, z2 = 0, z4 = 0;
	for (uint32_t i = 0; i < N; i++) {
		const struct counter counter = { i, 7, 1, PURPOSE_WEIGHT };
		double x = (double)random_uniform(3, counter),
		       y = (double)random_normal(3, counter);
		ck_assert(x > 0 && x < 1);
		u += x / N;
		u2 += x * x / N;
		z += y / N;
		z2 += y * y / N;
		z4 += y * y * y * y / N;
	}
	double error = 5 / sqrt(N);
	ck_assert_double_eq_tol(u, 0.5, error * sqrt(1 / 12.0));
	ck_assert_double_eq_tol(u2, 1 / 3.0, error * sqrt(4 / 45.0));
	ck_assert_double_eq_tol(z, 0, error);
	ck_assert_double_eq_tol(z2, 1, error * sqrt(2));
	ck_assert_double_eq_tol(z4, 3, error * sqrt(96));
}
END_TEST

/* 0.5 and its neighbours are drawn from words whose top 23 bits are known. */
START_TEST(uniform_is_never_an_end)
{
	float least = 1, most = 0;
	for (uint32_t i = 0; i < 1000000; i++) {
		const struct counter counter = { i, 0, 0, PURPOSE_DATA };
		float x = random_uniform(1, counter);
		least = x < least ? x : least;
		most = x > most ? x : most;
	}
	ck_assert(least >= 0x1p-24f && most <= 1 - 0x1p-24f);
}
END_TEST

START_TEST(below_is_fair)
{
	enum { BOUND = 7, N = 70000 };
	int count[BOUND] = { 0 };
	for (uint32_t i = 0; i < N; i++) {
		uint32_t x = random_below(9, (struct counter){ i, 1, 2, PURPOSE_PROBE }, BOUND);
		ck_assert_uint_lt(x, BOUND);
		count[x]++;
	}
	double chi = 0; /* chi-square, 6 degrees of freedom: above 27.9 once in ten thousand */
	for (int k = 0; k < BOUND; k++)
		chi += pow(count[k] - N / (double)BOUND, 2) / (N / (double)BOUND);
	ck_assert_double_lt(chi, 27.9);
	ck_assert_uint_eq(random_below(9, (struct counter){ 0, 0, 0, PURPOSE_PROBE }, 1), 0);
}
END_TEST

START_TEST(shuffle_is_a_permutation)
{
	enum { N = 1437 };
	uint32_t first[N], again[N], other[N];
	int seen[N] = { 0 }, moved = 0, differ = 0;
	random_shuffle(5, PURPOSE_SHUFFLE, 0, first, N);
	random_shuffle(5, PURPOSE_SHUFFLE, 0, again, N);
	random_shuffle(5, PURPOSE_SHUFFLE, 1, other, N);
	for (uint32_t i = 0; i < N; i++) {
		ck_assert_uint_lt(first[i], N);
		ck_assert_int_eq(seen[first[i]]++, 0);
		ck_assert_uint_eq(first[i], again[i]);
		moved += first[i] != i;
		differ += first[i] != other[i];
	}
	ck_assert_int_gt(moved, N - 20);
	ck_assert_int_gt(differ, N - 20);
}
END_TEST

SUITE(philox_known_answers, draws_have_their_moments, uniform_is_never_an_end, below_is_fair,
	shuffle_is_a_permutation)
