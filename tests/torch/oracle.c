/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Prints what the core computes for inputs that compare.py knows how to make again: a line each, a
 * name and numbers. "64" lines are the binary64 reference, "32" lines the training core.
 */
#include "tests/torch/oracle.h"

#include "nn/activation.h"
#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/real.h"
#include "nn/schedule.h"
#include "nn/torch_random.h"
#include "tests/torch/plain.h"

#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 100, EPOCHS = 40, OUTPUTS = 5, SAMPLES = 7, STRIDE = 16 };

void tell(const char *what, const char *name, int bits, const double *x, size_t count)
{
	printf("%s %s %d", what, name, bits);
	for (size_t i = 0; i < count; i++)
		printf(" %.17g", x[i]);
	printf("\n");
}

static void tell_optimizer(const struct label *label, double decay)
{
	const struct optimizer *row = (const void *)label;
	const struct optimization how = {
		.optimizer = choice_of(label), .rate = row->rate, .decay = decay
	};
	struct plain plain = { .p = 1 };
	struct descent descent = { .power = { 1, 1 } };
	double exact[STEPS], fast[STEPS];
	float p = 1;
	if (!descent_begin(&descent, &how, 1))
		abort();
	for (int t = 0; t < STEPS; t++) {
		float g = (float)plain_gradient(t);
		struct update update = descent_step(&descent, &how);
		plain_step(&plain, &how, (double)g);
		arithmetic()->update(&update, &p, descent.moments, &g, NULL, 1);
		exact[t] = plain.p;
		fast[t] = (double)p;
	}
	descent_release(&descent);
	tell(decay > 0 ? "decayed" : "optimizer", label->name, 64, exact, STEPS);
	tell(decay > 0 ? "decayed" : "optimizer", label->name, 32, fast, STEPS);
}

/* The rates of 40 epochs whose losses first fall, then stay, then fall again. */
static void tell_schedule(const struct label *label)
{
	struct choice choice = choice_of(label);
	struct plateau plateau = { .best = (double)INFINITY, .scale = 1 };
	double rates[EPOCHS];
	for (int t = 0; t < EPOCHS; t++) {
		rates[t] = schedule_rate(&choice, &plateau, 0.1, (uint64_t)t, EPOCHS);
		schedule_look(&choice, &plateau, t < 8 ? 1.0 / (t + 1) : t < 30 ? 0.3 : 0.01);
	}
	tell("schedule", label->name, 64, rates, EPOCHS);
}

/* Mean loss, then its slope at each output, of SAMPLES samples. */
static void tell_loss(const struct label *label, double number, const char *name)
{
	const struct loss *row = (const void *)label;
	const double p[SETTING_COUNT] = { number };
	size_t outputs = row->kernel == LOSS_BINARY ? 1 : OUTPUTS;
	static _Alignas(64) float z[OUTPUTS * STRIDE], t[OUTPUTS * STRIDE], delta[OUTPUTS * STRIDE],
		each[STRIDE];
	uint32_t labels[SAMPLES];
	double exact[1 + SAMPLES * OUTPUTS] = { 0 }, fast[1 + SAMPLES * OUTPUTS] = { 0 };
	for (size_t s = 0; s < SAMPLES; s++) {
		double wide[OUTPUTS], target[OUTPUTS], slope[OUTPUTS];
		labels[s] = (uint32_t)(s % (outputs == 1 ? 2 : outputs));
		for (size_t k = 0; k < outputs; k++) {
			wide[k] = 3 * plain_gradient((int)(s * outputs + k));
			target[k] = plain_gradient((int)(50 + s * outputs + k));
			z[k * STRIDE + s] = (float)wide[k];
			t[k * STRIDE + s] = (float)target[k];
		}
		const struct sample sample = { wide, outputs, labels[s], target };
		exact[0] += row->value(p, &sample, slope) / SAMPLES;
		for (size_t k = 0; k < outputs; k++)
			exact[1 + s * outputs + k] = slope[k] / SAMPLES;
	}
	arithmetic()->loss(row->kernel, (float)number, delta, each, z, row->classes ? labels : NULL,
		t, outputs, SAMPLES, STRIDE);
	for (size_t s = 0; s < SAMPLES; s++) {
		fast[0] += (double)each[s] / SAMPLES;
		for (size_t k = 0; k < outputs; k++)
			fast[1 + s * outputs + k] = (double)delta[k * STRIDE + s];
	}
	tell("loss", name, 64, exact, 1 + SAMPLES * outputs);
	tell("loss", name, 32, fast, 1 + SAMPLES * outputs);
}

/* ---- rng=torch ---- */

/* Weights as PyTorch has them, [outputs][inputs], then the biases; after manual_seed(12345). */
static void tell_weights(
	const char *name, enum distribution distribution, size_t inputs, size_t outputs)
{
	static float weight[1024], bias[64];
	static double told[1088];
	struct torch_random torch;
	struct fault fault = { 0 };
	torch_random_seed(&torch, 12345);
	const struct initialization how = { .initializer = choice_named(&initializers, name),
		.activation = choice_named(&activations, "relu"),
		.distribution = distribution,
		.gain = real_log(-1),
		.bias = real_log(-1),
		.scale = 1,
		.layer = 1,
		.torch = &torch };
	if (!initialize(&how, weight, bias, inputs, outputs, &fault))
		abort();
	for (size_t j = 0; j < outputs; j++) {
		for (size_t i = 0; i < inputs; i++)
			told[j * inputs + i] = (double)weight[i * outputs + j];
		told[inputs * outputs + j] = (double)bias[j];
	}
	char what[64];
	snprintf(what, sizeof what, "%s-%s-%zux%zu", name,
		catalogue_at(&distributions, distribution)->name, inputs, outputs);
	tell("weights", what, 32, told, (inputs + 1) * outputs);
}

static void tell_all_weights(size_t inputs, size_t outputs)
{
	static const char *const names[] = { "zeros", "ones", "constant", "normal", "uniform",
		"truncated", "xavier", "he", "orthogonal", "identity", "sparse", "torch-default" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		tell_weights(names[i], DISTRIBUTION_DEFAULT, inputs, outputs);
	tell_weights("xavier", DISTRIBUTION_UNIFORM, inputs, outputs);
	tell_weights("he", DISTRIBUTION_UNIFORM, inputs, outputs);
}

int main(void)
{
	struct arithmetic_control control = arithmetic_enter();
	for (size_t i = 0; i < optimizers.count; i++) {
		tell_optimizer(catalogue_at(&optimizers, i), 0);
		tell_optimizer(catalogue_at(&optimizers, i), 0.01);
	}
	for (size_t i = 0; i < schedules.count; i++)
		tell_schedule(catalogue_at(&schedules, i));
	for (size_t i = 0; i < losses.count; i++) {
		const struct label *label = catalogue_at(&losses, i);
		tell_loss(label, label->settings[0].fallback, label->name);
	}
	tell_loss(catalogue_find(&losses, "cross-entropy"), 0.1, "smoothed");
	tell_loss(catalogue_find(&losses, "huber"), 0.4, "huber-0.4");
	tell_loss(catalogue_find(&losses, "smooth-l1"), 0.4, "smooth-l1-0.4");
	tell_trainings();
	arithmetic_leave(control);
	tell_all_weights(7, 3); /* 21 numbers: drawn 16 at a time, the last 16 again */
	tell_all_weights(3, 4); /* 12: one at a time */
	tell_all_weights(16, 8);
	tell_all_weights(5, 5);
	tell_all_weights(20, 30);
	return 0;
}
