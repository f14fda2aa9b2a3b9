/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Values into fields, with the sentence for each way that can fail.
 */
#include "kernel/session/convert.h"
#include "kernel/base/locale.h"
#include "kernel/base/utf8.h"
#include "kernel/language/name.h"
#include "kernel/session/manual.h"
#include "kernel/session/parameter.h"
#include "kernel/session/registry.h"
#include "kernel/session/state.h"
#include "nn/real.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool in_range(const struct parameter *parameter, double number)
{
	bool above = parameter->low_open ? number > parameter->low : number >= parameter->low;
	return above && number <= parameter->high;
}

static bool is_word(const struct tree *value, const char *word)
{
	return value->kind == TREE_WORD && value->count == 0 && name_equal(value->text, word);
}

static bool number_in_range(const struct conversion *conversion, const struct tree *value,
	double *number, struct error *error)
{
	if (is_word(value, "inf"))
		*number = (double)__builtin_inff();
	else if (value->kind == TREE_NUMBER)
		*number = value->number;
	else
		return convert_refuse(conversion, value, ERROR_ARGUMENT, error);
	return in_range(conversion->parameter, *number) ||
	       convert_refuse(conversion, value, ERROR_VALUE, error);
}

static bool whole_in_range(const struct conversion *conversion, const struct tree *value,
	double *number, struct error *error)
{
	if (!number_in_range(conversion, value, number, error))
		return false;
	return real_floor(*number) == *number ||
	       convert_refuse(conversion, value, ERROR_VALUE, error);
}

static bool to_count(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	double number = 0;
	if (!whole_in_range(conversion, value, &number, error))
		return false;
	*(long *)field = (long)number;
	return true;
}

static bool to_real(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	return number_in_range(conversion, value, field, error);
}

/* Beyond 2^53 only digits as typed say which whole number is meant. */
static bool to_seed(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	if (value->kind != TREE_NUMBER)
		return convert_refuse(conversion, value, ERROR_ARGUMENT, error);
	double number = value->number;
	const char *digits = value->text ? value->text : "";
	bool typed = *digits && !digits[strspn(digits, "0123456789")];
	if (number >= 0 && number < 0x1p53 && real_floor(number) == number) {
		*(uint64_t *)field = (uint64_t)number;
		return true;
	}
	errno = 0;
	*(uint64_t *)field = typed ? strtoull(digits, NULL, 10) : 0;
	return (typed && errno == 0) || convert_refuse(conversion, value, ERROR_VALUE, error);
}

static bool to_flag(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	static const char *const words[] = { "no", "yes", "false", "true", "off", "on" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (is_word(value, words[i])) {
			*(bool *)field = i % 2;
			return true;
		}
	}
	bool bare = !conversion->argument || !conversion->argument->name;
	if (bare && is_word(value, conversion->parameter->label.name)) {
		*(bool *)field = true;
		return true;
	}
	return convert_refuse(conversion, value, ERROR_ARGUMENT, error);
}

static bool to_reals(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	const struct tree *const *items = &value;
	size_t count = 1;
	if (value->kind == TREE_SEQUENCE) {
		items = value->items;
		count = value->count;
	}
	double *numbers = arena_take(conversion->arena, count, sizeof *numbers);
	for (size_t i = 0; i < count; i++)
		if (!number_in_range(conversion, items[i], &numbers[i], error))
			return false;
	*(struct reals *)field = (struct reals){ numbers, count };
	return true;
}

static bool to_shape(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	bool list = value->kind == TREE_SHAPE || value->kind == TREE_SEQUENCE;
	const struct tree *const *items = list ? value->items : &value;
	size_t count = list ? value->count : 1;
	double *numbers = arena_take(conversion->arena, count + 1, sizeof *numbers);
	for (size_t i = 0; i < count; i++)
		if (!whole_in_range(conversion, items[i], &numbers[i], error))
			return false;
	bool repeated = !list || value->times;
	struct shape shape = { .depth = repeated ? (size_t)numbers[0] : count };
	size_t *width = arena_take(conversion->arena, shape.depth, sizeof *width);
	for (size_t i = 0; i < shape.depth; i++)
		width[i] = (size_t)numbers[repeated ? 1 : i]; /* the number after a lone one is 0 */
	shape.width = width;
	*(struct shape *)field = shape;
	return true;
}

static bool to_text(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	bool word = value->kind == TREE_WORD && value->count == 0;
	char number[NUMBER_LENGTH];
	const char *text = word || value->kind == TREE_TEXT ? value->text : NULL;
	if (value->kind == TREE_NUMBER) {
		const struct argument *argument = conversion->argument;
		text = argument && argument->value == value
			       ? argument->text
			       : number_format(number, value->number, 15);
		text = arena_copy(conversion->arena, text, strlen(text));
	}
	if (!text)
		return convert_refuse(conversion, value, ERROR_ARGUMENT, error);
	*(const char **)field = text;
	return true;
}

static bool to_expression(const struct conversion *conversion, const struct tree *value,
	void *field, struct error *error)
{
	(void)error;
	struct expression *expression = arena_take(conversion->arena, 1, sizeof *expression);
	expression->tree = value;
	expression->where = value->where;
	expression->source =
		conversion->argument ? conversion->argument->text : conversion->parameter->fallback;
	*(const struct expression **)field = expression;
	return true;
}

static bool to_network(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	if (!to_text(conversion, value, field, error))
		return false;
	const char *name = *(const char **)field;
	if (!conversion->session || session_find_network(conversion->session, name))
		return true;
	return session_no_network(conversion->session, name, value->where, error);
}

static bool to_topic(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	if (!to_text(conversion, value, field, error))
		return false;
	const char *topic = *(const char **)field;
	return manual_knows(topic) || manual_unknown(topic, value->where, error);
}

bool parameter_convert(const struct conversion *conversion, const struct tree *value, void *record,
	struct error *error)
{
	static bool (*const convert[])(
		const struct conversion *, const struct tree *, void *, struct error *) = {
		[PARAMETER_COUNT] = to_count,
		[PARAMETER_REAL] = to_real,
		[PARAMETER_SEED] = to_seed,
		[PARAMETER_FLAG] = to_flag,
		[PARAMETER_CHOICE] = convert_choice,
		[PARAMETER_CHOICES] = convert_choices,
		[PARAMETER_REALS] = to_reals,
		[PARAMETER_SHAPE] = to_shape,
		[PARAMETER_TEXT] = to_text,
		[PARAMETER_EXPRESSION] = to_expression,
		[PARAMETER_NETWORK] = to_network,
		[PARAMETER_WORD] = convert_word,
		[PARAMETER_TOPIC] = to_topic,
		[PARAMETER_FIGURE] = convert_figure,
	};
	const struct parameter *parameter = conversion->parameter;
	bool text = parameter->type == PARAMETER_TEXT || parameter->type == PARAMETER_EXPRESSION ||
		    parameter->type == PARAMETER_TOPIC || parameter->type == PARAMETER_NETWORK;
	if (value->kind == TREE_TEXT && value->count == 1 && !text &&
		!parameter_is_formula(parameter, value))
		value = value->items[0];
	if (is_word(value, "auto") && parameter_has_auto(parameter)) {
		parameter_automatic(parameter, record);
		return true;
	}
	return convert[parameter->type](
		conversion, value, (char *)record + parameter->offset, error);
}
