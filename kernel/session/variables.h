/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Variables by name, sorted by the name in lower case.
 */
#pragma once
#include "kernel/language/value.h"

#include <stddef.h>

struct variable {
	char *key;           /* the name in lower case */
	char *name;          /* as first typed */
	struct value *value; /* NULL: not known yet */
	size_t bytes;
};

struct variables {
	struct variable *items;
	size_t count, capacity;
	size_t bytes; /* of all values */
};

/* Keeps a copy of the value (which may be NULL). */
void variables_set(struct variables *variables, const char *name, const struct value *value);
const struct variable *variables_find(const struct variables *variables, const char *name);
void variables_release(struct variables *variables);
