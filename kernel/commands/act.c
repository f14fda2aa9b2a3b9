/* SPDX-License-Identifier: BSD-3-Clause
 *
 * act: the same network with only its activation changed.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/net.h"
#include "nn/activation.h"

struct given {
	struct choice name;
};

static const struct parameter parameters[] = {
	CHOICE(struct given, name, NULL, &activations, N_("activation of the hidden layers"),
		.positional = true),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	const struct network *network = session_network(session, error);
	if (!network)
		return false;
	struct net_given changed = net_given_of(session, network);
	changed.act = given->name;
	return net_replace(session, &changed, out, error);
}

const struct command command_act = {
	.label = { .name = "act",
		.summary = N_("The same network with only the activation changed.") },
	.chapter = CHAPTER_BENCH,
	.help = N_("Makes the network again with another activation in its hidden layers, at epoch "
		   "0. All "
		   "else stays: shape, initializer, data, seed.\n\n"
		   "Besides the rows of the list it takes a formula of x in quotes, of numbers, "
		   "pi, e, + - * / ^, comparisons (1 or 0) and functions; its slope is worked out "
		   "by dual numbers, and all that theory says of other activations is said of "
		   "it: `init critical` finds the variance that keeps its signal."),
	.example = "net 8 relu he\nact \"x*tanh(log(1+exp(x)))\"",
	PARAMETERS(parameters, struct given),
	.run = run,
};
