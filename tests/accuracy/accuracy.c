/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Judges the functions of one number and fma, one line each (TAP):
 *
 *	accuracy [--every STEP] [--thorough] [NAME...]
 *
 * STEP 1, all floats, unless said otherwise; --thorough: all of them by the slow levels too; NAME:
 * fma or a function, all of them unless said.
 */
#include "tests/accuracy/accuracy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tests, failures;

static void tell(bool good, const char *what)
{
	tests++;
	failures += !good;
	printf("%s %d - %s\n", good ? "ok" : "not ok", tests, what);
	fflush(stdout);
}

static void judge_row(const struct row *row, uint32_t step, bool thorough)
{
	struct measure m = measure(row, step, thorough);
	char what[256];
	uint64_t wrong = m.values + m.slopes + m.misplaced + m.asymmetric;
	snprintf(what, sizeof what,
		"%-12s %4.2f ulp at %-15a bound %3.1f  not rounded correctly %6.3f%%  "
		"levels differ %" PRIu64 " + %" PRIu64 "  misplaced %" PRIu64
		"  asymmetric %" PRIu64 "  falls %" PRIu64,
		row->name, m.worst, (double)m.at, row->bound,
		100 * (double)m.unrounded / (double)m.inputs, m.values, m.slopes, m.misplaced,
		m.asymmetric, m.descents);
	tell(m.inputs > 0 && m.worst <= row->bound && wrong == 0, what);
	if (wrong > 0 || m.descents > 0)
		printf("# for example at %a\n", (double)m.one);
}

static void judge_fma(uint32_t step)
{
	uint64_t count = step == 1 ? 200000000 : 2000000, wrong = wrong_fma(count);
	char what[128];
	snprintf(what, sizeof what, "%-12s wrong %" PRIu64 " of %" PRIu64 " triples", "fma", wrong,
		count);
	tell(wrong == 0, what);
}

static bool named(const char *name, int count, char **names)
{
	for (int i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return count == 0;
}

int main(int count, char **arguments)
{
	uint32_t step = 1;
	bool thorough = false;
	arguments++, count--;
	if (count > 1 && strcmp(*arguments, "--every") == 0) {
		step = (uint32_t)strtoul(arguments[1], NULL, 10);
		arguments += 2, count -= 2;
	}
	if (count > 0 && strcmp(*arguments, "--thorough") == 0) {
		thorough = true;
		arguments++, count--;
	}
	struct arithmetic_control control = arithmetic_enter();
	if (named("fma", count, arguments))
		judge_fma(step);
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (named(rows[i].name, count, arguments))
			judge_row(&rows[i], step, thorough);
	arithmetic_leave(control);
	printf("1..%d\n", tests);
	return failures > 0 || tests == 0;
}
