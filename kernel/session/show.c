/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What commands show: tables, figures, lines of text, the cell's result.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"
#include "kernel/session/state.h"
#include "kernel/view/plot.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The id on the outlet: the statement's number in it, so that a later statement, which means
 * another figure, never updates this one. */
static const char *display_id(struct session *session, const char *id)
{
	return arena_format(session->arena, "%s-%zu", id, session->serial);
}

static bool was_shown(struct session *session, const char *id)
{
	for (size_t i = 0; i < session->shown_count; i++)
		if (strcmp(session->shown[i], id) == 0)
			return true;
	const char **shown = arena_take(session->arena, session->shown_count + 1, sizeof *shown);
	if (session->shown_count > 0)
		memcpy(shown, session->shown, session->shown_count * sizeof *shown);
	shown[session->shown_count++] = arena_copy(session->arena, id, strlen(id));
	session->shown = shown;
	return false;
}

static void send(struct session *session, const struct outlet *out, const char *id,
	const struct bundle *bundle)
{
	if (id && was_shown(session, id))
		out->update(out->to, display_id(session, id), bundle);
	else
		out->display(out->to, id ? display_id(session, id) : NULL, bundle);
}

void session_show_table(
	struct session *session, const struct outlet *out, const char *id, struct table **table)
{
	struct bundle bundle = BUNDLE_EMPTY;
	table_bundle(*table, &bundle);
	send(session, out, id, &bundle);
	bundle_release(&bundle);
	table_free(*table);
	*table = NULL;
}

void session_show_figure(
	struct session *session, const struct outlet *out, const char *id, struct figure **figure)
{
	struct bundle bundle = BUNDLE_EMPTY;
	if (session->options.large)
		figure_large(*figure);
	figure_bundle(*figure, &bundle);
	send(session, out, id, &bundle);
	bundle_release(&bundle);
	figure_free(*figure);
	*figure = NULL;
}

void session_say(const struct outlet *out, const char *format, ...)
{
	struct text text = TEXT_EMPTY;
	va_list arguments;
	va_start(arguments, format);
	text_format_list(&text, format, arguments);
	va_end(arguments);
	out->stream(out->to, text_string(&text), text.length);
	text_release(&text);
}

/* ---- results ---- */

/* The expression as typed, on one line. */
static void put_label(const char *label, struct text *to)
{
	bool space = false;
	for (; *label; label++) {
		bool blank = *label == ' ' || *label == '\t' || *label == '\n' || *label == '\r';
		if (!blank && space && to->length > 0)
			text_put(to, " ");
		space = blank;
		if (!blank)
			text_append(to, label, 1);
	}
}

/* Digits as in 0.000125: graders read the number, some of them without exponents. */
static void put_points(double number, struct text *to)
{
	char decimals[64];
	int length = snprintf(decimals, sizeof decimals, "%.10f", number);
	while (length > 1 && decimals[length - 1] == '0')
		length--;
	length -= decimals[length - 1] == '.';
	text_append(to, decimals, (size_t)length);
}

void session_put_result(
	struct session *session, const char *label, const struct value *value, struct text *to)
{
	if (!label && value->kind == VALUE_NUMBER && value->number >= 0 && value->number < 1e15) {
		put_points(value->number, to);
		return;
	}
	if (label) {
		put_label(label, to);
		text_put(to, " = ");
	}
	value_show(value, (int)session->options.digits, to);
}

void session_result(struct session *session, const char *label, const struct value *value)
{
	struct text text = TEXT_EMPTY;
	session_put_result(session, label, value, &text);
	if (session->last) {
		bundle_release(&session->result);
		bundle_copy(&session->result, "text/plain", text_string(&text));
		session->has_result = true;
	} else {
		session_say(session->outlet, "%s\n", text_string(&text));
	}
	text_release(&text);
}

/* ---- the sides of a comparison ---- */

enum { SIDE_LENGTH = 60, MOST_SIDES = 3 };

static bool is_literal(const struct tree *tree)
{
	return tree->kind == TREE_NUMBER || tree->kind == TREE_TEXT || tree->kind == TREE_BOOLEAN ||
	       tree->kind == TREE_NONE || (tree->kind == TREE_NEGATE && is_literal(tree->items[0]));
}

struct sides {
	struct session *session;
	const struct expression *expression;
	struct text *to;
	size_t count;
};

static void put_side(struct sides *sides, const struct tree *tree)
{
	size_t from = sides->expression->where.start;
	struct names names = { sides->session, NULL };
	const struct scope scope = session_scope(&names);
	struct error ignored = { 0 };
	struct value value;
	if (is_literal(tree) || sides->count >= MOST_SIDES || !eval(&scope, tree, &value, &ignored))
		return;
	struct text shown = TEXT_EMPTY;
	value_show(&value, (int)sides->session->options.digits, &shown);
	text_format(sides->to, sides->count++ ? ", %.*s = " : "; %.*s = ",
		(int)(tree->where.end - tree->where.start),
		sides->expression->source + (tree->where.start - from));
	text_append(sides->to, text_string(&shown),
		shown.length < SIDE_LENGTH ? shown.length : SIDE_LENGTH);
	text_put(sides->to, shown.length > SIDE_LENGTH ? "..." : "");
	text_release(&shown);
}

static void put_sides(struct sides *sides, const struct tree *tree)
{
	bool comparison = tree->kind == TREE_BINARY && tree->operation >= OPERATION_EQUAL &&
			  tree->operation <= OPERATION_MORE_EQUAL;
	for (size_t i = 0; i < tree->count; i++) {
		if (comparison)
			put_side(sides, tree->items[i]);
		else
			put_sides(sides, tree->items[i]);
	}
}

const char *session_sides(struct session *session, const struct expression *expression)
{
	struct text text = TEXT_EMPTY;
	put_label(expression->source, &text);
	struct sides sides = { session, expression, &text, 0 };
	put_sides(&sides, expression->tree);
	const char *copy = arena_copy(session->arena, text_string(&text), text.length);
	text_release(&text);
	return copy;
}
