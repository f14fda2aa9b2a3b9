/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The catalogue of activations, and what theory asks of any of them.
 */
#include "nn/activation.h"

#include "nn/activation_functions.h"
#include "nn/real.h"

#define ROW(name_, summary_, aliases_, ...)                                                        \
	{                                                                                          \
		.label = {                                                                         \
			.name = (name_),                                                           \
			.summary = (summary_),                                                     \
			.aliases = (aliases_),                                                     \
			.settings = { __VA_ARGS__ }                                                \
		}

#define BOTH(name) name##_value, name##_slope
#define NONE       __builtin_nan("")
#define ROOT_2     1.4142135623730951

// clang-format off
static const struct activation rows[] = {
	ROW("linear", N_("z itself: no activation at all"), "identity none", { 0 }), ELEMENTWISE_LINEAR, BOTH(linear), 1, TAIL_NONE, 0, true, 1 },
	ROW("sigmoid", N_("1/(1 + exp(-z)), between 0 and 1"), "logistic", { 0 }), ELEMENTWISE_SIGMOID, BOTH(sigmoid), 0.25, TAIL_BOTH, 0, false, 1 },
	ROW("hard-sigmoid", N_("z/6 + 1/2 cut at 0 and 1"), "hardsigmoid", { 0 }), ELEMENTWISE_HARD_SIGMOID, BOTH(hard_sigmoid), 1 / 6.0, TAIL_BOTH, 0, false, NONE },
	ROW("tanh", N_("hyperbolic tangent, between -1 and 1"), NULL, { 0 }), ELEMENTWISE_TANH, BOTH(tanh), 1, TAIL_BOTH, 0, false, 5 / 3.0 },
	ROW("hard-tanh", N_("z cut at -1 and 1"), "hardtanh", { 0 }), ELEMENTWISE_HARD_TANH, BOTH(hard_tanh), 1, TAIL_BOTH, 0, false, NONE },
	ROW("relu", N_("z where positive, else 0"), NULL, { 0 }), ELEMENTWISE_RELU, BOTH(relu), 1, TAIL_NONE, 0, true, ROOT_2 },
	ROW("relu6", N_("z cut at 0 and 6"), NULL, { 0 }), ELEMENTWISE_RELU6, BOTH(relu6), 1, TAIL_POSITIVE, 0, false, NONE },
	ROW("leaky", N_("z where positive, else a small multiple of z"), "leaky-relu leakyrelu", { "slope", N_("slope below zero"), 0.01, 0, 1 }), ELEMENTWISE_LEAKY, BOTH(leaky), 1, TAIL_NONE, 0, true, ROOT_2 },
	ROW("prelu", N_("z where positive, else a multiple of z that each layer learns: He 2015"), "parametric-relu", { "slope", N_("slope below zero to start from"), 0.25, 0, 1 }), ELEMENTWISE_LEAKY, BOTH(leaky), 1, TAIL_NONE, 0, true, ROOT_2, true },
	ROW("elu", N_("z where positive, else alpha (exp(z) - 1)"), NULL, { "alpha", N_("how far below zero it goes"), 1, 0, 100 }), ELEMENTWISE_ELU, BOTH(elu), 1, TAIL_NEGATIVE, 0, false, NONE },
	ROW("selu", N_("an ELU scaled so that mean 0 and variance 1 stay"), NULL, { 0 }), ELEMENTWISE_SELU, BOTH(selu), 1.7580993408473766, TAIL_NEGATIVE, 0, false, 0.75 },
	ROW("gelu", N_("z times the normal probability of less than z"), NULL, { 0 }), ELEMENTWISE_GELU, BOTH(gelu), 1.1289, TAIL_NEGATIVE, 1.5, false, NONE },
	ROW("gelu-tanh", N_("gelu with the probability approximated by a tanh"), "gelu_tanh", { 0 }), ELEMENTWISE_GELU_TANH, BOTH(gelu_tanh), 1.1290, TAIL_NEGATIVE, 1.5, false, NONE },
	ROW("silu", N_("z times its sigmoid"), "swish", { 0 }), ELEMENTWISE_SILU, BOTH(silu), 1.0998, TAIL_NEGATIVE, 2.4, false, NONE },
	ROW("hard-swish", N_("z times its hard sigmoid"), "hardswish", { 0 }), ELEMENTWISE_HARD_SWISH, BOTH(hard_swish), 1.5, TAIL_NEGATIVE, 2.5, false, NONE },
	ROW("softplus", N_("log(1 + exp(z)), a smooth relu"), NULL, { 0 }), ELEMENTWISE_SOFTPLUS, BOTH(softplus), 1, TAIL_NEGATIVE, 0, false, NONE },
	ROW("softsign", N_("z/(1 + |z|), a slow tanh"), NULL, { 0 }), ELEMENTWISE_SOFTSIGN, BOTH(softsign), 1, TAIL_BOTH, 0, false, NONE },
	ROW("mish", N_("z times the tanh of its softplus"), NULL, { 0 }), ELEMENTWISE_MISH, BOTH(mish), 1.0885, TAIL_NEGATIVE, 2.25, false, NONE },
	ROW("sine", N_("sine of z, which never settles"), "sin", { 0 }), ELEMENTWISE_SINE, BOTH(sine), 1, TAIL_NONE, 0, false, NONE },
	ROW("erf", N_("error function of √π z/2, slope 1 at 0; its theory has closed forms"), NULL, { 0 }), ELEMENTWISE_UNIT_ERF, BOTH(unit_erf), 1, TAIL_BOTH, 0, false, NONE },
};
// clang-format on

const struct catalogue activations = { .noun = N_("activation"),
	.rows = rows,
	.count = sizeof rows / sizeof *rows,
	.stride = sizeof *rows,
	.formulas = true };

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
	const struct activation *row = row_of(activation);
	if (row->tail == TAIL_NONE || (row->tail == TAIL_NEGATIVE && z >= -row->tail_start) ||
		(row->tail == TAIL_POSITIVE && z <= row->tail_start))
		return false;
	double slope = real_abs(activation_slope(activation, z));
	return slope < 0.06 * activation_slope_limit(activation);
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

double activation_torch_gain(const struct choice *activation)
{
	const struct activation *row = row_of(activation);
	double slope = activation->number[0];
	return row->kernel == ELEMENTWISE_LEAKY ? real_sqrt(2 / (1 + slope * slope))
						: row->torch_gain;
}
