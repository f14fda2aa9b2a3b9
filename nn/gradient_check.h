/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Is the gradient right? The plain network's backward pass against difference quotients of its
 * loss, and the training core's gradient against the plain one. Where a step crosses a kink the
 * gradient must lie between the quotients of both sides.
 */
#pragma once
#include "nn/network.h"

struct layer_check {
	size_t checked, kinks; /* parameters tried; those with a kink within the step */
	double numeric;        /* largest |plain - quotient|, over the layer's rms gradient */
	double core;           /* largest |core - plain|, over the same */
};

/* Of the first `samples` samples; at most `most` parameters of each layer, evenly chosen. layers
 * [layer_count]. False with a fault. */
bool gradient_check(const struct network *network, const struct data *data, size_t samples,
	size_t most, struct layer_check *layers, bool (*poll)(void *to), void *to,
	struct fault *fault);
