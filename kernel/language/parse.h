/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The parser's own: its state, and the steps (steps.c) that the rules share: parser.c has cells and
 * statements, values.c what commands are given, expression.c expressions. Nobody else includes it.
 */
#pragma once
#include "kernel/language/lexer.h"
#include "kernel/language/parser.h"

/* A list that grows inside an arena. */
struct growing {
	void *items;
	size_t count, capacity, size;
};

/* Room for one more item, zeroed. */
void *growing_add(struct growing *growing, struct arena *arena);

struct parser {
	struct lexer lexer;
	const struct source *source;
	struct error *error;
	size_t at;  /* where the next token is looked for */
	bool glued; /* the last token taken was a word, a number, a string or a closing bracket */
	unsigned nesting;
	struct span bracket; /* the innermost open one */
	struct {
		struct token token;
		size_t at, depth;
		enum reading reading;
		bool full;
	} ahead;           /* the token last looked at, so that it is read once */
	struct wish *wish; /* NULL: nobody asks */
	struct statement *statement;
	struct growing arguments; /* of the statement, so far */
};

struct token parser_peek(struct parser *parser, enum reading reading);
void parser_take(struct parser *parser, struct token token);
/* Takes the mark if it comes next. */
bool parser_accept(struct parser *parser, enum mark mark, enum reading reading);

/* Takes an opening bracket; gives the one around it, for parser_close, which takes the closing
 * bracket, or fails. parser_open fails beyond TREE_DEPTH. */
bool parser_open(struct parser *parser, struct token token, struct span *outer);
bool parser_close(struct parser *parser, enum mark mark, struct span outer);
/* One level deeper without a bracket. */
bool parser_enter(struct parser *parser, struct span where);
void parser_leave(struct parser *parser);

/* The token is not `wanted` ("a value", translated): always NULL, with the error. */
const struct tree *parser_unexpected(struct parser *parser, struct token token, const char *wanted);

const char *parser_text(const struct parser *parser, struct span where);
bool parser_word_is(const struct parser *parser, struct token token, const char *word);
struct tree *parser_node(struct parser *parser, enum tree_kind kind, struct span where);
/* Gives the node its items; NULL with an error when that makes it too deep. */
const struct tree *parser_fill(
	struct parser *parser, struct tree *tree, const struct tree *const *items, size_t count);
const struct tree *parser_number(struct parser *parser, struct token token);
const struct tree *parser_string(struct parser *parser, struct token token);
const struct tree *parser_dollar(struct parser *parser, struct token token);

/* Remembers what is wanted if the cursor is at this token. */
void parser_wish_at(
	struct parser *parser, struct token token, enum wish_kind kind, const char *parameter);

const struct tree *parse_expression(struct parser *parser);
/* The token is its opening bracket. */
const struct tree *parse_parenthesis(struct parser *parser, struct token token);
const struct tree *parse_value(struct parser *parser, enum wish_kind kind, const char *parameter);
