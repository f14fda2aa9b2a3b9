/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A parent is watched through a pidfd: a signal at its death would come when the *thread* that
 * started the kernel ends, and launchers start kernels from threads that live shortly.
 */
#include "kernel/front/system.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void system_streams_open(void)
{
	int descriptor;
	do
		descriptor = open("/dev/null", O_RDWR);
	while (descriptor >= 0 && descriptor <= STDERR_FILENO);
	if (descriptor >= 0)
		close(descriptor);
}

int system_signals_open(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int system_signals_read(int descriptor)
{
	struct signalfd_siginfo info;
	int meaning = SYSTEM_NOTHING;
	while (read(descriptor, &info, sizeof info) == (ssize_t)sizeof info)
		if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGHUP)
			meaning = SYSTEM_END;
		else if (info.ssi_signo == SIGINT && meaning == SYSTEM_NOTHING)
			meaning = SYSTEM_INTERRUPT;
	return meaning;
}

int system_parent_open(int *gone)
{
	const char *name = getenv("JPY_PARENT_PID");
	long parent = name ? strtol(name, NULL, 10) : 0;
	*gone = 0;
	if (parent <= 0)
		return -1;
	int descriptor = (int)syscall(SYS_pidfd_open, (pid_t)parent, 0);
	*gone = descriptor < 0 && errno == ESRCH;
	return descriptor;
}

long system_microseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

long system_milliseconds(void)
{
	return system_microseconds() / 1000;
}
