/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Initializers: variance scaling, and those that are something else.
 */
#include "nn/initializer.h"

#include "nn/activation.h"
#include "nn/random.h"
#include "nn/real.h"

#include <assert.h>
#include <stdlib.h>

static struct counter place(
	const struct initialization *how, size_t i, size_t j, enum purpose purpose)
{
	return (struct counter){ (uint32_t)i, (uint32_t)j, how->layer, purpose };
}

static bool fill_constant(const struct initialization *how, float *weight, float *bias,
	size_t inputs, size_t outputs, struct fault *fault)
{
	(void)bias;
	(void)fault;
	for (size_t i = 0; i < inputs * outputs; i++)
		weight[i] = (float)how->initializer.number[0];
	return true;
}

static bool fill_zeros(const struct initialization *how, float *weight, float *bias, size_t inputs,
	size_t outputs, struct fault *fault)
{
	(void)how;
	(void)bias;
	(void)fault;
	for (size_t i = 0; i < inputs * outputs; i++)
		weight[i] = 0;
	return true;
}

static bool fill_ones(const struct initialization *how, float *weight, float *bias, size_t inputs,
	size_t outputs, struct fault *fault)
{
	(void)how;
	(void)bias;
	(void)fault;
	for (size_t i = 0; i < inputs * outputs; i++)
		weight[i] = 1;
	return true;
}

/* Standard deviation times a draw of unit variance, for each weight. Every distribution is a
 * function of the same uniform number, so that weights keep their rank when it changes. */
static void fill_drawn(const struct initialization *how, enum distribution distribution,
	double deviation, float *weight, size_t inputs, size_t outputs)
{
	const double low = real_normal_cdf(-2), kept = real_normal_cdf(2) - low;
	const double truncated = 0.87962566103423978; /* std of N(0, 1) cut at -2 and 2 */
	for (size_t i = 0; i < inputs; i++)
		for (size_t j = 0; j < outputs; j++) {
			double u =
				(double)random_uniform(how->seed, place(how, i, j, PURPOSE_WEIGHT));
			double draw;
			if (distribution == DISTRIBUTION_UNIFORM)
				draw = (2 * u - 1) * real_sqrt(3);
			else if (distribution == DISTRIBUTION_TRUNCATED)
				draw = real_normal_quantile(low + u * kept) / truncated;
			else
				draw = (double)(float)real_normal_quantile(u);
			weight[i * outputs + j] = (float)(deviation * draw);
		}
}

static bool fill_normal(const struct initialization *how, float *weight, float *bias, size_t inputs,
	size_t outputs, struct fault *fault)
{
	(void)bias;
	(void)fault;
	enum distribution distribution =
		how->distribution == DISTRIBUTION_DEFAULT ? DISTRIBUTION_NORMAL : how->distribution;
	fill_drawn(how, distribution, how->initializer.number[0], weight, inputs, outputs);
	return true;
}

static bool fill_uniform(const struct initialization *how, float *weight, float *bias,
	size_t inputs, size_t outputs, struct fault *fault)
{
	(void)bias;
	(void)fault;
	fill_drawn(how, DISTRIBUTION_UNIFORM, how->initializer.number[0] / real_sqrt(3), weight,
		inputs, outputs);
	return true;
}

static double gain_of(const struct initialization *how)
{
	const struct initializer *row = (const void *)how->initializer.label;
	if (how->gain_automatic)
		return activation_gain(&how->activation);
	return real_is_nan(how->gain) ? row->gain : how->gain;
}

/* Subtracts from v its components along the `count` unit vectors of q, twice: once is not enough
 * when v almost lies in their span (Parlett 1980). */
static void make_perpendicular(double *v, const double *q, size_t count, size_t length)
{
	for (int round = 0; round < 2; round++)
		for (size_t k = 0; k < count; k++) {
			double along = 0;
			for (size_t i = 0; i < length; i++)
				along += q[k * length + i] * v[i];
			for (size_t i = 0; i < length; i++)
				v[i] -= along * q[k * length + i];
		}
}

/* Rows of independent normals made orthonormal one after the other: the factor Q of a QR whose R
 * has a positive diagonal, which is uniform over orthogonal matrices (Mezzadri 2007). `vectors`
 * vectors of `length` >= vectors components. */
static void fill_orthonormal(
	const struct initialization *how, double *q, size_t vectors, size_t length)
{
	for (size_t k = 0; k < vectors; k++) {
		double *v = q + k * length, square = 0;
		for (size_t i = 0; i < length; i++)
			v[i] = (double)random_normal(how->seed, place(how, k, i, PURPOSE_WEIGHT));
		make_perpendicular(v, q, k, length);
		for (size_t i = 0; i < length; i++)
			square += v[i] * v[i];
		for (size_t i = 0; i < length; i++)
			v[i] /= real_sqrt(square);
	}
}

static bool fill_orthogonal(const struct initialization *how, float *weight, float *bias,
	size_t inputs, size_t outputs, struct fault *fault)
{
	(void)bias;
	double *q = calloc(inputs * outputs, sizeof *q), gain = gain_of(how);
	if (!q)
		return fault_set(fault, FAULT_MEMORY, N_("weights"));
	bool tall = inputs >= outputs;
	if (tall)
		fill_orthonormal(how, q, outputs, inputs);
	else
		fill_orthonormal(how, q, inputs, outputs);
	for (size_t i = 0; i < inputs; i++)
		for (size_t j = 0; j < outputs; j++)
			weight[i * outputs + j] =
				(float)(gain * (tall ? q[j * inputs + i] : q[i * outputs + j]));
	free(q);
	return true;
}

static double fan(enum fan_mode mode, size_t inputs, size_t outputs)
{
	if (mode == FAN_OUT)
		return (double)outputs;
	return mode == FAN_AVERAGE ? ((double)inputs + (double)outputs) / 2 : (double)inputs;
}

static double scaled_deviation(const struct initialization *how, size_t inputs, size_t outputs)
{
	const struct initializer *row = (const void *)how->initializer.label;
	enum fan_mode mode = how->mode == FAN_DEFAULT ? row->mode : how->mode;
	return gain_of(how) / real_sqrt(fan(mode, inputs, outputs));
}

/* Weights and biases uniform within 1/sqrt(fan_in): what torch.nn.Linear starts from. */
static bool fill_torch(const struct initialization *how, float *weight, float *bias, size_t inputs,
	size_t outputs, struct fault *fault)
{
	(void)fault;
	fill_drawn(how, DISTRIBUTION_UNIFORM, scaled_deviation(how, inputs, outputs), weight,
		inputs, outputs);
	double bound = 1 / real_sqrt((double)inputs);
	for (size_t j = 0; j < outputs; j++) {
		double u = (double)random_uniform(how->seed, place(how, 0, j, PURPOSE_BIAS));
		bias[j] = (float)((2 * u - 1) * bound);
	}
	return true;
}

// clang-format off
static const struct initializer rows[] = {
	{ { "zeros", N_("every weight 0"), "zero", { { 0 } } }, fill_zeros, 1, FAN_IN, DISTRIBUTION_NORMAL },
	{ { "ones", N_("every weight 1"), NULL, { { 0 } } }, fill_ones, 1, FAN_IN, DISTRIBUTION_NORMAL },
	{ { "constant", N_("every weight the same number"), "const", { { "value", N_("the number"), 0.1, -1e6, 1e6 } } }, fill_constant, 1, FAN_IN, DISTRIBUTION_NORMAL },
	{ { "normal", N_("normal with a given standard deviation"), "gaussian", { { "std", N_("standard deviation"), 0.05, 0, 1e6 } } }, fill_normal, 1, FAN_IN, DISTRIBUTION_NORMAL },
	{ { "uniform", N_("uniform between -bound and bound"), NULL, { { "bound", N_("largest magnitude"), 0.05, 0, 1e6 } } }, fill_uniform, 1, FAN_IN, DISTRIBUTION_UNIFORM },
	{ { "xavier", N_("variance 2/(fan_in + fan_out): Glorot and Bengio 2010"), "glorot", { { 0 } } }, NULL, 1, FAN_AVERAGE, DISTRIBUTION_NORMAL },
	{ { "he", N_("variance 2/fan_in, for ReLU: He et al. 2015"), "kaiming", { { 0 } } }, NULL, 1.4142135623730951, FAN_IN, DISTRIBUTION_NORMAL },
	{ { "lecun", N_("variance 1/fan_in: LeCun et al. 1998"), NULL, { { 0 } } }, NULL, 1, FAN_IN, DISTRIBUTION_NORMAL },
	{ { "orthogonal", N_("perpendicular weight vectors of equal length: Saxe et al. 2014"), NULL, { { 0 } } }, fill_orthogonal, 1, FAN_IN, DISTRIBUTION_NORMAL },
	{ { "torch-default", N_("uniform within 1/sqrt(fan_in), biases too: what torch.nn.Linear does"), "torch", { { 0 } } }, fill_torch, 0.57735026918962573, FAN_IN, DISTRIBUTION_UNIFORM },
};

static const struct label mode_rows[] = {
	{ "default", N_("the initializer's own"), NULL, { { 0 } } },
	{ "fan_in", N_("inputs of the layer: keeps the signal"), "in", { { 0 } } },
	{ "fan_out", N_("units of the layer: keeps the gradient"), "out", { { 0 } } },
	{ "average", N_("the mean of both"), "avg", { { 0 } } },
};

static const struct label distribution_rows[] = {
	{ "default", N_("the initializer's own"), NULL, { { 0 } } },
	{ "normal", N_("normal"), "gaussian", { { 0 } } },
	{ "uniform", N_("uniform of the same variance"), NULL, { { 0 } } },
	{ "truncated", N_("normal cut at two standard deviations, of the same variance"), NULL, { { 0 } } },
};
// clang-format on

const struct catalogue initializers = CATALOGUE(N_("initializer"), rows);
const struct catalogue fan_modes = CATALOGUE(N_("fan"), mode_rows);
const struct catalogue distributions = CATALOGUE(N_("distribution"), distribution_rows);

double initialization_deviation(const struct initialization *how, size_t inputs, size_t outputs)
{
	const struct initializer *row = (const void *)how->initializer.label;
	double number = how->initializer.number[0];
	if (row->fill == NULL || row->fill == fill_torch)
		return how->scale * scaled_deviation(how, inputs, outputs);
	if (row->fill == fill_normal)
		return how->scale * number;
	if (row->fill == fill_uniform)
		return how->scale * number / real_sqrt(3);
	if (row->fill == fill_orthogonal)
		return how->scale * gain_of(how) /
		       real_sqrt((double)(inputs > outputs ? inputs : outputs));
	return 0;
}

bool initialize(const struct initialization *how, float *weight, float *bias, size_t inputs,
	size_t outputs, struct fault *fault)
{
	const struct initializer *row = (const void *)how->initializer.label;
	for (size_t j = 0; j < outputs; j++)
		bias[j] = 0;
	if (row->fill) {
		if (!row->fill(how, weight, bias, inputs, outputs, fault))
			return false;
	} else {
		enum distribution distribution = how->distribution == DISTRIBUTION_DEFAULT
							 ? row->distribution
							 : how->distribution;
		fill_drawn(how, distribution, scaled_deviation(how, inputs, outputs), weight,
			inputs, outputs);
	}
	if (!real_is_nan(how->bias))
		for (size_t j = 0; j < outputs; j++)
			bias[j] = (float)how->bias;
	for (size_t i = 0; how->scale != 1 && i < inputs * outputs; i++)
		weight[i] = (float)(how->scale * (double)weight[i]);
	return true;
}
