/* SPDX-License-Identifier: BSD-3-Clause
 *
 * For the tests of the parser: text in, its tree as text out, or the mistake.
 */
#pragma once
#include "kernel/language/parser.h"
#include "tests/unit/language/shown.h"
#include "tests/unit/unit.h"

static struct text shown;
static struct error failure;
static enum open reason;

/* The cell as text, or "!" when it is none: failure then says why. Lent until the next call. */
static inline const char *cell_of(const char *bytes, size_t length)
{
	struct arena *arena = arena_new();
	const struct source source = { bytes, length, arena, &shown_grammar };
	struct cell cell;
	failure = (struct error){ 0 };
	text_clear(&shown);
	if (parser_cell(&source, &cell, &failure, &reason))
		shown_cell(&cell, &shown);
	else
		text_put(&shown, "!");
	arena_free(arena);
	return text_string(&shown);
}

static inline const char *cell(const char *text)
{
	return cell_of(text, strlen(text));
}

static inline const char *expression(const char *text)
{
	struct arena *arena = arena_new();
	const struct source source = { text, strlen(text), arena, &shown_grammar };
	failure = (struct error){ 0 };
	text_clear(&shown);
	const struct tree *tree = parser_expression(&source, &failure);
	if (tree)
		shown_tree(tree, &shown);
	else
		text_put(&shown, "!");
	arena_free(arena);
	return text_string(&shown);
}

#define MEANS(text, tree)   ck_assert_str_eq(expression(text), tree)
#define CELL(text, meaning) ck_assert_str_eq(cell(text), meaning)
/* A mistake: its message, and the bytes it is about. */
#define FAILS(text, message_, where_)                                                              \
	do {                                                                                       \
		ck_assert_str_eq(cell(text), "!");                                                 \
		ck_assert_int_eq(failure.kind, ERROR_SYNTAX);                                      \
		ck_assert_str_eq(failure.message, message_);                                       \
		size_t length_ = failure.where.end - failure.where.start;                          \
		ck_assert_uint_eq(length_, strlen(where_));                                        \
		ck_assert(memcmp((text) + failure.where.start, where_, length_) == 0);             \
	} while (0)
