/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What one looks at when a network does not learn: per layer, over a whole split, in binary64.
 * Arrays are indexed by layer - 1. Gradients are of the mean loss, deltas are scaled back to one
 * sample, so that the batch size does not matter. Reference section 4.1 has the definitions.
 */
#pragma once
#include "nn/network.h"

/* Of a neuron over the split, the worst that holds. */
enum neuron_state { NEURON_ALIVE, NEURON_DORMANT, NEURON_FROZEN, NEURON_DEAD };

struct layer_statistics {
	/* forward */
	double q;                     /* mean z^2 over samples and neurons */
	double mean, deviation;       /* of a (of z for the output layer) */
	double saturated;             /* fraction of (sample, neuron) */
	double saturated_low;         /* the part of it with z < 0 */
	double active;                /* fraction with z > 0 */
	double dead, frozen, dormant; /* fractions of the neurons */
	double alignment;             /* mean cosine of z between different samples */
	/* backward */
	double delta;         /* rms of dLoss/dz, per sample */
	double gradient;      /* rms of the mean gradient of W */
	double gradient_norm; /* its L2 norm */
	double bias_gradient;
	/* weights */
	double weight; /* rms of W */
	double weight_mean, weight_deviation;
	double gain; /* fan_in * Var W: what theory uses */
	double bias_mean, bias_deviation;
	size_t distinct; /* neurons whose weights and bias differ at 1e-6 relative */
	size_t neurons;
	unsigned char *state; /* [neurons]: enum neuron_state */
};

struct statistics {
	size_t layer_count;
	unsigned char *states; /* all layers' neurons */
	struct layer_statistics *layers;
	double loss;
	double forward_gain,
		backward_gain; /* G_f = sqrt(q_H/q_1), G_b = delta_1/delta_H; NaN for 0/0 */
};

struct statistics *statistics_new(const struct network *network, const struct data *data,
	const struct split *split, bool (*poll)(void *to), void *to, struct fault *fault);
void statistics_free(struct statistics *statistics);
