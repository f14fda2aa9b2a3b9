/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The arithmetic for x86-64 with AVX2 and FMA (x86-64-v3).
 */
#if defined __x86_64__
#include "nn/arithmetic.h"
#include "nn/levels.h"
#include "nn/pool.h"

#include <assert.h>
#include <immintrin.h>
#include <string.h>

#define LEVEL      arithmetic_avx2
#define LEVEL_NAME "avx2"
#define LANES      8
#define TILE_ROWS  6
#define TILE_TALL  12
#define TILE_STRIP 16
/* Counting steps and moving on costs a tenth of the speed where another thread shares the core;
 * with four steps the compiler runs out of registers. */
#define TILE_STEPS 3
#define VEC_FMA    _mm256_fmadd_ps
#define VEC_SQRT   _mm256_sqrt_ps

#define VEC_SELECT(mask, yes, no) _mm256_blendv_ps(no, yes, (vf)(mask))
#define VEC_GREATER               _mm256_max_ps
#define VEC_LESSER                _mm256_min_ps

#if defined __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx2,fma")
#endif
#include "nn/level.h"
#if defined __clang__
#pragma clang attribute pop
#endif
#endif
