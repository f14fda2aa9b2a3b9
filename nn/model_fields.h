/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a file of a network says of it besides its tensors: one row for each number and word.
 */
#pragma once
#include "nn/network.h"

enum field_kind {
	FIELD_CHOICE, /* struct choice: the row's name and its numbers, or "= " and a formula in
			 postfix */
	FIELD_WORD,   /* an enum in the order of the catalogue's rows */
	FIELD_REAL,
	FIELD_COUNT64,
	FIELD_COUNT, /* size_t */
	FIELD_TRUTH
};

struct model_field {
	const char *name;
	enum field_kind kind;
	size_t offset; /* in struct network */
	const struct catalogue *catalogue;
};

extern const struct model_field model_fields[];
extern const size_t model_field_count;

enum { FIELD_LONGEST = 400 };

/* The field's value as text. */
void model_field_write(
	const struct model_field *field, const struct network *network, char text[FIELD_LONGEST]);
/* False when the text is no value of the field. */
bool model_field_read(const struct model_field *field, struct network *network, const char *text);
