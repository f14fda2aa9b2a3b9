/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Initializers whose weights depend on each other: orthogonal, sparse, Nguyen-Widrow, RAI.
 */
#include "nn/initializer_fill.h"
#include "nn/pool.h"
#include "nn/real.h"
#include "nn/torch_random.h"

#include <stdlib.h>

/* ---- orthogonal ---- */

/* Sums in 8 lanes, in this order everywhere. */
static double dot(const double *a, const double *b, size_t count)
{
	double lane[8] = { 0 };
	size_t i = 0;
	for (; i + 8 <= count; i += 8)
		for (size_t k = 0; k < 8; k++)
			lane[k] += a[i + k] * b[i + k];
	for (size_t k = 0; i < count; i++, k++)
		lane[k] += a[i] * b[i];
	return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
	       ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

/* Subtracts from v its components along the `count` unit vectors of q, twice: once is not enough
 * when v almost lies in their span (Parlett 1980). */
static void make_perpendicular(double *v, const double *q, size_t count, size_t length)
{
	for (int round = 0; round < 2; round++)
		for (size_t k = 0; k < count; k++) {
			double along = dot(q + k * length, v, length);
			for (size_t i = 0; i < length; i++)
				v[i] -= along * q[k * length + i];
		}
}

/* Rows of independent normals made orthonormal one after the other: the factor Q of a QR whose R
 * has a positive diagonal, which is uniform over orthogonal matrices (Mezzadri 2007). `vectors`
 * vectors of `length` >= vectors components. False when interrupted. */
static bool make_orthonormal(
	const struct filling *f, double *q, size_t vectors, size_t length, const float *drawn)
{
	bool rows = vectors == f->outputs && length == f->inputs && vectors < length;
	for (size_t k = 0; k < vectors; k++) {
		double *v = q + k * length;
		for (size_t i = 0; i < length; i++)
			v[i] = (double)(drawn ? drawn[rows ? k * f->inputs + i : i * f->inputs + k]
					      : random_normal(f->how->seed,
							fill_place(f, k, i, PURPOSE_WEIGHT)));
		make_perpendicular(v, q, k, length);
		double size = real_sqrt(dot(v, v, length));
		for (size_t i = 0; i < length; i++)
			v[i] /= size;
		if (!pool_poll())
			return false;
	}
	return true;
}

bool fill_orthogonal(const struct filling *f, struct fault *fault)
{
	double *q = calloc(f->inputs * f->outputs, sizeof *q);
	if (!q)
		return fault_set(fault, FAULT_MEMORY, N_("weights"));
	float *drawn = f->how->torch ? fill_torch_draws(f, true, fault) : NULL;
	/* PyTorch takes the columns of a square matrix, not its rows. */
	bool tall = drawn ? f->inputs > f->outputs : f->inputs >= f->outputs;
	bool done = tall ? make_orthonormal(f, q, f->outputs, f->inputs, drawn)
			 : make_orthonormal(f, q, f->inputs, f->outputs, drawn);
	free(drawn);
	for (size_t i = 0; i < f->inputs; i++)
		for (size_t j = 0; j < f->outputs; j++)
			f->weight[i * f->outputs + j] =
				(float)(f->gain *
					(tall ? q[j * f->inputs + i] : q[i * f->outputs + j]));
	free(q);
	return done || fault_set(fault, FAULT_INTERRUPTED, NULL);
}

double deviation_orthogonal(const struct initialization *how, size_t inputs, size_t outputs)
{
	(void)how;
	return 1 / real_sqrt((double)(inputs > outputs ? inputs : outputs));
}

/* ---- sparse ---- */

static size_t zeros_of(const struct initialization *how, size_t outputs)
{
	return (size_t)real_ceil(how->initializer.number[0] * (double)outputs);
}

/* The first `count` of a shuffle of the units, for input i. */
static void choose(const struct filling *f, size_t i, uint32_t *order, size_t count)
{
	for (size_t j = 0; j < f->outputs; j++)
		order[j] = (uint32_t)j;
	for (size_t k = 0; k < count; k++) {
		size_t other = k + random_below(f->how->seed, fill_place(f, i, k, PURPOSE_PLACE),
					   (uint32_t)(f->outputs - k));
		uint32_t chosen = order[other];
		order[other] = order[k];
		order[k] = chosen;
	}
}

/* Of each input's weights, ceil(sparsity * outputs) chosen at random are 0. */
bool fill_sparse(const struct filling *f, struct fault *fault)
{
	if (!fill_drawn(f, DISTRIBUTION_NORMAL, f->gain * f->how->initializer.number[1], fault))
		return false;
	uint32_t *order = calloc(f->outputs, sizeof *order);
	if (!order)
		return fault_set(fault, FAULT_MEMORY, N_("weights"));
	size_t zeros = zeros_of(f->how, f->outputs);
	for (size_t i = 0; i < f->inputs; i++) {
		if (f->how->torch)
			torch_random_permutation(f->how->torch, order, f->outputs);
		else
			choose(f, i, order, zeros);
		for (size_t k = 0; k < zeros; k++)
			f->weight[i * f->outputs + order[k]] = 0;
	}
	free(order);
	return true;
}

double deviation_sparse(const struct initialization *how, size_t inputs, size_t outputs)
{
	(void)inputs;
	double kept = 1 - (double)zeros_of(how, outputs) / (double)outputs;
	return how->initializer.number[1] * real_sqrt(kept);
}

/* ---- Nguyen-Widrow ---- */

static double widrow_length(size_t inputs, size_t outputs)
{
	return 0.7 * real_pow((double)outputs, 1 / (double)inputs);
}

bool fill_widrow(const struct filling *f, struct fault *fault)
{
	if (!fill_drawn(f, DISTRIBUTION_UNIFORM, 1, fault))
		return false;
	double length = widrow_length(f->inputs, f->outputs);
	for (size_t j = 0; j < f->outputs; j++) {
		double square = 0;
		for (size_t i = 0; i < f->inputs; i++) {
			double w = (double)f->weight[i * f->outputs + j];
			square += w * w;
		}
		double factor = f->gain * length / real_sqrt(square);
		for (size_t i = 0; i < f->inputs; i++) {
			float *w = &f->weight[i * f->outputs + j];
			*w = (float)(factor * (double)*w);
		}
		f->bias[j] = (float)((2 * fill_uniform(f, 0, j, PURPOSE_BIAS) - 1) * length);
	}
	return true;
}

double deviation_widrow(const struct initialization *how, size_t inputs, size_t outputs)
{
	(void)how;
	return widrow_length(inputs, outputs) / real_sqrt((double)inputs);
}

/* ---- randomized asymmetric initialization ---- */

static const double rai_deviation = 0.6007; /* times 1/sqrt(fan_in) */

/* [W, b] of each unit normal, then one of its numbers drawn from Beta(2, 1), which is the root of a
 * uniform number. */
bool fill_rai(const struct filling *f, struct fault *fault)
{
	double deviation = f->gain * rai_deviation / real_sqrt((double)f->inputs);
	if (!fill_drawn(f, DISTRIBUTION_NORMAL, deviation, fault))
		return false;
	for (size_t j = 0; j < f->outputs; j++) {
		const struct counter bias = fill_place(f, 0, j, PURPOSE_BIAS);
		f->bias[j] = (float)(deviation * (double)random_normal(f->how->seed, bias));
		size_t which = random_below(
			f->how->seed, fill_place(f, 0, j, PURPOSE_PLACE), (uint32_t)f->inputs + 1);
		float beta = (float)(f->gain * real_sqrt(fill_uniform(f, 1, j, PURPOSE_PLACE)));
		if (which < f->inputs)
			f->weight[which * f->outputs + j] = beta;
		else
			f->bias[j] = beta;
	}
	return true;
}

/* Of all weights a share 1/(fan_in + 1) is Beta(2, 1), whose mean is 2/3 and mean square 1/2. */
double deviation_rai(const struct initialization *how, size_t inputs, size_t outputs)
{
	(void)how;
	(void)outputs;
	double share = 1 / ((double)inputs + 1), mean = share * 2 / 3;
	double square = (1 - share) * rai_deviation * rai_deviation / (double)inputs + share / 2;
	return real_sqrt(square - mean * mean);
}
