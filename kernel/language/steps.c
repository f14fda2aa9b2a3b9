/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The steps all rules are made of: tokens, brackets, nodes, what is said when something is missing.
 */
#include "kernel/base/locale.h"
#include "kernel/base/utf8.h"
#include "kernel/language/name.h"
#include "kernel/language/parse.h"

#include <string.h>

void *growing_add(struct growing *growing, struct arena *arena)
{
	if (growing->count == growing->capacity) {
		growing->capacity = growing->capacity ? 2 * growing->capacity : 4;
		void *items = arena_take(arena, growing->capacity, growing->size);
		if (growing->count > 0)
			memcpy(items, growing->items, growing->count * growing->size);
		growing->items = items;
	}
	return (char *)growing->items + growing->size * growing->count++;
}

struct token parser_peek(struct parser *parser, enum reading reading)
{
	bool known = parser->ahead.full && parser->ahead.at == parser->at &&
		     parser->ahead.depth == parser->lexer.depth && parser->ahead.reading == reading;
	if (!known) {
		parser->ahead.token = lexer_token(&parser->lexer, parser->at, reading);
		parser->ahead.at = parser->at;
		parser->ahead.depth = parser->lexer.depth;
		parser->ahead.reading = reading;
		parser->ahead.full = true;
	}
	return parser->ahead.token;
}

void parser_take(struct parser *parser, struct token token)
{
	bool closing = token.mark == MARK_CLOSE || token.mark == MARK_CLOSE_SQUARE ||
		       token.mark == MARK_CLOSE_CURLY;
	parser->at = token.where.end;
	parser->glued = token.kind == TOKEN_MARK ? closing : token.kind != TOKEN_BREAK;
}

bool parser_accept(struct parser *parser, enum mark mark, enum reading reading)
{
	struct token token = parser_peek(parser, reading);
	if (token.kind != TOKEN_MARK || token.mark != mark)
		return false;
	parser_take(parser, token);
	return true;
}

bool parser_enter(struct parser *parser, struct span where)
{
	parser->nesting++;
	return parser->nesting <= TREE_DEPTH ||
	       error_set(parser->error, ERROR_SYNTAX, where,
		       _("this is nested too deeply: more than %d levels"), TREE_DEPTH);
}

void parser_leave(struct parser *parser)
{
	parser->nesting--;
}

bool parser_open(struct parser *parser, struct token token, struct span *outer)
{
	*outer = parser->bracket;
	parser->bracket = token.where;
	parser_take(parser, token);
	parser->lexer.depth++;
	return parser_enter(parser, token.where);
}

bool parser_close(struct parser *parser, enum mark mark, struct span outer)
{
	struct token token = parser_peek(parser, READING_EXPRESSION);
	const char *wanted = mark == MARK_CLOSE          ? "\")\""
			     : mark == MARK_CLOSE_SQUARE ? "\"]\""
							 : "\"}\"";
	if (token.kind != TOKEN_MARK || token.mark != mark) {
		parser_unexpected(parser, token, wanted);
		return false;
	}
	parser->bracket = outer;
	parser->lexer.depth--;
	parser_take(parser, token);
	parser_leave(parser);
	return true;
}

const struct tree *parser_unexpected(struct parser *parser, struct token token, const char *wanted)
{
	bool ended = token.kind == TOKEN_END;
	if (ended && parser->lexer.depth > 0) {
		parser->lexer.open = OPEN_BRACKET;
		error_set(parser->error, ERROR_SYNTAX, parser->bracket, _("\"%s\" is never closed"),
			parser_text(parser, parser->bracket));
	} else if (ended || token.kind == TOKEN_BREAK) {
		error_set(
			parser->error, ERROR_SYNTAX, token.where, _("%s is missing here"), wanted);
	} else if (token.kind != TOKEN_ERROR) {
		size_t length = token.where.end - token.where.start;
		length = length < 40 ? length
				     : utf8_boundary(parser->source->bytes + token.where.start,
					       length, 40);
		error_set(parser->error, ERROR_SYNTAX, token.where,
			_("%s is missing before \"%.*s\""), wanted, (int)length,
			parser->source->bytes + token.where.start);
		if (token.kind == TOKEN_MARK && token.mark == MARK_ASSIGN)
			error_hint(parser->error, _("to compare, write =="));
	}
	return NULL;
}

const char *parser_text(const struct parser *parser, struct span where)
{
	return arena_copy(parser->source->arena, parser->source->bytes + where.start,
		where.end - where.start);
}

/* `word` is in lower-case ASCII. */
bool parser_word_is(const struct parser *parser, struct token token, const char *word)
{
	size_t length = token.where.end - token.where.start;
	return length == strlen(word) &&
	       name_starts(word, parser->source->bytes + token.where.start, length);
}

struct tree *parser_node(struct parser *parser, enum tree_kind kind, struct span where)
{
	struct tree *tree = arena_take(parser->source->arena, 1, sizeof *tree);
	tree->kind = kind;
	tree->where = where;
	tree->at = where;
	tree->depth = 1;
	return tree;
}

const struct tree *parser_fill(
	struct parser *parser, struct tree *tree, const struct tree *const *items, size_t count)
{
	const struct tree **kept = arena_take(parser->source->arena, count, sizeof(void *));
	for (size_t i = 0; i < count; i++) {
		kept[i] = items[i];
		tree->depth = items[i]->depth >= tree->depth ? items[i]->depth + 1 : tree->depth;
	}
	tree->items = kept;
	tree->count = count;
	if (tree->depth <= TREE_DEPTH)
		return tree;
	error_set(parser->error, ERROR_SYNTAX, tree->at,
		_("this is nested too deeply: more than %d levels"), TREE_DEPTH);
	error_hint(parser->error, _("give a part of it a name: x = ..."));
	return NULL;
}

const struct tree *parser_number(struct parser *parser, struct token token)
{
	struct tree *tree = parser_node(parser, TREE_NUMBER, token.where);
	tree->number = token.number;
	if (tree->number >= 9007199254740992.0) /* 2^53: digits may be lost */
		tree->text = parser_text(parser, token.where);
	return tree;
}

const struct tree *parser_string(struct parser *parser, struct token token)
{
	struct tree *tree = parser_node(parser, TREE_TEXT, token.where);
	tree->text = lexer_string(&parser->lexer, token.where, parser->source->arena);
	return tree->text ? tree : NULL;
}

const struct tree *parser_dollar(struct parser *parser, struct token token)
{
	struct token name = token;
	name.kind = TOKEN_WORD;
	name.where.start++;
	parser_wish_at(parser, name, WISH_VARIABLE, NULL);
	parser_take(parser, token);
	struct tree *tree = parser_node(parser, TREE_NAME, name.where);
	tree->text = parser_text(parser, name.where);
	return tree;
}

void parser_wish_at(
	struct parser *parser, struct token token, enum wish_kind kind, const char *parameter)
{
	struct wish *wish = parser->wish;
	size_t cursor = parser->source->length;
	if (!wish || wish->kind != WISH_NONE || token.where.end != cursor || parser->lexer.comment)
		return;
	bool nothing_yet = token.kind == TOKEN_END && (token.spaced || !parser->glued);
	if (token.kind != TOKEN_WORD && !nothing_yet)
		return;
	wish->kind = kind;
	wish->start = token.where.start;
	wish->word = parser_text(parser, token.where);
	wish->parameter = parameter;
	if (parser->statement)
		wish->statement = *parser->statement;
	wish->statement.arguments = parser->arguments.items;
	wish->statement.count = parser->arguments.count;
}
