/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What `train` was told, and how that becomes a training: also for commands that run several.
 */
#pragma once
#include "kernel/session/session.h"
#include "nn/train.h"

struct train_given {
	long epochs;
	const struct label *unit; /* what the bare number counts: epochs (or NULL), or steps */
	long steps;               /* by name: -1 when epochs count */
	long batch;
	double lr; /* NaN: the optimizer's own */
	struct choice opt;
	double momentum, decay, clip; /* decay NaN: the optimizer's own */
	struct choice schedule;
	const struct expression *until; /* NULL: none */
	long seed;                      /* -1: the session's */
};

extern const struct command command_train;

/* A momentum that the optimizer would not use would be a wrong experiment: false with an error. */
bool train_check_momentum(const struct train_given *given, struct span where, struct error *error);
/* The training a record describes, without callbacks. */
struct training train_settings(struct session *session, const struct train_given *given);
/* "sgd, learning rate 0.1, batch 64": in the cell's arena. */
const char *train_describe(struct session *session, const struct train_given *given);
