/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Many numbers over any number of threads: what one call computes, all of it even when an interrupt
 * comes meanwhile. Expected: the level's own functions, called once.
 */
#include "tests/unit/unit.h"

#include "nn/parallel.h"
#include "nn/pool.h"
#include "tests/unit/nn/same_bits.h"

enum { COUNT = 100001 };
static const size_t thread_counts[] = { 1, 2, 3, 7 };
static const float none[4];

static float *numbers(uint32_t salt)
{
	float *x = room(COUNT, 0);
	for (uint32_t i = 0; i < COUNT; i++)
		x[i] = (float)((i * 2654435761u + salt * 40503u) >> 8) * 0x1p-22f - 2;
	return x;
}

static void check_both(float *expected, float *got)
{
	check_same(expected, got, COUNT, "parallel");
	check_guard(got, COUNT, 0);
	room_free(expected, 0);
	room_free(got, 0);
}

static void compare_functions(void)
{
	float *z = numbers(1), *a = room(COUNT, 0), *b = room(COUNT, 0);
	float *d = numbers(2), *e = numbers(2);
	arithmetic()->apply(ELEMENTWISE_TANH, none, a, z, COUNT);
	parallel_apply(ELEMENTWISE_TANH, none, b, z, COUNT);
	arithmetic()->slope(ELEMENTWISE_TANH, none, d, z, a, COUNT);
	parallel_slope(ELEMENTWISE_TANH, none, e, z, a, COUNT);
	check_both(a, b);
	check_both(d, e);
	room_free(z, 0);
}

/* inject: one entry of the gradient. */
static void compare_update(float inject, bool finite)
{
	const struct update how = { .kernel = OPTIMIZER_ADAM,
		.scale = 1,
		.rate = 0.01f,
		.first = 0.1f,
		.second = 0.001f,
		.root = 2,
		.epsilon = 1e-8f,
		.fresh = 1 };
	float *state[2][3], *g = numbers(4), *before = room(COUNT, 0);
	g[COUNT - 7] = inject;
	for (size_t k = 0; k < 2; k++) {
		for (uint32_t i = 0; i < 3; i++)
			state[k][i] = numbers(5);
		arithmetic()->apply(ELEMENTWISE_RELU, none, state[k][2], state[k][2], COUNT);
		float *const moments[MOMENT_COUNT] = { state[k][1], state[k][2], NULL };
		bool all = k == 0 ? arithmetic()->update(&how, state[k][0], moments, g, NULL, COUNT)
				  : parallel_update(&how, state[k][0], moments, g, before, COUNT);
		ck_assert(all == finite);
	}
	for (size_t i = 0; i < 3; i++)
		check_both(state[0][i], state[1][i]);
	check_both(numbers(5), before);
	ck_assert(parallel_finite(g, COUNT) == finite);
	room_free(g, 0);
}

static void compare_all(void)
{
	compare_functions();
	compare_update(0.5f, true);
	compare_update(__builtin_inff(), false);
}

START_TEST(the_number_of_threads_changes_nothing)
{
	for (size_t t = 0; t < sizeof thread_counts / sizeof *thread_counts; t++) {
		pool_set_threads(thread_counts[t]);
		compare_all();
	}
	pool_set_threads(1);
}
END_TEST

static bool say_stop(void *to)
{
	(void)to;
	return false;
}

START_TEST(an_interrupt_leaves_nothing_half_done)
{
	for (size_t t = 0; t < sizeof thread_counts / sizeof *thread_counts; t++) {
		pool_set_threads(thread_counts[t]);
		pool_watch(say_stop, NULL);
		while (pool_poll())
			;
		ck_assert(pool_stopped());
		compare_all();
		pool_watch(NULL, NULL);
	}
	pool_set_threads(1);
}
END_TEST

SUITE(the_number_of_threads_changes_nothing, an_interrupt_leaves_nothing_half_done)
