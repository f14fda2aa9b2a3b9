/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The numbers torch.manual_seed(seed) starts on a CPU: MT19937 (Matsumoto and Nishimura 1998), and
 * how PyTorch 1.x and 2.x make uniform and normal tensors of binary32 from it. For networks that
 * are to start from the very weights of a PyTorch script; everywhere else nn/random.h is better.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct torch_random {
	uint32_t state[624];
	size_t next; /* of the state */
	bool has_kept;
	double kept; /* the second of a pair of normals */
};

void torch_random_seed(struct torch_random *random, uint64_t seed);
uint32_t torch_random_bits(struct torch_random *random);
/* Tensor.uniform_(): multiples of 2^-24 in [0, 1). */
void torch_random_uniform(struct torch_random *random, float *x, size_t count);
/* Tensor.normal_(), standard: pairs by Box and Muller's method, 16 at a time from 16 numbers on, of
 * which the last 16 are drawn again when `count` is not a multiple of 16. Equal to PyTorch's to a
 * few units in the last place (its vectorized logarithm and sine are other ones). */
void torch_random_normal(struct torch_random *random, float *x, size_t count);
/* torch.randperm(count). */
void torch_random_permutation(struct torch_random *random, uint32_t *order, size_t count);
