/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What theory expects of a network before any training step: the size of the signal and of the
 * gradient in each layer, what saturates, what dies, where the loss starts; and, with a learning
 * rate, whether it will train. Nothing is run: only the variances of the weights and biases, the
 * size of the inputs and the angle between them enter (nn/theory.h).
 *
 * Arrays are indexed by hidden layer - 1.
 */
#pragma once
#include "nn/network.h"
#include "nn/train.h"

struct forecast_layer {
	double weight; /* sw2 = fan_in E W^2 */
	double q;      /* mean z^2 */
	double q_band; /* standard deviation of log10 q over draws of the weights */
	double output; /* mean a^2 */
	double chi;    /* factor of the mean squared gradient on its way into this layer from the
			  next one: fan_out E W_{l+1}^2 E f'^2; NaN for the last hidden layer */
	double delta;  /* rms gradient at z over that of the last hidden layer */
	double delta_band;      /* standard deviation of log10 delta over draws of the weights */
	double alignment;       /* cosine between the z of two samples */
	double saturated, dead; /* fractions */
};

enum verdict { VERDICT_TRAINS, VERDICT_SLOW, VERDICT_FAILS };

/* Why it will not, or slowly; the first that holds. */
enum reason {
	REASON_NONE,
	REASON_SYMMETRY,  /* all units of a layer start as one */
	REASON_VANISHES,  /* the gradient */
	REASON_EXPLODES,  /* the gradient or the signal */
	REASON_ALIGNED,   /* all samples look the same to the last layer */
	REASON_RATE_HIGH, /* the step is too long for this curvature */
	REASON_RATE_LOW,  /* or too short to get anywhere */
};

struct forecast {
	size_t depth;
	struct forecast_layer *layers;
	double output;            /* mean z^2 of the output layer */
	double loss;              /* NaN where theory gives none */
	double forward, backward; /* log10 G_f, log10 G_b */
	double band;              /* standard deviation of log10 G_b over draws */
	double speed;             /* expected length of the first step of the hidden weights */
	double chi;               /* geometric mean over the layers; NaN for depth 1 */
	double gradient_depth;    /* layers for two decades of gradient: 4/|log10 chi| */
	double sample_depth;      /* 6 xi_c: layers after which samples cannot be told apart */
	double critical;          /* fan_in Var W with chi = 1 and no biases; NaN: none */
	double born_dead;         /* upper bound of the probability; 0 without a dead half */
	enum verdict verdict;
	enum reason reason;
};

/* Of the network as it stands: one that was not trained, or theory is of another. poll may be NULL;
 * false: interrupted. NULL with a fault. */
struct forecast *forecast_new(const struct network *network, const struct data *data,
	const struct training *training, bool (*poll)(void *to), void *to, struct fault *fault);
void forecast_free(struct forecast *forecast);

/* What came: the accuracy above that of answering the most frequent class, as a share of what was
 * missing, is at least 0.832 when it trained and at most 0.221 when it did not (an accuracy of 0.85
 * and 0.30 for ten equal classes). */
enum verdict forecast_came(const struct evaluation *now, const struct data *data, bool diverged);
