/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What convert.c and convert_rows.c share. Nobody else includes it. Each converter checks the value
 * and writes the field.
 */
#pragma once
#include "kernel/session/parameter.h"

/* "epochs must be a whole number from 1 to 1,000,000,000; you typed 0"; always false. */
bool convert_refuse(const struct conversion *conversion, const struct tree *value,
	enum error_kind kind, struct error *error);

bool convert_choice(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error);
/* The text of a value as an activation's formula. */
bool convert_formula(const struct conversion *conversion, const struct tree *value,
	struct choice *choice, struct error *error);
bool convert_choices(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error);
bool convert_word(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error);
bool convert_figure(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error);
