/* SPDX-License-Identifier: BSD-3-Clause
 *
 * For the tests of this floor: trees as text, such as (+ 1 (* 2 x)), and a grammar of its own: the
 * commands are cmd, ask (its first bare value is an expression) and until= (an expression) of both.
 */
#pragma once
#include "kernel/base/text.h"
#include "kernel/language/name.h"
#include "kernel/language/parser.h"

#include <stdbool.h>
#include <string.h>

static inline bool shown_command(const char *name)
{
	return name_equal(name, "cmd") || name_equal(name, "ask");
}

static inline bool shown_expression(const char *command, const char *parameter, size_t position)
{
	if (parameter)
		return name_equal(parameter, "until");
	return name_equal(command, "ask") && position == 0;
}

static const struct grammar shown_grammar = { shown_command, shown_expression };

static inline const char *shown_operation(enum operation operation)
{
	static const char *const signs[] = { "or", "and", "==", "!=", "<", "<=", ">", ">=", "+",
		"-", "*", "/", "^" };
	return signs[operation];
}

static inline void shown_tree(const struct tree *tree, struct text *to)
{
	static const char *const heads[] = {
		[TREE_NUMBER] = "",
		[TREE_TEXT] = "text",
		[TREE_NONE] = "none",
		[TREE_BOOLEAN] = "",
		[TREE_NAME] = "",
		[TREE_LIST] = "list",
		[TREE_PAIRS] = "pairs",
		[TREE_CALL] = "call",
		[TREE_INDEX] = "index",
		[TREE_NOT] = "not",
		[TREE_NEGATE] = "neg",
		[TREE_BINARY] = "",
		[TREE_WORD] = "word",
		[TREE_SETTING] = "setting",
		[TREE_RANGE] = "range",
		[TREE_SHAPE] = "shape",
		[TREE_STAR] = "star",
		[TREE_SEQUENCE] = "seq",
		[TREE_EXPRESSION] = "expr",
	};
	char number[NUMBER_LENGTH];
	if (tree->kind == TREE_NUMBER) {
		text_put(to, number_format(number, tree->number, 17));
		return;
	}
	if (tree->kind == TREE_BOOLEAN || tree->kind == TREE_NAME) {
		text_put(to, tree->kind == TREE_NAME ? tree->text
			     : tree->number > 0      ? "true"
						     : "false");
		return;
	}
	bool operation = tree->kind == TREE_BINARY;
	text_format(to, "(%s", operation ? shown_operation(tree->operation) : heads[tree->kind]);
	text_put(to, tree->times ? "x" : "");
	if (tree->text)
		text_format(to, " \"%s\"", tree->text);
	for (size_t i = 0; i < tree->count; i++) {
		text_put(to, " ");
		shown_tree(tree->items[i], to);
	}
	text_put(to, ")");
}

static inline void shown_cell(const struct cell *cell, struct text *to)
{
	for (size_t i = 0; i < cell->count; i++) {
		const struct statement *statement = &cell->statements[i];
		text_format(to, i > 0 ? "; %s" : "%s",
			statement->verb ? statement->verb : statement->name);
		if (statement->name) {
			text_put(to, " = ");
			shown_tree(statement->value, to);
		}
		for (size_t j = 0; j < statement->count; j++) {
			const struct argument *argument = &statement->arguments[j];
			text_put(to, " ");
			if (argument->name)
				text_format(to, "%s:", argument->name);
			shown_tree(argument->value, to);
		}
		text_put(to, statement->quiet ? " QUIET" : "");
	}
}
