/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A worker's copies.
 */
#include "kernel/pipe/copy.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NUMBER = 24 };

#ifdef __SANITIZE_ADDRESS__
/* The leak check at exit reads /proc of this very process, which is not the one that Landlock has
 * let the worker read; leaks are for the worker itself to tell. */
static bool is_copy;
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
	return is_copy;
}
#endif

static void become_copy(struct channel *channel, int fd)
{
	prctl(PR_SET_NAME, "puente (copy)");
#ifdef __SANITIZE_ADDRESS__
	is_copy = true;
#endif
	setpgid(0, 0);
	channel_release(channel);
	channel_init(channel, fd);
}

/* A copy that could not be announced finds its channel at its end. */
static bool announce(struct channel *channel, uint64_t request, pid_t pid, size_t bytes, int fd)
{
	char process[NUMBER], size[NUMBER];
	snprintf(process, sizeof process, "%ld", (long)pid);
	snprintf(size, sizeof size, "%zu", bytes);
	struct piece pieces[] = { piece_from(process), piece_from(size) };
	return channel_pass(channel, &(struct frame){ FRAME_COPY, 0, request, pieces, 2 }, fd);
}

bool copy_make(struct channel *channel, uint64_t request, size_t bytes)
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return false;
	/* Who lists the machine's processes can tell a copy from the worker, from its first moment,
	 * and a worker whose copy is announced from one that is at it. */
	prctl(PR_SET_NAME, "puente (fork)");
	pid_t pid = fork();
	close(ends[pid == 0 ? 0 : 1]);
	if (pid == 0) {
		become_copy(channel, ends[1]);
		return true;
	}
	if (pid > 0)
		setpgid(pid, pid); /* here too: nobody knows who comes first */
	bool announced = pid > 0 && announce(channel, request, pid, bytes, ends[0]);
	prctl(PR_SET_NAME, "puente");
	close(ends[0]);
	return announced;
}
