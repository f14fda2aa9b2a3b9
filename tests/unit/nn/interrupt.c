/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A training that is stopped in the middle of a product keeps whole steps and nothing else.
 */
#include "nn/activation.h"
#include "nn/loss.h"
#include "nn/pool.h"
#include "nn/train.h"
#include "tests/unit/unit.h"

#include <math.h>

static const size_t widths[] = { 256, 256, 256 };

static struct data *moons(void)
{
	const struct data_recipe recipe = { .set = catalogue_find(&data_sets, "moons"),
		.count = 640,
		.noise = (double)NAN,
		.test = 0.2 };
	struct fault fault = { 0 };
	struct data *data = data_new(&recipe, &fault);
	ck_assert_ptr_nonnull(data);
	return data;
}

static struct network *wide(const struct data *data)
{
	const struct network_recipe recipe = { .inputs = data->features,
		.outputs = data->classes,
		.depth = 3,
		.width = widths,
		.activation = choice_named(&activations, "tanh"),
		.initializer = choice_named(&initializers, "xavier"),
		.loss = choice_named(&losses, "cross-entropy"),
		.gain = (double)NAN,
		.bias = (double)NAN,
		.last = 1 };
	struct fault fault = { 0 };
	struct network *network = network_new(&recipe, &fault);
	ck_assert_ptr_nonnull(network);
	return network;
}

static enum outcome run(
	struct network *network, const struct data *data, size_t steps, bool *evaluated)
{
	const struct training training = { .optimizer = choice_named(&optimizers, "adam"),
		.rate = 0.001,
		.batch = 128,
		.amount = steps,
		.steps = true };
	struct fault fault = { 0 };
	struct evaluation evaluation;
	enum outcome outcome = OUTCOME_FINISHED;
	ck_assert(train(network, data, &training, &outcome, &fault));
	*evaluated = evaluate(network, data, &data->train, &evaluation, NULL, NULL, &fault);
	ck_assert(*evaluated || fault.kind == FAULT_INTERRUPTED);
	return outcome;
}

/* Goes on so many times. */
static bool count_down(void *to)
{
	return (*(int *)to)-- > 0;
}

START_TEST(whole_steps_are_kept)
{
	struct data *data = moons();
	bool evaluated;
	for (int i = 0; i < 6; i++) {
		struct network *stopped = wide(data), *again = wide(data);
		int asks = i;
		pool_set_threads(1 + (size_t)i % 2);
		pool_watch(count_down, &asks);
		ck_assert_int_eq(run(stopped, data, 1000000, &evaluated), OUTCOME_STOPPED);
		ck_assert(!evaluated); /* neither is a part of a product a result */
		pool_watch(NULL, NULL);
		if (stopped->step > 0)
			ck_assert_int_eq(
				run(again, data, stopped->step, &evaluated), OUTCOME_FINISHED);
		ck_assert_uint_eq(network_hash(stopped), network_hash(again));
		network_free(stopped);
		network_free(again);
	}
	pool_set_threads(1);
	data_free(data);
}
END_TEST

SUITE(whole_steps_are_kept)
