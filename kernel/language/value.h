/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What an expression or an argument comes to. Values live in the cell's arena; value_keep_new makes
 * a copy that a session can own beyond the cell.
 */
#pragma once
#include "kernel/base/arena.h"
#include "kernel/base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum value_kind {
	VALUE_NONE, /* None, null */
	VALUE_BOOLEAN,
	VALUE_NUMBER,
	VALUE_TEXT,
	VALUE_VECTOR, /* numbers: a column of a table, a list of numbers used in arithmetic */
	VALUE_LIST,   /* values of any kind */
	VALUE_PAIRS,  /* {key: value, ...}: keys and values alternate in items */
};

struct value {
	enum value_kind kind;
	bool boolean;
	double number;
	const char *text;          /* VALUE_TEXT: UTF-8, ends in a zero byte */
	const double *numbers;     /* VALUE_VECTOR */
	const struct value *items; /* VALUE_LIST, VALUE_PAIRS */
	size_t count;              /* of numbers or items */
};

struct value value_number(double number);
struct value value_boolean(bool boolean);
struct value value_text(struct arena *arena, const char *text);
struct value value_vector(struct arena *arena, const double *numbers, size_t count);

/* "a number", "a list", ...: for messages, translated. */
const char *value_describe(enum value_kind kind);
/* As a reader sees it (`print`); as source text that gives the same value again (`repr`). */
void value_show(const struct value *value, int digits, struct text *to);
void value_repr(const struct value *value, struct text *to);

struct value *value_keep_new(const struct value *value); /* one block of heap memory: free() it */
