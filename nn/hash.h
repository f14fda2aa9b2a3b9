/* SPDX-License-Identifier: BSD-3-Clause
 *
 * FNV-1a, 64 bits (Fowler, Noll and Vo: draft-eastlake-fnv): tells what is the same from what is
 * not. It does not withstand somebody who means to deceive.
 *
 *	uint64_t hash = hash_reals(HASH_START, numbers, count);
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t count);
/* The bytes of each number's bits, from low to high, so that machines agree; any NaN is 7fc00000.
 */
uint64_t hash_reals(uint64_t hash, const float *numbers, size_t count);
