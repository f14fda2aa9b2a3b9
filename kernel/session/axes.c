/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Borrowed parameters: each with a list of values, one argument for each of them.
 */
#include "kernel/session/bind.h"
#include "kernel/session/parameter.h"

#include <assert.h>
#include <string.h>

/* "he", "normal(0.01)", "0.3". */
static const char *axis_text(const struct binder *binder, const struct tree *value)
{
	char number[NUMBER_LENGTH];
	if (value->kind == TREE_NUMBER) {
		number_format(number, value->number, 6);
		return arena_copy(binder->arena, number, strlen(number));
	}
	bool plain = value->kind == TREE_TEXT || (value->kind == TREE_WORD && value->count == 0);
	return plain ? value->text
		     : arena_copy(binder->arena, binder->source + value->where.start,
			       value->where.end - value->where.start);
}

static const struct argument *axis_value(
	const struct binder *binder, const struct argument *typed, const struct tree *value)
{
	struct argument *one = arena_take(binder->arena, 1, sizeof *one);
	*one = *typed;
	one->value = value;
	one->where = value->where;
	one->text = typed->expression ? typed->text : axis_text(binder, value);
	return one;
}

static const struct tree *row_word(
	const struct binder *binder, const struct catalogue *catalogue, size_t i, struct span where)
{
	struct tree *word = arena_take(binder->arena, 1, sizeof *word);
	word->kind = TREE_WORD;
	word->where = where;
	word->text = catalogue_at(catalogue, i)->name;
	return word;
}

/* Its list, one argument each: a list's items, or all rows. */
static void spread(const struct binder *binder, struct axis *axis)
{
	const struct argument *typed = axis->values[0];
	const struct tree *value = typed->value;
	enum parameter_type type = axis->parameter->type;
	bool whole = type == PARAMETER_CHOICES || type == PARAMETER_REALS;
	bool list = value->kind == TREE_SEQUENCE && !whole && !typed->expression;
	bool rows = value->kind == TREE_STAR && !whole && axis->parameter->catalogue;
	const struct catalogue *catalogue = axis->parameter->catalogue;
	size_t count = list ? value->count : rows ? catalogue->count : 1;
	const struct argument **values = arena_take(binder->arena, count, sizeof(void *));
	for (size_t i = 0; i < count; i++) {
		const struct tree *item = list   ? value->items[i]
					  : rows ? row_word(binder, catalogue, i, value->where)
						 : value;
		values[i] = axis_value(binder, typed, item);
	}
	axis->values = values;
	axis->count = count;
}

bool bind_axis(const struct binder *binder, const struct axis *axis, size_t value, void *record,
	struct error *error)
{
	assert(value < axis->count);
	const struct argument *argument = axis->values[value];
	const struct conversion conversion = { binder->arena, axis->parameter, argument,
		binder->session };
	if (axis->parameter->given > 0)
		*((bool *)record + (axis->parameter->given - 1)) = true;
	return parameter_convert(&conversion, argument->value, record, error);
}

bool bind_spread(const struct binder *binder, struct axis *axes, size_t count, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		struct axis *axis = &axes[i];
		const struct argument *argument = axis->values[0];
		if (!argument->expression && resolve_is_open(argument->value))
			continue;
		spread(binder, axis);
		void *scratch = arena_take(binder->arena, axis->command->record_size, 1);
		for (size_t j = 0; j < axis->count; j++)
			if (!bind_axis(binder, axis, j, scratch, error))
				return false;
	}
	return true;
}
