/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a cell says, before anything is known about commands: statements, their arguments, and
 * expressions. Everything lives in the cell's arena; spans are bytes of the cell's source.
 */
#pragma once
#include "kernel/base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum tree_kind {
	/* in expressions and in values */
	TREE_NUMBER,
	TREE_TEXT, /* a string */
	/* in expressions */
	TREE_NONE,
	TREE_BOOLEAN, /* number is 1 or 0 */
	TREE_NAME,    /* text: x, loss, grads.delta */
	TREE_LIST,    /* [items] */
	TREE_PAIRS,   /* {key: value}: keys and values alternate in items */
	TREE_CALL,    /* text: the function's name; items: what it is given */
	TREE_INDEX,   /* items: what is indexed, the position */
	TREE_NOT,
	TREE_NEGATE,
	TREE_BINARY, /* operation, items: left, right */
	/* in values of commands */
	TREE_WORD,       /* text; items: its numbers, as in normal(0.01), are expressions */
	TREE_SETTING,    /* text: the name in leaky(slope=0.2); items: the expression */
	TREE_RANGE,      /* items: first, last and, if given, step */
	TREE_SHAPE,      /* items: 8x32 gives its two numbers and `times`; 64-32-16 the widths */
	TREE_STAR,       /* *: every row */
	TREE_SEQUENCE,   /* a,b,c: items are values */
	TREE_EXPRESSION, /* $name or (expression): items: the expression */
};

enum operation {
	OPERATION_OR,
	OPERATION_AND,
	OPERATION_EQUAL,
	OPERATION_UNEQUAL,
	OPERATION_LESS,
	OPERATION_LESS_EQUAL,
	OPERATION_MORE,
	OPERATION_MORE_EQUAL,
	OPERATION_ADD,
	OPERATION_SUBTRACT,
	OPERATION_MULTIPLY,
	OPERATION_DIVIDE,
	OPERATION_POWER
};

/* Deeper trees are refused by the parser, so that whoever walks one may recurse. */
enum { TREE_DEPTH = 256 };

struct tree {
	enum tree_kind kind;
	enum operation operation;
	struct span where; /* all of it */
	struct span at;    /* the operator, or the function's name */
	double number;
	const char *text; /* of a number: as typed, when that says more than a double holds */
	const struct tree *const *items;
	size_t count;
	unsigned depth;
	bool times;
};

/* One argument of a command: NAME=value or a bare value. */
struct argument {
	const char *name; /* NULL: bare */
	struct span name_where;
	const struct tree *value;
	struct span where; /* of the value */
	const char *text;  /* the value as typed */
	bool expression;   /* the value was read as an expression */
};

struct statement {
	struct span where;
	const char *verb; /* the command; NULL for an assignment */
	const char *name; /* what is assigned; NULL for a command */
	struct span name_where;
	const struct tree *value; /* of an assignment */
	const char *text;         /* the value as typed */
	const struct argument *arguments;
	size_t count;
	bool quiet; /* its last word was `quiet` */
};

struct cell {
	const struct statement *statements;
	size_t count;
};
