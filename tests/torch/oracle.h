/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the oracle's files share.
 */
#pragma once
#include <stddef.h>

/* A line: what it is, its name, 32 or 64 bits, numbers. */
void tell(const char *what, const char *name, int bits, const double *x, size_t count);

void tell_trainings(void);
