/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Trainings on the side: what is in use now, with something changed, made and trained without
 * touching it. For commands that set several side by side (compare, sweep, diagnose).
 */
#pragma once
#include "kernel/commands/data.h"
#include "kernel/commands/net.h"
#include "kernel/commands/train.h"

/* What `data`, `net` and `train` would have to be told. */
struct trial {
	struct data_given data;
	struct net_given net;
	struct train_given train;
	bool new_data;        /* the data are not those in use */
	struct span momentum; /* where one was asked for; it may be the last training's instead */
};

/* The data and network in use (or the default ones) and the last training. */
bool trial_current(struct session *session, struct trial *trial, struct error *error);
/* One value of a borrowed parameter. */
bool trial_apply(struct session *session, struct trial *trial, const struct axis *axis,
	size_t value, struct error *error);

/* One training, ready to run in any thread, and what came of it. */
struct trial_run {
	struct network *network;
	const struct data *data;
	struct data *own; /* NULL: the session's */
	struct training training;
	bool foresee;       /* ask theory too */
	double gradient;    /* log10 G_b as it expects it */
	struct fault fault; /* why it could not run */
	enum outcome outcome;
	struct evaluation first, train, test; /* before; after (infinite when it diverged) */
	bool done;
	bool look;                         /* measure and remember all of it: */
	struct statistics *before, *after; /* of the train split */
	double *loss;  /* [points]: before the first step and after each epoch */
	double *epoch; /* [points] */
	size_t points;
};

/* Makes network and data; false with an error. Close it in either case. */
bool trial_open(struct session *session, const struct trial *trial, struct trial_run *run,
	struct error *error);
void trial_close(struct trial_run *run);

/* Runs all that are not done, as many at once as there are threads; the result does not depend on
 * how many. False with an error when one could not run or the reader stopped it (the others keep
 * what they have). */
bool trials_run(struct session *session, struct trial_run *runs, size_t count, struct error *error);
