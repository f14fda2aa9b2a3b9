/* SPDX-License-Identifier: BSD-3-Clause
 *
 * reset: the network in use as it was before training; or everything.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/net.h"
#include "nn/lsuv.h"

struct given {
	bool all;
};

static const struct parameter parameters[] = {
	FLAG(struct given, all, N_("forget networks, data and variables too"), .positional = true),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	if (given->all) {
		session_clear(session);
		session_say(out, _("networks, data and variables are gone\n"));
		return true;
	}
	struct network *network = session_network(session, error);
	if (!network)
		return false;
	struct fault fault = { 0 };
	const struct data *data = session_data(session, error);
	if (!data)
		return false;
	if (!network_reset(network, &fault) || !network_adapt(network, data, &fault))
		return session_fault(&fault, session_statement(session), error);
	session_changed(session);
	session_say(out, _("%s starts again at epoch 0\n"), net_describe(session, network));
	return true;
}

const struct command command_reset = {
	.label = { .name = "reset", .summary = N_("Start the network again at epoch 0.") },
	.chapter = CHAPTER_BENCH,
	.help = N_(
		"Gives the network the weights it was made with, to the bit. `reset all` forgets "
		"networks, data and variables; options stay."),
	.example = "net 2x8\nreset",
	PARAMETERS(parameters, struct given),
	.run = run,
};
