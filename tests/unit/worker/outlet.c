/* SPDX-License-Identifier: BSD-3-Clause
 *
 * outlet: a worker whose front is this test, at the other end of a socket in the same process. What
 * the front says beforehand is read when the worker first waits or polls.
 */
#include "kernel/worker/outlet.h"

#include "kernel/session/registry.h"
#include "tests/unit/unit.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

const struct command *const commands[] = { NULL };

static struct worker worker;
static struct channel front;
static struct outlet outlet;
enum { CELL = 7 };

static void open_worker(void)
{
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	worker = (struct worker){ .request = CELL, .may_ask = true, .session = session_new() };
	channel_init(&worker.channel, ends[0]);
	channel_init(&front, ends[1]);
	outlet = worker_outlet(&worker);
}

static void close_worker(void)
{
	channel_release(&worker.channel);
	channel_release(&front);
	text_release(&worker.stream);
	text_release(&worker.names);
	text_release(&worker.answer_text);
	session_free(worker.session);
}

static void tell(enum frame_kind kind, unsigned flags, uint64_t request, const char *first,
	const char *second)
{
	struct piece pieces[2] = { piece_from(first ? first : ""),
		piece_from(second ? second : "") };
	struct frame frame = { kind, flags, request, pieces, (size_t) !!first + (size_t) !!second };
	ck_assert(channel_put(&front, &frame));
	channel_push(&front);
}

/* The next frame that is not about names; false when none has come. */
static bool hear(struct frame *frame)
{
	channel_push(&worker.channel);
	for (;;) {
		while (channel_take(&front, frame))
			if (frame->kind != FRAME_NAMES)
				return true;
		if (!channel_pull(&front))
			return false;
	}
}

static void hears(enum frame_kind kind, unsigned flags, const char *first)
{
	struct frame frame;
	ck_assert(hear(&frame));
	ck_assert_int_eq(frame.kind, kind);
	ck_assert_uint_eq(frame.flags, flags);
	ck_assert_uint_eq(frame.request, CELL);
	if (first)
		ck_assert_str_eq(frame.pieces[0].bytes, first);
}

static void hears_nothing(void)
{
	struct frame frame;
	ck_assert(!hear(&frame));
}

static void say(const char *text)
{
	outlet.stream(outlet.to, text, strlen(text));
}

START_TEST(text_is_gathered_and_comes_before_what_follows)
{
	struct bundle bundle = BUNDLE_EMPTY;
	open_worker();
	bundle_copy(&bundle, "text/plain", "shown");
	say("a");
	say("b\n");
	hears_nothing();
	outlet.display(outlet.to, NULL, &bundle);
	hears(FRAME_STREAM, 0, "ab\n");
	hears(FRAME_DISPLAY, 0, "");
	outlet.display(outlet.to, "id", &bundle);
	hears(FRAME_DISPLAY, 0, "id");
	outlet.update(outlet.to, "id", &bundle);
	hears(FRAME_UPDATE, 0, "id");
	say("c");
	outlet.result(outlet.to, &bundle);
	hears(FRAME_STREAM, 0, "c");
	hears(FRAME_RESULT, 0, "text/plain");
	outlet.page(outlet.to, &bundle);
	hears(FRAME_PAGE, 0, "text/plain");
	say("d");
	outlet.clear(outlet.to, true);
	hears(FRAME_STREAM, 0, "d");
	hears(FRAME_CLEAR, FRAME_FLAG_WAIT, NULL);
	outlet.clear(outlet.to, false);
	hears(FRAME_CLEAR, 0, NULL);
	bundle_release(&bundle);
	close_worker();
}
END_TEST

START_TEST(a_result_leaves_with_the_end_of_its_cell)
{
	struct bundle bundle = BUNDLE_EMPTY;
	open_worker();
	bundle_copy(&bundle, "text/plain", "shown");
	outlet.result(outlet.to, &bundle);
	ck_assert_uint_gt(channel_waiting(&worker.channel), 0);
	worker_send(&worker, (struct frame){ .kind = FRAME_DONE });
	ck_assert_uint_eq(channel_waiting(&worker.channel), 0);
	hears(FRAME_RESULT, 0, "text/plain");
	hears(FRAME_DONE, 0, NULL);
	bundle_release(&bundle);
	close_worker();
}
END_TEST

/* 32 KiB at a time; letters of three bytes do not fit into that evenly. */
START_TEST(long_text_is_cut_between_characters)
{
	enum { LETTERS = 30000 };
	struct frame frame;
	struct text sent = TEXT_EMPTY, heard = TEXT_EMPTY;
	open_worker();
	for (int i = 0; i < LETTERS; i++)
		text_put(&sent, i % 3 ? "\xe2\x82\xac" : "\xc3\xb1");
	outlet.stream(outlet.to, sent.bytes, sent.length);
	worker_flush(&worker, true);
	while (hear(&frame)) {
		ck_assert_uint_le(frame.pieces[0].length, 1 << 15);
		ck_assert_int_ne(frame.pieces[0].bytes[0] & 0xc0, 0x80);
		text_append(&heard, frame.pieces[0].bytes, frame.pieces[0].length);
	}
	ck_assert_str_eq(text_string(&heard), text_string(&sent));
	text_release(&sent);
	text_release(&heard);
	/* What is no character at all is not held back for ever. */
	outlet.stream(outlet.to, "\x80\x80\x80\x80\x80", 5);
	worker_flush(&worker, true);
	hears(FRAME_STREAM, 0, "\x80\x80\x80\x80\x80");
	close_worker();
}
END_TEST

START_TEST(an_output_beyond_all_measure_is_named)
{
	open_worker();
	char *huge = malloc(FRAME_LIMIT + 1);
	ck_assert_ptr_nonnull(huge);
	memset(huge, 'x', FRAME_LIMIT);
	huge[FRAME_LIMIT] = '\0';
	struct bundle bundle = BUNDLE_EMPTY;
	bundle_copy(&bundle, "text/plain", huge);
	outlet.result(outlet.to, &bundle);
	hears(FRAME_STREAM, 0, "[an output of more than 64 MB is not shown]\n");
	bundle_release(&bundle);
	free(huge);
	close_worker();
}
END_TEST

START_TEST(questions)
{
	struct text answer = TEXT_EMPTY;
	open_worker();
	tell(FRAME_ANSWER, ANSWER_GIVEN, CELL - 1, "too late", NULL);
	tell(FRAME_ANSWER, ANSWER_GIVEN, CELL, "in time", NULL);
	say("before");
	ck_assert_int_eq(outlet.ask(outlet.to, "?", true, &answer), ANSWER_GIVEN);
	ck_assert_str_eq(text_string(&answer), "in time");
	hears(FRAME_STREAM, 0, "before");
	hears(FRAME_ASK, FRAME_FLAG_SECRET, "?");
	tell(FRAME_ANSWER, ANSWER_END, CELL, "", NULL);
	ck_assert_int_eq(outlet.ask(outlet.to, "again?", false, &answer), ANSWER_END);
	hears(FRAME_ASK, 0, "again?");
	tell(FRAME_INTERRUPT, 0, CELL, NULL, NULL);
	ck_assert_int_eq(outlet.ask(outlet.to, "?", false, &answer), ANSWER_INTERRUPTED);
	worker.may_ask = false;
	ck_assert_int_eq(outlet.ask(outlet.to, "?", false, &answer), ANSWER_NOBODY);
	text_release(&answer);
	close_worker();
}
END_TEST

static void wait_a_little(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
}

START_TEST(commands_are_steered)
{
	double rate = 0.5, other = 1;
	open_worker();
	outlet.steerable(outlet.to, "lr", &rate);
	tell(FRAME_STEER, 0, CELL - 1, "lr", "9");
	tell(FRAME_STEER, 0, CELL, "lr", "0.25");
	tell(FRAME_STEER, 0, CELL, "unknown", "3");
	ck_assert(outlet.poll(outlet.to));
	ck_assert_double_eq(rate, 0.25);
	outlet.steerable(outlet.to, "lr", NULL);
	tell(FRAME_STEER, 0, CELL, "lr", "0.75");
	wait_a_little();
	ck_assert(outlet.poll(outlet.to));
	ck_assert_double_eq(rate, 0.25);
	/* A name that is too long, and more than there is room for. */
	outlet.steerable(outlet.to, "a name that is longer than any control's name", &other);
	for (int i = 0; i < STEERABLE + 1; i++) {
		char name[] = { (char)('a' + i), '\0' };
		outlet.steerable(outlet.to, name, i < STEERABLE ? &rate : &other);
	}
	tell(FRAME_STEER, 0, CELL, "i", "4");
	wait_a_little();
	ck_assert(outlet.poll(outlet.to));
	ck_assert_double_eq(other, 1);
	close_worker();
}
END_TEST

START_TEST(an_interrupt_is_seen_by_polling)
{
	open_worker();
	ck_assert(outlet.poll(outlet.to));
	tell(FRAME_INTERRUPT, 0, CELL - 1, NULL, NULL);
	wait_a_little();
	ck_assert(outlet.poll(outlet.to));
	tell(FRAME_INTERRUPT, 0, CELL, NULL, NULL);
	/* The pipe is looked at twice a millisecond at most, the clock every time. */
	wait_a_little();
	ck_assert(!outlet.poll(outlet.to));
	ck_assert(!outlet.poll(outlet.to));
	close_worker();
}
END_TEST

START_TEST(text_is_not_held_for_long)
{
	open_worker();
	say("waiting");
	worker.since.tv_sec--;
	ck_assert(outlet.poll(outlet.to));
	hears(FRAME_STREAM, 0, "waiting");
	close_worker();
}
END_TEST

START_TEST(the_end_of_the_front_stops_the_cell)
{
	open_worker();
	tell(FRAME_QUIT, 0, 0, NULL, NULL);
	ck_assert(!outlet.poll(outlet.to));
	ck_assert(worker.quit);
	close_worker();
	open_worker();
	channel_release(&front);
	ck_assert(!outlet.poll(outlet.to));
	ck_assert(worker.quit);
	close_worker();
}
END_TEST

/* More than the front may lag behind, and the word to stop among what it says. */
START_TEST(output_that_is_stuck_can_be_interrupted)
{
	struct text much = TEXT_EMPTY;
	open_worker();
	for (int i = 0; i < 1 << 18; i++)
		text_put(&much, "sixteen letters.");
	tell(FRAME_INTERRUPT, 0, CELL, NULL, NULL);
	struct piece piece = { text_string(&much), much.length };
	worker_send(&worker, (struct frame){ .kind = FRAME_STREAM, .pieces = &piece, .count = 1 });
	ck_assert(worker.interrupted);
	text_release(&much);
	close_worker();
}
END_TEST

/* What the cell has changed itself is the first step back. */
START_TEST(going_back)
{
	struct frame frame;
	long possible = 99;
	open_worker();
	worker.copied = session_changes(worker.session);
	tell(FRAME_ANSWER, ANSWER_GIVEN, CELL, "3", NULL);
	ck_assert(!outlet.undo(outlet.to, 5, 42, &possible));
	ck_assert_int_eq(possible, 2);
	ck_assert(hear(&frame));
	ck_assert_int_eq(frame.kind, FRAME_UNDO);
	ck_assert_str_eq(frame.pieces[0].bytes, "5");
	ck_assert_str_eq(frame.pieces[1].bytes, "42");
	session_changed(worker.session);
	tell(FRAME_ANSWER, ANSWER_GIVEN, CELL, "3", NULL);
	ck_assert(!outlet.undo(outlet.to, 5, 42, &possible));
	ck_assert_int_eq(possible, 3);
	ck_assert(hear(&frame));
	ck_assert_str_eq(frame.pieces[0].bytes, "4");
	tell(FRAME_INTERRUPT, 0, CELL, NULL, NULL);
	ck_assert(!outlet.undo(outlet.to, 5, 42, &possible));
	ck_assert_int_eq(possible, -1);
	close_worker();
}
END_TEST

SUITE(text_is_gathered_and_comes_before_what_follows, a_result_leaves_with_the_end_of_its_cell,
	long_text_is_cut_between_characters, an_output_beyond_all_measure_is_named, questions,
	commands_are_steered, an_interrupt_is_seen_by_polling, text_is_not_held_for_long,
	the_end_of_the_front_stops_the_cell, output_that_is_stuck_can_be_interrupted, going_back)
