/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Inside nn/initializer*.c: one layer being filled, and what the rows of the catalogue call.
 */
#pragma once
#include "nn/initializer.h"
#include "nn/random.h"

struct filling {
	const struct initialization *how;
	double gain;
	float *weight, *bias; /* [inputs][outputs]; [outputs], all 0 */
	size_t inputs, outputs;
};

static inline struct counter fill_place(
	const struct filling *f, size_t i, size_t j, enum purpose purpose)
{
	return (struct counter){ (uint32_t)i, (uint32_t)j, f->how->layer, purpose };
}

static inline double fill_uniform(const struct filling *f, size_t i, size_t j, enum purpose purpose)
{
	return (double)random_uniform(f->how->seed, fill_place(f, i, j, purpose));
}

/* Weights of that deviation and mean 0, each a function of the same uniform number whatever the
 * distribution, so that weights keep their rank when it changes. False when interrupted. */
bool fill_drawn(const struct filling *f, enum distribution distribution, double deviation,
	struct fault *fault);

/* The layer's uniform or standard normal numbers in PyTorch's order, [outputs][inputs]; NULL with a
 * fault. */
float *fill_torch_draws(const struct filling *f, bool normal, struct fault *fault);

/* nn/initializer_plain.c */
bool fill_zeros(const struct filling *f, struct fault *fault);
bool fill_ones(const struct filling *f, struct fault *fault);
bool fill_constant(const struct filling *f, struct fault *fault);
bool fill_identity(const struct filling *f, struct fault *fault);
bool fill_normal(const struct filling *f, struct fault *fault);
bool fill_flat(const struct filling *f, struct fault *fault);
bool fill_truncated(const struct filling *f, struct fault *fault);
bool fill_torch(const struct filling *f, struct fault *fault);
bool fill_critical(const struct filling *f, struct fault *fault);
double deviation_none(const struct initialization *how, size_t inputs, size_t outputs);
double deviation_identity(const struct initialization *how, size_t inputs, size_t outputs);
double deviation_normal(const struct initialization *how, size_t inputs, size_t outputs);
double deviation_flat(const struct initialization *how, size_t inputs, size_t outputs);
double deviation_truncated(const struct initialization *how, size_t inputs, size_t outputs);

/* nn/initializer_shaped.c */
bool fill_orthogonal(const struct filling *f, struct fault *fault);
bool fill_sparse(const struct filling *f, struct fault *fault);
bool fill_widrow(const struct filling *f, struct fault *fault);
bool fill_rai(const struct filling *f, struct fault *fault);
double deviation_orthogonal(const struct initialization *how, size_t inputs, size_t outputs);
double deviation_sparse(const struct initialization *how, size_t inputs, size_t outputs);
double deviation_widrow(const struct initialization *how, size_t inputs, size_t outputs);
double deviation_rai(const struct initialization *how, size_t inputs, size_t outputs);
