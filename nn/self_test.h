/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Whether this program, on this machine, in this process, computes what the contract says: a
 * compiler that rewrote, a level that is wrong, a host that flushes subnormal numbers. Takes under
 * 2 milliseconds; the long proof is `make check-arithmetic`.
 */
#pragma once
#include "nn/arithmetic.h"

/* A part of the arithmetic, tried on a few hundred numbers. */
struct self_test_part {
	const char *name; /* N_("...") */
	uint64_t (*checksum)(const struct arithmetic *level);
	uint64_t expected; /* what the scalar reference gives, compiled without optimization */
};

enum { SELF_TEST_PARTS = 8 };
extern const struct self_test_part self_test_parts[SELF_TEST_PARTS];

/* Under the floating-point control of the calling thread, as it stands; not from two threads at
 * once. NULL when all is as it must be, else the name of the first part that is not. */
const char *self_test(const struct arithmetic *level);
