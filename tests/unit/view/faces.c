/* SPDX-License-Identifier: BSD-3-Clause
 *
 * figure: its HTML, data and plain text; and all faces of figures that somebody with bad luck might
 * draw.
 */
#include "kernel/view/bundle.h"
#include "kernel/view/figure.h"
#include "tests/unit/unit.h"
#include "tests/unit/view/markup.h"
#include "tests/unit/view/samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char svg_type[] = "image/svg+xml";

static int base64_digit(char digit)
{
	const char *digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = digit ? strchr(digits, digit) : NULL;
	return at ? (int)(at - digits) : -1;
}

/* RFC 4648: bits in groups of six. */
static char *base64_decode_new(const char *text)
{
	char *bytes = calloc(strlen(text) + 1, 1), *to = bytes;
	unsigned bits = 0;
	for (int count = 0; base64_digit(*text) >= 0; text++) {
		bits = bits << 6 | (unsigned)base64_digit(*text);
		count += 6;
		if (count >= 8) {
			count -= 8;
			*to++ = (char)(bits >> count & 0xFF);
		}
	}
	return bytes;
}

START_TEST(html_holds_the_image_its_sentence_and_its_data)
{
	const double x[] = { 1, 2, 3 }, y[] = { 2.5, 1, 0.125 };
	struct figure *figure = line_new(SCALE_LINEAR, x, y, 3);
	figure_alt(figure, "The loss <falls> & \"falls\".");
	panel_reference(figure->panels[0], "chance", 2.3026);
	char *html = face_new(figure, "text/html"), *svg = face_new(figure, svg_type);
	ck_assert(markup_is_well_formed(html, "img"));
	ck_assert_ptr_nonnull(strstr(
		html, "<img alt=\"The loss &lt;falls&gt; &amp; &quot;falls&quot;.\" width="));
	ck_assert_ptr_nonnull(strstr(html, "<details><summary>Data</summary>"));
	ck_assert_ptr_nonnull(strstr(html, ">0.125</td>"));
	ck_assert_ptr_nonnull(
		strstr(html, ">chance</th><td style=\"text-align: right\">2.303</td>"));
	const char *data = strstr(html, "src=\"data:image/svg+xml;base64,");
	ck_assert_ptr_nonnull(data);
	char *decoded = base64_decode_new(strchr(data, ',') + 1);
	ck_assert_str_eq(decoded, svg);
	free(decoded);
	free(html);
	free(svg);
	figure_free(figure);
}
END_TEST

START_TEST(data_is_thinned_to_its_ends)
{
	enum { MANY = 5000 };
	static double x[MANY], y[MANY];
	for (int i = 0; i < MANY; i++) {
		x[i] = i + 1;
		y[i] = 0.5;
	}
	struct figure *figure = line_new(SCALE_LINEAR, x, y, MANY);
	char *html = face_new(figure, "text/html");
	ck_assert_uint_le(markup_count(html, "<tr>"), 202);
	ck_assert_uint_ge(markup_count(html, "<tr>"), 150);
	ck_assert_ptr_nonnull(strstr(html, "200 of 5000 rows"));
	ck_assert_ptr_nonnull(strstr(html, "<td style=\"text-align: right\">1</td>"));
	ck_assert_ptr_nonnull(strstr(html, "<td style=\"text-align: right\">5000</td>"));
	free(html);
	figure_free(figure);
}
END_TEST

START_TEST(plain_text_says_it_and_sketches_it)
{
	double x[50], y[50];
	for (int i = 0; i < 50; i++) {
		x[i] = i;
		y[i] = i;
	}
	struct figure *figure = line_new(SCALE_LINEAR, x, y, 50);
	char *plain = face_new(figure, "text/plain");
	ck_assert_ptr_eq(plain, strstr(plain, "From 0 to 49.\n\nloss\n"));
	/* Sentence, empty line, name, 12 rows, axis, its numbers, its name. */
	ck_assert_uint_eq(markup_count(plain, "\n"), 18);
	ck_assert_uint_eq(utf8_valid_until(plain, strlen(plain)), strlen(plain));
	/* A rising line: its name stands at the end of the first row that has dots. */
	ck_assert_ptr_nonnull(strstr(plain, " train\n"));
	ck_assert(strstr(plain, " train\n") < strstr(plain, "20"));
	for (char *line = strtok(plain, "\n"); line; line = strtok(NULL, "\n"))
		ck_assert_uint_le(utf8_columns(line, strlen(line)), 80);
	free(plain);
	figure_free(figure);
}
END_TEST

/* No coordinate is missing, endless or far outside. */
static void check_numbers(const char *svg, unsigned seed)
{
	for (const char *tag = strchr(svg, '<'); tag; tag = strchr(tag + 1, '<')) {
		char *inside = strndup(tag, strcspn(tag, ">"));
		ck_assert_msg(!strstr(inside, "nan") && !strstr(inside, "inf"), "seed %u: %s", seed,
			inside);
		bool quoted = false;
		for (char *at = inside; *at; at++) {
			quoted ^= *at == '"';
			if (!quoted || !strchr("0123456789", *at) ||
				strchr("#0123456789.abcdef", at[-1]))
				continue;
			ck_assert_msg(strtod(at, NULL) < 20000, "seed %u: %s", seed, inside);
		}
		free(inside);
	}
}

START_TEST(survives_any_figure)
{
	for (unsigned seed = 1; seed <= 1200; seed++) {
		struct figure *figure = sample_new(seed), *again = sample_new(seed);
		struct bundle bundle = BUNDLE_EMPTY, same = BUNDLE_EMPTY;
		figure_bundle(figure, &bundle);
		figure_bundle(again, &same);
		const char *svg = bundle_find(&bundle, svg_type);
		const char *html = bundle_find(&bundle, "text/html");
		const char *plain = bundle_find(&bundle, "text/plain");
		ck_assert_msg(markup_is_well_formed(svg, ""), "seed %u", seed);
		ck_assert_msg(markup_is_well_formed(html, "img"), "seed %u", seed);
		ck_assert_ptr_null(strstr(svg, "<script"));
		ck_assert_ptr_null(strstr(html, "<script"));
		ck_assert_ptr_null(strchr(plain, '\x1B'));
		ck_assert_ptr_null(strstr(plain, "\u202E"));
		ck_assert_uint_eq(utf8_valid_until(plain, strlen(plain)), strlen(plain));
		check_numbers(svg, seed);
		ck_assert_uint_le(strlen(svg), 400000);
		for (size_t i = 0; i < 3; i++)
			ck_assert_str_eq(bundle.forms[i].content, same.forms[i].content);
		bundle_release(&bundle);
		bundle_release(&same);
		figure_free(figure);
		figure_free(again);
	}
}
END_TEST

SUITE(html_holds_the_image_its_sentence_and_its_data, data_is_thinned_to_its_ends,
	plain_text_says_it_and_sketches_it, survives_any_figure)
