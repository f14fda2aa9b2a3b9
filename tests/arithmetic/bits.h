/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Floats by their bits, and words to make them of that depend on integer arithmetic alone.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline float float_of(uint32_t bits)
{
	float x;
	memcpy(&x, &bits, sizeof x);
	return x;
}

/* Equal bits; two NaN are equal (rule 11). */
static inline bool same_bits(float x, float y)
{
	return memcmp(&x, &y, sizeof x) == 0 || (x != x && y != y);
}

/* Word i of a stream (SplitMix64: Steele, Lea and Flood 2014). */
static inline uint64_t drawn_word(uint32_t stream, size_t i)
{
	uint64_t z = ((uint64_t)stream << 32 | (uint32_t)i) * UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}
