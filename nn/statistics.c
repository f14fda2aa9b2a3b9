/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Statistics of every layer over a split: chunks of samples through a pass, sums in binary64 in the
 * order of the samples, so that the chunk's size does not matter.
 */
#include "nn/statistics.h"

#include "nn/activation.h"
#include "nn/arithmetic.h"
#include "nn/pass.h"
#include "nn/pool.h"
#include "nn/random.h"
#include "nn/real.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 256, PROBES = 128 };

/* What is added up over the chunks for one layer. */
struct sums {
	double z_square, a, a_square, saturated, saturated_low, active, delta_square;
	double *steepest; /* [neurons]: largest |f'(z)| seen */
	double *size;     /* [neurons]: sum of |a| */
	double *probe;    /* [PROBES][neurons]: z of the first samples, for cosines */
};

/* One measurement. */
struct measuring {
	const struct network *network;
	const struct data *data;
	const struct split *split;
	struct pass *pass;
	struct sums *sums;
	double *gradient; /* [parameter_count], of the mean loss */
	double loss;
	size_t probes;
};

static bool is_hidden(const struct network *network, size_t layer)
{
	return layer + 1 < network->layer_count;
}

/* One neuron's samples of a chunk. */
static void add_neuron(struct measuring *m, size_t layer, size_t neuron, size_t first)
{
	const struct choice activation =
		network_activation_of(m->network, &m->network->layers[layer]);
	const struct pass *pass = m->pass;
	const float *z = pass->z[layer] + neuron * pass->stride;
	const float *delta = pass->delta[layer] + neuron * pass->stride;
	bool hidden = is_hidden(m->network, layer);
	const float *a = hidden ? pass->a[layer + 1] + neuron * pass->stride : z;
	struct sums *sums = &m->sums[layer];
	size_t neurons = m->network->layers[layer].outputs;
	assert(sums->steepest && sums->size && sums->probe);
	double scale = (double)pass->count; /* back to the loss of one sample */
	for (size_t s = 0; s < pass->count; s++) {
		double zs = (double)z[s], as = (double)a[s], ds = (double)delta[s] * scale;
		sums->z_square += zs * zs;
		sums->a += as;
		sums->a_square += as * as;
		sums->active += zs > 0;
		sums->delta_square += ds * ds;
		sums->size[neuron] += real_abs(as);
		if (hidden) {
			double slope = real_abs(activation_slope(&activation, zs));
			bool flat = activation_saturated(&activation, zs);
			sums->saturated += flat;
			sums->saturated_low += flat && zs < 0;
			if (slope > sums->steepest[neuron])
				sums->steepest[neuron] = slope;
		}
		if (first + s < m->probes)
			sums->probe[(first + s) * neurons + neuron] = zs;
	}
}

static bool add_chunk(struct measuring *m, size_t first)
{
	size_t rest = m->split->count - first;
	pass_load(m->pass, m->data, m->split, NULL, first, rest < CHUNK ? rest : CHUNK);
	if (!pass_forward(m->pass, m->network))
		return false;
	pass_loss(m->pass, m->network);
	if (!pass_backward(m->pass, m->network))
		return false;
	double share = (double)m->pass->count / (double)m->split->count;
	for (size_t i = 0; i < m->network->parameter_count; i++)
		m->gradient[i] += (double)m->pass->gradient[i] * share;
	for (size_t s = 0; s < m->pass->count; s++)
		m->loss += (double)m->pass->each[s];
	for (size_t layer = 0; layer < m->network->layer_count; layer++)
		for (size_t neuron = 0; neuron < m->network->layers[layer].outputs; neuron++)
			add_neuron(m, layer, neuron, first);
	return pool_poll();
}

/* Mean cosine of z over pairs of different samples: each probe with another one drawn for it. */
static double alignment_of(const struct measuring *m, size_t layer)
{
	size_t neurons = m->network->layers[layer].outputs;
	const double *probe = m->sums[layer].probe;
	double total = 0;
	for (size_t i = 0; i < m->probes; i++) {
		const struct counter counter = { (uint32_t)i, 0, 0, PURPOSE_PROBE };
		size_t other =
			(i + 1 + random_below(0, counter, (uint32_t)m->probes - 1)) % m->probes;
		const double *x = probe + i * neurons, *y = probe + other * neurons;
		double xy = 0, xx = 0, yy = 0;
		for (size_t j = 0; j < neurons; j++) {
			xy += x[j] * y[j];
			xx += x[j] * x[j];
			yy += y[j] * y[j];
		}
		total += xy / real_sqrt(xx * yy);
	}
	return m->probes > 1 ? total / (double)m->probes : __builtin_nan("");
}

/* Largest magnitude of a neuron's incoming weights and bias. */
static double size_of(const struct layer *layer, size_t j)
{
	double size = real_abs((double)layer->bias[j]);
	for (size_t i = 0; i < layer->inputs; i++) {
		double weight = real_abs((double)layer->weight[i * layer->outputs + j]);
		size = weight > size ? weight : size;
	}
	return size;
}

/* Are the incoming weights and biases of two neurons the same at 1e-6 of `size`? */
static bool same_neuron(const struct layer *layer, size_t j, size_t k, double size)
{
	double most = 1e-6 * size;
	if (real_abs((double)layer->bias[j] - (double)layer->bias[k]) > most)
		return false;
	for (size_t i = 0; i < layer->inputs; i++) {
		const float *row = layer->weight + i * layer->outputs;
		if (real_abs((double)row[j] - (double)row[k]) > most)
			return false;
	}
	return true;
}

static size_t distinct_of(const struct layer *layer)
{
	size_t distinct = 0;
	for (size_t j = 0; j < layer->outputs; j++) {
		bool copy = false;
		double size = size_of(layer, j);
		for (size_t k = 0; k < j && !copy; k++)
			copy = same_neuron(layer, j, k, size);
		distinct += !copy;
	}
	return distinct;
}

static void moments_of(
	const float *x, size_t count, double *mean, double *deviation, double *square)
{
	double sum = 0, squares = 0, spread = 0, n = (double)count;
	for (size_t i = 0; i < count; i++) {
		sum += (double)x[i];
		squares += (double)x[i] * (double)x[i];
	}
	*mean = sum / n;
	*square = squares / n;
	for (size_t i = 0; i < count; i++)
		spread += ((double)x[i] - *mean) * ((double)x[i] - *mean);
	*deviation = real_sqrt(spread / n);
}

static void weights_of(const struct layer *layer, struct layer_statistics *out)
{
	double square;
	size_t count = layer->inputs * layer->outputs;
	moments_of(layer->bias, layer->outputs, &out->bias_mean, &out->bias_deviation, &square);
	moments_of(layer->weight, count, &out->weight_mean, &out->weight_deviation, &square);
	out->weight = real_sqrt(square);
	out->gain = (double)layer->inputs * out->weight_deviation * out->weight_deviation;
	out->neurons = layer->outputs;
	out->distinct = distinct_of(layer);
}

static double root_mean_square(const double *x, size_t count)
{
	double square = 0;
	for (size_t i = 0; i < count; i++)
		square += x[i] * x[i];
	return real_sqrt(square / (double)count);
}

static void neurons_of(const struct measuring *m, size_t layer, struct layer_statistics *out)
{
	const struct sums *sums = &m->sums[layer];
	double limit = activation_slope_limit(&m->network->recipe.activation), size = 0;
	size_t neurons = m->network->layers[layer].outputs;
	for (size_t j = 0; j < neurons; j++)
		size += sums->size[j] / (double)neurons;
	for (size_t j = 0; j < neurons; j++) {
		bool dead = sums->steepest[j] == 0, frozen = sums->steepest[j] < 0.01 * limit;
		bool dormant = sums->size[j] <= 0.025 * size;
		out->dead += dead;
		out->frozen += frozen;
		out->dormant += dormant;
		out->state[j] = dead      ? NEURON_DEAD
				: frozen  ? NEURON_FROZEN
				: dormant ? NEURON_DORMANT
					  : NEURON_ALIVE;
	}
	out->dead /= (double)neurons;
	out->frozen /= (double)neurons;
	out->dormant /= (double)neurons;
}

static void finish_layer(const struct measuring *m, size_t index, struct layer_statistics *out)
{
	const struct layer *layer = &m->network->layers[index];
	const struct sums *sums = &m->sums[index];
	double n = (double)m->split->count * (double)layer->outputs;
	size_t weights = layer->inputs * layer->outputs;
	const double *gradient = m->gradient + (layer->weight - m->network->parameters);
	out->q = sums->z_square / n;
	out->mean = sums->a / n;
	double spread = sums->a_square / n - out->mean * out->mean;
	out->deviation = spread > 0 ? real_sqrt(spread) : spread == spread ? 0 : spread;
	out->active = sums->active / n;
	out->delta = real_sqrt(sums->delta_square / n);
	out->alignment = alignment_of(m, index);
	out->gradient = root_mean_square(gradient, weights);
	out->gradient_norm = out->gradient * real_sqrt((double)weights);
	out->bias_gradient = root_mean_square(gradient + weights, layer->outputs);
	weights_of(layer, out);
	if (!is_hidden(m->network, index))
		return;
	out->saturated = sums->saturated / n;
	out->saturated_low = sums->saturated_low / n;
	neurons_of(m, index, out);
}

static bool open_measuring(struct measuring *m, struct fault *fault)
{
	const struct network *network = m->network;
	m->probes = m->split->count < PROBES ? m->split->count : PROBES;
	m->pass = pass_new(network, CHUNK, fault);
	m->sums = calloc(network->layer_count, sizeof *m->sums);
	m->gradient = calloc(network->parameter_count + 1, sizeof *m->gradient);
	bool good = m->pass && m->sums && m->gradient;
	if (good)
		m->pass->mode = PASS_MEASURE;
	for (size_t i = 0; good && i < network->layer_count; i++) {
		size_t neurons = network->layers[i].outputs;
		m->sums[i].steepest = calloc(neurons * (2 + m->probes), sizeof(double));
		good = m->sums[i].steepest;
		if (good) {
			m->sums[i].size = m->sums[i].steepest + neurons;
			m->sums[i].probe = m->sums[i].size + neurons;
		}
	}
	return good || fault_set(fault, FAULT_MEMORY, N_("statistics"));
}

static void close_measuring(struct measuring *m)
{
	for (size_t i = 0; m->sums && i < m->network->layer_count; i++)
		free(m->sums[i].steepest);
	free(m->sums);
	free(m->gradient);
	pass_free(m->pass);
}

static struct statistics *finish(const struct measuring *m, struct fault *fault)
{
	size_t layers = m->network->layer_count, neurons = 0;
	struct statistics *statistics = calloc(1, sizeof *statistics);
	for (size_t i = 0; i < layers; i++)
		neurons += m->network->layers[i].outputs;
	if (statistics) {
		statistics->layers = calloc(layers + 1, sizeof *statistics->layers);
		statistics->states = calloc(neurons + 1, 1);
	}
	if (!statistics || !statistics->layers || !statistics->states) {
		statistics_free(statistics);
		fault_set(fault, FAULT_MEMORY, N_("statistics"));
		return NULL;
	}
	statistics->layer_count = layers;
	statistics->loss = m->loss / (double)m->split->count;
	unsigned char *state = statistics->states;
	for (size_t i = 0; i < layers; i++) {
		statistics->layers[i].state = state;
		state += m->network->layers[i].outputs;
		finish_layer(m, i, &statistics->layers[i]);
	}
	const struct layer_statistics *first = &statistics->layers[0];
	const struct layer_statistics *last = &statistics->layers[layers > 1 ? layers - 2 : 0];
	statistics->forward_gain = real_sqrt(last->q / first->q);
	statistics->backward_gain = first->delta / last->delta;
	return statistics;
}

struct statistics *statistics_new(const struct network *network, const struct data *data,
	const struct split *split, bool (*poll)(void *to), void *to, struct fault *fault)
{
	struct measuring m = { .network = network, .data = data, .split = split };
	struct statistics *statistics = NULL;
	if (open_measuring(&m, fault)) {
		struct arithmetic_control control = arithmetic_enter();
		size_t first = 0;
		while (first < split->count && (!poll || poll(to)) && add_chunk(&m, first))
			first += CHUNK;
		arithmetic_leave(control);
		if (first >= split->count)
			statistics = finish(&m, fault);
		else
			fault_set(fault, FAULT_INTERRUPTED, NULL);
	}
	close_measuring(&m);
	return statistics;
}

void statistics_free(struct statistics *statistics)
{
	if (!statistics)
		return;
	free(statistics->layers);
	free(statistics->states);
	free(statistics);
}
