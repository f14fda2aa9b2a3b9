/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What else a hidden layer does besides its product and its activation: with x the output of the
 * layer below, z = product, n = normalization of z (or z), f = activation of n, d = f with dropout,
 * the layer's output is d, or x + d when it is residual.
 *
 *	layernorm  (z - mean) spread, mean over the units of one sample, spread = 1/sqrt(variance +
 *	           1e-5), times scale plus shift, both learned by unit
 *	batchnorm  the same with the mean over the batch's samples of one unit, or, to evaluate,
 *with running ones: running = 0.9 running + 0.1 batch, the variance's with n - 1 dropout    0 with
 *probability p, else f/(1 - p), drawn for each step, sample and unit
 *
 *	prelu      its slope below 0 is learned: d(loss)/d(slope) = sum of d(loss)/df min(z, 0),
 *over the samples of each unit, then unit by unit
 *
 * as PyTorch has them. Sums are rule 6 of the arithmetic's contract.
 */
#pragma once
#include "nn/pass.h"

struct block {
	float *normed;          /* [outputs][stride] before scale and shift; NULL: none */
	float *spread;          /* [stride] of samples, or [outputs] of units */
	float *mean, *variance; /* [outputs]: batchnorm's, of the batch */
	float *value;           /* [outputs][stride]: f; NULL: the layer's output is f */
	float *kept;            /* [outputs][stride]: 0 or 1/(1-p); NULL: no dropout */
	float *sums;            /* [(16 + 2)][stride]: scratch of layernorm */
	float *below;           /* [stride]: scratch of prelu; NULL: none */
};

/* Does the network need blocks? */
bool block_needed(const struct network *network);
/* Numbers of memory for a layer's block, and their places. */
size_t block_numbers(const struct network *network, const struct layer *layer, size_t stride);
void block_lay_out(struct block *block, const struct network *network, const struct layer *layer,
	float *memory, size_t stride);

/* z[index] holds the product: leaves n there and the output in a[index + 1]. */
void block_forward(struct pass *pass, const struct network *network, size_t index);
/* delta[index] holds what came down from the product above: leaves d(loss)/d(product) there, and
 * the gradients of scale, shift and slope in the pass's gradient. */
void block_backward(struct pass *pass, const struct network *network, size_t index);
