/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The arithmetic for any machine: four lanes, which are NEON on ARM and SSE2 on x86-64. What the
 * compiler has no vectors for it takes apart; where the hardware has no fma, nn/vec.h makes one of
 * binary64.
 */
#include "nn/arithmetic.h"
#include "nn/levels.h"
#include "nn/pool.h"

#include <assert.h>
#include <string.h>

#define LEVEL      arithmetic_portable
#define LANES      4
#define TILE_ROWS  6
#define TILE_TALL  6
#define TILE_STRIP 8
#define TILE_STEPS 1

#if defined __aarch64__
#include <arm_neon.h>
#define LEVEL_NAME       "neon"
#define VEC_FMA(a, b, c) vfmaq_f32(c, a, b)
#define VEC_SQRT         vsqrtq_f32
#elif defined __SSE2__
#include <immintrin.h>
#define LEVEL_NAME "sse2"
#define VEC_SQRT   _mm_sqrt_ps
#else
#define LEVEL_NAME "portable"
#endif

#include "nn/level.h"
