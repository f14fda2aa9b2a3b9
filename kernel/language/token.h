/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Tokens are slices of the source. The same bytes read differently as a value of a command
 * (`64-32-16` is a shape, `torch-default` a word) and inside an expression (two subtractions, a
 * subtraction), so the parser says which reading it wants.
 */
#pragma once
#include "kernel/base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
	TOKEN_END,   /* of the source */
	TOKEN_BREAK, /* a newline outside brackets, or ; */
	TOKEN_WORD,
	TOKEN_NUMBER,
	TOKEN_SHAPE, /* 8x32, 64-32-16: only as a value */
	TOKEN_STRING,
	TOKEN_DOLLAR, /* $name */
	TOKEN_MARK,   /* an operator or a bracket: mark says which */
	TOKEN_ERROR,  /* not a token; the error is set */
};

enum mark {
	MARK_NONE,
	MARK_OPEN,
	MARK_CLOSE, /* ( ) */
	MARK_OPEN_SQUARE,
	MARK_CLOSE_SQUARE, /* [ ] */
	MARK_OPEN_CURLY,
	MARK_CLOSE_CURLY, /* { } */
	MARK_COMMA,
	MARK_COLON,
	MARK_RANGE, /* , : .. */
	MARK_ASSIGN,
	MARK_EQUAL,
	MARK_UNEQUAL,
	MARK_LESS,
	MARK_LESS_EQUAL,
	MARK_MORE,
	MARK_MORE_EQUAL,
	MARK_PLUS,
	MARK_MINUS,
	MARK_TIMES,
	MARK_DIVIDE,
	MARK_POWER
};

struct token {
	enum token_kind kind;
	enum mark mark;
	struct span where;
	bool spaced;   /* something stands between it and the token before */
	double number; /* TOKEN_NUMBER; a percentage is already divided by 100 */
};
