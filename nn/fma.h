/* SPDX-License-Identifier: BSD-3-Clause
 *
 * fma(a, b, c) of binary32, rounded once, on every machine: the hardware's where there is one,
 * otherwise through binary64. A libm's is never called: several round twice.
 */
#pragma once
#include <stdint.h>
#include <string.h>

#if defined __FAST_MATH__ || (defined __FLT_EVAL_METHOD__ && __FLT_EVAL_METHOD__ != 0)
#error "the arithmetic needs IEEE 754 binary32 as written: no fast-math, no x87"
#endif

#if defined __FP_FAST_FMAF || defined __FMA__ || defined __aarch64__ || defined __riscv_flen
#define FMA_HARDWARE 1
#else
#define FMA_HARDWARE 0
#endif

/*
 * The product of two binary32 is exact in binary64. Its sum with c is rounded to odd: where it is
 * inexact and the last bit is 0, take the neighbour on the true value's side. Rounding that to
 * binary32 is then rounding the true value, since 53 >= 2 * 24 + 2 (Boldo and Melquiond 2008).
 */
static inline float fma_emulated(float a, float b, float c)
{
	double product = (double)a * (double)b, addend = (double)c, sum = product + addend;
	double part = sum - product;
	double error = (product - (sum - part)) + (addend - part); /* exact: Knuth's two-sum */
	uint64_t bits;
	memcpy(&bits, &sum, sizeof bits);
	if ((error > 0 || error < 0) && !(bits & 1)) /* neither when sum is not finite */
		bits += (error > 0) == (sum > 0) ? 1 : UINT64_MAX;
	memcpy(&sum, &bits, sizeof bits);
	return (float)sum;
}

static inline float fma_exact(float a, float b, float c)
{
#if FMA_HARDWARE
	return __builtin_fmaf(a, b, c);
#else
	return fma_emulated(a, b, c);
#endif
}
