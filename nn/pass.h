/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One batch through a network: forward keeps every layer's z and a, backward every layer's delta.
 * Matrices are feature-major, [feature][stride], stride = batch rounded up to PASS_ALIGN; columns
 * beyond the batch never enter a sum. Everything is allocated once by pass_new.
 */
#pragma once
#include "nn/network.h"

enum { PASS_ALIGN = 16 };

struct pass {
	size_t capacity, count, stride;
	float **z;       /* [layer 1..L+1] pre-activations, index layer - 1: [outputs][stride] */
	float **a;       /* index 0: the input; index l: the output of hidden layer l */
	float **delta;   /* d(mean loss)/dz, index layer - 1: [outputs][stride] */
	float *gradient; /* [parameter_count], in the order of the network's parameters */
	float *each;     /* [stride]: the loss of each sample, after pass_loss */
	uint32_t *label; /* [capacity] */
	float *target;   /* [outputs][stride] */
	size_t correct;  /* right answers, after pass_loss */
	float *memory;   /* all of the above that is numbers, in one piece */
	float *scratch;
};

/* Room for batches of up to `capacity` samples; NULL with a fault. */
struct pass *pass_new(const struct network *network, size_t capacity, struct fault *fault);
void pass_free(struct pass *pass);
/* Samples order[0..count) of the split; order NULL: the samples first..first+count-1. */
void pass_load(struct pass *pass, const struct data *data, const struct split *split,
	const uint32_t *order, size_t first, size_t count);
void pass_forward(struct pass *pass, const struct network *network);
/* Losses and right answers of the batch that was forwarded; fills the output layer's delta. */
void pass_loss(struct pass *pass, const struct network *network);
/* After pass_loss: all deltas and the gradient. */
void pass_backward(struct pass *pass, const struct network *network);
