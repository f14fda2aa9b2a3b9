/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Elementary functions of binary64: exp, log, pow and their kin, hyperbolic and trigonometric ones.
 * Series have the exact rational coefficients of Taylor's formula; ranges are reduced so that few
 * terms are needed.
 */
#include "nn/real.h"

#include <stdint.h>
#include <string.h>

#if defined __FAST_MATH__
#error "fast-math changes bits: build without it"
#endif

static const double infinite = __builtin_inf();

static uint64_t bits_of(double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof bits);
	return bits;
}

static double from_bits(uint64_t bits)
{
	double x;
	memcpy(&x, &bits, sizeof x);
	return x;
}

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

/* ---- two-part numbers: hi + lo, |lo| <= ulp(hi)/2 (Dekker 1971; Knuth's sum) ---- */

struct pair {
	double hi, lo;
};

static struct pair two_sum(double a, double b)
{
	double hi = a + b, part = hi - a;
	return (struct pair){ hi, (a - (hi - part)) + (b - part) };
}

static struct pair two_product(double a, double b)
{
	double hi = a * b;
	return (struct pair){ hi, real_fma(a, b, -hi) };
}

static struct pair pair_add(struct pair a, struct pair b)
{
	struct pair sum = two_sum(a.hi, b.hi);
	return two_sum(sum.hi, sum.lo + (a.lo + b.lo));
}

static struct pair pair_multiply(struct pair a, struct pair b)
{
	struct pair product = two_product(a.hi, b.hi);
	return two_sum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

static struct pair pair_divide(struct pair a, double b)
{
	double hi = a.hi / b;
	struct pair back = two_product(hi, b);
	return two_sum(hi, ((a.hi - back.hi) - back.lo + a.lo) / b);
}

static const struct pair log_2 = { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 };

/* x * 2^n without an intermediate overflow or a double rounding of subnormals. */
static double scale(double x, int n)
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

/* exp(x.hi + x.lo) as a pair times 2^*power; |x| < 746. */
static struct pair exp_pair(struct pair x, int *power)
{
	double n = real_round(x.hi / log_2.hi);
	struct pair whole = pair_multiply((struct pair){ n, 0 }, log_2);
	struct pair r = pair_add(x, (struct pair){ -whole.hi, -whole.lo });
	/* 1 + r + r^2/2 in two parts, the rest in one */
	struct pair square = pair_multiply(r, r);
	struct pair cube = pair_multiply(square, r);
	struct pair sixth = pair_divide(cube, 6);
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
	return scale(1 + (r + rest), (int)n);
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
	struct pair back = exp_pair((struct pair){ -estimate, 0 }, &power);
	back = (struct pair){ scale(back.hi, power), scale(back.lo, power) };
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
	struct pair value = exp_pair(exponent, &power);
	return scale(value.hi + value.lo, power);
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

double real_tanh(double x)
{
	double size = real_abs(x);
	if (size > 20)
		return x > 0 ? 1 : -1;
	double t = real_expm1(2 * size);
	double value = size < 0.5 ? t / (t + 2) : 1 - 2 / (t + 2);
	return bits_of(x) >> 63 ? -value : value;
}

double real_sigmoid(double x)
{
	double e = real_exp(-real_abs(x));
	return (x < 0 ? e : 1) / (1 + e);
}

/* ---- sine and cosine ---- */

/* sin and cos of r + low, |r| <= pi/4 */
static double sine_near(double r, double low)
{
	double w = r * r, sum = -inverse_factorial[19];
	for (int k = 17; k >= 3; k -= 2)
		sum = sum * w + (k % 4 == 1 ? inverse_factorial[k] : -inverse_factorial[k]);
	return r + (r * w * sum + low * (1 - w / 2));
}

static double cosine_near(double r, double low)
{
	double w = r * r, sum = inverse_factorial[20];
	for (int k = 18; k >= 4; k -= 2)
		sum = sum * w + (k % 4 == 0 ? inverse_factorial[k] : -inverse_factorial[k]);
	double half = w / 2, rest = 1 - half;
	return rest + ((1 - rest - half) + (w * w * sum - r * low));
}

/* x = n pi/2 + r + low; pi/2 in four parts of 33 bits, so that n times a part is exact for
 * |n| < 2^20. Larger arguments are reduced with the same parts: their result is the same bits
 * everywhere, but loses digits as x grows. */
static int64_t reduce(double x, double *r, double *low)
{
	double n = real_round(x * 0x1.45f306dc9c883p-1);
	if (!(real_abs(n) < 0x1p62))
		n = 0;
	double hi = x - n * 0x1.921fb544p+0;
	struct pair rest = two_sum(hi, -n * 0x1.0b4611a6p-34);
	struct pair next = two_sum(rest.hi, -n * 0x1.3198a2e0p-69);
	*r = next.hi + (next.lo + rest.lo);
	*low = (next.hi - *r) + (next.lo + rest.lo) - n * 0x1.b839a252049c1p-104;
	return (int64_t)n;
}

double real_sin(double x)
{
	if (!real_is_finite(x))
		return x - x;
	double r, low;
	switch (reduce(x, &r, &low) & 3) {
	case 0: return x == 0 ? x : sine_near(r, low);
	case 1: return cosine_near(r, low);
	case 2: return -sine_near(r, low);
	default: return -cosine_near(r, low);
	}
}

double real_cos(double x)
{
	if (!real_is_finite(x))
		return x - x;
	double r, low;
	switch (reduce(x, &r, &low) & 3) {
	case 0: return cosine_near(r, low);
	case 1: return -sine_near(r, low);
	case 2: return -cosine_near(r, low);
	default: return sine_near(r, low);
	}
}

/* asin x - x for |x| <= 1/2: sum of (2n)!/(4^n n!^2 (2n + 1)) x^(2n+1) */
static double asin_tail(double x)
{
	double w = x * x, term = 1, sum = 0;
	for (int n = 1; n <= 27; n++) {
		term *= w * (2 * n - 1) / (2 * n);
		sum += term / (2 * n + 1);
	}
	return x * sum;
}

double real_asin(double x)
{
	double size = real_abs(x);
	if (!(size <= 1))
		return infinite - infinite;
	if (size <= 0.5)
		return x + asin_tail(x);
	double half = (1 - size) / 2, s = real_sqrt(half);
	double angle = 0x1.921fb54442d18p+0 - (2 * (s + asin_tail(s)) - 0x1.1a62633145c07p-54);
	return x < 0 ? -angle : angle;
}

double real_acos(double x)
{
	if (!(real_abs(x) <= 1))
		return infinite - infinite;
	if (real_abs(x) <= 0.5)
		return 0x1.921fb54442d18p+0 - (x + (asin_tail(x) - 0x1.1a62633145c07p-54));
	double s = real_sqrt((1 - real_abs(x)) / 2);
	double angle = 2 * (s + asin_tail(s));
	return x > 0 ? angle : REAL_PI - (angle - 0x1.1a62633145c07p-53);
}
