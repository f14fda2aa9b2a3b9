/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The rarer activations of nn/functions.h, which includes this at its end: clipped, smooth and
 * periodic ones. A NaN stays one; slopes at kinks are those of nn/activation.h.
 */
#pragma once
#include "nn/functions.h"

/* 1 where true, else +0 */
INLINE vf vf_one_if(vi mask)
{
	return vf_select(mask, vf_splat(1), vf_splat(0));
}

VALUE(hard_sigmoid)
{
	return vf_between(z + 3, 0, 6) / 6;
}
SLOPE(hard_sigmoid)
{
	return vf_one_if((z > -3) & (z < 3)) * (1 / 6.0f);
}

VALUE(hard_tanh)
{
	return vf_between(z, -1, 1);
}
SLOPE(hard_tanh)
{
	return vf_one_if((z > -1) & (z < 1));
}

VALUE(relu6)
{
	return vf_select(z <= 0, vf_splat(0), vf_between(z, 0, 6));
}
SLOPE(relu6)
{
	return vf_one_if((z > 0) & (z < 6));
}

VALUE(hard_swish)
{
	return vf_select(z <= -3, vf_splat(0), z * vf_between(z + 3, 0, 6) / 6);
}
SLOPE(hard_swish)
{
	vf middle = vf_fma(z, vf_splat(2), vf_splat(3)) / 6;
	return vf_select(z <= -3, vf_splat(0), vf_select(z >= 3, vf_splat(1), middle));
}

/* lambda (z where positive, else alpha (exp(z) - 1)), for which E f = 0 and E f^2 = 1 */
VALUE(selu)
{
	const float lambda = 0x1.0cfabep0f, both = 0x1.c212ccp0f; /* lambda alpha */
	return vf_select(z > 0, z * lambda, vf_expm1(z) * both);
}
SLOPE(selu)
{
	const float lambda = 0x1.0cfabep0f, both = 0x1.c212ccp0f;
	return vf_select(z > 0, vf_splat(lambda), a + both);
}

/* (1 + tanh u)/2 is the sigmoid of 2u, which keeps its digits where it is small; 2u = sqrt(8/pi)
 * (z + 0.044715 z^3). Beyond 14 the sigmoid is 0 or 1. */
INLINE vf vf_gelu_gate(vf z)
{
	vf inside = vf_between(z, -14, 14);
	vf factor = vf_fma(inside * inside, vf_splat(0x1.2444f2p-4f), vf_splat(0x1.988454p0f));
	return vf_sigmoid(inside * factor);
}
VALUE(gelu_tanh)
{
	return z * vf_gelu_gate(z);
}
SLOPE(gelu_tanh)
{
	vf gate = vf_gelu_gate(z), inside = vf_between(z, -14, 14);
	vf rate = vf_fma(inside * inside, vf_splat(0x1.b6676cp-3f), vf_splat(0x1.988454p0f));
	return vf_fma(inside * rate, gate * (1 - gate), gate);
}

VALUE(softplus)
{
	return vf_select(z < 0, vf_splat(0), z) + vf_log1p(vf_exp(-vf_abs(z)));
}
SLOPE(softplus)
{
	return vf_sigmoid(z);
}

VALUE(softsign)
{
	return z / (1 + vf_abs(z));
}
SLOPE(softsign)
{
	vf below = 1 + vf_abs(z);
	return 1 / (below * below);
}

/* With e = exp z, tanh(log(1 + e)) = n/(n + 2), n = e (e + 2); from 20 on it is 1. */
VALUE(mish)
{
	vf e = vf_exp(vf_between(z, -105, 20)), n = e * (e + 2);
	return z * (n / (n + 2));
}
SLOPE(mish)
{
	vf e = vf_exp(vf_between(z, -105, 20)), n = e * (e + 2), below = n + 2;
	vf rest = 4 * (n + 1) / (below * below) * (e / (1 + e)); /* (1 - tanh^2) sigmoid */
	return vf_fma(vf_between(z, -105, 105), rest, n / below);
}

/* x = n pi/2 + r, pi/2 in three parts; exact enough for |x| < 10^5, and bounded beyond 2^20, where
 * neighbouring floats are farther apart than the waves. */
INLINE vf vf_wave(vf x, int32_t quarter)
{
	const vf shift = vf_splat(0x1.8p23f);
	x = vf_between(x, -0x1p20f, 0x1p20f);
	vf shifted = vf_fma(x, vf_splat(0x1.45f306p-1f), shift), n = shifted - shift;
	vf r = vf_fma(n, vf_splat(-0x1.921fb6p0f), x);
	r = vf_fma(n, vf_splat(0x1.777a5cp-25f), r);
	r = vf_fma(n, vf_splat(0x1.ee59dap-50f), r);
	vf w = r * r, s = vf_splat(0x1.6dbdd2p-19f);
	s = vf_fma(s, w, vf_splat(-0x1.a013a6p-13f));
	s = vf_fma(s, w, vf_splat(0x1.11110ep-7f));
	s = vf_fma(s, w, vf_splat(-0x1.555556p-3f));
	s = vf_fma(r * w, s, r);
	vf c = vf_splat(0x1.9bd864p-16f);
	c = vf_fma(c, w, vf_splat(-0x1.6c12d2p-10f));
	c = vf_fma(c, w, vf_splat(0x1.555554p-5f));
	c = vf_fma(w * w, c, vf_fma(w, vf_splat(-0.5f), vf_splat(1)));
	vi turn = (vi)((vu)shifted - (vu)shift) + quarter;
	vf wave = vf_select((turn & 1) == 0, s, c);
	return vf_select((turn & 2) == 0, wave, -wave);
}
VALUE(sine)
{
	return vf_select(z == 0, z, vf_wave(z, 0));
}
SLOPE(sine)
{
	return vf_wave(z, 1);
}

/* erf(sqrt(pi)/2 z): slope 1 at 0 */
VALUE(unit_erf)
{
	return vf_erf(z * 0x1.c5bf8ap-1f);
}
SLOPE(unit_erf)
{
	return vf_exp(z * z * -0x1.921fb6p-1f);
}
