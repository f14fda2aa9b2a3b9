/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The threads that share large work. Work is split by outputs only, so their number cannot change a
 * bit. They spin briefly, then sleep. One pool serves the process and belongs to one thread, its
 * owner: the first to call any of this.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* What the machine grants: cores this process may run on, cut by its cgroup's CPU quota; >= 1. Read
 * once; call it before the process loses the right to read /proc and /sys. */
size_t pool_cores(void);
/* The CPU quota in cores, 0 when there is none: the least that the cgroups named in `membership`
 * (/proc/self/cgroup) and those above them set below `root` (/sys/fs/cgroup). */
double pool_quota(const char *membership, const char *root);

/* How many threads share work from now on, the owner included; 0: pool_cores(), the default.
 * Threads start when there is work for them; 1 ends them. Fewer share when the machine refuses
 * threads. */
void pool_set_threads(size_t count);
size_t pool_threads(void);

/* work(job, i) once for each i < count, in any order, by any thread; returns when all are done.
 * From within work, it runs everything in the calling thread. */
void pool_run(void (*work)(void *job, size_t i), void *job, size_t count);

/* The same, but all of it is done even if whoever is asked meanwhile says stop: for short work that
 * must not be left half done. */
void pool_run_whole(void (*work)(void *job, size_t i), void *job, size_t count);

/* Whom long work asks whether to go on: poll(to), always in the owner's thread, at least every 20
 * ms while the pieces of work are short. Once it has answered false, pool_run returns without
 * finishing and pool_stopped is true until the next pool_watch. poll NULL: nobody. */
void pool_watch(bool (*poll)(void *to), void *to);
bool pool_stopped(void);

/* For pieces of work that are long themselves: asks if it is time to and this is the owner's
 * thread; false once stopped. */
bool pool_poll(void);
