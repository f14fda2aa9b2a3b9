/* SPDX-License-Identifier: BSD-3-Clause
 *
 * process: this program is also the worker that it starts. What the worker is to do is its request.
 */
#include "kernel/pipe/process.h"

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DO_EXIT, DO_ABORT, DO_KILL, DO_STOP, DO_REPORT, DO_FORK, DO_CLOSE, DO_NONSENSE };

static void wait_for(struct channel *channel)
{
	struct pollfd each = { channel->fd, channel_events(channel), 0 };
	poll(&each, 1, -1);
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

/* What process_settle has done, in words. */
static void report(struct channel *channel)
{
	struct text words = TEXT_EMPTY;
	char score[16] = "";
	int file = open("/proc/self/oom_score_adj", O_RDONLY);
	if (read(file, score, sizeof score - 1) <= 0)
		score[0] = '?';
	close(file);
	score[strcspn(score, "\n")] = '\0';
	text_format(&words, "%s %d %d", score, getpgrp() == getpid(), fcntl(100, F_GETFD));
	say(channel, text_string(&words));
	text_release(&words);
}

static void act(struct channel *channel, uint64_t what)
{
	if (what == DO_EXIT)
		_exit(7);
	if (what == DO_ABORT)
		abort();
	if (what == DO_KILL || what == DO_STOP)
		raise(what == DO_KILL ? SIGKILL : SIGSTOP);
	if (what == DO_REPORT)
		report(channel);
	if (what == DO_FORK && fork() == 0)
		for (;;)
			pause();
	if (what == DO_FORK)
		say(channel, "forked");
	if (what == DO_CLOSE)
		close(WORKER_DESCRIPTOR);
	if (what == DO_NONSENSE && write(WORKER_DESCRIPTOR, "nonsense nonsense", 17) != 17)
		_exit(1);
}

static _Noreturn void work(void)
{
	struct channel channel;
	struct frame frame;
	if (!process_settle(WORKER_DESCRIPTOR))
		_exit(1);
	channel_init(&channel, WORKER_DESCRIPTOR);
	say(&channel, "ready");
	while (!channel.ended) {
		while (channel_take(&channel, &frame))
			act(&channel, frame.request);
		wait_for(&channel);
	}
	for (;;)
		pause(); /* it is for its front to end it */
}

static void __attribute__((constructor)) work_if_told(int count, char **arguments)
{
	if (count == 3 && strcmp(arguments[1], "--worker") == 0 && strcmp(arguments[2], "3") == 0)
		work();
}

static struct process process;

/* The next words of the worker, or NULL at the end of its channel. */
static const char *hear(void)
{
	struct frame frame;
	while (!channel_take(&process.channel, &frame)) {
		if (process.channel.ended)
			return NULL;
		wait_for(&process.channel);
	}
	return frame.pieces[0].bytes;
}

static void start(void)
{
	struct error error = { .kind = ERROR_NONE };
	ck_assert(process_start(&process, &error));
	ck_assert_str_eq(hear(), "ready");
}

static void tell(uint64_t what)
{
	channel_put(&process.channel, &(struct frame){ .kind = FRAME_INTERRUPT, .request = what });
	channel_push(&process.channel);
}

static struct death end(const char *sentence)
{
	struct death death;
	struct text text = TEXT_EMPTY;
	process_end(&process, &death);
	death_describe(&death, &text);
	ck_assert_str_eq(text_string(&text), sentence);
	text_release(&text);
	ck_assert_int_eq(process.pid, 0);
	ck_assert_int_eq(process.channel.fd, -1);
	return death;
}

START_TEST(settles)
{
	ck_assert_int_eq(fcntl(STDERR_FILENO, F_DUPFD, 100), 100); /* must not be inherited */
	start();
	tell(DO_REPORT);
	ck_assert_str_eq(hear(), "1000 1 -1");
	end("something killed it (SIGKILL)");
}
END_TEST

/* The channel's end may itself be the descriptor that the worker is given. */
START_TEST(settles_where_no_descriptor_is_taken)
{
	int status;
	pid_t front = fork();
	if (front == 0) {
		close_range(WORKER_DESCRIPTOR, ~0U, 0);
		start();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(front, &status, 0), front);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(says_why_none_could_be_started)
{
	struct error error = { .kind = ERROR_NONE };
	struct rlimit before;
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 0, before.rlim_max });
	bool started = process_start(&process, &error);
	setrlimit(RLIMIT_NOFILE, &before);
	ck_assert(!started);
	ck_assert_str_eq(error.message, "no worker could be started: Too many open files");
	ck_assert_int_eq(process.pid, 0);
	ck_assert(process.channel.ended);
}
END_TEST

START_TEST(tells_the_cause)
{
	static const struct {
		uint64_t what;
		enum death_cause cause;
		int number;
		const char *sentence;
	} deaths[] = {
		{ DO_EXIT, DEATH_EXIT, 7, "it ended by itself with status 7" },
		{ DO_ABORT, DEATH_SIGNAL, SIGABRT,
			"it found a mistake in itself and gave up (SIGABRT)" },
		{ DO_KILL, DEATH_SIGNAL, SIGKILL, "something killed it (SIGKILL)" },
		{ DO_NONSENSE, DEATH_SIGNAL, SIGKILL, "it sent what cannot be understood" },
	};
	for (size_t i = 0; i < sizeof deaths / sizeof *deaths; i++) {
		start();
		tell(deaths[i].what);
		ck_assert_ptr_null(hear());
		struct death death = end(deaths[i].sentence);
		ck_assert_int_eq(death.cause, deaths[i].cause);
		ck_assert_int_eq(death.number, deaths[i].number);
		ck_assert(!death.stopped);
	}
}
END_TEST

START_TEST(ends_one_that_lives_on)
{
	start();
	tell(DO_CLOSE);
	ck_assert_ptr_null(hear());
	end("something killed it (SIGKILL)");
}
END_TEST

START_TEST(ends_one_that_is_stopped)
{
	int status;
	start();
	tell(DO_STOP);
	ck_assert_int_eq(waitpid(process.pid, &status, WUNTRACED), process.pid);
	ck_assert(WIFSTOPPED(status));
	ck_assert(end("something killed it (SIGKILL)").stopped);
}
END_TEST

START_TEST(ends_what_it_started)
{
	int status;
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	start();
	tell(DO_FORK);
	ck_assert_str_eq(hear(), "forked");
	end("something killed it (SIGKILL)");
	/* It may have been waited for already; had it lived on, this would wait for it. */
	while (waitpid(-1, &status, 0) > 0)
		ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}
END_TEST

START_TEST(buries_all_but_the_worker)
{
	siginfo_t ended;
	start();
	pid_t other = fork();
	if (other == 0)
		_exit(0);
	ck_assert_int_eq(waitid(P_PID, (id_t)other, &ended, WEXITED | WNOWAIT), 0);
	process_bury(&process);
	ck_assert_int_eq(waitpid(other, NULL, 0), -1);
	tell(DO_EXIT);
	ck_assert_int_eq(waitid(P_PID, (id_t)process.pid, &ended, WEXITED | WNOWAIT), 0);
	process_bury(&process);
	end("it ended by itself with status 7");
}
END_TEST

START_TEST(goes_with_its_front)
{
	int status;
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	pid_t front = fork();
	if (front == 0) {
		start();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(front, &status, 0), front);
	ck_assert_int_eq(status, 0);
	ck_assert_int_gt(waitpid(-1, &status, 0), 0);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGKILL);
}
END_TEST

SUITE(settles, settles_where_no_descriptor_is_taken, says_why_none_could_be_started,
	tells_the_cause, ends_one_that_lives_on, ends_one_that_is_stopped, ends_what_it_started,
	buries_all_but_the_worker, goes_with_its_front)
