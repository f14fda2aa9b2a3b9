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

int unit_run(const char *file, const TTest *const *tests, size_t count);

#define SUITE(...)                                                                                 \
	int main(void)                                                                             \
	{                                                                                          \
		const TTest *const tests[] = { __VA_ARGS__ };                                      \
		return unit_run(__FILE__, tests, sizeof tests / sizeof *tests);                    \
	}
