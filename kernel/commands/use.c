/* SPDX-License-Identifier: BSD-3-Clause
 *
 * use: which of several networks the commands are about.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/net.h"

struct given {
	const char *name;
};

static const struct parameter parameters[] = {
	NETWORK(struct given, name, NULL, N_("the name given with net ... name="),
		.positional = true),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	if (!session_use(session, given->name, error))
		return false;
	const struct network *network = session_network(session, error);
	session_say(out, _("%s: %s, epoch %llu\n"), given->name, net_describe(session, network),
		(unsigned long long)network->epoch);
	return true;
}

const struct command command_use = {
	.label = { .name = "use", .summary = N_("Go on with another network.") },
	.chapter = CHAPTER_BENCH,
	.help = N_("Networks made with name= stay until the session ends; `use` says which of them "
		   "the "
		   "next commands are about."),
	.example = "net 2x8 name=small\nnet 2x32 name=wide\nuse small",
	PARAMETERS(parameters, struct given),
	.run = run,
};
