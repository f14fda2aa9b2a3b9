/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which cells change a session: those after which a copy is worth its memory, and which `undo`
 * counts.
 */
#include "kernel/base/memory.h"
#include "kernel/session/session.h"
#include "nn/pool.h"
#include "tests/unit/nobody.h"
#include "tests/unit/unit.h"

#include <string.h>

static bool go_on(void *to)
{
	(void)to;
	return true;
}
static enum answer answer_five(void *to, const char *prompt, bool secret, struct text *answer)
{
	(void)to;
	(void)prompt;
	(void)secret;
	text_put(answer, "5");
	return ANSWER_GIVEN;
}
/* Stands for a front that has so many steps; -1: the reader has stopped the cell. */
static long steps;
static bool so_many_steps(void *to, size_t back, size_t offset, long *possible)
{
	(void)to;
	(void)back;
	(void)offset;
	*possible = steps;
	return false;
}

static const struct outlet outlet = { no_text, no_display, no_display, no_bundle, no_bundle,
	no_clear, answer_five, go_on, no_steering, so_many_steps, false, NULL };

static bool changes(struct session *session, const char *cell)
{
	struct error error = { .kind = ERROR_NONE };
	unsigned long before = session_changes(session);
	session_execute(session, cell, strlen(cell), &outlet, &error);
	return session_changes(session) != before;
}

START_TEST(cells_that_change_something)
{
	static const char *const cells[] = { "a = 1", "net 2x4 relu he", "train 1", "set digits 4",
		"seed 4", "set lang es", "set lang en", "data moons", "init lecun", "act tanh",
		"ask \"?\"", "net 2x4 name=b; use b", "reset", "reset all", "b = 2; fail" };
	struct session *session = session_new();
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		ck_assert_msg(changes(session, cells[i]), "%s", cells[i]);
	session_free(session);
}
END_TEST

START_TEST(cells_that_only_look)
{
	static const char *const cells[] = { "print a", "check a == 1", "stats", "help train",
		"set", "clear", "fail", "set digits", "nonsense", "print (" };
	struct session *session = session_new();
	changes(session, "a = 1; net 2x4 relu he");
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		ck_assert_msg(!changes(session, cells[i]), "%s", cells[i]);
	session_free(session);
}
END_TEST

static void fails(long possible, const char *message, const char *hint)
{
	struct session *session = session_new();
	struct error error = { .kind = ERROR_NONE };
	steps = possible;
	ck_assert(!session_execute(session, "undo 5", 6, &outlet, &error));
	ck_assert_str_eq(error.message, message);
	ck_assert_str_eq(error.hint, hint);
	session_free(session);
}

START_TEST(undo_says_how_far_it_could)
{
	fails(0, "there is nothing left to undo", "");
	fails(3, "so many steps cannot be undone", "the most is: undo 3");
	fails(-1, "stopped by the reader", "");
}
END_TEST

/* Whoever forks lets the threads end first; work starts them again. */
START_TEST(threads_rest)
{
	struct session *session = session_new();
	changes(session, "data moons; net 2x8 relu he; train 2");
	session_rest(session);
	ck_assert(changes(session, "train 2"));
	session_free(session);
}
END_TEST

/* The option counts from the next statement on. */
START_TEST(threads_are_as_many_as_set)
{
	struct session *session = session_new();
	changes(session, "set threads 3; data xor");
	ck_assert_uint_eq(pool_threads(), 3);
	changes(session, "set threads 1; data xor");
	ck_assert_uint_eq(pool_threads(), 1);
	session_free(session);
}
END_TEST

SUITE(cells_that_change_something, cells_that_only_look, undo_says_how_far_it_could, threads_rest,
	threads_are_as_many_as_set)
