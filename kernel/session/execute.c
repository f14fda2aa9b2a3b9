/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Running a cell: parse all, check all, then one statement after the other.
 */
#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/language/parser.h"
#include "kernel/session/session.h"
#include "kernel/session/state.h"
#include "nn/pool.h"

#include <assert.h>
#include <string.h>

/* ---- quiet ---- */

static void no_text(void *to, const char *text, size_t length)
{
	(void)to;
	(void)text;
	(void)length;
}

static void no_display(void *to, const char *id, const struct bundle *bundle)
{
	(void)to;
	(void)id;
	(void)bundle;
}

static void no_page(void *to, const struct bundle *bundle)
{
	(void)to;
	(void)bundle;
}

/* The same outlet with nothing shown; errors and the result still come out. */
static struct outlet quiet_outlet(const struct outlet *outlet)
{
	struct outlet quiet = *outlet;
	quiet.stream = no_text;
	quiet.display = no_display;
	quiet.update = no_display;
	quiet.page = no_page;
	quiet.watched = false;
	return quiet;
}

/* ---- statements ---- */

struct binder session_binder(struct session *session, const struct scope *scope)
{
	return (struct binder){ session->arena, scope, session->source, session };
}

bool session_assign(struct session *session, const char *name, const struct value *value,
	struct span where, struct error *error)
{
	size_t needed = session->variables.bytes + value_bytes(value);
	if (!session_memory_fits(session, needed, where, _("this variable"), error))
		return false;
	variables_set(&session->variables, name, value);
	session->vocabulary_is_old = true;
	session->changes++;
	return true;
}

static bool assign(struct session *session, const struct scope *scope,
	const struct statement *statement, struct error *error)
{
	struct value value;
	return eval(scope, statement->value, &value, error) &&
	       session_assign(session, statement->name, &value, statement->value->where, error);
}

static bool run_command(struct session *session, const struct scope *scope,
	const struct statement *statement, struct error *error)
{
	const struct outlet *outer = session->outlet;
	struct outlet quiet = quiet_outlet(outer);
	const struct outlet *outlet = statement->quiet ? &quiet : outer;
	struct binder binder = session_binder(session, scope);
	struct bound bound;
	if (!bind_statement(&binder, statement, &bound, error))
		return false;
	session->bound = &bound;
	session->outlet = outlet;
	session->serial++;
	session->shown_count = 0;
	bool ok = bound.command->run(session, bound.record, outlet, error);
	session->outlet = outer;
	session->bound = NULL;
	assert(ok || error->kind != ERROR_NONE);
	return ok && error->kind == ERROR_NONE;
}

static bool run_statement(struct session *session, struct error *error)
{
	const struct statement *statement = session->statement;
	struct names names = { session, NULL };
	const struct scope scope = session_scope(&names);
	if (!session->outlet->poll(session->outlet->to))
		return session_interrupted(statement->where, error);
	if (arena_used(session->arena) > scope.memory)
		return error_set(error, ERROR_MEMORY, statement->where,
			_("this cell has used up the memory it may take"));
	pool_set_threads((size_t)session->options.threads);
	/* Whatever takes long asks here whether to go on; what it left undone is no result. */
	pool_watch(session_poll, session);
	bool ok = statement->name ? assign(session, &scope, statement, error)
				  : run_command(session, &scope, statement, error);
	if (ok && pool_stopped())
		ok = session_interrupted(statement->where, error);
	pool_watch(NULL, NULL);
	return ok;
}

/* A check that fails, or an answer not given, is the point of the cell: nothing to add. */
static void say_what_is_kept(size_t failed, struct error *error)
{
	if (failed == 0 || error->kind == ERROR_CHECK || error->kind == ERROR_NOT_ANSWERED)
		return;
	char hint[sizeof error->hint];
	memcpy(hint, error->hint, sizeof hint);
	error->hint[0] = '\0';
	const char *kept = failed == 1 ? _("what the statement before it did is kept")
				       : _("what the statements before it did is kept");
	error_hint(error, hint[0] ? "%s\n%s" : "%s%s", hint, kept);
}

static bool run_cell(struct session *session, const struct cell *cell, struct error *error)
{
	bool ok = true;
	for (size_t i = 0; ok && i < cell->count; i++) {
		session->statement = &cell->statements[i];
		session->last = i + 1 == cell->count;
		ok = run_statement(session, error);
		if (!ok)
			say_what_is_kept(i, error);
	}
	session->statement = NULL;
	return ok;
}

static bool same_options(const struct options *a, const struct options *b)
{
	return a->threads == b->threads && a->memory == b->memory && a->digits == b->digits &&
	       a->progress == b->progress && a->large == b->large && a->seed == b->seed;
}

bool session_execute(struct session *session, const char *source, size_t length,
	const struct outlet *outlet, struct error *error)
{
	const struct source text = { source, length, session->arena, &session_grammar };
	struct cell cell;
	const struct options options = session->options;
	const char *language = locale_get();
	session->source = source;
	session->outlet = outlet;
	session->has_result = false;
	bool ok = parser_cell(&text, &cell, error, NULL) && session_check(session, &cell, error) &&
		  run_cell(session, &cell, error);
	if (ok && session->has_result)
		outlet->result(outlet->to, &session->result);
	/* Commands write options where they are. */
	session->changes +=
		!same_options(&options, &session->options) || strcmp(language, locale_get()) != 0;
	bundle_release(&session->result);
	session->outlet = NULL;
	session->source = NULL;
	arena_clear(session->arena);
	return ok;
}

/* ---- expressions ---- */

bool session_expression(struct session *session, const char *source, size_t length,
	struct bundle *bundle, struct error *error)
{
	const struct source text = { source, length, session->arena, &session_grammar };
	struct names names = { session, NULL };
	const struct scope scope = session_scope(&names);
	struct value value;
	const struct tree *tree = parser_expression(&text, error);
	bool ok = tree && eval_check(&scope, tree, error) != KNOWN_NOT &&
		  eval(&scope, tree, &value, error);
	if (ok) {
		struct text shown = TEXT_EMPTY;
		session_put_result(
			session, arena_copy(session->arena, source, length), &value, &shown);
		bundle_copy(bundle, "text/plain", text_string(&shown));
		text_release(&shown);
	}
	arena_clear(session->arena);
	return ok;
}

bool session_evaluate(struct session *session, const struct expression *expression,
	struct value *value, struct error *error)
{
	struct names names = { session, NULL };
	const struct scope scope = session_scope(&names);
	struct error cause = { 0 };
	if (eval(&scope, expression->tree, value, &cause))
		return true;
	/* One that was remembered has no place in this cell. */
	bool remembered = expression->where.start == expression->where.end;
	error_set(error, cause.kind, remembered ? session_statement(session) : cause.where, "%s",
		cause.message);
	return error_hint(error, "%s", cause.hint);
}

/* ---- places ---- */

struct span session_statement(struct session *session)
{
	return session->statement ? session->statement->where : SPAN_NONE;
}

struct span session_argument(struct session *session, const char *parameter)
{
	return session->bound
		       ? bound_argument(session->bound, parameter, session_statement(session))
		       : session_statement(session);
}

const struct axis *session_axes(struct session *session, size_t *count)
{
	*count = session->bound ? session->bound->axis_count : 0;
	return session->bound ? session->bound->axes : NULL;
}

bool session_apply_axis(struct session *session, const struct axis *axis, size_t value,
	void *record, struct error *error)
{
	struct names names = { session, NULL };
	const struct scope scope = session_scope(&names);
	const struct binder binder = session_binder(session, &scope);
	return bind_axis(&binder, axis, value, record, error);
}

const char *session_axis_text(struct session *session, const struct axis *axis, size_t value)
{
	(void)session;
	assert(value < axis->count);
	return axis->values[value]->text;
}
