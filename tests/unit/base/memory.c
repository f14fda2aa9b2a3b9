/* SPDX-License-Identifier: BSD-3-Clause
 *
 * memory and arena: zeroed, aligned, reusable; sizes that overflow are caught.
 */
#include "kernel/base/memory.h"

#include "kernel/base/arena.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST(is_zeroed_and_may_be_nothing)
{
	int *numbers = memory_new(100, sizeof *numbers);
	for (size_t i = 0; i < 100; i++)
		ck_assert_int_eq(numbers[i], 0);
	free(numbers);
	void *nothing = memory_new(0, 8);
	ck_assert_ptr_nonnull(nothing);
	free(memory_resize(nothing, 0, 8));
	char *copy = memory_copy("a\0b", 3);
	ck_assert_mem_eq(copy, "a\0b", 4);
	free(copy);
}
END_TEST

START_TEST(knows_products_that_do_not_fit)
{
	size_t product = 7;
	ck_assert(memory_product(3, 5, 7, &product));
	ck_assert_uint_eq(product, 105);
	ck_assert(memory_product(SIZE_MAX, 1, 1, &product));
	ck_assert(!memory_product(SIZE_MAX / 2 + 1, 2, 1, &product));
	ck_assert(!memory_product((size_t)1 << 32, (size_t)1 << 16, (size_t)1 << 16, &product));
}
END_TEST

static void take_too_much(void)
{
	free(memory_new(SIZE_MAX / 4, 8));
}

static void close_errors(void)
{
	fclose(stderr);
}

/* As a launcher leaves it that never reads what its kernel says. */
static void stop_errors(void)
{
	int ends[2];
	ck_assert_int_eq(pipe2(ends, O_NONBLOCK), 0);
	while (write(ends[1], "much", 4) > 0)
		;
	fcntl(ends[1], F_SETFL, 0);
	dup2(ends[1], STDERR_FILENO);
}

/* A sanitizer says in its own way why it ends; what matters is that nothing went on. */
static void check_end(void (*prepare)(void))
{
	pid_t child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		prepare();
		alarm(3); /* rather than hang */
		take_too_much();
		_exit(0);
	}
	int status;
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(SANITIZED || (WIFEXITED(status) && WEXITSTATUS(status) == MEMORY_EXHAUSTED));
	ck_assert_int_ne(status, 0);
}

START_TEST(ends_the_process_on_an_overflow)
{
	check_end(close_errors);
}
END_TEST

START_TEST(ends_it_where_nobody_reads_why)
{
	check_end(SANITIZED ? close_errors : stop_errors);
}
END_TEST

START_TEST(arena_gives_zeroed_aligned_memory)
{
	static const unsigned char zeros[60000];
	struct arena *arena = arena_new();
	for (int round = 0; round < 3; round++) {
		for (size_t size = 1; size < sizeof zeros; size += 997) {
			unsigned char *bytes = arena_take(arena, size, 1);
			ck_assert_uint_eq((uintptr_t)bytes % _Alignof(max_align_t), 0);
			ck_assert_mem_eq(bytes, zeros, size);
			memset(bytes, 0xA5, size);
		}
		ck_assert_uint_ge(arena_used(arena), 60000);
		arena_clear(arena);
		ck_assert_uint_eq(arena_used(arena), 0);
	}
	arena_free(arena);
	arena_free(NULL);
}
END_TEST

START_TEST(arena_copies_and_formats)
{
	struct arena *arena = arena_new();
	char *copy = arena_copy(arena, "layer 1", 5);
	char *formatted = arena_format(arena, "%s-%d", "fc", 12);
	char *big = arena_format(arena, "%0*d", 40000, 7);
	ck_assert_str_eq(copy, "layer");
	ck_assert_str_eq(formatted, "fc-12");
	ck_assert_uint_eq(strlen(big), 40000);
	arena_free(arena);
}
END_TEST

SUITE(is_zeroed_and_may_be_nothing, knows_products_that_do_not_fit, ends_the_process_on_an_overflow,
	ends_it_where_nobody_reads_why, arena_gives_zeroed_aligned_memory, arena_copies_and_formats)
