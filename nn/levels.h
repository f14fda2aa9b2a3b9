/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The levels of the arithmetic, one table each.
 */
#pragma once
#include "nn/arithmetic.h"

extern const struct arithmetic arithmetic_avx512, arithmetic_avx2, arithmetic_portable;

/* A level by its name; NULL when this machine cannot run it. */
const struct arithmetic *arithmetic_level(const char *name);
