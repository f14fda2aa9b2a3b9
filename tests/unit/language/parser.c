/* SPDX-License-Identifier: BSD-3-Clause
 *
 * parser: what text means, sentence and place of each mistake, limits, and whether text is
 * complete. Expected trees are written by hand from the grammar of the language.
 */
#include "kernel/language/parser.h"

#include "tests/unit/language/shown.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

static struct text shown;
static struct error failure;
static enum open reason;

/* The cell as text, or "!" when it is none: failure then says why. Lent until the next call. */
static const char *cell_of(const char *bytes, size_t length)
{
	struct arena *arena = arena_new();
	const struct source source = { bytes, length, arena, &shown_grammar };
	struct cell cell;
	failure = (struct error){ 0 };
	text_clear(&shown);
	if (parser_cell(&source, &cell, &failure, &reason))
		shown_cell(&cell, &shown);
	else
		text_put(&shown, "!");
	arena_free(arena);
	return text_string(&shown);
}

static const char *cell(const char *text)
{
	return cell_of(text, strlen(text));
}

static const char *expression(const char *text)
{
	struct arena *arena = arena_new();
	const struct source source = { text, strlen(text), arena, &shown_grammar };
	failure = (struct error){ 0 };
	text_clear(&shown);
	const struct tree *tree = parser_expression(&source, &failure);
	if (tree)
		shown_tree(tree, &shown);
	else
		text_put(&shown, "!");
	arena_free(arena);
	return text_string(&shown);
}

#define MEANS(text, tree)   ck_assert_str_eq(expression(text), tree)
#define CELL(text, meaning) ck_assert_str_eq(cell(text), meaning)
/* A mistake: its message, and the bytes it is about. */
#define FAILS(text, message_, where_)                                                              \
	do {                                                                                       \
		ck_assert_str_eq(cell(text), "!");                                                 \
		ck_assert_int_eq(failure.kind, ERROR_SYNTAX);                                      \
		ck_assert_str_eq(failure.message, message_);                                       \
		size_t length_ = failure.where.end - failure.where.start;                          \
		ck_assert_uint_eq(length_, strlen(where_));                                        \
		ck_assert(memcmp((text) + failure.where.start, where_, length_) == 0);             \
	} while (0)

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
	FAILS("cmd $", "\"$\" stands before the name of a variable", "$");
	FAILS("cmd 1..a", "a number is missing before \"a\"", "a");
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

SUITE(precedence, primaries, strings, statements, values, expressions_as_arguments, mistakes,
	characters_of_elsewhere, bytes_that_are_no_text, depth_is_limited, a_megabyte,
	what_must_go_on, places, every_prefix, wishes)
