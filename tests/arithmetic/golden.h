/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the golden program is made of: checksums of results, and numbers to compute with that depend
 * on integer arithmetic alone, so that a wrong rounding shows in the results and not in the input.
 */
#pragma once
#include "tests/arithmetic/bits.h"

#include <stddef.h>
#include <stdint.h>

/* FNV-1a taken a word at a time; a NaN counts as 7fc00000 (rule 11), in binary64 as 7ff8 and zeros.
 * Since it multiplies by an odd number, one differing word always shows. */
struct checksum {
	uint64_t hash;
};
#define CHECKSUM_START                                                                             \
	{                                                                                          \
		UINT64_C(0xcbf29ce484222325)                                                       \
	}

void checksum_words(struct checksum *checksum, const uint32_t *word, size_t count);
void checksum_floats(struct checksum *checksum, const float *x, size_t count);
void checksum_doubles(struct checksum *checksum, const double *x, size_t count);
void checksum_double(struct checksum *checksum, double x);

/* Prints "PART.NAME HASH". */
void tell(const char *part, const char *name, struct checksum checksum);

/* A multiple of 2^-23 in [-1, 1). */
float drawn(uint32_t stream, size_t i);
/* count of those times `scale`, a power of two; a NULL-free array, 64-byte aligned, to be freed. */
float *drawn_new(uint32_t stream, size_t count, float scale);

/* The parts; each tells its lines. */
void golden_products(void);
void golden_functions(void);
void golden_training_kernels(void);
void golden_reals(void);
void golden_draws(void);
void golden_networks(void);
