/* SPDX-License-Identifier: BSD-3-Clause */
#pragma once
#include "nn/arithmetic.h"

/* GCC takes minutes to take such vectors apart. */
#if defined __clang__ && defined __x86_64__
#define WIDE 1
#else
#define WIDE 0
#endif

extern const struct arithmetic arithmetic_wide;
