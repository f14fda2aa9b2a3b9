/* SPDX-License-Identifier: BSD-3-Clause
 *
 * complete, inspect, is_complete, vocabulary: what the front answers with while a cell runs.
 */
#include "kernel/session/registry.h"
#include "kernel/session/vocabulary.h"
#include "tests/unit/session/recorder.h"

/* A reader who has a variable lr, a variable layers and a network small. */
static struct vocabulary words(void)
{
	struct vocabulary vocabulary = { .language = memory_copy("en", 2) };
	vocabulary_add(&vocabulary, WORD_VARIABLE, "lr", "0.1");
	vocabulary_add(&vocabulary, WORD_VARIABLE, "layers", "[1, 2]");
	vocabulary_add(&vocabulary, WORD_NETWORK, "small", "8-8 relu, he");
	return vocabulary;
}

/* The candidates at the bar in the text, with commas, after what they replace: "re: relu". */
static const char *completed(const char *marked)
{
	static struct text shown;
	struct vocabulary vocabulary = words();
	struct completion completion;
	struct text source = TEXT_EMPTY;
	size_t cursor = strcspn(marked, "|");
	text_append(&source, marked, cursor);
	text_put(&source, marked + cursor + 1);
	text_clear(&shown);
	session_complete(&vocabulary, text_string(&source), source.length, cursor, &completion);
	ck_assert_uint_eq(completion.end, cursor);
	ck_assert_uint_le(completion.start, cursor);
	text_append(&shown, text_string(&source) + completion.start, cursor - completion.start);
	for (size_t i = 0; i < completion.count; i++)
		text_format(&shown, i > 0 ? ", %s" : ": %s", completion.candidates[i].text);
	completion_release(&completion);
	vocabulary_release(&vocabulary);
	text_release(&source);
	return text_string(&shown);
}

#define OFFERS(marked, candidates) ck_assert_str_eq(completed(marked), candidates)

START_TEST(commands_and_arguments)
{
	OFFERS("ma|", "ma: make");
	OFFERS("x = 1; RE|", "RE: rerun");
	OFFERS("|", ": again, big, check, draw, fail, help, look, make, pick, print, rerun, "
		    "run, "
		    "score, vary");
	OFFERS("make re|", "re: relu");
	OFFERS("make relu |",
		": zeros, linear, he, normal, fancy, shape=, init=, depth=, gain=, rate=, "
		"fancy=, unit=, name=, all=, list=, seed=, quiet");
	OFFERS("make lin|", "lin: linear");
	OFFERS("make fa|", "fa: fancy, fancy=");
	OFFERS("make 2 ka|", "ka: kaiming"); /* only for those who know the other name */
	OFFERS("make depth=3 d|", "");       /* given already */
	OFFERS("make unit=|", ": epochs, steps, auto");
	OFFERS("make qu|", "qu: quiet");
	OFFERS("vary in|", "in: init=");
	OFFERS("vary init=he in|", "");
	OFFERS("look |", ": grads, what=, quiet");
	OFFERS("pick |", ": small, name=, quiet");
	OFFERS("draw gr|", "gr: grads");
	OFFERS("help gra|", "gra: grads, grads.");
	OFFERS("help ex|", "ex: expressions, exp");
	OFFERS("unknown a|", "");
	OFFERS("make 2|", "");
	OFFERS("make # re|", "");
	OFFERS("make \"re|", "");
}
END_TEST

START_TEST(values_of_parameters)
{
	OFFERS("make init=|", ": zeros, linear, he, normal");
	OFFERS("make init=zeros,n|", "n: normal");
	OFFERS("make init = [zeros, |", ": zeros, linear, he, normal");
	OFFERS("make fancy=|", ": yes, no");
	OFFERS("make unit=s|", "s: steps");
	OFFERS("make rate=|", ": 0.1"); /* what it is when left out */
	OFFERS("make gain=|", ": auto");
	OFFERS("vary act=t|", "t: tanh");
	OFFERS("make nothing=|", "");
	OFFERS("make rate=$l|", "l: lr, layers");
	OFFERS("loops = 2; make rate=$l|", "l: loops, lr, layers");
	OFFERS("make rate=$|", ": lr, layers");
}
END_TEST

START_TEST(names_in_expressions)
{
	OFFERS("print lo|", "lo: loss, lost, log, log10");
	OFFERS("print gra|", "gra: grads.");
	OFFERS("print grads.|", "grads.: grads.layer, grads.delta, grads.kind");
	OFFERS("print grads.de|", "grads.de: grads.delta");
	OFFERS("print test.|", "test.: test.loss");
	OFFERS("print 1 + la|", "la: layers, last");
	OFFERS("check loss < l|", "l: lr, layers, loss, lost, last, len, log, log10");
	OFFERS("check loss < 1 |", ": message=, quiet");
	OFFERS("score loss m|", "m: max=");
	OFFERS("run 3 until=dive|", "dive: diverged");
	OFFERS("x = max(la|", "la: layers, last");
	OFFERS("x = Tr|", "Tr: True");
	OFFERS("x = (y = 3\nprint lo|", ""); /* still inside the bracket */
	OFFERS("x = )\nprint gra|", "gra: grads.");
}
END_TEST

/* Completion and inspection at every byte, also inside a character. */
START_TEST(anywhere)
{
	static const char text[] =
		"net \u00E1 = \"\u00E9\nmake 2 relu normal(0.1) rate=$lr,(1+lr) # c\n"
		"print grads.delta[1] + \u00F1 quiet; vary init=he,zeros depth=2..6..2 \\\n";
	struct vocabulary vocabulary = words();
	for (size_t cursor = 0; cursor <= strlen(text); cursor++) {
		struct completion completion;
		session_complete(&vocabulary, text, strlen(text), cursor, &completion);
		ck_assert_uint_le(completion.start, completion.end);
		ck_assert_uint_le(completion.end, strlen(text));
		for (size_t i = 0; i < completion.count; i++)
			ck_assert(completion.candidates[i].text[0] &&
				  completion.candidates[i].detail);
		completion_release(&completion);
		struct bundle bundle = BUNDLE_EMPTY;
		if (session_inspect(&vocabulary, text, strlen(text), cursor, 0, &bundle)) {
			ck_assert_ptr_nonnull(bundle_find(&bundle, "text/plain"));
			ck_assert_ptr_nonnull(bundle_find(&bundle, "text/markdown"));
		}
		bundle_release(&bundle);
	}
	vocabulary_release(&vocabulary);
	struct completion completion;
	session_complete(
		NULL, "ma", 2, 99, &completion); /* no vocabulary, a cursor beyond the text */
	ck_assert_uint_eq(completion.count, 1);
	completion_release(&completion);
}
END_TEST

/* The first line of the tooltip at the bar; "" when there is none. */
static const char *tip(const char *marked, int detail)
{
	static struct text shown;
	struct vocabulary vocabulary = words();
	struct bundle bundle = BUNDLE_EMPTY;
	struct text source = TEXT_EMPTY;
	size_t cursor = strcspn(marked, "|");
	text_append(&source, marked, cursor);
	text_put(&source, marked + cursor + 1);
	text_clear(&shown);
	bool found = session_inspect(
		&vocabulary, text_string(&source), source.length, cursor, detail, &bundle);
	if (found) {
		const char *plain = bundle_find(&bundle, "text/plain");
		text_append(&shown, plain, detail > 0 ? strlen(plain) : strcspn(plain, "\n"));
	}
	bundle_release(&bundle);
	vocabulary_release(&vocabulary);
	text_release(&source);
	return text_string(&shown);
}

START_TEST(tooltips)
{
	static const char *const rows[][2] = {
		{ "ma|ke 2 relu", "make" },
		{ "make 2 re|lu", "relu" },
		{ "make 2 relu norm|al(0.1)", "normal(std=1, mean=0)" },
		{ "make init=h|e", "he" },
		{ "make act=linear| he", "linear" },
		{ "make de|pth=3", "make depth=" },
		{ "make 2 |", "make" },
		{ "make 2|", "make" },
		{ "make sh|ape=3", "make shape" },
		{ "vary in|it=he", "make init" },
		{ "pick sma|ll", "Network" },
		{ "print lo|ss", "loss" },
		{ "print grads.de|lta[1]", "grads.delta" },
		{ "print ma|x(1)", "max(list)" },
		{ "print l|r", "Variable" },
		{ "make rate=$l|r", "Variable" },
		{ "print 1 +| 2", "print" },
		{ "unknown|", "" },
		{ "|", "" },
		{ "# make|", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_msg(strcmp(tip(rows[i][0], 0), rows[i][1]) == 0, "%s: %s", rows[i][0],
			tip(rows[i][0], 0));
	/* The whole page has the help text, the tooltip has not. */
	ck_assert_ptr_nonnull(strstr(tip("make|", 1), "Second *paragraph*."));
	ck_assert_ptr_nonnull(strstr(tip("make|", 1), "Example"));
}
END_TEST

START_TEST(completeness)
{
	static const struct {
		const char *text;
		enum completeness completeness;
		size_t indent;
	} rows[] = {
		{ "", COMPLETENESS_COMPLETE, 0 },
		{ "make 8 relu", COMPLETENESS_COMPLETE, 0 },
		{ "make 8 relu\n", COMPLETENESS_COMPLETE, 0 },
		{ "no such command", COMPLETENESS_COMPLETE, 0 }, /* its error comes when it runs */
		{ "make (1 +", COMPLETENESS_INCOMPLETE, 4 },
		{ "x = [1,\n", COMPLETENESS_INCOMPLETE, 4 },
		{ "x = {'a': f(", COMPLETENESS_INCOMPLETE, 4 },
		{ "make \\", COMPLETENESS_INCOMPLETE, 4 },
		{ "print \"abc\n", COMPLETENESS_INCOMPLETE, 0 },
		{ "print (\"abc", COMPLETENESS_INCOMPLETE, 0 },
		{ "print 1 +", COMPLETENESS_INVALID, 0 },
		{ "x = 1 < 2 < (", COMPLETENESS_INVALID, 0 },
		{ "make )", COMPLETENESS_INVALID, 0 },
		{ "\xFF", COMPLETENESS_INVALID, 0 },
		{ "2 + 2", COMPLETENESS_INVALID, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t indent = 99;
		ck_assert_msg(session_is_complete(rows[i].text, strlen(rows[i].text), &indent) ==
				      rows[i].completeness,
			"%s", rows[i].text);
		ck_assert_uint_eq(indent, rows[i].indent);
	}
	ck_assert_int_eq(session_is_complete("(", 1, NULL), COMPLETENESS_INVALID);
}
END_TEST

START_TEST(vocabulary_of_a_session)
{
	struct recorder recorder = recorder_start();
	GIVES("Lr = 0.1; long = [111111, 222222, 333333, 444444, 555555, 666666, 777777, 888888]",
		"");
	GIVES("make name=small quiet", "");
	const struct vocabulary *vocabulary = session_vocabulary(recorder.session);
	ck_assert_uint_eq(vocabulary->count, 3);
	ck_assert_str_eq(vocabulary->language, "en");
	ck_assert_str_eq(vocabulary->words[0].name, "small");
	ck_assert_int_eq(vocabulary->words[0].kind, WORD_NETWORK);
	ck_assert_ptr_nonnull(strstr(vocabulary->words[1].summary, "..."));
	ck_assert_str_eq(vocabulary->words[2].name, "Lr");
	ck_assert_str_eq(vocabulary->words[2].summary, "0.1");
	struct text bytes = TEXT_EMPTY;
	struct vocabulary copy;
	vocabulary_write(vocabulary, &bytes);
	ck_assert(vocabulary_read(&copy, bytes.bytes, bytes.length));
	ck_assert_uint_eq(copy.count, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(copy.words[i].kind, vocabulary->words[i].kind);
		ck_assert_str_eq(copy.words[i].name, vocabulary->words[i].name);
		ck_assert_str_eq(copy.words[i].summary, vocabulary->words[i].summary);
	}
	vocabulary_release(&copy);
	/* Cut anywhere but between words it is none; with a byte changed it is none or another. */
	size_t accepted = 0;
	for (size_t length = 0; length < bytes.length; length++) {
		char *cut = malloc(length ? length : 1);
		memcpy(cut, bytes.bytes, length);
		accepted += vocabulary_read(&copy, cut, length);
		vocabulary_release(&copy);
		free(cut);
	}
	ck_assert_uint_eq(accepted, 3);
	for (size_t at = 0; at < bytes.length; at++) {
		bytes.bytes[at] ^= 0x55;
		vocabulary_read(&copy, bytes.bytes, bytes.length);
		vocabulary_release(&copy);
		bytes.bytes[at] ^= 0x55;
	}
	text_release(&bytes);
	GIVES("x = 1", "");
	ck_assert_uint_eq(session_vocabulary(recorder.session)->count, 4);
	session_clear(recorder.session);
	ck_assert_uint_eq(session_vocabulary(recorder.session)->count, 0);
	recorder_end(&recorder);
}
END_TEST

SUITE(commands_and_arguments, values_of_parameters, names_in_expressions, anywhere, tooltips,
	completeness, vocabulary_of_a_session)
