/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Schedules of the learning rate, by epoch, as PyTorch's: t is the number of whole epochs behind
 * the network, so that training in two parts is training in one.
 */
#pragma once
#include "nn/label.h"

#include <stdint.h>

struct schedule {
	struct label label;
	/* The rate of epoch t of a training that ends at epoch `end`; NULL: the loss decides. */
	double (*rate)(const double *p, double rate, double t, double end);
};

extern const struct catalogue schedules;

/* What a schedule that looks at the loss remembers. */
struct plateau {
	double best;    /* lowest loss so far; infinite before the first */
	double scale;   /* of the rate */
	uint64_t worse; /* epochs since the loss fell */
};

double schedule_rate(const struct choice *schedule, const struct plateau *plateau, double rate,
	uint64_t epoch, uint64_t end);
/* After an epoch whose train loss is `loss`. */
void schedule_look(const struct choice *schedule, struct plateau *plateau, double loss);
