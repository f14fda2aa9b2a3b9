/* SPDX-License-Identifier: BSD-3-Clause
 *
 * name: case in any script, and the nearest name.
 */
#include "kernel/language/name.h"

#include "tests/unit/unit.h"

#include <string.h>

START_TEST(case_does_not_matter)
{
	ck_assert(name_equal("ReLU", "relu"));
	ck_assert(name_equal("\u00D1and\u00DA", "\u00F1and\u00FA"));
	ck_assert(name_equal("", ""));
	ck_assert(!name_equal("relu", "relu6"));
	ck_assert(!name_equal("relu6", "relu"));
	ck_assert(!name_equal("\u00F1", "n"));
	ck_assert(!name_equal("a\u00F1", "a"));
	ck_assert(name_starts("Xavier", "XA", 2));
	ck_assert(name_starts("\u00C1ngulo", "\u00E1n", 3));
	ck_assert(name_starts("he", "", 0));
	ck_assert(!name_starts("he", "hem", 3));
	struct text key = TEXT_EMPTY;
	name_put_folded("\u00D1U", &key);
	ck_assert_str_eq(key.bytes, "\u00F1u");
	text_release(&key);
}
END_TEST

/* What is nearest among these; "" for none. */
static const char *nearest_of(const char *typed)
{
	static const char *const names[] = { "relu", "leaky", "tanh", "sigmoid", "linear", "he",
		"lr" };
	struct nearest nearest = { .typed = typed };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		nearest_consider(&nearest, names[i]);
	return nearest.best ? nearest.best : "";
}

START_TEST(nearest_is_close)
{
	ck_assert_str_eq(nearest_of("rleu"), "relu"); /* swapped */
	ck_assert_str_eq(nearest_of("rel"), "relu");  /* left out */
	ck_assert_str_eq(nearest_of("reluu"), "relu");
	ck_assert_str_eq(nearest_of("TANG"), "tanh");
	ck_assert_str_eq(nearest_of("sigmiod"), "sigmoid");
	ck_assert_str_eq(nearest_of("lienar"), "linear");
	ck_assert_str_eq(nearest_of("hi"), "he");
	ck_assert_str_eq(nearest_of("orthogonal"), "");
	ck_assert_str_eq(nearest_of("x"), "");
	ck_assert_str_eq(nearest_of(""), "");
	ck_assert_str_eq(nearest_of("t\u00E1nh"), "tanh"); /* one character, two bytes */
}
END_TEST

START_TEST(long_names_are_not_compared)
{
	char huge[5000];
	memset(huge, 'a', sizeof huge - 1);
	huge[sizeof huge - 1] = '\0';
	struct nearest nearest = { .typed = huge };
	nearest_consider(&nearest, huge);
	ck_assert_ptr_null(nearest.best);
	nearest = (struct nearest){ .typed = "relu" };
	nearest_consider(&nearest, huge);
	ck_assert_ptr_null(nearest.best);
}
END_TEST

SUITE(case_does_not_matter, nearest_is_close, long_names_are_not_compared)
