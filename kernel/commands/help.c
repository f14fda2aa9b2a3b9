/* SPDX-License-Identifier: BSD-3-Clause
 *
 * help: the manual, here or in the pager.
 */
#include "kernel/base/locale.h"
#include "kernel/session/manual.h"
#include "kernel/session/session.h"

struct given {
	const char *topic;
	bool page;
};

static const struct parameter parameters[] = {
	TOPIC(struct given, topic, "auto", N_("a command, or anything it understands"),
		.positional = true),
	FLAG(struct given, page, N_("show it in the pager"), .positional = true),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	struct bundle bundle = BUNDLE_EMPTY;
	if (!manual_page(given->topic, &bundle))
		return manual_unknown(given->topic, session_argument(session, "topic"), error);
	if (given->page)
		out->page(out->to, &bundle);
	else
		out->display(out->to, NULL, &bundle);
	bundle_release(&bundle);
	return true;
}

const struct command command_help = {
	.label = { .name = "help",
		.summary = N_("Explain a command, or anything else one can type.") },
	.chapter = CHAPTER_SESSION,
	.help = N_("`help` alone lists the commands; `help train` explains one; `help relu`, `help "
		   "he`, "
		   "`help grads.delta`, `help quantities` and `help expressions` explain what they "
		   "take and "
		   "give. `help train page` opens the pager."),
	.example = "help train",
	PARAMETERS(parameters, struct given),
	.run = run,
};
