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

/* What stands between a hidden layer's product and its activation. */
enum normalization { NORMALIZATION_NONE, NORMALIZATION_LAYER, NORMALIZATION_BATCH };

struct network_recipe {
	size_t inputs, outputs;
	size_t depth;        /* hidden layers */
	const size_t *width; /* [depth]; copied by network_new */
	struct choice activation, initializer;
	struct choice loss;
	enum fan_mode mode;
	enum distribution distribution;
	double gain;              /* NaN: the initializer's own */
	enum gain_rule gain_rule; /* where it comes from when it is NaN */
	double bias;              /* NaN: the initializer's own */
	bool torch;  /* drawn as PyTorch would, layer by layer after manual_seed(seed) */
	double last; /* scale of the output layer's weights; 1: as the rest */
	uint64_t seed;
	bool residual; /* a hidden layer as wide as the one below adds that one's output to its own
			*/
	enum normalization norm;
	double dropout; /* share of a hidden layer's outputs that a training step leaves out */
};

extern const struct catalogue normalizations; /* rows are struct label, in the order of the enum */

struct layer {
	size_t inputs, outputs;
	float *weight;          /* [inputs][outputs], inside the network's parameters */
	float *bias;            /* [outputs] */
	float *scale, *shift;   /* [outputs], behind the biases: of a normalization; else NULL */
	float *mean, *variance; /* [outputs]: batchnorm's running ones, no parameters; else NULL */
	float *slope;           /* one number, behind those: of prelu; else NULL */
	bool residual;
};

struct network {
	struct network_recipe recipe; /* owns its width */
	size_t layer_count;           /* depth + 1 */
	struct layer *layers;
	size_t parameter_count;
	float *parameters; /* [parameter_count]: layer 1 weights, biases, layer 2 ... */
	float *running;    /* batchnorm's means and variances; NULL */
	size_t running_count;
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
/* Has it nothing but products and activations when it is used (dropout is for training)? Theory of
 * the plain network does not hold for others. */
bool network_is_plain(const struct network *network);
/* The same, with FAULT_UNSUITABLE when it is not. */
bool network_check_plain(const struct network *network, struct fault *fault);
const struct activation *network_activation(const struct network *network);
/* A hidden layer's activation, with what it has learned. */
struct choice network_activation_of(const struct network *network, const struct layer *layer);
/* Hash of all parameters' bits (NaN as 7fc00000): the line a student and a grader compare. */
uint64_t network_hash(const struct network *network);
