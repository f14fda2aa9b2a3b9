/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Activations: value, derivative, gain, and when a neuron counts as saturated or dead. The binary64
 * functions are what theory, statistics and the gradient check use; the training core's binary32
 * kernels (nn/arithmetic.h) are named by `kernel` and agree with them to rounding.
 *
 * Definitions: a sample saturates a neuron iff |f'(z)| < 0.06 max|f'| on the side named by `tail`;
 * a neuron is dead iff f'(z) = 0 for every sample, frozen iff |f'(z)| < 0.01 max|f'| for every
 * sample.
 */
#pragma once
#include "nn/arithmetic.h"
#include "nn/label.h"

#include <stdbool.h>

/* Where a small derivative means saturation. A ReLU's zero half is by design, so it is not. */
enum tail { TAIL_NONE, TAIL_BOTH, TAIL_NEGATIVE, TAIL_POSITIVE };

struct activation {
	struct label label; /* settings are the function's own numbers, p below */
	enum elementwise kernel;
	double (*value)(double z, const double *p);
	double (*slope)(double z, const double *p); /* the stated value at a kink */
	double slope_limit;                         /* max |f'| at the default settings */
	enum tail tail;
	/* The slopes of gelu, silu and their like cross 0: their tail is what lies beyond -this. */
	double tail_start;
	bool homogeneous;  /* f(cz) = c f(z) for c > 0: one gain fixes both directions */
	double torch_gain; /* see activation_torch_gain */
	bool learned;      /* the first setting is where a parameter of each layer starts */
};

extern const struct catalogue activations;

double activation_value(const struct choice *activation, double z);
double activation_slope(const struct choice *activation, double z);
double activation_slope_limit(const struct choice *activation);
bool activation_saturated(const struct choice *activation, double z);
/* E[f(z)], E[f(z)^2], E[f'(z)^2] for z ~ N(0, q), by the midpoint rule of reference section 4.4. */
struct moments {
	double mean, square, slope_square;
};
struct moments activation_moments(const struct choice *activation, double q);
/* 1/sqrt(E[f(z)^2]), z ~ N(0, 1): keeps the second moment. sqrt 2 for relu. */
double activation_gain(const struct choice *activation);
/* What torch.nn.init.calculate_gain gives; NaN: it has none for this activation. */
double activation_torch_gain(const struct choice *activation);
