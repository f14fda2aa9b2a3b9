/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Linked with every program of MODE=cover. A process writes down which of its lines have run when
 * it ends by itself, but workers and their copies are ended by the front. So here kill() asks
 * first: a worker that is told SIGTERM writes, then dies of the SIGKILL that was meant for it.
 * One that is stopped cannot, and one that is stuck is not waited for.
 */
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

enum { PATIENCE = 5000 }; /* milliseconds */

/* gcc's, and the linker's (--wrap=kill). */
void __gcov_dump(void);
int __real_kill(pid_t pid, int number);
int __wrap_kill(pid_t pid, int number);

static void write_and_die(int number)
{
	(void)number;
	close(STDERR_FILENO); /* where a locked worker would be told that it may not write */
	__gcov_dump();
	__real_kill(getpid(), SIGKILL);
}

/* Before a test program's own constructor becomes a worker. */
static void __attribute__((constructor(101))) let_be_asked(int count, char **arguments)
{
	if (count > 1 && strcmp(arguments[1], "--worker") == 0)
		signal(SIGTERM, write_and_die);
}

static bool can_be_asked(pid_t pid)
{
	char path[32], line[128], state = 'T';
	unsigned long long caught = 0;
	snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file)) {
		sscanf(line, "State: %c", &state);
		sscanf(line, "SigCgt: %llx", &caught);
	}
	if (file)
		fclose(file);
	return state != 'T' && state != 't' && caught >> (SIGTERM - 1) & 1;
}

int __wrap_kill(pid_t pid, int number)
{
	int process = number == SIGKILL && pid > 0 && can_be_asked(pid) ? pidfd_open(pid, 0) : -1;
	if (process >= 0) {
		__real_kill(pid, SIGTERM);
		poll(&(struct pollfd){ .fd = process, .events = POLLIN }, 1, PATIENCE);
		close(process);
	}
	return __real_kill(pid, number);
}
