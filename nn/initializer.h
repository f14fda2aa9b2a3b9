/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Initializers. Each weight is a function of (seed, layer, i, j) alone: i the input's index, j the
 * output's, layer from 1. W is [inputs][outputs].
 *
 * Most are one primitive, variance scaling: Var W = gain^2 / n, n the fan chosen by `mode`, drawn
 * normal or uniform. The others (orthogonal, identity, ...) bring their own function.
 */
#pragma once
#include "nn/fault.h"
#include "nn/label.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fan_mode { FAN_DEFAULT, FAN_IN, FAN_OUT, FAN_AVERAGE };
enum distribution {
	DISTRIBUTION_DEFAULT,
	DISTRIBUTION_NORMAL,
	DISTRIBUTION_UNIFORM,
	DISTRIBUTION_TRUNCATED
};

/* What a layer's weights are made from. */
struct initialization {
	struct choice initializer;
	struct choice activation; /* of this layer's units: automatic gains need it */
	enum fan_mode mode;
	enum distribution distribution;
	double gain;         /* NaN: the initializer's own (he sqrt 2, the others 1) */
	bool gain_automatic; /* 1/sqrt(E f^2) of the activation */
	double bias;         /* NaN: 0, except where the initializer defines biases */
	double scale; /* multiplies the weights at the end: `last` of the output layer, else 1 */
	uint64_t seed;
	uint32_t layer; /* from 1 */
};

struct initializer {
	struct label label;
	/* Fills weight [inputs][outputs] and bias [outputs]; NULL: variance scaling with the
	 * numbers below. */
	bool (*fill)(const struct initialization *how, float *weight, float *bias, size_t inputs,
		size_t outputs, struct fault *fault);
	double gain;
	enum fan_mode mode;
	enum distribution distribution;
};

extern const struct catalogue initializers;
extern const struct catalogue fan_modes;     /* rows are struct label, in the order of the enum */
extern const struct catalogue distributions; /* idem */

bool initialize(const struct initialization *how, float *weight, float *bias, size_t inputs,
	size_t outputs, struct fault *fault);
/* The standard deviation the formula promises, NaN where it promises none. */
double initialization_deviation(const struct initialization *how, size_t inputs, size_t outputs);
