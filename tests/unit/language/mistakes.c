/* SPDX-License-Identifier: BSD-3-Clause
 *
 * parser: sentence and place of each mistake, and limits.
 */
#include "tests/unit/language/parsed.h"

#include <stdlib.h>

START_TEST(mistakes)
{
	FAILS("cmd )", "a value is missing before \")\"", ")");
	FAILS("cmd a,", "a value is missing here", "");
	FAILS("cmd a,; cmd", "a value is missing here", ";");
	FAILS("cmd a=", "a value is missing here", "");
	FAILS("cmd - 1", "a value is missing before \"-\"", "-");
	FAILS("cmd (1", "\"(\" is never closed", "(");
	FAILS("cmd ((1)", "\"(\" is never closed", "(");
	FAILS("cmd (1]", "\")\" is missing before \"]\"", "]");
	FAILS("x = [1 2]", "\"]\" is missing before \"2\"", "2");
	FAILS("x = {1}", "\":\" is missing before \"}\"", "}");
	FAILS("x = 1 2", "an operator is missing before \"2\"", "2");
	FAILS("x = ", "a value is missing here", "");
	FAILS("x = 1 +", "a value is missing here", "");
	FAILS("x = and 1", "a value is missing before \"and\"", "and");
	FAILS("x = (y = 3)", "\")\" is missing before \"=\"", "=");
	ck_assert_str_eq(failure.hint, "to compare, write ==");
	FAILS("x = 1 < y < 3", "comparisons are not chained", "<");
	ck_assert_str_eq(failure.hint, "for example: 0 < x and x < 1");
	FAILS("x = 8x32", "\"8x32\" is not a number", "8x32");
	FAILS("x = 1e999", "this number is too large", "1e999");
	FAILS("cmd 8x3-2", "\"8x3-2\" is not a shape", "8x3-2");
	FAILS("cmd 8x3x2", "\"8x3x2\" is not a shape", "8x3x2");
	FAILS("2 + 2", "a statement starts with a command, or with NAME =", "2");
	FAILS("\"text\"", "a statement starts with a command, or with NAME =", "\"text\"");
	FAILS("\"text", "this string is never closed", "\"");
	FAILS("cmd $", "\"$\" stands before the name of a variable", "$");
	FAILS("cmd 1..a", "a number is missing before \"a\"", "a");
}
END_TEST

START_TEST(an_expression_and_more)
{
	MEANS("1 2", "!");
	ck_assert_str_eq(failure.message, "the end is missing before \"2\"");
	MEANS("x)", "!");
	ck_assert_str_eq(failure.message, "the end is missing before \")\"");
}
END_TEST

START_TEST(characters_of_elsewhere)
{
	FAILS("x = 2 ** 3", "\"**\" is not used here", "**");
	ck_assert_str_eq(failure.hint, "type ^ instead");
	FAILS("x = a && b", "\"&&\" is not used here", "&&");
	FAILS("x = !a", "\"!\" is not used here", "!");
	FAILS("x = \u201Ca\u201D", "\"\u201C\" is not used here", "\u201C");
	ck_assert_str_eq(failure.hint, "type \" instead");
	FAILS("x = 3 \u2212 1", "\"\u2212\" is not used here", "\u2212");
	FAILS("x = 7 % 2", "\"%\" stands right after a number", "%");
	FAILS("x = \\ 2", "\"\\\" continues a line only as its last character", "\\");
	FAILS("x = \u00BF", "\"\u00BF\" is not used here", "\u00BF");
	FAILS("x = \u200B", "the invisible character U+200B is not used here", "\u200B");
	ck_assert_str_eq(cell_of("cmd \0", 5), "!");
	ck_assert_str_eq(failure.message, "the invisible character U+0000 is not used here");
}
END_TEST

START_TEST(bytes_that_are_no_text)
{
	ck_assert_str_eq(cell("cmd 8\ncmd \xFF"), "!");
	ck_assert_int_eq(failure.kind, ERROR_SYNTAX);
	ck_assert_str_eq(failure.message, "byte 11 (0xff) is not UTF-8 text");
	ck_assert_uint_eq(failure.where.start, 10);
	ck_assert_str_eq(cell("# \xC3"), "!");
	ck_assert_str_eq(failure.message, "byte 3 (0xc3) is not UTF-8 text");
	MEANS("1 + \xC3", "!");
	ck_assert_str_eq(failure.message, "byte 5 (0xc3) is not UTF-8 text");
	const struct source value = { "8x\xFF", 3, NULL, &shown_grammar };
	failure = (struct error){ 0 };
	ck_assert_ptr_null(parser_value(&value, &failure));
	ck_assert_str_eq(failure.message, "byte 3 (0xff) is not UTF-8 text");
}
END_TEST

/* `count` times `part`, between `before` and `after`. */
static char *repeated(const char *before, const char *part, size_t count, const char *after)
{
	struct text text = TEXT_EMPTY;
	text_put(&text, before);
	for (size_t i = 0; i < count; i++)
		text_put(&text, part);
	text_put(&text, after);
	return text_take_new(&text);
}

static const char *result_of(char *text)
{
	const char *result = cell(text);
	free(text);
	return strcmp(result, "!") == 0 ? failure.message : "fine";
}

/* Each form that nests, at the deepest that is allowed and one beyond: -, not and brackets count
 * themselves, an operator's left side counts as one level more. */
START_TEST(depth_is_limited)
{
	static const char deep[] = "this is nested too deeply: more than 256 levels";
	ck_assert_str_eq(result_of(repeated("x = ", "-", 255, "1")), "fine");
	ck_assert_str_eq(result_of(repeated("x = ", "-", 256, "1")), deep);
	ck_assert_str_eq(result_of(repeated("x = ", "not ", 255, "1")), "fine");
	ck_assert_str_eq(result_of(repeated("x = ", "not ", 256, "1")), deep);
	ck_assert_str_eq(result_of(repeated("x = 1", "+1", 255, "")), "fine");
	ck_assert_str_eq(result_of(repeated("x = 1", "+1", 256, "")), deep);
	ck_assert_str_eq(result_of(repeated("x = 1", "+1", 100000, "")), deep);
	ck_assert_str_eq(result_of(repeated("x = ", "2^", 100000, "1")), deep);
	ck_assert_str_eq(result_of(repeated("x = ", "(", 100000, "")), deep);
	ck_assert_str_eq(result_of(repeated("x = ", "[", 100000, "")), deep);
	ck_assert_str_eq(result_of(repeated("x = ", "{1:", 100000, "")), deep);
	ck_assert_str_eq(result_of(repeated("x = y", "[1]", 100000, "")), deep);
	ck_assert_str_eq(result_of(repeated("x = ", "f(", 100000, "")), deep);
	ck_assert_str_eq(result_of(repeated("cmd ", "[", 100000, "")), deep);
	ck_assert_str_eq(result_of(repeated("cmd ", "a(", 100000, "")), deep);
	ck_assert_str_eq(result_of(repeated("ask ", "-+", 100000, "1")), deep);
	/* A bracket is a level and so is what stands in it: one level more before them, and it is
	 * the bracket that is too much. */
	ck_assert_str_eq(result_of(repeated("x = -", "(", 127, "1")), "\"(\" is never closed");
	ck_assert_str_eq(result_of(repeated("x = -", "(", 128, "1")), deep);
	ck_assert_str_eq(result_of(repeated("x = -", "[", 128, "1")), deep);
	ck_assert_str_eq(result_of(repeated("x = -", "{", 128, "1")), deep);
	ck_assert_str_eq(result_of(repeated("x = -", "y[", 128, "1")), deep);
	ck_assert_str_eq(result_of(repeated("cmd ", "[", 256, "a(b=1)")), deep);
}
END_TEST

START_TEST(a_megabyte)
{
	static const char *const parts[] = { "1,", "cmd;", "x=1\n", "# c\n", "\n", "cmd a b\n",
		";" };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		const char *before = i == 0 ? "x = [" : "", *after = i == 0 ? "]" : "";
		ck_assert_str_eq(
			result_of(repeated(before, parts[i], 1000000 / strlen(parts[i]), after)),
			"fine");
	}
	ck_assert_str_eq(result_of(repeated("cmd \"", "a", 1000000, "\"")), "fine");
	ck_assert_str_eq(result_of(repeated("cmd ", "a", 1000000, "")), "fine");
	ck_assert_str_eq(result_of(repeated("x = 0.", "1", 1000000, "")), "fine");
	ck_assert_str_eq(result_of(repeated("cmd ", "8-", 300000, "8")), "fine");
}
END_TEST

SUITE(mistakes, an_expression_and_more, characters_of_elsewhere, bytes_that_are_no_text,
	depth_is_limited, a_megabyte)
