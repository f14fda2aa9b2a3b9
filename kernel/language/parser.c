/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Cells and statements, and what all rules share. A rule is a function that peeks at the next
 * token, takes it if it is its own, and returns NULL after setting the error otherwise.
 */
#include "kernel/language/parser.h"

#include "kernel/base/locale.h"
#include "kernel/base/utf8.h"
#include "kernel/language/name.h"
#include "kernel/language/parse.h"

#include <assert.h>
#include <string.h>

static struct token peek(struct parser *parser)
{
	return parser_peek(parser, READING_VALUE);
}

static bool ends_statement(struct token token)
{
	return token.kind == TOKEN_END || token.kind == TOKEN_BREAK;
}

/* Does NAME = start here? `assign` gets the =. */
static bool is_assigned(struct parser *parser, struct token name, struct token *assign)
{
	if (name.kind != TOKEN_WORD)
		return false;
	*assign = lexer_token(&parser->lexer, name.where.end, READING_VALUE);
	return assign->kind == TOKEN_MARK && assign->mark == MARK_ASSIGN;
}

/* argument -> [ name "=" ] ( value | expression ), as the parameter says */
static bool argument(struct parser *parser, struct argument *argument, size_t position)
{
	const struct grammar *grammar = parser->source->grammar;
	const char *verb = parser->statement->verb;
	struct token token = peek(parser), assign;
	enum wish_kind kind = WISH_ARGUMENT;
	if (is_assigned(parser, token, &assign)) {
		argument->name = parser_text(parser, token.where);
		argument->name_where = token.where;
		parser_take(parser, token);
		parser_take(parser, assign);
		kind = WISH_VALUE;
	}
	argument->expression = grammar->expression(verb, argument->name, position);
	if (argument->expression)
		argument->value = parse_expression(parser);
	else
		argument->value = parse_value(parser, kind, argument->name);
	if (!argument->value)
		return false;
	argument->where = argument->value->where;
	argument->text = parser_text(parser, argument->where);
	return true;
}

static bool is_quiet(const struct argument *argument)
{
	const struct tree *value = argument->value;
	return !argument->name && value->kind == TREE_WORD && value->count == 0 &&
	       name_equal(value->text, "quiet");
}

static bool arguments(struct parser *parser, struct statement *statement)
{
	size_t position = 0;
	for (;;) {
		struct token token = peek(parser);
		if (token.kind == TOKEN_END)
			parser_wish_at(parser, token, WISH_ARGUMENT, NULL);
		if (ends_statement(token))
			break;
		struct argument next = { 0 };
		if (!argument(parser, &next, position))
			return false;
		position += !next.name;
		*(struct argument *)growing_add(&parser->arguments, parser->source->arena) = next;
	}
	statement->arguments = parser->arguments.items;
	statement->count = parser->arguments.count;
	if (statement->count > 0 && is_quiet(&statement->arguments[statement->count - 1])) {
		statement->quiet = true;
		statement->count--;
	}
	return true;
}

/* Passes over the rest of a statement nothing is known about. */
static bool skip(struct parser *parser)
{
	for (;;) {
		struct token token = peek(parser);
		if (token.kind == TOKEN_ERROR)
			return false;
		if (token.kind == TOKEN_BREAK ||
			(token.kind == TOKEN_END && parser->lexer.depth == 0)) {
			parser->lexer.depth = 0;
			return true;
		}
		if (token.kind == TOKEN_END)
			return parser_unexpected(parser, token, "");
		parser_take(parser, token);
		bool opens = token.mark == MARK_OPEN || token.mark == MARK_OPEN_SQUARE ||
			     token.mark == MARK_OPEN_CURLY;
		bool closes = token.kind == TOKEN_MARK && parser->glued;
		if (opens)
			parser->bracket = token.where;
		parser->lexer.depth += opens;
		parser->lexer.depth -= closes && parser->lexer.depth > 0;
	}
}

/* assignment -> name "=" expression */
static bool assignment(struct parser *parser, struct statement *statement, struct token assign)
{
	parser_take(parser, assign);
	statement->value = parse_expression(parser);
	if (!statement->value)
		return false;
	struct token next = parser_peek(parser, READING_EXPRESSION);
	if (!ends_statement(next))
		return parser_unexpected(parser, next, _("an operator"));
	statement->text = parser_text(parser, statement->value->where);
	return true;
}

static bool not_a_statement(struct parser *parser, struct token token)
{
	if (token.kind == TOKEN_ERROR)
		return false;
	error_set(parser->error, ERROR_SYNTAX, token.where,
		_("a statement starts with a command, or with NAME ="));
	return error_hint(parser->error, _("to see a value: print 2 + 2"));
}

/* statement -> assignment | command { argument } */
static bool statement(struct parser *parser, struct statement *statement)
{
	struct token token = peek(parser), assign;
	parser->statement = NULL;
	parser->arguments = (struct growing){ .size = sizeof(struct argument) };
	parser->nesting = 0;
	parser->lexer.depth = 0;
	parser_wish_at(parser, token, WISH_STATEMENT, NULL);
	if (token.kind != TOKEN_WORD)
		return not_a_statement(parser, token);
	statement->where = token.where;
	statement->name_where = token.where;
	parser_take(parser, token);
	const char *word = parser_text(parser, token.where);
	bool ok;
	if (is_assigned(parser, token, &assign)) {
		statement->name = word;
		ok = assignment(parser, statement, assign);
	} else {
		statement->verb = word;
		parser->statement = statement;
		bool known = parser->source->grammar->command(word);
		ok = known ? arguments(parser, statement) : skip(parser);
	}
	/* Spaces and comments before the break were looked past, not taken. */
	statement->where.end = parser->at;
	return ok;
}

static struct parser parser_of(const struct source *source, struct error *error)
{
	return (struct parser){
		.lexer = { .source = source->bytes, .length = source->length, .error = error },
		.source = source,
		.error = error,
	};
}

static bool valid(const struct source *source, struct error *error)
{
	size_t good = utf8_valid_until(source->bytes, source->length);
	if (good == source->length)
		return true;
	error_set(error, ERROR_SYNTAX, (struct span){ good, good + 1 },
		_("byte %zu (0x%02x) is not UTF-8 text"), good + 1,
		(unsigned)(unsigned char)source->bytes[good]);
	return error_hint(error, _("save the text as UTF-8"));
}

/* cell -> { statement | newline | ";" } */
bool parser_cell(
	const struct source *source, struct cell *cell, struct error *error, enum open *open)
{
	struct parser parser = parser_of(source, error);
	struct growing statements = { .size = sizeof(struct statement) };
	bool ok = valid(source, error);
	while (ok) {
		struct token token = peek(&parser);
		if (token.kind == TOKEN_END)
			break;
		if (token.kind == TOKEN_BREAK) {
			parser_take(&parser, token);
			continue;
		}
		struct statement next = { 0 };
		ok = statement(&parser, &next);
		*(struct statement *)growing_add(&statements, source->arena) = next;
	}
	cell->statements = statements.items;
	cell->count = statements.count;
	if (open)
		*open = parser.lexer.open;
	/* A token that failed as an expression and passed as a value has set the error as well. */
	return ok && error->kind == ERROR_NONE;
}

static bool at_end(struct parser *parser, enum reading reading)
{
	struct token token = parser_peek(parser, reading);
	if (token.kind == TOKEN_END)
		return parser->error->kind == ERROR_NONE;
	parser_unexpected(parser, token, _("the end"));
	return false;
}

const struct tree *parser_expression(const struct source *source, struct error *error)
{
	if (!valid(source, error))
		return NULL;
	struct parser parser = parser_of(source, error);
	const struct tree *tree = parse_expression(&parser);
	return tree && at_end(&parser, READING_EXPRESSION) ? tree : NULL;
}

const struct tree *parser_value(const struct source *source, struct error *error)
{
	if (!valid(source, error))
		return NULL;
	struct parser parser = parser_of(source, error);
	const struct tree *tree = parse_value(&parser, WISH_VALUE, NULL);
	return tree && at_end(&parser, READING_VALUE) ? tree : NULL;
}

/* A statement with a mistake in it is passed over: the one being typed may be fine. */
void parser_wish(const struct source *source, struct wish *wish)
{
	struct error error = { 0 };
	struct parser parser = parser_of(source, &error);
	struct growing names = { .size = sizeof(void *) };
	*wish = (struct wish){ .kind = WISH_NONE, .word = "" };
	parser.wish = wish;
	parser.lexer.cursor = true;
	bool more = utf8_valid_until(source->bytes, source->length) == source->length;
	while (more && wish->kind == WISH_NONE) {
		struct token token = peek(&parser);
		if (token.kind == TOKEN_BREAK) {
			parser_take(&parser, token);
			continue;
		}
		size_t start = parser.at;
		struct statement next = { 0 };
		bool ok = statement(&parser, &next);
		if (wish->kind == WISH_NONE)
			wish->statement = next;
		if (next.name)
			*(const char **)growing_add(&names, source->arena) = next.name;
		if (!ok) {
			error = (struct error){ 0 };
			parser.at = start;
			parser.lexer.depth = 0;
			parser.ahead.full = false;
			ok = skip(&parser);
		}
		more = ok && peek(&parser).kind != TOKEN_END;
	}
	wish->assigned = names.items;
	wish->assigned_count = names.count;
}
