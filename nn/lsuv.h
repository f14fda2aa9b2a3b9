/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Layer-sequential unit variance (Mishkin and Matas, "All you need is a good init", ICLR 2016): an
 * initializer that looks at the data.
 */
#pragma once
#include "nn/network.h"

enum { LSUV_SAMPLES = 1024, LSUV_TRIES = 10 };

/* Finishes a network that was just made or reset when its initializer looks at data, else does
 * nothing: from the first layer to the last, the weights are divided by the standard deviation of
 * z over the first LSUV_SAMPLES samples of the train split, until it is within 0.1 of 1 (of
 * `last` in the output layer) or LSUV_TRIES are over. A layer that is constant or not finite stays
 * as it is. */
bool network_adapt(struct network *network, const struct data *data, struct fault *fault);
