/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Initializers. Each weight is a function of (seed, layer, i, j) alone: i the input's index, j the
 * output's, layer from 1. W is [inputs][outputs].
 *
 * Most are one primitive, variance scaling: Var W = gain^2 / n, n the fan chosen by `mode`, drawn
 * normal, uniform or truncated. The others (orthogonal, identity, ...) bring their own function;
 * there the gain multiplies the weights. Biases are 0 except where the initializer defines them.
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

/* Where the gain comes from when it is not given as a number. */
enum gain_rule {
	GAIN_OWN,       /* the initializer's: he sqrt 2, the others 1 */
	GAIN_AUTOMATIC, /* 1/sqrt(E f^2) of the activation */
	GAIN_TORCH,     /* torch.nn.init.calculate_gain; not every activation has one */
	GAIN_CRITICAL,  /* chi = 1 without biases (nn/critical.h); not every activation has one */
};

/* What a layer's weights are made from. */
struct initialization {
	struct choice initializer;
	struct choice activation; /* of this layer's units: rules for the gain need it */
	enum fan_mode mode;
	enum distribution distribution;
	double gain; /* NaN: by the rule */
	enum gain_rule gain_rule;
	double bias;  /* NaN: 0, except where the initializer defines biases */
	double scale; /* multiplies the weights at the end: `last` of the output layer, else 1 */
	uint64_t seed;
	uint32_t layer;             /* from 1 */
	struct torch_random *torch; /* draws from it, in PyTorch's order; NULL: by (seed, place) */
};

struct torch_random;
struct filling; /* nn/initializer_fill.h */

struct initializer {
	struct label label;
	/* Fills the weights, and the biases where they are not 0; NULL: variance scaling with the
	 * numbers below. */
	bool (*fill)(const struct filling *filling, struct fault *fault);
	/* The standard deviation of its weights at gain 1; NULL: that of variance scaling. */
	double (*deviation)(const struct initialization *how, size_t inputs, size_t outputs);
	double gain;
	enum fan_mode mode;
	enum distribution distribution;
	/* The gain where it depends on the activation or on the fan n; NaN: not for this one. */
	double (*own_gain)(const struct initialization *how, double n);
	bool from_data; /* a network is finished by network_adapt (nn/lsuv.h) */
};

extern const struct catalogue initializers;
/* Their rows are struct label, in the order of the enum. */
extern const struct catalogue fan_modes;
extern const struct catalogue distributions;
extern const struct catalogue gain_rules;

bool initialize(const struct initialization *how, float *weight, float *bias, size_t inputs,
	size_t outputs, struct fault *fault);
/* The gain in use; NaN where the rule or the initializer has none for this activation (initialize
 * fails then: FAULT_UNSUITABLE). */
double initialization_gain(const struct initialization *how, size_t inputs, size_t outputs);
/* The standard deviation the formula promises; NaN where it promises none. */
double initialization_deviation(const struct initialization *how, size_t inputs, size_t outputs);
