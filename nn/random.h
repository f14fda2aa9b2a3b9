/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Random numbers that are a function of where they are used, not of when (ARITHMETIC, rule 10):
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011) with
 * key = seed and counter = (i, j, layer, purpose). So changing only the initializer changes nothing
 * else, and any split over threads draws the same numbers.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum purpose {
	PURPOSE_WEIGHT = 1,
	PURPOSE_BIAS,
	PURPOSE_SPLIT,
	PURPOSE_SHUFFLE,
	PURPOSE_DROPOUT,
	PURPOSE_NOISE,
	PURPOSE_DATA,
	PURPOSE_LABEL,
	PURPOSE_PROBE, /* diagnostics: which pairs of samples are compared */
	PURPOSE_PLACE, /* which of a unit's weights are special */
};

/* Where a draw stands: unrelated draws differ in at least one field. */
struct counter {
	uint32_t i, j, layer, purpose;
};

void random_block(uint64_t seed, struct counter counter, uint32_t word[4]);

/* ((x >> 9) + 0.5) * 2^-23: in (0, 1), never 0 or 1, exact in binary32. */
float random_uniform(uint64_t seed, struct counter counter);
/* The standard normal at that same uniform, by the inverse distribution function, in binary32. */
float random_normal(uint64_t seed, struct counter counter);
/* A whole number in [0, bound), without bias (rejection goes on in words 1, 2, 3, then in
 * counters whose purpose is higher by 2^16). bound >= 1. */
uint32_t random_below(uint64_t seed, struct counter counter, uint32_t bound);
/* Fills order[0..count) with a permutation of 0..count-1 (Fisher-Yates); `round` numbers the
 * shuffle, for example the epoch. */
void random_shuffle(
	uint64_t seed, enum purpose purpose, uint32_t round, uint32_t *order, size_t count);
