/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The order matters: files while folders may still be opened, calls last, since Landlock's own
 * calls are not among those a worker needs.
 */
#include "kernel/pipe/sandbox.h"

#include "kernel/base/locale.h"
#include "kernel/base/text.h"
#include "kernel/pipe/sandbox_calls.h"
#include "kernel/pipe/sandbox_files.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DESCRIPTORS = 256, PATH_SIZE = 1024 };

enum sandbox_wish sandbox_wish(void)
{
	const char *wish = getenv("PUENTE_SANDBOX");
	if (!wish || !*wish || strcmp(wish, "on") == 0)
		return SANDBOX_ON;
	return strcmp(wish, "off") == 0 ? SANDBOX_OFF : SANDBOX_REQUIRED;
}

/* ---- memory ---- */

/* The number behind `word` at the start of a line, or the file's first when word is "". */
static bool read_bytes(const char *path, const char *word, size_t unit, size_t *bytes)
{
	char line[256];
	bool found = false;
	FILE *file = fopen(path, "re");
	while (file && !found && fgets(line, sizeof line, file)) {
		char *end, *number = line + strlen(word);
		if (strncmp(line, word, strlen(word)) != 0)
			continue;
		unsigned long long value = strtoull(number, &end, 10);
		found = end != number; /* "max" is no number */
		*bytes = value > SIZE_MAX / unit ? SIZE_MAX : (size_t)value * unit;
	}
	if (file)
		fclose(file);
	return found;
}

static void lower(size_t *least, const char *path, const char *word, size_t unit)
{
	size_t bytes;
	if (read_bytes(path, word, unit, &bytes) && bytes < *least)
		*least = bytes;
}

/* This process's control group (version 2) and all above it. */
static void lower_by_groups(size_t *least)
{
	char line[PATH_SIZE], path[2 * PATH_SIZE];
	FILE *file = fopen("/proc/self/cgroup", "re");
	while (file && fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "0::/", 4) != 0)
			continue;
		for (char *slash = line + strlen(line); slash; slash = strrchr(line + 3, '/')) {
			*slash = '\0';
			snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.max", line + 3);
			lower(least, path, "", 1);
		}
	}
	if (file)
		fclose(file);
}

size_t sandbox_memory(void)
{
	size_t least = SIZE_MAX;
	lower(&least, "/proc/meminfo", "MemTotal:", 1024);
	lower(&least, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "", 1);
	lower_by_groups(&least);
	return least - least / 10;
}

/* ---- limits ---- */

static bool limit(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit now;
	if (getrlimit(what, &now) != 0)
		return false;
	/* Never raised: an administrator's own limit stays. */
	now.rlim_cur = now.rlim_cur < most ? now.rlim_cur : most;
	now.rlim_max = now.rlim_max < most ? now.rlim_max : most;
	return setrlimit(what, &now) == 0;
}

static bool enter_limits(void)
{
	bool well = limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, DESCRIPTORS);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	/* Their shadows are far larger than any machine's memory. */
	well = well && limit(RLIMIT_DATA, sandbox_memory());
#endif
	return well;
}

/* ---- all of it ---- */

unsigned sandbox_enter(void)
{
	unsigned parts = 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return 0;
	if (enter_limits())
		parts |= SANDBOX_LIMITS;
	if (sandbox_enter_files())
		parts |= SANDBOX_FILES;
	if (sandbox_enter_calls())
		parts |= SANDBOX_CALLS;
	return parts;
}

unsigned sandbox_probe(void)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0)
		_exit((int)sandbox_enter());
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return child > 0 && WIFEXITED(status) ? (unsigned)WEXITSTATUS(status) : 0;
}

void sandbox_describe(unsigned parts, struct text *to)
{
	static const struct {
		enum sandbox_part part;
		const char *name;
	} names[] = { { SANDBOX_FILES, N_("files") }, { SANDBOX_CALLS, N_("system calls") },
		{ SANDBOX_LIMITS, N_("limits") } };
	const char *between = "";
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (parts & names[i].part) {
			text_format(to, "%s%s", between, _(names[i].name));
			between = ", ";
		}
}
