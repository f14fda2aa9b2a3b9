/* SPDX-License-Identifier: BSD-3-Clause
 *
 * value: shown, written as source text, kept, limited.
 */
#include "kernel/language/value.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static const char *shown(const struct value *value, int digits)
{
	static struct text text;
	text_clear(&text);
	if (digits > 0)
		value_show(value, digits, &text);
	else
		value_repr(value, &text);
	return text_string(&text);
}

START_TEST(shows)
{
	struct arena *arena = arena_new();
	const double numbers[] = { 1, 0.123456789, -2e-9 };
	struct value number = value_number(1.0 / 3), text = value_text(arena, "a\n\"b\"");
	struct value vector = value_vector(arena, numbers, 3), none = value_none(), list;
	const struct value items[] = { number, text, none, value_boolean(true) };
	ck_assert(value_list(&list, VALUE_LIST, items, 4));
	ck_assert_str_eq(shown(&number, 6), "0.333333");
	ck_assert_str_eq(shown(&number, 0), "0.3333333333333333");
	ck_assert_str_eq(shown(&text, 6), "a\n\"b\""); /* alone: as it is */
	ck_assert_str_eq(shown(&text, 0), "\"a\\n\\\"b\\\"\"");
	ck_assert_str_eq(shown(&vector, 3), "[1, 0.123, -2e-09]");
	ck_assert_str_eq(shown(&list, 2), "[0.33, \"a\\n\\\"b\\\"\", None, True]");
	ck_assert(value_list(&list, VALUE_PAIRS, items, 2));
	ck_assert_str_eq(shown(&list, 2), "{0.33: \"a\\n\\\"b\\\"\"}");
	arena_free(arena);
}
END_TEST

/* 100 are shown; of 101 the first 50 and the last 3. repr leaves nothing out. */
START_TEST(shortens)
{
	struct arena *arena = arena_new();
	double numbers[101];
	for (int i = 0; i < 101; i++)
		numbers[i] = i + 1;
	struct value all = value_vector(arena, numbers, 100),
		     more = value_vector(arena, numbers, 101);
	ck_assert_ptr_null(strstr(shown(&all, 6), "..."));
	const char *text = shown(&more, 6);
	ck_assert_ptr_nonnull(strstr(text, ", 50, ..., 99, 100, 101] (101)"));
	ck_assert_ptr_nonnull(strstr(shown(&more, 0), ", 51, "));
	arena_free(arena);
}
END_TEST

/* The fewest digits that read back as the same number. */
START_TEST(repr_is_exact)
{
	const double numbers[] = { 0, 1, -1, 0.1, 1e-5, 1e22, 123456789, 4.9e-324,
		1.7976931348623157e308, 1.0 / 3 };
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct value value = value_number(numbers[i]);
		ck_assert(strtod(shown(&value, 0), NULL) == numbers[i]);
	}
	struct value tenth = value_number(0.1), minus = value_number(-0.0);
	ck_assert_str_eq(shown(&tenth, 0), "0.1");
	ck_assert_str_eq(shown(&minus, 0), "-0");
	struct value infinite = value_number(-(double)__builtin_inff());
	ck_assert_str_eq(shown(&infinite, 0), "float('-inf')");
}
END_TEST

START_TEST(kept_copy_stands_alone)
{
	struct arena *arena = arena_new();
	const double numbers[] = { 1, 2 };
	struct value inner, outer;
	struct value items[] = { value_text(arena, "a"), value_vector(arena, numbers, 2) };
	ck_assert(value_list(&inner, VALUE_LIST, items, 2));
	struct value two[] = { inner, value_number(7) };
	ck_assert(value_list(&outer, VALUE_LIST, two, 2));
	struct value *kept = value_keep_new(&outer);
	ck_assert(value_equal(kept, &outer));
	arena_clear(arena);
	memset(items, 0, sizeof items);
	memset(two, 0, sizeof two);
	ck_assert_str_eq(shown(kept, 6), "[[\"a\", [1, 2]], 7]");
	/* Four structs, "a" and two numbers, each on a boundary of 16 bytes. */
	ck_assert_uint_ge(value_bytes(kept), 5 * sizeof(struct value) + 2 + 2 * sizeof(double));
	free(kept);
	arena_free(arena);
}
END_TEST

START_TEST(lists_are_limited)
{
	struct arena *arena = arena_new();
	struct value *items = calloc(VALUE_LIMIT + 1, sizeof *items);
	struct value list, nested;
	ck_assert(value_list(&list, VALUE_LIST, items, VALUE_LIMIT));
	ck_assert(!value_list(&list, VALUE_LIST, items, VALUE_LIMIT + 1));
	ck_assert(value_list(&list, VALUE_LIST, items, VALUE_LIMIT / 2));
	const struct value two[] = { list, list };
	ck_assert(!value_list(&nested, VALUE_LIST, two, 2)); /* the lists themselves count too */
	ck_assert(value_list(&nested, VALUE_LIST, two, 1));
	free(items);
	arena_free(arena);
}
END_TEST

SUITE(shows, shortens, repr_is_exact, kept_copy_stands_alone, lists_are_limited)
