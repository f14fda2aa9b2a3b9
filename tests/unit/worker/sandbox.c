/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A locked worker, told to break out. This program is also the worker that it starts, and that
 * worker's one command, which no other program has, tries what it is told and says how Linux
 * answered. Skipped, with a line that says so, where the machine has no such lock.
 */
#include "kernel/pipe/sandbox.h"
#include "kernel/base/memory.h"
#include "kernel/pipe/process.h"
#include "kernel/session/registry.h"
#include "kernel/session/session.h"
#include "kernel/worker/worker.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the worker's command ---- */

struct told {
	const char *what, *path;
};

struct asked {
	const struct expression *expression;
};

static const struct parameter parameters[] = {
	TEXT(struct told, what, NULL, "what to try", .positional = true),
	TEXT(struct told, path, "auto", "where", .positional = true),
};

static int execute_something(void)
{
	char name[] = "true", *arguments[] = { name, NULL };
	signal(SIGCHLD, SIG_DFL); /* which a worker ignores: here it is asked how it ended */
	pid_t child = fork();
	if (child == 0) {
		execv("/bin/true", arguments);
		_exit(errno);
	}
	int status = 0;
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

static int attempt(const struct told *told)
{
	errno = 0;
	if (strcmp(told->what, "socket") == 0)
		return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 0 : errno;
	if (strcmp(told->what, "local") == 0)
		return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ? 0 : errno;
	if (strcmp(told->what, "exec") == 0)
		return execute_something();
	if (strcmp(told->what, "read") == 0)
		return open(told->path, O_RDONLY | O_CLOEXEC) >= 0 ? 0 : errno;
	if (strcmp(told->what, "write") == 0)
		return open(told->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0 ? 0 : errno;
	if (strcmp(told->what, "descriptors") == 0) {
		while (dup(0) >= 0)
			;
		return errno;
	}
	if (strcmp(told->what, "memory") == 0)
		for (;;) /* a leak on purpose: it ends the process */
			memset(memory_new(1, 64 << 20), 1, 64 << 20);
	return ENOTSUP;
}

static bool escape(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)session;
	(void)error;
	const char *answer = strerrorname_np(attempt(record));
	out->stream(out->to, answer, strlen(answer));
	return true;
}

static const struct command command_escape = {
	.label = { .name = "escape", .summary = "Break out." },
	.chapter = CHAPTER_SESSION,
	.example = "escape socket",
	PARAMETERS(parameters, struct told),
	.run = escape,
};
static const struct parameter tell_parameters[] = {
	EXPRESSION(struct asked, expression, NULL, "what to tell", .positional = true),
};

static bool tell(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct asked *asked = record;
	struct value value;
	if (session_evaluate(session, asked->expression, &value, error))
		session_say(out, "%s", session_number(session, value.number, 6));
	return error->kind == ERROR_NONE;
}

static const struct command command_tell = {
	.label = { .name = "tell", .summary = "Tell." },
	.chapter = CHAPTER_SESSION,
	.example = "tell 1",
	PARAMETERS(tell_parameters, struct asked),
	.run = tell,
};
const struct command *const commands[] = { &command_escape, &command_tell, NULL };

static void __attribute__((constructor)) work_if_told(int count, char **arguments)
{
	if (count == 3 && strcmp(arguments[1], "--worker") == 0)
		exit(worker_run(atoi(arguments[2])));
}

/* ---- its front ---- */

static struct process process;
static char home[64], notebook[96], elsewhere[64];

static bool whole(void)
{
	bool given = sandbox_probe() == SANDBOX_ALL;
	if (!given)
		printf("# skipped: this machine does not lock a worker\n");
	return given;
}

static void set_up(void)
{
	strcpy(home, "/tmp/sandbox-home-XXXXXX");
	strcpy(elsewhere, "/tmp/sandbox-else-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(home));
	ck_assert_ptr_nonnull(mkdtemp(elsewhere));
	snprintf(notebook, sizeof notebook, "%s/course", home);
	ck_assert_int_eq(mkdir(notebook, 0700), 0);
	ck_assert_int_eq(chdir(notebook), 0);
	setenv("HOME", home, 1);
	setenv("TMPDIR", "/tmp", 1);
	unsetenv("NBGRADER_EXECUTION");
	unsetenv("PUENTE_READ");
	unsetenv("PUENTE_WRITE");
	unsetenv("PUENTE_SANDBOX");
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

static void tear_down(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	nftw(elsewhere, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void make(const char *folder, const char *name)
{
	char path[160];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_ge(file, 0);
	close(file);
}

static void start(void)
{
	struct error error = { .kind = ERROR_NONE };
	ck_assert(process_start(&process, &error));
}

static void end(void)
{
	struct death death;
	process_end(&process, &death);
}

/* What the worker printed in answer to a cell; "" for nothing, NULL when it is gone. */
static const char *say(const char *cell)
{
	static char said[64];
	struct frame frame;
	struct piece piece = piece_from(cell);
	struct channel *channel = &process.channel;
	said[0] = '\0';
	channel_put(channel, &(struct frame){ FRAME_EXECUTE, 0, 1, &piece, 1 });
	for (;;) {
		while (channel_take(channel, &frame)) {
			if (frame.kind == FRAME_STREAM)
				snprintf(said, sizeof said, "%s", frame.pieces[0].bytes);
			if (frame.kind == FRAME_COPY)
				process_adopt(&process, &frame);
			if (frame.kind == FRAME_DONE)
				return frame.flags & FRAME_FLAG_FAILED ? frame.pieces[1].bytes
								       : said;
		}
		if (channel->ended)
			return NULL;
		channel_push(channel);
		poll(&(struct pollfd){ channel->fd, channel_events(channel), 0 }, 1, -1);
		channel_pull(channel);
	}
}

static const char *try_at(const char *what, const char *folder, const char *name)
{
	char cell[256];
	snprintf(cell, sizeof cell, "escape %s \"%s/%s\"", what, folder, name);
	return say(cell);
}

START_TEST(opens_no_socket_and_starts_no_program)
{
	if (!whole())
		return;
	set_up();
	start();
	ck_assert_str_eq(say("escape socket"), "EPERM");
	ck_assert_str_eq(say("escape local"), "EPERM");
	ck_assert_str_eq(say("escape exec"), "EPERM");
	ck_assert_str_eq(say("escape descriptors"), "EMFILE");
	end();
	tear_down();
}
END_TEST

/* The copy that takes the place of a worker that died has its lock and its limits. */
START_TEST(is_locked_as_a_copy_too)
{
	uint64_t request = 0;
	if (!whole())
		return;
	set_up();
	make(elsewhere, "theirs");
	start();
	say("kept = 6");
	while (process.copy_count == 0)
		say("nothing = 0");
	pid_t first = process.pid;
	kill(first, SIGKILL);
	end();
	ck_assert(process_wake(&process, 0, &request));
	ck_assert_uint_gt(request, 0);
	ck_assert_int_ne(process.pid, first);
	ck_assert_str_eq(say("tell kept"), "6");
	ck_assert_str_eq(say("escape socket"), "EPERM");
	ck_assert_str_eq(say("escape exec"), "EPERM");
	ck_assert_str_eq(try_at("read", elsewhere, "theirs"), "EACCES");
	ck_assert_str_eq(say("escape descriptors"), "EMFILE");
	end();
	process_forget(&process);
	tear_down();
}
END_TEST

START_TEST(keeps_to_its_folders)
{
	if (!whole())
		return;
	set_up();
	make(home, "mine");
	make(elsewhere, "theirs");
	start();
	ck_assert_str_eq(try_at("read", home, "mine"), "0");
	ck_assert_str_eq(try_at("write", notebook, "new"), "0");
	ck_assert_str_eq(try_at("read", notebook, "new"), "0");
	ck_assert_str_eq(try_at("write", home, "mine"), "EACCES");
	ck_assert_str_eq(try_at("read", elsewhere, "theirs"), "EACCES");
	ck_assert_str_eq(try_at("read", notebook, "../../../etc/passwd"), "EACCES");
	ck_assert_str_eq(try_at("write", elsewhere, "new"), "EACCES");
	end();
	setenv("PUENTE_READ", elsewhere, 1);
	start();
	ck_assert_str_eq(try_at("read", elsewhere, "theirs"), "0");
	ck_assert_str_eq(try_at("write", elsewhere, "new"), "EACCES");
	end();
	setenv("PUENTE_WRITE", elsewhere, 1);
	start();
	ck_assert_str_eq(try_at("write", elsewhere, "new"), "0");
	end();
	tear_down();
}
END_TEST

START_TEST(writes_one_folder_while_grading)
{
	char own[64];
	if (!whole())
		return;
	set_up();
	make(home, "mine");
	make(notebook, "data");
	setenv("NBGRADER_EXECUTION", "autograde", 1);
	snprintf(own, sizeof own, "/tmp/puente-%ld", (long)getpid());
	start();
	ck_assert_str_eq(try_at("read", notebook, "data"), "0");
	ck_assert_str_eq(try_at("write", notebook, "data"), "EACCES");
	ck_assert_str_eq(try_at("read", home, "mine"), "EACCES");
	ck_assert_str_eq(try_at("write", own, "result"), "0");
	ck_assert_int_eq(access(own, F_OK), 0);
	end();
	ck_assert_int_eq(access(own, F_OK), -1);
	tear_down();
}
END_TEST

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
START_TEST(says_that_memory_ran_out)
{
	struct death death;
	struct text text = TEXT_EMPTY;
	if (!whole())
		return;
	set_up();
	/* A fourth of a gigabyte, as an administrator might grant; the lock never raises it. */
	struct rlimit little = { 256 << 20, 256 << 20 };
	ck_assert_int_eq(setrlimit(RLIMIT_DATA, &little), 0);
	start();
	ck_assert_ptr_null(say("escape memory"));
	process_end(&process, &death);
	ck_assert_int_eq(death.cause, DEATH_OUT_OF_MEMORY);
	death_describe(&death, &text);
	ck_assert_str_eq(text_string(&text), "it asked for more memory than it may have");
	text_release(&text);
	tear_down();
}
END_TEST
#else
START_TEST(says_that_memory_ran_out)
{
	/* Sanitizers need more than any limit. */
}
END_TEST
#endif

START_TEST(is_open_when_told_so)
{
	set_up();
	make(elsewhere, "theirs");
	setenv("PUENTE_SANDBOX", "off", 1);
	start();
	ck_assert_str_eq(say("escape socket"), "0");
	ck_assert_str_eq(try_at("read", elsewhere, "theirs"), "0");
	end();
	tear_down();
}
END_TEST

START_TEST(knows_how_much_memory_there_is)
{
	/* Less a tenth: never more than the machine has. */
	size_t machine = (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE);
	ck_assert_uint_gt(sandbox_memory(), 0);
	ck_assert_uint_lt(sandbox_memory(), machine);
}
END_TEST

SUITE(opens_no_socket_and_starts_no_program, is_locked_as_a_copy_too, keeps_to_its_folders,
	writes_one_folder_while_grading, says_that_memory_ran_out, is_open_when_told_so,
	knows_how_much_memory_there_is)
