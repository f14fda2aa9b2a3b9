/* SPDX-License-Identifier: BSD-3-Clause
 *
 * check: says nothing when true, fails the cell when false.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"

struct given {
	const struct expression *expression;
	const char *message;
};

static const struct parameter parameters[] = {
	EXPRESSION(struct given, expression, NULL, N_("a question: accuracy >= 0.95"),
		.positional = true),
	TEXT(struct given, message, "auto", N_("what to say when it is false"), .positional = true),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)out;
	const struct given *given = record;
	struct value value;
	if (!session_evaluate(session, given->expression, &value, error))
		return false;
	if (value.kind != VALUE_BOOLEAN) {
		error_set(error, ERROR_VALUE, given->expression->where,
			_("`check` needs a question that is true or false; this is %s"),
			value_describe(value.kind));
		return error_hint(error, value.kind == VALUE_LIST || value.kind == VALUE_VECTOR
						 ? _("for many at once: all(...) or any(...)")
						 : _("for example: check accuracy >= 0.95"));
	}
	if (value.boolean)
		return true;
	const char *sides = session_sides(session, given->expression);
	return given->message ? error_set(error, ERROR_CHECK, given->expression->where, "%s (%s)",
					given->message, sides)
			      : error_set(error, ERROR_CHECK, given->expression->where,
					_("this is false: %s"), sides);
}

const struct command command_check = {
	.label = { .name = "check", .summary = N_("Fail the cell unless something is true.") },
	.chapter = CHAPTER_JUDGING,
	.help = N_("Says nothing when the question is true, and fails the cell when it is false, "
		   "with the "
		   "message, the question and the numbers it compared. Layers count from 1: "
		   "grads.delta[1]; "
		   "a whole column: all(grads.delta > 0)."),
	.example = "data moons\nnet 2x16 tanh xavier\ncheck loss > 0 \"a loss is positive\"",
	PARAMETERS(parameters, struct given),
	.run = run,
};
