/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A network is a recipe: shape, activation, initializer, seed. The same recipe gives the same bits.
 * Layers are numbered from 1; layer L+1 of L hidden layers is the linear output layer.
 */
#pragma once
#include "nn/data.h"
#include "nn/fault.h"
#include "nn/initializer.h"
#include "nn/label.h"
#include "nn/optimizer.h"
#include "nn/schedule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct network_recipe {
	size_t inputs, outputs;
	size_t depth;        /* hidden layers */
	const size_t *width; /* [depth]; copied by network_new */
	struct choice activation, initializer;
	struct choice loss;
	enum fan_mode mode;
	enum distribution distribution;
	double gain; /* NaN: the initializer's own */
	enum gain_rule gain_rule; /* where it comes from when it is NaN */
	double bias; /* NaN: the initializer's own */
	double last; /* scale of the output layer's weights; 1: as the rest */
	uint64_t seed;
};

struct layer {
	size_t inputs, outputs;
	float *weight; /* [inputs][outputs], inside the network's parameters */
	float *bias;   /* [outputs] */
};

struct network {
	struct network_recipe recipe; /* owns its width */
	size_t layer_count;           /* depth + 1 */
	struct layer *layers;
	size_t parameter_count;
	float *parameters; /* [parameter_count]: layer 1 weights, biases, layer 2 ... */
	struct descent descent;
	struct plateau plateau;
	uint64_t step, epoch; /* how far it was trained */
	size_t position;      /* samples of the current epoch already used */
	bool diverged;        /* parameters are then the last finite ones */
	struct fault where;   /* of the divergence: layer, step, quantity */
};

struct network *network_new(const struct network_recipe *recipe, struct fault *fault);
struct network *network_copy_new(const struct network *network);
void network_free(struct network *network);
/* Draws the weights anew: epoch 0, no optimizer state. */
bool network_reset(struct network *network, struct fault *fault);

size_t network_parameters(const struct network_recipe *recipe); /* SIZE_MAX when it overflows */
/* Bytes that the network and its training with `batch` samples will take. */
size_t network_bytes(const struct network_recipe *recipe, size_t batch);
const struct activation *network_activation(const struct network *network);
/* Hash of all parameters' bits (NaN as 7fc00000): the line a student and a grader compare. */
uint64_t network_hash(const struct network *network);
