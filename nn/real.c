/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Elementary functions of binary64: rounding, exp, log, pow and their kin. Series have the exact
 * rational coefficients of Taylor's formula; ranges are reduced so that few terms are needed.
 */
#include "nn/real_pair.h"

static const double infinite = __builtin_inf();

bool real_is_nan(double x)
{
	return x != x;
}

bool real_is_finite(double x)
{
	return x - x == 0;
}

double real_abs(double x)
{
	return from_bits(bits_of(x) & ~(UINT64_C(1) << 63));
}

double real_sqrt(double x)
{
	return __builtin_sqrt(x); /* correctly rounded by IEEE 754 */
}

double real_fma(double x, double y, double z)
{
	return __builtin_fma(x, y, z); /* exact by definition, in hardware or in software */
}

/* Beyond 2^52 every number is whole. */
double real_floor(double x)
{
	if (!(real_abs(x) < 4503599627370496.0))
		return x;
	double whole = (double)(int64_t)x;
	return whole > x ? whole - 1 : whole;
}

double real_ceil(double x)
{
	return -real_floor(-x);
}

double real_round(double x)
{
	if (!(real_abs(x) < 4503599627370496.0))
		return x;
	double whole = real_floor(real_abs(x));
	whole += real_abs(x) - whole >= 0.5;
	return x < 0 ? -whole : whole;
}

static const struct pair log_2 = { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 };

double real_scale(double x, int n)
{
	if (n > 1023) {
		x *= 0x1p1023;
		n -= 1023;
	}
	if (n < -1022) { /* one exact step down, so that only the last multiplication rounds */
		x *= 0x1p-900;
		n += 900;
		return n < -1022 ? 0 * x : x * from_bits((uint64_t)(n + 1023) << 52);
	}
	return n > 1023 ? x * infinite : x * from_bits((uint64_t)(n + 1023) << 52);
}

/* 1/k!, k = 0..20 */
static const double inverse_factorial[] = { 1, 1, 1 / 2.0, 1 / 6.0, 1 / 24.0, 1 / 120.0, 1 / 720.0,
	1 / 5040.0, 1 / 40320.0, 1 / 362880.0, 1 / 3628800.0, 1 / 39916800.0, 1 / 479001600.0,
	1 / 6227020800.0, 1 / 87178291200.0, 1 / 1307674368000.0, 1 / 20922789888000.0,
	1 / 355687428096000.0, 1 / 6402373705728000.0, 1 / 121645100408832000.0,
	1 / 2432902008176640000.0 };

/* sum of r^k/k! for k = first .. 18, divided by r^first; |r| <= 1/2 */
static double exp_tail(double r, int first)
{
	double sum = inverse_factorial[18];
	for (int k = 17; k >= first; k--)
		sum = sum * r + inverse_factorial[k];
	return sum;
}

double real_polynomial(const double *table, size_t count, double u)
{
	double sum = table[count - 1];
	for (size_t k = count - 1; k-- > 0;)
		sum = sum * u + table[k];
	return sum;
}

struct pair real_exp_pair(struct pair x, int *power)
{
	double n = real_round(x.hi / log_2.hi);
	struct pair whole = pair_multiply((struct pair){ n, 0 }, log_2);
	struct pair r = pair_add(x, (struct pair){ -whole.hi, -whole.lo });
	/* 1 + r + r^2/2 in two parts, the rest in one */
	struct pair square = pair_multiply(r, r);
	struct pair cube = pair_multiply(square, r);
	struct pair sixth = pair_divide(cube, (struct pair){ 6, 0 });
	struct pair sum = two_sum(sixth.hi, sixth.lo + cube.hi * r.hi * exp_tail(r.hi, 4));
	sum = pair_add(sum, (struct pair){ square.hi / 2, square.lo / 2 });
	sum = pair_add(sum, r);
	*power = (int)n;
	return pair_add(sum, (struct pair){ 1, 0 });
}

double real_exp(double x)
{
	if (real_is_nan(x))
		return x;
	if (x > 709.8)
		return infinite;
	if (x < -745.2)
		return 0;
	double n = real_round(x / log_2.hi);
	double hi = x - n * 0x1.62e42feep-1, lo = n * 0x1.a39ef35793c76p-33; /* n * hi is exact */
	double r = hi - lo;
	double low = (hi - r) - lo;
	double rest = r * r * exp_tail(r, 2) + low;
	return real_scale(1 + (r + rest), (int)n);
}

double real_expm1(double x)
{
	if (real_abs(x) < 0.5)
		return x + x * x * exp_tail(x, 2);
	return x > 37 ? real_exp(x) : real_exp(x) - 1;
}

/* x = m * 2^e with m in [sqrt(1/2), sqrt 2); x > 0 and finite */
static double split(double x, int *exponent)
{
	int shift = 0;
	if (x < 0x1p-1022) {
		x *= 0x1p54;
		shift = -54;
	}
	uint64_t bits = bits_of(x);
	int e = (int)(bits >> 52) - 1023;
	double m = from_bits((bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1023) << 52);
	if (m > 1.4142135623730951) {
		m /= 2;
		e++;
	}
	*exponent = e + shift;
	return m;
}

/* 2 atanh(s) - 2s = 2 (s^3/3 + s^5/5 + ...), |s| <= 0.1716 */
static double log_tail(double s)
{
	double w = s * s, sum = 1 / 25.0;
	for (int k = 23; k >= 3; k -= 2)
		sum = sum * w + 1 / (double)k;
	return 2 * s * w * sum;
}

double real_log(double x)
{
	if (real_is_nan(x) || x < 0)
		return real_is_nan(x) ? x : infinite - infinite;
	if (x == 0)
		return -infinite;
	if (x == infinite)
		return x;
	int e;
	double f = split(x, &e) - 1;
	double s = f / (2 + f);
	/* log(1 + f) = f - f^2/2 + s (f^2/2 + tail/s): the exact f leads (as in Tang 1990) */
	double half = f * f / 2, w = s * s, sum = 1 / 25.0;
	for (int k = 23; k >= 3; k -= 2)
		sum = sum * w + 1 / (double)k;
	double correction = s * (half + 2 * w * sum);
	double high = e * 0x1.62e42feep-1, low = e * 0x1.a39ef35793c76p-33;
	return high - ((half - (correction + low)) - f);
}

double real_log1p(double x)
{
	if (real_abs(x) < 0.25) {
		double s = x / (2 + x), half = x * x / 2;
		return x - (half - s * (half + log_tail(s) / (s == 0 ? 1 : s)));
	}
	double u = 1 + x;
	return u == infinite || !(u > 0) ? real_log(u) : real_log(u) + (x - (u - 1)) / u;
}

double real_log10(double x)
{
	/* Two parts, so that log10 of a power of ten is the whole number. */
	double logarithm = real_log(x);
	if (!real_is_finite(logarithm))
		return logarithm;
	double value = logarithm * 0x1.bcb7b1526e50ep-2;
	double whole = real_round(value);
	if (real_abs(value - whole) < 1e-13 && whole >= 0 && whole <= 22) {
		double power = 1;
		for (int i = 0; i < (int)whole; i++)
			power *= 10;
		if (power == x)
			return whole;
	}
	return real_fma(logarithm, 0x1.95355baaafad3p-57, value);
}

/* log x as a pair: one Newton step on the binary64 value, in two parts. */
static struct pair log_pair(double x)
{
	int e, power;
	double m = split(x, &e), estimate = real_log(m);
	struct pair back = real_exp_pair((struct pair){ -estimate, 0 }, &power);
	back = (struct pair){ real_scale(back.hi, power), real_scale(back.lo, power) };
	struct pair ratio = pair_multiply(back, (struct pair){ m, 0 });
	struct pair excess = pair_add(ratio, (struct pair){ -1, 0 });
	double correction = excess.hi - excess.hi * excess.hi / 2;
	struct pair logarithm = two_sum(estimate, correction + excess.lo);
	return pair_add(pair_multiply((struct pair){ e, 0 }, log_2), logarithm);
}

static double power_positive(double x, double y)
{
	if (x == 0 || x == infinite)
		return (x == 0) == (y > 0) ? 0 : infinite;
	if (real_abs(y) > 0x1p70)
		return x == 1 ? 1 : (x > 1) == (y > 0) ? infinite : 0;
	struct pair exponent = pair_multiply(log_pair(x), (struct pair){ y, 0 });
	if (exponent.hi > 710)
		return infinite;
	if (exponent.hi < -746)
		return 0;
	int power;
	struct pair value = real_exp_pair(exponent, &power);
	return real_scale(value.hi + value.lo, power);
}

double real_pow(double x, double y)
{
	if (y == 0 || x == 1)
		return 1;
	if (real_is_nan(x) || real_is_nan(y))
		return x + y;
	if (!real_is_finite(y)) {
		if (real_abs(x) == 1)
			return 1;
		return (real_abs(x) > 1) == (y > 0) ? infinite : 0;
	}
	double magnitude = power_positive(real_abs(x), y);
	if (!(bits_of(x) >> 63))
		return magnitude;
	bool whole = real_floor(y) == y;
	if (!whole && x != 0 && real_is_finite(x))
		return infinite - infinite;
	bool odd = whole && real_floor(y / 2) * 2 != y;
	return odd ? -magnitude : magnitude;
}

/* tanh(x)/x^3 - 1/x^2, w = x^2 on [0, 0.3125], fitted as nn/real_tables.h says */
// clang-format off
static const double tanh_small[] = {
	-0x1.4144d469f56f0p-2, 0x1.2df041e9e744ap-6, -0x1.1f4c123ed4ad9p-10,
	0x1.11b679cc6663ap-14, -0x1.04ced8dd2a2bep-18, 0x1.f1080dab17efap-23,
	-0x1.d99b48de56030p-27, 0x1.c3492872e4899p-31, -0x1.adff9d35b909bp-35,
	0x1.99bba0c2ca7f2p-39, -0x1.8a9f0d6c52a33p-43, 0x1.7805e58b73060p-47,
};
// clang-format on

double real_tanh(double x)
{
	double size = real_abs(x);
	if (x == 0)
		return x; /* -0 too */
	if (size < 0.559) {
		double w = x * x;
		return x + x * (w * POLYNOMIAL(tanh_small, w * 6.4 - 1));
	}
	if (size > 20)
		return x > 0 ? 1 : -1;
	double value = 1 - 2 / (real_exp(2 * size) + 1);
	return x < 0 ? -value : value;
}

/* What the rounding of 1 + e lost is given back. */
double real_sigmoid(double x)
{
	double e = real_exp(-real_abs(x)), above = x < 0 ? e : 1;
	struct pair below = two_sum(1, e);
	double value = above / below.hi;
	return value + (real_fma(-value, below.hi, above) - value * below.lo) / below.hi;
}
