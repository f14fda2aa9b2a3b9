/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The product of local derivatives, factor by factor: dz_{k+1}/dz_k = w f'(z_k) in a chain of
 * single neurons, and D_k W_{k+1} in a network, of which the largest stretch and what one sample's
 * gradient gets are shown. The last factor of dL/dW_k, the activation below it, is not in the
 * product.
 */
#pragma once
#include "nn/network.h"

/* A chain of `length` neurons: z_1 = weight x, z_{k+1} = weight f(z_k). */
struct link {
	double z, a, slope; /* a = f(z), slope = f'(z) */
	double factor;      /* dz_{k+1}/dz_k = weight * slope; of the last link NaN */
	double product;     /* dz_length/dz_k */
};
void chain_of(const struct choice *activation, double weight, double x, struct link *links,
	size_t length);

/* One sample's way back through a network. */
struct chain_layer {
	double delta;   /* |dLoss/dz_l|, the length over the layer's units */
	double factor;  /* |delta_l| / |delta_{l+1}|: what this step did to it */
	double product; /* |delta_l| / |delta_output| */
	double active;  /* share of the units with a slope above 1 percent of the steepest */
};
/* layers [layer_count], of the sample with that index of the train split. */
bool chain_through(const struct network *network, const struct data *data, size_t sample,
	struct chain_layer *layers, struct fault *fault);
