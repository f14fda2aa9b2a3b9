/* SPDX-License-Identifier: BSD-3-Clause
 *
 * manual: every word has a page in both forms, and pages say what the tables say.
 */
#include "kernel/session/manual.h"

#include "kernel/language/eval.h"
#include "kernel/session/registry.h"
#include "tests/unit/session/recorder.h"

static const char *page(const char *topic, const char *type)
{
	static struct text shown;
	struct bundle bundle = BUNDLE_EMPTY;
	text_clear(&shown);
	if (manual_page(topic, &bundle))
		text_put(&shown, bundle_find(&bundle, type));
	bundle_release(&bundle);
	return text_string(&shown);
}

START_TEST(pages)
{
	static const char *const topics[] = { "make", "MAKE", "relu", "kaiming", "normal", "grads",
		"grads.delta", "loss", "test.loss", "sqrt", "make.depth", "depth", "vary.init",
		"quantities", "functions", "expressions", "values", "commands", "reference",
		"epochs" };
	for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
		ck_assert_msg(manual_knows(topics[i]), "%s", topics[i]);
		ck_assert_uint_gt(strlen(page(topics[i], "text/plain")), 20);
		ck_assert_int_eq(page(topics[i], "text/markdown")[0], '#');
	}
	ck_assert_str_eq(page("nothing", "text/plain"), "");
	ck_assert_str_eq(page(NULL, "text/plain"), page("commands", "text/plain"));
	ck_assert_ptr_nonnull(strstr(page("grads.delta", "text/plain"), "the gradient"));
	ck_assert_ptr_nonnull(strstr(page("normal", "text/plain"), "start: a bell"));
	ck_assert_ptr_nonnull(strstr(page("normal", "text/plain"), "It goes with: make"));
}
END_TEST

START_TEST(a_command_in_plain_text)
{
	ck_assert_str_eq(page("check", "text/plain"),
		"check\n"
		"=====\n\n"
		"Fail unless true.\n\n"
		"    check EXPRESSION [MESSAGE]\n\n"
		"  expression  a question: an expression\n"
		"  message     what to say: a text in quotes [auto]\n\n"
		"Example\n"
		"-------\n\n"
		"    check 1 < 2");
}
END_TEST

START_TEST(a_command_in_markdown)
{
	const char *text = page("make", "text/markdown");
	ck_assert(
		strncmp(text, "# make\n\nSay what was given.\n\n```puente\nmake [SHAPE]", 50) == 0);
	ck_assert_ptr_nonnull(strstr(text, "\n\nSecond \\*paragraph\\*.\n\n"));
	ck_assert_ptr_nonnull(
		strstr(text, "- `gain` how much: a number above 0 and at most 10 \\[auto\\]\n"));
	ck_assert_ptr_nonnull(strstr(text, "- `seed` the seed: a whole number from 0 to "));
}
END_TEST

START_TEST(usage)
{
	struct text line = TEXT_EMPTY;
	manual_usage(command_find("make"), &line);
	ck_assert_str_eq(line.bytes,
		"make [SHAPE] [ACT] [INIT] [depth=auto] [gain=auto] [rate=0.1] [fancy] [unit=auto] "
		"[name=auto] [all=auto] [list=auto] [seed=7]");
	text_clear(&line);
	manual_usage(command_find("vary"), &line);
	ck_assert_str_eq(line.bytes, "vary [deep] [make ...] [run ...]");
	text_clear(&line);
	manual_usage(command_find("score"), &line);
	ck_assert_str_eq(line.bytes, "score EXPRESSION [max=1]");
	text_release(&line);
}
END_TEST

START_TEST(unknown_topics)
{
	struct error error = { 0 };
	ck_assert(!manual_unknown("maek", (struct span){ 1, 2 }, &error));
	ck_assert_str_eq(error.message, "the manual has nothing about \"maek\"");
	ck_assert_str_eq(error.hint, "did you mean \"make\"?");
	error = (struct error){ 0 };
	manual_unknown("orthogonality", SPAN_NONE, &error);
	ck_assert_str_eq(error.hint, "`help` lists what there is");
}
END_TEST

/* The reference holds everything that can be typed. */
START_TEST(reference_is_whole)
{
	struct text reference = TEXT_EMPTY, table = TEXT_EMPTY;
	manual_reference(true, &reference);
	manual_table(&table);
	for (const struct command *const *command = commands; *command; command++) {
		ck_assert_ptr_nonnull(strstr(reference.bytes, (*command)->label.name));
		char row[200];
		snprintf(row, sizeof row, "| `%s` | %s |\n", (*command)->label.name,
			(*command)->label.summary);
		ck_assert_ptr_nonnull(strstr(table.bytes, row));
		for (size_t i = 0; i < (*command)->parameter_count; i++)
			ck_assert_ptr_nonnull(
				strstr(reference.bytes, (*command)->parameters[i].label.summary));
	}
	for (const struct function *function = functions; function->name; function++)
		ck_assert_ptr_nonnull(strstr(reference.bytes, function->summary));
	for (size_t i = 0; quantity_at(i); i++)
		ck_assert_ptr_nonnull(strstr(reference.bytes, quantity_at(i)->label.name));
	text_release(&reference);
	text_release(&table);
}
END_TEST

SUITE(pages, a_command_in_plain_text, a_command_in_markdown, usage, unknown_topics,
	reference_is_whole)
