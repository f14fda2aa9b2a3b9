/* SPDX-License-Identifier: BSD-3-Clause
 *
 * parser: what text means, sentence and place of each mistake, limits, and whether text is
 * complete. Expected trees are written by hand from the grammar of the language.
 */
#include "kernel/language/parser.h"

#include "tests/unit/language/parsed.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

START_TEST(precedence)
{
	MEANS("1 + 2 * 3", "(+ 1 (* 2 3))");
	MEANS("1 - 2 - 3", "(- (- 1 2) 3)");
	MEANS("8 / 4 / 2", "(/ (/ 8 4) 2)");
	MEANS("2 ^ 3 ^ 2", "(^ 2 (^ 3 2))");
	MEANS("-2 ^ 2", "(neg (^ 2 2))");
	MEANS("2 ^ -1", "(^ 2 (neg 1))");
	MEANS("-x * y", "(* (neg x) y)");
	MEANS("- - +1", "(neg (neg 1))");
	MEANS("a < b + 1", "(< a (+ b 1))");
	MEANS("not a < b and c", "(and (not (< a b)) c)");
	MEANS("a or b and not c or d", "(or (or a (and b (not c))) d)");
	MEANS("NOT a AND b", "(and (not a) b)");
	MEANS("(a or b) and c", "(and (or a b) c)");
	MEANS("a == 1 and b != 2", "(and (== a 1) (!= b 2))");
	MEANS("1 <= 2", "(<= 1 2)");
	MEANS("1>=2", "(>= 1 2)");
	MEANS("64-32-16", "(- (- 64 32) 16)");
	MEANS("torch-default", "(- torch default)");
}
END_TEST

START_TEST(primaries)
{
	MEANS("1e-3", "0.001");
	MEANS("5%", "0.050000000000000003"); /* the double nearest to 0.05, to 17 digits */
	MEANS("0.1%", "0.001");
	MEANS(".5", "0.5");
	MEANS("1.", "1");
	MEANS("1E+2", "100");
	MEANS("\"a\\tb\" + 'c'", "(+ (text \"a\tb\") (text \"c\"))");
	MEANS("$x + x", "(+ x x)");
	MEANS("grads.delta[1]", "(index grads.delta 1)");
	MEANS("v[-1][2]", "(index (index v (neg 1)) 2)");
	MEANS("True", "true");
	MEANS("false", "false");
	MEANS("None", "(none)");
	MEANS("float('nan')", "(call \"float\" (text \"nan\"))");
	MEANS("max(a, b,)", "(call \"max\" a b)");
	MEANS("f()", "(call \"f\")");
	MEANS("[]", "(list)");
	MEANS("[1, 'a', [2],]", "(list 1 (text \"a\") (list 2))");
	MEANS("(1, 2)", "(list 1 2)");
	MEANS("(1,)", "(list 1)");
	MEANS("((1))", "1");
	MEANS("{}", "(pairs)");
	MEANS("{\"a\": 1, 'b': [2]}", "(pairs (text \"a\") 1 (text \"b\") (list 2))");
	MEANS("inf", "inf");
	MEANS("\u00E1rea_2", "\u00E1rea_2");
}
END_TEST

START_TEST(strings)
{
	MEANS("\"\\u00e1\\xe9\\U0001F642\"", "(text \"\u00E1\u00E9\U0001F642\")");
	MEANS("'it\\'s'", "(text \"it's\")");
	MEANS("\"a\\\nb\"", "(text \"ab\")"); /* a backslash joins lines */
	MEANS("\"a\nb\"", "(text \"a\nb\")");
	MEANS("\"\"", "(text \"\")");
	MEANS("'# no comment'", "(text \"# no comment\")");
	FAILS("x = 'C:\\data'", "a string cannot hold this", "\\d");
	FAILS("x = '\\x00'", "a string cannot hold this", "\\x");
	FAILS("x = '\\ud800'", "a string cannot hold this", "\\u");
	FAILS("x = '\\xg1'", "a string cannot hold this", "\\x");
	FAILS("x = '\\u12'", "a string cannot hold this", "\\u");
	FAILS("x = '\\\u00E1'", "a string cannot hold this", "\\\u00E1");
	FAILS("x = 'abc", "this string is never closed", "'");
	ck_assert_str_eq(failure.hint, "end it with '");
	ck_assert_str_eq(cell_of("x = 'a\0b'", 9), "!");
	ck_assert_str_eq(failure.message, "a string cannot hold this");
}
END_TEST

START_TEST(statements)
{
	CELL("", "");
	CELL(" \n;;\n # nothing\n", "");
	CELL("cmd", "cmd");
	CELL("cmd; cmd\ncmd # and a comment; cmd", "cmd; cmd; cmd");
	CELL("x=1\ny = 2 # c", "x = 1; y = 2");
	CELL("cmd = 3", "cmd = 3"); /* NAME = always assigns at a statement's start */
	CELL("cmd\r\ncmd\r\n", "cmd; cmd");
	CELL("\xEF\xBB\xBF"
	     "cmd\u00A0"
	     "8",
		"cmd 8");
	CELL("cmd 8 relu he", "cmd 8 (word \"relu\") (word \"he\")");
	CELL("cmd \\\n 8 \\  \n relu", "cmd 8 (word \"relu\")");
	CELL("cmd 8 quiet", "cmd 8 QUIET");
	CELL("cmd 8 QUIET", "cmd 8 QUIET");
	CELL("cmd quiet 8", "cmd (word \"quiet\") 8");
	CELL("x = [1,\n 2 # two\n]\ncmd", "x = (list 1 2); cmd");
	CELL("unknown ( , ] ; cmd", "unknown; cmd");
	CELL("unknown ] , x == ; cmd", "unknown; cmd");
	CELL("unknown (1,\n2) ; cmd", "unknown; cmd");
}
END_TEST

START_TEST(values)
{
	CELL("cmd -1 -.5 1e3", "cmd -1 -0.5 1000");
	CELL("cmd 2..40..2", "cmd (range 2 40 2)");
	CELL("cmd 1..5", "cmd (range 1 5)");
	CELL("cmd -1..1..0.5", "cmd (range -1 1 0.5)");
	CELL("cmd .5...9", "cmd (range 0.5 0.90000000000000002)");
	CELL("cmd $a..(b+1)", "cmd (range (expr a) (expr (+ b 1)))");
	CELL("cmd 8x32 64-32-16", "cmd (shapex 8 32) (shape 64 32 16)");
	CELL("cmd 8X32", "cmd (shapex 8 32)");
	CELL("cmd torch-default file.csv a_b",
		"cmd (word \"torch-default\") (word \"file.csv\") (word \"a_b\")");
	CELL("cmd 2GB 3d-x", "cmd (word \"2GB\") (word \"3d-x\")");
	CELL("cmd normal(0.01)", "cmd (word \"normal\" 0.01)");
	CELL("cmd leaky(slope=0.2, -x)",
		"cmd (word \"leaky\" (setting \"slope\" 0.20000000000000001) (neg x))");
	CELL("cmd normal (0.01)", "cmd (word \"normal\") (expr 0.01)");
	CELL("cmd init=zeros,xavier , he",
		"cmd init:(seq (word \"zeros\") (word \"xavier\") (word \"he\"))");
	CELL("cmd init = zeros", "cmd init:(word \"zeros\")");
	CELL("cmd init=[zeros,\n he] 3", "cmd init:(seq (word \"zeros\") (word \"he\")) 3");
	CELL("cmd init=*", "cmd init:(star)");
	CELL("cmd * 3", "cmd (star) 3");
	CELL("cmd lr=$x, 2", "cmd lr:(seq (expr x) 2)");
	CELL("cmd lr=(2 *\n x)", "cmd lr:(expr (* 2 x))");
	CELL("cmd 'a b' \"c\"", "cmd (text \"a b\") (text \"c\")");
	CELL("cmd -inf", "cmd -inf");
	CELL("cmd (64, 32)", "cmd (expr (list 64 32))");
}
END_TEST

START_TEST(expressions_as_arguments)
{
	CELL("ask a >= 0.95 \"why\"", "ask (>= a 0.94999999999999996) (text \"why\")");
	CELL("ask a quiet", "ask a QUIET");
	CELL("ask -1 max=2", "ask (neg 1) max:2");
	CELL("ask max(v) max=2", "ask (call \"max\" v) max:2");
	CELL("ask (a) (b)", "ask a (expr b)");
	CELL("ask(a)", "ask a");
	CELL("ask v [1]", "ask v (seq 1)"); /* after a space, the next value */
	CELL("cmd until=loss < 0.1 lr=1", "cmd until:(< loss 0.10000000000000001) lr:1");
	CELL("cmd 3 until = a or b 4", "cmd 3 until:(or a b) 4");
}
END_TEST

#define ENDS(text, reason_)                                                                        \
	do {                                                                                       \
		cell(text);                                                                        \
		ck_assert_msg(reason == (reason_), "%s: %d", text, (int)reason);                   \
	} while (0)

START_TEST(what_must_go_on)
{
	ENDS("", OPEN_NOT);
	ENDS("cmd 8", OPEN_NOT);
	ENDS("cmd (1", OPEN_BRACKET);
	ENDS("cmd (1,\n", OPEN_BRACKET);
	ENDS("x = [1, # (\n", OPEN_BRACKET);
	ENDS("x = {", OPEN_BRACKET);
	ENDS("x = v[", OPEN_BRACKET);
	ENDS("x = f(1, \"a\"", OPEN_BRACKET);
	ENDS("cmd \"a", OPEN_STRING);
	ENDS("cmd ('a\n", OPEN_STRING);
	ENDS("cmd 'a\\'", OPEN_STRING);
	ENDS("cmd 8 \\", OPEN_LINE);
	ENDS("cmd 8 \\\n", OPEN_LINE);
	ENDS("cmd 8 \\\n\n", OPEN_NOT);
	ENDS("cmd 8 \\\n relu", OPEN_NOT);
	ENDS("unknown (", OPEN_BRACKET);
	ENDS("unknown 'a", OPEN_STRING);
	/* A mistake before the end is a mistake, whatever follows. */
	ENDS("x = 1 < 2 < (", OPEN_NOT);
	ENDS("cmd ) (", OPEN_NOT);
	ENDS("x = (1]", OPEN_NOT);
	ENDS("x =", OPEN_NOT);
}
END_TEST

START_TEST(places)
{
	struct arena *arena = arena_new();
	const char *text = "cmd  8x32 init=normal(0.01) ; x = (1 + 2) # c";
	const struct source source = { text, strlen(text), arena, &shown_grammar };
	struct error error = { 0 };
	struct cell cells;
	ck_assert(parser_cell(&source, &cells, &error, NULL));
	const struct statement *first = &cells.statements[0], *second = &cells.statements[1];
	ck_assert_uint_eq(first->where.start, 0);
	ck_assert_uint_eq(first->where.end, 27);
	ck_assert_uint_eq(first->arguments[0].where.start, 5);
	ck_assert_uint_eq(first->arguments[0].where.end, 9);
	ck_assert_str_eq(first->arguments[0].text, "8x32");
	ck_assert_uint_eq(first->arguments[1].name_where.start, 10);
	ck_assert_str_eq(first->arguments[1].text, "normal(0.01)");
	ck_assert_uint_eq(second->where.start, 30);
	ck_assert_uint_eq(second->where.end, 41);
	ck_assert_str_eq(second->text, "(1 + 2)");
	ck_assert_uint_eq(second->value->at.start, 37);
	arena_free(arena);
}
END_TEST

/* Every prefix, also one that ends inside a character, gets an answer; the address sanitizer says
 * whether it looked beyond. */
START_TEST(every_prefix)
{
	static const char text[] =
		"x = {'a': [1, -2.5e-3, 5%], \"\u00F1\\u00e1\": max(v[1], $y)}\n"
		"cmd 2..40..2 8x32 64-32-16 normal(std=0.01) init=a,*,b-c \\\n lr = (1 + 2)\n"
		"ask not a.b >= 0.95 and b ^ -1 or True \"why?\" quiet # c\n";
	for (size_t length = 0; length <= strlen(text); length++) {
		char *copy = malloc(length ? length : 1);
		memcpy(copy, text, length);
		cell_of(copy, length);
		ck_assert(failure.kind == ERROR_NONE || failure.kind == ERROR_SYNTAX);
		ck_assert_uint_le(failure.where.end, length + 1);
		struct arena *arena = arena_new();
		const struct source source = { copy, length, arena, &shown_grammar };
		struct wish wish;
		parser_wish(&source, &wish);
		ck_assert_uint_le(wish.start, length);
		arena_free(arena);
		free(copy);
	}
	ck_assert_str_ne(text_string(&shown), "!");
}
END_TEST

static struct wish wish_at(const char *text, struct arena *arena)
{
	const struct source source = { text, strlen(text), arena, &shown_grammar };
	struct wish wish;
	parser_wish(&source, &wish);
	return wish;
}

START_TEST(wishes)
{
	static const struct {
		const char *text;
		enum wish_kind kind;
		const char *word, *parameter;
		size_t arguments;
	} rows[] = {
		{ "", WISH_STATEMENT, "", NULL, 0 },
		{ "cm", WISH_STATEMENT, "cm", NULL, 0 },
		{ "cmd", WISH_STATEMENT, "cmd", NULL, 0 },
		{ "x = 1; ", WISH_STATEMENT, "", NULL, 0 },
		{ "x = 1\nas", WISH_STATEMENT, "as", NULL, 0 },
		{ "cmd ", WISH_ARGUMENT, "", NULL, 0 },
		{ "cmd 8 re", WISH_ARGUMENT, "re", NULL, 1 },
		{ "cmd 8", WISH_NONE, "", NULL, 0 },
		{ "cmd 8 torch-", WISH_ARGUMENT, "torch-", NULL, 1 },
		{ "cmd lr=", WISH_VALUE, "", "lr", 0 },
		{ "cmd lr = he, xa", WISH_VALUE, "xa", "lr", 0 },
		{ "cmd lr=[he, ", WISH_VALUE, "", "lr", 0 },
		{ "cmd lr=0.1", WISH_NONE, "", NULL, 0 },
		{ "cmd lr=0.1 ", WISH_ARGUMENT, "", NULL, 1 },
		{ "cmd $x", WISH_VARIABLE, "x", NULL, 0 },
		{ "cmd $", WISH_VARIABLE, "", NULL, 0 },
		{ "cmd (1 + l", WISH_NAME, "l", NULL, 0 },
		{ "cmd normal(", WISH_NAME, "", NULL, 0 },
		{ "ask ", WISH_ARGUMENT, "", NULL, 0 },
		{ "ask lo", WISH_NAME, "lo", NULL, 0 },
		{ "ask grads.", WISH_NAME, "grads.", NULL, 0 },
		{ "ask a ", WISH_ARGUMENT, "", NULL, 1 },
		{ "ask a >", WISH_NAME, "", NULL, 0 },
		{ "x = max(lo", WISH_NAME, "lo", NULL, 0 },
		{ "cmd \"abc", WISH_NONE, "", NULL, 0 },
		{ "cmd # ab", WISH_NONE, "", NULL, 0 },
		{ "x = ) ( ; cmd ", WISH_ARGUMENT, "", NULL, 0 },
		{ "x = ) ; cmd ", WISH_ARGUMENT, "", NULL, 0 },
		{ "unknown a", WISH_NONE, "", NULL, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *arena = arena_new();
		struct wish wish = wish_at(rows[i].text, arena);
		ck_assert_msg(wish.kind == rows[i].kind, "%s: %d", rows[i].text, (int)wish.kind);
		ck_assert_msg(
			strcmp(wish.word, rows[i].word) == 0, "%s: %s", rows[i].text, wish.word);
		ck_assert_pstr_eq(wish.parameter, rows[i].parameter);
		if (wish.kind == WISH_ARGUMENT)
			ck_assert_uint_eq(wish.statement.count, rows[i].arguments);
		if (wish.kind != WISH_NONE)
			ck_assert_uint_eq(wish.start, strlen(rows[i].text) - strlen(rows[i].word));
		arena_free(arena);
	}
	struct arena *arena = arena_new();
	struct wish wish = wish_at("lr = 1; n = 2\ncmd $", arena);
	ck_assert_uint_eq(wish.assigned_count, 2);
	ck_assert_str_eq(wish.assigned[1], "n");
	ck_assert_str_eq(wish.statement.verb, "cmd");
	arena_free(arena);
}
END_TEST

SUITE(precedence, primaries, strings, statements, values, expressions_as_arguments, what_must_go_on,
	places, every_prefix, wishes)
