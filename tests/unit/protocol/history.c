/* SPDX-License-Identifier: BSD-3-Clause
 *
 * history: tail, range and search over five cells.
 */
#include "kernel/protocol/history.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct history history;

static void fill(void)
{
	static const char *const cells[] = { "seed 1", "print 6*7", "seed 2", "print 6*7",
		"net 8" };
	for (long i = 0; i < 5; i++)
		history_add(&history, i + 1, piece_from(cells[i]));
	history_set_output(&history, "shown");
}

/* The answer to a request, as compact JSON. */
static void answers(const char *content, const char *expected)
{
	struct message message = { .content = json_loads(content, 0, NULL) };
	ck_assert_ptr_nonnull(message.content);
	json_t *rows = history_answer(&history, &message);
	char *text = json_dumps(rows, JSON_COMPACT);
	ck_assert_str_eq(text, expected);
	free(text);
	json_decref(rows);
	json_decref(message.content);
}

START_TEST(tail)
{
	fill();
	answers("{\"hist_access_type\": \"tail\", \"n\": 2}",
		"[[1,4,\"print 6*7\"],[1,5,\"net 8\"]]");
	answers("{\"hist_access_type\": \"tail\", \"n\": 1, \"output\": true}",
		"[[1,5,[\"net 8\",\"shown\"]]]");
	answers("{\"hist_access_type\": \"tail\", \"n\": 0}", "[]");
	answers("{\"hist_access_type\": \"tail\", \"n\": -3}", "[]");
	answers("{\"hist_access_type\": \"tail\", \"n\": 99, \"output\": true}",
		"[[1,1,[\"seed 1\",null]],[1,2,[\"print 6*7\",null]],[1,3,[\"seed 2\",null]],"
		"[1,4,[\"print 6*7\",null]],[1,5,[\"net 8\",\"shown\"]]]");
	history_release(&history);
}
END_TEST

START_TEST(range)
{
	fill();
	answers("{\"hist_access_type\": \"range\", \"session\": 0, \"start\": 2, \"stop\": 4}",
		"[[1,2,\"print 6*7\"],[1,3,\"seed 2\"]]");
	answers("{\"hist_access_type\": \"range\", \"session\": 1, \"start\": 4, \"stop\": null}",
		"[[1,4,\"print 6*7\"],[1,5,\"net 8\"]]");
	answers("{\"hist_access_type\": \"range\", \"session\": -1, \"start\": 1}", "[]");
	answers("{\"hist_access_type\": \"range\", \"start\": 9}", "[]");
	history_release(&history);
}
END_TEST

START_TEST(search)
{
	fill();
	answers("{\"hist_access_type\": \"search\", \"pattern\": \"seed*\"}",
		"[[1,1,\"seed 1\"],[1,3,\"seed 2\"]]");
	answers("{\"hist_access_type\": \"search\", \"pattern\": \"seed\"}", "[]");
	answers("{\"hist_access_type\": \"search\", \"pattern\": \"?rint 6[*]7\", \"n\": 1}",
		"[[1,4,\"print 6*7\"]]");
	answers("{\"hist_access_type\": \"search\", \"pattern\": \"print*\", \"unique\": true}",
		"[[1,4,\"print 6*7\"]]");
	answers("{\"hist_access_type\": \"search\", \"pattern\": \"*e* ?\", \"n\": 2}",
		"[[1,3,\"seed 2\"],[1,5,\"net 8\"]]");
	history_release(&history);
}
END_TEST

static void matches(const char *pattern, const char *cell, bool expected)
{
	char content[128];
	snprintf(content, sizeof content,
		"{\"hist_access_type\": \"search\", \"pattern\": \"%s\", \"n\": 1}", pattern);
	history_add(&history, 1, piece_from(cell));
	struct message message = { .content = json_loads(content, 0, NULL) };
	json_t *rows = history_answer(&history, &message);
	ck_assert_msg((json_array_size(rows) == 1) == expected, "%s on %s", pattern, cell);
	json_decref(rows);
	json_decref(message.content);
	history_release(&history);
}

/* As sqlite's GLOB, which other kernels search their history with. */
START_TEST(patterns)
{
	matches("", "", true);
	matches("", "a", false);
	matches("*", "", true);
	matches("**", "abc", true);
	matches("a*c", "abcbc", true);
	matches("a*cd", "abcbc", false);
	matches("?", "", false);
	matches("[a-c]x", "bx", true);
	matches("[a-c]x", "dx", false);
	matches("[^a-c]x", "dx", true);
	matches("[^a-c]x", "ax", false);
	matches("[]]", "]", true);
	matches("[]a]", "a", true);
	matches("[a-]", "-", true);
	matches("[a", "[a", true); /* no class without its end */
	matches("[a", "a", false);
	matches("[", "[", true);
	matches("*[0-9]*", "seed 3 x", true);
	matches("*[0-9]", "seed x", false);
}
END_TEST

/* A pattern that a naive matcher would try in more ways than there are atoms. */
START_TEST(search_is_quick_whatever_is_asked)
{
	static char cell[20001], pattern[] = "{\"hist_access_type\": \"search\", \"pattern\": "
					     "\"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b\"}";
	memset(cell, 'a', sizeof cell - 1);
	history_add(&history, 1, piece_from(cell));
	answers(pattern, "[]");
	history_release(&history);
}
END_TEST

START_TEST(the_oldest_go)
{
	char cell[32];
	for (long i = 1; i <= HISTORY_MOST + 5; i++) {
		snprintf(cell, sizeof cell, "seed %ld", i);
		history_add(&history, i, piece_from(cell));
	}
	ck_assert_uint_eq(history.count, HISTORY_MOST);
	answers("{\"hist_access_type\": \"range\", \"start\": 1, \"stop\": 8}",
		"[[1,6,\"seed 6\"],[1,7,\"seed 7\"]]");
	history_release(&history);
}
END_TEST

START_TEST(large_cells_make_more_of_them_go)
{
	char *cell = malloc((1 << 20) + 1);
	memset(cell, '#', 1 << 20);
	cell[1 << 20] = '\0';
	for (long i = 1; i <= 100; i++)
		history_add(&history, i, piece_from(cell));
	ck_assert_uint_eq(history.count, HISTORY_BYTES >> 20);
	ck_assert_uint_eq(history.bytes, HISTORY_BYTES);
	history_set_output(&history, "shown");
	history_set_output(&history, "again");
	ck_assert_uint_eq(history.bytes, HISTORY_BYTES + 5);
	history_add(&history, 101, piece_from("small"));
	ck_assert_uint_eq(history.count, HISTORY_BYTES >> 20);
	ck_assert_int_eq(history.entries[history.count - 1].line, 101);
	free(cell);
	history_release(&history);
}
END_TEST

SUITE(tail, range, search, patterns, search_is_quick_whatever_is_asked, the_oldest_go,
	large_cells_make_more_of_them_go)
