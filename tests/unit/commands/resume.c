/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A sweep that was stopped goes on where it was when the same is asked again, and only then: rows
 * of another sweep are never taken for its own. What is shown tells how much of it ran; what its
 * rows should be, a session that was never stopped.
 */
#include "kernel/commands/sweep.h"
#include "kernel/session/session.h"
#include "tests/unit/nobody.h"
#include "tests/unit/unit.h"

#include <string.h>

static struct {
	size_t displays; /* a figure after each block of rows, then figure and table */
	size_t most;     /* the reader stops it after so many */
} reader;

static void count_display(void *to, const char *id, const struct bundle *bundle)
{
	(void)to;
	(void)id;
	(void)bundle;
	reader.displays++;
}
static bool is_patient(void *to)
{
	(void)to;
	return reader.displays < reader.most;
}

static const struct outlet outlet = { no_text, count_display, count_display, no_bundle, no_bundle,
	no_clear, no_answer, is_patient, no_steering, no_undo, true, NULL };

/* How many displays the cell makes before the reader, after `most`, stops it. */
static size_t run(struct session *session, const char *cell, size_t most)
{
	struct error error = { .kind = ERROR_NONE };
	reader.displays = 0;
	reader.most = most;
	bool well = session_execute(session, cell, strlen(cell), &outlet, &error);
	ck_assert_msg(well || error.kind == ERROR_INTERRUPTED, "%s", error.message);
	ck_assert(well == (reader.displays < most));
	return reader.displays;
}

static void are_the_same(struct session *one, struct session *other)
{
	const struct table *table = session_kept_table(one, "sweep"),
			   *expected = session_kept_table(other, "sweep");
	ck_assert(table && expected);
	ck_assert_uint_eq(table_rows(table), table_rows(expected));
	for (size_t row = 0; row < table_rows(table); row++)
		for (size_t column = SWEEP_GRADIENT; column < SWEEP_COLUMNS; column++) {
			double is = table_number_at(table, row, column),
			       should = table_number_at(expected, row, column);
			ck_assert_msg(memcmp(&is, &should, sizeof is) == 0,
				"row %zu, column %zu: %.17g, not %.17g", row, column, is, should);
		}
}

enum { NEVER = 1000 };

/* Theory is silent about a residual network, so that a row takes no time: blocks are many. */
#define NET   "net 2x2 tanh residual name=a quiet; "
#define DATA  "data moons n=40; " NET
#define SWEEP "sweep lr=0.01..6..0.01 epochs=1"

START_TEST(goes_on_with_what_is_asked_again)
{
	struct session *stopped = session_new(), *whole = session_new();
	size_t all = run(whole, DATA SWEEP, NEVER);
	run(stopped, DATA, NEVER);
	run(stopped, SWEEP, 2);
	size_t done = table_rows(session_kept_table(stopped, "sweep"));
	ck_assert_uint_gt(done, 0);
	ck_assert_uint_lt(done, 600);
	/* The data are made again, the same. */
	ck_assert_uint_lt(run(stopped, DATA SWEEP, NEVER), all);
	are_the_same(stopped, whole);
	session_free(stopped);
	session_free(whole);
}
END_TEST

static void begins_anew(const char *first, const char *second)
{
	struct session *stopped = session_new(), *whole = session_new();
	run(stopped, DATA, NEVER);
	run(stopped, first, 2);
	run(stopped, second, NEVER);
	run(whole, DATA, NEVER);
	run(whole, second, NEVER);
	are_the_same(stopped, whole);
	session_free(stopped);
	session_free(whole);
}

START_TEST(begins_anew_with_anything_else)
{
	static const char *const others[] = {
		"sweep lr=0.01..6..0.01 epochs=2",
		"sweep lr=0.01..6..0.01 epochs=1 momentum=0.5",
		"sweep lr=0.01..6..0.01 epochs=1 clip=0.1",
		"sweep lr=0.01..6..0.01 epochs=1 decay=0.1",
		"sweep lr=0.01..6..0.01 epochs=1 batch=7",
		"sweep lr=0.01..6..0.01 epochs=1 dropout=0.5",
		"data moons n=40 noise=0.4; " NET SWEEP,
		"data circles n=40; " NET SWEEP,
		"net 2x2 sigmoid residual name=a quiet; " SWEEP,
		"train 1 opt=adam quiet; reset; " SWEEP,
		"train 3 steps opt=sgd momentum=0.9 quiet; reset; " SWEEP,
	};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		begins_anew(SWEEP, others[i]);
}
END_TEST

/* What gain=auto makes of he is what he has by itself for relu, in the first row, and not for tanh.
 */
START_TEST(looks_at_what_was_typed)
{
	begins_anew("sweep act=relu,tanh lr=0.01..3..0.01 init=he epochs=1",
		"sweep act=relu,tanh lr=0.01..3..0.01 init=he epochs=1 gain=auto");
	begins_anew("sweep lr=0.01..3..0.01 act=relu,tanh init=he epochs=1",
		"sweep lr=0.01..3..0.01 act=relu,tanh init=he epochs=1 gain=auto");
}
END_TEST

/* Its ends are the same, and how many there are. */
START_TEST(looks_at_each_value)
{
	struct text cell = TEXT_EMPTY;
	text_put(&cell, "sweep lr=0.01,0.025");
	for (int i = 3; i <= 600; i++)
		text_format(&cell, ",%.2f", 0.01 * i);
	text_put(&cell, " epochs=1");
	begins_anew(SWEEP, text_string(&cell));
	text_release(&cell);
}
END_TEST

SUITE(goes_on_with_what_is_asked_again, begins_anew_with_anything_else, looks_at_what_was_typed,
	looks_at_each_value)
