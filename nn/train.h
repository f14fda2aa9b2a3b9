/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Training: minibatches in an order drawn from (seed, epoch), one optimizer step each; after each
 * epoch the loss and accuracy of the current weights over the whole train and test splits. A loss
 * that stops being finite is an outcome, not a fault.
 */
#pragma once
#include "nn/network.h"
#include "nn/optimizer.h"
#include "nn/schedule.h"

enum outcome { OUTCOME_FINISHED, OUTCOME_STOPPED, OUTCOME_UNTIL, OUTCOME_DIVERGED };

struct evaluation {
	double loss, accuracy; /* accuracy is NaN for regression */
};

/* What is known after an epoch (or at the end of a run counted in steps). */
struct progress {
	uint64_t epoch, step;
	struct evaluation train, test; /* test is NaN when there is no test split */
	double seconds;                /* never shown unless asked for */
	double rate;                   /* of the epoch that ended */
};

struct training {
	struct choice optimizer;
	double rate;            /* NaN: the optimizer's default */
	double momentum;        /* of sgd */
	double decay;           /* NaN: the optimizer's default */
	double clip;            /* global norm; 0: none */
	struct choice schedule; /* NULL label: constant */
	size_t batch;
	size_t amount;
	bool steps; /* amount counts steps, not epochs */
	uint64_t seed;
	bool (*poll)(void *to); /* false: stop, keep what was learned */
	bool (*report)(void *to, const struct progress *progress); /* false: `until` is met */
	void *to;
};

/* Goes on from where the network stands. False only for a fault that kept it from starting. */
bool train(struct network *network, const struct data *data, const struct training *training,
	enum outcome *outcome, struct fault *fault);

/* Loss and accuracy of the current weights. poll may be NULL; false: interrupted. */
bool evaluate(const struct network *network, const struct data *data, const struct split *split,
	struct evaluation *evaluation, bool (*poll)(void *to), void *to, struct fault *fault);
