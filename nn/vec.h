/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Vectors of LANES binary32 numbers on the compiler's vector extensions: the few words in which the
 * functions and the kernels are written. A file that includes this defines LANES (1, 4, 8, 16)
 * first, and VEC_FMA, VEC_SQRT, VEC_SELECT, VEC_GREATER, VEC_LESSER, VEC_LOAD_PART, VEC_STORE_PART
 * where its instruction set has better than what stands here. Every operation acts on each lane
 * alone, so the lane count cannot change a bit.
 */
#pragma once
#include "nn/fma.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline, unused))
#if defined __clang__
#define UNROLL       _Pragma("clang loop unroll(full)")
#define AS_IT_STANDS _Pragma("clang loop unroll(disable)")
#else
#define UNROLL       _Pragma("GCC unroll 32")
#define AS_IT_STANDS _Pragma("GCC unroll 1")
#endif

typedef float vf __attribute__((vector_size(4 * LANES)));
typedef int32_t vi __attribute__((vector_size(4 * LANES)));  /* also a mask: 0 or -1 a lane */
typedef uint32_t vu __attribute__((vector_size(4 * LANES))); /* wraps around */
typedef float vf_memory __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t vi_memory __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

INLINE vf vf_load(const float *from)
{
	return *(const vf_memory *)from;
}

INLINE void vf_store(float *to, vf x)
{
	*(vf_memory *)to = x;
}

/* The first `count` <= LANES lanes; the others are +0 and are not written. */
INLINE vf vf_load_part(const float *from, size_t count)
{
#if defined VEC_LOAD_PART
	return VEC_LOAD_PART(from, count);
#else
	float lane[LANES] = { 0 };
	for (size_t i = 0; i < count; i++)
		lane[i] = from[i];
	return vf_load(lane);
#endif
}

INLINE void vf_store_part(float *to, vf x, size_t count)
{
#if defined VEC_STORE_PART
	VEC_STORE_PART(to, x, count);
#else
	float lane[LANES];
	vf_store(lane, x);
	for (size_t i = 0; i < count; i++)
		to[i] = lane[i];
#endif
}

INLINE vf vf_splat(float x)
{
	return x - (vf){ 0 }; /* x - 0 is x, -0 too */
}

INLINE vf vf_select(vi mask, vf yes, vf no)
{
#if defined VEC_SELECT
	return VEC_SELECT(mask, yes, no);
#else
	return (vf)((mask & (vi)yes) | (~mask & (vi)no));
#endif
}

/* x, not above high; a NaN passes. VEC_GREATER and VEC_LESSER are their second operand where
 * neither is greater. */
INLINE vf vf_at_most(vf x, float high)
{
#if defined VEC_LESSER
	return VEC_LESSER(vf_splat(high), x);
#else
	return vf_select(x > high, vf_splat(high), x);
#endif
}

/* x, not below low and not above high; a NaN passes, and a zero keeps its sign */
INLINE vf vf_between(vf x, float low, float high)
{
#if defined VEC_GREATER
	x = VEC_GREATER(vf_splat(low), x);
#else
	x = vf_select(x < low, vf_splat(low), x);
#endif
	return vf_at_most(x, high);
}

INLINE vf vf_abs(vf x)
{
	return (vf)((vi)x & 0x7fffffff);
}

/* size with the sign of `sign`; size has none of its own */
INLINE vf vf_signed(vf size, vf sign)
{
	return (vf)((vi)size | ((vi)sign & (int32_t)0x80000000));
}

/* |x| with the sign of `sign` */
INLINE vf vf_with_sign(vf x, vf sign)
{
	return vf_signed(vf_abs(x), sign);
}

#if !defined VEC_FMA && !FMA_HARDWARE && LANES > 1
typedef float vf_half __attribute__((vector_size(2 * LANES)));
typedef double vd_half __attribute__((vector_size(4 * LANES)));
typedef int64_t vl_half __attribute__((vector_size(4 * LANES)));

/* fma_emulated of nn/fma.h on half of the lanes */
INLINE vf_half fma_half(vf_half a, vf_half b, vf_half c)
{
	vd_half product = __builtin_convertvector(a, vd_half) * __builtin_convertvector(b, vd_half);
	vd_half addend = __builtin_convertvector(c, vd_half), sum = product + addend;
	vd_half part = sum - product, error = (product - (sum - part)) + (addend - part);
	vl_half towards = ((error > 0) == (sum > 0)) | 1; /* -1 becomes -1, 0 becomes 1 */
	vl_half inexact = ((error > 0) | (error < 0)) & (((vl_half)sum & 1) - 1);
	return __builtin_convertvector((vd_half)((vl_half)sum - (inexact & towards)), vf_half);
}
#endif

INLINE vf vf_fma(vf a, vf b, vf c)
{
#if defined VEC_FMA
	return VEC_FMA(a, b, c);
#elif FMA_HARDWARE || LANES == 1
	vf result = { 0 };
	UNROLL for (int i = 0; i < LANES; i++) result[i] = fma_exact(a[i], b[i], c[i]);
	return result;
#else
	vf_half x[2], y[2], z[2];
	memcpy(x, &a, sizeof a);
	memcpy(y, &b, sizeof b);
	memcpy(z, &c, sizeof c);
	z[0] = fma_half(x[0], y[0], z[0]);
	z[1] = fma_half(x[1], y[1], z[1]);
	memcpy(&c, z, sizeof c);
	return c;
#endif
}

INLINE vf vf_sqrt(vf x)
{
#if defined VEC_SQRT
	return VEC_SQRT(x);
#else
	vf result = { 0 };
	UNROLL for (int i = 0; i < LANES; i++) result[i] = __builtin_sqrtf(x[i]);
	return result;
#endif
}

/* 2^n for -126 <= n <= 127 */
INLINE vf vf_power_of_two(vi n)
{
	return (vf)((vu)(n + 127) << 23);
}

INLINE bool vi_any(vi mask)
{
	int32_t lane[LANES], any = 0;
	memcpy(lane, &mask, sizeof lane);
	UNROLL for (int i = 0; i < LANES; i++) any |= lane[i];
	return any != 0;
}

/* ---- how lanes of two vectors make one. Within every four, as instruction sets have it: one by
 * one in turn, and two by two; then fours or eights of one and of the other ---- */

#if LANES == 4
#define VEC_ONES_LOW  0, 4, 1, 5
#define VEC_ONES_HIGH 2, 6, 3, 7
#define VEC_TWOS_LOW  0, 1, 4, 5
#define VEC_TWOS_HIGH 2, 3, 6, 7
#elif LANES == 8
#define VEC_ONES_LOW   0, 8, 1, 9, 4, 12, 5, 13
#define VEC_ONES_HIGH  2, 10, 3, 11, 6, 14, 7, 15
#define VEC_TWOS_LOW   0, 1, 8, 9, 4, 5, 12, 13
#define VEC_TWOS_HIGH  2, 3, 10, 11, 6, 7, 14, 15
#define VEC_FOURS_EVEN 0, 1, 2, 3, 8, 9, 10, 11
#define VEC_FOURS_ODD  4, 5, 6, 7, 12, 13, 14, 15
#elif LANES == 16
#define VEC_ONES_LOW    0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define VEC_ONES_HIGH   2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
#define VEC_TWOS_LOW    0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define VEC_TWOS_HIGH   2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define VEC_FOURS_EVEN  0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27
#define VEC_FOURS_ODD   4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31
#define VEC_EIGHTS_LOW  0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define VEC_EIGHTS_HIGH 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#endif

#if LANES > 1
#if defined __clang__
#define VEC_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define VEC_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (vi){ __VA_ARGS__ })
#endif

/* Squares of four by four, everywhere. */
INLINE void vf_transpose_fours(vf x[LANES])
{
	UNROLL for (int i = 0; i < LANES; i += 4)
	{
		vf a = VEC_SHUFFLE(x[i], x[i + 1], VEC_ONES_LOW);
		vf b = VEC_SHUFFLE(x[i], x[i + 1], VEC_ONES_HIGH);
		vf c = VEC_SHUFFLE(x[i + 2], x[i + 3], VEC_ONES_LOW);
		vf d = VEC_SHUFFLE(x[i + 2], x[i + 3], VEC_ONES_HIGH);
		x[i] = VEC_SHUFFLE(a, c, VEC_TWOS_LOW);
		x[i + 1] = VEC_SHUFFLE(a, c, VEC_TWOS_HIGH);
		x[i + 2] = VEC_SHUFFLE(b, d, VEC_TWOS_LOW);
		x[i + 3] = VEC_SHUFFLE(b, d, VEC_TWOS_HIGH);
	}
}

/* x[i][j] becomes x[j][i]: the squares of four by four, then where they stand. */
INLINE void vf_transpose(vf x[LANES])
{
	vf_transpose_fours(x);
	UNROLL for (int j = 0; j < 4; j++)
	{
#if LANES == 8
		vf a = x[j], b = x[j + 4];
		x[j] = VEC_SHUFFLE(a, b, VEC_FOURS_EVEN);
		x[j + 4] = VEC_SHUFFLE(a, b, VEC_FOURS_ODD);
#elif LANES == 16
		vf a = VEC_SHUFFLE(x[j], x[j + 4], VEC_EIGHTS_LOW);
		vf b = VEC_SHUFFLE(x[j], x[j + 4], VEC_EIGHTS_HIGH);
		vf c = VEC_SHUFFLE(x[j + 8], x[j + 12], VEC_EIGHTS_LOW);
		vf d = VEC_SHUFFLE(x[j + 8], x[j + 12], VEC_EIGHTS_HIGH);
		x[j] = VEC_SHUFFLE(a, c, VEC_FOURS_EVEN);
		x[j + 4] = VEC_SHUFFLE(a, c, VEC_FOURS_ODD);
		x[j + 8] = VEC_SHUFFLE(b, d, VEC_FOURS_EVEN);
		x[j + 12] = VEC_SHUFFLE(b, d, VEC_FOURS_ODD);
#endif
	}
}
#endif
