/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The pool: each thread has a ticket that hands out its share of the pieces, and takes from others
 * when its own are done. Shares are the same whenever the work is, so what a thread has written it
 * finds near. A condition wakes who sleeps.
 */
#include "nn/pool.h"

#include "nn/arithmetic.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

enum { THREADS_MAX = 256, SPINS = 2000 };
static const int64_t poll_interval = 5000000; /* ns */

/* generation << 32 | pieces of the share not yet handed out. Taking a piece is a compare-and-swap,
 * so whoever succeeds holds a piece of the current work: its fields stand until that piece is done.
 */
static struct ticket {
	_Alignas(64) _Atomic uint64_t left;
} tickets[THREADS_MAX];
static _Atomic size_t shares = 1; /* tickets in use; changes only while no helper is there */
static _Atomic size_t pending;    /* pieces not yet done */
static uint64_t generation;
static void (*current_work)(void *job, size_t i);
static void *current_job;
static size_t current_count;
static bool current_whole; /* not to be stopped */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static _Atomic size_t sleepers;
static _Atomic bool ending, stopped;
static pthread_t threads[THREADS_MAX];
static size_t wanted, started; /* besides the owner; wanted counts the owner, 0: not yet set */

static bool (*watcher)(void *to);
static void *watcher_to;
static int64_t last_poll;
static _Thread_local bool helper, inside;

static int64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void pause_briefly(void)
{
#if defined __x86_64__ || defined __i386__
	__builtin_ia32_pause();
#elif defined __aarch64__
	__asm__ volatile("yield");
#endif
}

/* ---- asking whether to go on ---- */

void pool_watch(bool (*poll)(void *to), void *to)
{
	watcher = poll;
	watcher_to = to;
	last_poll = now();
	atomic_store(&stopped, false);
}

bool pool_stopped(void)
{
	return atomic_load_explicit(&stopped, memory_order_relaxed);
}

bool pool_poll(void)
{
	if (!helper && watcher && !pool_stopped()) {
		int64_t time = now();
		if (time - last_poll >= poll_interval) {
			last_poll = time;
			if (!watcher(watcher_to))
				atomic_store(&stopped, true);
		}
	}
	return !pool_stopped();
}

/* ---- taking pieces ---- */

/* Where the share of a ticket begins. */
static size_t share_begin(size_t count, size_t ticket)
{
	return count * ticket / atomic_load_explicit(&shares, memory_order_relaxed);
}

/* Does one piece of a ticket's share; false when none is left. */
static bool take_from(size_t ticket)
{
	uint64_t seen = atomic_load(&tickets[ticket].left);
	do {
		if ((uint32_t)seen == 0)
			return false;
	} while (!atomic_compare_exchange_weak(&tickets[ticket].left, &seen, seen - 1));
	size_t end = share_begin(current_count, ticket + 1);
	if (current_whole || !pool_stopped())
		current_work(current_job, end - (uint32_t)seen);
	atomic_fetch_sub_explicit(&pending, 1, memory_order_release);
	return true;
}

/* Its own pieces first. */
static bool take(size_t own)
{
	size_t count = atomic_load_explicit(&shares, memory_order_relaxed);
	for (size_t i = 0; i < count; i++)
		if (take_from((own + i) % count))
			return true;
	return false;
}

static bool any_left(void)
{
	size_t count = atomic_load(&shares), i = 0;
	while (i < count && (uint32_t)atomic_load(&tickets[i].left) == 0)
		i++;
	return i < count;
}

static void sleep_until_work(void)
{
	pthread_mutex_lock(&mutex);
	atomic_fetch_add(&sleepers, 1);
	while (!atomic_load(&ending) && !any_left())
		pthread_cond_wait(&condition, &mutex);
	atomic_fetch_sub(&sleepers, 1);
	pthread_mutex_unlock(&mutex);
}

static void *help(void *ticket)
{
	size_t own = (size_t)((struct ticket *)ticket - tickets);
	helper = inside = true;
	(void)arithmetic_enter(); /* threads inherit control their maker may have changed */
	for (int idle = 0; !atomic_load(&ending);) {
		if (take(own))
			idle = 0;
		else if (++idle < SPINS)
			pause_briefly();
		else {
			sleep_until_work();
			idle = 0;
		}
	}
	return NULL;
}

static void wake(void)
{
	pthread_mutex_lock(&mutex);
	pthread_cond_broadcast(&condition);
	pthread_mutex_unlock(&mutex);
}

/* Signals are for the owner. */
static void start_helpers(void)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (started + 1 < wanted &&
		!pthread_create(&threads[started], NULL, help, &tickets[started + 1]))
		started++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	wanted = started + 1;
}

static void end_helpers(void)
{
	atomic_store(&ending, true);
	wake();
	while (started > 0)
		pthread_join(threads[--started], NULL);
	atomic_store(&ending, false);
}

void pool_set_threads(size_t count)
{
	assert(!inside);
	count = count == 0 ? pool_cores() : count;
	count = count < THREADS_MAX ? count : THREADS_MAX;
	if (count != wanted)
		end_helpers();
	wanted = count;
	atomic_store(&shares, count);
}

size_t pool_threads(void)
{
	if (wanted == 0)
		pool_set_threads(0);
	return wanted;
}

static void run_alone(void (*work)(void *job, size_t i), void *job, size_t count, bool whole)
{
	for (size_t i = 0; i < count && (pool_poll() || whole); i++)
		work(job, i);
}

/* The owner has nothing left to take. */
static void wait_for_helpers(void)
{
	const struct timespec moment = { 0, 50000 };
	for (int idle = 0; atomic_load_explicit(&pending, memory_order_acquire) > 0; idle++) {
		if (idle < SPINS)
			pause_briefly();
		else if (pool_poll(), idle < SPINS + 50)
			sched_yield();
		else
			nanosleep(&moment, NULL);
	}
}

static void run(void (*work)(void *job, size_t i), void *job, size_t count, bool whole)
{
	assert(count <= UINT32_MAX);
	if (inside || count < 2 || pool_threads() < 2) {
		run_alone(work, job, count, whole);
		return;
	}
	if (started + 1 < wanted)
		start_helpers();
	inside = true;
	current_work = work;
	current_job = job;
	current_whole = whole;
	current_count = count;
	atomic_store(&pending, count);
	generation++;
	for (size_t i = 0; i < shares; i++)
		atomic_store(&tickets[i].left,
			generation << 32 | (share_begin(count, i + 1) - share_begin(count, i)));
	if (atomic_load(&sleepers) > 0)
		wake();
	while (pool_poll(), take(0))
		;
	wait_for_helpers();
	inside = false;
}

void pool_run(void (*work)(void *job, size_t i), void *job, size_t count)
{
	run(work, job, count, false);
}

void pool_run_whole(void (*work)(void *job, size_t i), void *job, size_t count)
{
	run(work, job, count, true);
}
