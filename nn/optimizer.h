/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Optimizers: the constants of each step, with PyTorch's defaults and its order of operations (the
 * updates themselves are in nn/arithmetic.h). Weight decay joins the gradient as decay times the
 * weight, except where it is `decoupled`: there the weight is made smaller by rate times decay of
 * itself first.
 */
#pragma once
#include "nn/arithmetic.h"
#include "nn/label.h"

struct optimizer {
	struct label label; /* settings: momentum's, Adam's betas and epsilon, ... */
	enum optimizer_kernel kernel;
	double rate, decay; /* the default learning rate and weight decay */
	bool decoupled;
};

extern const struct catalogue optimizers;

/* An optimizer with what was asked of it. */
struct optimization {
	struct choice optimizer;
	double rate;     /* of this step */
	double momentum; /* of sgd; 0: none */
	double decay;
};

/* What the optimizer has done so far. */
struct descent {
	const struct label *optimizer; /* whose moments they are; NULL at the start */
	float *moments[MOMENT_COUNT];  /* [parameter_count]; NULL: not kept */
	uint64_t moves;                /* steps it took */
	double power[2];               /* its decay rates to the power of `moves` */
};

/* Makes room for what the optimizer keeps of `count` parameters, started as it starts, unless the
 * descent is this optimizer's already. False: no memory. */
bool descent_begin(struct descent *descent, const struct optimization *how, size_t count);
bool descent_copy(struct descent *to, const struct descent *from, size_t count);
void descent_release(struct descent *descent);

/* Counts one more step and gives its constants; `scale` of the gradient is left at 1. */
struct update descent_step(struct descent *descent, const struct optimization *how);
