/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Starting, ending and burying a worker. Linux.
 */
#include "kernel/pipe/process.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/pipe/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char program[] = "/proc/self/exe";

/* The number that follows `word` in a file of such lines; 0 when there is none. */
static unsigned long number_in(const char *path, const char *word)
{
	unsigned long number = 0;
	char line[256];
	FILE *file = fopen(path, "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof line, file))
		if (strncmp(line, word, strlen(word)) == 0 && line[strlen(word)] == ' ')
			number = strtoul(line + strlen(word), NULL, 10);
	fclose(file);
	return number;
}

/* Where cgroup 2 counts this process's group; false where it does not. */
static bool cgroup_events(char *path, size_t size)
{
	char line[256];
	bool found = false;
	FILE *file = fopen("/proc/self/cgroup", "re");
	while (file && !found && fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		found = strncmp(line, "0::", 3) == 0;
	}
	if (file)
		fclose(file);
	return found &&
	       (size_t)snprintf(path, size, "/sys/fs/cgroup%s/memory.events", line + 3) < size &&
	       access(path, R_OK) == 0;
}

/* Processes of this one's control group that were ended for want of memory, the group's or the
 * machine's; all of the machine's, another container's too, where groups are not counted. */
static unsigned long out_of_memory_count(void)
{
	char path[320];
	return number_in(cgroup_events(path, sizeof path) ? path : "/proc/vmstat", "oom_kill");
}

static int spawn(pid_t *pid, int descriptor)
{
	char name[] = "puente", option[] = "--worker", number[16];
	char *arguments[] = { name, option, number, NULL };
	snprintf(number, sizeof number, "%d", WORKER_DESCRIPTOR);
	sigset_t none, all;
	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	/* Nothing it prints may be taken for a cell's output, nor for a notebook's. */
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, descriptor, WORKER_DESCRIPTOR);
	posix_spawnattr_setflags(&attributes,
		POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	int failure = posix_spawn(pid, program, &actions, &attributes, arguments, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return failure;
}

bool process_start(struct process *process, struct error *error)
{
	int ends[2];
	*process = (struct process){ .channel = { .fd = -1, .passed = -1, .ended = true } };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return error_set(error, ERROR_WORKER_DIED, SPAN_NONE,
			_("no worker could be started: %s"), strerror(errno));
	/* A duplicate onto itself would stay closed on exec. */
	if (ends[1] == WORKER_DESCRIPTOR) {
		ends[1] = fcntl(ends[1], F_DUPFD_CLOEXEC, WORKER_DESCRIPTOR + 1);
		close(WORKER_DESCRIPTOR);
	}
	/* A worker's copies become this process's children when the worker has died. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* Ignored by who started this one, it would hide how a worker ended. */
	signal(SIGCHLD, SIG_DFL);
	process->out_of_memory = out_of_memory_count();
	int failure = ends[1] < 0 ? errno : spawn(&process->pid, ends[1]);
	close(ends[1]);
	if (failure) {
		close(ends[0]);
		process->pid = 0;
		return error_set(error, ERROR_WORKER_DIED, SPAN_NONE,
			_("no worker could be started: %s"), strerror(failure));
	}
	channel_init(&process->channel, ends[0]);
	return true;
}

/* 'T' when stopped; the letter follows the name, which may itself hold brackets. */
static bool is_stopped(pid_t pid)
{
	char path[64], line[512] = "";
	snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	FILE *file = fopen(path, "re");
	if (!file)
		return false;
	bool read = fgets(line, sizeof line, file) != NULL;
	fclose(file);
	const char *bracket = read ? strrchr(line, ')') : NULL;
	return bracket && bracket[1] == ' ' && (bracket[2] == 'T' || bracket[2] == 't');
}

static void wait_for(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
}

/* Of a number that may long be another's: is it a child of this process, and alive? */
static bool is_own(pid_t pid)
{
	return pid > 0 && waitpid(pid, NULL, WNOHANG) == 0;
}

/* A copy that reads the end of its channel ends; whose child it is waits for it. */
static void release_copy(const struct copy *copy)
{
	close(copy->fd);
	if (!is_own(copy->pid))
		return;
	kill(copy->pid, SIGKILL);
	wait_for(copy->pid, NULL);
}

static void release_oldest(struct process *process)
{
	release_copy(&process->copies[0]);
	process->copy_count--;
	process->cut = true;
	memmove(process->copies, process->copies + 1,
		process->copy_count * sizeof *process->copies);
}

static size_t copied_bytes(const struct process *process)
{
	size_t bytes = 0;
	for (size_t i = 0; i < process->copy_count; i++)
		bytes += process->copies[i].bytes;
	return bytes;
}

void process_adopt(struct process *process, const struct frame *frame)
{
	int fd = process->channel.passed;
	process->channel.passed = -1;
	if (fd < 0)
		return;
	if (process->copy_count == COPIES)
		release_oldest(process);
	process->copies[process->copy_count++] = (struct copy){ .fd = fd,
		.pid = (pid_t)strtol(frame->pieces[0].bytes, NULL, 10),
		.bytes = strtoul(frame->pieces[1].bytes, NULL, 10),
		.request = frame->request };
	size_t most = sandbox_memory() / 4;
	while (process->copy_count > 1 && copied_bytes(process) > most)
		release_oldest(process);
}

size_t process_steps(const struct process *process)
{
	return process->copy_count + !process->cut;
}

bool process_wake(struct process *process, size_t back, uint64_t *request)
{
	struct death death;
	if (back >= process_steps(process))
		return false;
	process_end(process, &death);
	for (; back > 0 && process->copy_count > 0; back--)
		release_copy(&process->copies[--process->copy_count]);
	while (process->copy_count > 0) {
		const struct copy *copy = &process->copies[--process->copy_count];
		if (!is_own(copy->pid)) {
			close(copy->fd);
			continue;
		}
		process->pid = copy->pid;
		process->out_of_memory = out_of_memory_count();
		channel_init(&process->channel, copy->fd);
		channel_put(&process->channel, &(struct frame){ .kind = FRAME_WAKE });
		channel_push(&process->channel);
		*request = copy->request;
		return true;
	}
	sandbox_leave(getpid());
	*request = 0;
	return true;
}

void process_forget(struct process *process)
{
	while (process->copy_count > 0)
		release_copy(&process->copies[--process->copy_count]);
	if (process->pid == 0)
		sandbox_leave(getpid());
}

void process_bury(const struct process *process)
{
	siginfo_t ended = { .si_pid = 0 };
	while (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid != 0 &&
		ended.si_pid != process->pid) {
		waitpid(ended.si_pid, NULL, WNOHANG);
		ended.si_pid = 0;
	}
}

void process_end(struct process *process, struct death *death)
{
	*death = (struct death){ .broken = process->channel.broken };
	if (process->pid == 0)
		return;
	death->stopped = is_stopped(process->pid);
	/* It may have closed its channel and live on; to one that is dead already this does
	 * nothing. */
	kill(process->pid, SIGKILL);
	int status = 0;
	wait_for(process->pid, &status);
	kill(-process->pid, SIGKILL); /* whatever it may have started */
	process_bury(process);
	if (WIFSIGNALED(status)) {
		death->cause = DEATH_SIGNAL;
		death->number = WTERMSIG(status);
		if (death->number == SIGKILL && out_of_memory_count() > process->out_of_memory)
			death->cause = DEATH_OUT_OF_MEMORY;
	} else {
		death->number = WEXITSTATUS(status);
		if (death->number == MEMORY_EXHAUSTED)
			death->cause = DEATH_OUT_OF_MEMORY;
	}
	channel_release(&process->channel);
	process->pid = 0;
	if (process->copy_count == 0)
		sandbox_leave(getpid());
}

bool process_settle(int descriptor)
{
	/* Asked for first and looked at after: the front cannot slip away in between. One that was
	 * gone before leaves a channel that is at its end. */
	pid_t front = getppid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != front)
		return false;
	prctl(PR_SET_NAME, "puente"); /* not "exe" */
	signal(SIGCHLD, SIG_IGN);     /* nobody asks how its copies ended: they leave nothing */
	fcntl(descriptor, F_SETFD, FD_CLOEXEC);
	close_range((unsigned)descriptor + 1, ~0U, 0);
	int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	if (score >= 0) {
		ssize_t written = write(score, "1000", 4);
		(void)written; /* a wish: without it the worker is merely not the first to go */
		close(score);
	}
	return true;
}

bool process_settle_copy(pid_t front)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "puente");
	return getppid() == front;
}

void death_describe(const struct death *death, struct text *to)
{
	const char *name = death->cause == DEATH_SIGNAL ? sigabbrev_np(death->number) : NULL;
	if (death->broken)
		text_put(to, _("it sent what cannot be understood"));
	else if (death->cause == DEATH_OUT_OF_MEMORY)
		text_put(to, death->number == SIGKILL
				     ? _("the machine ran out of memory (SIGKILL)")
				     : _("it asked for more memory than it may have"));
	else if (death->cause == DEATH_EXIT)
		text_format(to, _("it ended by itself with status %d"), death->number);
	else if (death->number == SIGKILL)
		text_put(to, _("something killed it (SIGKILL)"));
	else if (death->number == SIGABRT)
		text_put(to, _("it found a mistake in itself and gave up (SIGABRT)"));
	else
		text_format(to, _("it was ended by signal %d (SIG%s)"), death->number,
			name ? name : "?");
}
