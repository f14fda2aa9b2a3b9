/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The functions in binary64, composed so that no digits cancel: each is within a few units of
 * 2^-52, those that need exp of a large number within 100.
 */
#include "tests/accuracy/accuracy.h"

#include <math.h>

static const float slope_below = 0.01f;

static double linear(double x)
{
	return x;
}

static double sigmoid(double x)
{
	return 1 / (1 + exp(-x));
}

static double relu(double x)
{
	return x <= 0 ? 0 : x;
}

static double leaky(double x)
{
	return x > 0 ? x : x * (double)slope_below;
}

static double elu(double x)
{
	return x > 0 ? x : expm1(x);
}

static double gelu(double x)
{
	return x * (erfc(x * -M_SQRT1_2) / 2);
}

static double silu(double x)
{
	return x / (1 + exp(-x));
}

/* low where x is below it; a NaN passes */
static double clipped(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

static double hard_sigmoid(double x)
{
	return clipped(x + 3, 0, 6) / 6;
}

static double hard_tanh(double x)
{
	return clipped(x, -1, 1);
}

static double relu6(double x)
{
	return x <= 0 ? 0 : clipped(x, 0, 6);
}

/* Klambauer et al. 2017 */
static double selu(double x)
{
	const double lambda = 1.0507009873554805, alpha = 1.6732632423543772;
	return x > 0 ? lambda * x : lambda * alpha * expm1(x);
}

/* (1 + tanh u)/2 = 1/(1 + exp(-2u)) */
static double gelu_tanh(double x)
{
	return x / (1 + exp(-2 * sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
}

static double hard_swish(double x)
{
	return x <= -3 ? 0 : x * clipped(x + 3, 0, 6) / 6;
}

static double softplus(double x)
{
	return (x < 0 ? 0 : x) + log1p(exp(-fabs(x)));
}

static double softsign(double x)
{
	return x / (1 + fabs(x));
}

/* tanh(log(1 + e)) = n/(n + 2), n = e (e + 2); at 40 it is 1 */
static double mish(double x)
{
	double e = exp(x > 40 ? 40 : x), n = e * (e + 2);
	return x * (n / (n + 2));
}

static double unit_erf(double x)
{
	return erf(sqrt(M_PI) / 2 * x);
}

/* The bounds of exp, log, tanh, erf and sigmoid were set before there was code; the others are what
 * all floats, or a 61st of them, showed, rounded up, so that nothing gets worse unseen.
 *
 * Where a result is the product of x and a share that is tiny or subnormal, its own digits are few:
 * those of gelu below -1.3, of the others where exp x is subnormal. Near the greatest float
 * hard_swish overflows on its way, and the argument of a sine is not known to a wave. */
#define ANYWHERE -HUGE_VAL, HUGE_VAL
#define NEVER    -HUGE_VAL, 0
// clang-format off
const struct row rows[ROW_COUNT] = {
	{ ELEMENTWISE_LINEAR, "linear", 0, linear, 0, ANYWHERE, NEVER, true, true },
	{ ELEMENTWISE_SIGMOID, "sigmoid", 0, sigmoid, 2.5, ANYWHERE, NEVER, false, true },
	{ ELEMENTWISE_TANH, "tanh", 0, tanh, 1.5, ANYWHERE, NEVER, true, true },
	{ ELEMENTWISE_RELU, "relu", 0, relu, 0, ANYWHERE, NEVER, false, true },
	{ ELEMENTWISE_LEAKY, "leaky", slope_below, leaky, 0.5, ANYWHERE, NEVER, false, true },
	{ ELEMENTWISE_ELU, "elu", 1, elu, 1.5, ANYWHERE, NEVER, false, true },
	{ ELEMENTWISE_GELU, "gelu", 0, gelu, 6, ANYWHERE, -1.3125, 0.125, false, false },
	{ ELEMENTWISE_SILU, "silu", 0, silu, 3.5, ANYWHERE, -87, 0x1p-119, false, false },
	{ ELEMENTWISE_EXP, "exp", 0, exp, 1.5, ANYWHERE, NEVER, false, true },
	{ ELEMENTWISE_LOG, "log", 0, log, 1.5, ANYWHERE, NEVER, false, true },
	{ ELEMENTWISE_ERF, "erf", 0, erf, 1.5, ANYWHERE, NEVER, true, true },
	{ ELEMENTWISE_HARD_SIGMOID, "hard_sigmoid", 0, hard_sigmoid, 1.5, ANYWHERE, NEVER, false, true },
	{ ELEMENTWISE_HARD_TANH, "hard_tanh", 0, hard_tanh, 0, ANYWHERE, NEVER, true, true },
	{ ELEMENTWISE_RELU6, "relu6", 0, relu6, 0, ANYWHERE, NEVER, false, true },
	{ ELEMENTWISE_SELU, "selu", 0, selu, 2.5, ANYWHERE, NEVER, false, true },
	{ ELEMENTWISE_GELU_TANH, "gelu_tanh", 0, gelu_tanh, 6, ANYWHERE, -1.3125, 0.125, false, false },
	{ ELEMENTWISE_HARD_SWISH, "hard_swish", 0, hard_swish, 2.5, -HUGE_VAL, 0x1p125, NEVER, false, false },
	{ ELEMENTWISE_SOFTPLUS, "softplus", 0, softplus, 2.5, ANYWHERE, NEVER, false, true },
	{ ELEMENTWISE_SOFTSIGN, "softsign", 0, softsign, 2, ANYWHERE, NEVER, true, true },
	{ ELEMENTWISE_MISH, "mish", 0, mish, 5, ANYWHERE, -87, 0x1p-119, false, false },
	{ ELEMENTWISE_SINE, "sine", 0, sin, 2, -1e5, 1e5, NEVER, true, false },
	{ ELEMENTWISE_UNIT_ERF, "unit_erf", 0, unit_erf, 2.5, ANYWHERE, NEVER, true, true },
};
// clang-format on
