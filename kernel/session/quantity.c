/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Names in expressions: variables, quantities, and columns of tables (grads.delta).
 */
#include "kernel/base/locale.h"
#include "kernel/language/lexer.h"
#include "kernel/language/name.h"
#include "kernel/session/manual.h"
#include "kernel/session/registry.h"
#include "kernel/session/state.h"

#include <string.h>

/* The table before the last point of a name, and where the column's name starts; NULL: none. */
static const struct quantity_table *table_of(const char *name, const char **column)
{
	const char *point = strrchr(name, '.');
	if (!point)
		return NULL;
	struct text table = TEXT_EMPTY;
	text_append(&table, name, (size_t)(point - name));
	const struct quantity_table *found = quantity_table_find(text_string(&table));
	text_release(&table);
	*column = point + 1;
	return found;
}

static bool unknown_column(const struct quantity_table *table, const char *column,
	struct span where, struct error *error)
{
	struct nearest nearest = { .typed = column };
	struct text all = TEXT_EMPTY;
	for (size_t i = 0; i < table->count; i++) {
		nearest_consider(&nearest, table->columns[i].name);
		text_format(&all, i > 0 ? ", %s" : "%s", table->columns[i].name);
	}
	error_set(
		error, ERROR_NAME, where, _("%s has no column \"%s\""), table->label.name, column);
	if (nearest.best)
		error_hint(error, _("did you mean \"%s.%s\"?"), table->label.name, nearest.best);
	else
		error_hint(error, _("its columns: %s"), text_string(&all));
	text_release(&all);
	return false;
}

static bool whole_table(const struct quantity_table *table, struct span where, struct error *error)
{
	error_set(error, ERROR_NAME, where, _("%s is a table: name one of its columns"),
		table->label.name);
	return error_hint(error, _("for example: %s.%s"), table->label.name,
		table->columns[table->count - 1].name);
}

static void consider_quantities(struct nearest *nearest, struct arena *arena)
{
	const struct quantity *quantity;
	const struct quantity_table *table;
	for (size_t i = 0; (quantity = quantity_at(i)); i++)
		nearest_consider(nearest, quantity->label.name);
	for (size_t i = 0; (table = quantity_table_at(i)); i++)
		for (size_t j = 0; j < table->count; j++)
			nearest_consider(nearest, arena_format(arena, "%s.%s", table->label.name,
							  table->columns[j].name));
}

bool session_unknown_name(
	struct session *session, const char *name, struct span where, struct error *error)
{
	const char *column;
	const struct quantity_table *table = quantity_table_find(name);
	if (table)
		return whole_table(table, where, error);
	table = table_of(name, &column);
	if (table)
		return unknown_column(table, column, where, error);
	struct nearest nearest = { .typed = name };
	for (size_t i = 0; i < session->variables.count && i < 1000; i++)
		nearest_consider(&nearest, session->variables.items[i].name);
	consider_quantities(&nearest, session->arena);
	error_set(error, ERROR_NAME, where, _("there is no variable or quantity \"%s\""), name);
	if (function_find(name))
		return error_hint(error, _("%s is a function: %s(...)"), name, name);
	if (nearest.best)
		return error_hint(error, _("did you mean \"%s\"?"), nearest.best);
	const char *source = session->source;
	bool dollar = source && where.start > 0 && source[where.start - 1] == '$';
	if (dollar || manual_place(name, NULL, error))
		return error_hint(error, _("give it a value first: %s = ..."), name);
	return error_hint(error, _("a text has quotes: \"%s\""), name);
}

static enum knowledge know(void *to, const char *name, struct span where, struct error *error)
{
	const struct names *names = to;
	const char *column;
	const struct variable *assigned =
		names->assigned ? variables_find(names->assigned, name) : NULL;
	if (assigned)
		return assigned->value ? KNOWN_NOW : KNOWN_LATER;
	if (variables_find(&names->session->variables, name))
		return KNOWN_NOW;
	if (quantity_find(name))
		return KNOWN_LATER;
	const struct quantity_table *table = table_of(name, &column);
	if (table && quantity_column(table, column))
		return KNOWN_LATER;
	session_unknown_name(names->session, name, where, error);
	return KNOWN_NOT;
}

/* ---- values ---- */

double *session_column(struct arena *arena, const struct table *table, size_t column)
{
	size_t rows = table_rows(table);
	double *numbers = arena_take(arena, rows, sizeof *numbers);
	for (size_t i = 0; i < rows; i++)
		numbers[i] = table_number_at(table, i, column);
	return numbers;
}

static void column_value(
	struct arena *arena, const struct table *table, size_t column, struct value *value)
{
	size_t rows = table_rows(table);
	if (table_column(table, column)->style != COLUMN_TEXT) {
		*value = value_vector(arena, session_column(arena, table, column), rows);
		return;
	}
	struct value *items = arena_take(arena, rows, sizeof *items);
	for (size_t i = 0; i < rows; i++) {
		const char *text = table_text_at(table, i, column);
		items[i] = text ? value_text(arena, text) : value_none();
	}
	value_list(value, VALUE_LIST, items, rows);
}

static bool find_column(struct session *session, const struct quantity_table *from,
	const char *column, struct value *value, struct error *error)
{
	if (from->make_new) {
		struct table *made = from->make_new(session, error);
		if (made)
			column_value(session->arena, made, (size_t)table_find(made, column), value);
		table_free(made);
		return made;
	}
	const struct table *kept = session_kept_table(session, from->label.name);
	if (!kept)
		return error_set(
			error, ERROR_NAME, SPAN_NONE, _("%s has not run yet"), from->label.name);
	column_value(session->arena, kept, (size_t)table_find(kept, column), value);
	return true;
}

static bool find_quantity(
	struct session *session, const char *name, struct value *value, struct error *error)
{
	const struct quantity *quantity = quantity_find(name);
	double number = 0;
	if (quantity->text) {
		const char *text = quantity->text(session, error);
		if (text)
			*value = value_text(session->arena, text);
		return text;
	}
	if (!quantity->compute(session, &number, error))
		return false;
	*value = quantity->truth ? value_boolean(number > 0) : value_number(number);
	return true;
}

static bool find(
	void *to, const char *name, struct span where, struct value *value, struct error *error)
{
	const struct names *names = to;
	struct session *session = names->session;
	const char *column;
	const struct variable *variable =
		names->assigned ? variables_find(names->assigned, name) : NULL;
	if (!variable)
		variable = variables_find(&session->variables, name);
	if (variable) {
		*value = *variable->value;
		return true;
	}
	const struct quantity_table *table = table_of(name, &column);
	struct error cause = { 0 };
	bool found;
	if (quantity_find(name))
		found = find_quantity(session, name, value, &cause);
	else if (table && quantity_column(table, column))
		found = find_column(session, table, column, value, &cause);
	else
		return session_unknown_name(session, name, where, error);
	if (found)
		return true;
	/* The place is the name's: whatever it needed does not stand in the cell. */
	error_set(error, cause.kind, where, "%s", cause.message);
	return error_hint(error, "%s", cause.hint);
}

static bool poll(void *to)
{
	const struct names *names = to;
	return session_poll(names->session);
}

struct scope session_scope(struct names *names)
{
	return (struct scope){
		.arena = names->session->arena,
		.memory = (size_t)names->session->options.memory,
		.know = know,
		.find = find,
		.poll = poll,
		.to = names,
	};
}

/* ---- names that may be assigned ---- */

static bool is_reserved(const char *name)
{
	static const char *const words[] = { "true", "false", "none", "inf", "nan", "and", "or",
		"not" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (name_equal(words[i], name))
			return true;
	return false;
}

bool session_assignable(const char *name, struct span where, struct error *error)
{
	const char *column;
	bool quantity = quantity_find(name) || quantity_table_find(name) || table_of(name, &column);
	if (quantity || function_find(name) || is_reserved(name)) {
		error_set(error, ERROR_NAME, where, _("\"%s\" cannot be assigned: it is %s"), name,
			quantity              ? _("a quantity")
			: function_find(name) ? _("a function")
					      : _("a value"));
		return error_hint(error, _("choose another name: my_%s = ..."),
			strchr(name, '.') ? strchr(name, '.') + 1 : name);
	}
	if (lexer_is_word(name, strlen(name), READING_EXPRESSION) && !strchr(name, '.'))
		return true;
	return error_set(error, ERROR_SYNTAX, where,
		_("the name of a variable is made of letters, digits and _"));
}
