/* SPDX-License-Identifier: BSD-3-Clause
 *
 * fail: stands where an answer is not yet given.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"

struct given {
	const char *message;
};

static const struct parameter parameters[] = {
	TEXT(struct given, message, "auto", N_("what to say"), .positional = true),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)out;
	const struct given *given = record;
	return error_set(error, ERROR_NOT_ANSWERED, session_statement(session), "%s",
		given->message ? given->message : _("no answer given yet"));
}

const struct command command_fail = {
	.label = { .name = "fail", .summary = N_("Fail the cell: an answer not yet given.") },
	.chapter = CHAPTER_JUDGING,
	.help = N_("Ends the cell with the error NotAnswered. Assignments put it where the "
		   "student's answer "
		   "goes, so that an unanswered cell gets no points."),
	.example = "print \"fail would end this cell\"",
	PARAMETERS(parameters, struct given),
	.run = run,
};
