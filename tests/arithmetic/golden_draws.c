/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Random numbers of every distribution, and every initializer.
 */
#include "tests/arithmetic/golden.h"

#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/random.h"

#include <stdio.h>
#include <stdlib.h>

static void tell_draws(void)
{
	struct checksum block = CHECKSUM_START, uniform = CHECKSUM_START, normal = CHECKSUM_START,
			below = CHECKSUM_START, shuffle = CHECKSUM_START;
	for (uint32_t i = 0; i < 5000; i++) {
		const uint64_t seed = drawn_word(90, i / 100);
		const struct counter counter = { i, i / 7, i / 11, 1 + i % 9 };
		uint32_t word[4], whole = random_below(seed, counter,
					  1 + (uint32_t)(seed >> 7) / (1 + i % 50 * i));
		float u = random_uniform(seed, counter), z = random_normal(seed, counter);
		random_block(seed, counter, word);
		checksum_words(&block, word, 4);
		checksum_words(&below, &whole, 1);
		checksum_floats(&uniform, &u, 1);
		checksum_floats(&normal, &z, 1);
	}
	for (uint32_t round = 0; round < 8; round++) {
		uint32_t order[1000];
		size_t count = round < 5 ? round : 300u * (round - 4);
		random_shuffle(round * 1000, PURPOSE_SHUFFLE, round, order, count);
		checksum_words(&shuffle, order, count);
	}
	tell("random", "block", block);
	tell("random", "uniform", uniform);
	tell("random", "normal", normal);
	tell("random", "below", below);
	tell("random", "shuffle", shuffle);
}

static void tell_initializer(const struct label *label, enum distribution distribution)
{
	enum { INPUTS = 19, OUTPUTS = 23 };
	static float weight[INPUTS * OUTPUTS], bias[OUTPUTS];
	struct checksum checksum = CHECKSUM_START;
	for (uint32_t mode = 0; mode < fan_modes.count; mode++) {
		const struct initialization how = { .initializer = choice_of(label),
			.activation = choice_named(&activations, "tanh"),
			.mode = (enum fan_mode)mode,
			.distribution = distribution,
			.gain = mode == 1 ? 1.75 : __builtin_nan(""),
			.gain_rule = mode == 2 ? GAIN_AUTOMATIC : GAIN_OWN,
			.bias = __builtin_nan(""),
			.scale = mode == 3 ? 0.1 : 1,
			.seed = 42,
			.layer = 1 + mode };
		struct fault fault = { 0 };
		size_t inputs = mode == 3 ? OUTPUTS : INPUTS,
		       outputs = mode == 3 ? INPUTS : OUTPUTS;
		if (!initialize(&how, weight, bias, inputs, outputs, &fault))
			abort();
		checksum_floats(&checksum, weight, inputs * outputs);
		checksum_floats(&checksum, bias, outputs);
	}
	char name[64];
	snprintf(name, sizeof name, "%s.%s", label->name,
		catalogue_at(&distributions, distribution)->name);
	tell("initializer", name, checksum);
}

void golden_draws(void)
{
	tell_draws();
	for (size_t row = 0; row < initializers.count; row++)
		for (uint32_t k = 0; k < distributions.count; k++)
			tell_initializer(catalogue_at(&initializers, row), (enum distribution)k);
}
