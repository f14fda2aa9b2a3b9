/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Catalogues: activations, initializers, losses, optimizers, data sets. A catalogue is an array of
 * rows that start with a struct label, so that parsing, help, completion and the property tests go
 * over all of them without knowing what else a row holds. Adding one is adding a row.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define N_(text) text /* marks for translation; shown in the reader's language by who shows it */

enum { SETTING_COUNT = 3 };

/* A number of the row's own: the 0.2 of leaky(0.2). A setting without a name ends the list. */
struct setting {
	const char *name;    /* what it is called: "slope" */
	const char *summary; /* N_("...") */
	double fallback, low, high;
};

struct label {
	const char *name;    /* what the reader types, lower case */
	const char *summary; /* N_("..."): one line about it */
	const char *aliases; /* other names, separated by spaces; may be NULL */
	struct setting settings[SETTING_COUNT];
};

struct catalogue {
	const char *noun; /* N_("activation"): what a row is */
	const void *rows;
	size_t count, stride;
	bool formulas; /* what is no row may be a formula of x (nn/formula.h) */
};

#define CATALOGUE(noun_, rows_)                                                                    \
	{                                                                                          \
		.noun = (noun_), .rows = (rows_), .count = sizeof(rows_) / sizeof *(rows_),        \
		.stride = sizeof *(rows_)                                                          \
	}

/* A row that was chosen, with its numbers filled in (fallbacks where none was given). */
struct choice {
	const struct label *label; /* the row itself: cast it to the catalogue's row type */
	double number[SETTING_COUNT];
};

const struct label *catalogue_at(const struct catalogue *catalogue, size_t index);
/* By name or alias, ASCII case ignored; NULL when there is none. */
const struct label *catalogue_find(const struct catalogue *catalogue, const char *name);
size_t label_settings(const struct label *label);
/* The row with all its settings at their fallbacks. */
struct choice choice_of(const struct label *label);
/* The row of that name with its fallbacks; asserts that there is one. For code, not for readers. */
struct choice choice_named(const struct catalogue *catalogue, const char *name);

/* The row's index in its catalogue: for catalogues in the order of an enum. */
static inline size_t catalogue_index(const struct catalogue *catalogue, const struct label *label)
{
	return (size_t)((const char *)label - (const char *)catalogue->rows) / catalogue->stride;
}
