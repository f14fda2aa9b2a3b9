/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Expressions to values. Arithmetic is binary64 with this project's own functions (nn/real.h). A
 * result that is not finite although everything it was made from is finite is a NumericError that
 * names the operation; NaN and infinities that come in go through. Every comparison with NaN is
 * false. Numbers and lists of numbers mix: what works on a number works on each of a list.
 */
#pragma once
#include "kernel/base/error.h"
#include "kernel/language/tree.h"
#include "kernel/language/value.h"

#include <stdbool.h>
#include <stddef.h>

/* What is known about a name before anything runs. */
enum knowledge {
	KNOWN_NOT,   /* there is no such name; the error is set */
	KNOWN_LATER, /* it will have a value when the statement runs */
	KNOWN_NOW,
};

/* Where names get their values. */
struct scope {
	struct arena *arena;
	size_t memory; /* bytes the arena may hold; 0: any */
	enum knowledge (*know)(void *to, const char *name, struct span where, struct error *error);
	bool (*find)(void *to, const char *name, struct span where, struct value *value,
		struct error *error);
	bool (*poll)(void *to); /* false: the reader wants to stop; NULL: nobody asks */
	void *to;
};

bool eval(const struct scope *scope, const struct tree *tree, struct value *value,
	struct error *error);

/* Checks functions and names without computing anything. KNOWN_NOW: eval may be called at once. */
enum knowledge eval_check(const struct scope *scope, const struct tree *tree, struct error *error);

/* True or false, also 1 or 0; anything else is an error at that place. */
bool eval_truth(const struct value *value, struct span where, bool *truth, struct error *error);

/* What functions are given, and what they need to fail. */
struct call {
	const struct scope *scope;
	const struct tree *tree;
	const struct value *values;
	size_t count;
};

struct function {
	const char *name;
	const char *arguments; /* "x", "list or a, b, ...": for help */
	const char *summary;   /* N_("...") */
	size_t low, high;      /* how many values it takes */
	bool (*apply)(const struct call *call, struct value *value, struct error *error);
};

extern const struct function functions[]; /* sorted by name; a NULL name ends it */

const struct function *function_find(const char *name);

/* How the operation is written: "+", "<=", "and". */
const char *eval_sign(enum operation operation);
