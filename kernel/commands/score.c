/* SPDX-License-Identifier: BSD-3-Clause
 *
 * score: the one command that returns a bare number, for graders to read.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"
#include "nn/real.h"

struct given {
	const struct expression *expression;
	double max;
};

static const struct parameter parameters[] = {
	EXPRESSION(struct given, expression, NULL, N_("points: a number, or true for all of them"),
		.positional = true),
	REAL(struct given, max, "1", 0, 1e6, N_("the most points there are")),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)out;
	const struct given *given = record;
	struct value value;
	if (!session_evaluate(session, given->expression, &value, error))
		return false;
	double points = value.number;
	if (value.kind == VALUE_BOOLEAN)
		points = value.boolean ? given->max : 0;
	else if (value.kind != VALUE_NUMBER)
		return error_set(error, ERROR_VALUE, given->expression->where,
			_("`score` needs a number; this is %s"), value_describe(value.kind));
	if (real_is_nan(points))
		return error_set(error, ERROR_NUMERIC, given->expression->where,
			_("`score` needs a number; this is not a number (NaN)"));
	points = points < 0 ? 0 : points > given->max ? given->max : points;
	const struct value clamped = value_number(points);
	session_result(session, NULL, &clamped);
	return true;
}

const struct command command_score = {
	.label = { .name = "score", .summary = N_("Return points, for a grader to read.") },
	.chapter = CHAPTER_JUDGING,
	.help = N_("Must be the last statement of its cell. Returns a bare number between 0 and "
		   "max, which "
		   "is what nbgrader reads as partial credit; NaN fails the cell."),
	.example = "data moons\nnet 2x16 tanh xavier\nscore accuracy max=2",
	PARAMETERS(parameters, struct given),
	.last = true,
	.run = run,
};
