/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Expressions. Each function stands under the rule it reads, loosest first.
 */
#include "kernel/base/locale.h"
#include "kernel/language/name.h"
#include "kernel/language/parse.h"

#include <string.h>

typedef const struct tree *rule(struct parser *parser);

static struct token peek(struct parser *parser)
{
	return parser_peek(parser, READING_EXPRESSION);
}

/* Operators of one level; those that are words have no mark. */
struct symbol {
	const char *word;
	enum mark mark;
	enum operation operation;
};

static const struct symbol *symbol_in(
	const struct parser *parser, struct token token, const struct symbol *symbols, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *word = symbols[i].word;
		if (word ? token.kind == TOKEN_WORD && parser_word_is(parser, token, word)
			 : token.kind == TOKEN_MARK && token.mark == symbols[i].mark)
			return &symbols[i];
	}
	return NULL;
}

static const struct tree *binary(struct parser *parser, const struct symbol *symbol, struct span at,
	const struct tree *left, const struct tree *right)
{
	if (!left || !right)
		return NULL;
	struct span where = { left->where.start, right->where.end };
	struct tree *tree = parser_node(parser, TREE_BINARY, where);
	tree->operation = symbol->operation;
	tree->at = at;
	const struct tree *items[] = { left, right };
	return parser_fill(parser, tree, items, 2);
}

/* operand { operator operand }, grouping to the left */
static const struct tree *chain(
	struct parser *parser, const struct symbol *symbols, size_t count, rule *operand)
{
	const struct tree *left = operand(parser);
	while (left) {
		struct token token = peek(parser);
		const struct symbol *symbol = symbol_in(parser, token, symbols, count);
		if (!symbol)
			return left;
		parser_take(parser, token);
		left = binary(parser, symbol, token.where, left, operand(parser));
	}
	return NULL;
}

/* A list's items up to its closing bracket; the first may be there already. */
static const struct tree *list_items(
	struct parser *parser, struct tree *list, const struct tree *first, enum mark close)
{
	struct growing items = { .size = sizeof(void *) };
	if (first)
		*(const struct tree **)growing_add(&items, parser->source->arena) = first;
	for (;;) {
		struct token token = peek(parser);
		if (token.kind == TOKEN_MARK && token.mark == close)
			return parser_fill(parser, list, items.items, items.count);
		const struct tree *item = parse_expression(parser);
		if (!item)
			return NULL;
		*(const struct tree **)growing_add(&items, parser->source->arena) = item;
		if (!parser_accept(parser, MARK_COMMA, READING_EXPRESSION))
			return parser_fill(parser, list, items.items, items.count);
	}
}

/* "(" expression ")", or a list in round brackets as Python's tuples: "(" expression "," ... ")" */
const struct tree *parse_parenthesis(struct parser *parser, struct token token)
{
	struct span outer;
	if (!parser_open(parser, token, &outer))
		return NULL;
	const struct tree *tree = parse_expression(parser);
	if (tree && parser_accept(parser, MARK_COMMA, READING_EXPRESSION))
		tree = list_items(
			parser, parser_node(parser, TREE_LIST, token.where), tree, MARK_CLOSE);
	if (!tree || !parser_close(parser, MARK_CLOSE, outer))
		return NULL;
	struct tree *whole = parser_node(parser, tree->kind, token.where);
	*whole = *tree;
	whole->where = (struct span){ token.where.start, parser->at };
	return whole;
}

/* "[" [ expression { "," expression } [ "," ] ] "]" */
static const struct tree *list(struct parser *parser, struct token token)
{
	struct span outer;
	if (!parser_open(parser, token, &outer))
		return NULL;
	struct tree *tree = parser_node(parser, TREE_LIST, token.where);
	if (!list_items(parser, tree, NULL, MARK_CLOSE_SQUARE) ||
		!parser_close(parser, MARK_CLOSE_SQUARE, outer))
		return NULL;
	tree->where.end = parser->at;
	return tree;
}

/* "{" [ expression ":" expression { "," expression ":" expression } [ "," ] ] "}" */
static const struct tree *pairs(struct parser *parser, struct token token)
{
	struct span outer;
	struct growing items = { .size = sizeof(void *) };
	if (!parser_open(parser, token, &outer))
		return NULL;
	struct tree *tree = parser_node(parser, TREE_PAIRS, token.where);
	for (;;) {
		struct token next = peek(parser);
		if (next.kind == TOKEN_MARK && next.mark == MARK_CLOSE_CURLY)
			break;
		const struct tree *key = parse_expression(parser);
		if (!key)
			return NULL;
		if (!parser_accept(parser, MARK_COLON, READING_EXPRESSION))
			return parser_unexpected(parser, peek(parser), "\":\"");
		const struct tree *value = parse_expression(parser);
		if (!value)
			return NULL;
		*(const struct tree **)growing_add(&items, parser->source->arena) = key;
		*(const struct tree **)growing_add(&items, parser->source->arena) = value;
		if (!parser_accept(parser, MARK_COMMA, READING_EXPRESSION))
			break;
	}
	if (!parser_fill(parser, tree, items.items, items.count) ||
		!parser_close(parser, MARK_CLOSE_CURLY, outer))
		return NULL;
	tree->where.end = parser->at;
	return tree;
}

static const struct tree *literal(struct parser *parser, struct token token)
{
	static const struct {
		const char *word;
		enum tree_kind kind;
		double number;
	} literals[] = {
		{ "true", TREE_BOOLEAN, 1 },
		{ "false", TREE_BOOLEAN, 0 },
		{ "none", TREE_NONE, 0 },
		{ "inf", TREE_NUMBER, (double)__builtin_inff() },
		{ "nan", TREE_NUMBER, (double)__builtin_nanf("") },
	};
	for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
		if (parser_word_is(parser, token, literals[i].word)) {
			struct tree *tree = parser_node(parser, literals[i].kind, token.where);
			tree->number = literals[i].number;
			return tree;
		}
	}
	return NULL;
}

/* name "(" [ expression { "," expression } ] ")" */
static const struct tree *call(struct parser *parser, struct token name)
{
	struct tree *tree = parser_node(parser, TREE_CALL, name.where);
	tree->text = parser_text(parser, name.where);
	tree->at = name.where;
	struct span outer;
	if (!parser_open(parser, peek(parser), &outer) ||
		!list_items(parser, tree, NULL, MARK_CLOSE) ||
		!parser_close(parser, MARK_CLOSE, outer))
		return NULL;
	tree->where.end = parser->at;
	return tree;
}

/* A literal, a call or a name. */
static const struct tree *named(struct parser *parser, struct token token)
{
	static const char *const operators[] = { "and", "or", "not" };
	parser_wish_at(parser, token, WISH_NAME, NULL);
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
		if (parser_word_is(parser, token, operators[i]))
			return parser_unexpected(parser, token, _("a value"));
	parser_take(parser, token);
	struct token next = peek(parser);
	if (next.kind == TOKEN_MARK && next.mark == MARK_OPEN && !next.spaced)
		return call(parser, token);
	const struct tree *tree = literal(parser, token);
	if (tree)
		return tree;
	struct tree *name = parser_node(parser, TREE_NAME, token.where);
	name->text = parser_text(parser, token.where);
	return name;
}

/* primary -> number | string | name | $name | call | "(" ... ")" | "[" ... "]" | "{" ... "}" */
static const struct tree *primary(struct parser *parser)
{
	struct token token = peek(parser);
	switch (token.kind) {
	case TOKEN_NUMBER: parser_take(parser, token); return parser_number(parser, token);
	case TOKEN_STRING: parser_take(parser, token); return parser_string(parser, token);
	case TOKEN_DOLLAR: return parser_dollar(parser, token);
	case TOKEN_WORD: return named(parser, token);
	default: break;
	}
	parser_wish_at(parser, token, WISH_NAME, NULL);
	switch (token.kind == TOKEN_MARK ? token.mark : MARK_NONE) {
	case MARK_OPEN: return parse_parenthesis(parser, token);
	case MARK_OPEN_SQUARE: return list(parser, token);
	case MARK_OPEN_CURLY: return pairs(parser, token);
	default: return parser_unexpected(parser, token, _("a value"));
	}
}

/* postfix -> primary { "[" expression "]" } */
static const struct tree *postfix(struct parser *parser)
{
	const struct tree *tree = primary(parser);
	while (tree) {
		struct token token = peek(parser);
		/* After a space it is the next thing, not a place in this one. */
		if (token.kind != TOKEN_MARK || token.mark != MARK_OPEN_SQUARE || token.spaced)
			return tree;
		struct span outer;
		if (!parser_open(parser, token, &outer))
			return NULL;
		const struct tree *items[] = { tree, parse_expression(parser) };
		if (!items[1] || !parser_close(parser, MARK_CLOSE_SQUARE, outer))
			return NULL;
		struct span where = { tree->where.start, parser->at };
		tree = parser_fill(parser, parser_node(parser, TREE_INDEX, where), items, 2);
	}
	return NULL;
}

static rule unary;

/* power -> postfix [ "^" unary ] */
static const struct tree *power(struct parser *parser)
{
	static const struct symbol symbols[] = { { NULL, MARK_POWER, OPERATION_POWER } };
	const struct tree *base = postfix(parser);
	struct token token = peek(parser);
	if (!base || !symbol_in(parser, token, symbols, 1))
		return base;
	parser_take(parser, token);
	return binary(parser, symbols, token.where, base, unary(parser));
}

static const struct tree *prefixed(
	struct parser *parser, struct token token, enum tree_kind kind, rule *operand)
{
	parser_take(parser, token);
	if (!parser_enter(parser, token.where))
		return NULL;
	const struct tree *item = operand(parser);
	parser_leave(parser);
	if (!item)
		return NULL;
	struct tree *tree =
		parser_node(parser, kind, (struct span){ token.where.start, item->where.end });
	tree->at = token.where;
	return parser_fill(parser, tree, &item, 1);
}

/* unary -> "-" unary | "+" unary | power */
static const struct tree *unary(struct parser *parser)
{
	struct token token = peek(parser);
	if (token.kind == TOKEN_MARK && token.mark == MARK_MINUS)
		return prefixed(parser, token, TREE_NEGATE, unary);
	if (!parser_enter(parser, token.where))
		return NULL;
	bool plus = token.kind == TOKEN_MARK && token.mark == MARK_PLUS;
	if (plus)
		parser_take(parser, token);
	const struct tree *tree = plus ? unary(parser) : power(parser);
	parser_leave(parser);
	return tree;
}

/* product -> unary { ( "*" | "/" ) unary } */
static const struct tree *product(struct parser *parser)
{
	static const struct symbol symbols[] = {
		{ NULL, MARK_TIMES, OPERATION_MULTIPLY },
		{ NULL, MARK_DIVIDE, OPERATION_DIVIDE },
	};
	return chain(parser, symbols, 2, unary);
}

/* sum -> product { ( "+" | "-" ) product } */
static const struct tree *sum(struct parser *parser)
{
	static const struct symbol symbols[] = {
		{ NULL, MARK_PLUS, OPERATION_ADD },
		{ NULL, MARK_MINUS, OPERATION_SUBTRACT },
	};
	return chain(parser, symbols, 2, product);
}

/* comparison -> sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum ] */
static const struct tree *comparison(struct parser *parser)
{
	static const struct symbol symbols[] = {
		{ NULL, MARK_EQUAL, OPERATION_EQUAL },
		{ NULL, MARK_UNEQUAL, OPERATION_UNEQUAL },
		{ NULL, MARK_LESS, OPERATION_LESS },
		{ NULL, MARK_LESS_EQUAL, OPERATION_LESS_EQUAL },
		{ NULL, MARK_MORE, OPERATION_MORE },
		{ NULL, MARK_MORE_EQUAL, OPERATION_MORE_EQUAL },
	};
	const struct tree *left = sum(parser);
	struct token token = peek(parser);
	const struct symbol *symbol = symbol_in(parser, token, symbols, 6);
	if (!left || !symbol)
		return left;
	parser_take(parser, token);
	left = binary(parser, symbol, token.where, left, sum(parser));
	token = peek(parser);
	if (!left || !symbol_in(parser, token, symbols, 6))
		return left;
	error_set(parser->error, ERROR_SYNTAX, token.where, _("comparisons are not chained"));
	error_hint(parser->error, _("for example: 0 < x and x < 1"));
	return NULL;
}

/* negation -> "not" negation | comparison */
static const struct tree *negation(struct parser *parser)
{
	struct token token = peek(parser);
	if (token.kind == TOKEN_WORD && parser_word_is(parser, token, "not"))
		return prefixed(parser, token, TREE_NOT, negation);
	return comparison(parser);
}

/* conjunction -> negation { "and" negation } */
static const struct tree *conjunction(struct parser *parser)
{
	static const struct symbol symbols[] = { { "and", MARK_NONE, OPERATION_AND } };
	return chain(parser, symbols, 1, negation);
}

/* expression -> conjunction { "or" conjunction } */
const struct tree *parse_expression(struct parser *parser)
{
	static const struct symbol symbols[] = { { "or", MARK_NONE, OPERATION_OR } };
	return chain(parser, symbols, 1, conjunction);
}
