/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How good answers are, besides their loss: over a whole split, in binary64.
 */
#pragma once
#include "nn/network.h"

struct metrics {
	/* of classes; NaN for numbers */
	double f1;   /* mean over the classes met of 2 PR/(P + R), P precision, R recall */
	double top3; /* share of samples whose class is among the three greatest outputs; NaN for
			three classes or fewer */
	/* of numbers; NaN for classes */
	double r2;  /* 1 - sum e^2 / sum (t - mean t)^2, averaged over the outputs */
	double mae; /* mean |e| */
};

/* False with a fault: no memory, or interrupted. */
bool metrics_of(const struct network *network, const struct data *data, const struct split *split,
	struct metrics *metrics, bool (*poll)(void *to), void *to, struct fault *fault);
