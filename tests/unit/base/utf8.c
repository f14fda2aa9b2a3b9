/* SPDX-License-Identifier: BSD-3-Clause
 *
 * utf8: the examples of the Unicode standard's table 3-7 of well-formed sequences, and widths.
 */
#include "kernel/base/utf8.h"

#include "kernel/base/text.h"
#include "tests/unit/unit.h"

#include <string.h>

static void valid_until(const char *text, size_t expected)
{
	ck_assert_uint_eq(utf8_valid_until(text, strlen(text)), expected);
}

START_TEST(knows_what_is_well_formed)
{
	valid_until("", 0);
	valid_until("plain ñ 层 \xF0\x9F\x99\x82", 17);
	valid_until("ab\x80", 2);           /* a lone continuation */
	valid_until("ab\xC3", 2);           /* cut short */
	valid_until("\xC0\xAF", 0);         /* overlong */
	valid_until("\xE0\x9F\xBF", 0);     /* overlong */
	valid_until("\xED\xA0\x80", 0);     /* half a surrogate pair */
	valid_until("\xF4\x90\x80\x80", 0); /* beyond U+10FFFF */
	valid_until("\xF5", 0);
	ck_assert_uint_eq(utf8_valid_until("a\0b", 3), 3);
}
END_TEST

START_TEST(decodes)
{
	int code;
	ck_assert_uint_eq(utf8_decode("\xF0\x9F\x99\x82", 4, &code), 4);
	ck_assert_int_eq(code, 0x1F642);
	ck_assert_uint_eq(utf8_decode("\xF0\x9F\x99\x82", 3, &code), 1);
	ck_assert_int_eq(code, 0xFFFD);
	ck_assert_uint_eq(utf8_decode("", 1, &code), 1);
	ck_assert_int_eq(code, 0);
}
END_TEST

START_TEST(repairs)
{
	struct text text = TEXT_EMPTY;
	utf8_sanitize("a\xFFñ\xC3", 5, &text);
	ck_assert_str_eq(text_string(&text), "a\uFFFDñ\uFFFD");
	ck_assert_uint_eq(utf8_valid_until(text.bytes, text.length), text.length);
	text_clear(&text);
	utf8_put_line("a\tb\n\x1B[0m\u202Ec", 12, &text);
	ck_assert_str_eq(text_string(&text), "a b \uFFFD[0m\uFFFDc");
	text_release(&text);
}
END_TEST

static void columns(const char *text, size_t expected)
{
	ck_assert_uint_eq(utf8_columns(text, strlen(text)), expected);
}

START_TEST(measures_columns)
{
	columns("", 0);
	columns("año", 3);
	columns("an\u0303o", 3);
	columns("层层", 4);
	columns("\xF0\x9F\x99\x82", 2);
	columns("⠿█", 2);
	columns("\x1B", 0);
}
END_TEST

START_TEST(counts_code_points)
{
	const char *text = "añ层\xF0\x9F\x99\x82z";
	size_t length = strlen(text);
	ck_assert_uint_eq(utf8_count(text, length), 5);
	static const size_t starts[] = { 0, 1, 3, 6, 10, 11 };
	for (long i = 0; i < 6; i++) {
		ck_assert_uint_eq(utf8_offset(text, length, i), starts[i]);
		ck_assert_uint_eq(utf8_count(text, starts[i]), (size_t)i);
	}
	ck_assert_uint_eq(utf8_offset(text, length, -3), 0);
	ck_assert_uint_eq(utf8_offset(text, length, 99), length);
	static const size_t boundaries[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11 };
	for (size_t i = 0; i < sizeof boundaries / sizeof *boundaries; i++)
		ck_assert_uint_eq(utf8_boundary(text, length, i), boundaries[i]);
}
END_TEST

START_TEST(knows_letters_of_any_script)
{
	static const int letters[] = { 'a', 'Z', 0xF1, 0x3B7, 0x5C42, 0x0928, 0x0301 };
	static const int others[] = { '1', '_', ' ', 0x1F642, 0xFFFD, 0x2026, 0 };
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		ck_assert(utf8_is_letter(letters[i]));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert(!utf8_is_letter(others[i]));
	struct text text = TEXT_EMPTY;
	const char *upper = "ReLU ÑANDÚ ΔW";
	utf8_lower(upper, strlen(upper), &text);
	ck_assert_str_eq(text_string(&text), "relu ñandú δw");
	text_release(&text);
}
END_TEST

SUITE(knows_what_is_well_formed, decodes, repairs, measures_columns, counts_code_points,
	knows_letters_of_any_script)
