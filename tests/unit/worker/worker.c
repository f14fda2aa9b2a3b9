/* SPDX-License-Identifier: BSD-3-Clause
 *
 * worker: this program is also the worker that it starts, whose language has one command. What it
 * says, frame by frame; when it ends; and what it does where it cannot be locked.
 */
#include "kernel/worker/worker.h"

#include "kernel/base/memory.h"
#include "kernel/pipe/process.h"
#include "kernel/session/registry.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <poll.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MUCH = 3 << 20 };

/* A result of more bytes than may wait for a front that does not read. */
static bool show_much(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)session;
	(void)record;
	(void)error;
	struct bundle bundle = BUNDLE_EMPTY;
	char *text = memory_new(MUCH + 1, 1);
	memset(text, 'x', MUCH);
	bundle_keep(&bundle, "text/plain", &text);
	out->result(out->to, &bundle);
	bundle_release(&bundle);
	return true;
}

static const struct command command_much = {
	.label = { .name = "much", .summary = "Show much." },
	.chapter = CHAPTER_SESSION,
	.example = "much",
	.run = show_much,
};
const struct command *const commands[] = { &command_much, NULL };

static void __attribute__((constructor)) work_if_told(int count, char **arguments)
{
	if (count == 3 && strcmp(arguments[1], "--worker") == 0)
		exit(worker_run(atoi(arguments[2])));
}

static struct process process;

static void start(void)
{
	struct error error = { .kind = ERROR_NONE };
	ck_assert(process_start(&process, &error));
}

static void tell(enum frame_kind kind, size_t count, const char *const *texts)
{
	struct piece pieces[4];
	for (size_t i = 0; i < count; i++)
		pieces[i] = piece_from(texts[i]);
	channel_put(&process.channel, &(struct frame){ kind, 0, 7, pieces, count });
}

/* The next frame; false at the channel's end. */
static bool hear(struct channel *channel, struct frame *frame)
{
	while (!channel_take(channel, frame)) {
		if (channel->ended)
			return false;
		channel_push(channel);
		poll(&(struct pollfd){ channel->fd, channel_events(channel), 0 }, 1, -1);
		channel_pull(channel);
	}
	return true;
}

/* The next frame that is about a cell. */
static struct frame answer_to(uint64_t request)
{
	struct frame frame;
	do
		ck_assert(hear(&process.channel, &frame));
	while (frame.kind == FRAME_NAMES || frame.kind == FRAME_COPY);
	ck_assert_uint_eq(frame.request, request);
	return frame;
}

static struct frame answer(void)
{
	return answer_to(7);
}

static void answers(enum frame_kind kind, unsigned flags, const char *first, const char *second)
{
	struct frame frame = answer();
	ck_assert_int_eq(frame.kind, kind);
	ck_assert_uint_eq(frame.flags, flags);
	if (!first)
		return;
	ck_assert_str_eq(frame.pieces[0].bytes, first);
	ck_assert_str_eq(frame.pieces[1].bytes, second);
}

/* By itself: process_end would make sure of it. */
static struct death ended(void)
{
	struct frame frame;
	struct death death;
	siginfo_t over;
	while (hear(&process.channel, &frame))
		;
	ck_assert_int_eq(waitid(P_PID, (id_t)process.pid, &over, WEXITED | WNOWAIT), 0);
	process_end(&process, &death);
	return death;
}

/* With nothing left unfreed, where a sanitizer looks. */
static void ends_well(void)
{
	struct death death = ended();
	ck_assert_int_eq(death.cause, DEATH_EXIT);
	ck_assert_int_eq(death.number, EXIT_SUCCESS);
}

START_TEST(runs_cells_and_then_expressions)
{
	start();
	tell(FRAME_EXECUTE, 3, (const char *const[]){ "x = 6 * 7", "x", "x / 0" });
	answers(FRAME_VALUE, 0, "text/plain", "x = 42");
	answers(FRAME_VALUE, FRAME_FLAG_FAILED, "NumericError", "42 / 0 divides by zero");
	answers(FRAME_DONE, 0, NULL, NULL);
	/* The reader sees the place; what comes after a failed cell is not asked for. */
	tell(FRAME_EXECUTE, 2, (const char *const[]){ "y = x + z", "x" });
	struct frame frame = answer();
	ck_assert_int_eq(frame.kind, FRAME_DONE);
	ck_assert_uint_eq(frame.flags, FRAME_FLAG_FAILED);
	ck_assert_str_eq(frame.pieces[0].bytes, "NameError");
	ck_assert_ptr_nonnull(strstr(frame.pieces[2].bytes, "y = x + z\n        ^"));
	tell(FRAME_QUIT, 0, NULL);
	ends_well();
}
END_TEST

START_TEST(ends_when_told_or_left_alone)
{
	start();
	tell(FRAME_QUIT, 0, NULL);
	ends_well();
	start();
	shutdown(process.channel.fd, SHUT_WR);
	ends_well();
}
END_TEST

static void is(const struct frame *frame, enum frame_kind kind, uint64_t request)
{
	ck_assert_int_eq(frame->kind, kind);
	ck_assert_uint_eq(frame->request, request);
}

/* The result's first byte tells that all of the cell is said, in vain: nothing reads on. */
START_TEST(takes_the_next_cell_while_an_answer_is_stuck)
{
	struct frame frame;
	struct piece cell = piece_from("much"), next[] = { piece_from("x = 1"), piece_from("x") };
	start();
	ck_assert(hear(&process.channel, &frame));
	is(&frame, FRAME_NAMES, 0);
	channel_put(&process.channel, &(struct frame){ FRAME_EXECUTE, 0, 7, &cell, 1 });
	channel_push(&process.channel);
	ck_assert_int_eq(poll(&(struct pollfd){ process.channel.fd, POLLIN, 0 }, 1, -1), 1);
	channel_put(&process.channel, &(struct frame){ FRAME_EXECUTE, 0, 8, next, 2 });
	channel_push(&process.channel);
	ck_assert(hear(&process.channel, &frame));
	is(&frame, FRAME_RESULT, 7);
	ck_assert_uint_eq(frame.pieces[1].length, MUCH);
	ck_assert(hear(&process.channel, &frame));
	is(&frame, FRAME_DONE, 7);
	frame = answer_to(8);
	ck_assert_int_eq(frame.kind, FRAME_VALUE);
	ck_assert_str_eq(frame.pieces[1].bytes, "x = 1");
	channel_put(&process.channel, &(struct frame){ .kind = FRAME_QUIT });
	ends_well();
}
END_TEST

/* It knows what the worker knew, says its names anew, and leaves a copy in its turn. */
START_TEST(goes_on_as_a_copy)
{
	struct frame frame;
	uint64_t request = 0;
	start();
	tell(FRAME_EXECUTE, 1, (const char *const[]){ "x = 1" });
	do
		ck_assert(hear(&process.channel, &frame));
	while (frame.kind != FRAME_COPY);
	process_adopt(&process, &frame);
	ck_assert(process_wake(&process, 0, &request));
	ck_assert_uint_eq(request, 7);
	ck_assert(hear(&process.channel, &frame));
	ck_assert_int_eq(frame.kind, FRAME_NAMES);
	ck_assert(hear(&process.channel, &frame));
	ck_assert_int_eq(frame.kind, FRAME_COPY);
	process_adopt(&process, &frame);
	tell(FRAME_EXECUTE, 2, (const char *const[]){ "y = x", "y" });
	answers(FRAME_VALUE, 0, "text/plain", "y = 1");
	tell(FRAME_QUIT, 0, NULL);
	ends_well();
	process_forget(&process);
}
END_TEST

/* A copy takes a place that is free: woken beside the worker it ends, and says nothing. */
START_TEST(there_are_never_two)
{
	struct channel copy;
	struct frame frame;
	start();
	tell(FRAME_EXECUTE, 1, (const char *const[]){ "x = 1" });
	do
		ck_assert(hear(&process.channel, &frame));
	while (frame.kind != FRAME_COPY);
	int over = pidfd_open(atoi(frame.pieces[0].bytes), 0);
	ck_assert_int_ge(over, 0);
	channel_init(&copy, process.channel.passed);
	process.channel.passed = -1;
	channel_put(&copy, &(struct frame){ .kind = FRAME_WAKE });
	ck_assert(!hear(&copy, &frame));
	channel_release(&copy);
	ck_assert_int_eq(poll(&(struct pollfd){ over, POLLIN, 0 }, 1, -1), 1);
	close(over);
	tell(FRAME_EXECUTE, 2, (const char *const[]){ "y = x", "y" });
	answers(FRAME_VALUE, 0, "text/plain", "y = 1");
	tell(FRAME_QUIT, 0, NULL);
	ends_well();
}
END_TEST

/* From here on this is a machine without Landlock, and what is logged is read. */
static int without_landlock(void)
{
	int log = memfd_create("log", MFD_CLOEXEC);
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	ck_assert_int_eq(
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SYS_landlock_create_ruleset, 0),
		0);
	ck_assert_int_eq(seccomp_load(filter), 0);
	seccomp_release(filter);
	ck_assert_int_eq(dup2(log, STDERR_FILENO), STDERR_FILENO);
	return log;
}

static bool logged(int log, const char *words)
{
	char lines[1024] = "";
	ck_assert_int_ge(pread(log, lines, sizeof lines - 1, 0), 0);
	return strstr(lines, words);
}

START_TEST(says_what_is_not_locked)
{
	unsetenv("PUENTE_SANDBOX");
	int log = without_landlock();
	start();
	tell(FRAME_EXECUTE, 2, (const char *const[]){ "x = 1", "x" });
	answers(FRAME_VALUE, 0, "text/plain", "x = 1");
	tell(FRAME_QUIT, 0, NULL);
	ends_well();
	ck_assert(logged(log, "this machine does not lock the worker's files"));
}
END_TEST

START_TEST(does_not_run_unlocked_where_that_is_required)
{
	setenv("PUENTE_SANDBOX", "required", 1);
	int log = without_landlock();
	start();
	tell(FRAME_EXECUTE, 1, (const char *const[]){ "x = 1" });
	struct death death = ended();
	ck_assert_int_eq(death.cause, DEATH_EXIT);
	ck_assert_int_eq(death.number, EXIT_FAILURE);
	ck_assert(logged(log, "this machine does not lock the worker's files"));
}
END_TEST

SUITE(runs_cells_and_then_expressions, ends_when_told_or_left_alone,
	takes_the_next_cell_while_an_answer_is_stuck, goes_on_as_a_copy, there_are_never_two,
	says_what_is_not_locked, does_not_run_unlocked_where_that_is_required)
