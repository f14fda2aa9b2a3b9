/* SPDX-License-Identifier: BSD-3-Clause
 *
 * recovery: what is left after a death, and going back.
 */
#include "tests/unit/protocol/desk.h"

/* A cell that ends well and leaves a copy. */
static void cell(const char *content)
{
	execute(content);
	uint64_t request = worker.requests[worker.sent - 1];
	done();
	struct piece pieces[] = { piece_from("1"), piece_from("1") };
	worker.copies[worker.copy_count++] = request;
	kernel_frame(kernel, &(struct frame){ FRAME_COPY, 0, request, pieces, 2 });
	kernel_advance(kernel);
	drop_all();
}

static void undo(const char *back, const char *offset)
{
	say(FRAME_UNDO, 0, 2, (const char *const[]){ back, offset });
}

/* The text of the next stream message. */
static const char *streamed(void)
{
	static char text[256];
	char name[64];
	json_t *content;
	text[0] = '\0';
	while ((content = next(kernel_published(kernel), name))) {
		const char *found = json_string_value(json_object_get(content, "text"));
		if (found)
			snprintf(text, sizeof text, "%s", found);
		json_decref(content);
	}
	return text;
}

START_TEST(a_death_says_what_is_left)
{
	struct death death = { .cause = DEATH_SIGNAL, .number = SIGKILL };
	open_kernel();
	cell("{\"code\": \"one\"}");
	cell("{\"code\": \"two\"}");
	execute("{\"code\": \"three\"}");
	drop_all();
	kernel_died(kernel, &death);
	kernel_advance(kernel);
	ck_assert_str_eq(published(), "error/m3 idle/m3");
	ck_assert_ptr_nonnull(strstr(reply_member("traceback"), "as they were after [2]"));
	ck_assert_int_eq(worker.starts, 1); /* the copy is the worker */
	execute("{\"code\": \"four\"}");
	ck_assert_str_eq(worker.first[worker.sent - 1], "four");
	/* A copy that dies before it says a word: the one before it. */
	drop_all();
	kernel_died(kernel, &death);
	ck_assert_ptr_nonnull(strstr(reply_member("traceback"), "as they were after [1]"));
	kernel_died(kernel, &death);
	kernel_advance(kernel);
	execute("{\"code\": \"five\"}");
	ck_assert_int_eq(worker.starts, 2); /* none is left */
	drop_all();
	kernel_frame(kernel, &(struct frame){ FRAME_DONE, 0, 0, NULL, 0 });
	kernel_died(kernel, &death);
	ck_assert_ptr_nonnull(strstr(reply_member("traceback"), "are lost"));
	close_kernel();
}
END_TEST

START_TEST(a_death_between_cells_is_told_in_the_next)
{
	struct death death = { .cause = DEATH_SIGNAL, .number = SIGKILL };
	open_kernel();
	cell("{\"code\": \"one\"}");
	kernel_died(kernel, &death);
	execute("{\"code\": \"two\"}");
	ck_assert_str_eq(streamed(), ""); /* the copy knew all there was */
	done();
	kernel_died(kernel, &death); /* of this one there is no copy */
	execute("{\"code\": \"three\", \"silent\": true}");
	done();
	ck_assert_str_eq(streamed(), "");
	execute("{\"code\": \"four\"}");
	const char *text = streamed();
	ck_assert_ptr_nonnull(strstr(text, "SIGKILL"));
	ck_assert_ptr_nonnull(strstr(text, "are lost"));
	ck_assert_int_eq(text[strlen(text) - 1], '\n');
	done();
	execute("{\"code\": \"five\"}");
	ck_assert_str_eq(streamed(), "");
	close_kernel();
}
END_TEST

/* As when the worker and its copies are killed together: a copy that is about to be dead may still
 * be taken for one that is not. */
START_TEST(a_copy_that_never_wakes_is_followed_by_a_fresh_worker)
{
	struct death death = { .cause = DEATH_SIGNAL, .number = SIGKILL };
	open_kernel();
	cell("{\"code\": \"one\"}");
	kernel_died(kernel, &death);
	kernel_advance(kernel);
	ck_assert_int_eq(worker.wakes, 1);
	kernel_died(kernel, &death);
	kernel_advance(kernel);
	ck_assert_int_eq(worker.starts, 2); /* without waiting for a cell */
	execute("{\"code\": \"two\"}");
	ck_assert_ptr_nonnull(strstr(streamed(), "are lost"));
	close_kernel();
}
END_TEST

START_TEST(the_rest_of_the_cell_runs_in_the_copy)
{
	open_kernel();
	cell("{\"code\": \"one\"}");
	cell("{\"code\": \"two\"}");
	execute("{\"code\": \"a\\nundo; b\"}");
	uint64_t before = worker.requests[worker.sent - 1];
	drop_all();
	undo("1", "6");
	ck_assert_int_eq(worker.wakes, 1);
	ck_assert_str_eq(
		streamed(), "undone: networks, data and variables are as they were after [1]\n");
	/* Places in the rest are what they were. */
	ck_assert_str_eq(worker.first[worker.sent - 1], " \n    ; b");
	ck_assert_uint_gt(worker.requests[worker.sent - 1], before);
	done();
	ck_assert_str_eq(reply_member("execution_count"), "3");
	close_kernel();
}
END_TEST

START_TEST(back_to_the_start)
{
	open_kernel();
	cell("{\"code\": \"one\"}");
	execute("{\"code\": \"undo\"}");
	drop_all();
	undo("1", "4");
	ck_assert_int_eq(worker.starts, 2);
	ck_assert_str_eq(
		streamed(), "undone: networks, data and variables are as they were at the start\n");
	done();
	ck_assert_str_eq(reply_member("status"), "\"ok\"");
	close_kernel();
}
END_TEST

START_TEST(no_worker_for_the_rest)
{
	open_kernel();
	cell("{\"code\": \"one\"}");
	execute("{\"code\": \"undo; b\"}");
	worker.refuses = true;
	drop_all();
	undo("1", "4");
	ck_assert_str_eq(reply_member("traceback"), "[\"no worker\"]");
	close_kernel();
}
END_TEST

START_TEST(a_silent_cell_goes_back_silently)
{
	open_kernel();
	cell("{\"code\": \"one\"}");
	execute("{\"code\": \"undo\", \"silent\": true}");
	drop_all();
	undo("0", "4");
	ck_assert_str_eq(streamed(), "");
	ck_assert_int_eq(worker.wakes, 1);
	close_kernel();
}
END_TEST

START_TEST(too_far_is_answered)
{
	open_kernel();
	cell("{\"code\": \"one\"}");
	execute("{\"code\": \"undo 5\"}");
	drop_all();
	undo("5", "6");
	ck_assert_int_eq(worker.kinds[worker.sent - 1], FRAME_ANSWER);
	ck_assert_str_eq(worker.first[worker.sent - 1], "2");
	ck_assert_str_eq(published(), "");
	failed();
	ck_assert_str_eq(published(), "error/m2 idle/m2");
	close_kernel();
}
END_TEST

/* The worker has been told to stop, and says so itself. */
START_TEST(an_interrupt_comes_first)
{
	open_kernel();
	cell("{\"code\": \"one\"}");
	execute("{\"code\": \"undo\"}");
	kernel_interrupt(kernel);
	undo("1", "4");
	ck_assert_int_eq(worker.wakes, 0);
	failed();
	ck_assert_str_eq(replies(), "execute_reply/m2");
	close_kernel();
}
END_TEST

SUITE(a_death_says_what_is_left, a_death_between_cells_is_told_in_the_next,
	a_copy_that_never_wakes_is_followed_by_a_fresh_worker,
	the_rest_of_the_cell_runs_in_the_copy, back_to_the_start, no_worker_for_the_rest,
	a_silent_cell_goes_back_silently, too_far_is_answered, an_interrupt_comes_first)
