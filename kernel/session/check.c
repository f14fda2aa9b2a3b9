/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The pass over a cell before anything of it runs: commands, parameters, words, names, and every
 * value that does not depend on something computed.
 */
#include "kernel/base/locale.h"
#include "kernel/language/name.h"
#include "kernel/session/manual.h"
#include "kernel/session/registry.h"
#include "kernel/session/state.h"

#include <string.h>

static bool is_command(const char *name)
{
	return command_find(name);
}

/* Bare values are counted from 0; what the position-th positional is, they are. */
static bool is_expression(const char *verb, const char *name, size_t position)
{
	const struct command *command = command_find(verb), *owner;
	if (!command)
		return false;
	if (name) {
		const struct parameter *parameter = command_parameter(command, name, &owner);
		return parameter && parameter->type == PARAMETER_EXPRESSION;
	}
	for (size_t i = 0; i < command->parameter_count; i++) {
		const struct parameter *parameter = &command->parameters[i];
		if (parameter->positional && position-- == 0)
			return parameter->type == PARAMETER_EXPRESSION;
	}
	return false;
}

const struct grammar session_grammar = { is_command, is_expression };

static bool unknown_command(
	struct session *session, const struct statement *statement, struct error *error)
{
	const char *verb = statement->verb;
	struct nearest nearest = { .typed = verb };
	for (const struct command *const *command = commands; *command; command++)
		nearest_consider(&nearest, (*command)->label.name);
	error_set(error, ERROR_NAME, statement->name_where, _("there is no command \"%s\""), verb);
	bool value = variables_find(&session->variables, verb) || quantity_find(verb) ||
		     function_find(verb);
	if (value || strchr(verb, '.'))
		return error_hint(error, _("to see a value: print %s"), verb);
	if (nearest.best)
		return error_hint(error, _("did you mean \"%s\"?"), nearest.best);
	manual_place(verb, NULL, error);
	return error_hint(error, _("`help` lists the commands"));
}

static bool check_assignment(const struct scope *scope, const struct statement *statement,
	struct variables *assigned, struct error *error)
{
	struct value value;
	if (!session_assignable(statement->name, statement->name_where, error))
		return false;
	enum knowledge known = eval_check(scope, statement->value, error);
	if (known == KNOWN_NOT ||
		(known == KNOWN_NOW && !eval(scope, statement->value, &value, error)))
		return false;
	bool keep = known == KNOWN_NOW && assigned->bytes + value_bytes(&value) <= scope->memory;
	variables_set(assigned, statement->name, keep ? &value : NULL);
	return true;
}

/* What a command will assign may be used by the statements after it. */
static bool check_assigned(const struct bound *bound, const struct statement *statement,
	struct variables *assigned, struct error *error)
{
	const struct command *owner, *command = bound->command;
	if (!command->assigns)
		return true;
	const struct parameter *parameter = command_parameter(command, command->assigns, &owner);
	const char *name;
	memcpy(&name, (const char *)bound->record + parameter->offset, sizeof name);
	struct span where = bound_argument(bound, command->assigns, statement->where);
	if (!session_assignable(name, where, error))
		return false;
	variables_set(assigned, name, NULL);
	return true;
}

static bool check_statement(struct session *session, const struct scope *scope,
	const struct statement *statement, bool last, struct variables *assigned,
	struct error *error)
{
	if (statement->name)
		return check_assignment(scope, statement, assigned, error);
	const struct command *command = command_find(statement->verb);
	if (!command)
		return unknown_command(session, statement, error);
	if (command->last && !last)
		return error_set(error, ERROR_ARGUMENT, statement->name_where,
			_("%s must be the last statement of its cell"), command->label.name);
	struct binder binder = session_binder(session, scope);
	struct bound bound;
	binder.session = NULL;
	return bind_statement(&binder, statement, &bound, error) &&
	       check_assigned(&bound, statement, assigned, error);
}

bool session_check(struct session *session, const struct cell *cell, struct error *error)
{
	struct variables assigned = { 0 };
	struct names names = { session, &assigned };
	const struct scope scope = session_scope(&names);
	bool ok = true;
	for (size_t i = 0; ok && i < cell->count; i++) {
		session->statement = &cell->statements[i];
		ok = check_statement(session, &scope, session->statement, i + 1 == cell->count,
			&assigned, error);
	}
	session->statement = NULL;
	variables_release(&assigned);
	return ok;
}
