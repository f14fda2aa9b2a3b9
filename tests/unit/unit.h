/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One line of registration for a program of unit tests (Check, TAP on standard output):
 *
 *	START_TEST(adds) { ck_assert_int_eq(1 + 1, 2); } END_TEST
 *	SUITE(adds, compares)
 */
#pragma once
#include <check.h>
#include <stddef.h>

/* A build whose sanitizers make it tens of times slower and end a process their own way. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

int unit_run(const char *file, const TTest *const *tests, size_t count);

#define SUITE(...)                                                                                 \
	int main(void)                                                                             \
	{                                                                                          \
		const TTest *const tests[] = { __VA_ARGS__ };                                      \
		return unit_run(__FILE__, tests, sizeof tests / sizeof *tests);                    \
	}
