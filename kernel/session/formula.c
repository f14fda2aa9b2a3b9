/* SPDX-License-Identifier: BSD-3-Clause
 *
 * An activation as the reader's own formula of x: the language's expressions, turned into what
 * nn/formula.h runs.
 */
#include "nn/formula.h"

#include "kernel/base/locale.h"
#include "kernel/language/eval.h"
#include "kernel/language/name.h"
#include "kernel/language/parser.h"
#include "kernel/session/convert.h"
#include "kernel/session/state.h"

#include <stdio.h>
#include <string.h>

struct writer {
	struct text postfix;
	struct error *error;
};

static void put(struct writer *writer, const char *word)
{
	text_format(&writer->postfix, writer->postfix.length > 0 ? " %s" : "%s", word);
}

static bool write_tree(struct writer *writer, const struct tree *tree);

/* Always false: adds what a formula may have to an error that says what this one has not. */
static bool hint(struct writer *writer)
{
	struct text words = TEXT_EMPTY;
	const char *name;
	size_t takes;
	for (size_t i = 0; (name = formula_operation(i, &takes)); i++)
		if (name[0] >= 'a' && strcmp(name, "neg") != 0)
			text_format(&words, words.length > 0 ? ", %s" : "%s", name);
	error_hint(writer->error,
		_("a formula has x, numbers, pi, e, + - * / ^, comparisons, and %s"),
		text_string(&words));
	text_release(&words);
	return false;
}

static bool misplaced(struct writer *writer, const struct tree *tree)
{
	error_set(writer->error, ERROR_VALUE, tree->where, _("this has no place in a formula"));
	return hint(writer);
}

static bool unknown(struct writer *writer, const struct tree *tree)
{
	error_set(writer->error, ERROR_NAME, tree->where,
		tree->kind == TREE_CALL ? _("no function of a formula is called \"%s\"")
					: _("a formula does not know \"%s\""),
		tree->text);
	return hint(writer);
}

static bool write_items(struct writer *writer, const struct tree *tree, const char *operation)
{
	for (size_t i = 0; i < tree->count; i++) {
		if (!write_tree(writer, tree->items[i]))
			return false;
		if (i > 0 || tree->count == 1)
			put(writer, operation);
	}
	return true;
}

static bool write_call(struct writer *writer, const struct tree *tree)
{
	const char *name;
	size_t takes;
	for (size_t i = 0; (name = formula_operation(i, &takes)); i++)
		if (name_equal(name, tree->text) && strcmp(name, "neg") != 0)
			break;
	if (!name)
		return unknown(writer, tree);
	if (takes == 1 ? tree->count != 1 : tree->count < 2)
		return error_set(writer->error, ERROR_ARGUMENT, tree->where,
			takes == 1 ? _("%s() takes one value") : _("%s() takes two values or more"),
			name);
	return write_items(writer, tree, name);
}

static bool write_name(struct writer *writer, const struct tree *tree)
{
	if (name_equal(tree->text, "x"))
		put(writer, "x");
	else if (name_equal(tree->text, "pi"))
		put(writer, "3.1415926535897931");
	else if (name_equal(tree->text, "e"))
		put(writer, "2.7182818284590451");
	else
		return unknown(writer, tree);
	return true;
}

/* The signs of both languages are the same. */
static bool write_binary(struct writer *writer, const struct tree *tree)
{
	const char *name, *sign = eval_sign(tree->operation);
	size_t takes;
	for (size_t i = 0; (name = formula_operation(i, &takes)); i++)
		if (strcmp(name, sign) == 0)
			return write_items(writer, tree, name);
	return misplaced(writer, tree);
}

static bool write_tree(struct writer *writer, const struct tree *tree) // NOLINT(misc-no-recursion)
{
	char number[NUMBER_LENGTH];
	switch (tree->kind) {
	case TREE_NUMBER: put(writer, number_format(number, tree->number, 17)); return true;
	case TREE_NAME: return write_name(writer, tree);
	case TREE_CALL: return write_call(writer, tree);
	case TREE_NEGATE: return write_items(writer, tree, "neg");
	case TREE_BINARY: return write_binary(writer, tree);
	default: return misplaced(writer, tree);
	}
}

static bool compile(
	const char *postfix, const struct tree *tree, struct choice *choice, struct error *error)
{
	double at = 0;
	char number[NUMBER_LENGTH];
	switch (formula_choice(postfix, choice, &at)) {
	case FORMULA_FINE: return true;
	case FORMULA_CONSTANT:
		error_set(error, ERROR_VALUE, tree->where, _("this formula is without x"));
		break;
	case FORMULA_NOT_FINITE:
		error_set(error, ERROR_VALUE, tree->where,
			_("this formula, or its slope, is not a finite number at x = %s"),
			number_format(number, at, 6));
		return error_hint(error, _("an activation must have a value and a slope at every "
					   "x, as log(1 + abs(x)) has and log(x) has not"));
	case FORMULA_TOO_MANY:
		error_set(error, ERROR_MEMORY, tree->where,
			_("there are too many formulas already; restart the kernel"));
		break;
	case FORMULA_MALFORMED:
	case FORMULA_TOO_LONG:
		error_set(error, ERROR_VALUE, tree->where, _("this formula is too long"));
		break;
	}
	return false;
}

bool convert_formula(const struct conversion *conversion, const struct tree *value,
	struct choice *choice, struct error *error)
{
	struct error cause = { .kind = ERROR_NONE };
	struct writer writer = { .postfix = TEXT_EMPTY, .error = &cause };
	size_t length = strlen(value->text);
	struct source source = { value->text, length, conversion->arena, &session_grammar };
	const struct tree *tree = parser_expression(&source, &cause);
	bool ok = tree && write_tree(&writer, tree) &&
		  compile(text_string(&writer.postfix), tree, choice, &cause);
	text_release(&writer.postfix);
	if (ok)
		return true;
	/* The place is inside the quotes, unless escapes or a variable stand between. */
	bool inside = value->where.end - value->where.start == length + 2;
	cause.where.start += value->where.start + 1;
	cause.where.end += value->where.start + 1;
	error_set(error, cause.kind, inside ? cause.where : value->where, "%s", cause.message);
	if (cause.hint[0])
		error_hint(error, "%s", cause.hint);
	return false;
}
