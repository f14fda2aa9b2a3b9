/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Read from procfs: this process and the worker. Names are those of psutil, which the panel that
 * asks was written for.
 */
#include "kernel/protocol/usage.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PROCESSES = 8, LINE = 512 };

static FILE *open_process(long pid, const char *name)
{
	char path[128];
	snprintf(path, sizeof path, "/proc/%ld/%s", pid, name);
	return fopen(path, "re");
}

/* This process and its children. */
static size_t list_processes(long pids[PROCESSES])
{
	char path[64];
	size_t count = 1;
	pids[0] = getpid();
	snprintf(path, sizeof path, "task/%ld/children", pids[0]);
	FILE *file = open_process(pids[0], path);
	while (file && count < PROCESSES && fscanf(file, "%ld", &pids[count]) == 1)
		count++;
	if (file)
		fclose(file);
	return count;
}

/* The number of a line "name: number kB", in bytes; 0 when there is none. */
static double read_line(FILE *file, const char *name)
{
	char line[LINE];
	double bytes = 0;
	size_t length = strlen(name);
	if (file)
		rewind(file);
	while (file && bytes == 0 && fgets(line, sizeof line, file))
		if (strncmp(line, name, length) == 0 && line[length] == ':')
			bytes = strtod(line + length + 1, NULL) * 1024;
	return bytes;
}

static double read_memory(long pid)
{
	FILE *file = open_process(pid, "smaps_rollup");
	double bytes = read_line(file, "Pss");
	if (file)
		fclose(file);
	return bytes;
}

static double read_seconds(long pid)
{
	char line[LINE] = "";
	double user = 0, system = 0;
	FILE *file = open_process(pid, "stat");
	bool read = file && fgets(line, sizeof line, file);
	if (file)
		fclose(file);
	/* The name may hold anything; fields are counted behind its bracket. */
	const char *at = read ? strrchr(line, ')') : NULL;
	if (!at || sscanf(at, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lf %lf", &user,
			   &system) != 2)
		return 0;
	return (user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void add_processes(struct usage *usage, double elapsed, json_t *answer)
{
	long pids[PROCESSES];
	size_t count = list_processes(pids);
	double memory = 0, seconds = 0;
	for (size_t i = 0; i < count; i++) {
		memory += read_memory(pids[i]);
		seconds += read_seconds(pids[i]);
	}
	double used = seconds - usage->kernel;
	usage->kernel = seconds;
	json_object_set_new(answer, "pid", json_integer(pids[0]));
	json_object_set_new(answer, "kernel_cpu",
		json_real(elapsed > 0 && used > 0 ? 100 * used / elapsed : 0));
	json_object_set_new(answer, "kernel_memory", json_integer((json_int_t)memory));
}

static void add_processors(struct usage *usage, json_t *answer)
{
	double ticks[8] = { 0 }, total = 0;
	FILE *file = fopen("/proc/stat", "re");
	int count = file ? fscanf(file, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &ticks[0], &ticks[1],
				   &ticks[2], &ticks[3], &ticks[4], &ticks[5], &ticks[6], &ticks[7])
			 : 0;
	if (file)
		fclose(file);
	json_object_set_new(answer, "cpu_count", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
	if (count != 8)
		return;
	for (int i = 0; i < 8; i++)
		total += ticks[i];
	double busy = total - ticks[3] - ticks[4]; /* idle, waiting for input */
	if (total > usage->host_total && busy > usage->host_busy)
		json_object_set_new(answer, "host_cpu_percent",
			json_real(100 * (busy - usage->host_busy) / (total - usage->host_total)));
	usage->host_busy = busy;
	usage->host_total = total;
}

static void add_memory(json_t *answer)
{
	FILE *file = fopen("/proc/meminfo", "re");
	double total = read_line(file, "MemTotal"), available = read_line(file, "MemAvailable");
	double free = read_line(file, "MemFree");
	if (file)
		fclose(file);
	if (total <= 0)
		return;
	json_object_set_new(answer, "host_virtual_memory",
		json_pack("{sI sI sf sI sI}", "total", (json_int_t)total, "available",
			(json_int_t)available, "percent", 100 * (total - available) / total, "used",
			(json_int_t)(total - available), "free", (json_int_t)free));
}

json_t *usage_answer(struct usage *usage)
{
	char host[256] = "";
	struct timespec now;
	json_t *answer = json_pack("{ss}", "status", "ok");
	clock_gettime(CLOCK_MONOTONIC, &now);
	double seconds = (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
	gethostname(host, sizeof host - 1);
	json_object_set_new(answer, "hostname", json_string(host));
	add_processes(usage, seconds - usage->asked, answer);
	add_processors(usage, answer);
	add_memory(answer);
	usage->asked = seconds;
	return answer;
}
