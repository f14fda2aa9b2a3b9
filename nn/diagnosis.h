/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Why does this network not learn? An ordered list of rules, each with its evidence and threshold;
 * the first that holds is the headline. A network that has learned is healthy whatever else.
 */
#pragma once
#include "nn/statistics.h"
#include "nn/train.h"

enum rule {
	RULE_DIVERGED,   /* something stopped being finite: value is the step */
	RULE_SYMMETRY,   /* a layer has one distinct neuron: value is their number */
	RULE_LINEAR,     /* no activation bends: one layer would do */
	RULE_DEAD_LAYER, /* no sample wakes any neuron of a layer: value is the fraction */
	RULE_EXPLODES,   /* log10 of the gain of gradient or signal above 2 */
	RULE_VANISHES,   /* log10 G_b below -2 (-1: a warning) */
	RULE_FROZEN,     /* largest update:weight below 1e-5 (1e-4) */
	RULE_SATURATED,  /* fraction of a layer above 0.5 (0.2) */
	RULE_DEAD,       /* dead fraction of a layer above what theory expects by 0.2 */
	RULE_ALIGNED,    /* cosine between samples above 0.99 in a layer */
	RULE_RATE_HIGH,  /* update:weight above 0.1 in all layers, or the loss rose three times
			    running */
	RULE_CONSTANT,   /* trained, and the loss is the entropy of the classes within 1 percent */
	RULE_FIRST_LOSS, /* untrained, and the loss is above 2 ln K (1.5 ln K) */
	RULE_UNSCALED,   /* inputs: mean beyond 1, or std outside [0.3, 3]: value is the std */
	RULE_PLATEAU,    /* the loss changed by less than 1e-3 of itself over the last epochs */
	RULE_COUNT
};

struct finding {
	enum rule rule;
	bool severe;             /* else a warning */
	size_t layer;            /* from 1; 0: the whole network */
	double value, threshold; /* what was found, and the line it crossed */
};

/* What is known of the patient. */
struct examination {
	const struct network *network;
	const struct data *data;
	const struct statistics *statistics; /* of the train split, now */
	const struct training *training;     /* as it was, or will be, trained */
	const double *loss;                  /* [losses]: over the train split, epoch by epoch */
	size_t losses;
	double accuracy; /* now; NaN for regression */
};

struct diagnosis {
	bool learned; /* then nothing is looked for */
	size_t count;
	struct finding findings[RULE_COUNT]; /* in the order of the rules */
	double update;                       /* largest update:weight of a layer */
};

/* False with a fault. A step of the training is tried on a copy. */
bool diagnose(
	const struct examination *examination, struct diagnosis *diagnosis, struct fault *fault);
