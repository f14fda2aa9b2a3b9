/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Words that are rows of catalogues, with their own numbers; and the sentence of a value that is
 * not what its parameter takes.
 */
#include "kernel/base/locale.h"
#include "kernel/base/utf8.h"
#include "kernel/language/name.h"
#include "kernel/session/convert.h"
#include "kernel/session/manual.h"
#include "kernel/session/registry.h"

#include <assert.h>
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

bool convert_refuse(const struct conversion *conversion, const struct tree *value,
	enum error_kind kind, struct error *error)
{
	struct text wanted = TEXT_EMPTY;
	parameter_describe(conversion->parameter, &wanted);
	error_set(error, kind, value->where, _("%s must be %s; you typed %s"),
		conversion->parameter->label.name, wanted.bytes, typed(conversion, value));
	text_release(&wanted);
	return false;
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
		convert_refuse(conversion, value, ERROR_ARGUMENT, error);
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

bool convert_choice(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	if (parameter_is_formula(conversion->parameter, value))
		return convert_formula(conversion, value, field, error);
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

bool convert_word(const struct conversion *conversion, const struct tree *value, void *field,
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

bool convert_choices(const struct conversion *conversion, const struct tree *value, void *field,
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
		else if (!convert_choice(conversion, item, &rows[i], error))
			return false;
	}
	*(struct choices *)field = (struct choices){ rows, count };
	return true;
}

bool convert_figure(const struct conversion *conversion, const struct tree *value, void *field,
	struct error *error)
{
	bool word = value->kind == TREE_WORD || value->kind == TREE_TEXT;
	if (!word)
		return convert_refuse(conversion, value, ERROR_ARGUMENT, error);
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
