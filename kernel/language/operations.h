/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What eval.c and functions.c share: numbers out of values, and the step from numbers to a checked
 * result. Nobody else includes it.
 */
#pragma once
#include "kernel/language/eval.h"

/* A number (or truth value) or a list of them, as an array. */
struct operand {
	const double *numbers;
	size_t count;
	bool list;
	double single;
};

/* False when the value is nothing to compute with. */
bool operand_of(const struct scope *scope, const struct value *value, struct operand *operand);
bool operand_needed(
	const struct call *call, size_t index, struct operand *operand, struct error *error);

/* An array for `count` results; NULL with an error when it exceeds the memory or the limit. */
double *operation_room(
	const struct scope *scope, size_t count, struct span where, struct error *error);

bool operation_unary(const struct scope *scope, const struct operand *operand, const char *name,
	double (*apply)(double), struct span where, struct value *value, struct error *error);
bool operation_binary(const struct scope *scope, const struct tree *tree, const struct value *left,
	const struct value *right, struct value *value, struct error *error);
/* The value is a list of `count` numbers, or a single one. */
struct value operation_value(const double *numbers, size_t count, bool list);
