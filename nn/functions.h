/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The functions of one binary32 number, written once on nn/vec.h for every lane count (rule 7): the
 * activations' values and slopes. Polynomials were fitted with Sollya's fpminimax. How exact each
 * function is tests/accuracy/rows.c says, and `make check-exhaustive` checks for all floats.
 */
#pragma once
#include "nn/vec.h"

/* ---- exp and its kin ---- */

/* x = n log 2 + r, |r| <= log(2)/2: adding 1.5 * 2^23 leaves the nearest n in the low bits. */
struct reduced {
	vi n;
	vf r;
};

INLINE struct reduced reduce(vf x)
{
	const vf shift = vf_splat(0x1.8p23f);
	vf shifted = vf_fma(x, vf_splat(0x1.715476p0f), shift), n = shifted - shift;
	vf r = vf_fma(n, vf_splat(-0x1.62e43p-1f), x); /* log 2 in two parts */
	r = vf_fma(n, vf_splat(0x1.05c61p-29f), r);
	return (struct reduced){ (vi)((vu)shifted - (vu)shift), r };
}

/* (exp(r) - 1 - r) / r^2 for |r| <= log(2)/2 */
INLINE vf exp_tail(vf r)
{
	vf q = vf_splat(0x1.6c50a8p-10f);
	q = vf_fma(q, r, vf_splat(0x1.1222d8p-7f));
	q = vf_fma(q, r, vf_splat(0x1.5555bep-5f));
	q = vf_fma(q, r, vf_splat(0x1.5554b8p-3f));
	return vf_fma(q, r, vf_splat(0.5f));
}

INLINE vf exp_near_zero(vf r)
{
	vf p = vf_fma(exp_tail(r), r, vf_splat(1));
	return vf_fma(p, r, vf_splat(1));
}

/* 2^n in two factors, so that only the last product rounds a subnormal result */
INLINE vf vf_exp(vf x)
{
	struct reduced x_ = reduce(vf_between(x, -105, 90));
	vi half = x_.n >> 1;
	return exp_near_zero(x_.r) * vf_power_of_two(half) * vf_power_of_two(x_.n - half);
}

/* exp for |x| <= 87, where it is a normal number: n is added to an exponent. Of NaN: anything. */
INLINE vf exp_middle(vf x)
{
	struct reduced x_ = reduce(x);
	return (vf)((vu)exp_near_zero(x_.r) + ((vu)x_.n << 23));
}

/* exp(x) - 1 for x <= 87 */
INLINE vf vf_expm1(vf x)
{
	struct reduced x_ = reduce(vf_between(x, -30, 87));
	vf p = vf_fma(x_.r * x_.r, exp_tail(x_.r), x_.r), scale = vf_power_of_two(x_.n);
	return vf_with_sign(vf_fma(scale, p, scale - 1), x);
}

/* x = 2^e m, sqrt(1/2) <= m < sqrt 2: log x = e log 2 + log m */
INLINE vf vf_log(vf x)
{
	vi tiny = x < 0x1p-126f;
	vu bits = (vu)vf_select(tiny, x * 0x1p25f, x) - 0x3f3504f3u;
	vf e = __builtin_convertvector((vi)bits >> 23, vf) -
	       vf_select(tiny, vf_splat(25), vf_splat(0));
	vf f = (vf)((bits & 0x7fffffu) + 0x3f3504f3u) - 1;
	vf q = vf_splat(-0x1.2a6f78p-4f);
	q = vf_fma(q, f, vf_splat(0x1.015974p-3f));
	q = vf_fma(q, f, vf_splat(-0x1.0e96ccp-3f));
	q = vf_fma(q, f, vf_splat(0x1.239ce2p-3f));
	q = vf_fma(q, f, vf_splat(-0x1.5466fep-3f));
	q = vf_fma(q, f, vf_splat(0x1.99944ep-3f));
	q = vf_fma(q, f, vf_splat(-0x1.000234p-2f));
	q = vf_fma(q, f, vf_splat(0x1.55557p-2f));
	q = vf_fma(q, f, vf_splat(-0.5f));
	vf y = f + vf_fma(e, vf_splat(-0x1.05c61p-29f), f * f * q);
	y = vf_fma(e, vf_splat(0x1.62e43p-1f), y);
	y = vf_select(x < __builtin_inff(), y, x); /* inf, NaN */
	y = vf_select(x < 0, vf_splat(__builtin_nanf("")), y);
	return vf_select(x == 0, vf_splat(-__builtin_inff()), y);
}

/* log(1 + e) for 0 <= e <= 1: what u = 1 + e lost by rounding is added back, divided by u */
INLINE vf vf_log1p(vf e)
{
	vf u = 1 + e;
	return vf_log(u) + (e - (u - 1)) / u;
}

/* ---- sigmoid, tanh, erf, the normal distribution ---- */

INLINE vf vf_sigmoid(vf x)
{
	vf e = vf_exp(-vf_abs(x));
	return vf_select(x < 0, e, vf_splat(1)) / (1 + e);
}

INLINE vf vf_tanh(vf x)
{
	vf size = vf_abs(x), square = x * x;
	vf q = vf_splat(0x1.1abac8p-9f);
	q = vf_fma(q, square, vf_splat(-0x1.0c84eep-7f));
	q = vf_fma(q, square, vf_splat(0x1.63ac7p-6f));
	q = vf_fma(q, square, vf_splat(-0x1.b9f218p-5f));
	q = vf_fma(q, square, vf_splat(0x1.11107cp-3f));
	q = vf_fma(q, square, vf_splat(-0x1.555554p-2f));
	vf small = vf_fma(size * square, q, size);
	vf large = 1 - 2 / (exp_middle(vf_at_most(size + size, 40)) + 1);
	return vf_signed(vf_select(size >= 0.625f, large, small), x); /* NaN is small */
}

/* below 0.95 an odd polynomial, above it 1 - exp of one fitted to log(erfc x) */
INLINE vf vf_erf(vf x)
{
	vf size = vf_at_most(vf_abs(x), 4), square = size * size;
	vf q = vf_splat(0x1.529d2p-14f);
	q = vf_fma(q, square, vf_splat(-0x1.a6f882p-11f));
	q = vf_fma(q, square, vf_splat(0x1.5462bap-8f));
	q = vf_fma(q, square, vf_splat(-0x1.b80338p-6f));
	q = vf_fma(q, square, vf_splat(0x1.ce2d74p-4f));
	q = vf_fma(q, square, vf_splat(-0x1.81274p-2f));
	q = vf_fma(q, square, vf_splat(0x1.06eba8p-3f));
	vf small = vf_fma(size, q, size);
	vf t = vf_splat(-0x1.998a0ep-25f);
	t = vf_fma(t, size, vf_splat(0x1.64c80cp-19f));
	t = vf_fma(t, size, vf_splat(-0x1.d1a38cp-15f));
	t = vf_fma(t, size, vf_splat(0x1.52d876p-11f));
	t = vf_fma(t, size, vf_splat(-0x1.427d36p-8f));
	t = vf_fma(t, size, vf_splat(0x1.b66ad6p-6f));
	t = vf_fma(t, size, vf_splat(-0x1.c4bf56p-4f));
	t = vf_fma(t, size, vf_splat(-0x1.434d5cp-1f));
	t = vf_fma(t, size, vf_splat(-0x1.216268p0f));
	t = vf_fma(t, size, vf_splat(0x1.73a5b4p-12f));
	return vf_signed(vf_select(size >= 0.95f, 1 - exp_middle(t), small), x); /* NaN is small */
}

/* P(Z <= z) of a standard normal: about 1/2 an odd polynomial, in the tail an exponential, so that
 * small probabilities keep their digits */
INLINE vf vf_normal_cdf(vf z)
{
	vf size = vf_abs(z), square = z * z;
	vf q = vf_splat(0x1.32310ap-21f);
	q = vf_fma(q, square, vf_splat(-0x1.42c012p-17f));
	q = vf_fma(q, square, vf_splat(0x1.e7d75p-14f));
	q = vf_fma(q, square, vf_splat(-0x1.378f7ap-10f));
	q = vf_fma(q, square, vf_splat(0x1.46d60ap-7f));
	q = vf_fma(q, square, vf_splat(-0x1.105864p-4f));
	q = vf_fma(q, square, vf_splat(0x1.988454p-2f));
	vf t = vf_splat(-0x1.370752p-38f);
	t = vf_fma(t, size, vf_splat(0x1.cef798p-32f));
	t = vf_fma(t, size, vf_splat(-0x1.38955cp-26f));
	t = vf_fma(t, size, vf_splat(0x1.fc118ap-22f));
	t = vf_fma(t, size, vf_splat(-0x1.165026p-17f));
	t = vf_fma(t, size, vf_splat(0x1.b4e438p-14f));
	t = vf_fma(t, size, vf_splat(-0x1.fee6cp-11f));
	t = vf_fma(t, size, vf_splat(0x1.ca74a6p-8f));
	t = vf_fma(t, size, vf_splat(-0x1.44d71p-5f));
	t = vf_fma(t, size, vf_splat(0x1.7abd9p-3f));
	t = vf_fma(t, size, vf_splat(-0x1.997632p-1f));
	t = vf_fma(t, size, vf_splat(-0x1.62a7e4p-1f));
	vf tail = vf_exp(vf_fma(size * -0.5f, size, t));
	tail = vf_select(size > 13, vf_splat(0), tail);
	vf near = vf_fma(z, q, vf_splat(0.5f));
	return vf_select(size < 1.3125f, near, vf_select(z < 0, tail, 1 - tail));
}

/* exp(-z^2/2) / sqrt(2 pi) */
INLINE vf vf_normal_density(vf z)
{
	return vf_exp(z * z * -0.5f) * 0x1.988454p-2f;
}

/* ---- value and slope of each row of ELEMENTWISE_ROWS; the slope may use a = value(z) ---- */

#define VALUE(name) INLINE vf value_##name(vf z, const float *p __attribute__((unused)))
#define SLOPE(name)                                                                                \
	INLINE vf slope_##name(vf z __attribute__((unused)), vf a __attribute__((unused)),         \
		const float *p __attribute__((unused)))

VALUE(linear)
{
	return z;
}
SLOPE(linear)
{
	return vf_splat(1);
}

VALUE(sigmoid)
{
	return vf_sigmoid(z);
}
SLOPE(sigmoid)
{
	return a * (1 - a);
}

VALUE(tanh)
{
	return vf_tanh(z);
}
SLOPE(tanh)
{
	return vf_fma(-a, a, vf_splat(1));
}

VALUE(relu)
{
	return vf_select(z <= 0, vf_splat(0), z);
}
SLOPE(relu)
{
	return vf_select(z > 0, vf_splat(1), vf_splat(0));
}

VALUE(leaky)
{
	return vf_select(z > 0, z, z * p[0]);
}
SLOPE(leaky)
{
	return vf_select(z > 0, vf_splat(1), vf_splat(p[0]));
}

VALUE(elu)
{
	return vf_select(z > 0, z, vf_expm1(z) * p[0]);
}
SLOPE(elu)
{
	return vf_select(z > 0, vf_splat(1), a + p[0]);
}

VALUE(gelu)
{
	return z * vf_normal_cdf(z);
}
SLOPE(gelu)
{
	return vf_fma(z, vf_normal_density(z), vf_normal_cdf(z));
}

VALUE(silu)
{
	return z * vf_sigmoid(z);
}
SLOPE(silu)
{
	vf s = vf_sigmoid(z);
	return s * vf_fma(z, 1 - s, vf_splat(1));
}

VALUE(exp)
{
	return vf_exp(z);
}
SLOPE(exp)
{
	return a;
}

VALUE(log)
{
	return vf_log(z);
}
SLOPE(log)
{
	return 1 / z;
}

VALUE(erf)
{
	return vf_erf(z);
}
SLOPE(erf)
{
	return vf_exp(-(z * z)) * 0x1.20dd76p0f; /* 2 / sqrt(pi) */
}

#include "nn/functions_rare.h"
