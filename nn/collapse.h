/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network without activations is one layer: the product of its weights, and how far the network
 * is from it. For one with activations the distance says what they are for.
 */
#pragma once
#include "nn/network.h"

struct collapse {
	size_t inputs, outputs;
	double *weight;  /* [inputs][outputs]: W_1 W_2 ... */
	double *bias;    /* [outputs] */
	double distance; /* largest |network(x) - (x W + b)| over the train split */
	double size;     /* largest |network(x)| */
};

struct collapse *collapse_new(const struct network *network, const struct data *data,
	bool (*poll)(void *to), void *to, struct fault *fault);
void collapse_free(struct collapse *collapse);
