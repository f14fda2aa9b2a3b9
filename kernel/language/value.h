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

/* A list holds at most this many values, those of the lists in it included, and lists in lists go
 * this deep: so that whoever walks a value may recurse. */
enum { VALUE_LIMIT = 1000000, VALUE_DEPTH = 64 };

struct value {
	enum value_kind kind;
	bool boolean;
	double number;
	const char *text;          /* VALUE_TEXT: UTF-8, ends in a zero byte */
	const double *numbers;     /* VALUE_VECTOR */
	const struct value *items; /* VALUE_LIST, VALUE_PAIRS */
	size_t count;              /* of numbers or items */
	size_t total;              /* of items and all that is inside them */
	unsigned depth;            /* of lists; 0: no list */
};

struct value value_none(void);
struct value value_number(double number);
struct value value_boolean(bool boolean);
struct value value_text(struct arena *arena, const char *text);
struct value value_vector(struct arena *arena, const double *numbers, size_t count);
/* VALUE_LIST or VALUE_PAIRS; keeps the items. False when that is more than the limits above. */
bool value_list(struct value *value, enum value_kind kind, const struct value *items, size_t count);

/* "a number", "a list", ...: for messages, translated. */
const char *value_describe(enum value_kind kind);
/* "number", "list", ...: what typeof says, the same in every language. */
const char *value_type(enum value_kind kind);
/* As a reader sees it (`print`), long lists shortened; as source text that gives the same value
 * again (`repr`). */
void value_show(const struct value *value, int digits, struct text *to);
void value_repr(const struct value *value, struct text *to);

/* Same kind (a list of numbers is one, computed or typed) and same content. NaN equals nothing. */
bool value_equal(const struct value *a, const struct value *b);

struct value *value_keep_new(const struct value *value); /* one block of heap memory: free() it */
size_t value_bytes(const struct value *value);           /* what that block takes */
