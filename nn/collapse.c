/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The layers' product, in binary64.
 */
#include "nn/collapse.h"

#include "nn/pass.h"
#include "nn/pool.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 256 };

/* next = rows x layer: both the weight and, as one more row, the bias. */
static void multiply(const double *rows, size_t count, const struct layer *layer, double *next)
{
	memset(next, 0, count * layer->outputs * sizeof *next);
	for (size_t r = 0; r < count; r++)
		for (size_t i = 0; i < layer->inputs && pool_poll(); i++) {
			double x = rows[r * layer->inputs + i];
			for (size_t j = 0; j < layer->outputs; j++)
				next[r * layer->outputs + j] +=
					x * (double)layer->weight[i * layer->outputs + j];
		}
}

/* The identity and a row of zeros, carried through all layers: W, and b in the last row. */
static bool carry(const struct network *network, struct collapse *collapse)
{
	size_t inputs = collapse->inputs, rows = inputs + 1;
	double *now = calloc(rows * inputs, sizeof *now);
	for (size_t i = 0; now && i < inputs; i++)
		now[i * inputs + i] = 1;
	for (size_t l = 0; now && l < network->layer_count; l++) {
		const struct layer *layer = &network->layers[l];
		double *next = calloc(rows * layer->outputs, sizeof *next);
		if (next) {
			multiply(now, rows, layer, next);
			for (size_t j = 0; j < layer->outputs; j++)
				next[inputs * layer->outputs + j] += (double)layer->bias[j];
		}
		free(now);
		now = next;
	}
	collapse->weight = now;
	collapse->bias = now ? now + inputs * collapse->outputs : NULL;
	return now;
}

static double answer_of(const struct collapse *collapse, const float *x, size_t k)
{
	double sum = collapse->bias[k];
	for (size_t i = 0; i < collapse->inputs; i++)
		sum += (double)x[i] * collapse->weight[i * collapse->outputs + k];
	return sum;
}

static bool compare(const struct network *network, const struct data *data,
	struct collapse *collapse, bool (*poll)(void *to), void *to, struct fault *fault)
{
	struct pass *pass =
		network_check_plain(network, fault) ? pass_new(network, CHUNK, fault) : NULL;
	if (!pass)
		return false;
	const struct split *split = &data->train;
	size_t first = 0;
	for (; first < split->count && (!poll || poll(to)); first += CHUNK) {
		size_t rest = split->count - first;
		pass_load(pass, data, split, NULL, first, rest < CHUNK ? rest : CHUNK);
		if (!pass_forward(pass, network))
			break;
		const float *z = pass->z[network->layer_count - 1];
		for (size_t s = 0; s < pass->count; s++)
			for (size_t k = 0; k < collapse->outputs; k++) {
				const float *x = split->x + (first + s) * data->features;
				double is = (double)z[k * pass->stride + s];
				double apart = real_abs(is - answer_of(collapse, x, k));
				collapse->distance =
					apart > collapse->distance ? apart : collapse->distance;
				collapse->size = real_abs(is) > collapse->size ? real_abs(is)
									       : collapse->size;
			}
	}
	pass_free(pass);
	return first >= split->count || fault_set(fault, FAULT_INTERRUPTED, NULL);
}

struct collapse *collapse_new(const struct network *network, const struct data *data,
	bool (*poll)(void *to), void *to, struct fault *fault)
{
	struct collapse *collapse = calloc(1, sizeof *collapse);
	if (collapse) {
		collapse->inputs = network->recipe.inputs;
		collapse->outputs = network->recipe.outputs;
	}
	bool made = collapse && carry(network, collapse);
	if (!made)
		fault_set(fault, FAULT_MEMORY, N_("weights"));
	if (made && compare(network, data, collapse, poll, to, fault))
		return collapse;
	collapse_free(collapse);
	return NULL;
}

void collapse_free(struct collapse *collapse)
{
	if (collapse)
		free(collapse->weight);
	free(collapse);
}
