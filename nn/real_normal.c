/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The error function, the normal distribution and its inverse, in binary64. Each is a polynomial on
 * each of a few ranges (nn/real_tables.h).
 */
#include "nn/real.h"
#include "nn/real_tables.h"

#include <stddef.h>

#define POLYNOMIAL(table, u) polynomial(table, sizeof(table) / sizeof *(table), u)

static const double inverse_sqrt_pi = 0x1.20dd750429b6dp-1;

static double polynomial(const double *table, size_t count, double u)
{
	double sum = table[count - 1];
	for (size_t k = count - 1; k-- > 0;)
		sum = sum * u + table[k];
	return sum;
}

/* x scaled from [low, high] to [-1, 1] */
static double scaled(double x, double low, double high)
{
	return (x - low) * (2 / (high - low)) - 1;
}

/* exp(-x^2), the square in two parts: its rounding would cost x^2 units in the last place */
static double exp_minus_square(double x)
{
	double square = x * x, low = real_fma(x, x, -square);
	return real_exp(-square) * (1 - low);
}

/* erfcx for x >= 1/2 */
static double erfcx_positive(double x)
{
	if (x > 1e8)
		return inverse_sqrt_pi / x;
	if (x >= 4)
		return POLYNOMIAL(erfcx_far, scaled(1 / (x * x), 0, 0.0625)) * inverse_sqrt_pi / x;
	double t = 2 / (2 + x);
	return t * POLYNOMIAL(erfcx_middle, scaled(t, 1 / 3.0, 0.8));
}

double real_erf(double x)
{
	double size = real_abs(x);
	if (size < 1)
		return x * POLYNOMIAL(erf_small, scaled(x * x, 0, 1));
	if (real_is_nan(x))
		return x;
	double value = size > 6 ? 1 : 1 - exp_minus_square(size) * erfcx_positive(size);
	return x < 0 ? -value : value;
}

double real_erfc(double x)
{
	if (real_is_nan(x))
		return x;
	if (x < 0.5)
		return 1 - real_erf(x);
	return x > 27.3 ? 0 : exp_minus_square(x) * erfcx_positive(x);
}

double real_erfcx(double x)
{
	if (x >= 0.5 || real_is_nan(x))
		return x == __builtin_inf() ? 0 : real_is_nan(x) ? x : erfcx_positive(x);
	double square = x * x, low = real_fma(x, x, -square);
	return real_exp(square) * (1 + low) * real_erfc(x);
}

/* The square of x itself, not of x/sqrt 2, whose rounding would be squared too. */
double real_normal_cdf(double x)
{
	double t = -x * 0x1.6a09e667f3bcdp-1;
	if (!(t >= 0.5) || t > 27.3)
		return real_erfc(t) / 2;
	double square = x * x, low = real_fma(x, x, -square);
	return real_exp(-square / 2) * (1 - low / 2) * erfcx_positive(t) / 2;
}

/* -quantile(p) for p <= 0.075 */
static double tail_quantile(double p)
{
	double r = real_sqrt(-real_log(p));
	if (r <= 4)
		return POLYNOMIAL(quantile_near, scaled(r, 0x1.9c03a66cca5a6p+0, 4));
	return POLYNOMIAL(quantile_tail, scaled(r, 4, 27.3));
}

double real_normal_quantile(double p)
{
	if (!(p > 0 && p < 1))
		return p == 0 ? -__builtin_inf() : p == 1 ? __builtin_inf() : __builtin_nan("");
	double s = p - 0.5;
	if (real_abs(s) <= 0.425)
		return s * POLYNOMIAL(quantile_central, scaled(s * s, 0, 0.425 * 0.425));
	return s < 0 ? -tail_quantile(p) : tail_quantile(1 - p);
}
