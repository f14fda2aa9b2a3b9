/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The Mersenne twister, and PyTorch's ways with it.
 */
#include "nn/torch_random.h"

#include "nn/real.h"

enum { LENGTH = 624, MIDDLE = 397, PAIRS = 8 };

void torch_random_seed(struct torch_random *random, uint64_t seed)
{
	random->state[0] = (uint32_t)seed;
	for (uint32_t i = 1; i < LENGTH; i++) {
		uint32_t last = random->state[i - 1];
		random->state[i] = UINT32_C(1812433253) * (last ^ (last >> 30)) + i;
	}
	random->next = LENGTH;
	random->has_kept = false;
}

static void twist(struct torch_random *random)
{
	uint32_t *state = random->state;
	for (size_t i = 0; i < LENGTH; i++) {
		uint32_t mixed = (state[i] & UINT32_C(0x80000000)) |
				 (state[(i + 1) % LENGTH] & UINT32_C(0x7fffffff));
		state[i] = state[(i + MIDDLE) % LENGTH] ^ (mixed >> 1) ^
			   (mixed & 1 ? UINT32_C(0x9908b0df) : 0);
	}
	random->next = 0;
}

uint32_t torch_random_bits(struct torch_random *random)
{
	if (random->next == LENGTH)
		twist(random);
	uint32_t x = random->state[random->next++];
	x ^= x >> 11;
	x ^= (x << 7) & UINT32_C(0x9d2c5680);
	x ^= (x << 15) & UINT32_C(0xefc60000);
	return x ^ (x >> 18);
}

void torch_random_uniform(struct torch_random *random, float *x, size_t count)
{
	for (size_t i = 0; i < count; i++)
		x[i] = (float)(torch_random_bits(random) & 0xffffff) * 0x1p-24f;
}

/* ---- normal ---- */

static double uniform_wide(struct torch_random *random)
{
	uint64_t high = torch_random_bits(random), low = torch_random_bits(random);
	return (double)((high << 32 | low) & ((UINT64_C(1) << 53) - 1)) * 0x1p-53;
}

/* One at a time, in binary64: what short tensors get. */
static double normal_alone(struct torch_random *random)
{
	if (random->has_kept) {
		random->has_kept = false;
		return random->kept;
	}
	double first = uniform_wide(random), second = uniform_wide(random);
	double radius = real_sqrt(-2 * real_log1p(-second)), angle = 2 * REAL_PI * first;
	random->kept = radius * real_sin(angle);
	random->has_kept = true;
	return radius * real_cos(angle);
}

/* 16 uniform numbers to 16 normal ones. */
static void transform(float *x)
{
	for (size_t i = 0; i < PAIRS; i++) {
		double radius = real_sqrt(-2 * real_log((double)(1 - x[i])));
		double angle = 2 * REAL_PI * (double)x[i + PAIRS];
		x[i] = (float)(radius * real_cos(angle));
		x[i + PAIRS] = (float)(radius * real_sin(angle));
	}
}

void torch_random_normal(struct torch_random *random, float *x, size_t count)
{
	if (count < 2 * PAIRS) {
		for (size_t i = 0; i < count; i++)
			x[i] = (float)normal_alone(random);
		return;
	}
	torch_random_uniform(random, x, count);
	for (size_t i = 0; i + 2 * PAIRS <= count; i += 2 * PAIRS)
		transform(x + i);
	if (count % (2 * PAIRS) != 0) {
		torch_random_uniform(random, x + count - 2 * PAIRS, 2 * PAIRS);
		transform(x + count - 2 * PAIRS);
	}
}

void torch_random_permutation(struct torch_random *random, uint32_t *order, size_t count)
{
	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	for (size_t i = 0; i + 1 < count; i++) {
		size_t other = i + torch_random_bits(random) % (count - i);
		uint32_t chosen = order[other];
		order[other] = order[i];
		order[i] = chosen;
	}
}
