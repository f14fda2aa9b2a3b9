/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How many cores the machine grants this process: its affinity, cut by the CPU quota of its cgroup
 * and of every cgroup above it (version 2: cpu.max; version 1: cpu.cfs_quota_us and its period).
 */
#include "nn/pool.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 1024 };

/* The first `count` numbers of a file; false when it has fewer ("max" is no number). */
static bool read_numbers(
	double *number, int count, const char *root, const char *path, const char *name)
{
	char full[3 * PATH_SIZE];
	snprintf(full, sizeof full, "%s%s/%s", root, path, name);
	FILE *file = fopen(full, "re");
	if (!file)
		return false;
	bool read = true;
	for (int i = 0; i < count && read; i++)
		read = fscanf(file, "%lf", &number[i]) == 1;
	fclose(file);
	return read;
}

/* quota / period of one cgroup, 0 when it sets none (version 1 writes -1) */
static double quota_of(const char *root, const char *path)
{
	double number[2] = { 0, 0 };
	if (!read_numbers(number, 2, root, path, "cpu.max") &&
		!(read_numbers(number, 1, root, path, "cpu.cfs_quota_us") &&
			read_numbers(number + 1, 1, root, path, "cpu.cfs_period_us")))
		return 0;
	return number[0] > 0 && number[1] > 0 ? number[0] / number[1] : 0;
}

static double lesser(double a, double b)
{
	return a == 0 || (b > 0 && b < a) ? b : a;
}

/* A cgroup's own quota and those of all above it: the path loses its last part each time. */
static double quota_upwards(const char *root, char *path)
{
	double least = quota_of(root, path);
	for (char *slash; (slash = strrchr(path, '/'));) {
		*slash = '\0';
		least = lesser(least, quota_of(root, path));
	}
	return least;
}

/* Lines are "0::/path" (version 2) or "5:cpu,cpuacct:/path" (version 1). */
static double quota_of_line(char *line, const char *root)
{
	char version1[PATH_SIZE], *save = NULL;
	snprintf(version1, sizeof version1, "%s/cpu", root);
	char *controllers = strchr(line, ':'),
	     *path = controllers ? strchr(controllers + 1, ':') : NULL;
	if (!path)
		return 0;
	*path++ = '\0';
	if (*++controllers == '\0')
		return quota_upwards(root, path);
	for (char *word = strtok_r(controllers, ",", &save); word;
		word = strtok_r(NULL, ",", &save))
		if (!strcmp(word, "cpu"))
			return quota_upwards(version1, path);
	return 0;
}

double pool_quota(const char *membership, const char *root)
{
	FILE *file = fopen(membership, "re");
	if (!file)
		return 0;
	char line[PATH_SIZE];
	double least = 0;
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		least = lesser(least, quota_of_line(line, root));
	}
	fclose(file);
	return least;
}

static size_t cores_granted(void)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	size_t cores = online > 0 ? (size_t)online : 1;
#if defined __linux__
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) == 0)
		cores = (size_t)CPU_COUNT(&set);
#endif
	double quota = pool_quota("/proc/self/cgroup", "/sys/fs/cgroup");
	if (quota > 0 && quota + 0.5 < (double)cores)
		cores = (size_t)(quota + 0.5);
	return cores > 0 ? cores : 1;
}

size_t pool_cores(void)
{
	static size_t cores;
	if (cores == 0)
		cores = cores_granted();
	return cores;
}
