/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Vectors of LANES binary32 numbers on the compiler's vector extensions: the few words in which the
 * elementwise functions and the kernels are written. A file that includes this defines LANES (1, 4,
 * 8, 16) first. Every operation acts on each lane alone, so the lane count cannot change a bit.
 */
#pragma once
#include "nn/fma.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline, unused))

typedef float vf __attribute__((vector_size(4 * LANES)));
typedef int32_t vi __attribute__((vector_size(4 * LANES)));  /* also a mask: 0 or -1 a lane */
typedef uint32_t vu __attribute__((vector_size(4 * LANES))); /* wraps around */
typedef float vf_memory __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

INLINE vf vf_load(const float *from)
{
	return *(const vf_memory *)from;
}

INLINE void vf_store(float *to, vf x)
{
	*(vf_memory *)to = x;
}

/* The first `count` < LANES lanes; the others are +0 (not written). */
INLINE vf vf_load_part(const float *from, size_t count)
{
	vf x = { 0 };
	memcpy(&x, from, count * sizeof *from);
	return x;
}

INLINE void vf_store_part(float *to, vf x, size_t count)
{
	memcpy(to, &x, count * sizeof *to);
}

INLINE vf vf_splat(float x)
{
	return x - (vf){ 0 }; /* x - 0 is x, -0 too */
}

INLINE vf vf_select(vi mask, vf yes, vf no)
{
	return (vf)((mask & (vi)yes) | (~mask & (vi)no));
}

INLINE vf vf_abs(vf x)
{
	return (vf)((vi)x & 0x7fffffff);
}

/* |x| with the sign of `sign` */
INLINE vf vf_with_sign(vf x, vf sign)
{
	return (vf)(((vi)x & 0x7fffffff) | ((vi)sign & (int32_t)0x80000000));
}

INLINE vf vf_fma(vf a, vf b, vf c)
{
	vf result;
	for (int i = 0; i < LANES; i++)
		result[i] = fma_exact(a[i], b[i], c[i]);
	return result;
}

INLINE vf vf_sqrt(vf x)
{
	vf result;
	for (int i = 0; i < LANES; i++)
		result[i] = __builtin_sqrtf(x[i]);
	return result;
}

/* 2^n for -126 <= n <= 127 */
INLINE vf vf_power_of_two(vi n)
{
	return (vf)((vu)(n + 127) << 23);
}
