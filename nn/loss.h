/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Losses, on the network's raw outputs (logits). All are means over the samples; gradients are
 * those of the mean over the batch.
 */
#pragma once
#include "nn/arithmetic.h"
#include "nn/label.h"

struct loss {
	struct label label;
	enum loss_kernel kernel;
	bool classes; /* needs labels rather than numeric targets */
};

extern const struct catalogue losses;
