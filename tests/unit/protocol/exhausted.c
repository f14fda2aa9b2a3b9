/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The n-th allocation of a kernel's life fails, for every n: whoever asked for it, this program or
 * one of its libraries, the process ends with the status that says so, or goes on as if nothing had
 * happened. It never crashes, and never says what is not so.
 */
#include "kernel/protocol/comms.h"
#include "tests/unit/protocol/desk.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && defined(__GLIBC__)
#include "tests/starve/starve.h"

static void ask_everything(void)
{
	static const char *const requests[][2] = {
		{ "kernel_info_request", "{}" },
		{ "complete_request", "{\"code\": \"pri\", \"cursor_pos\": 3}" },
		{ "inspect_request", "{\"code\": \"print\", \"cursor_pos\": 3}" },
		{ "is_complete_request", "{\"code\": \"print (1\"}" },
		{ "history_request",
			"{\"hist_access_type\": \"tail\", \"n\": 3, \"output\": true}" },
		{ "comm_open", "{\"comm_id\": \"a\", \"target_name\": \"puente.steer\"}" },
		{ "comm_open", "{\"comm_id\": \"b\", \"target_name\": \"nowhere\"}" },
		{ "comm_msg", "{\"comm_id\": \"a\", \"data\": {\"name\": \"lr\", \"value\": 1}}" },
		{ "comm_info_request", "{}" },
		{ "create_subshell_request", "{}" },
		{ "list_subshell_request", "{}" },
		{ "usage_request", "{}" },
		{ "no_such_request", "{}" },
		{ "kernel_info_request", "[" },
	};
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
		request(PORT_SHELL, requests[i][0], "{}", requests[i][1]);
}

static void run_cells(void)
{
	static const char *const bundle[] = { "id", "text/plain", "x", "application/json", "{}" };
	execute("{\"code\": \"one\", \"user_expressions\": {\"a\": \"1\"}}");
	say(FRAME_STREAM, 0, 1, (const char *const[]){ "text \xff" });
	say(FRAME_DISPLAY, 0, 5, bundle);
	say(FRAME_UPDATE, 0, 5, bundle);
	say(FRAME_CONTROL, 0, 2, (const char *const[]){ "lr", "0.5" });
	say(FRAME_RESULT, 0, 2, bundle + 1);
	say(FRAME_VALUE, 0, 2, bundle + 1);
	done();
	execute("{\"code\": \"two\"}");
	execute("{\"code\": \"three\"}");
	failed();
	execute("{\"code\": \"four\"}");
	kernel_died(kernel, &(struct death){ .cause = DEATH_SIGNAL, .number = SIGKILL });
	kernel_advance(kernel);
	execute("{\"code\": \"five\", \"allow_stdin\": true}");
	say(FRAME_ASK, 0, 1, (const char *const[]){ "?" });
	request(PORT_CONTROL, "shutdown_request", "{}", "{}");
}

/* With a key, so that OpenSSL takes part: what comes unsigned is dropped, what goes is signed. */
static void live(const char *file)
{
	struct error error = { .kind = ERROR_NONE };
	const struct piece *pieces;
	enum port port;
	size_t count;
	memset(&worker, 0, sizeof worker);
	ck_assert(connection_read(&connection, file, strlen(file), &error));
	kernel = kernel_new(&connection,
		&(struct bridge){ .start = start, .send = send, .wake = wake, .steps = steps });
	kernel_advance(kernel);
	kernel_subscribe(kernel, "\1", 1);
	ask_everything();
	run_cells();
	struct outbox *outboxes[] = { kernel_published(kernel), kernel_replies(kernel) };
	for (size_t i = 0; i < 2; i++)
		while (outbox_first(outboxes[i], kernel_sender(kernel), &port, &pieces, &count))
			outbox_drop(outboxes[i]);
	close_kernel();
}

/* The status of a life whose n-th allocation fails; what it says is thrown away. */
static int status_of(const char *file, long n)
{
	int status;
	pid_t child = fork();
	if (child == 0) {
		int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
		dup2(nowhere, STDERR_FILENO);
		starve_after = n;
		live(file);
		_exit(starve_after < 0 ? 1 : 0); /* 1: it was met on the way */
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

/* All of the first, which are the beginning, and then every seventh until there is none left. */
static void exhaust(const char *file)
{
	size_t survived = 0, ended = 0;
	for (long n = 0;; n += n < 300 ? 1 : 7) {
		int status = status_of(file, n);
		ck_assert_msg(WIFEXITED(status), "allocation %ld: signal %d", n, WTERMSIG(status));
		if (WEXITSTATUS(status) == 0)
			break;
		int code = WEXITSTATUS(status);
		/* Check's own assertions allocate too, and end with 2. */
		ck_assert_msg(code == 1 || code == 2 || code == MEMORY_EXHAUSTED,
			"allocation %ld: status %d", n, code);
		survived += code == 1;
		ended += code == MEMORY_EXHAUSTED;
	}
	ck_assert_uint_gt(ended, 100);
	ck_assert_uint_lt(survived, ended);
}

START_TEST(a_kernel_without_memory_ends_cleanly)
{
	exhaust("{\"key\": \"\", \"shell_port\": 1}");
}
END_TEST

START_TEST(so_does_one_that_signs)
{
	exhaust("{\"key\": \"secret\", \"shell_port\": 1}");
}
END_TEST

SUITE(a_kernel_without_memory_ends_cleanly, so_does_one_that_signs)
#else
START_TEST(a_kernel_without_memory_ends_cleanly)
{
	/* A sanitizer has an allocator of its own, which cannot be made to fail. */
}
END_TEST

SUITE(a_kernel_without_memory_ends_cleanly)
#endif
