/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The source of the widest level for machines that lack its instruction set, so that they put its
 * tiles, squares and remainders of sixteen lanes to the test all the same: a vector is two of
 * AVX2's.
 */
#include "tests/unit/nn/wide.h"

#if WIDE
#include "nn/pool.h"

#include <assert.h>
#include <string.h>

#define LEVEL      arithmetic_wide
#define LEVEL_NAME "avx512 on AVX2"
#define LANES      16
#define TILE_ROWS  14
#define TILE_TALL  14
#define TILE_STRIP 1
#define TILE_STEPS 1

/* Vectors are only passed to what is always inlined. */
#pragma clang diagnostic ignored "-Wpsabi"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "nn/level.h"
#pragma clang attribute pop
#endif
