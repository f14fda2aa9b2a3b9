/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Values into fields, with the sentence for each way that can fail.
 */
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

enum { SHOWN = 40 }; /* bytes of what was typed in a message */

/* What the reader typed, shortened; with its value when that was computed. */
static const char *typed(const struct conversion *conversion, const struct tree *value)
{
	const struct argument *argument = conversion->argument;
	assert(argument); /* fallbacks convert */
	size_t length = strlen(argument->text);
	const char *dots = length > SHOWN ? "..." : "";
	length = length > SHOWN ? utf8_boundary(argument->text, length, SHOWN) : length;
	bool computed = argument->value->kind == TREE_EXPRESSION;
	if (!computed)
		return arena_format(conversion->arena, "%.*s%s", (int)length, argument->text, dots);
	char number[NUMBER_LENGTH];
	const char *comes_to = value->kind == TREE_NUMBER ? number_format(number, value->number, 6)
			       : value->kind == TREE_TEXT || value->kind == TREE_WORD ? value->text
										      : _("a list");
	return arena_format(
		conversion->arena, "%.*s%s = %s", (int)length, argument->text, dots, comes_to);
}

/* epochs must be a whole number from 1 to 1,000,000,000; you typed 0 */
static bool refuse(const struct conversion *conversion, const struct tree *value,
	enum error_kind kind, struct error *error)
{
	struct text wanted = TEXT_EMPTY;
	parameter_describe(conversion->parameter, &wanted);
	error_set(error, kind, value->where, _("%s must be %s; you typed %s"),
		conversion->parameter->label.name, wanted.bytes, typed(conversion, value));
	text_release(&wanted);
	return false;
}

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
		return refuse(conversion, value, ERROR_ARGUMENT, error);
	return in_range(conversion->parameter, *number) ||
	       refuse(conversion, value, ERROR_VALUE, error);
}

static bool whole_in_range(const struct conversion *conversion, const struct tree *value,
	double *number, struct error *error)
{
	if (!number_in_range(conversion, value, number, error))
		return false;
	return real_floor(*number) == *number || refuse(conversion, value, ERROR_VALUE, error);
}

static bool to_count(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	double number;
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
		return refuse(conversion, value, ERROR_ARGUMENT, error);
	double number = value->number;
	const char *digits = value->text ? value->text : "";
	bool typed = *digits && !digits[strspn(digits, "0123456789")];
	if (number >= 0 && number < 0x1p53 && real_floor(number) == number) {
		*(uint64_t *)field = (uint64_t)number;
		return true;
	}
	errno = 0;
	*(uint64_t *)field = typed ? strtoull(digits, NULL, 10) : 0;
	return (typed && errno == 0) || refuse(conversion, value, ERROR_VALUE, error);
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
	return refuse(conversion, value, ERROR_ARGUMENT, error);
}

static bool unknown_row(
	const struct conversion *conversion, const struct tree *value, struct error *error)
{
	const struct catalogue *catalogue = conversion->parameter->catalogue;
	struct nearest nearest = { .typed = value->text };
	for (size_t i = 0; i < catalogue->count; i++)
		nearest_consider(&nearest, catalogue_at(catalogue, i)->name);
	error_set(error, ERROR_NAME, value->where, _("unknown %s \"%s\""), _(catalogue->noun),
		value->text);
	if (nearest.best)
		return error_hint(error, _("did you mean \"%s\"?"), nearest.best);
	if (manual_place(value->text, conversion->parameter, error))
		return false;
	struct text rows = TEXT_EMPTY;
	parameter_describe(conversion->parameter, &rows);
	error_hint(error, "%s", rows.bytes);
	text_release(&rows);
	return false;
}

static const struct label *row(
	const struct conversion *conversion, const struct tree *value, struct error *error)
{
	bool word = value->kind == TREE_WORD || value->kind == TREE_TEXT;
	if (!word) {
		refuse(conversion, value, ERROR_ARGUMENT, error);
		return NULL;
	}
	const struct label *label = catalogue_find(conversion->parameter->catalogue, value->text);
	if (!label)
		unknown_row(conversion, value, error);
	return label;
}

/* Which of the row's numbers this is: by name, or by its place. */
static size_t setting_index(const struct label *label, const struct tree *value, size_t place)
{
	if (value->kind != TREE_SETTING)
		return place;
	size_t count = label_settings(label), i = 0;
	while (i < count && !name_equal(label->settings[i].name, value->text))
		i++;
	return i;
}

static bool set_number(const struct label *label, const struct tree *value, size_t place,
	double *numbers, struct error *error)
{
	size_t index = setting_index(label, value, place);
	if (index >= label_settings(label)) {
		error_set(error, ERROR_ARGUMENT, value->where,
			value->kind == TREE_SETTING ? _("%s has no number called \"%s\"")
						    : _("%s takes fewer numbers than this"),
			label->name, value->text);
		struct text usage = TEXT_EMPTY;
		manual_settings(label, &usage);
		error_hint(error, "%s", text_string(&usage));
		text_release(&usage);
		return false;
	}
	const struct setting *setting = &label->settings[index];
	const struct tree *number = value->kind == TREE_SETTING ? value->items[0] : value;
	bool good = number->kind == TREE_NUMBER && number->number >= setting->low &&
		    number->number <= setting->high;
	char low[NUMBER_LENGTH], high[NUMBER_LENGTH], found[NUMBER_LENGTH];
	if (!good)
		return error_set(error, ERROR_VALUE, value->where,
			_("%s of %s must be a number from %s to %s; this is %s"), setting->name,
			label->name, number_format(low, setting->low, 6),
			number_format(high, setting->high, 6),
			number->kind == TREE_NUMBER ? number_format(found, number->number, 6)
						    : _("none"));
	numbers[index] = number->number;
	return true;
}

static bool to_choice(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	const struct label *label = row(conversion, value, error);
	if (!label)
		return false;
	struct choice choice = choice_of(label);
	for (size_t i = 0; value->kind == TREE_WORD && i < value->count; i++)
		if (!set_number(label, value->items[i], i, choice.number, error))
			return false;
	*(struct choice *)field = choice;
	return true;
}

static bool to_word(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	const struct label *label = row(conversion, value, error);
	if (!label)
		return false;
	if (value->kind == TREE_WORD && value->count > 0)
		return error_set(
			error, ERROR_ARGUMENT, value->where, _("%s takes no numbers"), label->name);
	*(const struct label **)field = label;
	return true;
}

static bool to_choices(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	const struct catalogue *catalogue = conversion->parameter->catalogue;
	bool star = value->kind == TREE_STAR, list = value->kind == TREE_SEQUENCE;
	size_t count = star ? catalogue->count : list ? value->count : 1;
	struct choice *rows = arena_take(conversion->arena, count, sizeof *rows);
	for (size_t i = 0; i < count; i++) {
		const struct tree *item = list ? value->items[i] : value;
		if (star)
			rows[i] = choice_of(catalogue_at(catalogue, i));
		else if (!to_choice(conversion, item, &rows[i], error))
			return false;
	}
	*(struct choices *)field = (struct choices){ rows, count };
	return true;
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
		return refuse(conversion, value, ERROR_ARGUMENT, error);
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

static bool to_figure(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	bool word = value->kind == TREE_WORD || value->kind == TREE_TEXT;
	if (!word)
		return refuse(conversion, value, ERROR_ARGUMENT, error);
	const struct quantity_table *found = figure_find(value->text);
	*(const struct quantity_table **)field = found;
	if (found)
		return true;
	struct nearest nearest = { .typed = value->text };
	for (size_t i = 0; (found = quantity_table_at(i)); i++)
		if (found->draw_new)
			nearest_consider(&nearest, found->label.name);
	error_set(error, ERROR_NAME, value->where, _("unknown figure \"%s\""), value->text);
	if (nearest.best)
		return error_hint(error, _("did you mean \"%s\"?"), nearest.best);
	struct text figures = TEXT_EMPTY;
	parameter_describe(conversion->parameter, &figures);
	error_hint(error, "%s", figures.bytes);
	text_release(&figures);
	return false;
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
		[PARAMETER_CHOICE] = to_choice,
		[PARAMETER_CHOICES] = to_choices,
		[PARAMETER_REALS] = to_reals,
		[PARAMETER_SHAPE] = to_shape,
		[PARAMETER_TEXT] = to_text,
		[PARAMETER_EXPRESSION] = to_expression,
		[PARAMETER_NETWORK] = to_network,
		[PARAMETER_WORD] = to_word,
		[PARAMETER_TOPIC] = to_topic,
		[PARAMETER_FIGURE] = to_figure,
	};
	const struct parameter *parameter = conversion->parameter;
	bool text = parameter->type == PARAMETER_TEXT || parameter->type == PARAMETER_EXPRESSION ||
		    parameter->type == PARAMETER_TOPIC || parameter->type == PARAMETER_NETWORK;
	if (value->kind == TREE_TEXT && value->count == 1 && !text)
		value = value->items[0];
	if (is_word(value, "auto") && parameter_has_auto(parameter)) {
		parameter_automatic(parameter, record);
		return true;
	}
	return convert[parameter->type](
		conversion, value, (char *)record + parameter->offset, error);
}
