/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Inside nn/real*.c: the bits of binary64 numbers, and numbers of two parts, hi + lo with
 * |lo| <= ulp(hi)/2 (Dekker 1971; Knuth's sum), about 106 bits.
 */
#pragma once
#include "nn/real.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined __FAST_MATH__
#error "fast-math changes bits: build without it"
#endif

static inline uint64_t bits_of(double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof bits);
	return bits;
}

static inline double from_bits(uint64_t bits)
{
	double x;
	memcpy(&x, &bits, sizeof x);
	return x;
}

struct pair {
	double hi, lo;
};

static inline struct pair two_sum(double a, double b)
{
	double hi = a + b, part = hi - a;
	return (struct pair){ hi, (a - (hi - part)) + (b - part) };
}

static inline struct pair two_product(double a, double b)
{
	double hi = a * b;
	return (struct pair){ hi, real_fma(a, b, -hi) };
}

static inline struct pair pair_add(struct pair a, struct pair b)
{
	struct pair sum = two_sum(a.hi, b.hi);
	return two_sum(sum.hi, sum.lo + (a.lo + b.lo));
}

static inline struct pair pair_multiply(struct pair a, struct pair b)
{
	struct pair product = two_product(a.hi, b.hi);
	return two_sum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

static inline struct pair pair_divide(struct pair a, struct pair b)
{
	double hi = a.hi / b.hi;
	struct pair back = two_product(hi, b.hi);
	return two_sum(hi, (((a.hi - back.hi) - back.lo + a.lo) - hi * b.lo) / b.hi);
}

/* The polynomial with coefficients table[0], table[1], ... at u. */
#define POLYNOMIAL(table, u) real_polynomial(table, sizeof(table) / sizeof *(table), u)
double real_polynomial(const double *table, size_t count, double u);

/* x * 2^n without an intermediate overflow or a double rounding of subnormals. */
double real_scale(double x, int n);
/* exp(x.hi + x.lo) as a pair times 2^*power; |x| < 746. */
struct pair real_exp_pair(struct pair x, int *power);
