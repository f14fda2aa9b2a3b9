/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The arithmetic for x86-64 with AVX-512 (x86-64-v4).
 */
#if defined __x86_64__
#include "nn/arithmetic.h"
#include "nn/levels.h"
#include "nn/pool.h"

#include <assert.h>
#include <immintrin.h>
#include <string.h>

#define LEVEL                        arithmetic_avx512
#define LEVEL_NAME                   "avx512"
#define LANES                        16
#define TILE_ROWS                    14
#define TILE_TALL                    14
#define TILE_STRIP                   1
#define TILE_STEPS                   1
#define VEC_FMA                      _mm512_fmadd_ps
#define VEC_SQRT                     _mm512_sqrt_ps
#define VEC_LOAD_PART(from, count)   _mm512_maskz_loadu_ps((__mmask16)((1u << (count)) - 1), from)
#define VEC_STORE_PART(to, x, count) _mm512_mask_storeu_ps(to, (__mmask16)((1u << (count)) - 1), x)

#if defined __clang__
#pragma clang attribute push(                                                                      \
	__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#else
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,fma")
#endif
#include "nn/level.h"
#if defined __clang__
#pragma clang attribute pop
#endif
#endif
