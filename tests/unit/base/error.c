/* SPDX-License-Identifier: BSD-3-Clause
 *
 * error: the first one wins, messages are cut between characters, carets stand under the span.
 */
#include "kernel/base/error.h"

#include "kernel/base/text.h"
#include "kernel/base/utf8.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

START_TEST(first_error_wins)
{
	struct error error = { 0 };
	ck_assert(!error_set(&error, ERROR_NAME, (struct span){ 1, 2 }, "no %s", "one"));
	ck_assert(!error_set(&error, ERROR_VALUE, (struct span){ 3, 4 }, "no %s", "two"));
	ck_assert(!error_hint(&error, "try %d", 1));
	ck_assert(!error_hint(&error, "try %d", 2));
	ck_assert_int_eq(error.kind, ERROR_NAME);
	ck_assert_uint_eq(error.where.start, 1);
	ck_assert_str_eq(error.message, "no one");
	ck_assert_str_eq(error.hint, "try 1");
}
END_TEST

START_TEST(cuts_between_characters)
{
	char many[2000];
	for (size_t shift = 0; shift < 4; shift++) {
		memset(many, 'a', shift);
		many[shift] = '\0';
		while (strlen(many) < 1900)
			strcat(many, "\xF0\x9F\x99\x82");
		struct error error = { 0 };
		error_set(&error, ERROR_VALUE, SPAN_NONE, "%s", many);
		error_hint(&error, "%s", many);
		ck_assert_uint_ge(strlen(error.message), sizeof error.message - 4);
		ck_assert_uint_ge(strlen(error.hint), sizeof error.hint - 4);
		size_t length = strlen(error.message);
		ck_assert_uint_eq(utf8_valid_until(error.message, length), length);
		ck_assert_uint_eq(
			utf8_valid_until(error.hint, strlen(error.hint)), strlen(error.hint));
	}
}
END_TEST

START_TEST(kinds_have_names)
{
	for (enum error_kind kind = 0; kind < ERROR_KIND_COUNT; kind++)
		ck_assert_int_eq(error_kind_from_name(error_name(kind)), kind);
	ck_assert_int_eq(error_kind_from_name("Nonsense"), ERROR_NONE);
	ck_assert_str_eq(error_name(ERROR_CHECK), "CheckFailed");
}
END_TEST

/* What follows the message "m". */
static void shows(const char *source, size_t start, size_t end, const char *expected)
{
	struct error error = { 0 };
	struct text text = TEXT_EMPTY;
	error_set(&error, ERROR_SYNTAX, (struct span){ start, end }, "m");
	error_show(&error, source, strlen(source), &text);
	ck_assert_str_eq(text_string(&text), expected);
	text_release(&text);
}

START_TEST(points_at_the_place)
{
	shows("train stesp=10", 6, 11, "m\ntrain stesp=10\n      ^^^^^\n");
	shows("train", 0, 5, "m\ntrain\n^^^^^\n");
	shows("a\nlong\ncell", 2, 6, "m\n2 | long\n    ^^^^\n");
	shows("net 8;", 6, 6, "m\nnet 8;\n      ^\n");
	shows("net 8;\n", 7, 7, "m\nnet 8;\n      ^\n");
	shows("net 8;\n", 70, 90, "m\nnet 8;\n      ^\n");
	shows("two\nlines", 1, 9, "m\n1 | two\n     ^^\n");
	shows("\n\n", 1, 1, "m\n2 | \n    ^\n");
	shows("", 0, 0, "m\n");
	shows("anything", 0, 0, "m\n");
}
END_TEST

START_TEST(counts_display_columns)
{
	shows("\tx y", 3, 4, "m\n        x y\n          ^\n");
	shows("ab\tx", 3, 4, "m\nab      x\n        ^\n");
	shows("层 x", 4, 5, "m\n层 x\n   ^\n");
	shows("x 层层", 2, 8, "m\nx 层层\n  ^^^^\n");
	shows("año x", 5, 6, "m\naño x\n    ^\n");
	shows("a\x1B[31mb", 6, 7, "m\na\uFFFD[31mb\n      ^\n");
	shows("a\xFF z", 3, 4, "m\na\uFFFD z\n   ^\n");
}
END_TEST

/* Every place in a long line: the window fits, and the carets stand under what they should. */
START_TEST(shows_a_window_of_long_lines)
{
	char source[301] = "";
	for (size_t i = 0; i < 300; i++)
		source[i] = (char)('a' + (i * 7) % 26);
	for (size_t start = 1; start < 300; start++) {
		struct error error = { 0 };
		struct text text = TEXT_EMPTY;
		error_set(&error, ERROR_SYNTAX, (struct span){ start, start + 3 }, "m");
		error_hint(&error, "h");
		error_show(&error, source, 300, &text);
		char *line = strchr(text.bytes, '\n') + 1;
		char *carets = strchr(line, '\n') + 1;
		ck_assert_uint_le(utf8_columns(line, (size_t)(carets - line - 1)), ERROR_COLUMNS);
		ck_assert_uint_ge(
			utf8_columns(line, (size_t)(carets - line - 1)), ERROR_COLUMNS - 1);
		size_t column = strspn(carets, " ");
		size_t at = utf8_offset(line, strlen(line), (long)column);
		size_t wanted = start + 3 <= 300 ? 3 : 300 - start;
		ck_assert_uint_eq(strspn(carets + column, "^"), wanted);
		ck_assert_mem_eq(line + at, source + start, wanted);
		ck_assert_str_eq(carets + column + wanted, "\nh\n");
		text_release(&text);
	}
}
END_TEST

/* Any bytes, any span: no crash, and always valid text. */
START_TEST(survives_anything)
{
	unsigned seed = 7;
	for (int round = 0; round < 3000; round++) {
		char source[200];
		size_t length = (size_t)rand_r(&seed) % sizeof source;
		for (size_t i = 0; i < length; i++)
			source[i] = (char)(rand_r(&seed) % 3 ? rand_r(&seed) % 256 : '\t');
		struct error error = { 0 };
		struct text text = TEXT_EMPTY;
		size_t start = (size_t)rand_r(&seed) % 220;
		error_set(&error, ERROR_SYNTAX, (struct span){ start, (size_t)rand_r(&seed) % 220 },
			"m");
		error_show(&error, source, length, &text);
		ck_assert_uint_eq(utf8_valid_until(text.bytes, text.length), text.length);
		ck_assert_int_eq(text.bytes[text.length - 1], '\n');
		text_release(&text);
	}
}
END_TEST

SUITE(first_error_wins, cuts_between_characters, kinds_have_names, points_at_the_place,
	counts_display_columns, shows_a_window_of_long_lines, survives_anything)
