/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The error function, the normal distribution and its inverse, in binary64. Each is a polynomial on
 * each of a few ranges (nn/real_tables.h); products of several factors are kept in two parts, so
 * that their roundings do not add up.
 */
#include "nn/real_pair.h"
#include "nn/real_tables.h"

static const struct pair inverse_sqrt_pi = { 0x1.20dd750429b6dp-1, 0x1.1ae3a914fed80p-57 };

/* x scaled from [low, high] to [-1, 1] */
static double scaled(double x, double low, double high)
{
	return (x - low) * (2 / (high - low)) - 1;
}

/* The polynomial with its first coefficient, the greatest by far, added in two parts. */
#define POLYNOMIAL_PAIR(table, u) polynomial_pair(table, sizeof(table) / sizeof *(table), u)
static struct pair polynomial_pair(const double *table, size_t count, double u)
{
	return two_sum(table[0], u * real_polynomial(table + 1, count - 1, u));
}

/* erfcx for x >= 1/2 */
static struct pair erfcx_positive(double x)
{
	if (x > 1e8)
		return pair_divide(inverse_sqrt_pi, (struct pair){ x, 0 });
	if (x >= 4) {
		struct pair value = POLYNOMIAL_PAIR(erfcx_far, scaled(1 / (x * x), 0, 0.0625));
		value = pair_multiply(value, inverse_sqrt_pi);
		return pair_divide(value, (struct pair){ x, 0 });
	}
	struct pair t = pair_divide((struct pair){ 2, 0 }, two_sum(2, x));
	return pair_multiply(t, POLYNOMIAL_PAIR(erfcx_middle, 4 * t.hi - 2.25));
}

/* exp(sign x^2) y, the square in two parts: its rounding would cost x^2 units in the last
 * place */
static double times_exp_square(double sign, double x, struct pair y)
{
	struct pair square = two_product(x, sign * x);
	if (square.hi < -745.2 || square.hi > 709.8)
		return square.hi < 0 ? 0 : __builtin_inf();
	int power;
	struct pair value = pair_multiply(real_exp_pair(square, &power), y);
	return real_scale(value.hi, power);
}

/* erf x - x for |x| <= 1 */
static double erf_rest(double x)
{
	return x * POLYNOMIAL(erf_small, scaled(x * x, 0, 1));
}

/* erfc for x < 1/2 */
static struct pair erfc_left(double x)
{
	if (x < -1)
		return two_sum(1, -real_erf(x));
	struct pair value = two_sum(1, -x);
	return two_sum(value.hi, value.lo - erf_rest(x));
}

double real_erf(double x)
{
	double size = real_abs(x);
	if (x == 0)
		return x; /* -0 too */
	if (size <= 1)
		return x + erf_rest(x);
	if (real_is_nan(x))
		return x;
	double value = size > 6 ? 1 : 1 - times_exp_square(-1, size, erfcx_positive(size));
	return x < 0 ? -value : value;
}

double real_erfc(double x)
{
	if (real_is_nan(x))
		return x;
	if (x < 0.5)
		return erfc_left(x).hi;
	return x > 27.3 ? 0 : times_exp_square(-1, x, erfcx_positive(x));
}

double real_erfcx(double x)
{
	if (real_is_nan(x))
		return x;
	if (x < 0.5)
		return times_exp_square(1, x, erfc_left(x));
	return x == __builtin_inf() ? 0 : erfcx_positive(x).hi;
}

/* erfc(-x/sqrt 2)/2. In the tail the exponent is -x^2/2 itself, and what the rounding of t =
 * -x/sqrt 2 lost is given back by erfcx' = 2 t erfcx - 2/sqrt pi. */
double real_normal_cdf(double x)
{
	struct pair t = pair_multiply((struct pair){ -x, 0 },
		(struct pair){ 0x1.6a09e667f3bcdp-1, -0x1.bdd3413b26456p-55 });
	if (!(t.hi >= 0.5) || t.hi > 27.3)
		return real_erfc(t.hi) / 2;
	struct pair square = two_product(x, -x / 2), value = erfcx_positive(t.hi);
	value.lo += t.lo * (2 * t.hi * value.hi - 2 * inverse_sqrt_pi.hi);
	int power;
	value = pair_multiply(real_exp_pair(square, &power), value);
	return real_scale(value.hi, power - 1);
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
