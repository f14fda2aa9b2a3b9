/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Rotations, Jacobians and ranks, in binary64.
 */
#include "nn/spectrum.h"

#include "nn/activation.h"
#include "nn/pass.h"
#include "nn/pool.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SWEEPS = 40, RANK_SAMPLES = 512 };

/* Makes columns p and q perpendicular; false when they were. */
static bool rotate(double *a, size_t rows, size_t columns, size_t p, size_t q)
{
	double pp = 0, qq = 0, pq = 0;
	for (size_t i = 0; i < rows; i++) {
		double x = a[i * columns + p], y = a[i * columns + q];
		pp += x * x;
		qq += y * y;
		pq += x * y;
	}
	if (real_abs(pq) <= 1e-15 * real_sqrt(pp) * real_sqrt(qq))
		return false;
	double zeta = (qq - pp) / (2 * pq);
	double tangent = (zeta < 0 ? -1 : 1) / (real_abs(zeta) + real_sqrt(1 + zeta * zeta));
	double cosine = 1 / real_sqrt(1 + tangent * tangent), sine = cosine * tangent;
	for (size_t i = 0; i < rows; i++) {
		double x = a[i * columns + p], y = a[i * columns + q];
		a[i * columns + p] = cosine * x - sine * y;
		a[i * columns + q] = sine * x + cosine * y;
	}
	return true;
}

void singular_values(double *a, size_t rows, size_t columns, double *s)
{
	bool turned = true;
	for (int sweep = 0; turned && sweep < MOST_SWEEPS; sweep++) {
		turned = false;
		for (size_t p = 0; p + 1 < columns; p++)
			for (size_t q = p + 1; q < columns && pool_poll(); q++)
				turned = rotate(a, rows, columns, p, q) || turned;
	}
	for (size_t j = 0; j < columns; j++) {
		double square = 0;
		for (size_t i = 0; i < rows; i++)
			square += a[i * columns + j] * a[i * columns + j];
		double value = real_sqrt(square);
		size_t place = j;
		for (; place > 0 && s[place - 1] < value; place--)
			s[place] = s[place - 1];
		s[place] = value;
	}
}

struct spectrum spectrum_of(const double *s, size_t count, size_t inputs)
{
	double square = 0, fourth = 0;
	for (size_t i = 0; i < count; i++) {
		double ratio = s[0] > 0 ? s[i] / s[0] : 0;
		square += ratio * ratio;
		fourth += ratio * ratio * ratio * ratio;
	}
	return (struct spectrum){
		.largest = s[0],
		.median = s[count / 2],
		.least = s[count - 1],
		.mean_square = s[0] * s[0] * square / (double)inputs,
		.rank = fourth > 0 ? square * square / fourth : 0,
	};
}

double effective_rank(const double *a, size_t rows, size_t columns)
{
	double trace = 0, square = 0;
	for (size_t p = 0; p < columns; p++)
		for (size_t q = p; q < columns && pool_poll(); q++) {
			double sum = 0;
			for (size_t i = 0; i < rows; i++)
				sum += a[i * columns + p] * a[i * columns + q];
			trace += p == q ? sum : 0;
			square += (p == q ? 1 : 2) * sum * sum;
		}
	return square > 0 ? trace * trace / square : 0;
}

/* ---- Jacobians ---- */

/* D W of a layer at the sample in column 0 of the pass: [inputs][outputs]. */
static void jacobian_of(
	const struct network *network, const struct pass *pass, size_t l, double *jacobian)
{
	const struct layer *layer = &network->layers[l];
	const struct choice activation = network_activation_of(network, layer);
	for (size_t j = 0; j < layer->outputs; j++) {
		double z = (double)pass->z[l][j * pass->stride];
		double slope = activation_slope(&activation, z);
		for (size_t i = 0; i < layer->inputs; i++)
			jacobian[i * layer->outputs + j] =
				slope * (double)layer->weight[i * layer->outputs + j];
	}
}

/* product [rows][inner] times jacobian [inner][columns] into next. */
static void multiply(const double *product, const double *jacobian, size_t rows, size_t inner,
	size_t columns, double *next)
{
	memset(next, 0, rows * columns * sizeof *next);
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < inner && pool_poll(); k++)
			for (size_t j = 0; j < columns; j++)
				next[i * columns + j] +=
					product[i * inner + k] * jacobian[k * columns + j];
}

static void add_share(struct spectrum *to, struct spectrum one, double share)
{
	to->largest += share * one.largest;
	to->median += share * one.median;
	to->least += share * one.least;
	to->mean_square += share * one.mean_square;
	to->rank += share * one.rank;
}

/* The values of a [rows][columns], the shorter side their number. */
static struct spectrum measure(
	const double *a, size_t rows, size_t columns, double *scratch, double *s)
{
	size_t count = rows < columns ? rows : columns;
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < columns; j++)
			scratch[columns <= rows ? i * columns + j : j * rows + i] =
				a[i * columns + j];
	singular_values(scratch, columns <= rows ? rows : columns, count, s);
	for (size_t i = 0; i < count; i++)
		s[i] = s[i] > 1e-14 * s[0] ? s[i] : 0; /* what rounding leaves of zeros */
	return spectrum_of(s, count, rows);
}

/* Room for the matrices of the widest layer. */
struct room {
	double *product, *next, *jacobian, *scratch, *s;
};

static void through_sample(const struct network *network, const struct pass *pass,
	const struct room *room, struct spectrum *layers, struct spectrum *whole, double *values,
	double share)
{
	size_t depth = network->recipe.depth, first = network->layers[0].outputs;
	struct room at = *room;
	memset(at.product, 0, first * first * sizeof *at.product);
	for (size_t i = 0; i < first; i++)
		at.product[i * first + i] = 1;
	for (size_t l = 0; l < depth; l++) {
		const struct layer *layer = &network->layers[l];
		jacobian_of(network, pass, l, at.jacobian);
		add_share(&layers[l],
			measure(at.jacobian, layer->inputs, layer->outputs, at.scratch, at.s),
			share);
		if (l == 0)
			continue;
		multiply(at.product, at.jacobian, first, layer->inputs, layer->outputs, at.next);
		double *free_one = at.product;
		at.product = at.next;
		at.next = free_one;
	}
	size_t last = network->layers[depth - 1].outputs;
	add_share(whole, measure(at.product, first, last, at.scratch, at.s), share);
	for (size_t i = 0; values && i < first; i++)
		values[i] = i < last ? at.s[i] : 0;
}

static size_t widest(const struct network *network)
{
	size_t most = network->recipe.inputs;
	for (size_t l = 0; l < network->layer_count; l++)
		most = network->layers[l].outputs > most ? network->layers[l].outputs : most;
	return most;
}

bool jacobian_spectra(const struct network *network, const struct data *data, size_t samples,
	struct spectrum *layers, struct spectrum *whole, double *values, bool (*poll)(void *to),
	void *to, struct fault *fault)
{
	size_t width = widest(network), count = data->train.count;
	if (!network_check_plain(network, fault))
		return false;
	if (width > SPECTRUM_WIDTH)
		return fault_set(fault, FAULT_UNSUITABLE, N_("singular values of so wide a layer"));
	double *memory = calloc(4 * width * width + width, sizeof *memory);
	struct pass *pass = memory ? pass_new(network, 1, fault) : NULL;
	if (!pass) {
		free(memory);
		return fault_set(fault, FAULT_MEMORY, N_("weights"));
	}
	const struct room room = { memory, memory + width * width, memory + 2 * width * width,
		memory + 3 * width * width, memory + 4 * width * width };
	memset(layers, 0, network->recipe.depth * sizeof *layers);
	*whole = (struct spectrum){ 0 };
	samples = samples < count ? samples : count;
	size_t done = 0;
	for (; done < samples && (!poll || poll(to)); done++) {
		pass_load(pass, data, &data->train, NULL, done * (count / samples), 1);
		if (!pass_forward(pass, network))
			break;
		through_sample(network, pass, &room, layers, whole, done == 0 ? values : NULL,
			1 / (double)samples);
	}
	pass_free(pass);
	free(memory);
	return (done == samples && !pool_stopped()) || fault_set(fault, FAULT_INTERRUPTED, NULL);
}

/* ---- ranks ---- */

static double rank_of_weights(const struct layer *layer, double *scratch)
{
	for (size_t i = 0; i < layer->inputs * layer->outputs; i++)
		scratch[i] = (double)layer->weight[i];
	return effective_rank(scratch, layer->inputs, layer->outputs);
}

/* [samples][units] from a feature-major matrix, each unit's mean taken off. */
static double rank_of_outputs(
	const float *a, size_t stride, size_t units, size_t samples, double *scratch)
{
	for (size_t j = 0; j < units; j++) {
		double mean = 0;
		for (size_t s = 0; s < samples; s++)
			mean += (double)a[j * stride + s] / (double)samples;
		for (size_t s = 0; s < samples; s++)
			scratch[s * units + j] = (double)a[j * stride + s] - mean;
	}
	return effective_rank(scratch, samples, units);
}

bool layer_ranks(const struct network *network, const struct data *data, double *weights,
	double *outputs, bool (*poll)(void *to), void *to, struct fault *fault)
{
	size_t width = widest(network), last = network->layer_count - 1;
	size_t samples = data->train.count < RANK_SAMPLES ? data->train.count : RANK_SAMPLES;
	size_t rows = samples > width ? samples : width;
	double *scratch = calloc(rows * width, sizeof *scratch);
	struct pass *pass = scratch ? pass_new(network, samples, fault) : NULL;
	if (!pass) {
		free(scratch);
		return fault_set(fault, FAULT_MEMORY, N_("weights"));
	}
	pass_load(pass, data, &data->train, NULL, 0, samples);
	size_t l = 0;
	for (bool whole = pass_forward(pass, network); whole && l <= last && (!poll || poll(to));
		l++) {
		size_t units = network->layers[l].outputs;
		const float *a = l < last ? pass->a[l + 1] : pass->z[l];
		weights[l] = rank_of_weights(&network->layers[l], scratch);
		outputs[l] = rank_of_outputs(a, pass->stride, units, samples, scratch);
	}
	pass_free(pass);
	free(scratch);
	return (l > last && !pool_stopped()) || fault_set(fault, FAULT_INTERRUPTED, NULL);
}
