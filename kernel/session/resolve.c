/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Values with something left to compute: $name, (expression), ranges, texts that say a value.
 */
#include "kernel/base/locale.h"
#include "kernel/language/parser.h"
#include "kernel/session/bind.h"
#include "nn/real.h"

#include <string.h>

enum { LONGEST_RANGE = 100000, LONGEST_TEXT = 200, MOST_DECIMALS = 12 };

static struct tree *node(const struct binder *binder, enum tree_kind kind, struct span where)
{
	struct tree *tree = arena_take(binder->arena, 1, sizeof *tree);
	tree->kind = kind;
	tree->where = where;
	tree->at = where;
	return tree;
}

bool resolve_is_open(const struct tree *value)
{
	if (value->kind == TREE_EXPRESSION)
		return true;
	bool holds_values = value->kind == TREE_SEQUENCE || value->kind == TREE_RANGE;
	for (size_t i = 0; holds_values && i < value->count; i++)
		if (resolve_is_open(value->items[i]))
			return true;
	return false;
}

/* ---- texts ---- */

/* A copy whose every place is the text's: what it says has no place of its own in the cell. */
static const struct tree *moved(
	const struct binder *binder, const struct tree *tree, struct span where)
{
	struct tree *copy = arena_take(binder->arena, 1, sizeof *copy);
	*copy = *tree;
	copy->where = copy->at = where;
	const struct tree **items = arena_take(binder->arena, tree->count, sizeof(void *));
	for (size_t i = 0; i < tree->count; i++)
		items[i] = moved(binder, tree->items[i], where);
	copy->items = items;
	return copy;
}

/* "8x32", a text, may be meant as the shape it says. */
static const struct tree *text(const struct binder *binder, const struct tree *tree)
{
	struct error ignored = { 0 };
	struct source source = { tree->text, strlen(tree->text), binder->arena, NULL };
	const struct tree *said =
		source.length <= LONGEST_TEXT ? parser_value(&source, &ignored) : NULL;
	if (!said || said->kind == TREE_TEXT || resolve_is_open(said))
		return tree;
	said = resolve_value(binder, said, &ignored);
	if (!said)
		return tree;
	const struct tree **items = arena_take(binder->arena, 1, sizeof(void *));
	items[0] = moved(binder, said, tree->where);
	struct tree *copy = node(binder, TREE_TEXT, tree->where);
	copy->text = tree->text;
	copy->items = items;
	copy->count = 1;
	return copy;
}

/* ---- computed values ---- */

static const struct tree *tree_of(const struct binder *binder, const struct value *value,
	struct span where, struct error *error);

static const struct tree *sequence_of(const struct binder *binder, const struct value *list,
	struct span where, struct error *error)
{
	struct tree *tree = node(binder, TREE_SEQUENCE, where);
	const struct tree **items = arena_take(binder->arena, list->count, sizeof(void *));
	for (size_t i = 0; i < list->count; i++) {
		struct value item = list->kind == VALUE_VECTOR ? value_number(list->numbers[i])
							       : list->items[i];
		items[i] = tree_of(binder, &item, where, error);
		if (!items[i])
			return NULL;
	}
	tree->items = items;
	tree->count = list->count;
	return tree;
}

static const struct tree *tree_of(const struct binder *binder, const struct value *value,
	struct span where, struct error *error)
{
	struct tree *tree = node(binder, TREE_WORD, where);
	switch (value->kind) {
	case VALUE_NONE: tree->kind = TREE_NONE; return tree;
	case VALUE_BOOLEAN: tree->text = value->boolean ? "yes" : "no"; return tree;
	case VALUE_NUMBER:
		tree->kind = TREE_NUMBER;
		tree->number = value->number;
		return tree;
	case VALUE_TEXT:
		tree->kind = TREE_TEXT;
		tree->text = value->text;
		return text(binder, tree);
	case VALUE_VECTOR:
	case VALUE_LIST: return sequence_of(binder, value, where, error);
	case VALUE_PAIRS: break;
	}
	error_set(error, ERROR_VALUE, where, _("a command cannot be given %s"),
		value_describe(value->kind));
	return NULL;
}

/* The expression itself while its value is not known yet. */
static const struct tree *expression(
	const struct binder *binder, const struct tree *tree, struct error *error)
{
	struct value value;
	if (!binder->session) {
		enum knowledge known = eval_check(binder->scope, tree->items[0], error);
		if (known != KNOWN_NOW)
			return known == KNOWN_NOT ? NULL : tree;
	}
	if (!eval(binder->scope, tree->items[0], &value, error))
		return NULL;
	return tree_of(binder, &value, tree->where, error);
}

/* ---- ranges ---- */

/* 10^k for the fewest decimals k that make both numbers whole; 0 when more than MOST_DECIMALS. */
static double whole_scale(double first, double step)
{
	double scale = 1;
	for (int decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
		double a = first * scale, b = step * scale;
		bool whole =
			real_abs(a - real_round(a)) < 1e-6 && real_abs(b - real_round(b)) < 1e-6;
		if (whole && real_abs(a) < 1e12 && real_abs(b) < 1e12)
			return scale;
		scale *= 10;
	}
	return 0;
}

/* first + i step, as the decimals say: 0.1..0.5..0.1 holds the very number 0.3. */
static double range_number(double first, double step, size_t i)
{
	double scale = whole_scale(first, step);
	if (scale == 0)
		return first + (double)i * step;
	return (real_round(first * scale) + (double)i * real_round(step * scale)) / scale;
}

static bool range_error(
	const struct tree *range, const char *message, const char *hint, struct error *error)
{
	error_set(error, ERROR_VALUE, range->where, "%s", message);
	return error_hint(error, "%s", hint);
}

/* How many numbers, or 0 with an error. */
static size_t range_count(
	const struct tree *range, double first, double last, double step, struct error *error)
{
	bool whole = real_floor(first) == first && real_floor(last) == last;
	double steps = (last - first) / step;
	char end[NUMBER_LENGTH], reached[NUMBER_LENGTH];
	if (range->count == 2 && !whole)
		return range_error(range, _("a range that is not of whole numbers needs its step"),
			_("for example: 0..1..0.1"), error);
	if (!(steps >= 0) || !real_is_finite(steps))
		return range_error(range, _("this range never reaches its end"),
			_("first..last..step: 10..1..-1 counts down"), error);
	if (steps >= LONGEST_RANGE) {
		error_set(error, ERROR_VALUE, range->where, _("a range holds at most %d numbers"),
			LONGEST_RANGE);
		return 0;
	}
	double nearest = real_round(steps);
	if (real_abs(steps - nearest) < 1e-6)
		return (size_t)nearest + 1;
	error_set(error, ERROR_VALUE, range->where, _("the steps of this range miss its end, %s"),
		number_format(end, last, 12));
	error_hint(error, _("the last step before it is %s"),
		number_format(reached, range_number(first, step, (size_t)real_floor(steps)), 12));
	return 0;
}

static const struct tree *range(
	const struct binder *binder, const struct tree *tree, struct error *error)
{
	double ends[3] = { 0, 0, 1 };
	for (size_t i = 0; i < tree->count; i++) {
		const struct tree *item = resolve_value(binder, tree->items[i], error);
		if (!item || resolve_is_open(item))
			return item ? tree : NULL;
		if (item->kind != TREE_NUMBER) {
			error_set(error, ERROR_VALUE, item->where, _("a range is made of numbers"));
			return NULL;
		}
		ends[i] = item->number;
	}
	size_t count = range_count(tree, ends[0], ends[1], ends[2], error);
	if (count == 0)
		return NULL;
	struct tree *sequence = node(binder, TREE_SEQUENCE, tree->where);
	const struct tree **items = arena_take(binder->arena, count, sizeof(void *));
	for (size_t i = 0; i < count; i++) {
		struct tree *number = node(binder, TREE_NUMBER, tree->where);
		number->number = range_number(ends[0], ends[2], i);
		items[i] = number;
	}
	sequence->items = items;
	sequence->count = count;
	return sequence;
}

/* ---- lists and words ---- */

/* A list in a list is part of it. */
static const struct tree *flattened(
	const struct binder *binder, const struct tree *tree, struct error *error)
{
	const struct tree **parts = arena_take(binder->arena, tree->count, sizeof(void *));
	size_t count = 0;
	for (size_t i = 0; i < tree->count; i++) {
		parts[i] = resolve_value(binder, tree->items[i], error);
		if (!parts[i])
			return NULL;
		count += parts[i]->kind == TREE_SEQUENCE ? parts[i]->count : 1;
	}
	const struct tree **items = arena_take(binder->arena, count, sizeof(void *));
	size_t filled = 0;
	for (size_t i = 0; i < tree->count; i++) {
		bool list = parts[i]->kind == TREE_SEQUENCE;
		for (size_t j = 0; j < (list ? parts[i]->count : 1); j++)
			items[filled++] = list ? parts[i]->items[j] : parts[i];
	}
	struct tree *sequence = node(binder, TREE_SEQUENCE, tree->where);
	sequence->items = items;
	sequence->count = count;
	return sequence;
}

static const struct tree *setting(
	const struct binder *binder, const struct tree *typed, const struct tree *number)
{
	struct tree *tree = node(binder, TREE_SETTING, typed->where);
	const struct tree **items = arena_take(binder->arena, 1, sizeof(void *));
	items[0] = number;
	tree->text = typed->text;
	tree->items = items;
	tree->count = 1;
	return tree;
}

/* normal($x): while x is open the word stands alone, and its number is checked when it runs. */
static const struct tree *word(
	const struct binder *binder, const struct tree *tree, struct error *error)
{
	struct tree *copy = node(binder, TREE_WORD, tree->where);
	const struct tree **items = arena_take(binder->arena, tree->count, sizeof(void *));
	copy->text = tree->text;
	for (size_t i = 0; i < tree->count; i++) {
		const struct tree *item = tree->items[i];
		bool named = item->kind == TREE_SETTING;
		struct tree *open = node(binder, TREE_EXPRESSION, item->where);
		open->items = named ? item->items : &tree->items[i];
		open->count = 1;
		const struct tree *number = expression(binder, open, error);
		if (!number || resolve_is_open(number))
			return number ? copy : NULL;
		items[i] = named ? setting(binder, item, number) : number;
	}
	copy->items = items;
	copy->count = tree->count;
	return copy;
}

const struct tree *resolve_value(
	const struct binder *binder, const struct tree *value, struct error *error)
{
	switch (value->kind) {
	case TREE_EXPRESSION: return expression(binder, value, error);
	case TREE_RANGE: return range(binder, value, error);
	case TREE_SEQUENCE: return flattened(binder, value, error);
	case TREE_TEXT: return text(binder, value);
	case TREE_WORD: return value->count > 0 ? word(binder, value, error) : value;
	default: return value;
	}
}
