/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network in plain binary64 loops: what the training core is held against. Forward and backward
 * of one batch by the definitions of nn/activation.h, nn/loss.h and nn/block.h, without dropout.
 * Small and slow on purpose.
 */
#pragma once
#include "nn/network.h"

struct plain_network {
	const struct network *network; /* its recipe and shapes; its weights are not read again */
	double *parameters;            /* [parameter_count]: a copy, in the network's order */
	double *gradient; /* [parameter_count]: of the mean loss, after plain_backward */
	size_t count;     /* samples of the batch */
	double *memory;   /* what one pass keeps */
	double *down[2];  /* [count][widest]: what comes down to a layer, and what goes on */
};

/* For batches of `count` samples, the first of the train split. NULL with a fault. */
struct plain_network *plain_new(const struct network *network, size_t count, struct fault *fault);
void plain_free(struct plain_network *plain);
/* The mean loss over the batch; batchnorm takes the batch's own mean and variance. This and
 * plain_backward leave off early, with numbers that mean nothing, once pool_stopped. */
double plain_forward(struct plain_network *plain, const struct data *data);
/* After plain_forward with the same parameters. */
void plain_backward(struct plain_network *plain);
