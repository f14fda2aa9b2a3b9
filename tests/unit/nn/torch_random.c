/* SPDX-License-Identifier: BSD-3-Clause
 *
 * MT19937 against the numbers its authors publish for seed 5489 (mt19937ar.out's generator: the
 * 10000th output is 4123659995, as the C++ standard demands of std::mt19937). What PyTorch makes of
 * it is compared with PyTorch itself in tests/torch.
 */
#include "nn/torch_random.h"

#include "tests/unit/unit.h"

#include <math.h>

START_TEST(the_twister_is_the_standard_one)
{
	struct torch_random random;
	torch_random_seed(&random, 5489);
	ck_assert_uint_eq(torch_random_bits(&random), 3499211612u);
	for (int i = 2; i < 10000; i++)
		torch_random_bits(&random);
	ck_assert_uint_eq(torch_random_bits(&random), 4123659995u);
}
END_TEST

START_TEST(numbers_have_their_distributions)
{
	enum { COUNT = 40007 };
	static float x[COUNT];
	struct torch_random random;
	torch_random_seed(&random, 7);
	torch_random_normal(&random, x, COUNT);
	double mean = 0, square = 0;
	for (size_t i = 0; i < COUNT; i++) {
		mean += (double)x[i] / COUNT;
		square += (double)x[i] * (double)x[i] / COUNT;
	}
	ck_assert_double_eq_tol(mean, 0, 5 / sqrt(COUNT));
	ck_assert_double_eq_tol(square, 1, 5 * sqrt(2.0 / COUNT));
	torch_random_uniform(&random, x, COUNT);
	for (size_t i = 0; i < COUNT; i++)
		ck_assert(x[i] >= 0 && x[i] < 1);
	uint32_t order[100];
	unsigned seen[100] = { 0 };
	torch_random_permutation(&random, order, 100);
	for (size_t i = 0; i < 100; i++)
		ck_assert_uint_eq(seen[order[i]]++, 0);
}
END_TEST

SUITE(the_twister_is_the_standard_one, numbers_have_their_distributions)
