/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Forward keeps, for each layer, what backward needs: the layer's input x, the normalized product
 * n, the activation's argument z, 1/sqrt(variance), and the delta. Matrices are [sample][unit].
 */
#include "nn/plain.h"

#include "nn/activation.h"
#include "nn/loss.h"
#include "nn/pool.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

static const double epsilon = 1e-5;

/* One layer's place in memory. */
struct kept {
	const struct layer *layer;
	const double *weight, *bias, *scale, *shift; /* in the parameters */
	struct choice activation;                    /* with its slope, when that is one */
	double *x, *normed, *z, *spread, *delta;
};

static size_t numbers_of(const struct layer *layer, size_t count)
{
	size_t units = layer->outputs;
	return count * (layer->inputs + 3 * units) + (count > units ? count : units);
}

static struct kept kept_at(const struct plain_network *plain, size_t l)
{
	const struct network *network = plain->network;
	double *memory = plain->memory;
	for (size_t i = 0; i < l; i++)
		memory += numbers_of(&network->layers[i], plain->count);
	const struct layer *layer = &network->layers[l];
	const double *weight = plain->parameters + (layer->weight - network->parameters);
	const double *bias = plain->parameters + (layer->bias - network->parameters);
	size_t count = plain->count, units = layer->outputs;
	struct choice activation = network->recipe.activation;
	if (layer->slope)
		activation.number[0] = plain->parameters[layer->slope - network->parameters];
	return (struct kept){
		.layer = layer,
		.weight = weight,
		.bias = bias,
		.scale = layer->scale ? bias + units : NULL,
		.activation = activation,
		.shift = layer->scale ? bias + 2 * units : NULL,
		.x = memory,
		.normed = memory + count * layer->inputs,
		.z = memory + count * (layer->inputs + units),
		.delta = memory + count * (layer->inputs + 2 * units),
		.spread = memory + count * (layer->inputs + 3 * units),
	};
}

struct plain_network *plain_new(const struct network *network, size_t count, struct fault *fault)
{
	struct plain_network *plain = calloc(1, sizeof *plain);
	size_t numbers = 0, parameters = network->parameter_count, widest = 1;
	for (size_t l = 0; l < network->layer_count; l++) {
		const struct layer *layer = &network->layers[l];
		numbers += numbers_of(layer, count);
		widest = layer->inputs > widest ? layer->inputs : widest;
	}
	size_t down = count * widest;
	if (plain) {
		plain->network = network;
		plain->count = count;
		plain->parameters =
			calloc(2 * parameters + numbers + 2 * down, sizeof *plain->parameters);
	}
	if (!plain || !plain->parameters) {
		plain_free(plain);
		fault_set(fault, FAULT_MEMORY, N_("gradient check"));
		return NULL;
	}
	plain->gradient = plain->parameters + parameters;
	plain->memory = plain->gradient + parameters;
	plain->down[0] = plain->memory + numbers;
	plain->down[1] = plain->down[0] + down;
	for (size_t i = 0; i < parameters; i++)
		plain->parameters[i] = (double)network->parameters[i];
	return plain;
}

void plain_free(struct plain_network *plain)
{
	if (plain)
		free(plain->parameters);
	free(plain);
}

/* ---- forward ---- */

static void product(const struct kept *k, size_t count)
{
	size_t inputs = k->layer->inputs, units = k->layer->outputs;
	for (size_t s = 0; s < count && pool_poll(); s++)
		for (size_t j = 0; j < units; j++) {
			double z = k->bias[j];
			for (size_t i = 0; i < inputs; i++)
				z += k->x[s * inputs + i] * k->weight[i * units + j];
			k->z[s * units + j] = z;
		}
}

/* Numbers first, first + step, ... of z to mean 0 and variance 1; the factor. */
static double standardize(const double *z, double *normed, size_t first, size_t step, size_t count)
{
	double mean = 0, variance = 0, n = (double)count;
	for (size_t i = 0; i < count; i++)
		mean += z[first + i * step] / n;
	for (size_t i = 0; i < count; i++) {
		double d = z[first + i * step] - mean;
		variance += d * d / n;
	}
	double spread = 1 / real_sqrt(variance + epsilon);
	for (size_t i = 0; i < count; i++)
		normed[first + i * step] = (z[first + i * step] - mean) * spread;
	return spread;
}

static void normalize(const struct kept *k, enum normalization norm, size_t count)
{
	size_t units = k->layer->outputs;
	if (!k->scale)
		return;
	if (norm == NORMALIZATION_LAYER)
		for (size_t s = 0; s < count; s++)
			k->spread[s] = standardize(k->z, k->normed, s * units, 1, units);
	else
		for (size_t j = 0; j < units; j++)
			k->spread[j] = standardize(k->z, k->normed, j, units, count);
	for (size_t s = 0; s < count; s++)
		for (size_t j = 0; j < units; j++)
			k->z[s * units + j] = k->normed[s * units + j] * k->scale[j] + k->shift[j];
}

static double losses_of(struct plain_network *plain, const struct kept *k, const struct data *data)
{
	const struct choice *choice = &plain->network->recipe.loss;
	const struct loss *loss = (const void *)choice->label;
	size_t units = k->layer->outputs;
	double total = 0, *target = calloc(units, sizeof *target);
	for (size_t s = 0; target && s < plain->count; s++) {
		for (size_t j = 0; data->train.target && j < units; j++)
			target[j] = (double)data->train.target[s * units + j];
		const struct sample sample = { k->z + s * units, units,
			data->train.label ? data->train.label[s] : 0, target };
		total += loss->value(choice->number, &sample, k->delta + s * units);
	}
	free(target);
	for (size_t i = 0; i < plain->count * units; i++)
		k->delta[i] /= (double)plain->count;
	return total / (double)plain->count;
}

double plain_forward(struct plain_network *plain, const struct data *data)
{
	const struct network *network = plain->network;
	size_t count = plain->count, last = network->layer_count - 1;
	struct kept k = kept_at(plain, 0);
	for (size_t i = 0; i < count * data->features; i++)
		k.x[i] = (double)data->train.x[i];
	for (size_t l = 0; l < last; l++) {
		struct kept next = kept_at(plain, l + 1);
		product(&k, count);
		normalize(&k, network->recipe.norm, count);
		for (size_t i = 0; i < count * k.layer->outputs; i++)
			next.x[i] = activation_value(&k.activation, k.z[i]) +
				    (k.layer->residual ? k.x[i] : 0);
		k = next;
	}
	product(&k, count);
	return losses_of(plain, &k, data);
}

/* ---- backward ---- */

/* delta of z to delta of the product, for the numbers that were standardized together. */
static void standardize_back(
	double *delta, const double *normed, double spread, size_t first, size_t step, size_t count)
{
	double mean = 0, along = 0, n = (double)count;
	for (size_t i = 0; i < count; i++) {
		mean += delta[first + i * step] / n;
		along += delta[first + i * step] * normed[first + i * step] / n;
	}
	for (size_t i = 0; i < count; i++) {
		size_t at = first + i * step;
		delta[at] = (delta[at] - mean - normed[at] * along) * spread;
	}
}

static void normalize_back(
	const struct kept *k, enum normalization norm, double *scale, size_t count)
{
	size_t units = k->layer->outputs;
	if (!k->scale)
		return;
	for (size_t s = 0; s < count; s++)
		for (size_t j = 0; j < units; j++) {
			size_t i = s * units + j;
			scale[j] += k->delta[i] * k->normed[i];
			scale[units + j] += k->delta[i];
			k->delta[i] *= k->scale[j];
		}
	if (norm == NORMALIZATION_LAYER)
		for (size_t s = 0; s < count; s++)
			standardize_back(k->delta, k->normed, k->spread[s], s * units, 1, units);
	else
		for (size_t j = 0; j < units; j++)
			standardize_back(k->delta, k->normed, k->spread[j], j, units, count);
}

/* Gradients of weights and biases; adds d(loss)/dx to below. */
static void product_back(
	const struct kept *k, double *weight, double *bias, double *below, size_t count)
{
	size_t inputs = k->layer->inputs, units = k->layer->outputs;
	for (size_t s = 0; s < count && pool_poll(); s++)
		for (size_t j = 0; j < units; j++) {
			double delta = k->delta[s * units + j];
			bias[j] += delta;
			for (size_t i = 0; i < inputs; i++) {
				weight[i * units + j] += delta * k->x[s * inputs + i];
				below[s * inputs + i] += delta * k->weight[i * units + j];
			}
		}
}

void plain_backward(struct plain_network *plain)
{
	const struct network *network = plain->network;
	size_t count = plain->count, last = network->layer_count - 1;
	memset(plain->gradient, 0, network->parameter_count * sizeof *plain->gradient);
	for (size_t l = network->layer_count; l-- > 0;) {
		struct kept k = kept_at(plain, l);
		/* d(loss)/d(output) of this layer, which residual ones hand on whole */
		const double *above = plain->down[l % 2];
		double *below = plain->down[(l + 1) % 2];
		double *weight = plain->gradient + (k.layer->weight - network->parameters);
		double *bias = plain->gradient + (k.layer->bias - network->parameters);
		size_t units = k.layer->outputs, inputs = k.layer->inputs;
		for (size_t i = 0; k.layer->slope && i < count * units; i++)
			plain->gradient[k.layer->slope - network->parameters] +=
				k.z[i] > 0 ? 0 : above[i] * k.z[i];
		for (size_t i = 0; l < last && i < count * units; i++)
			k.delta[i] = above[i] * activation_slope(&k.activation, k.z[i]);
		if (l < last)
			normalize_back(&k, network->recipe.norm, bias + units, count);
		memset(below, 0, count * inputs * sizeof *below);
		product_back(&k, weight, bias, below, count);
		for (size_t i = 0; k.layer->residual && i < count * inputs; i++)
			below[i] += above[i];
	}
}
