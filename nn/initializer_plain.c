/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Initializers whose weights do not depend on each other.
 */
#include "nn/critical.h"
#include "nn/initializer_fill.h"
#include "nn/pool.h"
#include "nn/real.h"
#include "nn/torch_random.h"

#include <stdlib.h>

/* Standard deviation of N(0, 1) cut at -2 and 2 */
static const double cut_deviation = 0.87962566103423978;

/* A weight of deviation 1 from a uniform number. */
static double shape_draw(enum distribution distribution, double u)
{
	if (distribution == DISTRIBUTION_UNIFORM)
		return (2 * u - 1) * real_sqrt(3);
	if (distribution == DISTRIBUTION_NORMAL)
		return (double)(float)real_normal_quantile(u);
	const double low = real_normal_cdf(-2), kept = real_normal_cdf(2) - low;
	return real_normal_quantile(low + u * kept) / cut_deviation;
}

float *fill_torch_draws(const struct filling *f, bool normal, struct fault *fault)
{
	size_t count = f->inputs * f->outputs;
	float *draw = calloc(count + 1, sizeof *draw);
	if (!draw)
		fault_set(fault, FAULT_MEMORY, N_("weights"));
	else if (normal)
		torch_random_normal(f->how->torch, draw, count);
	else
		torch_random_uniform(f->how->torch, draw, count);
	return draw;
}

static bool fill_as_torch(const struct filling *f, enum distribution distribution, double deviation,
	struct fault *fault)
{
	bool normal = distribution == DISTRIBUTION_NORMAL;
	float *draw = fill_torch_draws(f, normal, fault);
	for (size_t i = 0; draw && i < f->inputs; i++)
		for (size_t j = 0; j < f->outputs; j++) {
			double x = (double)draw[j * f->inputs + i];
			f->weight[i * f->outputs + j] =
				(float)(deviation * (normal ? x : shape_draw(distribution, x)));
		}
	free(draw);
	return draw;
}

bool fill_drawn(const struct filling *f, enum distribution distribution, double deviation,
	struct fault *fault)
{
	if (distribution == DISTRIBUTION_DEFAULT)
		distribution = DISTRIBUTION_NORMAL;
	if (f->how->torch)
		return fill_as_torch(f, distribution, deviation, fault);
	float *weight = f->weight;
	for (size_t i = 0; i < f->inputs; i++) {
		for (size_t j = 0; j < f->outputs; j++) {
			double u = fill_uniform(f, i, j, PURPOSE_WEIGHT);
			*weight++ = (float)(deviation * shape_draw(distribution, u));
		}
		if (!pool_poll())
			return fault_set(fault, FAULT_INTERRUPTED, NULL);
	}
	return true;
}

static bool fill_equal(const struct filling *f, double value)
{
	for (size_t i = 0; i < f->inputs * f->outputs; i++)
		f->weight[i] = (float)(f->gain * value);
	return true;
}

bool fill_zeros(const struct filling *f, struct fault *fault)
{
	(void)fault;
	return fill_equal(f, 0);
}

bool fill_ones(const struct filling *f, struct fault *fault)
{
	(void)fault;
	return fill_equal(f, 1);
}

bool fill_constant(const struct filling *f, struct fault *fault)
{
	(void)fault;
	return fill_equal(f, f->how->initializer.number[0]);
}

double deviation_none(const struct initialization *how, size_t inputs, size_t outputs)
{
	(void)how;
	(void)inputs;
	(void)outputs;
	return 0;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

bool fill_identity(const struct filling *f, struct fault *fault)
{
	(void)fault;
	fill_equal(f, 0);
	for (size_t i = 0; i < least(f->inputs, f->outputs); i++)
		f->weight[i * f->outputs + i] = (float)f->gain;
	return true;
}

double deviation_identity(const struct initialization *how, size_t inputs, size_t outputs)
{
	(void)how;
	double share = (double)least(inputs, outputs) / ((double)inputs * (double)outputs);
	return real_sqrt(share - share * share);
}

bool fill_normal(const struct filling *f, struct fault *fault)
{
	enum distribution distribution = f->how->distribution == DISTRIBUTION_DEFAULT
						 ? DISTRIBUTION_NORMAL
						 : f->how->distribution;
	return fill_drawn(f, distribution, f->gain * f->how->initializer.number[0], fault);
}

double deviation_normal(const struct initialization *how, size_t inputs, size_t outputs)
{
	(void)inputs;
	(void)outputs;
	return how->initializer.number[0];
}

bool fill_flat(const struct filling *f, struct fault *fault)
{
	return fill_drawn(f, DISTRIBUTION_UNIFORM,
		f->gain * f->how->initializer.number[0] / real_sqrt(3), fault);
}

double deviation_flat(const struct initialization *how, size_t inputs, size_t outputs)
{
	return deviation_normal(how, inputs, outputs) / real_sqrt(3);
}

bool fill_truncated(const struct filling *f, struct fault *fault)
{
	return fill_drawn(f, DISTRIBUTION_TRUNCATED,
		f->gain * f->how->initializer.number[0] * cut_deviation, fault);
}

double deviation_truncated(const struct initialization *how, size_t inputs, size_t outputs)
{
	return deviation_normal(how, inputs, outputs) * cut_deviation;
}

/* Weights and biases uniform within 1/sqrt(fan_in): what torch.nn.Linear starts from. */
bool fill_torch(const struct filling *f, struct fault *fault)
{
	double bound = 1 / real_sqrt((double)f->inputs);
	bool done = fill_drawn(f, DISTRIBUTION_UNIFORM, f->gain * bound, fault);
	for (size_t j = 0; done && j < f->outputs; j++) {
		float drawn = 0;
		if (f->how->torch)
			torch_random_uniform(f->how->torch, &drawn, 1);
		double u = f->how->torch ? (double)drawn : fill_uniform(f, 0, j, PURPOSE_BIAS);
		f->bias[j] = (float)((2 * u - 1) * bound);
	}
	return done;
}

bool fill_critical(const struct filling *f, struct fault *fault)
{
	struct critical critical;
	double spread = 0;
	if (critical_find(&f->how->activation, f->how->initializer.number[0], &critical))
		spread = real_sqrt(critical.bias);
	for (size_t j = 0; j < f->outputs; j++)
		f->bias[j] = (float)(spread * (double)random_normal(f->how->seed,
						      fill_place(f, 0, j, PURPOSE_BIAS)));
	enum distribution distribution = f->how->distribution == DISTRIBUTION_DEFAULT
						 ? DISTRIBUTION_NORMAL
						 : f->how->distribution;
	return fill_drawn(f, distribution, f->gain / real_sqrt((double)f->inputs), fault);
}
