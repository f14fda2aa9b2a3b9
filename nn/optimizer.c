/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The catalogue of optimizers and what they remember.
 */
#include "nn/optimizer.h"

#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

// clang-format off
#define BETAS { { "beta1", N_("memory of the mean"), 0.9, 0, 1 }, { "beta2", N_("memory of the square"), 0.999, 0, 1 }, { "epsilon", N_("keeps the division finite"), 1e-8, 0, 1 } }
#define SQUARES { { "alpha", N_("memory of the square"), 0.99, 0, 1 }, { "epsilon", N_("keeps the division finite"), 1e-8, 0, 1 }, { "mu", N_("share of the last step that is repeated"), 0, 0, 1 } }

static const struct optimizer rows[] = {
	{ { "sgd", N_("a step along the gradient"), NULL, { { 0 } } }, OPTIMIZER_SGD, 0.1, 0, false },
	{ { "momentum", N_("steps that remember the last ones"), NULL, { { "mu", N_("share of the last step that is repeated"), 0.9, 0, 1 }, { "dampening", N_("share of the new gradient that is left out"), 0, 0, 1 } } }, OPTIMIZER_MOMENTUM, 0.1, 0, false },
	{ { "nesterov", N_("momentum that looks one step ahead"), "nag", { { "mu", N_("share of the last step that is repeated"), 0.9, 0, 1 } } }, OPTIMIZER_NESTEROV, 0.1, 0, false },
	{ { "adam", N_("steps scaled weight by weight: Kingma and Ba 2015"), NULL, BETAS }, OPTIMIZER_ADAM, 1e-3, 0, false },
	{ { "amsgrad", N_("adam that never forgets a large gradient: Reddi 2018"), NULL, BETAS }, OPTIMIZER_AMSGRAD, 1e-3, 0, false },
	{ { "adamw", N_("adam with a weight decay of its own: Loshchilov and Hutter 2019"), NULL, BETAS }, OPTIMIZER_ADAM, 1e-3, 1e-2, true },
	{ { "rmsprop", N_("steps divided by the size of recent gradients: Hinton 2012"), NULL, SQUARES }, OPTIMIZER_RMSPROP, 1e-2, 0, false },
	{ { "rmsprop-centered", N_("rmsprop that divides by the deviation instead"), "centered", SQUARES }, OPTIMIZER_CENTERED, 1e-2, 0, false },
	{ { "adagrad", N_("steps divided by the size of all gradients so far: Duchi 2011"), NULL, { { "epsilon", N_("keeps the division finite"), 1e-10, 0, 1 }, { "slowing", N_("how fast the learning rate falls"), 0, 0, 1e6 }, { "initial", N_("what the sum of squares starts from"), 0, 0, 1e6 } } }, OPTIMIZER_ADAGRAD, 1e-2, 0, false },
	{ { "adadelta", N_("steps in the units of the last steps: Zeiler 2012"), NULL, { { "rho", N_("memory of the squares"), 0.9, 0, 1 }, { "epsilon", N_("keeps the division finite"), 1e-6, 0, 1 } } }, OPTIMIZER_ADADELTA, 1, 0, false },
	{ { "rprop", N_("steps by the gradient's sign alone, for whole batches: Riedmiller 1993"), NULL, { { "shrink", N_("after the sign turned"), 0.5, 1e-3, 1 }, { "grow", N_("while the sign stays"), 1.2, 1, 1e3 } } }, OPTIMIZER_RPROP, 1e-2, 0, false },
};
// clang-format on

const struct catalogue optimizers = CATALOGUE(N_("optimizer"), rows);

static const struct optimizer *row_of(const struct optimization *how)
{
	return (const struct optimizer *)(const void *)how->optimizer.label;
}

static enum optimizer_kernel kernel_of(const struct optimization *how)
{
	enum optimizer_kernel kernel = row_of(how)->kernel;
	return kernel == OPTIMIZER_SGD && how->momentum > 0 ? OPTIMIZER_MOMENTUM : kernel;
}

static size_t moments_of(enum optimizer_kernel kernel)
{
	static const size_t counts[] = {
#define ROW(upper, lower, states) states,
		OPTIMIZER_ROWS(ROW)
#undef ROW
	};
	return counts[kernel];
}

/* What each number of a moment starts from. */
static float start_of(const struct optimization *how, size_t moment)
{
	enum optimizer_kernel kernel = kernel_of(how);
	if (kernel == OPTIMIZER_ADAGRAD)
		return (float)how->optimizer.number[2];
	return kernel == OPTIMIZER_RPROP && moment == 1 ? (float)how->rate : 0;
}

void descent_release(struct descent *descent)
{
	for (size_t k = 0; k < MOMENT_COUNT; k++)
		free(descent->moments[k]);
	*descent = (struct descent){ .power = { 1, 1 } };
}

bool descent_begin(struct descent *descent, const struct optimization *how, size_t count)
{
	if (descent->optimizer != how->optimizer.label)
		descent_release(descent);
	descent->optimizer = how->optimizer.label;
	for (size_t k = 0; k < moments_of(kernel_of(how)); k++) {
		if (descent->moments[k])
			continue;
		descent->moments[k] = malloc((count + 1) * sizeof(float));
		if (!descent->moments[k])
			return false;
		for (size_t i = 0; i < count; i++)
			descent->moments[k][i] = start_of(how, k);
	}
	return true;
}

bool descent_copy(struct descent *to, const struct descent *from, size_t count)
{
	descent_release(to);
	for (size_t k = 0; k < MOMENT_COUNT; k++) {
		if (!from->moments[k])
			continue;
		to->moments[k] = malloc((count + 1) * sizeof(float));
		if (!to->moments[k])
			return false;
		memcpy(to->moments[k], from->moments[k], count * sizeof(float));
	}
	to->optimizer = from->optimizer;
	to->moves = from->moves;
	memcpy(to->power, from->power, sizeof to->power);
	return true;
}

/* Adam: the corrections of the moments' bias go into the rate and the root. */
static void correct_bias(struct update *update, const struct descent *descent, double rate)
{
	update->rate = (float)(rate / (1 - descent->power[0]));
	update->root = (float)(1 / real_sqrt(1 - descent->power[1]));
}

struct update descent_step(struct descent *descent, const struct optimization *how)
{
	const struct optimizer *row = row_of(how);
	const double *n = how->optimizer.number;
	double before = (double)descent->moves++;
	descent->power[0] *= n[0];
	descent->power[1] *= n[1];
	struct update update = { .kernel = kernel_of(how),
		.scale = 1,
		.decay = row->decoupled ? 0 : (float)how->decay,
		.pull = row->decoupled ? (float)(how->rate * how->decay) : 0,
		.rate = (float)how->rate,
		.fresh = 1 };
	switch (update.kernel) {
	case OPTIMIZER_MOMENTUM:
	case OPTIMIZER_NESTEROV:
		update.momentum = (float)(row->kernel == OPTIMIZER_SGD ? how->momentum : n[0]);
		if (before > 0 && row->kernel == OPTIMIZER_MOMENTUM)
			update.fresh = (float)(1 - n[1]);
		break;
	case OPTIMIZER_ADAM:
	case OPTIMIZER_AMSGRAD:
		update.first = (float)(1 - n[0]);
		update.second = (float)(1 - n[1]);
		update.epsilon = (float)n[2];
		correct_bias(&update, descent, how->rate);
		break;
	case OPTIMIZER_RMSPROP:
	case OPTIMIZER_CENTERED:
		update.second = (float)(1 - n[0]);
		update.epsilon = (float)n[1];
		update.momentum = (float)n[2];
		break;
	case OPTIMIZER_ADAGRAD:
		update.epsilon = (float)n[0];
		update.rate = (float)(how->rate / (1 + before * n[1]));
		break;
	case OPTIMIZER_ADADELTA:
		update.second = (float)(1 - n[0]);
		update.epsilon = (float)n[1];
		break;
	case OPTIMIZER_RPROP:
		update.shrink = (float)n[0];
		update.grow = (float)n[1];
		break;
	case OPTIMIZER_SGD:
	case OPTIMIZER_COUNT: break;
	}
	return update;
}
