/* SPDX-License-Identifier: BSD-3-Clause
 *
 * undo: the session as it was some cells ago.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"

struct given {
	long steps;
};

static const struct parameter parameters[] = {
	COUNT(struct given, steps, "1", 1, 1000, N_("how many cells"), .positional = true),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	struct span where = session_statement(session);
	long possible = 0;
	if (out->undo(out->to, (size_t)given->steps, where.end, &possible))
		return true;
	if (possible < 0)
		return session_interrupted(where, error);
	if (possible == 0)
		return error_set(error, ERROR_VALUE, where, _("there is nothing left to undo"));
	error_set(error, ERROR_VALUE, session_argument(session, "steps"),
		_("so many steps cannot be undone"));
	return error_hint(error, _("the most is: undo %ld"), possible);
}

const struct command command_undo = {
	.label = { .name = "undo", .summary = N_("Go back to before the last cell.") },
	.chapter = CHAPTER_SESSION,
	.help = N_(
		"Networks, data, variables and options become what they were before the last cell "
		"that changed any of them: `undo 3` goes three such cells back. A cell that only "
		"looks (print, help) does not count; in a cell that has changed something "
		"already, `undo` takes that back first.\n\n"
		"What has been shown stays shown, and what has been written to files stays "
		"written. The last eight cells can be undone, fewer where they take much "
		"memory."),
	.example = "a = 1\nundo\nprint 6*7",
	PARAMETERS(parameters, struct given),
	.run = run,
};
