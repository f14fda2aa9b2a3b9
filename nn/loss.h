/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Losses, on the network's raw outputs (logits). All are means over the samples; gradients are
 * those of the mean over the batch. The binary64 functions are what theory and the gradient check
 * use; the training core's binary32 kernels (nn/arithmetic.h) are named by `kernel` and agree with
 * them to rounding. Definitions and reductions are PyTorch's.
 */
#pragma once
#include "nn/arithmetic.h"
#include "nn/data.h"
#include "nn/label.h"

/* One sample: its outputs z[outputs], and its label or its target[outputs]. */
struct sample {
	const double *z;
	size_t outputs;
	uint32_t label;
	const double *target;
};

struct loss {
	struct label label;
	enum loss_kernel kernel;
	bool classes; /* needs labels rather than numeric targets */
	bool counts;  /* in nats, so that the loss of a constant answer is an entropy */
	/* The sample's loss; its slope at each output into delta[outputs]. */
	double (*value)(const double *p, const struct sample *sample, double *delta);
};

extern const struct catalogue losses;

/* The loss of the best answer that is the same for every sample of the split. For hinge, of the
 * answer that always names the most frequent class. */
double loss_constant(const struct choice *loss, const struct data *data, const struct split *split);
