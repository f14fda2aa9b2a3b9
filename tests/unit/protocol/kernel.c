/* SPDX-License-Identifier: BSD-3-Clause
 *
 * kernel: cells in order, interrupts, deaths, the end.
 */
#include "tests/unit/protocol/desk.h"

START_TEST(one_cell_is_in_flight)
{
	open_kernel();
	ck_assert_int_eq(worker.starts, 1);
	ck_assert(!kernel_is_busy(kernel));
	execute("{\"code\": \"one\"}");
	ck_assert(kernel_is_busy(kernel));
	execute("{\"code\": \"two\"}");
	ck_assert_uint_eq(worker.sent, 1);
	ck_assert_str_eq(published(), "busy/m1 execute_input/m1");
	request(PORT_CONTROL, "kernel_info_request", "{}", "{}");
	ck_assert_str_eq(published(), "busy/m3 idle/m3");
	ck_assert_str_eq(replies(), "kernel_info_reply/m3");
	done();
	ck_assert_uint_eq(worker.sent, 2);
	ck_assert_str_eq(worker.first[1], "two");
	ck_assert_str_eq(published(), "idle/m1 busy/m2 execute_input/m2");
	ck_assert_str_eq(replies(), "execute_reply/m1");
	close_kernel();
}
END_TEST

/* It wakes up meanwhile. */
START_TEST(the_worker_is_told_first)
{
	open_kernel();
	execute("{\"code\": \"one\"}");
	ck_assert_uint_eq(worker.sent, 1);
	ck_assert(!worker.others_told[0]);
	ck_assert_str_eq(published(), "busy/m1 execute_input/m1");
	close_kernel();
}
END_TEST

START_TEST(a_failure_aborts_what_waits)
{
	open_kernel();
	execute("{\"code\": \"one\"}");
	execute("{\"code\": \"two\"}");
	execute("{\"code\": \"three\", \"silent\": true}");
	published();
	failed();
	ck_assert_str_eq(published(), "error/m1 idle/m1 busy/m2 idle/m2 busy/m3 idle/m3");
	ck_assert_str_eq(reply_member("traceback"), "[\"wrong\",\"1 | x\"]");
	ck_assert_str_eq(reply_member("status"), "\"aborted\"");
	ck_assert_str_eq(reply_member("execution_count"), "1");
	execute("{\"code\": \"four\"}");
	ck_assert_str_eq(worker.first[1], "four");
	/* Neither of these stops what follows. */
	execute("{\"code\": \"five\", \"stop_on_error\": false}");
	execute("{\"code\": \"six\", \"silent\": true}");
	execute("{\"code\": \"seven\"}");
	done();
	failed();
	failed();
	ck_assert_str_eq(worker.first[4], "seven");
	close_kernel();
}
END_TEST

START_TEST(an_interrupt_has_two_seconds)
{
	open_kernel();
	kernel_interrupt(kernel);
	ck_assert_uint_eq(worker.sent, 0);
	ck_assert_int_eq(kernel_due(kernel), -1);
	execute("{\"code\": \"one\"}");
	say(FRAME_STREAM, 0, 1, (const char *const[]){ "alive" });
	request(PORT_CONTROL, "interrupt_request", "{}", "{}");
	ck_assert_int_eq(worker.kinds[1], FRAME_INTERRUPT);
	ck_assert_int_eq(kernel_due(kernel), PATIENCE);
	kernel_clock(kernel, 2000);
	request(PORT_SHELL, "interrupt_request", "{}", "{}");
	ck_assert_uint_eq(worker.sent, 2); /* once is enough */
	ck_assert_int_eq(kernel_due(kernel), PATIENCE - 1000);
	kernel_clock(kernel, 2999);
	ck_assert(!kernel_loses_patience(kernel));
	/* More of what it has said may be on its way. */
	say(FRAME_STREAM, 0, 1, (const char *const[]){ "alive" });
	ck_assert_int_eq(kernel_due(kernel), SPEAKING_PATIENCE);
	for (int i = 1; i < 5; i++) {
		kernel_clock(kernel, 3000 + 400 * i);
		ck_assert(!kernel_loses_patience(kernel));
		say(FRAME_STREAM, 0, 1, (const char *const[]){ "alive" });
	}
	ck_assert_int_eq(kernel_due(kernel), 1000 + 2 * PATIENCE - 4600);
	kernel_clock(kernel, 1000 + 2 * PATIENCE);
	ck_assert(kernel_loses_patience(kernel));
	ck_assert_int_eq(kernel_due(kernel), -1);
	ck_assert(!kernel_loses_patience(kernel));
	drop_all();
	kernel_died(kernel, &(struct death){ .cause = DEATH_SIGNAL, .number = SIGKILL });
	kernel_advance(kernel);
	ck_assert_str_eq(published(), "error/m1 idle/m1");
	ck_assert_str_eq(reply_member("ename"), "\"WorkerDied\"");
	ck_assert_int_eq(worker.starts, 2);
	close_kernel();
}
END_TEST

START_TEST(who_was_stopped_by_somebody_could_not_react)
{
	open_kernel();
	execute("{\"code\": \"one\"}");
	say(FRAME_STREAM, 0, 1, (const char *const[]){ "alive" });
	kernel_interrupt(kernel);
	kernel_clock(kernel, 1000 + PATIENCE);
	ck_assert(kernel_loses_patience(kernel));
	kernel_died(kernel,
		&(struct death){ .cause = DEATH_SIGNAL, .number = SIGKILL, .stopped = true });
	ck_assert_str_eq(reply_member("evalue"),
		"\"the process that computes was stopped by somebody, did not react to the "
		"interrupt for 2 seconds, and was ended\"");
	close_kernel();
}
END_TEST

START_TEST(what_is_no_message_is_dropped)
{
	struct piece pieces[] = { { "me", 2 }, { "<IDS|MSG>", 9 }, { "", 0 } };
	open_kernel();
	drop_all();
	kernel_receive(kernel, PORT_SHELL, pieces, 3);
	kernel_receive(kernel, PORT_CONTROL, pieces, 0);
	ck_assert_str_eq(published(), "");
	ck_assert_str_eq(replies(), "");
	close_kernel();
}
END_TEST

/* Its first word takes what the machine takes to start it; the cell's time begins then. */
START_TEST(who_has_yet_to_begin_has_longer)
{
	open_kernel();
	execute("{\"code\": \"one\"}");
	kernel_interrupt(kernel);
	ck_assert_int_eq(kernel_due(kernel), START_PATIENCE);
	kernel_clock(kernel, 1000 + START_PATIENCE - 1);
	ck_assert(!kernel_loses_patience(kernel));
	say(FRAME_STREAM, 0, 1, (const char *const[]){ "alive" });
	ck_assert_int_eq(kernel_due(kernel), PATIENCE);
	done();
	execute("{\"code\": \"two\"}");
	kernel_died(kernel, &(struct death){ .cause = DEATH_SIGNAL, .number = SIGKILL });
	kernel_advance(kernel);
	execute("{\"code\": \"three\"}");
	kernel_interrupt(kernel);
	kernel_clock(kernel, 1000 + 2 * START_PATIENCE);
	ck_assert(kernel_loses_patience(kernel));
	drop_all();
	kernel_died(kernel, &(struct death){ .cause = DEATH_SIGNAL, .number = SIGKILL });
	ck_assert_str_eq(reply_member("evalue"),
		"\"the cell did not react to the interrupt for 10 seconds and was ended\"");
	close_kernel();
}
END_TEST

START_TEST(a_cell_that_ends_in_time_is_left_alone)
{
	open_kernel();
	execute("{\"code\": \"one\"}");
	kernel_interrupt(kernel);
	done();
	execute("{\"code\": \"two\"}");
	kernel_clock(kernel, 100000);
	ck_assert(!kernel_loses_patience(kernel));
	close_kernel();
}
END_TEST

/* One that dies before it says a word is not started again and again, only when it is needed. */
START_TEST(a_worker_that_cannot_live_waits_for_a_cell)
{
	struct death death = { .cause = DEATH_EXIT, .number = 1 };
	open_kernel();
	kernel_died(kernel, &death);
	for (int i = 0; i < 5; i++)
		kernel_advance(kernel);
	ck_assert_int_eq(worker.starts, 1);
	execute("{\"code\": \"one\"}");
	ck_assert_int_eq(worker.starts, 2);
	kernel_died(kernel, &death);
	kernel_advance(kernel);
	ck_assert_str_eq(published(), "busy/m1 execute_input/m1 error/m1 idle/m1");
	worker.refuses = true;
	execute("{\"code\": \"two\"}");
	ck_assert_str_eq(published(), "busy/m2 execute_input/m2 error/m2 idle/m2");
	worker.refuses = false;
	execute("{\"code\": \"three\"}");
	ck_assert_str_eq(worker.first[worker.sent - 1], "three");
	close_kernel();
}
END_TEST

/* Who drops messages does not have to be heard for long. */
START_TEST(what_is_dropped_is_said)
{
	struct piece whole[] = { piece_from("me"), piece_from("<IDS|MSG>"), piece_from(""),
		piece_from("{\"msg_id\": \"a\", \"msg_type\": \"kernel_info_request\"}"),
		piece_from("{}"), piece_from("{}"), piece_from("{}") };
	open_kernel();
	ck_assert(kernel_receive(kernel, PORT_SHELL, whole, 7));
	ck_assert(!kernel_receive(kernel, PORT_SHELL, whole, 6));
	whole[3] = piece_from("{}");
	ck_assert(!kernel_receive(kernel, PORT_SHELL, whole, 7));
	request(PORT_CONTROL, "shutdown_request", "{}", "{}");
	drop_all();
	whole[3] = piece_from("{\"msg_id\": \"b\", \"msg_type\": \"kernel_info_request\"}");
	ck_assert(!kernel_receive(kernel, PORT_SHELL, whole, 7));
	ck_assert_str_eq(replies(), "");
	close_kernel();
}
END_TEST

START_TEST(a_cell_that_cannot_be_sent)
{
	open_kernel();
	worker.full = true;
	execute("{\"code\": \"long\"}");
	ck_assert_str_eq(reply_member("ename"), "\"ValueError\"");
	execute("{\"code\": 5}");
	ck_assert_str_eq(reply_member("ename"), "\"ProtocolError\"");
	ck_assert_str_eq(published(), "busy/m1 execute_input/m1 error/m1 idle/m1 "
				      "busy/m2 execute_input/m2 error/m2 idle/m2");
	close_kernel();
}
END_TEST

START_TEST(shutdown_answers_everybody)
{
	open_kernel();
	execute("{\"code\": \"one\"}");
	execute("{\"code\": \"two\"}");
	published();
	request(PORT_CONTROL, "shutdown_request", "{}", "{\"restart\": true}");
	ck_assert(kernel_is_over(kernel));
	ck_assert_str_eq(published(), "busy/m3 idle/m1 busy/m2 idle/m2 shutdown_reply/m3 idle/m3");
	ck_assert_str_eq(replies(), "execute_reply/m1 execute_reply/m2 shutdown_reply/m3");
	request(PORT_SHELL, "kernel_info_request", "{}", "{}");
	ck_assert_str_eq(replies(), "");
	ck_assert_uint_eq(worker.sent, 1);
	close_kernel();
}
END_TEST

SUITE(what_is_dropped_is_said, one_cell_is_in_flight, the_worker_is_told_first,
	a_failure_aborts_what_waits, an_interrupt_has_two_seconds,
	who_was_stopped_by_somebody_could_not_react, who_has_yet_to_begin_has_longer,
	what_is_no_message_is_dropped, a_cell_that_ends_in_time_is_left_alone,
	a_worker_that_cannot_live_waits_for_a_cell, a_cell_that_cannot_be_sent,
	shutdown_answers_everybody)
