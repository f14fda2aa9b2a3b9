/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What to say about an argument that no parameter takes: what the reader probably meant.
 */
#include "kernel/base/locale.h"
#include "kernel/language/name.h"
#include "kernel/session/bind.h"
#include "kernel/session/manual.h"
#include "kernel/session/parameter.h"
#include "kernel/session/registry.h"

#include <string.h>

static bool usage(const struct command *command, struct error *error)
{
	struct text line = TEXT_EMPTY;
	manual_usage(command, &line);
	error_hint(error, "%s", text_string(&line));
	text_release(&line);
	return false;
}

/* A parameter that has a value already and would have taken this one. */
static const struct parameter *taken(const struct misplaced *misplaced)
{
	const struct command *command = misplaced->command;
	for (size_t i = 0; i < command->parameter_count; i++) {
		const struct parameter *parameter = &command->parameters[i];
		if (misplaced->given[i] && parameter->type != PARAMETER_EXPRESSION &&
			(parameter->positional || parameter->type == PARAMETER_FLAG) &&
			parameter_fit(parameter, misplaced->argument->value) == FIT_EXACT)
			return parameter;
	}
	return NULL;
}

/* The only unfilled parameter for values of this sort: its own sentence says what it takes. */
static const struct parameter *meant(const struct misplaced *misplaced)
{
	const struct command *command = misplaced->command;
	const struct parameter *found = NULL;
	for (size_t i = 0; i < command->parameter_count; i++) {
		const struct parameter *parameter = &command->parameters[i];
		bool fits = !misplaced->given[i] && parameter->positional &&
			    parameter->type != PARAMETER_FLAG &&
			    parameter_is_near(parameter, misplaced->argument->value);
		if (fits && found)
			return NULL;
		found = fits ? parameter : found;
	}
	return found;
}

static bool refused_by(
	const struct misplaced *misplaced, const struct parameter *parameter, struct error *error)
{
	const struct conversion conversion = { misplaced->binder->arena, parameter,
		misplaced->argument, NULL };
	void *scratch = arena_take(misplaced->binder->arena, misplaced->command->record_size, 1);
	return !parameter_convert(&conversion, misplaced->argument->value, scratch, error);
}

static void consider_rows(const struct misplaced *misplaced, struct nearest *nearest)
{
	const struct command *command = misplaced->command;
	for (size_t i = 0; i < command->parameter_count; i++) {
		const struct parameter *parameter = &command->parameters[i];
		nearest_consider(nearest, parameter->label.name);
		bool rows = parameter->positional && !misplaced->given[i] && parameter->catalogue;
		for (size_t j = 0; rows && j < parameter->catalogue->count; j++)
			nearest_consider(nearest, catalogue_at(parameter->catalogue, j)->name);
	}
}

static bool misplaced_word(const struct misplaced *misplaced, const char *word, struct error *error)
{
	const struct command *command = misplaced->command, *owner;
	struct span where = misplaced->argument->where;
	const struct parameter *parameter = command_parameter(command, word, &owner);
	if (name_equal(word, "quiet")) {
		error_set(error, ERROR_ARGUMENT, where,
			_("\"quiet\" is the last word of a statement"));
		return false;
	}
	if (parameter) {
		error_set(error, ERROR_ARGUMENT, where, _("%s needs its value"),
			parameter->label.name);
		return error_hint(error, _("write %s=..."), parameter->label.name);
	}
	struct row row;
	if (row_find(word, &row)) {
		error_set(error, ERROR_ARGUMENT, where, _("%s does not take \"%s\" (%s)"),
			command->label.name, word, _(row.catalogue->noun));
		return !manual_place(word, NULL, error) && usage(command, error);
	}
	struct nearest nearest = { .typed = word };
	consider_rows(misplaced, &nearest);
	error_set(error, ERROR_NAME, where, _("%s does not know the word \"%s\""),
		command->label.name, word);
	return nearest.best ? error_hint(error, _("did you mean \"%s\"?"), nearest.best)
			    : usage(command, error);
}

bool misplaced_value(const struct misplaced *misplaced, struct error *error)
{
	const struct argument *argument = misplaced->argument;
	if (argument->expression)
		return error_set(error, ERROR_ARGUMENT, argument->where,
			_("%s takes one expression only"), misplaced->command->label.name);
	const struct parameter *parameter = taken(misplaced);
	if (parameter)
		return error_set(error, ERROR_ARGUMENT, argument->where, _("%s is given twice"),
			parameter->label.name);
	bool word = argument->value->kind == TREE_WORD;
	struct row row;
	bool elsewhere = word && row_find(argument->value->text, &row);
	const struct command *owner;
	bool name = word && command_parameter(misplaced->command, argument->value->text, &owner);
	bool quiet = word && name_equal(argument->value->text, "quiet");
	parameter = elsewhere || name || quiet ? NULL : meant(misplaced);
	if (parameter && refused_by(misplaced, parameter, error))
		return false;
	if (word)
		return misplaced_word(misplaced, argument->value->text, error);
	error_set(error, ERROR_ARGUMENT, argument->where, _("%s does not take %s here"),
		misplaced->command->label.name, argument->text);
	return usage(misplaced->command, error);
}

static void consider_parameters(const struct command *command, struct nearest *nearest)
{
	for (size_t i = 0; i < command->parameter_count; i++)
		nearest_consider(nearest, command->parameters[i].label.name);
	for (size_t i = 0; command->borrows && command->borrows[i]; i++)
		consider_parameters(command->borrows[i], nearest);
}

static bool takes_expressions(const struct command *command)
{
	for (size_t i = 0; i < command->parameter_count; i++)
		if (command->parameters[i].type == PARAMETER_EXPRESSION &&
			command->parameters[i].positional)
			return true;
	return false;
}

static const struct command *other_command(const char *name)
{
	const struct command *owner;
	for (const struct command *const *command = commands; *command; command++)
		if (command_parameter(*command, name, &owner) && owner == *command)
			return *command;
	return NULL;
}

bool misplaced_name(const struct misplaced *misplaced, struct error *error)
{
	const struct argument *argument = misplaced->argument;
	const struct command *command = misplaced->command;
	struct nearest nearest = { .typed = argument->name };
	consider_parameters(command, &nearest);
	error_set(error, ERROR_ARGUMENT, argument->name_where, _("%s has no parameter \"%s\""),
		command->label.name, argument->name);
	if (takes_expressions(command))
		return error_hint(error, _("to compare, write =="));
	if (nearest.best)
		return error_hint(error, _("did you mean \"%s\"?"), nearest.best);
	const struct command *other = other_command(argument->name);
	if (other)
		return error_hint(error, _("%s has: %s ... %s=%s"), other->label.name,
			other->label.name, argument->name, argument->text);
	return usage(command, error);
}
