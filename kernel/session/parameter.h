/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What each type of parameter takes, how that becomes a field of a record, and how it is described.
 * Values are trees in which nothing is left to compute (bind.c sees to that).
 */
#pragma once
#include "kernel/base/arena.h"
#include "kernel/base/error.h"
#include "kernel/base/text.h"
#include "kernel/language/tree.h"
#include "kernel/session/command.h"

/* May a bare value be meant for this parameter? FIT_ANY: it takes any word, so something that knows
 * this very word goes first. */
enum fit { FIT_NONE, FIT_ANY, FIT_EXACT };

enum fit parameter_fit(const struct parameter *parameter, const struct tree *value);

/* Is the value a text that says a formula of x, where the parameter's rows may be such? "relu" and
 * "leaky(0.2)" are rows in quotes. */
bool parameter_is_formula(const struct parameter *parameter, const struct tree *value);

/* Is the value of the sort the parameter takes (a word, a number), if not the right one? */
bool parameter_is_near(const struct parameter *parameter, const struct tree *value);

struct conversion {
	struct arena *arena;
	const struct parameter *parameter;
	const struct argument *argument; /* what was typed, for messages; NULL: the fallback */
	struct session *session;         /* NULL: what depends on it is not checked yet */
};

/* Checks the value and writes it into the record's field. */
bool parameter_convert(const struct conversion *conversion, const struct tree *value, void *record,
	struct error *error);

/* Writes what "auto" means for this type. */
void parameter_automatic(const struct parameter *parameter, void *record);
/* Is "auto" among what it takes? */
bool parameter_has_auto(const struct parameter *parameter);

/* Appends what it takes: "a whole number from 1 to 1,000". */
void parameter_describe(const struct parameter *parameter, struct text *to);
/* Bytes of the field in a record. */
size_t parameter_size(enum parameter_type type);
