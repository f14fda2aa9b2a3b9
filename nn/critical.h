/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The edge between order and chaos (Poole et al. 2016; Schoenholz et al. 2017): variances of
 *weights and biases at which a wide net of this activation neither shrinks nor blows up a gradient,
 *
 *	chi = weight E[f'(sqrt q z)^2] = 1,  q = weight E[f(sqrt q z)^2] + bias,  z ~ N(0, 1).
 */
#pragma once
#include "nn/label.h"

#include <stdbool.h>

struct critical {
	double weight; /* fan_in Var W */
	double bias;   /* Var b; 0 for scale-free activations whatever was asked */
	double q; /* E z^2 where it stays; NaN where any stays (scale-free), 0 where it fades */
};

/* The critical point for that variance of the biases, >= 0. False: there is none. */
bool critical_find(const struct choice *activation, double bias, struct critical *critical);
