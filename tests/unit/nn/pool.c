/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The pool: every piece once whatever the number of threads, nested and repeated runs, the
 * interrupt, and the cores a cgroup grants.
 */
#include "nn/pool.h"

#include "tests/unit/unit.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PIECES = 1000, COUNTS = 4 };

static const size_t thread_counts[COUNTS] = { 1, 2, 3, 7 };
static _Atomic int done[PIECES];

static void count_piece(void *job, size_t i)
{
	atomic_fetch_add(&done[i], *(int *)job);
}

START_TEST(runs_every_piece_once)
{
	const size_t sizes[] = { 0, 1, 2, 3, 64, PIECES };
	for (size_t t = 0; t < COUNTS * 6; t++) {
		size_t threads = thread_counts[t / 6], size = sizes[t % 6];
		pool_set_threads(threads);
		ck_assert_uint_eq(pool_threads(), threads);
		for (int round = 1; round <= 50; round++) {
			pool_run(count_piece, &round, size);
			for (size_t i = 0; i < PIECES; i++)
				ck_assert_int_eq(
					atomic_exchange(&done[i], 0), i < size ? round : 0);
		}
	}
	pool_set_threads(1);
}
END_TEST

static void nest(void *job, size_t i)
{
	(void)i;
	pool_run(count_piece, job, PIECES);
}

START_TEST(runs_nested_work)
{
	int one = 1;
	for (size_t t = 0; t < COUNTS; t++) {
		pool_set_threads(thread_counts[t]);
		pool_run(nest, &one, 20);
		for (size_t i = 0; i < PIECES; i++)
			ck_assert_int_eq(atomic_exchange(&done[i], 0), 20);
	}
	pool_set_threads(1);
}
END_TEST

static void work_a_millisecond(void *job, size_t i)
{
	(void)i;
	struct timespec start, time;
	clock_gettime(CLOCK_MONOTONIC, &start);
	do
		clock_gettime(CLOCK_MONOTONIC, &time);
	while ((time.tv_sec - start.tv_sec) * 1000000000L + time.tv_nsec - start.tv_nsec < 1000000);
	atomic_fetch_add((_Atomic int *)job, 1);
}

/* Between two runs the owner is busy long enough for helpers to fall asleep: they must wake. */
START_TEST(wakes_sleeping_helpers)
{
	_Atomic int unused = 0;
	int one = 1;
	pool_set_threads(3);
	for (int round = 0; round < 5; round++) {
		pool_run(count_piece, &one, PIECES);
		for (size_t i = 0; i < 5; i++)
			work_a_millisecond(&unused, i);
	}
	for (size_t i = 0; i < PIECES; i++)
		ck_assert_int_eq(atomic_exchange(&done[i], 0), 5);
	pool_set_threads(1);
}
END_TEST

static bool at_third_call(void *to)
{
	return ++*(int *)to < 3;
}

START_TEST(stops_when_the_watcher_says_so)
{
	for (size_t t = 0; t < COUNTS; t++) {
		_Atomic int pieces = 0;
		int calls = 0;
		pool_set_threads(thread_counts[t]);
		pool_watch(at_third_call, &calls);
		pool_run(work_a_millisecond, &pieces, PIECES);
		ck_assert(pool_stopped());
		ck_assert_int_eq(calls, 3);
		ck_assert_int_lt(pieces, PIECES);
		int before = pieces;
		pool_run(work_a_millisecond, &pieces, PIECES); /* stays stopped: nothing runs */
		ck_assert_int_eq(pieces, before);
		pool_watch(NULL, NULL);
		ck_assert(!pool_stopped());
		pool_run(work_a_millisecond, &pieces, 4);
		ck_assert_int_eq(pieces, before + 4);
	}
	pool_set_threads(1);
}
END_TEST

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

/* The least quota of the cgroup and its parents counts; "max" and -1 are none. */
START_TEST(reads_cpu_quotas)
{
	char root[] = "/tmp/pool_XXXXXX", path[256], member[256];
	ck_assert_ptr_nonnull(mkdtemp(root));
	const char *folders[] = { "a", "a/b", "cpu", "cpu/c" };
	for (size_t i = 0; i < 4; i++) {
		snprintf(path, sizeof path, "%s/%s", root, folders[i]);
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
	snprintf(member, sizeof member, "%s/member", root);
	write_file(root, "a/cpu.max", "150000 100000\n");
	write_file(root, "a/b/cpu.max", "max 100000\n");
	write_file(root, "cpu/c/cpu.cfs_quota_us", "-1\n");
	write_file(root, "cpu/c/cpu.cfs_period_us", "100000\n");
	write_file(root, "member", "5:cpu,cpuacct:/c\n4:cpuset:/\n0::/a/b\n");
	ck_assert_double_eq(pool_quota(member, root), 1.5);
	write_file(root, "cpu/c/cpu.cfs_quota_us", "50000\n");
	ck_assert_double_eq(pool_quota(member, root), 0.5);
	write_file(root, "member", "5:cpuset,memory:/c\n0::/nowhere\n");
	ck_assert_double_eq(pool_quota(member, root), 0);
	ck_assert_double_eq(pool_quota("/nonexistent", root), 0);
	ck_assert_uint_ge(pool_cores(), 1);
	snprintf(path, sizeof path, "rm -r %s", root);
	ck_assert_int_eq(system(path), 0);
}
END_TEST

SUITE(runs_every_piece_once, runs_nested_work, wakes_sleeping_helpers,
	stops_when_the_watcher_says_so, reads_cpu_quotas)
