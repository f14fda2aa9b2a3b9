/* SPDX-License-Identifier: BSD-3-Clause
 *
 * init: the same network with only its initializer changed.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/net.h"
#include "nn/initializer.h"
#include "nn/real.h"

struct given {
	struct choice name;
	double gain, bias;
	bool gain_typed, bias_typed;
	const struct label *gain_rule, *mode, *dist;
};

// clang-format off
static const struct parameter parameters[] = {
	CHOICE(struct given, name, NULL, &initializers, N_("how the weights are drawn"), .positional = true),
	REAL(struct given, gain, "auto", 0, 1e6, N_("multiplies the initializer's spread; gain=auto takes the activation's"), .given = offsetof(struct given, gain_typed) + 1),
	WORD(struct given, gain_rule, "auto", &gain_rules, N_("where the gain comes from when it is not a number")),
	REAL(struct given, bias, "auto", -1e6, 1e6, N_("what the biases start from"), .given = offsetof(struct given, bias_typed) + 1),
	WORD(struct given, mode, "auto", &fan_modes, N_("which fan sets the variance")),
	WORD(struct given, dist, "auto", &distributions, N_("shape of the distribution")),
};
// clang-format on

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	const struct network *network = session_network(session, error);
	if (!network)
		return false;
	struct net_given changed = net_given_of(session, network);
	changed.init = given->name;
	changed.gain = given->gain;
	changed.gain_typed = given->gain_typed;
	changed.gain_rule = given->gain_rule;
	changed.mode = given->mode;
	changed.dist = given->dist;
	if (given->bias_typed)
		changed.bias = given->bias;
	return net_replace(session, &changed, out, error);
}

const struct command command_init = {
	.label = { .name = "init",
		.summary = N_("The same network with only the initializer changed.") },
	.chapter = CHAPTER_BENCH,
	.help = N_("Draws the weights of the network again with another initializer, at epoch 0. "
		   "All else "
		   "stays: shape, activation, data, seed. Each weight comes from the same random "
		   "number as "
		   "before, so that only the initializer differs."),
	.example = "net 8 relu he\ninit xavier",
	PARAMETERS(parameters, struct given),
	.run = run,
};
