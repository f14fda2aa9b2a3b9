/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One batch through a network: forward keeps every layer's z and a, backward every layer's delta.
 * Matrices are feature-major, [feature][stride], a sample a column; columns beyond the batch are
 * computed along, up to a multiple of PASS_ALIGN, and never enter a sum. Everything is allocated
 * once by pass_new.
 */
#pragma once
#include "nn/network.h"

enum { PASS_ALIGN = 16 };

/* Dropout is for training; batchnorm takes the batch's own mean and variance, except to evaluate.
 */
enum pass_mode { PASS_EVALUATE, PASS_MEASURE, PASS_TRAIN };

struct pass {
	enum pass_mode mode; /* PASS_EVALUATE unless the caller sets it */
	uint64_t seed, step; /* of dropout's draws */
	size_t capacity, count;
	size_t stride; /* from row to row, a multiple of PASS_ALIGN */
	float **z;     /* [layer 1..L+1] what enters the activation, index layer - 1:
			  [outputs][stride] */
	float **a;     /* index 0: the input; index l: the output of hidden layer l, all included */
	float **delta; /* d(mean loss)/d(product of the layer), index layer - 1: [outputs][stride]
			*/
	float *gradient; /* [parameter_count], in the order of the network's parameters */
	float *each;     /* [stride]: the loss of each sample, after pass_loss */
	uint32_t *label; /* [capacity] */
	float *target;   /* [outputs][stride] */
	size_t correct;  /* right answers, after pass_loss */
	float *memory;   /* all of the above that is numbers, in one piece */
	float *scratch;  /* of the gradient of layer l: l * scratch_step further on */
	size_t scratch_step;
	struct block
		*blocks; /* [hidden layers]: what else stands between them (nn/block.h); or NULL */
	float *carry;    /* what a residual layer hands down to the one below */
};

/* `count` rounded up to a multiple of PASS_ALIGN. */
size_t pass_padded(size_t count);
/* Numbers from row to row of a matrix of up to `capacity` samples: a multiple of PASS_ALIGN. */
size_t pass_stride(size_t capacity);
/* Room for batches of up to `capacity` samples; NULL with a fault. */
struct pass *pass_new(const struct network *network, size_t capacity, struct fault *fault);
void pass_free(struct pass *pass);
/* The batch's samples, rounded up to a multiple of PASS_ALIGN: what is computed of a matrix. */
size_t pass_columns(const struct pass *pass);
/* Samples order[0..count) of the split; order NULL: the samples first..first+count-1. */
void pass_load(struct pass *pass, const struct data *data, const struct split *split,
	const uint32_t *order, size_t first, size_t count);
/* False when whoever is asked (pool_watch) has stopped it: what stands in the pass then means
 * nothing. The same of pass_backward. */
bool pass_forward(struct pass *pass, const struct network *network)
	__attribute__((warn_unused_result));
/* Losses and right answers of the batch that was forwarded; fills the output layer's delta. */
void pass_loss(struct pass *pass, const struct network *network);
/* After pass_loss: all deltas and the gradient. Not after an evaluation of a batchnorm. */
bool pass_backward(struct pass *pass, const struct network *network)
	__attribute__((warn_unused_result));
/* After a training step: the running means and variances of batchnorm follow the batch's. */
void pass_remember(const struct pass *pass, struct network *network);
