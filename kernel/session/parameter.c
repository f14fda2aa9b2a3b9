/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One row a type: which values fit it, what auto means, how it is described.
 */
#include "kernel/session/parameter.h"

#include "kernel/base/locale.h"
#include "kernel/language/name.h"
#include "kernel/session/registry.h"
#include "nn/real.h"

#include <stdio.h>
#include <string.h>

/* ---- fit ---- */

static enum fit fit_number(const struct parameter *parameter, const struct tree *value)
{
	(void)parameter;
	return value->kind == TREE_NUMBER ? FIT_EXACT : FIT_NONE;
}

static enum fit fit_whole(const struct parameter *parameter, const struct tree *value)
{
	(void)parameter;
	bool whole = value->kind == TREE_NUMBER && real_floor(value->number) == value->number;
	return whole ? FIT_EXACT : FIT_NONE;
}

static enum fit fit_flag(const struct parameter *parameter, const struct tree *value)
{
	bool named = value->kind == TREE_WORD && name_equal(value->text, parameter->label.name);
	return named ? FIT_EXACT : FIT_NONE;
}

static bool is_part_of_word(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '.';
}

/* log(y) is a formula with a mistake, leaky(y) a row with one. */
static bool is_unknown_call(const struct parameter *parameter, const char *text)
{
	char name[64];
	size_t length = strcspn(text, "(");
	if (text[length] == '\0' || length >= sizeof name)
		return false;
	memcpy(name, text, length);
	name[length] = '\0';
	return !catalogue_find(parameter->catalogue, name);
}

bool parameter_is_formula(const struct parameter *parameter, const struct tree *value)
{
	bool rows = parameter->type == PARAMETER_CHOICE || parameter->type == PARAMETER_CHOICES;
	if (value->kind != TREE_TEXT || !rows || !parameter->catalogue->formulas)
		return false;
	const char *text = value->text;
	for (const char *at = text; *at; at++)
		if ((*at == 'x' || *at == 'X') && (at == text || !is_part_of_word(at[-1])) &&
			!is_part_of_word(at[1]))
			return true;
	return text[strcspn(text, "+*/^<>")] != '\0' || is_unknown_call(parameter, text);
}

static enum fit fit_row(const struct parameter *parameter, const struct tree *value)
{
	bool row = value->kind == TREE_WORD && catalogue_find(parameter->catalogue, value->text);
	return row ? FIT_EXACT : FIT_NONE;
}

static enum fit fit_rows(const struct parameter *parameter, const struct tree *value)
{
	if (value->kind == TREE_STAR)
		return FIT_EXACT;
	if (value->kind != TREE_SEQUENCE)
		return fit_row(parameter, value);
	return value->count > 0 ? parameter_fit(parameter, value->items[0]) : FIT_NONE;
}

static enum fit fit_numbers(const struct parameter *parameter, const struct tree *value)
{
	if (value->kind == TREE_RANGE)
		return FIT_EXACT;
	if (value->kind == TREE_SEQUENCE)
		return value->count > 0 ? parameter_fit(parameter, value->items[0]) : FIT_NONE;
	return fit_number(parameter, value);
}

static enum fit fit_shape(const struct parameter *parameter, const struct tree *value)
{
	if (value->kind == TREE_SEQUENCE)
		return value->count > 0 ? fit_whole(parameter, value->items[0]) : FIT_NONE;
	return value->kind == TREE_SHAPE ? FIT_EXACT : fit_whole(parameter, value);
}

static enum fit fit_text(const struct parameter *parameter, const struct tree *value)
{
	bool word = value->kind == TREE_WORD && value->count == 0;
	if (value->kind == TREE_TEXT)
		return FIT_EXACT;
	if (parameter->quoted)
		return word && strchr(value->text, '.') ? FIT_EXACT : FIT_NONE;
	return word || value->kind == TREE_NUMBER ? FIT_ANY : FIT_NONE;
}

static enum fit fit_name(const struct parameter *parameter, const struct tree *value)
{
	(void)parameter;
	bool name = value->kind == TREE_TEXT || (value->kind == TREE_WORD && value->count == 0);
	return name ? FIT_ANY : FIT_NONE;
}

static enum fit fit_figure(const struct parameter *parameter, const struct tree *value)
{
	(void)parameter;
	return value->kind == TREE_WORD && figure_find(value->text) ? FIT_EXACT : FIT_NONE;
}

/* ---- description ---- */

/* 1000000 as 1,000,000: whole numbers are easier to read so, others are as they are. */
static void put_number(double number, struct text *to)
{
	char buffer[NUMBER_LENGTH];
	if (real_floor(number) != number || real_abs(number) > 9007199254740992.0) {
		text_put(to, number_format(buffer, number, 15));
		return;
	}
	char digits[NUMBER_LENGTH];
	snprintf(digits, sizeof digits, "%.0f", real_abs(number));
	text_put(to, number < 0 ? "-" : "");
	for (size_t i = 0, count = strlen(digits); i < count; i++)
		text_format(to, i > 0 && (count - i) % 3 == 0 ? ",%c" : "%c", digits[i]);
}

static void put_range(const struct parameter *parameter, struct text *to)
{
	bool low = real_is_finite(parameter->low), high = real_is_finite(parameter->high);
	struct text from = TEXT_EMPTY, until = TEXT_EMPTY;
	put_number(parameter->low, &from);
	put_number(parameter->high, &until);
	text_put(to, low || high ? " " : "");
	if (low && high && parameter->low_open)
		text_format(to, _("above %s and at most %s"), from.bytes, until.bytes);
	else if (low && high)
		text_format(to, _("from %s to %s"), from.bytes, until.bytes);
	else if (low)
		text_format(
			to, parameter->low_open ? _("above %s") : _("of at least %s"), from.bytes);
	else if (high)
		text_format(to, _("of at most %s"), until.bytes);
	text_release(&from);
	text_release(&until);
}

static void describe_whole(const struct parameter *parameter, struct text *to)
{
	text_put(to, _("a whole number"));
	put_range(parameter, to);
}

static void describe_number(const struct parameter *parameter, struct text *to)
{
	text_put(to, _("a number"));
	put_range(parameter, to);
}

static void describe_seed(const struct parameter *parameter, struct text *to)
{
	(void)parameter;
	text_put(to, _("a whole number from 0 to 18,446,744,073,709,551,615"));
}

static void describe_flag(const struct parameter *parameter, struct text *to)
{
	(void)parameter;
	text_put(to, _("yes or no"));
}

static void put_rows(const struct catalogue *catalogue, struct text *to)
{
	for (size_t i = 0; i < catalogue->count; i++)
		text_format(to, i > 0 ? ", %s" : "%s", catalogue_at(catalogue, i)->name);
}

static void put_formulas(const struct catalogue *catalogue, struct text *to)
{
	if (catalogue->formulas)
		text_put(to, _(", or a formula of x in quotes"));
}

static void describe_row(const struct parameter *parameter, struct text *to)
{
	text_put(to, _("one of "));
	put_rows(parameter->catalogue, to);
	put_formulas(parameter->catalogue, to);
}

static void describe_rows(const struct parameter *parameter, struct text *to)
{
	text_put(to, _("some of (* is all of them) "));
	put_rows(parameter->catalogue, to);
	put_formulas(parameter->catalogue, to);
}

static void describe_numbers(const struct parameter *parameter, struct text *to)
{
	text_put(to, _("numbers"));
	put_range(parameter, to);
	text_put(to, _(", as in 1,2,5 or 0..1..0.1"));
}

static void describe_shape(const struct parameter *parameter, struct text *to)
{
	(void)parameter;
	text_put(to, _("a shape: 8, 8x32 or 64-32-16"));
}

static void describe_text(const struct parameter *parameter, struct text *to)
{
	(void)parameter;
	text_put(to, _("a text in quotes"));
}

static void describe_expression(const struct parameter *parameter, struct text *to)
{
	(void)parameter;
	text_put(to, _("an expression"));
}

static void describe_network(const struct parameter *parameter, struct text *to)
{
	(void)parameter;
	text_put(to, _("the name of a network"));
}

static void describe_topic(const struct parameter *parameter, struct text *to)
{
	(void)parameter;
	text_put(to, _("a command, or any other word of the language"));
}

static void describe_figure(const struct parameter *parameter, struct text *to)
{
	(void)parameter;
	text_put(to, _("one of "));
	const char *between = "";
	const struct quantity_table *table;
	for (size_t i = 0; (table = quantity_table_at(i)); i++) {
		if (!table->draw_new)
			continue;
		text_format(to, "%s%s", between, table->label.name);
		between = ", ";
	}
}

/* ---- the types ---- */

enum family { FAMILY_NUMBER, FAMILY_WORD, FAMILY_TEXT };

static const struct type {
	size_t size;
	enum family family;
	enum fit (*fit)(const struct parameter *parameter, const struct tree *value);
	void (*describe)(const struct parameter *parameter, struct text *to);
} types[] = {
	[PARAMETER_COUNT] = { sizeof(long), FAMILY_NUMBER, fit_number, describe_whole },
	[PARAMETER_REAL] = { sizeof(double), FAMILY_NUMBER, fit_number, describe_number },
	[PARAMETER_SEED] = { sizeof(uint64_t), FAMILY_NUMBER, fit_number, describe_seed },
	[PARAMETER_FLAG] = { sizeof(bool), FAMILY_WORD, fit_flag, describe_flag },
	[PARAMETER_CHOICE] = { sizeof(struct choice), FAMILY_WORD, fit_row, describe_row },
	[PARAMETER_CHOICES] = { sizeof(struct choices), FAMILY_WORD, fit_rows, describe_rows },
	[PARAMETER_REALS] = { sizeof(struct reals), FAMILY_NUMBER, fit_numbers, describe_numbers },
	[PARAMETER_SHAPE] = { sizeof(struct shape), FAMILY_NUMBER, fit_shape, describe_shape },
	[PARAMETER_TEXT] = { sizeof(const char *), FAMILY_TEXT, fit_text, describe_text },
	[PARAMETER_EXPRESSION] = { sizeof(const struct expression *), FAMILY_TEXT, NULL,
		describe_expression },
	[PARAMETER_NETWORK] = { sizeof(const char *), FAMILY_TEXT, fit_name, describe_network },
	[PARAMETER_WORD] = { sizeof(const struct label *), FAMILY_WORD, fit_row, describe_row },
	[PARAMETER_TOPIC] = { sizeof(const char *), FAMILY_TEXT, fit_name, describe_topic },
	[PARAMETER_FIGURE] = { sizeof(const struct quantity_table *), FAMILY_WORD, fit_figure,
		describe_figure },
};

size_t parameter_size(enum parameter_type type)
{
	return types[type].size;
}

void parameter_describe(const struct parameter *parameter, struct text *to)
{
	types[parameter->type].describe(parameter, to);
}

/* A text in quotes is also what it says: "relu" is a word, "8x32" a shape. */
static const struct tree *said(const struct parameter *parameter, const struct tree *value)
{
	bool text = types[parameter->type].family == FAMILY_TEXT;
	return value->kind == TREE_TEXT && value->count == 1 && !text ? value->items[0] : value;
}

enum fit parameter_fit(const struct parameter *parameter, const struct tree *value)
{
	if (parameter->type == PARAMETER_EXPRESSION)
		return FIT_NONE; /* the parser has told those apart already */
	if (parameter_is_formula(parameter, value))
		return FIT_EXACT;
	return types[parameter->type].fit(parameter, said(parameter, value));
}

bool parameter_is_near(const struct parameter *parameter, const struct tree *value)
{
	const struct tree *meant = said(parameter, value);
	if (meant->kind == TREE_SEQUENCE && meant->count > 0)
		meant = meant->items[0];
	bool number = meant->kind == TREE_NUMBER || meant->kind == TREE_SHAPE ||
		      meant->kind == TREE_RANGE;
	switch (types[parameter->type].family) {
	case FAMILY_NUMBER: return number;
	case FAMILY_WORD: return meant->kind == TREE_WORD || meant->kind == TREE_TEXT;
	case FAMILY_TEXT: break;
	}
	if (parameter->quoted)
		return meant->kind == TREE_TEXT;
	return !number && parameter->type != PARAMETER_EXPRESSION;
}

bool parameter_has_auto(const struct parameter *parameter)
{
	return parameter->fallback && strcmp(parameter->fallback, "auto") == 0;
}

void parameter_automatic(const struct parameter *parameter, void *record)
{
	void *field = (char *)record + parameter->offset;
	switch (parameter->type) {
	case PARAMETER_COUNT: *(long *)field = -1; break;
	case PARAMETER_REAL: *(double *)field = (double)__builtin_nanf(""); break;
	default: memset(field, 0, parameter_size(parameter->type)); break;
	}
}
