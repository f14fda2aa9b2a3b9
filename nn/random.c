/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Philox4x32-10 and what is drawn from it.
 */
#include "nn/random.h"

#include "nn/real.h"

#include <assert.h>

/* One round: two 32 x 32 -> 64 bit products, crossed over, keyed (Salmon et al. 2011, section 3.3).
 */
static void philox_round(uint32_t word[4], uint32_t key0, uint32_t key1)
{
	uint64_t a = (uint64_t)0xD2511F53u * word[0], b = (uint64_t)0xCD9E8D57u * word[2];
	uint32_t first = (uint32_t)(b >> 32) ^ word[1] ^ key0;
	uint32_t third = (uint32_t)(a >> 32) ^ word[3] ^ key1;
	word[1] = (uint32_t)b;
	word[3] = (uint32_t)a;
	word[0] = first;
	word[2] = third;
}

void random_block(uint64_t seed, struct counter counter, uint32_t word[4])
{
	uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
	word[0] = counter.i;
	word[1] = counter.j;
	word[2] = counter.layer;
	word[3] = counter.purpose;
	for (int round = 0; round < 10; round++) {
		philox_round(word, key0, key1);
		key0 += 0x9E3779B9u; /* the golden ratio */
		key1 += 0xBB67AE85u; /* sqrt 3 - 1 */
	}
}

float random_uniform(uint64_t seed, struct counter counter)
{
	uint32_t word[4];
	random_block(seed, counter, word);
	return ((float)(word[0] >> 9) + 0.5f) * 0x1p-23f;
}

float random_normal(uint64_t seed, struct counter counter)
{
	return (float)real_normal_quantile((double)random_uniform(seed, counter));
}

/* Lemire's multiply-shift: the product's low half below 2^32 mod bound would be unfair. */
uint32_t random_below(uint64_t seed, struct counter counter, uint32_t bound)
{
	assert(bound > 0);
	uint32_t unfair = (uint32_t)(-bound) % bound;
	for (;; counter.purpose += 0x10000u) {
		uint32_t word[4];
		random_block(seed, counter, word);
		for (int i = 0; i < 4; i++) {
			uint64_t product = (uint64_t)word[i] * bound;
			if ((uint32_t)product >= unfair)
				return (uint32_t)(product >> 32);
		}
	}
}

void random_shuffle(
	uint64_t seed, enum purpose purpose, uint32_t round, uint32_t *order, size_t count)
{
	assert(count <= UINT32_MAX);
	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	for (size_t i = count; i > 1; i--) {
		const struct counter counter = { (uint32_t)i, round, 0, purpose };
		uint32_t other = random_below(seed, counter, (uint32_t)i);
		uint32_t kept = order[i - 1];
		order[i - 1] = order[other];
		order[other] = kept;
	}
}
