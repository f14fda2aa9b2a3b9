/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The catalogue of activations, in binary64: value and slope side by side.
 */
#include "nn/activation.h"

#include "nn/real.h"

#define UNUSED __attribute__((unused))

static double linear_value(double z, const double *p UNUSED)
{
	return z;
}
static double linear_slope(double z UNUSED, const double *p UNUSED)
{
	return 1;
}

static double sigmoid_value(double z, const double *p UNUSED)
{
	return real_sigmoid(z);
}
static double sigmoid_slope(double z, const double *p UNUSED)
{
	double f = real_sigmoid(z);
	return f * (1 - f);
}

static double tanh_value(double z, const double *p UNUSED)
{
	return real_tanh(z);
}
static double tanh_slope(double z, const double *p UNUSED)
{
	double f = real_tanh(z);
	return 1 - f * f;
}

static double relu_value(double z, const double *p UNUSED)
{
	return z > 0 ? z : 0;
}
static double relu_slope(double z, const double *p UNUSED)
{
	return z > 0;
}

static double leaky_value(double z, const double *p)
{
	return z > 0 ? z : p[0] * z;
}
static double leaky_slope(double z, const double *p)
{
	return z > 0 ? 1 : p[0];
}

static double elu_value(double z, const double *p)
{
	return z > 0 ? z : p[0] * real_expm1(z);
}
static double elu_slope(double z, const double *p)
{
	return z > 0 ? 1 : p[0] * real_exp(z);
}

/* x Phi(x): Hendrycks and Gimpel 2016 */
static double gelu_value(double z, const double *p UNUSED)
{
	return z * real_normal_cdf(z);
}
static double gelu_slope(double z, const double *p UNUSED)
{
	return real_normal_cdf(z) + z * real_exp(-z * z / 2) / real_sqrt(2 * REAL_PI);
}

static double silu_value(double z, const double *p UNUSED)
{
	return z * real_sigmoid(z);
}
static double silu_slope(double z, const double *p UNUSED)
{
	double s = real_sigmoid(z);
	return s * (1 + z * (1 - s));
}

#define ROW(name_, summary_, aliases_, ...)                                                        \
	{                                                                                          \
		.label = {                                                                         \
			.name = (name_),                                                           \
			.summary = (summary_),                                                     \
			.aliases = (aliases_),                                                     \
			.settings = { __VA_ARGS__ }                                                \
		}

// clang-format off
static const struct activation rows[] = {
	ROW("linear", N_("z itself: no activation at all"), "identity none", { 0 }), ELEMENTWISE_LINEAR, linear_value, linear_slope, 1, TAIL_NONE, true },
	ROW("sigmoid", N_("1/(1 + exp(-z)), between 0 and 1"), "logistic", { 0 }), ELEMENTWISE_SIGMOID, sigmoid_value, sigmoid_slope, 0.25, TAIL_BOTH, false },
	ROW("tanh", N_("hyperbolic tangent, between -1 and 1"), NULL, { 0 }), ELEMENTWISE_TANH, tanh_value, tanh_slope, 1, TAIL_BOTH, false },
	ROW("relu", N_("z where positive, else 0"), NULL, { 0 }), ELEMENTWISE_RELU, relu_value, relu_slope, 1, TAIL_NONE, true },
	ROW("leaky", N_("z where positive, else a small multiple of z"), "leaky-relu leakyrelu", { "slope", N_("slope below zero"), 0.01, 0, 1 }), ELEMENTWISE_LEAKY, leaky_value, leaky_slope, 1, TAIL_NONE, true },
	ROW("elu", N_("z where positive, else alpha (exp(z) - 1)"), NULL, { "alpha", N_("how far below zero it goes"), 1, 0, 100 }), ELEMENTWISE_ELU, elu_value, elu_slope, 1, TAIL_NEGATIVE, false },
	ROW("gelu", N_("z times the normal probability of less than z"), NULL, { 0 }), ELEMENTWISE_GELU, gelu_value, gelu_slope, 1.1289, TAIL_NEGATIVE, false },
	ROW("silu", N_("z times its sigmoid"), "swish", { 0 }), ELEMENTWISE_SILU, silu_value, silu_slope, 1.0998, TAIL_NEGATIVE, false },
};
// clang-format on

const struct catalogue activations = CATALOGUE(N_("activation"), rows);

static const struct activation *row_of(const struct choice *choice)
{
	return (const struct activation *)(const void *)choice->label;
}

double activation_value(const struct choice *activation, double z)
{
	return row_of(activation)->value(z, activation->number);
}

double activation_slope(const struct choice *activation, double z)
{
	return row_of(activation)->slope(z, activation->number);
}

/* An ELU's alpha above 1 makes its left side the steeper one. */
double activation_slope_limit(const struct choice *activation)
{
	const struct activation *row = row_of(activation);
	return row->kernel == ELEMENTWISE_ELU && activation->number[0] > 1 ? activation->number[0]
									   : row->slope_limit;
}

bool activation_saturated(const struct choice *activation, double z)
{
	enum tail tail = row_of(activation)->tail;
	if (tail == TAIL_NONE || (tail == TAIL_NEGATIVE && z >= 0) ||
		(tail == TAIL_POSITIVE && z <= 0))
		return false;
	double slope = real_abs(activation_slope(activation, z));
	if (!(slope < 0.06 * activation_slope_limit(activation)))
		return false;
	/* gelu and silu cross slope 0 near -1: only beyond that lies the tail */
	enum elementwise kernel = row_of(activation)->kernel;
	return !((kernel == ELEMENTWISE_GELU && z > -1.5) ||
		 (kernel == ELEMENTWISE_SILU && z > -2.4));
}

struct moments activation_moments(const struct choice *activation, double q)
{
	const double step = 0.005;
	struct moments moments = { 0, 0, 0 };
	double total = 0, spread = real_sqrt(q);
	for (int i = 0; i < 4000; i++) {
		double z = -10 + (i + 0.5) * step, weight = real_exp(-z * z / 2);
		double value = activation_value(activation, spread * z);
		double slope = activation_slope(activation, spread * z);
		moments.mean += weight * value;
		moments.square += weight * value * value;
		moments.slope_square += weight * slope * slope;
		total += weight;
	}
	moments.mean /= total;
	moments.square /= total;
	moments.slope_square /= total;
	return moments;
}

double activation_gain(const struct choice *activation)
{
	return 1 / real_sqrt(activation_moments(activation, 1).square);
}
