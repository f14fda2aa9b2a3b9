/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The functions of expressions. A new one is a row of the table at the end.
 */
#include "kernel/base/locale.h"
#include "kernel/base/utf8.h"
#include "kernel/language/eval.h"
#include "kernel/language/name.h"
#include "kernel/language/operations.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

enum { MANY = 1000 }; /* arguments of min(a, b, ...) */

/* ---- of each number ---- */

static bool each(
	const struct call *call, double (*apply)(double), struct value *value, struct error *error)
{
	struct operand operand;
	return operand_needed(call, 0, &operand, error) &&
	       operation_unary(call->scope, &operand, call->tree->text, apply, call->tree->where,
		       value, error);
}

static bool apply_abs(const struct call *call, struct value *value, struct error *error)
{
	return each(call, real_abs, value, error);
}

static bool apply_sqrt(const struct call *call, struct value *value, struct error *error)
{
	return each(call, real_sqrt, value, error);
}

static bool apply_exp(const struct call *call, struct value *value, struct error *error)
{
	return each(call, real_exp, value, error);
}

static bool apply_log(const struct call *call, struct value *value, struct error *error)
{
	return each(call, real_log, value, error);
}

static bool apply_log10(const struct call *call, struct value *value, struct error *error)
{
	return each(call, real_log10, value, error);
}

/* ---- of a list of numbers ---- */

/* One list, or several numbers: max(v), max(a, b). Never empty. */
static bool gathered(const struct call *call, struct operand *operand, struct error *error)
{
	if (call->count == 1) {
		if (!operand_needed(call, 0, operand, error))
			return false;
		if (!operand->list) {
			operand->numbers =
				value_vector(call->scope->arena, &operand->single, 1).numbers;
			operand->list = true;
		}
		return operand->count > 0 ||
		       error_set(error, ERROR_VALUE, call->tree->items[0]->where,
			       _("%s() of an empty list"), call->tree->text);
	}
	double *numbers = operation_room(call->scope, call->count, call->tree->where, error);
	if (!numbers)
		return false;
	for (size_t i = 0; i < call->count; i++) {
		if (!operand_needed(call, i, operand, error))
			return false;
		if (operand->list)
			return error_set(error, ERROR_VALUE, call->tree->items[i]->where,
				_("%s() takes one list or several numbers, not both"),
				call->tree->text);
		numbers[i] = operand->single;
	}
	*operand = (struct operand){ .numbers = numbers, .count = call->count, .list = true };
	return true;
}

static bool finite(const struct operand *operand)
{
	for (size_t i = 0; i < operand->count; i++)
		if (!real_is_finite(operand->numbers[i]))
			return false;
	return true;
}

/* Gives the number unless it is not finite although the list is. */
static bool reduced(const struct call *call, const struct operand *operand, double result,
	struct value *value, struct error *error)
{
	*value = value_number(result);
	return real_is_finite(result) || !finite(operand) ||
	       error_set(error, ERROR_NUMERIC, call->tree->where,
		       _("%s() of these is not a finite number"), call->tree->text);
}

static double total(const struct operand *operand)
{
	double sum = 0;
	for (size_t i = 0; i < operand->count; i++)
		sum += operand->numbers[i];
	return sum;
}

static bool apply_sum(const struct call *call, struct value *value, struct error *error)
{
	struct operand operand;
	return gathered(call, &operand, error) &&
	       reduced(call, &operand, total(&operand), value, error);
}

static bool apply_mean(const struct call *call, struct value *value, struct error *error)
{
	struct operand operand;
	return gathered(call, &operand, error) &&
	       reduced(call, &operand, total(&operand) / (double)operand.count, value, error);
}

/* The extreme with the sign; NaN if there is one. */
static double extreme(const struct operand *operand, double sign)
{
	double best = operand->numbers[0];
	for (size_t i = 1; i < operand->count; i++) {
		double x = operand->numbers[i];
		if (real_is_nan(x) || sign * x > sign * best)
			best = x;
		if (real_is_nan(best))
			break;
	}
	return best;
}

static bool apply_min(const struct call *call, struct value *value, struct error *error)
{
	struct operand operand;
	if (!gathered(call, &operand, error))
		return false;
	*value = value_number(extreme(&operand, -1));
	return true;
}

static bool apply_max(const struct call *call, struct value *value, struct error *error)
{
	struct operand operand;
	if (!gathered(call, &operand, error))
		return false;
	*value = value_number(extreme(&operand, 1));
	return true;
}

/* How unequal numbers are: the largest magnitude over the smallest. */
static bool apply_ratio(const struct call *call, struct value *value, struct error *error)
{
	struct operand operand;
	if (!gathered(call, &operand, error))
		return false;
	double low = real_abs(operand.numbers[0]), high = low;
	for (size_t i = 0; i < operand.count; i++) {
		double x = real_abs(operand.numbers[i]);
		low = x < low || real_is_nan(x) ? x : low;
		high = x > high ? x : high;
	}
	if (low == 0)
		return error_set(error, ERROR_NUMERIC, call->tree->where,
			_("%s() divides by zero: the smallest of these is 0"), call->tree->text);
	return reduced(call, &operand, high / low, value, error);
}

/* ---- of truth values ---- */

static bool every(const struct call *call, bool wanted, struct value *value, struct error *error)
{
	const struct value *list = &call->values[0];
	struct span where = call->tree->items[0]->where;
	if (list->kind != VALUE_LIST && list->kind != VALUE_VECTOR)
		return error_set(error, ERROR_VALUE, where, _("%s() needs a list; this is %s"),
			call->tree->text, value_describe(list->kind));
	*value = value_boolean(wanted);
	for (size_t i = 0; i < list->count; i++) {
		struct value item = list->kind == VALUE_VECTOR ? value_number(list->numbers[i])
							       : list->items[i];
		bool truth;
		if (!eval_truth(&item, where, &truth, error))
			return false;
		if (truth != wanted)
			*value = value_boolean(!wanted);
	}
	return true;
}

static bool apply_all(const struct call *call, struct value *value, struct error *error)
{
	return every(call, true, value, error);
}

static bool apply_any(const struct call *call, struct value *value, struct error *error)
{
	return every(call, false, value, error);
}

/* ---- of anything ---- */

static bool end_of_list(
	const struct call *call, bool last, struct value *value, struct error *error)
{
	const struct value *list = &call->values[0];
	bool is_list = list->kind == VALUE_LIST || list->kind == VALUE_VECTOR;
	if (!is_list || list->count == 0)
		return error_set(error, ERROR_VALUE, call->tree->items[0]->where,
			is_list ? _("%s() of an empty list") : _("%s() needs a list"),
			call->tree->text);
	size_t i = last ? list->count - 1 : 0;
	*value = list->kind == VALUE_VECTOR ? value_number(list->numbers[i]) : list->items[i];
	return true;
}

static bool apply_first(const struct call *call, struct value *value, struct error *error)
{
	return end_of_list(call, false, value, error);
}

static bool apply_last(const struct call *call, struct value *value, struct error *error)
{
	return end_of_list(call, true, value, error);
}

static bool apply_len(const struct call *call, struct value *value, struct error *error)
{
	const struct value *of = &call->values[0];
	size_t count = of->count;
	if (of->kind == VALUE_TEXT)
		count = utf8_count(of->text, strlen(of->text));
	else if (of->kind == VALUE_PAIRS)
		count /= 2;
	else if (of->kind != VALUE_LIST && of->kind != VALUE_VECTOR)
		return error_set(error, ERROR_VALUE, call->tree->items[0]->where,
			_("%s() needs a list or a text; this is %s"), call->tree->text,
			value_describe(of->kind));
	*value = value_number((double)count);
	return true;
}

static bool apply_typeof(const struct call *call, struct value *value, struct error *error)
{
	(void)error;
	*value = value_text(call->scope->arena, value_type(call->values[0].kind));
	return true;
}

static bool apply_repr(const struct call *call, struct value *value, struct error *error)
{
	(void)error;
	struct text text = TEXT_EMPTY;
	value_repr(&call->values[0], &text);
	*value = value_text(call->scope->arena, text_string(&text));
	text_release(&text);
	return true;
}

/* Python's float: of a number, or of a text such as 'nan', '-inf', '1e-3'. */
static bool apply_float(const struct call *call, struct value *value, struct error *error)
{
	const struct value *of = &call->values[0];
	if (of->kind == VALUE_NUMBER || of->kind == VALUE_BOOLEAN) {
		*value = value_number(of->kind == VALUE_BOOLEAN ? of->boolean : of->number);
		return true;
	}
	if (of->kind == VALUE_TEXT) {
		char *end;
		double number = strtod(of->text, &end);
		*value = value_number(number);
		if (end != of->text && *end == '\0')
			return true;
	}
	return error_set(error, ERROR_VALUE, call->tree->items[0]->where,
		_("%s() needs a number, or a text that is one"), call->tree->text);
}

// clang-format off
const struct function functions[] = {
	{ "abs", "x", N_("without its sign"), 1, 1, apply_abs },
	{ "all", "list", N_("is every entry true?"), 1, 1, apply_all },
	{ "any", "list", N_("is an entry true?"), 1, 1, apply_any },
	{ "exp", "x", N_("e to the power x"), 1, 1, apply_exp },
	{ "first", "list", N_("the first entry"), 1, 1, apply_first },
	{ "float", "text", N_("the number a text says: float('nan')"), 1, 1, apply_float },
	{ "last", "list", N_("the last entry"), 1, 1, apply_last },
	{ "len", "list", N_("how many entries, or characters"), 1, 1, apply_len },
	{ "log", "x", N_("natural logarithm"), 1, 1, apply_log },
	{ "log10", "x", N_("logarithm to base 10"), 1, 1, apply_log10 },
	{ "max", "list", N_("the largest of a list, or of several numbers"), 1, MANY, apply_max },
	{ "mean", "list", N_("the mean of a list, or of several numbers"), 1, MANY, apply_mean },
	{ "min", "list", N_("the smallest of a list, or of several numbers"), 1, MANY, apply_min },
	{ "ratio", "list", N_("the largest magnitude over the smallest"), 1, MANY, apply_ratio },
	{ "repr", "x", N_("the value as source text"), 1, 1, apply_repr },
	{ "sqrt", "x", N_("square root"), 1, 1, apply_sqrt },
	{ "sum", "list", N_("the sum of a list, or of several numbers"), 1, MANY, apply_sum },
	{ "typeof", "x", N_("number, text, list, vector, boolean, none or pairs"), 1, 1, apply_typeof },
	{ NULL, NULL, NULL, 0, 0, NULL },
};
// clang-format on

const struct function *function_find(const char *name)
{
	for (const struct function *function = functions; function->name; function++)
		if (name_equal(function->name, name))
			return function;
	return NULL;
}
