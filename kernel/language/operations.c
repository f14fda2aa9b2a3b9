/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Operators on numbers, lists of numbers and texts.
 */
#include "kernel/language/operations.h"

#include "kernel/base/locale.h"
#include "nn/real.h"

#include <assert.h>
#include <string.h>

const char *eval_sign(enum operation operation)
{
	static const char *const signs[] = {
		[OPERATION_OR] = "or",
		[OPERATION_AND] = "and",
		[OPERATION_EQUAL] = "==",
		[OPERATION_UNEQUAL] = "!=",
		[OPERATION_LESS] = "<",
		[OPERATION_LESS_EQUAL] = "<=",
		[OPERATION_MORE] = ">",
		[OPERATION_MORE_EQUAL] = ">=",
		[OPERATION_ADD] = "+",
		[OPERATION_SUBTRACT] = "-",
		[OPERATION_MULTIPLY] = "*",
		[OPERATION_DIVIDE] = "/",
		[OPERATION_POWER] = "^",
	};
	return signs[operation];
}

static bool is_number(const struct value *value)
{
	return value->kind == VALUE_NUMBER || value->kind == VALUE_BOOLEAN;
}

static double number_of(const struct value *value)
{
	return value->kind == VALUE_BOOLEAN ? value->boolean : value->number;
}

bool operand_of(const struct scope *scope, const struct value *value, struct operand *operand)
{
	*operand = (struct operand){ .count = value->count, .list = true };
	if (is_number(value)) {
		*operand = (struct operand){ .count = 1, .single = number_of(value) };
		return true;
	}
	if (value->kind == VALUE_VECTOR) {
		operand->numbers = value->numbers;
		return true;
	}
	if (value->kind != VALUE_LIST)
		return false;
	double *numbers = arena_take(scope->arena, value->count, sizeof *numbers);
	for (size_t i = 0; i < value->count; i++) {
		if (!is_number(&value->items[i]))
			return false;
		numbers[i] = number_of(&value->items[i]);
	}
	operand->numbers = numbers;
	return true;
}

static double at(const struct operand *operand, size_t i)
{
	return operand->list ? operand->numbers[i] : operand->single;
}

bool operand_needed(
	const struct call *call, size_t index, struct operand *operand, struct error *error)
{
	if (operand_of(call->scope, &call->values[index], operand))
		return true;
	return error_set(error, ERROR_VALUE, call->tree->items[index]->where,
		_("%s() needs a number or a list of numbers; this is %s"), call->tree->text,
		value_describe(call->values[index].kind));
}

double *operation_room(
	const struct scope *scope, size_t count, struct span where, struct error *error)
{
	if (scope->memory > 0 &&
		arena_used(scope->arena) + count * sizeof(double) > scope->memory) {
		error_set(error, ERROR_MEMORY, where, _("this computation needs too much memory"));
		return NULL;
	}
	if (scope->poll && !scope->poll(scope->to)) {
		error_set(error, ERROR_INTERRUPTED, where, _("stopped by the reader"));
		return NULL;
	}
	return arena_take(scope->arena, count, sizeof(double));
}

struct value operation_value(const double *numbers, size_t count, bool list)
{
	if (!list)
		return value_number(numbers[0]);
	return (struct value){
		.kind = VALUE_VECTOR, .numbers = numbers, .count = count, .total = count, .depth = 1
	};
}

/* "entry 3: " for lists, "" for numbers. */
static const char *entry(const struct scope *scope, bool list, size_t i)
{
	return list ? arena_format(scope->arena, _("entry %zu: "), i + 1) : "";
}

bool operation_unary(const struct scope *scope, const struct operand *operand, const char *name,
	double (*apply)(double), struct span where, struct value *value, struct error *error)
{
	double *result = operation_room(scope, operand->count, where, error);
	if (!result)
		return false;
	for (size_t i = 0; i < operand->count; i++) {
		double x = at(operand, i);
		result[i] = apply(x);
		char shown[NUMBER_LENGTH];
		if (!real_is_finite(result[i]) && real_is_finite(x))
			return error_set(error, ERROR_NUMERIC, where,
				_("%s%s(%s) is not a finite number"),
				entry(scope, operand->list, i), name, number_format(shown, x, 6));
	}
	*value = operation_value(result, operand->count, operand->list);
	return true;
}

static double compute(enum operation operation, double x, double y)
{
	switch (operation) {
	case OPERATION_ADD: return x + y;
	case OPERATION_SUBTRACT: return x - y;
	case OPERATION_MULTIPLY: return x * y;
	case OPERATION_DIVIDE: return x / y;
	default: break;
	}
	assert(operation == OPERATION_POWER);
	return real_pow(x, y);
}

static bool not_finite(const struct scope *scope, const struct tree *tree, const char *which,
	double x, double y, struct error *error)
{
	char left[NUMBER_LENGTH], right[NUMBER_LENGTH];
	bool by_zero = tree->operation == OPERATION_DIVIDE && y == 0;
	(void)scope;
	number_format(left, x, 6);
	number_format(right, y, 6);
	return error_set(error, ERROR_NUMERIC, tree->at,
		by_zero ? _("%s%s %s %s divides by zero") : _("%s%s %s %s is not a finite number"),
		which, left, eval_sign(tree->operation), right);
}

static bool arithmetic(const struct scope *scope, const struct tree *tree,
	const struct operand *left, const struct operand *right, size_t count, struct value *value,
	struct error *error)
{
	bool list = left->list || right->list;
	double *result = operation_room(scope, count, tree->at, error);
	if (!result)
		return false;
	for (size_t i = 0; i < count; i++) {
		double x = at(left, i), y = at(right, i);
		result[i] = compute(tree->operation, x, y);
		if (!real_is_finite(result[i]) && real_is_finite(x) && real_is_finite(y))
			return not_finite(scope, tree, entry(scope, list, i), x, y, error);
	}
	*value = operation_value(result, count, list);
	return true;
}

/* Every comparison with NaN is false, != too: a loss that is NaN must not pass a check. */
static bool holds(enum operation operation, double x, double y)
{
	switch (operation) {
	case OPERATION_EQUAL: return x == y;
	case OPERATION_UNEQUAL: return x < y || x > y;
	case OPERATION_LESS: return x < y;
	case OPERATION_LESS_EQUAL: return x <= y;
	case OPERATION_MORE: return x > y;
	default: break;
	}
	assert(operation == OPERATION_MORE_EQUAL);
	return x >= y;
}

static bool comparison(const struct scope *scope, const struct tree *tree,
	const struct operand *left, const struct operand *right, size_t count, struct value *value,
	struct error *error)
{
	if (!left->list && !right->list) {
		*value = value_boolean(holds(tree->operation, left->single, right->single));
		return true;
	}
	if (!operation_room(scope, 0, tree->at, error))
		return false;
	struct value *items = arena_take(scope->arena, count, sizeof *items);
	for (size_t i = 0; i < count; i++)
		items[i] = value_boolean(holds(tree->operation, at(left, i), at(right, i)));
	return value_list(value, VALUE_LIST, items, count) ||
	       error_set(error, ERROR_VALUE, tree->at, _("a list holds at most %d values"),
		       VALUE_LIMIT);
}

static bool is_comparison(enum operation operation)
{
	return operation >= OPERATION_EQUAL && operation <= OPERATION_MORE_EQUAL;
}

static bool numbers(const struct scope *scope, const struct tree *tree, const struct operand *left,
	const struct operand *right, struct value *value, struct error *error)
{
	if (left->list && right->list && left->count != right->count)
		return error_set(error, ERROR_VALUE, tree->at,
			_("the lists differ in length: %zu and %zu"), left->count, right->count);
	size_t count = left->list ? left->count : right->count;
	return (is_comparison(tree->operation) ? comparison : arithmetic)(
		scope, tree, left, right, count, value, error);
}

static bool texts(const struct scope *scope, const struct tree *tree, const char *left,
	const char *right, struct value *value, struct error *error)
{
	int order = strcmp(left, right);
	switch (tree->operation) {
	case OPERATION_LESS: *value = value_boolean(order < 0); return true;
	case OPERATION_LESS_EQUAL: *value = value_boolean(order <= 0); return true;
	case OPERATION_MORE: *value = value_boolean(order > 0); return true;
	case OPERATION_MORE_EQUAL: *value = value_boolean(order >= 0); return true;
	case OPERATION_ADD:
		if (!operation_room(scope, (strlen(left) + strlen(right)) / sizeof(double),
			    tree->at, error))
			return false;
		*value = value_text(scope->arena, arena_format(scope->arena, "%s%s", left, right));
		return true;
	default: return false;
	}
}

/* Two lists as typed are equal or not as wholes; a computed list is compared entry by entry. */
static bool as_wholes(const struct value *left, const struct value *right)
{
	return left->kind == VALUE_LIST && right->kind == VALUE_LIST;
}

bool operation_binary(const struct scope *scope, const struct tree *tree, const struct value *left,
	const struct value *right, struct value *value, struct error *error)
{
	bool equality = tree->operation == OPERATION_EQUAL || tree->operation == OPERATION_UNEQUAL;
	struct operand one, other;
	bool computable = operand_of(scope, left, &one) && operand_of(scope, right, &other);
	if (computable && !(equality && as_wholes(left, right)))
		return numbers(scope, tree, &one, &other, value, error);
	if (equality) {
		*value = value_boolean(
			value_equal(left, right) == (tree->operation == OPERATION_EQUAL));
		return true;
	}
	if (left->kind == VALUE_TEXT && right->kind == VALUE_TEXT &&
		texts(scope, tree, left->text, right->text, value, error))
		return true;
	error_set(error, ERROR_VALUE, tree->at, _("\"%s\" does not work between %s and %s"),
		eval_sign(tree->operation), value_describe(left->kind),
		value_describe(right->kind));
	if (left->kind == VALUE_TEXT || right->kind == VALUE_TEXT)
		error_hint(error, _("numbers have no quotes"));
	return false;
}
