/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The meaning of the arithmetic: ARITHMETIC.md in plain scalar loops, one operation after the
 * other. Every level must agree with it bit for bit. It is the level "scalar" too, for machines
 * without anything better and for tests.
 */
#pragma once
#include "nn/arithmetic.h"

extern const struct arithmetic arithmetic_scalar;
