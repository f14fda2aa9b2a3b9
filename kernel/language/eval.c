/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Walking an expression's tree, which the parser keeps shallow enough to recurse.
 */
#include "kernel/language/eval.h"

#include "kernel/base/locale.h"
#include "kernel/language/name.h"
#include "kernel/language/operations.h"
#include "nn/real.h"

#include <assert.h>

bool eval_truth(const struct value *value, struct span where, bool *truth, struct error *error)
{
	*truth = value->kind == VALUE_BOOLEAN ? value->boolean : value->number > 0;
	bool number = value->kind == VALUE_NUMBER && (value->number == 0 || value->number == 1);
	if (value->kind == VALUE_BOOLEAN || number)
		return true;
	error_set(error, ERROR_VALUE, where, _("this is %s, neither true nor false"),
		value_describe(value->kind));
	bool many = value->kind == VALUE_LIST || value->kind == VALUE_VECTOR;
	return error_hint(
		error, many ? _("for a whole list: all(...) or any(...)") : _("compare it: x > 0"));
}

static bool eval_items(const struct scope *scope, const struct tree *tree, struct value **values,
	struct error *error)
{
	*values = arena_take(scope->arena, tree->count, sizeof **values);
	for (size_t i = 0; i < tree->count; i++)
		if (!eval(scope, tree->items[i], &(*values)[i], error))
			return false;
	return true;
}

static bool eval_list(const struct scope *scope, const struct tree *tree, struct value *value,
	struct error *error)
{
	struct value *items;
	if (!eval_items(scope, tree, &items, error))
		return false;
	enum value_kind kind = tree->kind == TREE_PAIRS ? VALUE_PAIRS : VALUE_LIST;
	return value_list(value, kind, items, tree->count) ||
	       error_set(error, ERROR_VALUE, tree->where,
		       _("a list holds at most %d values, in lists at most %d deep"), VALUE_LIMIT,
		       VALUE_DEPTH);
}

/* A position from 1, or from -1 backwards; false with an error. */
static bool position(
	const struct value *at, size_t count, struct span where, size_t *index, struct error *error)
{
	if (at->kind != VALUE_NUMBER || real_floor(at->number) != at->number)
		return error_set(error, ERROR_VALUE, where,
			_("a position is a whole number; this is %s"), value_describe(at->kind));
	double number = at->number < 0 ? (double)count + at->number : at->number - 1;
	if (number >= 0 && number < (double)count) {
		*index = (size_t)number;
		return true;
	}
	char shown[NUMBER_LENGTH];
	error_set(error, ERROR_VALUE, where, _("there is no position %s in a list of %zu"),
		number_format(shown, at->number, 15), count);
	if (at->number == 0)
		error_hint(error, _("positions count from 1"));
	return false;
}

static bool look_up(const struct value *pairs, const struct value *key, struct span where,
	struct value *value, struct error *error)
{
	for (size_t i = 0; i < pairs->count; i += 2) {
		if (value_equal(&pairs->items[i], key)) {
			*value = pairs->items[i + 1];
			return true;
		}
	}
	struct text shown = TEXT_EMPTY;
	value_repr(key, &shown);
	error_set(error, ERROR_VALUE, where, _("there is no %s in it"), text_string(&shown));
	text_release(&shown);
	return false;
}

static bool eval_index(const struct scope *scope, const struct tree *tree, struct value *value,
	struct error *error)
{
	struct value list = value_none(), at = value_none();
	const struct tree *place = tree->items[1];
	size_t index = 0;
	if (!eval(scope, tree->items[0], &list, error) || !eval(scope, place, &at, error))
		return false;
	if (list.kind == VALUE_PAIRS)
		return look_up(&list, &at, place->where, value, error);
	if (list.kind != VALUE_VECTOR && list.kind != VALUE_LIST)
		return error_set(error, ERROR_VALUE, tree->items[0]->where,
			_("only a list has positions; this is %s"), value_describe(list.kind));
	if (!position(&at, list.count, place->where, &index, error))
		return false;
	*value = list.kind == VALUE_VECTOR ? value_number(list.numbers[index]) : list.items[index];
	return true;
}

static bool eval_logic(const struct scope *scope, const struct tree *tree, struct value *value,
	struct error *error)
{
	bool truth, stop = tree->operation == OPERATION_OR;
	for (size_t i = 0; i < 2; i++) {
		struct value side;
		if (!eval(scope, tree->items[i], &side, error) ||
			!eval_truth(&side, tree->items[i]->where, &truth, error))
			return false;
		if (truth == stop)
			break;
	}
	*value = value_boolean(truth);
	return true;
}

static bool eval_binary(const struct scope *scope, const struct tree *tree, struct value *value,
	struct error *error)
{
	struct value left, right;
	if (tree->operation == OPERATION_OR || tree->operation == OPERATION_AND)
		return eval_logic(scope, tree, value, error);
	return eval(scope, tree->items[0], &left, error) &&
	       eval(scope, tree->items[1], &right, error) &&
	       operation_binary(scope, tree, &left, &right, value, error);
}

static double negative(double x)
{
	return -x;
}

static bool eval_prefix(const struct scope *scope, const struct tree *tree, struct value *value,
	struct error *error)
{
	struct value item;
	bool truth;
	if (!eval(scope, tree->items[0], &item, error))
		return false;
	if (tree->kind == TREE_NOT) {
		if (!eval_truth(&item, tree->items[0]->where, &truth, error))
			return false;
		*value = value_boolean(!truth);
		return true;
	}
	struct operand operand;
	if (!operand_of(scope, &item, &operand))
		return error_set(error, ERROR_VALUE, tree->at, _("\"-\" does not work on %s"),
			value_describe(item.kind));
	return operation_unary(scope, &operand, "-", negative, tree->at, value, error);
}

static bool eval_call(const struct scope *scope, const struct tree *tree, struct value *value,
	struct error *error)
{
	const struct function *function = function_find(tree->text);
	struct call call = { .scope = scope, .tree = tree, .count = tree->count };
	struct value *values;
	assert(function && tree->count >= function->low && tree->count <= function->high);
	if (!eval_items(scope, tree, &values, error))
		return false;
	call.values = values;
	return function->apply(&call, value, error);
}

bool eval(const struct scope *scope, const struct tree *tree, struct value *value,
	struct error *error)
{
	switch (tree->kind) {
	case TREE_NUMBER: *value = value_number(tree->number); return true;
	case TREE_BOOLEAN: *value = value_boolean(tree->number > 0); return true;
	case TREE_NONE: *value = value_none(); return true;
	case TREE_TEXT: *value = value_text(scope->arena, tree->text); return true;
	case TREE_NAME: return scope->find(scope->to, tree->text, tree->where, value, error);
	case TREE_LIST:
	case TREE_PAIRS: return eval_list(scope, tree, value, error);
	case TREE_CALL: return eval_call(scope, tree, value, error);
	case TREE_INDEX: return eval_index(scope, tree, value, error);
	case TREE_NOT:
	case TREE_NEGATE: return eval_prefix(scope, tree, value, error);
	case TREE_BINARY: return eval_binary(scope, tree, value, error);
	default: break;
	}
	assert(tree->kind == TREE_EXPRESSION);
	return eval(scope, tree->items[0], value, error);
}

/* ---- before anything runs ---- */

static bool check_call(const struct tree *tree, struct error *error)
{
	const struct function *function = function_find(tree->text);
	if (!function) {
		struct nearest nearest = { .typed = tree->text };
		for (function = functions; function->name; function++)
			nearest_consider(&nearest, function->name);
		error_set(
			error, ERROR_NAME, tree->at, _("there is no function \"%s\""), tree->text);
		return nearest.best && error_hint(error, _("did you mean \"%s\"?"), nearest.best);
	}
	if (tree->count >= function->low && tree->count <= function->high)
		return true;
	error_set(error, ERROR_ARGUMENT, tree->where, _("%s() does not take %zu values"),
		function->name, tree->count);
	return error_hint(error, "%s(%s)", function->name, function->arguments);
}

enum knowledge eval_check(const struct scope *scope, const struct tree *tree, struct error *error)
{
	enum knowledge least = KNOWN_NOW;
	if (tree->kind == TREE_NAME)
		return scope->know(scope->to, tree->text, tree->where, error);
	if (tree->kind == TREE_CALL && !check_call(tree, error))
		return KNOWN_NOT;
	for (size_t i = 0; i < tree->count && least != KNOWN_NOT; i++) {
		enum knowledge item = eval_check(scope, tree->items[i], error);
		least = item < least ? item : least;
	}
	return least;
}
