/* SPDX-License-Identifier: BSD-3-Clause
 *
 * output: what the worker says, as messages, and what readers answer.
 */
#include "tests/unit/protocol/desk.h"

START_TEST(silence)
{
	static const char *const display[] = { "id", "text/plain", "x" };
	open_kernel();
	execute("{\"code\": \"one\", \"silent\": true, \"store_history\": true}");
	say(FRAME_STREAM, 0, 1, (const char *const[]){ "text" });
	say(FRAME_DISPLAY, 0, 3, display);
	say(FRAME_UPDATE, 0, 3, display);
	say(FRAME_RESULT, 0, 2, display + 1);
	say(FRAME_CLEAR, 0, 0, NULL);
	failed();
	ck_assert_str_eq(published(), "busy/m1 idle/m1");
	ck_assert_str_eq(reply_member("execution_count"), "0");
	close_kernel();
}
END_TEST

START_TEST(a_value_is_numbered_and_remembered)
{
	char name[64];
	open_kernel();
	execute("{\"code\": \"one\"}");
	published();
	say(FRAME_RESULT, 0, 2, (const char *const[]){ "text/plain", "x = 42" });
	json_t *content = next(kernel_published(kernel), name);
	ck_assert_str_eq(name, "execute_result/m1");
	ck_assert_int_eq(json_integer_value(json_object_get(content, "execution_count")), 1);
	json_decref(content);
	done();
	replies();
	request(PORT_SHELL, "history_request", "{}",
		"{\"hist_access_type\": \"tail\", \"n\": 1, \"output\": true, \"raw\": true}");
	ck_assert_str_eq(reply_member("history"), "[[1,1,[\"one\",\"x = 42\"]]]");
	close_kernel();
}
END_TEST

START_TEST(pages_and_clearing)
{
	char name[64];
	open_kernel();
	execute("{\"code\": \"one\"}");
	published();
	say(FRAME_CLEAR, FRAME_FLAG_WAIT, 0, NULL);
	say(FRAME_CLEAR, 0, 0, NULL);
	for (int wait = 1; wait >= 0; wait--) {
		json_t *content = next(kernel_published(kernel), name);
		ck_assert_str_eq(name, "clear_output/m1");
		ck_assert_int_eq(json_is_true(json_object_get(content, "wait")), wait);
		json_decref(content);
	}
	say(FRAME_PAGE, 0, 2, (const char *const[]){ "text/plain", "help" });
	done();
	ck_assert_str_eq(published(), "idle/m1");
	ck_assert_str_eq(reply_member("payload"),
		"[{\"source\":\"page\",\"data\":{\"text/plain\":\"help\"},\"start\":0}]");
	close_kernel();
}
END_TEST

START_TEST(frames_of_another_cell_are_not_heard)
{
	open_kernel();
	struct piece piece = piece_from("late");
	struct frame late = { .kind = FRAME_STREAM, .request = 1, .pieces = &piece, .count = 1 };
	kernel_frame(kernel, &late); /* nothing runs */
	ck_assert_str_eq(published(), "");
	execute("{\"code\": \"one\"}");
	done();
	execute("{\"code\": \"two\"}");
	drop_all();
	late.request = worker.requests[0];
	kernel_frame(kernel, &late);
	kernel_frame(kernel, &(struct frame){ .kind = FRAME_DONE, .request = worker.requests[0] });
	ck_assert_str_eq(published(), "");
	ck_assert_str_eq(replies(), "");
	close_kernel();
}
END_TEST

/* A worker that is not itself: what only the front says, a type that is no text, JSON that is none.
 */
START_TEST(what_is_not_understood_is_left_out)
{
	char name[64];
	open_kernel();
	execute("{\"code\": \"one\"}");
	published();
	say(FRAME_INTERRUPT, 0, 0, NULL);
	ck_assert_str_eq(published(), "");
	say(FRAME_DISPLAY, 0, 7,
		(const char *const[]){
			"", "text/\xff", "no", "application/json", "{", "text/plain", "yes" });
	json_t *content = next(kernel_published(kernel), name);
	json_t *data = json_object_get(content, "data");
	ck_assert_uint_eq(json_object_size(data), 1);
	ck_assert_str_eq(json_string_value(json_object_get(data, "text/plain")), "yes");
	json_decref(content);
	done();
	close_kernel();
}
END_TEST

START_TEST(output_that_waits_coalesces)
{
	char name[64];
	open_kernel();
	execute("{\"code\": \"one\"}");
	published();
	for (int i = 0; i < 100; i++)
		say(FRAME_STREAM, 0, 1, (const char *const[]){ "ab" });
	json_t *content = next(kernel_published(kernel), name);
	ck_assert_str_eq(name, "stream/m1");
	ck_assert_uint_eq(json_string_length(json_object_get(content, "text")), 200);
	json_decref(content);
	ck_assert_str_eq(published(), "");
	say(FRAME_DISPLAY, 0, 3, (const char *const[]){ "id", "text/plain", "0" });
	for (int i = 0; i < 100; i++)
		say(FRAME_UPDATE, 0, 3, (const char *const[]){ "id", "text/plain", "1" });
	say(FRAME_UPDATE, 0, 3, (const char *const[]){ "other", "text/plain", "2" });
	say(FRAME_STREAM, 0, 1, (const char *const[]){ "x" });
	done();
	ck_assert_str_eq(published(), "display_data/m1 update_display_data/m1 "
				      "update_display_data/m1 stream/m1 idle/m1");
	ck_assert_uint_eq(kernel_published(kernel)->bytes, 0);
	close_kernel();
}
END_TEST

START_TEST(the_worker_waits_for_slow_readers)
{
	char *megabyte = memory_new((1 << 20) + 1, 1);
	memset(megabyte, 'x', 1 << 20);
	open_kernel();
	execute("{\"code\": \"one\"}");
	published();
	for (int i = 0; i < 64; i++)
		say(FRAME_STREAM, 0, 1, (const char *const[]){ megabyte });
	ck_assert(!kernel_is_choked(kernel));
	say(FRAME_STREAM, 0, 1, (const char *const[]){ megabyte });
	ck_assert(kernel_is_choked(kernel));
	kernel_interrupt(kernel);
	/* It is heard again, but what is over the limit is not kept. */
	ck_assert(!kernel_is_choked(kernel));
	size_t before = kernel_published(kernel)->bytes;
	say(FRAME_STREAM, 0, 1, (const char *const[]){ megabyte });
	ck_assert_uint_eq(kernel_published(kernel)->bytes, before);
	free(megabyte);
	close_kernel();
}
END_TEST

/* What was read in one go goes a little beyond the limit; only an interrupted cell loses any. */
START_TEST(the_limit_costs_nobody_a_line)
{
	enum { PIECE = 1 << 15 };
	char *bytes = memory_new(PIECE, 1);
	size_t expected = 0, found = 0;
	char name[64];
	json_t *content;
	open_kernel();
	execute("{\"code\": \"one\"}");
	memset(bytes, 'x', PIECE - 1);
	while (expected < PUBLISHED_LIMIT + 10 * PIECE) {
		say(FRAME_STREAM, 0, 1, (const char *const[]){ bytes });
		expected += PIECE - 1;
	}
	ck_assert(kernel_is_choked(kernel));
	kernel_interrupt(kernel);
	say(FRAME_STREAM, 0, 1, (const char *const[]){ "of an interrupted cell" });
	while ((content = next(kernel_published(kernel), name))) {
		found += json_string_length(json_object_get(content, "text"));
		json_decref(content);
	}
	ck_assert_uint_eq(found, expected);
	free(bytes);
	close_kernel();
}
END_TEST

START_TEST(questions)
{
	char name[64], parent[128];
	open_kernel();
	execute("{\"code\": \"one\", \"allow_stdin\": true}");
	ck_assert_uint_eq(worker.flags[0] & FRAME_FLAG_ASKABLE, FRAME_FLAG_ASKABLE);
	/* An answer that nobody asked for. */
	request(PORT_STDIN, "input_reply", "{}", "{\"value\": \"early\"}");
	ck_assert_uint_eq(worker.sent, 1);
	say(FRAME_ASK, FRAME_FLAG_SECRET, 1, (const char *const[]){ "who?" });
	const struct piece *pieces;
	enum port port;
	size_t count;
	ck_assert(outbox_first(
		kernel_replies(kernel), kernel_sender(kernel), &port, &pieces, &count));
	ck_assert_int_eq(port, PORT_STDIN);
	ck_assert_str_eq(pieces[0].bytes, "me");
	json_t *header = json_loads(pieces[3].bytes, 0, NULL);
	snprintf(parent, sizeof parent, "{\"msg_id\": \"%s\"}",
		json_string_value(json_object_get(header, "msg_id")));
	json_decref(header);
	json_t *content = next(kernel_replies(kernel), name);
	ck_assert_str_eq(name, "input_request/m1");
	ck_assert(json_is_true(json_object_get(content, "password")));
	json_decref(content);
	request(PORT_STDIN, "input_reply", "{\"msg_id\": \"another\"}", "{\"value\": \"no\"}");
	request(PORT_STDIN, "kernel_info_request", "{}", "{}");
	ck_assert_uint_eq(worker.sent, 1);
	request(PORT_STDIN, "input_reply", parent, "{\"value\": \"Lucia\"}");
	ck_assert_int_eq(worker.kinds[1], FRAME_ANSWER);
	ck_assert_uint_eq(worker.flags[1], ANSWER_GIVEN);
	ck_assert_str_eq(worker.first[1], "Lucia");
	request(PORT_STDIN, "input_reply", parent, "{\"value\": \"twice\"}");
	ck_assert_uint_eq(worker.sent, 2);
	/* Without a parent, as some clients answer; and the end of input. */
	say(FRAME_ASK, 0, 1, (const char *const[]){ "more?" });
	request(PORT_STDIN, "input_reply", "{}", "{\"value\": \"\\u0004\"}");
	ck_assert_uint_eq(worker.flags[2], ANSWER_END);
	close_kernel();
}
END_TEST

START_TEST(nobody_is_asked_who_cannot_answer)
{
	open_kernel();
	execute("{\"code\": \"one\", \"allow_stdin\": false}");
	done();
	execute("{\"code\": \"two\"}");
	ck_assert_uint_eq(worker.flags[0], 0);
	ck_assert_uint_eq(worker.flags[1], 0);
	close_kernel();
}
END_TEST

START_TEST(expressions_are_answered_in_order)
{
	open_kernel();
	execute("{\"code\": \"one\", \"user_expressions\": {\"a\": \"1\", \"b\": 2, \"c\": "
		"\"3\"}}");
	ck_assert_uint_eq(worker.counts[0], 3);
	say(FRAME_VALUE, 0, 2, (const char *const[]){ "text/plain", "1 = 1" });
	say(FRAME_VALUE, FRAME_FLAG_FAILED, 3,
		(const char *const[]){ "NameError", "no c", "no c\n" });
	say(FRAME_VALUE, 0, 2, (const char *const[]){ "text/plain", "one too many" });
	done();
	char name[64];
	json_t *content = next(kernel_replies(kernel), name);
	json_t *values = json_object_get(content, "user_expressions");
	ck_assert_uint_eq(json_object_size(values), 3);
	json_t *first = json_object_get(values, "a"), *last = json_object_get(values, "c");
	ck_assert_str_eq(json_string_value(json_object_get(first, "status")), "ok");
	ck_assert_str_eq(json_string_value(json_object_get(last, "ename")), "NameError");
	json_decref(content);
	close_kernel();
}
END_TEST

START_TEST(subscribers_are_welcomed_before_what_waits)
{
	open_kernel();
	request(PORT_SHELL, "kernel_info_request", "{}", "{}");
	kernel_subscribe(kernel, "\1", 1);
	ck_assert_str_eq(published(), "iopub_welcome/ starting/ busy/m1 idle/m1");
	kernel_subscribe(kernel, "\1kernel.", 8);
	ck_assert_str_eq(published(), "iopub_welcome/");
	kernel_subscribe(kernel, "\0", 1);
	kernel_subscribe(kernel, "", 0);
	kernel_subscribe(kernel, "\1\xff", 2);
	kernel_subscribe(kernel, "\1a\0b", 4);
	kernel_subscribe(kernel, "\2a", 2);
	ck_assert_str_eq(published(), "");
	close_kernel();
}
END_TEST

SUITE(silence, a_value_is_numbered_and_remembered, pages_and_clearing,
	frames_of_another_cell_are_not_heard, what_is_not_understood_is_left_out,
	output_that_waits_coalesces, the_worker_waits_for_slow_readers,
	the_limit_costs_nobody_a_line, questions, nobody_is_asked_who_cannot_answer,
	expressions_are_answered_in_order, subscribers_are_welcomed_before_what_waits)
