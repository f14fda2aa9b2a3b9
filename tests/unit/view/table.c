/* SPDX-License-Identifier: BSD-3-Clause
 *
 * table: what each style shows, in HTML, LaTeX and plain text.
 */
#include "kernel/view/table.h"

#include "kernel/base/text.h"
#include "kernel/base/utf8.h"
#include "kernel/view/bundle.h"
#include "tests/unit/unit.h"
#include "tests/unit/view/markup.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
	{ "name", "the name", "", COLUMN_TEXT },
	{ "count", NULL, "", COLUMN_COUNT },
	{ "number", NULL, "", COLUMN_NUMBER },
	{ "tiny", NULL, "", COLUMN_SCIENTIFIC },
	{ "share", NULL, "", COLUMN_FRACTION },
	{ "bar", NULL, "", COLUMN_BAR },
	{ "log", NULL, "", COLUMN_LOG_BAR },
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void add_row(struct table *table, const char *name, const double numbers[COLUMNS - 1])
{
	table_text(table, name);
	for (size_t i = 0; i < COLUMNS - 1; i++)
		table_number(table, numbers[i]);
}

static struct table *sample_new(void)
{
	struct table *table = table_new(columns, COLUMNS, "A finding");
	add_row(table, "one", (const double[]){ 640, 0.123456, 1.2345e-5, 0.5, 2, 1e-6 });
	add_row(table, "two", (const double[]){ 1437260, 2, 0, 1, -4, 1e-3 });
	add_row(table, NULL,
		(const double[]){
			(double)NAN, (double)INFINITY, (double)NAN, (double)NAN, (double)NAN, 0 });
	return table;
}

START_TEST(keeps_what_it_was_given)
{
	struct table *table = sample_new();
	ck_assert_uint_eq(table_rows(table), 3);
	ck_assert_uint_eq(table_columns(table), COLUMNS);
	ck_assert_int_eq(table_find(table, "TINY"), 3);
	ck_assert_int_eq(table_find(table, "nothing"), -1);
	ck_assert_str_eq(table_column(table, 0)->head, "the name");
	ck_assert_double_eq(table_number_at(table, 0, 2), 0.123456);
	ck_assert_str_eq(table_text_at(table, 1, 0), "two");
	ck_assert_ptr_null(table_text_at(table, 2, 0));
	ck_assert(isnan(table_number_at(table, 2, 1)));
	table_free(table);
	table_free(NULL);
}
END_TEST

START_TEST(shows_aligned_plain_text)
{
	struct table *table = sample_new();
	struct bundle bundle = BUNDLE_EMPTY;
	table_bundle(table, &bundle);
	ck_assert_str_eq(bundle_find(&bundle, "text/plain"),
		"A finding\n"
		"\n"
		"the name    count  number      tiny   share             bar                  log\n"
		"────────  ───────  ──────  ────────  ─────────────────  ──────────────  "
		"───────────────────\n"
		"one           640  0.1235  1.23e-05   50.0% █████         2 █████       1.00e-06 "
		"█\n"
		"two       1437260       2         0  100.0% ██████████   -4 ██████████  1.00e-03 "
		"██████████\n"
		"-               -     inf         -       -               -                    "
		"0\n");
	bundle_release(&bundle);
	table_free(table);
}
END_TEST

START_TEST(shows_html)
{
	struct table *table = sample_new();
	struct bundle bundle = BUNDLE_EMPTY;
	table_bundle(table, &bundle);
	const char *html = bundle_find(&bundle, "text/html");
	ck_assert(markup_is_well_formed(html, "br"));
	ck_assert_ptr_nonnull(strstr(html, "<table border=\"1\" class=\"dataframe\">"));
	ck_assert_ptr_nonnull(strstr(html, ">A finding</caption>"));
	ck_assert_uint_eq(markup_count(html, "<th scope=\"col\""), COLUMNS);
	ck_assert_uint_eq(markup_count(html, "<th scope=\"row\""), 3);
	ck_assert_uint_eq(markup_count(html, "<td style=\"text-align: right"), 3 * (COLUMNS - 1));
	/* Bars are 64 pixels at the most: 50 % and 2 of 4 are 32 long. */
	ck_assert_ptr_nonnull(strstr(html, "50.0%<span"));
	ck_assert_uint_eq(markup_count(html, "width: 32px; height: 9px"), 2);
	ck_assert_uint_eq(markup_count(html, "width: 64px; height: 9px"), 3);
	ck_assert_uint_eq(markup_count(html, "<script"), 0);
	bundle_release(&bundle);
	table_free(table);
}
END_TEST

START_TEST(shows_latex)
{
	struct table *table = sample_new();
	table_caption(table, "%d%% of a_1", 50);
	struct bundle bundle = BUNDLE_EMPTY;
	table_bundle(table, &bundle);
	const char *latex = bundle_find(&bundle, "text/latex");
	ck_assert_ptr_nonnull(strstr(latex, "50\\% of a\\_1\\par"));
	ck_assert_ptr_nonnull(strstr(latex, "\\begin{tabular}{lrrrrrr}\n"));
	ck_assert_ptr_nonnull(strstr(latex, "one & 640 & 0.1235 & $1.23\\times10^{-5}$ & 50.0\\% & "
					    "2 & $1.00\\times10^{-6}$ \\\\\n"));
	ck_assert_ptr_nonnull(strstr(latex, "- & - & $\\infty$ & - & - & - & 0 \\\\\n"));
	bundle_release(&bundle);
	table_free(table);
}
END_TEST

START_TEST(a_caption_may_quote_the_one_before)
{
	const struct column column = { "x", NULL, "", COLUMN_NUMBER };
	struct table *table = table_new(&column, 1, "first");
	struct bundle bundle = BUNDLE_EMPTY;
	table_caption(table, "%s, second", "first");
	table_number(table, -0.0);
	table_bundle(table, &bundle);
	ck_assert_str_eq(bundle_find(&bundle, "text/plain"), "first, second\n\nx\n─\n0\n");
	bundle_release(&bundle);
	table_free(table);
}
END_TEST

/* Numbers that round to zero have no sign either. */
START_TEST(never_shows_minus_zero)
{
	static const enum column_style styles[] = { COLUMN_COUNT, COLUMN_NUMBER, COLUMN_SCIENTIFIC,
		COLUMN_FRACTION, COLUMN_BAR, COLUMN_LOG_BAR };
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
		const struct column column = { "x", NULL, "", styles[i] };
		struct table *table = table_new(&column, 1, NULL);
		struct bundle bundle = BUNDLE_EMPTY;
		table_number(table, -0.0);
		if (styles[i] == COLUMN_COUNT || styles[i] == COLUMN_FRACTION)
			table_number(table, -1e-9);
		table_bundle(table, &bundle);
		ck_assert_ptr_null(strstr(bundle_find(&bundle, "text/plain"), "-0"));
		bundle_release(&bundle);
		table_free(table);
	}
}
END_TEST

START_TEST(hostile_text_does_no_harm)
{
	const struct column column = { "x<y>", NULL, "", COLUMN_TEXT };
	static const char *const texts[] = { "<script>alert(1)</script>", "a&b\"c'd", "\x1B[31mred",
		"line\nbreak\ttab", "\u202Eright to left", "层 and é", "\xFF\xC0", "" };
	struct table *table = table_new(&column, 1, "<b>&</b>\n\x07");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		table_text(table, texts[i]);
	char *long_text = malloc(100001);
	memset(long_text, 'x', 100000);
	long_text[100000] = '\0';
	table_text(table, long_text);
	free(long_text);
	struct bundle bundle = BUNDLE_EMPTY;
	table_bundle(table, &bundle);
	const char *html = bundle_find(&bundle, "text/html");
	const char *plain = bundle_find(&bundle, "text/plain");
	ck_assert(markup_is_well_formed(html, "br"));
	ck_assert_ptr_null(strstr(html, "<script"));
	ck_assert_ptr_null(strstr(html, "<b>"));
	ck_assert_ptr_null(strchr(plain, '\x1B'));
	ck_assert_ptr_null(strstr(plain, "\u202E"));
	ck_assert_uint_eq(utf8_valid_until(plain, strlen(plain)), strlen(plain));
	/* caption, empty line, head, rule, and one line for each row */
	ck_assert_uint_eq(markup_count(plain, "\n"), 4 + table_rows(table));
	bundle_release(&bundle);
	table_free(table);
}
END_TEST

START_TEST(an_empty_table_is_a_table)
{
	struct table *table = table_new(columns, COLUMNS, NULL);
	struct bundle bundle = BUNDLE_EMPTY;
	table_bundle(table, &bundle);
	ck_assert_uint_eq(table_rows(table), 0);
	ck_assert(markup_is_well_formed(bundle_find(&bundle, "text/html"), "br"));
	ck_assert_uint_eq(markup_count(bundle_find(&bundle, "text/plain"), "\n"), 2);
	bundle_release(&bundle);
	table_free(table);
}
END_TEST

/* A longer number never has a shorter bar; bars stay within their cells. */
START_TEST(bars_grow_with_their_numbers)
{
	const struct column column = { "x", NULL, "", COLUMN_LOG_BAR };
	struct table *table = table_new(&column, 1, NULL);
	for (int i = 0; i < 100; i++)
		table_number(table, pow(10, -i / 3.0));
	struct bundle bundle = BUNDLE_EMPTY;
	table_bundle(table, &bundle);
	long before = 64;
	for (const char *at = bundle_find(&bundle, "text/html"); (at = strstr(at, "px; height"));
		at++) {
		const char *start = at;
		while (start[-1] >= '0' && start[-1] <= '9')
			start--;
		long length = strtol(start, NULL, 10);
		ck_assert_int_ge(length, 6);
		ck_assert_int_le(length, before);
		before = length;
	}
	ck_assert_int_eq(before, 6);
	bundle_release(&bundle);
	table_free(table);
}
END_TEST

/* Quotes by RFC 4180 and RFC 8259; numbers with the fewest digits that come back. */
START_TEST(other_programs_can_read_it)
{
	static const struct column two[] = { { "name", NULL, "", COLUMN_TEXT },
		{ "x", NULL, "", COLUMN_FRACTION } };
	struct table *table = table_new(two, 2, NULL);
	table_text(table, "a \"b\", c");
	table_number(table, 0.1);
	table_text(table, "tab\tñ\\");
	table_number(table, 1.0 / 3);
	table_text(table, NULL);
	table_number(table, (double)NAN);
	table_text(table, "");
	table_number(table, (double)INFINITY);
	struct text csv = TEXT_EMPTY, json = TEXT_EMPTY;
	table_csv(table, &csv);
	table_json(table, &json);
	ck_assert_str_eq(text_string(&csv), "name,x\n\"a \"\"b\"\", c\",0.1\ntab\tñ\\,"
					    "0.3333333333333333\n,\n,inf\n");
	ck_assert_str_eq(text_string(&json),
		"[\n {\"name\": \"a \\\"b\\\", c\", \"x\": 0.1},\n {\"name\": "
		"\"tab\\u0009ñ\\\\\", \"x\": 0.3333333333333333},\n {\"name\": null, "
		"\"x\": null},\n {\"name\": \"\", \"x\": null}\n]\n");
	text_release(&csv);
	text_release(&json);
	table_free(table);
}
END_TEST

SUITE(keeps_what_it_was_given, shows_aligned_plain_text, shows_html, shows_latex,
	a_caption_may_quote_the_one_before, never_shows_minus_zero, hostile_text_does_no_harm,
	an_empty_table_is_a_table, bars_grow_with_their_numbers, other_programs_can_read_it)
