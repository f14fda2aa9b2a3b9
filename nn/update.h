/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How far one training step moves the weights, for what they are: the update to weight ratio of
 * each layer, rms(new - old)/rms(old), after the optimizer. About 1e-3 is healthy (Karpathy,
 * CS231n).
 */
#pragma once
#include "nn/train.h"

/* Tries the next step of this training on a copy. ratio [layer_count]; infinite where the weights
 * were 0 and moved, 0 where nothing moved, NaN where the step was not finite. */
bool update_ratios(const struct network *network, const struct data *data,
	const struct training *training, double *ratio, struct fault *fault);
