/* SPDX-License-Identifier: BSD-3-Clause
 *
 * print: values, as the cell's result when it comes last, else as lines of output.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"

struct given {
	const struct expression *expression;
};

static const struct parameter parameters[] = {
	EXPRESSION(struct given, expression, NULL, N_("what to show"), .positional = true,
		.rest = true),
};

static bool is_literal_text(const struct expression *expression, const struct value *value)
{
	return value->kind == VALUE_TEXT &&
	       (expression->source[0] == '"' || expression->source[0] == '\'');
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	struct value value;
	if (!session_evaluate(session, given->expression, &value, error))
		return false;
	if (is_literal_text(given->expression, &value))
		session_say(out, "%s\n", value.text);
	else
		session_result(session, given->expression->source, &value);
	return true;
}

const struct command command_print = {
	.label = { .name = "print", .summary = N_("Show a value.") },
	.chapter = CHAPTER_SESSION,
	.help = N_("Shows the value of an expression: numbers, lists, quantities such as loss or "
		   "grads.delta, and what was assigned with NAME = expression. `set digits` says "
		   "how many "
		   "digits."),
	.example = "lr = 0.1\nprint 2 * lr",
	PARAMETERS(parameters, struct given),
	.run = run,
};
