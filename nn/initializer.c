/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The catalogue of initializers, and variance scaling, which most of its rows are.
 */
#include "nn/initializer.h"

#include "nn/activation.h"
#include "nn/critical.h"
#include "nn/initializer_fill.h"
#include "nn/pool.h"
#include "nn/real.h"

#include <string.h>

/* ---- gains that depend on something ---- */

static double gain_of_scale(const struct initialization *how, double n)
{
	(void)n;
	return real_sqrt(how->initializer.number[0]);
}

/* exp(1/(2n)) and sqrt 2 exp(1.2/(n - 2.4)) keep E log of the gradient's length, not its mean
 * square (Sussillo and Abbott 2014); for tanh they measured gains from 1.1 to 1.2. */
static double gain_of_walk(const struct initialization *how, double n)
{
	const char *activation = how->activation.label->name;
	if (strcmp(activation, "linear") == 0)
		return real_exp(1 / (2 * n));
	if (strcmp(activation, "relu") == 0)
		return real_sqrt(2) * real_exp(1.2 / ((n > 6 ? n : 6) - 2.4));
	return strcmp(activation, "tanh") == 0 ? 1.15 : __builtin_nan("");
}

static double gain_of_critical(const struct initialization *how, double n)
{
	(void)n;
	struct critical critical;
	if (!critical_find(&how->activation, how->initializer.number[0], &critical))
		return __builtin_nan("");
	return real_sqrt(critical.weight);
}

// clang-format off
#define PLAIN NULL, { { 0 } }
static const struct initializer rows[] = {
	{ { "zeros", N_("every weight 0"), "zero", { { 0 } } }, fill_zeros, deviation_none, 1, FAN_IN, DISTRIBUTION_NORMAL, NULL, false },
	{ { "ones", N_("every weight 1"), PLAIN }, fill_ones, deviation_none, 1, FAN_IN, DISTRIBUTION_NORMAL, NULL, false },
	{ { "constant", N_("every weight the same number"), "const", { { "value", N_("the number"), 0.1, -1e6, 1e6 } } }, fill_constant, deviation_none, 1, FAN_IN, DISTRIBUTION_NORMAL, NULL, false },
	{ { "normal", N_("normal with a given standard deviation"), "gaussian", { { "std", N_("standard deviation"), 0.05, 0, 1e6 } } }, fill_normal, deviation_normal, 1, FAN_IN, DISTRIBUTION_NORMAL, NULL, false },
	{ { "uniform", N_("uniform between -bound and bound"), NULL, { { "bound", N_("largest magnitude"), 0.05, 0, 1e6 } } }, fill_flat, deviation_flat, 1, FAN_IN, DISTRIBUTION_UNIFORM, NULL, false },
	{ { "truncated", N_("normal without what lies beyond two standard deviations"), "truncated-normal", { { "std", N_("standard deviation before the cut"), 0.05, 0, 1e6 } } }, fill_truncated, deviation_truncated, 1, FAN_IN, DISTRIBUTION_TRUNCATED, NULL, false },
	{ { "xavier", N_("variance 2/(fan_in + fan_out): Glorot and Bengio 2010"), "glorot", { { 0 } } }, NULL, NULL, 1, FAN_AVERAGE, DISTRIBUTION_NORMAL, NULL, false },
	{ { "he", N_("variance 2/fan_in, for ReLU: He et al. 2015"), "kaiming", { { 0 } } }, NULL, NULL, 1.4142135623730951, FAN_IN, DISTRIBUTION_NORMAL, NULL, false },
	{ { "lecun", N_("variance 1/fan_in: LeCun et al. 1998"), PLAIN }, NULL, NULL, 1, FAN_IN, DISTRIBUTION_NORMAL, NULL, false },
	{ { "variance-scaling", N_("variance scale/fan_in, truncated: what most others are cases of"), "variance_scaling", { { "scale", N_("the gain's square"), 1, 0, 1e6 } } }, NULL, NULL, 1, FAN_IN, DISTRIBUTION_TRUNCATED, gain_of_scale, false },
	{ { "orthogonal", N_("perpendicular weight vectors of equal length: Saxe et al. 2014"), PLAIN }, fill_orthogonal, deviation_orthogonal, 1, FAN_IN, DISTRIBUTION_NORMAL, NULL, false },
	{ { "identity", N_("ones on the diagonal, else 0: Le et al. 2015"), "eye", { { 0 } } }, fill_identity, deviation_identity, 1, FAN_IN, DISTRIBUTION_NORMAL, NULL, false },
	{ { "sparse", N_("normal, but a share of each input's weights is 0: Martens 2010"), NULL, { { "sparsity", N_("share of zeros"), 0.1, 0, 1 }, { "std", N_("standard deviation of the others"), 0.01, 0, 1e6 } } }, fill_sparse, deviation_sparse, 1, FAN_IN, DISTRIBUTION_NORMAL, NULL, false },
	{ { "torch-default", N_("uniform within 1/sqrt(fan_in), biases too: what torch.nn.Linear does"), "torch", { { 0 } } }, fill_torch, NULL, 0.57735026918962573, FAN_IN, DISTRIBUTION_UNIFORM, NULL, false },
	{ { "nguyen-widrow", N_("weight vectors of length 0.7 units^(1/fan_in), biases spread as far: 1990"), "widrow", { { 0 } } }, fill_widrow, deviation_widrow, 1, FAN_IN, DISTRIBUTION_UNIFORM, NULL, false },
	{ { "lsuv", N_("orthogonal, then each layer scaled to variance 1 on the data: Mishkin and Matas 2016"), PLAIN }, fill_orthogonal, deviation_orthogonal, 1, FAN_IN, DISTRIBUTION_NORMAL, NULL, true },
	{ { "random-walk", N_("variance that keeps the gradient's logarithm at this width: Sussillo and Abbott 2014"), "sussillo", { { 0 } } }, NULL, NULL, 1, FAN_IN, DISTRIBUTION_NORMAL, gain_of_walk, false },
	{ { "rai", N_("one positive weight a unit, against being born dead: Lu et al. 2019"), PLAIN }, fill_rai, deviation_rai, 1, FAN_IN, DISTRIBUTION_NORMAL, NULL, false },
	{ { "critical", N_("variances of weights and biases between order and chaos (chi = 1): Poole et al. 2016"), NULL, { { "bias", N_("variance of the biases; scale-free activations have none"), 0.05, 0, 100 } } }, fill_critical, NULL, 1, FAN_IN, DISTRIBUTION_NORMAL, gain_of_critical, false },
};

static const struct label mode_rows[] = {
	{ "default", N_("the initializer's own"), PLAIN },
	{ "fan_in", N_("inputs of the layer: keeps the signal"), "in", { { 0 } } },
	{ "fan_out", N_("units of the layer: keeps the gradient"), "out", { { 0 } } },
	{ "average", N_("the mean of both"), "avg", { { 0 } } },
};

static const struct label distribution_rows[] = {
	{ "default", N_("the initializer's own"), PLAIN },
	{ "normal", N_("normal"), "gaussian", { { 0 } } },
	{ "uniform", N_("uniform of the same variance"), PLAIN },
	{ "truncated", N_("normal cut at two standard deviations, of the same variance"), PLAIN },
};

static const struct label gain_rows[] = {
	{ "default", N_("the initializer's own: he √2, the others 1"), "own", { { 0 } } },
	{ "auto", N_("1/√E f², so that the signal keeps its variance"), "automatic", { { 0 } } },
	{ "torch", N_("what torch.nn.init.calculate_gain says"), PLAIN },
	{ "critical", N_("so that the gradient keeps its variance (chi = 1)"), PLAIN },
};
// clang-format on

const struct catalogue initializers = CATALOGUE(N_("initializer"), rows);
const struct catalogue fan_modes = CATALOGUE(N_("fan"), mode_rows);
const struct catalogue distributions = CATALOGUE(N_("distribution"), distribution_rows);
const struct catalogue gain_rules = CATALOGUE(N_("gain"), gain_rows);

static const struct initializer *row_of(const struct initialization *how)
{
	return (const struct initializer *)(const void *)how->initializer.label;
}

static double fan(const struct initialization *how, size_t inputs, size_t outputs)
{
	enum fan_mode mode = how->mode == FAN_DEFAULT ? row_of(how)->mode : how->mode;
	if (mode == FAN_OUT)
		return (double)outputs;
	return mode == FAN_AVERAGE ? ((double)inputs + (double)outputs) / 2 : (double)inputs;
}

double initialization_gain(const struct initialization *how, size_t inputs, size_t outputs)
{
	const struct initializer *row = row_of(how);
	struct critical critical;
	if (!real_is_nan(how->gain))
		return how->gain;
	switch (how->gain_rule) {
	case GAIN_AUTOMATIC: return activation_gain(&how->activation);
	case GAIN_TORCH: return activation_torch_gain(&how->activation);
	case GAIN_CRITICAL:
		return critical_find(&how->activation, 0, &critical) ? real_sqrt(critical.weight)
								     : __builtin_nan("");
	case GAIN_OWN: break;
	}
	return row->own_gain ? row->own_gain(how, fan(how, inputs, outputs)) : row->gain;
}

/* The deviation at gain 1. */
static double base_deviation(const struct initialization *how, size_t inputs, size_t outputs)
{
	const struct initializer *row = row_of(how);
	return row->deviation ? row->deviation(how, inputs, outputs)
			      : 1 / real_sqrt(fan(how, inputs, outputs));
}

double initialization_deviation(const struct initialization *how, size_t inputs, size_t outputs)
{
	return how->scale * initialization_gain(how, inputs, outputs) *
	       base_deviation(how, inputs, outputs);
}

static bool fill(const struct filling *f, struct fault *fault)
{
	const struct initializer *row = row_of(f->how);
	if (row->fill)
		return row->fill(f, fault);
	enum distribution distribution = f->how->distribution == DISTRIBUTION_DEFAULT
						 ? row->distribution
						 : f->how->distribution;
	return fill_drawn(
		f, distribution, f->gain * base_deviation(f->how, f->inputs, f->outputs), fault);
}

bool initialize(const struct initialization *how, float *weight, float *bias, size_t inputs,
	size_t outputs, struct fault *fault)
{
	const struct filling f = { how, initialization_gain(how, inputs, outputs), weight, bias,
		inputs, outputs };
	if (real_is_nan(f.gain))
		return fault_set(fault, FAULT_UNSUITABLE,
			N_("this gain is not known for this activation; give a number (gain=1)"));
	for (size_t j = 0; j < outputs; j++)
		bias[j] = 0;
	if (!fill(&f, fault))
		return false;
	for (size_t j = 0; !real_is_nan(how->bias) && j < outputs; j++)
		bias[j] = (float)how->bias;
	for (size_t i = 0; how->scale != 1 && i < inputs * outputs; i++)
		weight[i] = (float)(how->scale * (double)weight[i]);
	return true;
}
