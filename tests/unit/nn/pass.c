/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Passes over several threads: samples in groups, gradients layer by layer or within a layer, give
 * the bits of one thread, and a batch that does not fill its room those of one that does. The
 * networks are chosen so that each way is taken.
 */
#include "nn/pass.h"

#include "nn/activation.h"
#include "nn/loss.h"
#include "nn/pool.h"
#include "tests/unit/nn/same_bits.h"
#include "tests/unit/unit.h"

#include <math.h>

struct shape {
	size_t inputs, width, depth, outputs, batch;
	const char *activation;
	bool residual; /* groups are for plain layers */
};

static const struct shape shapes[] = {
	{ 64, 64, 8, 10, 64, "relu", false },   /* two groups of two vectors; layers at a time */
	{ 30, 70, 9, 7, 71, "tanh", false },    /* groups of unlike size, a batch with an end */
	{ 300, 40, 2, 3, 333, "leaky", false }, /* one layer larger than all others */
	{ 20, 150, 3, 10, 33, "gelu", false },  /* fewer vectors of samples than threads */
	{ 16, 128, 4, 5, 128, "relu", true },   /* shared within each layer */
	{ 8, 8, 2, 2, 16, "sigmoid", false },   /* not shared at all */
};

static struct network *network_for(const struct shape *shape)
{
	size_t width[16];
	for (size_t i = 0; i < 16; i++)
		width[i] = shape->width;
	const struct network_recipe recipe = { .inputs = shape->inputs,
		.outputs = shape->outputs,
		.depth = shape->depth,
		.width = width,
		.activation = choice_named(&activations, shape->activation),
		.initializer = choice_named(&initializers, "he"),
		.loss = choice_named(&losses, "cross-entropy"),
		.residual = shape->residual,
		.gain = (double)NAN,
		.bias = (double)NAN,
		.last = 1 };
	struct fault fault = { 0 };
	struct network *network = network_new(&recipe, &fault);
	ck_assert_ptr_nonnull(network);
	return network;
}

/* The gradient of a batch of made-up samples, where there is room for `capacity`. */
static float *gradient_new(
	const struct shape *shape, const struct network *network, size_t capacity)
{
	struct fault fault = { 0 };
	struct pass *pass = pass_new(network, capacity, &fault);
	ck_assert_ptr_nonnull(pass);
	for (size_t i = 0; i < shape->inputs; i++)
		for (size_t s = 0; s < shape->batch; s++)
			pass->a[0][i * pass->stride + s] =
				(float)((uint32_t)(i * 1000 + s) * 2654435761u >> 8) * 0x1p-23f - 1;
	for (size_t s = 0; s < shape->batch; s++)
		pass->label[s] = (uint32_t)(s % shape->outputs);
	pass->count = shape->batch;
	pass->mode = PASS_TRAIN;
	bool whole = pass_forward(pass, network);
	pass_loss(pass, network);
	ck_assert(whole && pass_backward(pass, network));
	float *gradient = room(network->parameter_count, 0);
	memcpy(gradient, pass->gradient, network->parameter_count * sizeof *gradient);
	check_guard(gradient, network->parameter_count, 0);
	pass_free(pass);
	return gradient;
}

static void compare_gradient(const float *alone, const struct shape *shape,
	const struct network *network, size_t capacity)
{
	float *other = gradient_new(shape, network, capacity);
	check_same(alone, other, network->parameter_count, shape->activation);
	room_free(other, 0);
}

START_TEST(neither_threads_nor_room_change_a_bit)
{
	static const size_t counts[] = { 1, 2, 3, 4, 7 };
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		pool_set_threads(1);
		struct network *network = network_for(&shapes[i]);
		size_t batch = shapes[i].batch;
		float *alone = gradient_new(&shapes[i], network, batch);
		ck_assert(arithmetic()->finite(alone, network->parameter_count));
		for (size_t t = 0; t < sizeof counts / sizeof *counts; t++) {
			pool_set_threads(counts[t]);
			compare_gradient(alone, &shapes[i], network, batch);
			compare_gradient(alone, &shapes[i], network, batch + 1);
			compare_gradient(alone, &shapes[i], network, 3 * batch);
		}
		room_free(alone, 0);
		network_free(network);
	}
	pool_set_threads(1);
}
END_TEST

SUITE(neither_threads_nor_room_change_a_bit)
