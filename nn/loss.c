/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The catalogue of losses in binary64, and what a constant answer gets.
 */
#include "nn/loss.h"

#include "nn/real.h"

#include <assert.h>

/* log(sum of exp z), without overflow */
static double log_sum_exp(const double *z, size_t outputs)
{
	double top = z[0], sum = 0;
	for (size_t k = 1; k < outputs; k++)
		top = z[k] > top ? z[k] : top;
	for (size_t k = 0; k < outputs; k++)
		sum += real_exp(z[k] - top);
	return top + real_log(sum);
}

/* p[0]: the share of the label that is spread over all classes */
static double cross_entropy(const double *p, const struct sample *sample, double *delta)
{
	double whole = log_sum_exp(sample->z, sample->outputs), loss = 0;
	double off = p[0] / (double)sample->outputs;
	for (size_t k = 0; k < sample->outputs; k++) {
		double share = k == sample->label ? 1 - p[0] + off : off;
		loss += share * (whole - sample->z[k]);
		delta[k] = real_exp(sample->z[k] - whole) - share;
	}
	return loss;
}

static double binary(const double *p, const struct sample *sample, double *delta)
{
	(void)p;
	double z = sample->z[0], y = sample->label == 1;
	*delta = real_sigmoid(z) - y;
	return (z > 0 ? z : 0) - z * y + real_log1p(real_exp(-real_abs(z)));
}

static double hinge(const double *p, const struct sample *sample, double *delta)
{
	(void)p;
	double loss = 0, share = 1 / (double)sample->outputs;
	delta[sample->label] = 0;
	for (size_t k = 0; k < sample->outputs; k++) {
		double margin = 1 - sample->z[sample->label] + sample->z[k];
		if (k == sample->label)
			continue;
		delta[k] = margin > 0 ? share : 0;
		delta[sample->label] -= delta[k];
		loss += margin > 0 ? share * margin : 0;
	}
	return loss;
}

/* ---- means over the outputs of a function of e = z - t ---- */

static double square(double p, double e, double *slope)
{
	(void)p;
	*slope = 2 * e;
	return e * e;
}

static double sign(double e)
{
	return (double)(e > 0) - (double)(e < 0);
}

static double distance(double p, double e, double *slope)
{
	(void)p;
	*slope = sign(e);
	return real_abs(e);
}

static double huber_of(double p, double e, double *slope)
{
	bool near = real_abs(e) <= p;
	*slope = near ? e : p * sign(e);
	return near ? e * e / 2 : p * (real_abs(e) - p / 2);
}

static double smooth_of(double p, double e, double *slope)
{
	bool near = real_abs(e) < p;
	*slope = near ? e / p : sign(e);
	return near ? e * e / (2 * p) : real_abs(e) - p / 2;
}

static double mean_of(double (*of)(double p, double e, double *slope), double p,
	const struct sample *sample, double *delta)
{
	double loss = 0, share = 1 / (double)sample->outputs;
	for (size_t k = 0; k < sample->outputs; k++) {
		loss += of(p, sample->z[k] - sample->target[k], &delta[k]) * share;
		delta[k] *= share;
	}
	return loss;
}

#define MEAN(name, of)                                                                             \
	static double name(const double *p, const struct sample *sample, double *delta)            \
	{                                                                                          \
		return mean_of(of, p[0], sample, delta);                                           \
	}
MEAN(mean_square, square)
MEAN(mean_distance, distance)
MEAN(huber, huber_of)
MEAN(smooth_distance, smooth_of)

// clang-format off
static const struct loss rows[] = {
	{ { "cross-entropy", N_("softmax and the logarithm of the right class's share"), "ce crossentropy nll", { { "smoothing", N_("share of the label that is spread over all classes"), 0, 0, 1 } } }, LOSS_CROSS_ENTROPY, true, true, cross_entropy },
	{ { "mse", N_("mean squared error"), "l2", { { 0 } } }, LOSS_MSE, false, false, mean_square },
	{ { "bce", N_("one logit for two classes: binary cross-entropy"), "binary", { { 0 } } }, LOSS_BINARY, true, true, binary },
	{ { "l1", N_("mean absolute error"), "mae", { { 0 } } }, LOSS_L1, false, false, mean_distance },
	{ { "huber", N_("half the square of small errors, the size of large ones"), NULL, { { "delta", N_("the error that begins to be large"), 1, 1e-6, 1e6 } } }, LOSS_HUBER, false, false, huber },
	{ { "smooth-l1", N_("the size of the error, rounded off near 0"), "smoothl1", { { "beta", N_("the error below which it is round"), 1, 0, 1e6 } } }, LOSS_SMOOTH_L1, false, false, smooth_distance },
	{ { "hinge", N_("wants the right class ahead of each other one by a margin of 1"), "multi-margin", { { 0 } } }, LOSS_HINGE, true, false, hinge },
};
// clang-format on

const struct catalogue losses = CATALOGUE(N_("loss"), rows);

/* ---- constant answers ---- */

/* Mean loss of the answer z for one output, and its slope. */
static double mean_at(const struct choice *loss, const struct split *split, size_t outputs,
	size_t output, double z, double *slope)
{
	const struct loss *row = (const void *)loss->label;
	double total = 0, delta, n = (double)split->count;
	*slope = 0;
	for (size_t i = 0; i < split->count; i++) {
		double target = (double)split->target[i * outputs + output];
		const struct sample sample = { .z = &z, .outputs = 1, .target = &target };
		total += row->value(loss->number, &sample, &delta) / n;
		*slope += delta / n;
	}
	return total;
}

/* The losses are convex: halve the interval of the targets where the slope changes sign. */
static double lowest(
	const struct choice *loss, const struct split *split, size_t outputs, size_t output)
{
	enum { HALVINGS = 40 };
	double low = __builtin_inf(), high = -low, slope, best = low;
	for (size_t i = 0; i < split->count; i++) {
		double target = (double)split->target[i * outputs + output];
		low = target < low ? target : low;
		high = target > high ? target : high;
	}
	for (int i = 0; i < HALVINGS && low < high; i++) {
		double middle = low + (high - low) / 2;
		double value = mean_at(loss, split, outputs, output, middle, &slope);
		best = value < best ? value : best;
		low = slope < 0 ? middle : low;
		high = slope < 0 ? high : middle;
	}
	return best < __builtin_inf() ? best : 0; /* all targets are one number */
}

/* Entropy of the class frequencies after smoothing. */
static double entropy(const struct choice *loss, const struct data *data, const struct split *split)
{
	double entropy = 0, smooth = loss->number[0], classes = (double)data->classes;
	for (uint32_t class = 0; class < data->classes; class ++) {
		size_t count = 0;
		for (size_t i = 0; i < split->count; i++)
			count += split->label[i] == class;
		double p = (1 - smooth) * (double)count / (double)split->count + smooth / classes;
		entropy -= p > 0 ? p * real_log(p) : 0;
	}
	return entropy;
}

double loss_constant(const struct choice *loss, const struct data *data, const struct split *split)
{
	const struct loss *row = (const void *)loss->label;
	assert(row->classes == (data->classes > 0) && split->count > 0);
	if (row->counts)
		return entropy(loss, data, split);
	if (row->classes)
		return 1 - data_majority(data, split);
	if (row->kernel == LOSS_MSE)
		return data_prior(data, split);
	double total = 0;
	for (size_t output = 0; output < data->outputs; output++)
		total += lowest(loss, split, data->outputs, output);
	return total / (double)data->outputs;
}
