/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How mathematics fails: a kind and the place, no sentence. kernel/session turns a fault into an
 * error in the reader's language. The first fault wins.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum fault_kind {
	FAULT_NONE,
	FAULT_MEMORY,      /* the machine would not give it */
	FAULT_INTERRUPTED, /* the caller's poll said stop */
	FAULT_NOT_FINITE,  /* quantity, layer, step say where */
	FAULT_SHAPE,       /* sizes do not fit each other: quantity names which; expected, found */
	FAULT_TASK,        /* a loss for classes on numeric targets or the other way round */
	FAULT_FILE,        /* system holds errno */
	FAULT_FORMAT,      /* quantity says what was expected; line, column say where */
	FAULT_MISSING,     /* a field of a file is empty: line, column */
	FAULT_NAME,        /* quantity is the name of a column that a file has not */
	FAULT_UNSUITABLE,  /* quantity names what cannot be done with this network or data */
};

struct fault {
	enum fault_kind kind;
	size_t layer, step;  /* from 1; 0 when they do not apply */
	size_t line, column; /* of a file, from 1; 0 when they do not apply */
	size_t expected, found;
	int system;           /* errno */
	const char *quantity; /* a string literal, N_("..."); of FAULT_NAME the reader's word */
};

/* Sets the kind unless a fault is set; returns false. Fill the place in afterwards. */
bool fault_set(struct fault *fault, enum fault_kind kind, const char *quantity);
