/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What training does besides products and functions: losses, optimizers, gathering a batch.
 */
#include "tests/arithmetic/golden.h"

#include "nn/arithmetic.h"

#include <stdio.h>
#include <stdlib.h>

enum { STRIDE = 80, OUTPUTS = 33 };

/* Outputs of a network that is unsure, sure, saturated, broken. */
static void fill_outputs(float *z, size_t count, uint32_t kind)
{
	static const float scale[] = { 1, 8, 128, 0x1p100f, 4 };
	static const uint32_t special[] = { 0x7f800000u, 0xff800000u, 0x7fc00000u, 0x80000000u };
	for (size_t i = 0; i < count; i++) {
		z[i] = drawn(40 + kind, i) * scale[kind];
		if (kind == 4 && drawn_word(50, i) % 17 == 0)
			z[i] = float_of(special[drawn_word(51, i) % 4]);
		if (kind == 1 && i % 3 == 0) /* equal outputs: the first greatest is the answer */
			z[i] = 2;
	}
}

static bool wants_targets(enum loss_kernel f)
{
	return f != LOSS_CROSS_ENTROPY && f != LOSS_BINARY && f != LOSS_HINGE;
}

static void tell_loss(enum loss_kernel f, float number, const char *name)
{
	static _Alignas(64) float z[OUTPUTS * STRIDE], t[OUTPUTS * STRIDE], delta[OUTPUTS * STRIDE],
		each[STRIDE];
	static uint32_t label[STRIDE];
	static const size_t outputs[] = { 1, 2, 3, 10, 16, 17, OUTPUTS },
			    batches[] = { 1, 7, 64, 65, STRIDE };
	struct checksum checksum = CHECKSUM_START;
	for (size_t i = 0; i < 7 * 5 * 5; i++) {
		size_t k = f == LOSS_BINARY ? 1 : outputs[i % 7], batch = batches[i / 7 % 5];
		fill_outputs(z, k * STRIDE, (uint32_t)(i / 35));
		for (size_t s = 0; s < STRIDE; s++)
			label[s] = (uint32_t)(drawn_word(52, s) % (f == LOSS_BINARY ? 2 : k));
		for (size_t s = 0; s < k * STRIDE; s++)
			t[s] = drawn(53, s);
		uint32_t right = (uint32_t)arithmetic()->loss(f, number, delta, each, z,
			wants_targets(f) ? NULL : label, t, k, batch, STRIDE);
		checksum_words(&checksum, &right, 1);
		checksum_floats(&checksum, delta, k * STRIDE);
		checksum_floats(&checksum, each, STRIDE);
		arithmetic()->loss(f, number, NULL, each, z, wants_targets(f) ? NULL : label, t, k,
			batch, STRIDE);
		checksum_floats(&checksum, each, STRIDE);
	}
	tell("loss", name, checksum);
}

/* Gradients of all sizes: some are 0 for good, so that moments decay to where they are flushed. */
static float gradient_of(size_t i, uint32_t step)
{
	static const float scale[] = { 1, 0x1p-10f, 0x1p-50f, 0x1p-95f, 0x1p-130f, 0x1p20f, 0,
		0x1p-3f };
	return i % 8 == 7 && step > 2 ? 0 : drawn(60 + step, i) * scale[i % 8];
}

static void tell_update(enum optimizer_kernel kernel, const char *name)
{
	enum { MOST = 100, STEPS = 6 };
	static float p[MOST], m[MOST], v[MOST], w[MOST], g[MOST];
	static const size_t counts[] = { 1, 5, 15, 16, 17, 64, MOST };
	float *const nothing[MOMENT_COUNT] = { 0 }, *const moments[MOMENT_COUNT] = { m, v, w };
	struct checksum checksum = CHECKSUM_START;
	for (size_t i = 0; i < 7 * 4; i++) {
		size_t count = counts[i / 4];
		const struct update how = { .kernel = kernel,
			.scale = i & 1 ? 0.5f : 1,
			.decay = i & 2 ? 0.01f : 0,
			.rate = 0.1f,
			.momentum = 0.9f,
			.first = 0.1f,
			.second = 0.001f,
			.root = 1.25f,
			.epsilon = 1e-8f,
			.pull = kernel == OPTIMIZER_AMSGRAD ? 0.003f : 0,
			.fresh = kernel == OPTIMIZER_NESTEROV ? 0.75f : 1,
			.shrink = 0.5f,
			.grow = 1.2f };
		for (size_t k = 0; k < MOST; k++) {
			p[k] = drawn(61, k);
			m[k] = k % 3 ? 0 : drawn(62, k) * 0x1p-93f;
			v[k] = k % 3 ? 0 : drawn(63, k) * drawn(63, k) * 0x1p-94f;
			w[k] = k % 5 ? 0 : drawn(64, k) * drawn(64, k) * 0x1p-94f;
		}
		for (uint32_t step = 0; step < STEPS; step++) {
			for (size_t k = 0; k < count; k++)
				g[k] = gradient_of(k, step);
			arithmetic()->update(&how, p, kernel == OPTIMIZER_SGD ? nothing : moments,
				g, NULL, count);
			checksum_floats(&checksum, p, MOST);
			checksum_floats(&checksum, m, MOST);
			checksum_floats(&checksum, v, MOST);
			if (kernel > OPTIMIZER_ADAM)
				checksum_floats(&checksum, w, MOST);
		}
	}
	tell("update", name, checksum);
}

static void tell_gather(void)
{
	enum { ROWS = 50, MOST = 70 };
	static _Alignas(64) float to[MOST * STRIDE];
	uint32_t order[STRIDE];
	float *rows = drawn_new(70, ROWS * MOST, 1);
	static const size_t features[] = { 1, 2, 15, 16, 17, 64, MOST };
	struct checksum checksum = CHECKSUM_START;
	for (size_t s = 0; s < STRIDE; s++)
		order[s] = (uint32_t)(drawn_word(71, s) % ROWS);
	for (size_t i = 0; i < 7; i++)
		for (size_t batch = 1; batch <= 40; batch += 13) {
			size_t stride = (batch + 15) / 16 * 16;
			arithmetic()->gather(to, rows, order, features[i], batch, stride);
			checksum_floats(&checksum, to, features[i] * stride);
			arithmetic()->gather(to, rows, NULL, features[i], batch, stride);
			checksum_floats(&checksum, to, features[i] * stride);
		}
	free(rows);
	tell("gather", "rows", checksum);
}

void golden_training_kernels(void)
{
	tell_loss(LOSS_CROSS_ENTROPY, 0, "cross-entropy");
	tell_loss(LOSS_MSE, 0, "mse");
	tell_loss(LOSS_BINARY, 0, "binary");
	tell_loss(LOSS_CROSS_ENTROPY, 0.1f, "smoothed");
	tell_loss(LOSS_L1, 0, "l1");
	tell_loss(LOSS_HUBER, 0.75f, "huber");
	tell_loss(LOSS_SMOOTH_L1, 0.75f, "smooth-l1");
	tell_loss(LOSS_HINGE, 0, "hinge");
	tell_update(OPTIMIZER_SGD, "sgd");
	tell_update(OPTIMIZER_MOMENTUM, "momentum");
	tell_update(OPTIMIZER_ADAM, "adam");
	tell_update(OPTIMIZER_NESTEROV, "nesterov");
	tell_update(OPTIMIZER_AMSGRAD, "amsgrad");
	tell_update(OPTIMIZER_RMSPROP, "rmsprop");
	tell_update(OPTIMIZER_CENTERED, "centered");
	tell_update(OPTIMIZER_ADAGRAD, "adagrad");
	tell_update(OPTIMIZER_ADADELTA, "adadelta");
	tell_update(OPTIMIZER_RPROP, "rprop");
	tell_gather();
}
