/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Sine and cosine and their inverses in binary64: Taylor's series after reduction by pi/2.
 */
#include "nn/real_pair.h"

static const double infinite = __builtin_inf();
static const struct pair half_pi = { 0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54 };

/* (-1)^k/(2k + 1)! and (-1)^k/(2k)! without the first terms */
static const double sine_series[] = { -1 / 6.0, 1 / 120.0, -1 / 5040.0, 1 / 362880.0,
	-1 / 39916800.0, 1 / 6227020800.0, -1 / 1307674368000.0, 1 / 355687428096000.0,
	-1 / 121645100408832000.0 };
static const double cosine_series[] = { 1 / 24.0, -1 / 720.0, 1 / 40320.0, -1 / 3628800.0,
	1 / 479001600.0, -1 / 87178291200.0, 1 / 20922789888000.0, -1 / 6402373705728000.0,
	1 / 2432902008176640000.0 };

/* sin and cos of r.hi + r.lo, |r| <= pi/4 */
static double sine_near(struct pair r)
{
	double w = r.hi * r.hi;
	return r.hi + (r.hi * w * POLYNOMIAL(sine_series, w) + r.lo * (1 - w / 2));
}

static double cosine_near(struct pair r)
{
	double w = r.hi * r.hi, half = w / 2, rest = 1 - half;
	return rest + ((1 - rest - half) + (w * w * POLYNOMIAL(cosine_series, w) - r.hi * r.lo));
}

/* The bits of 2/pi after the point */
static const uint32_t two_over_pi[] = { 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599,
	0x3c439041, 0xfe5163ab, 0xdebbc561, 0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c,
	0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484, 0xe99c7026, 0xb45f7e41, 0x3991d639,
	0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f, 0xef2f118b, 0x5a0a6d1f,
	0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b, 0x3d0739f7,
	0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab };

enum { WORDS = 7, LIMBS = WORDS + 2 };

/* The 32 bits of `number` from bit `position` up. */
static uint32_t bits_at(const uint32_t *number, int position)
{
	uint64_t two = number[position / 32];
	if (position / 32 + 1 < LIMBS)
		two |= (uint64_t)number[position / 32 + 1] << 32;
	return (uint32_t)(two >> (position % 32));
}

/* number = mantissa times WORDS words of 2/pi from word `first` */
static void multiply(uint64_t mantissa, int first, uint32_t number[LIMBS])
{
	memset(number, 0, LIMBS * sizeof *number);
	for (int half = 0; half < 2; half++) {
		uint64_t factor = half ? mantissa >> 32 : mantissa & 0xffffffffu, carry = 0;
		for (int k = 0; k < WORDS; k++) {
			carry += factor * two_over_pi[first + WORDS - 1 - k] + number[k + half];
			number[k + half] = (uint32_t)carry;
			carry >>= 32;
		}
		number[WORDS + half] = (uint32_t)carry;
	}
}

/* For x >= 2^20: of x 2/pi only the two bits above the point and 160 below it matter, so only a
 * few words of 2/pi are multiplied (Payne and Hanek 1983). */
static int reduce_large(double x, struct pair *r)
{
	int exponent = (int)(bits_of(x) >> 52) - 1075;
	uint64_t mantissa = (bits_of(x) & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52;
	int first = exponent > 33 ? (exponent - 2) / 32 : 0;
	uint32_t number[LIMBS];
	multiply(mantissa, first, number);
	int point = 32 * (first + WORDS) - exponent;
	uint32_t quarter = bits_at(number, point) & 3, top = bits_at(number, point - 32);
	struct pair rest = { (double)top * 0x1p-32 - (top >> 31), 0 };
	double weight = 0x1p-64;
	for (int k = 2; k <= 5; k++, weight *= 0x1p-32)
		rest = pair_add(
			rest, (struct pair){ (double)bits_at(number, point - 32 * k) * weight, 0 });
	*r = pair_multiply(rest, half_pi);
	return (int)((quarter + (top >> 31)) & 3);
}

/* x = n pi/2 + r, |r| <= pi/4; returns n mod 4. pi/2 in four parts of 33 bits, so that n times a
 * part is exact. */
static int reduce(double x, struct pair *r)
{
	if (real_abs(x) >= 0x1p20) {
		int quarter = reduce_large(real_abs(x), r);
		if (x > 0)
			return quarter;
		*r = (struct pair){ -r->hi, -r->lo };
		return -quarter & 3;
	}
	double n = real_round(x * 0x1.45f306dc9c883p-1), hi = x - n * 0x1.921fb544p+0;
	struct pair rest = two_sum(hi, -n * 0x1.0b4611a6p-34);
	struct pair next = two_sum(rest.hi, -n * 0x1.3198a2e0p-69);
	r->hi = next.hi + (next.lo + rest.lo);
	r->lo = (next.hi - r->hi) + (next.lo + rest.lo) - n * 0x1.b839a252049c1p-104;
	return (int)n & 3;
}

double real_sin(double x)
{
	if (x == 0)
		return x;
	if (!real_is_finite(x))
		return x - x;
	struct pair r;
	switch (reduce(x, &r)) {
	case 0: return sine_near(r);
	case 1: return cosine_near(r);
	case 2: return -sine_near(r);
	default: return -cosine_near(r);
	}
}

double real_cos(double x)
{
	if (!real_is_finite(x))
		return x - x;
	struct pair r;
	switch (reduce(x, &r)) {
	case 0: return cosine_near(r);
	case 1: return -sine_near(r);
	case 2: return -cosine_near(r);
	default: return sine_near(r);
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

/* pi/2 - 2 asin s with s^2 = (1 - x)/2; what the root's rounding lost is given back, and pi/4 is
 * kept apart because pi/4 - 2s is exact for s near 1/2. */
static double asin_near_one(double x)
{
	double half = (1 - x) / 2, s = real_sqrt(half);
	if (s == 0)
		return half_pi.hi;
	double lost = real_fma(-s, s, half) / s; /* twice the root's rest */
	double tail = 2 * asin_tail(s) + lost - half_pi.lo;
	return half_pi.hi / 2 + ((half_pi.hi / 2 - 2 * s) - tail);
}

double real_asin(double x)
{
	double size = real_abs(x);
	if (!(size <= 1))
		return infinite - infinite;
	if (size <= 0.5)
		return x + asin_tail(x);
	double angle = asin_near_one(size);
	return x < 0 ? -angle : angle;
}

double real_acos(double x)
{
	if (!(real_abs(x) <= 1))
		return infinite - infinite;
	if (real_abs(x) <= 0.5)
		return half_pi.hi - (x + (asin_tail(x) - half_pi.lo));
	double s = real_sqrt((1 - real_abs(x)) / 2);
	double angle = 2 * (s + asin_tail(s));
	return x > 0 ? angle : REAL_PI - (angle - 2 * half_pi.lo);
}
