/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Names as readers type them: case does not matter, in any script. And the nearest name to one that
 * does not exist, for "did you mean".
 */
#pragma once
#include "kernel/base/text.h"

#include <stdbool.h>
#include <stddef.h>

bool name_equal(const char *a, const char *b);
/* Does the name begin with these bytes? */
bool name_starts(const char *name, const char *prefix, size_t length);
/* Appends the name in lower case: what names are sorted and compared by. */
void name_put_folded(const char *name, struct text *to);

/* The candidate that takes the fewest single changes (a character added, left out, replaced, or two
 * neighbours swapped). `best` stays NULL while nothing is close enough to be meant. */
struct nearest {
	const char *typed;
	const char *best;
	size_t distance;
};

void nearest_consider(struct nearest *nearest, const char *candidate);
