/* SPDX-License-Identifier: BSD-3-Clause
 *
 * copy: this program is also the worker that it starts. All that worker knows is a number: each
 * EXECUTE adds one, is answered with the number, and leaves a copy.
 */
#include "kernel/pipe/copy.h"

#include "kernel/pipe/process.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void wait_for(struct channel *channel)
{
	poll(&(struct pollfd){ channel->fd, channel_events(channel), 0 }, 1, -1);
	channel_push(channel);
	channel_pull(channel);
}

static void say(struct channel *channel, const char *words)
{
	struct piece piece = piece_from(words);
	channel_put(channel, &(struct frame){ FRAME_STREAM, 0, 0, &piece, 1 });
	while (channel_waiting(channel) > 0)
		wait_for(channel);
}

/* The number, whether it leads its process group, and its name. */
static void report(struct channel *channel, int number)
{
	char name[16] = "", words[64];
	prctl(PR_GET_NAME, name);
	snprintf(words, sizeof words, "%d %d %s", number, getpgrp() == getpid(), name);
	say(channel, words);
}

static size_t bytes_of_a_copy(void)
{
	const char *bytes = getenv("COPY_BYTES");
	return bytes ? strtoul(bytes, NULL, 10) : 1000;
}

static _Noreturn void work(void)
{
	int number = 0;
	pid_t front = getppid();
	struct channel channel;
	struct frame frame;
	if (!process_settle(WORKER_DESCRIPTOR))
		_exit(1);
	channel_init(&channel, WORKER_DESCRIPTOR);
	while (!channel.ended) {
		wait_for(&channel);
		while (channel_take(&channel, &frame)) {
			if (frame.kind == FRAME_WAKE) {
				if (!process_settle_copy(front))
					_exit(1);
			} else {
				number++;
			}
			report(&channel, number);
			copy_make(&channel, (uint64_t)number, bytes_of_a_copy());
		}
	}
	_exit(0);
}

static void __attribute__((constructor)) work_if_told(int count, char **arguments)
{
	if (count == 3 && strcmp(arguments[1], "--worker") == 0)
		work();
}

static struct process process;

/* The next words of the worker; copies that it announces meanwhile are taken in. */
static const char *hear(void)
{
	struct frame frame;
	for (;;) {
		while (channel_take(&process.channel, &frame))
			if (frame.kind == FRAME_COPY)
				process_adopt(&process, &frame);
			else
				return frame.pieces[0].bytes;
		ck_assert(!process.channel.ended);
		wait_for(&process.channel);
	}
}

static void adopt_all(void)
{
	struct frame frame;
	while (channel_take(&process.channel, &frame))
		if (frame.kind == FRAME_COPY)
			process_adopt(&process, &frame);
}

/* Until the newest copy is the one made after that cell. */
static void hear_copy(uint64_t request)
{
	for (adopt_all(); process.copy_count == 0 ||
			  process.copies[process.copy_count - 1].request != request;
		adopt_all())
		wait_for(&process.channel);
}

static const char *count_on(void)
{
	struct piece piece = piece_from("");
	channel_put(&process.channel, &(struct frame){ FRAME_EXECUTE, 0, 1, &piece, 1 });
	channel_push(&process.channel);
	return hear();
}

static void start(size_t cells)
{
	struct error error = { .kind = ERROR_NONE };
	ck_assert(process_start(&process, &error));
	for (size_t i = 0; i < cells; i++)
		count_on();
	if (cells > 0)
		hear_copy(cells);
}

static void stop(void)
{
	struct death death;
	process_end(&process, &death);
	process_forget(&process);
	ck_assert_uint_eq(process.copy_count, 0);
	/* Nothing lives on: this would wait for it. */
	while (waitpid(-1, NULL, 0) > 0)
		;
}

START_TEST(takes_the_place_of_a_worker_that_died)
{
	struct death death;
	uint64_t request = 0;
	start(3);
	kill(process.pid, SIGKILL);
	process_end(&process, &death);
	ck_assert(process_wake(&process, 0, &request));
	ck_assert_uint_eq(request, 3);
	/* Its group is its own, and it has left a copy of its own. */
	ck_assert_str_eq(hear(), "3 1 puente");
	hear_copy(3);
	ck_assert_uint_eq(process.copy_count, 3);
	ck_assert_str_eq(count_on(), "4 1 puente");
	stop();
}
END_TEST

START_TEST(takes_the_place_of_a_worker_that_lives)
{
	uint64_t request = 0;
	start(3);
	pid_t old = process.pid;
	ck_assert_uint_eq(process_steps(&process), 4);
	ck_assert(!process_wake(&process, 4, &request));
	ck_assert_int_eq(process.pid, old);
	ck_assert(process_wake(&process, 1, &request));
	ck_assert_uint_eq(request, 2);
	ck_assert_int_eq(kill(old, 0), -1);
	ck_assert_str_eq(hear(), "2 1 puente");
	hear_copy(2);
	ck_assert(process_wake(&process, 2, &request)); /* the start: nobody is there */
	ck_assert_uint_eq(request, 0);
	ck_assert_int_eq(process.pid, 0);
	ck_assert_uint_eq(process.copy_count, 0);
	stop();
}
END_TEST

START_TEST(the_oldest_goes_first)
{
	uint64_t request = 0;
	start(COPIES + 3);
	ck_assert_uint_eq(process.copies[0].request, 4);
	ck_assert_uint_eq(process_steps(&process), COPIES); /* not the start any more */
	ck_assert(process_wake(&process, COPIES - 1, &request));
	ck_assert_uint_eq(request, 4);
	ck_assert_str_eq(hear(), "4 1 puente");
	stop();
}
END_TEST

START_TEST(few_are_kept_when_they_are_large)
{
	setenv("COPY_BYTES", "1000000000000000", 1);
	struct error error = { .kind = ERROR_NONE };
	ck_assert(process_start(&process, &error));
	count_on();
	count_on();
	hear_copy(2);
	ck_assert_uint_eq(process.copy_count, 1);
	ck_assert_uint_eq(process_steps(&process), 1);
	unsetenv("COPY_BYTES");
	stop();
}
END_TEST

/* Killed in its sleep (they are the first to go when memory runs out): the one before it wakes. */
START_TEST(one_that_is_gone_is_passed_over)
{
	struct death death;
	uint64_t request = 0;
	start(2);
	kill(process.pid, SIGKILL);
	process_end(&process, &death);
	kill(process.copies[1].pid, SIGKILL);
	waitpid(process.copies[1].pid, NULL, 0);
	ck_assert(process_wake(&process, 0, &request));
	ck_assert_uint_eq(request, 1);
	ck_assert_str_eq(hear(), "1 1 puente");
	kill(process.pid, SIGKILL);
	process_end(&process, &death);
	stop();
}
END_TEST

START_TEST(a_frame_without_a_descriptor_announces_nothing)
{
	struct piece pieces[] = { piece_from("1"), piece_from("1") };
	start(0);
	process_adopt(&process, &(struct frame){ FRAME_COPY, 0, 1, pieces, 2 });
	ck_assert_uint_eq(process.copy_count, 0);
	stop();
}
END_TEST

/* Asleep by the end of its channel, awake by the signal at its front's death. */
static void die_with_front(bool awake)
{
	int status;
	uint64_t request;
	/* Whoever loses its parent becomes a child of this process. */
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	pid_t front = fork();
	if (front == 0) {
		start(2);
		if (awake) {
			process_wake(&process, 0, &request);
			hear();
			kill(process.pid, SIGSTOP); /* it reads nothing */
		}
		raise(SIGKILL);
	}
	ck_assert_int_eq(waitpid(front, &status, 0), front);
	/* This would wait for one that lives. */
	while (waitpid(-1, NULL, 0) > 0)
		;
	ck_assert_int_eq(errno, ECHILD);
}

START_TEST(goes_with_its_front_asleep)
{
	die_with_front(false);
}
END_TEST

START_TEST(goes_with_its_front_awake)
{
	die_with_front(true);
}
END_TEST

SUITE(takes_the_place_of_a_worker_that_died, takes_the_place_of_a_worker_that_lives,
	the_oldest_goes_first, few_are_kept_when_they_are_large, one_that_is_gone_is_passed_over,
	a_frame_without_a_descriptor_announces_nothing, goes_with_its_front_asleep,
	goes_with_its_front_awake)
