/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The activations in binary64: value and slope side by side, the slope at a kink as stated there.
 */
#include "nn/activation_functions.h"

#include "nn/real.h"

#define VALUE(name) double name##_value(double z, const double *p __attribute__((unused)))
#define SLOPE(name)                                                                                \
	double name##_slope(                                                                       \
		double z __attribute__((unused)), const double *p __attribute__((unused)))

static double clipped(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

VALUE(linear)
{
	return z;
}
SLOPE(linear)
{
	return 1;
}

VALUE(sigmoid)
{
	return real_sigmoid(z);
}
SLOPE(sigmoid)
{
	double f = real_sigmoid(z);
	return f * (1 - f);
}

VALUE(hard_sigmoid)
{
	return clipped(z + 3, 0, 6) / 6;
}
SLOPE(hard_sigmoid) /* 0 at -3 and 3 */
{
	return z > -3 && z < 3 ? 1 / 6.0 : 0;
}

VALUE(tanh)
{
	return real_tanh(z);
}
SLOPE(tanh)
{
	double f = real_tanh(z);
	return 1 - f * f;
}

VALUE(hard_tanh)
{
	return clipped(z, -1, 1);
}
SLOPE(hard_tanh) /* 0 at -1 and 1 */
{
	return z > -1 && z < 1;
}

VALUE(relu)
{
	return z > 0 ? z : 0;
}
SLOPE(relu) /* 0 at 0 */
{
	return z > 0;
}

VALUE(relu6)
{
	return clipped(z, 0, 6);
}
SLOPE(relu6) /* 0 at 0 and 6 */
{
	return z > 0 && z < 6;
}

VALUE(leaky)
{
	return z > 0 ? z : p[0] * z;
}
SLOPE(leaky) /* p[0] at 0 */
{
	return z > 0 ? 1 : p[0];
}

VALUE(elu)
{
	return z > 0 ? z : p[0] * real_expm1(z);
}
SLOPE(elu) /* p[0] at 0 */
{
	return z > 0 ? 1 : p[0] * real_exp(z);
}

/* Klambauer et al. 2017: lambda and alpha for which E f = 0 and E f^2 = 1 */
static const double selu_lambda = 1.0507009873554805, selu_alpha = 1.6732632423543772;

VALUE(selu)
{
	return selu_lambda * (z > 0 ? z : selu_alpha * real_expm1(z));
}
SLOPE(selu) /* lambda alpha at 0 */
{
	return selu_lambda * (z > 0 ? 1 : selu_alpha * real_exp(z));
}

/* z Phi(z): Hendrycks and Gimpel 2016 */
VALUE(gelu)
{
	return z * real_normal_cdf(z);
}
SLOPE(gelu)
{
	return real_normal_cdf(z) + z * real_exp(-z * z / 2) / real_sqrt(2 * REAL_PI);
}

/* their z (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3)))/2 is z times a sigmoid */
static double gate(double z)
{
	return real_sigmoid(2 * real_sqrt(2 / REAL_PI) * (z + 0.044715 * z * z * z));
}
VALUE(gelu_tanh)
{
	return z * gate(z);
}
SLOPE(gelu_tanh)
{
	double g = gate(z), rate = 2 * real_sqrt(2 / REAL_PI) * (1 + 3 * 0.044715 * z * z);
	return g + z * g * (1 - g) * rate;
}

VALUE(silu)
{
	return z * real_sigmoid(z);
}
SLOPE(silu)
{
	double s = real_sigmoid(z);
	return s * (1 + z * (1 - s));
}

VALUE(hard_swish)
{
	return z * clipped(z + 3, 0, 6) / 6;
}
SLOPE(hard_swish) /* 0 at -3, 1 at 3 */
{
	if (z <= -3)
		return 0;
	return z >= 3 ? 1 : (2 * z + 3) / 6;
}

static double softplus(double z)
{
	return (z > 0 ? z : 0) + real_log1p(real_exp(-real_abs(z)));
}
VALUE(softplus)
{
	return softplus(z);
}
SLOPE(softplus)
{
	return real_sigmoid(z);
}

VALUE(softsign)
{
	return z / (1 + real_abs(z));
}
SLOPE(softsign)
{
	double below = 1 + real_abs(z);
	return 1 / (below * below);
}

/* z tanh(softplus z): Misra 2019 */
VALUE(mish)
{
	return z * real_tanh(softplus(z));
}
SLOPE(mish)
{
	double t = real_tanh(softplus(z));
	return t + z * (1 - t * t) * real_sigmoid(z);
}

VALUE(sine)
{
	return real_sin(z);
}
SLOPE(sine)
{
	return real_cos(z);
}

VALUE(unit_erf)
{
	return real_erf(real_sqrt(REAL_PI) / 2 * z);
}
SLOPE(unit_erf)
{
	return real_exp(-REAL_PI / 4 * z * z);
}
