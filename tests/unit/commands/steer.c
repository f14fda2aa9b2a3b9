/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Training that is steered while it runs, by an outlet that looks at the network's epoch whenever
 * it is polled. The weights are those of two trainings, one after the other, to the bit.
 */
#include "kernel/session/session.h"
#include "tests/unit/nobody.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static struct {
	struct session *session;
	double *rate, *stop;
	uint64_t epoch; /* when it acts */
	double to;      /* the new rate; 0: stop */
} reader;

static void steerable(void *to, const char *name, double *value)
{
	(void)to;
	*(strcmp(name, "lr") == 0 ? &reader.rate : &reader.stop) = value;
}
static bool act(void *to)
{
	(void)to;
	const char *name = session_network_name(reader.session);
	const struct network *network = name ? session_find_network(reader.session, name) : NULL;
	if (network && reader.rate && network->epoch == reader.epoch) {
		if (reader.to != 0)
			*reader.rate = reader.to;
		else
			*reader.stop = 1;
	}
	return true;
}

static const struct outlet outlet = { no_text, no_display, no_display, no_bundle, no_bundle,
	no_clear, no_answer, act, steerable, no_undo, false, NULL };

/* The number that an expression is after the cell; it must run well. */
static void run(const char *cell, const char *expression, double *value)
{
	struct error error = { .kind = ERROR_NONE };
	struct bundle bundle = BUNDLE_EMPTY;
	reader.session = session_new();
	ck_assert_msg(session_execute(reader.session, cell, strlen(cell), &outlet, &error), "%s",
		error.message);
	ck_assert(session_expression(
		reader.session, expression, strlen(expression), &bundle, &error));
	const char *shown = strrchr(bundle_find(&bundle, "text/plain"), '=');
	*value = strtod(shown + 1, NULL);
	bundle_release(&bundle);
	session_free(reader.session);
	/* What was lent for the training is taken back. */
	ck_assert(!reader.rate && !reader.stop);
}

#define BENCH "set digits 17; data moons; net 2x8 tanh xavier; "

START_TEST(a_new_rate_goes_on_where_the_old_one_stood)
{
	double steered, parted, epochs;
	reader.epoch = 3;
	reader.to = 0.5;
	run(BENCH "train 7 lr=0.05 momentum=0.9", "loss", &steered);
	run(BENCH "train 7 lr=0.05 momentum=0.9", "epoch", &epochs);
	ck_assert_double_eq(epochs, 7);
	/* Steered while the losses after the third epoch are computed. */
	reader.epoch = 1000;
	run(BENCH "train 3 lr=0.05 momentum=0.9; train 4 lr=0.5 momentum=0.9", "loss", &parted);
	ck_assert_double_eq(steered, parted);
	run(BENCH "train 7 lr=0.05 momentum=0.9", "loss", &parted);
	ck_assert_double_ne(steered, parted);
}
END_TEST

START_TEST(a_rate_that_is_none_is_not_taken)
{
	double steered, plain;
	reader.epoch = 1000;
	run(BENCH "train 5", "loss", &plain);
	reader.epoch = 2;
	reader.to = -1;
	run(BENCH "train 5", "loss", &steered);
	ck_assert_double_eq(steered, plain);
}
END_TEST

START_TEST(it_ends_well_when_told_to_stop)
{
	double epochs, after;
	reader.epoch = 2;
	reader.to = 0;
	run(BENCH "train 1000", "epoch", &epochs);
	ck_assert_double_eq(epochs, 2);
	/* The cell goes on. */
	run(BENCH "train 1000; a = 5", "a", &after);
	ck_assert_double_eq(after, 5);
	/* Told so before the first step. */
	reader.epoch = 0;
	run(BENCH "train 1000; a = 5", "a", &after);
	ck_assert_double_eq(after, 5);
	run(BENCH "train 1000; a = 5", "epoch", &epochs);
	ck_assert_double_eq(epochs, 0);
}
END_TEST

SUITE(a_new_rate_goes_on_where_the_old_one_stood, a_rate_that_is_none_is_not_taken,
	it_ends_well_when_told_to_stop)
