/* SPDX-License-Identifier: BSD-3-Clause
 *
 * clear: empties the cell's output.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"

struct given {
	bool wait;
};

static const struct parameter parameters[] = {
	FLAG(struct given, wait, N_("keep it until the next output comes"), .positional = true),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)session;
	(void)error;
	const struct given *given = record;
	out->clear(out->to, given->wait);
	return true;
}

const struct command command_clear = {
	.label = { .name = "clear", .summary = N_("Empty the cell's output.") },
	.chapter = CHAPTER_SESSION,
	.help = N_("Removes what the cell has shown so far; `clear wait` keeps it until something "
		   "new comes, "
		   "so that nothing flickers."),
	.example = "clear",
	PARAMETERS(parameters, struct given),
	.run = run,
};
