/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Recursive descent over the tokens. The parser is the only judge of whether text is complete, and
 * it is what completion asks: given a cursor, it remembers what it wanted there.
 */
#pragma once
#include "kernel/base/arena.h"
#include "kernel/base/error.h"
#include "kernel/language/lexer.h"
#include "kernel/language/tree.h"

#include <stdbool.h>
#include <stddef.h>

/* What the parser must be told about commands. */
struct grammar {
	bool (*command)(const char *name);
	/* Is this parameter an expression? By its name, or (name NULL) the bare value number
	 * `position`, from 0. */
	bool (*expression)(const char *command, const char *parameter, size_t position);
};

struct source {
	const char *bytes;
	size_t length;
	struct arena *arena;
	const struct grammar *grammar;
};

/* Parses a whole cell. False with a SyntaxError; `*open` (may be NULL) then or otherwise says
 * whether the text ended where more must follow. */
bool parser_cell(
	const struct source *source, struct cell *cell, struct error *error, enum open *open);

/* The whole text as one expression, or as one value of a command; NULL with an error. */
const struct tree *parser_expression(const struct source *source, struct error *error);
const struct tree *parser_value(const struct source *source, struct error *error);

/* What belongs at a cursor. */
enum wish_kind {
	WISH_NONE,
	WISH_STATEMENT, /* a command */
	WISH_ARGUMENT,  /* of a command: a bare value, or the name of a parameter */
	WISH_VALUE,     /* of a parameter */
	WISH_NAME,      /* in an expression: variable, quantity, function */
	WISH_VARIABLE,  /* after $ */
};

struct wish {
	enum wish_kind kind;
	size_t start;                /* where the word before the cursor begins */
	const char *word;            /* that word; "" when there is none */
	const char *parameter;       /* of WISH_VALUE; NULL for a bare value */
	struct statement statement;  /* the one around it, with the arguments before it */
	const char *const *assigned; /* names that the text before the cursor assigns */
	size_t assigned_count;
};

/* The source is cut at the cursor first. */
void parser_wish(const struct source *source, struct wish *wish);
