/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Named arguments go where they say. Then bare ones, left to right, go to the one unfilled
 * parameter that takes them; values still open take what is left. Last, values become fields.
 */
#include "kernel/session/bind.h"

#include "kernel/base/locale.h"
#include "kernel/language/name.h"
#include "kernel/language/parser.h"
#include "kernel/session/parameter.h"
#include "kernel/session/registry.h"

#include <assert.h>
#include <string.h>

/* Binding one statement. */
struct work {
	const struct binder *binder;
	const struct command *command;
	struct argument *arguments;   /* with their values resolved */
	const struct argument *typed; /* as they were */
	size_t count;
	const struct argument **given;
	struct axis *axes;
	size_t axis_count;
	bool guess; /* for completion: nothing fails */
	struct error *error;
};

static size_t index_of(const struct work *work, const struct parameter *parameter)
{
	return (size_t)(parameter - work->command->parameters);
}

static bool twice(const struct work *work, const struct argument *argument, const char *name)
{
	return error_set(work->error, ERROR_ARGUMENT,
		argument->name ? argument->name_where : argument->where, _("%s is given twice"),
		name);
}

static bool fail_with(const struct work *work, const struct argument *argument,
	bool (*say)(const struct misplaced *misplaced, struct error *error))
{
	const struct misplaced misplaced = { work->binder, work->command, work->given, argument };
	return work->guess || say(&misplaced, work->error);
}

/* ---- which parameter ---- */

static bool add_axis(struct work *work, const struct argument *argument,
	const struct parameter *parameter, const struct command *owner)
{
	for (size_t i = 0; i < work->axis_count; i++)
		if (work->axes[i].parameter == parameter)
			return work->guess || twice(work, argument, parameter->label.name);
	const struct argument **values = arena_take(work->binder->arena, 1, sizeof(void *));
	values[0] = argument;
	work->axes[work->axis_count++] =
		(struct axis){ owner, parameter, argument->where, values, 1 };
	return true;
}

static bool place_named(struct work *work, const struct argument *argument)
{
	const struct command *owner;
	const struct parameter *parameter =
		command_parameter(work->command, argument->name, &owner);
	if (!parameter)
		return fail_with(work, argument, misplaced_name);
	if (owner != work->command)
		return add_axis(work, argument, parameter, owner);
	const struct argument **given = &work->given[index_of(work, parameter)];
	if (*given)
		return work->guess || twice(work, argument, parameter->label.name);
	*given = argument;
	return true;
}

static bool takes_bare(const struct work *work, size_t i)
{
	const struct parameter *parameter = &work->command->parameters[i];
	return !work->given[i] && (parameter->positional || parameter->type == PARAMETER_FLAG);
}

/* An expression was read as one because of the parameter at its place. */
static bool place_expression(struct work *work, const struct argument *argument)
{
	for (size_t i = 0; i < work->command->parameter_count; i++) {
		if (takes_bare(work, i) &&
			work->command->parameters[i].type == PARAMETER_EXPRESSION) {
			work->given[i] = argument;
			return true;
		}
	}
	return fail_with(work, argument, misplaced_value);
}

static bool ambiguous(const struct work *work, const struct argument *argument, size_t i, size_t j)
{
	const char *one = work->command->parameters[i].label.name;
	const char *other = work->command->parameters[j].label.name;
	error_set(work->error, ERROR_ARGUMENT, argument->where, _("\"%s\" fits two: %s and %s"),
		argument->text, one, other);
	error_hint(
		work->error, _("write %s=%s or %s=%s"), one, argument->text, other, argument->text);
	return work->guess;
}

/* What fits this very value goes before what takes any word. Numbers fill in order, but a word must
 * not be guessed at. *place: the parameter, or the count of them when none fits. */
static bool find_place(const struct work *work, const struct argument *argument, size_t *place)
{
	size_t count = work->command->parameter_count, any = count;
	*place = count;
	for (size_t i = 0; i < count; i++) {
		const struct parameter *parameter = &work->command->parameters[i];
		enum fit fit =
			takes_bare(work, i) ? parameter_fit(parameter, argument->value) : FIT_NONE;
		bool word = argument->value->kind == TREE_WORD;
		if (fit == FIT_EXACT && *place < count && word)
			return ambiguous(work, argument, *place, i);
		if (fit == FIT_EXACT && *place == count)
			*place = i;
		if (fit == FIT_ANY && any == count)
			any = i;
	}
	*place = *place < count ? *place : any;
	return true;
}

/* `normal 0.01`: a number that nothing else wants belongs to the row right before it. */
static bool is_setting(const struct work *work, size_t i)
{
	if (i == 0 || work->arguments[i].value->kind != TREE_NUMBER)
		return false;
	const struct argument *before = &work->arguments[i - 1];
	if (before->value->kind != TREE_WORD || before->value->count > 0)
		return false;
	for (size_t j = 0; j < work->command->parameter_count; j++) {
		const struct parameter *parameter = &work->command->parameters[j];
		if (work->given[j] != before || parameter->type != PARAMETER_CHOICE)
			continue;
		const struct label *label =
			catalogue_find(parameter->catalogue, before->value->text);
		return label && label_settings(label) > 0;
	}
	return false;
}

static void add_setting(struct work *work, size_t i)
{
	struct argument *row = &work->arguments[i - 1];
	struct arena *arena = work->binder->arena;
	struct tree *word = arena_take(arena, 1, sizeof *word);
	const struct tree **items = arena_take(arena, 1, sizeof(void *));
	items[0] = work->arguments[i].value;
	*word = *row->value;
	word->items = items;
	word->count = 1;
	row->value = word;
	row->where.end = work->arguments[i].where.end;
	row->text = arena_format(arena, "%s(%s)", word->text, work->arguments[i].text);
}

static bool place_bare(struct work *work, size_t i)
{
	const struct argument *argument = &work->arguments[i];
	size_t place;
	if (argument->expression)
		return place_expression(work, argument);
	if (resolve_is_open(argument->value) || argument->value->kind == TREE_NONE)
		return true;
	if (!find_place(work, argument, &place))
		return false;
	if (place < work->command->parameter_count)
		work->given[place] = argument;
	else if (is_setting(work, i))
		add_setting(work, i);
	else
		return fail_with(work, argument, misplaced_value);
	return true;
}

/* What an open value will be is not known: it keeps a place, if there is one. */
static void place_open(struct work *work, const struct argument *argument)
{
	for (size_t i = 0; i < work->command->parameter_count; i++) {
		enum parameter_type type = work->command->parameters[i].type;
		if (takes_bare(work, i) && type != PARAMETER_EXPRESSION && type != PARAMETER_FLAG) {
			work->given[i] = argument;
			return;
		}
	}
}

static bool place_all(struct work *work)
{
	for (size_t i = 0; i < work->count; i++)
		if (work->arguments[i].name && !place_named(work, &work->arguments[i]))
			return false;
	for (size_t i = 0; i < work->count; i++)
		if (!work->arguments[i].name && !place_bare(work, i))
			return false;
	for (size_t i = 0; i < work->count; i++) {
		const struct argument *argument = &work->arguments[i];
		if (!argument->name && !argument->expression && resolve_is_open(argument->value))
			place_open(work, argument);
	}
	return true;
}

/* ---- values ---- */

static bool resolve_arguments(struct work *work)
{
	const struct binder *binder = work->binder;
	for (size_t i = 0; i < work->count; i++) {
		struct argument *argument = &work->arguments[i];
		*argument = work->typed[i];
		if (!argument->expression)
			argument->value = resolve_value(binder, argument->value, work->error);
		else if (!binder->session &&
			 eval_check(binder->scope, argument->value, work->error) == KNOWN_NOT)
			return false;
		if (!argument->value)
			return false;
	}
	return true;
}

static const struct argument *as_typed(const struct work *work, const struct argument *argument)
{
	return &work->typed[argument - work->arguments];
}

static void put_fallback(struct arena *arena, const struct parameter *parameter, void *record)
{
	struct error error = { 0 };
	const char *fallback = parameter->fallback;
	if (!fallback || parameter_has_auto(parameter)) {
		parameter_automatic(parameter, record);
		return;
	}
	struct source source = { fallback, strlen(fallback), arena, NULL };
	struct binder binder = { .arena = arena };
	struct conversion conversion = { .arena = arena, .parameter = parameter };
	const struct tree *value = parameter->type == PARAMETER_EXPRESSION
					   ? parser_expression(&source, &error)
					   : parser_value(&source, &error);
	if (value && parameter->type != PARAMETER_EXPRESSION)
		value = resolve_value(&binder, value, &error);
	bool ok = value && parameter_convert(&conversion, value, record, &error);
	assert(ok); /* a default its own parameter refuses */
	(void)ok;
}

void *bind_fallbacks(struct arena *arena, const struct command *command)
{
	void *record = arena_take(arena, command->record_size ? command->record_size : 1, 1);
	for (size_t i = 0; i < command->parameter_count; i++)
		put_fallback(arena, &command->parameters[i], record);
	return record;
}

static bool missing(const struct work *work, const struct statement *statement,
	const struct parameter *parameter)
{
	error_set(work->error, ERROR_ARGUMENT, statement->name_where, _("%s needs %s: %s"),
		work->command->label.name, parameter->label.name, _(parameter->label.summary));
	return error_hint(work->error, _("for example: %.*s"),
		(int)strcspn(work->command->example, "\n"), work->command->example);
}

static bool convert_field(const struct work *work, size_t i, void *record)
{
	const struct parameter *parameter = &work->command->parameters[i];
	const struct argument *argument = work->given[i];
	bool open = !argument->expression && resolve_is_open(argument->value);
	if (parameter->given > 0)
		*((bool *)record + (parameter->given - 1)) = true;
	if (open)
		return true;
	struct argument shown = *argument;
	shown.value = as_typed(work, argument)->value;
	const struct conversion conversion = { work->binder->arena, parameter, &shown,
		work->binder->session };
	return parameter_convert(&conversion, argument->value, record, work->error);
}

static bool convert_all(const struct work *work, const struct statement *statement, void *record)
{
	for (size_t i = 0; i < work->command->parameter_count; i++) {
		const struct parameter *parameter = &work->command->parameters[i];
		const struct argument *argument = work->given[i];
		if (argument && argument->value->kind == TREE_NONE && !argument->expression)
			work->given[i] = argument = NULL; /* None: as if it were not there */
		if (!argument && !parameter->fallback)
			return missing(work, statement, parameter);
		if (!argument)
			put_fallback(work->binder->arena, parameter, record);
		else if (!convert_field(work, i, record))
			return false;
	}
	return true;
}

/* ---- the whole ---- */

static struct work work_of(const struct binder *binder, const struct command *command,
	const struct statement *statement, struct error *error)
{
	return (struct work){
		.binder = binder,
		.command = command,
		.arguments = arena_take(binder->arena, statement->count, sizeof(struct argument)),
		.typed = statement->arguments,
		.count = statement->count,
		.given = arena_take(binder->arena, command->parameter_count, sizeof(void *)),
		.axes = arena_take(binder->arena, statement->count, sizeof(struct axis)),
		.error = error,
	};
}

bool bind_statement(const struct binder *binder, const struct statement *statement,
	struct bound *bound, struct error *error)
{
	const struct command *command = command_find(statement->verb);
	assert(command);
	struct work work = work_of(binder, command, statement, error);
	void *record =
		arena_take(binder->arena, command->record_size ? command->record_size : 1, 1);
	if (!resolve_arguments(&work) || !place_all(&work) ||
		!convert_all(&work, statement, record) ||
		!bind_spread(binder, work.axes, work.axis_count, error))
		return false;
	*bound = (struct bound){ command, record, work.given, work.axes, work.axis_count };
	return true;
}

struct span bound_argument(const struct bound *bound, const char *parameter, struct span otherwise)
{
	for (size_t i = 0; i < bound->axis_count; i++)
		if (strcmp(bound->axes[i].parameter->label.name, parameter) == 0)
			return bound->axes[i].where;
	for (size_t i = 0; i < bound->command->parameter_count; i++)
		if (bound->given[i] &&
			strcmp(bound->command->parameters[i].label.name, parameter) == 0)
			return bound->given[i]->where;
	return otherwise;
}

void bind_guess(struct arena *arena, const struct command *command,
	const struct statement *statement, const struct argument **given)
{
	struct error ignored = { 0 };
	const struct binder binder = { .arena = arena };
	struct work work = work_of(&binder, command, statement, &ignored);
	work.guess = true;
	work.given = given;
	if (statement->count > 0)
		memcpy(work.arguments, statement->arguments,
			statement->count * sizeof *work.arguments);
	place_all(&work);
}
