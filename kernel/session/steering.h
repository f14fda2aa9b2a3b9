/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A training that the reader steers while it runs: "lr", its learning rate, and "stop", which ends
 * it well. Both belong to the outlet between open and close.
 */
#pragma once
#include "kernel/session/outlet.h"
#include "nn/train.h"

struct steering {
	double rate; /* as the reader wants it */
	double used; /* as it is in use */
	double stop; /* not 0: end here. It is for the training's poll to look at. */
};

void steering_open(struct steering *steering, const struct outlet *out, double rate);
void steering_close(struct steering *steering, const struct outlet *out);

/* The reader wants another rate (greater than 0; what is no rate is ignored): the training's report
 * answers false then. */
bool steering_has_news(const struct steering *steering);

/* train(), in as many parts as there are rates: after each epoch that changed it, training goes on
 * exactly where it stood. `training` is spent. */
bool steering_train(struct steering *steering, struct network *network, const struct data *data,
	struct training *training, enum outcome *outcome, struct fault *fault);
