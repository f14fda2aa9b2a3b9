/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a command is given: numbers, ranges, shapes, words with their numbers, lists, and ways into
 * expressions ($name and brackets).
 */
#include "kernel/base/locale.h"
#include "kernel/language/parse.h"

static struct token peek(struct parser *parser)
{
	return parser_peek(parser, READING_VALUE);
}

static bool is_mark(struct token token, enum mark mark)
{
	return token.kind == TOKEN_MARK && token.mark == mark;
}

/* setting -> [ name "=" ] expression */
static const struct tree *setting(struct parser *parser)
{
	struct token name = parser_peek(parser, READING_EXPRESSION);
	struct token next = name.kind == TOKEN_WORD ? lexer_token(&parser->lexer, name.where.end,
							      READING_EXPRESSION)
						    : name;
	if (!is_mark(next, MARK_ASSIGN))
		return parse_expression(parser);
	parser_take(parser, name);
	parser_take(parser, next);
	struct tree *tree = parser_node(parser, TREE_SETTING, name.where);
	tree->text = parser_text(parser, name.where);
	const struct tree *value = parse_expression(parser);
	return value ? parser_fill(parser, tree, &value, 1) : NULL;
}

/* word [ "(" [ setting { "," setting } ] ")" ], the bracket without a space before it */
static const struct tree *word(struct parser *parser, struct token token)
{
	struct tree *tree = parser_node(parser, TREE_WORD, token.where);
	tree->text = parser_text(parser, token.where);
	parser_take(parser, token);
	struct token next = peek(parser);
	if (!is_mark(next, MARK_OPEN) || next.spaced)
		return tree;
	struct span outer;
	struct growing items = { .size = sizeof(void *) };
	if (!parser_open(parser, next, &outer))
		return NULL;
	for (;;) {
		const struct tree *item = setting(parser);
		if (!item)
			return NULL;
		*(const struct tree **)growing_add(&items, parser->source->arena) = item;
		if (!parser_accept(parser, MARK_COMMA, READING_EXPRESSION))
			break;
	}
	if (!parser_fill(parser, tree, items.items, items.count) ||
		!parser_close(parser, MARK_CLOSE, outer))
		return NULL;
	tree->where.end = parser->at;
	return tree;
}

/* A shape's numbers: whole, joined by x or by -. */
static const struct tree *shape(struct parser *parser, struct token token)
{
	parser_take(parser, token);
	struct tree *tree = parser_node(parser, TREE_SHAPE, token.where);
	struct growing items = { .size = sizeof(void *) };
	const char *source = parser->source->bytes;
	size_t at = token.where.start;
	bool by_width = false;
	while (at < token.where.end) {
		/* Read as an expression, 8x32 would be a mistake: cut the digits out first. */
		size_t end = at;
		while (end < token.where.end && source[end] >= '0' && source[end] <= '9')
			end++;
		struct lexer digits = { .source = source, .length = end, .error = parser->error };
		struct token number = lexer_token(&digits, at, READING_EXPRESSION);
		const struct tree *item = parser_number(parser, number);
		*(const struct tree **)growing_add(&items, parser->source->arena) = item;
		bool joint = end < token.where.end;
		tree->times |= joint && source[end] != '-';
		by_width |= joint && source[end] == '-';
		at = end + joint;
	}
	if (tree->times && (by_width || items.count > 2)) {
		error_set(parser->error, ERROR_SYNTAX, token.where, _("\"%s\" is not a shape"),
			parser_text(parser, token.where));
		error_hint(parser->error, _("a shape is 8, 8x32 or 64-32-16"));
		return NULL;
	}
	return parser_fill(parser, tree, items.items, items.count);
}

static const struct tree *bracketed(struct parser *parser, struct token token)
{
	const struct tree *item = parse_parenthesis(parser, token);
	return item ? parser_fill(
			      parser, parser_node(parser, TREE_EXPRESSION, item->where), &item, 1)
		    : NULL;
}

static const struct tree *dollar(struct parser *parser, struct token token)
{
	const struct tree *name = parser_dollar(parser, token);
	return name ? parser_fill(
			      parser, parser_node(parser, TREE_EXPRESSION, token.where), &name, 1)
		    : NULL;
}

/* "-" number, without a space between them; "-" "inf" */
static const struct tree *negative(struct parser *parser, struct token minus)
{
	struct token number = lexer_token(&parser->lexer, minus.where.end, READING_VALUE);
	bool infinite = number.kind == TOKEN_WORD && parser_word_is(parser, number, "inf");
	if (number.spaced || (number.kind != TOKEN_NUMBER && !infinite))
		return parser_unexpected(parser, minus, _("a value"));
	parser_take(parser, minus);
	parser_take(parser, number);
	struct tree *tree = parser_node(
		parser, TREE_NUMBER, (struct span){ minus.where.start, number.where.end });
	tree->number = infinite ? -__builtin_inf() : -number.number;
	return tree;
}

/* A number, or what comes to one: the ends of a range. */
static const struct tree *quantity(struct parser *parser, struct token token)
{
	if (token.kind == TOKEN_NUMBER) {
		parser_take(parser, token);
		return parser_number(parser, token);
	}
	if (token.kind == TOKEN_DOLLAR)
		return dollar(parser, token);
	if (is_mark(token, MARK_MINUS))
		return negative(parser, token);
	if (is_mark(token, MARK_OPEN))
		return bracketed(parser, token);
	return parser_unexpected(parser, token, _("a number"));
}

/* range -> quantity ".." quantity [ ".." quantity ] */
static const struct tree *maybe_range(struct parser *parser, const struct tree *first)
{
	const struct tree *items[3] = { first };
	size_t count = 1;
	while (items[count - 1] && count < 3 && parser_accept(parser, MARK_RANGE, READING_VALUE)) {
		items[count] = quantity(parser, peek(parser));
		count++;
	}
	const struct tree *last = items[count - 1];
	if (!last || count == 1)
		return last;
	struct tree *tree = parser_node(
		parser, TREE_RANGE, (struct span){ first->where.start, last->where.end });
	return parser_fill(parser, tree, items, count);
}

static const struct tree *sequence(struct parser *parser, const struct tree *first,
	enum wish_kind kind, const char *parameter);

/* "[" value { "," value } "]" */
static const struct tree *square(
	struct parser *parser, struct token token, enum wish_kind kind, const char *parameter)
{
	struct span outer;
	if (!parser_open(parser, token, &outer))
		return NULL;
	const struct tree *tree = sequence(parser, NULL, kind, parameter);
	return tree && parser_close(parser, MARK_CLOSE_SQUARE, outer) ? tree : NULL;
}

/* single -> number | range | shape | string | word | $name | "(" expression ")" | "*" | "[" ... "]"
 */
static const struct tree *single(struct parser *parser, enum wish_kind kind, const char *parameter)
{
	struct token token = peek(parser);
	if (token.kind != TOKEN_DOLLAR)
		parser_wish_at(parser, token, kind, parameter);
	if (token.kind == TOKEN_SHAPE)
		return shape(parser, token);
	if (token.kind == TOKEN_WORD)
		return word(parser, token);
	if (token.kind == TOKEN_STRING) {
		parser_take(parser, token);
		return parser_string(parser, token);
	}
	if (is_mark(token, MARK_TIMES)) {
		parser_take(parser, token);
		return parser_node(parser, TREE_STAR, token.where);
	}
	if (is_mark(token, MARK_OPEN_SQUARE))
		return square(parser, token, kind, parameter);
	bool number = token.kind == TOKEN_NUMBER || token.kind == TOKEN_DOLLAR ||
		      is_mark(token, MARK_MINUS) || is_mark(token, MARK_OPEN);
	if (!number)
		return parser_unexpected(parser, token, _("a value"));
	return maybe_range(parser, quantity(parser, token));
}

/* single { "," single }; first NULL: it is read too */
static const struct tree *sequence(
	struct parser *parser, const struct tree *first, enum wish_kind kind, const char *parameter)
{
	struct growing items = { .size = sizeof(void *) };
	const struct tree *item = first ? first : single(parser, kind, parameter);
	if (!item)
		return NULL;
	struct tree *tree = parser_node(parser, TREE_SEQUENCE, item->where);
	*(const struct tree **)growing_add(&items, parser->source->arena) = item;
	while (parser_accept(parser, MARK_COMMA, READING_VALUE)) {
		item = single(parser, kind, parameter);
		if (!item)
			return NULL;
		*(const struct tree **)growing_add(&items, parser->source->arena) = item;
	}
	tree->where.end = item->where.end;
	return parser_fill(parser, tree, items.items, items.count);
}

/* value -> single { "," single } */
const struct tree *parse_value(struct parser *parser, enum wish_kind kind, const char *parameter)
{
	const struct tree *first = single(parser, kind, parameter);
	if (!first || !is_mark(peek(parser), MARK_COMMA))
		return first;
	return sequence(parser, first, kind, parameter);
}
