/* SPDX-License-Identifier: BSD-3-Clause
 *
 * seed: where every random number of the networks and data made from now on comes from.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"

struct given {
	uint64_t seed;
};

static const struct parameter parameters[] = {
	SEED(struct given, seed, NULL, N_("a whole number"), .positional = true),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)error;
	const struct given *given = record;
	session_options(session)->seed = given->seed;
	session_say(out, _("seed %llu for what is made from now on\n"),
		(unsigned long long)given->seed);
	return true;
}

const struct command command_seed = {
	.label = { .name = "seed", .summary = N_("Choose the random numbers.") },
	.chapter = CHAPTER_BENCH,
	.help = N_("Sets the seed of the data, networks and trainings made from now on; what "
		   "exists stays. "
		   "No command ever advances it, so the same cell gives the same result twice."),
	.example = "seed 3\nnet 2x8",
	PARAMETERS(parameters, struct given),
	.run = run,
};
