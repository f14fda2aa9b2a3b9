/* SPDX-License-Identifier: BSD-3-Clause
 *
 * text: growing, escaping, numbers as readers read them.
 */
#include "kernel/base/text.h"

#include "tests/unit/unit.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(grows)
{
	struct text text = TEXT_EMPTY;
	ck_assert_str_eq(text_string(&text), "");
	for (int i = 0; i < 1000; i++)
		text_format(&text, "%d,", i % 10);
	ck_assert_uint_eq(text.length, 2000);
	ck_assert_uint_eq(strlen(text.bytes), 2000);
	text_clear(&text);
	ck_assert_uint_eq(text.length, 0);
	text_append(&text, "a\0b", 3);
	ck_assert_mem_eq(text.bytes, "a\0b", 4);
	char *taken = text_take_new(&text);
	ck_assert_mem_eq(taken, "a\0b", 4);
	ck_assert_ptr_null(text.bytes);
	free(taken);
	taken = text_take_new(&text);
	ck_assert_str_eq(taken, "");
	free(taken);
	text_release(&text);
}
END_TEST

/* Through every length at which the room just holds, or does not. */
START_TEST(formats_what_needs_more_room)
{
	char expected[400];
	for (int width = 0; width < 200; width++) {
		struct text text = TEXT_EMPTY;
		for (int i = 0; i < 2; i++)
			text_format(&text, "%*d", width, 7);
		snprintf(expected, sizeof expected, "%*d%*d", width, 7, width, 7);
		ck_assert_str_eq(text.bytes, expected);
		ck_assert_uint_eq(text.length, strlen(expected));
		text_release(&text);
	}
}
END_TEST

static void escapes_to(const char *string, const char *expected)
{
	struct text text = TEXT_EMPTY;
	text_put_escaped(&text, string);
	ck_assert_str_eq(text_string(&text), expected);
	text_release(&text);
}

START_TEST(escapes_for_xml)
{
	escapes_to("<script>alert(\"1 & 2\")</script>",
		"&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;");
	escapes_to("ñ 层 \xF0\x9F\x99\x82", "ñ 层 \xF0\x9F\x99\x82");
	escapes_to("\x01|\x1B[31m|\x7F", "\xEF\xBF\xBD|\xEF\xBF\xBD[31m|\xEF\xBF\xBD");
	escapes_to("\xFF|\xC0\xAF|\xED\xA0\x80",
		"\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	escapes_to("a\u202Eb", "a\xEF\xBF\xBD"
			       "b");
	escapes_to("\uFFFE", "\xEF\xBF\xBD");
}
END_TEST

START_TEST(escapes_for_latex)
{
	struct text text = TEXT_EMPTY;
	text_put_latex(&text, "a_1 & 50% of {x}^2 \\ ~ $#<\n>");
	ck_assert_str_eq(text_string(&text), "a\\_1 \\& 50\\% of \\{x\\}\\textasciicircum{}2 "
					     "\\textbackslash{} \\textasciitilde{} "
					     "\\$\\#\\textless{} \\textgreater{}");
	text_release(&text);
}
END_TEST

static void reads(double number, int digits, const char *expected)
{
	char buffer[NUMBER_LENGTH];
	ck_assert_ptr_eq(number_format(buffer, number, digits), buffer);
	ck_assert_str_eq(buffer, expected);
}

START_TEST(formats_numbers)
{
	reads(0, 4, "0");
	reads(-0.0, 4, "0");
	reads(1, 4, "1");
	reads(-2.5, 4, "-2.5");
	reads(0.1 + 0.2, 4, "0.3");
	reads(0.1 + 0.2, 17, "0.30000000000000004");
	reads(3.14159265, 4, "3.142");
	reads(0.99996, 4, "1");
	reads(0.0001, 4, "0.0001");
	reads(0.00012345, 3, "0.000123");
	reads(0.000099996, 4, "0.0001");
	reads(0.00009999, 4, "9.999e-05");
	reads(-1.5e-5, 4, "-1.5e-05");
	reads(1e-300, 4, "1e-300");
	reads(640, 2, "640");
	reads(12345.678, 4, "12346");
	reads(99999.6, 4, "100000");
	reads(999999, 4, "1e+06");
	reads(999999, 6, "999999");
	reads(999999.7, 4, "1e+06");
	reads(1437260, 4, "1.437e+06");
	reads(5e-324, 17, "4.9406564584124654e-324");
	reads(-1.7976931348623157e308, 17, "-1.7976931348623157e+308");
	reads((double)INFINITY, 4, "inf");
	reads(-(double)INFINITY, 4, "-inf");
	reads((double)NAN, 4, "nan");
	reads(-(double)NAN, 4, "nan");
	reads(1.25, 0, "1");
	reads(1.25, 99, "1.25");
}
END_TEST

/* What 17 digits show reads back as the same number: IEEE 754 guarantees that it can. */
START_TEST(reads_back_what_it_wrote)
{
	uint64_t state = 1;
	for (int i = 0; i < 20000; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		double number;
		memcpy(&number, &state, sizeof number);
		if (!isfinite(number))
			continue;
		char buffer[NUMBER_LENGTH];
		ck_assert(strtod(number_format(buffer, number, 17), NULL) == number);
		double few = strtod(number_format(buffer, number, 5), NULL);
		ck_assert(fabs(few - number) <= 5.0001e-5 * fabs(number) || fabs(number) < 1e-300);
	}
}
END_TEST

SUITE(grows, formats_what_needs_more_room, escapes_for_xml, escapes_for_latex, formats_numbers,
	reads_back_what_it_wrote)
