/* SPDX-License-Identifier: BSD-3-Clause
 *
 * eval: what expressions come to, and the sentence and place of each failure. Expected numbers are
 * exact in binary or follow from the definition of the function.
 */
#include "kernel/language/eval.h"

#include "tests/unit/language/shown.h"
#include "tests/unit/unit.h"

#include <stdio.h>

static const double four[] = { 1, -2, 0.5, 4 };
static const double many[VALUE_LIMIT + 1];
static bool may_go_on = true;

/* x = 3, v = a column of four numbers, many = one of more than a list may hold, n = NaN, late:
 * known only when it runs; nothing else. */
static bool find(
	void *to, const char *name, struct span where, struct value *value, struct error *error)
{
	(void)to;
	if (name_equal(name, "x") || name_equal(name, "late"))
		*value = value_number(3);
	else if (name_equal(name, "n"))
		*value = value_number((double)__builtin_nanf(""));
	else if (name_equal(name, "v"))
		*value = (struct value){
			.kind = VALUE_VECTOR, .numbers = four, .count = 4, .total = 4, .depth = 1
		};
	else if (name_equal(name, "many"))
		*value = (struct value){ .kind = VALUE_VECTOR,
			.numbers = many,
			.count = VALUE_LIMIT + 1,
			.total = VALUE_LIMIT + 1,
			.depth = 1 };
	else
		return error_set(error, ERROR_NAME, where, "no %s", name);
	return true;
}

static enum knowledge know(void *to, const char *name, struct span where, struct error *error)
{
	struct value value;
	if (name_equal(name, "late"))
		return KNOWN_LATER;
	return find(to, name, where, &value, error) ? KNOWN_NOW : KNOWN_NOT;
}

static bool poll(void *to)
{
	(void)to;
	return may_go_on;
}

static struct error failure;
static struct text shown;

/* The value as source text, or "!": failure then says why. */
static const char *result_within(const char *text, size_t memory)
{
	struct arena *arena = arena_new();
	const struct source source = { text, strlen(text), arena, &shown_grammar };
	const struct scope scope = { arena, memory, know, find, poll, NULL };
	struct value value;
	failure = (struct error){ 0 };
	text_clear(&shown);
	const struct tree *tree = parser_expression(&source, &failure);
	bool ok = tree && eval_check(&scope, tree, &failure) != KNOWN_NOT &&
		  eval(&scope, tree, &value, &failure);
	if (ok)
		value_repr(&value, &shown);
	else
		text_put(&shown, "!");
	arena_free(arena);
	return text_string(&shown);
}

#define GIVES(text, value) ck_assert_str_eq(result_within(text, 0), value)
#define FAILS(text, kind_, message_, where_)                                                       \
	do {                                                                                       \
		ck_assert_str_eq(result_within(text, 0), "!");                                     \
		ck_assert_str_eq(failure.message, message_);                                       \
		ck_assert_str_eq(error_name(failure.kind), #kind_);                                \
		size_t length_ = failure.where.end - failure.where.start;                          \
		ck_assert_uint_eq(length_, strlen(where_));                                        \
		ck_assert(memcmp((text) + failure.where.start, where_, length_) == 0);             \
	} while (0)

START_TEST(arithmetic)
{
	GIVES("1 + 2 * 3", "7");
	GIVES("2 ^ 10", "1024");
	GIVES("-2 ^ 2", "-4");
	GIVES("0.1 + 0.2", "0.30000000000000004");
	GIVES("1 / 3", "0.3333333333333333");
	GIVES("x - 5", "-2");
	GIVES("True + True", "2");
	GIVES("v * 2", "[2, -4, 1, 8]");
	GIVES("v + v", "[2, -4, 1, 8]");
	GIVES("-v", "[-1, 2, -0.5, -4]");
	GIVES("[1, 2] + [10, 20]", "[11, 22]");
	GIVES("1 / [2, 4]", "[0.5, 0.25]");
	GIVES("'a' + \"b\"", "\"ab\"");
	GIVES("[] + 1", "[]");
}
END_TEST

START_TEST(comparisons)
{
	GIVES("1 < 2", "True");
	GIVES("2 <= 1", "False");
	GIVES("x == 3 and x != 4", "True");
	GIVES("'a' < 'b'", "True");
	GIVES("'a' <= 'a'", "True");
	GIVES("'a' > 'b'", "False");
	GIVES("'b' >= 'c'", "False");
	GIVES("'a' == 'a'", "True");
	GIVES("'1' == 1", "False");
	GIVES("'1' != 1", "True");
	GIVES("None == None", "True");
	GIVES("True == 1", "True");
	GIVES("v > 0", "[True, False, True, True]");
	GIVES("v == v", "[True, True, True, True]");
	GIVES("[1, 2] == [1, 2]", "True");
	GIVES("[1, 2] == [1, 3]", "False");
	GIVES("[1, 'a'] == [1, 'a']", "True");
	GIVES("[True, 'a'] == [False, 'a']", "False");
	GIVES("['a', 1] == ['a']", "False");
	GIVES("{'a': 1} == {'a': 1}", "True");
	GIVES("{'a': 1} == {'a': 2}", "False");
}
END_TEST

/* A loss that is NaN passes no check, whichever way it is asked. */
START_TEST(nan_compares_false)
{
	static const char *const signs[] = { "==", "!=", "<", "<=", ">", ">=" };
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		char text[40];
		snprintf(text, sizeof text, "n %s 1", signs[i]);
		GIVES(text, "False");
		snprintf(text, sizeof text, "n %s n", signs[i]);
		GIVES(text, "False");
		snprintf(text, sizeof text, "[n, 1] %s v[1]", signs[i]);
		ck_assert(strncmp(result_within(text, 0), "[False, ", 8) == 0);
	}
	GIVES("all([n] == 1)", "False");
	GIVES("n + 1", "float('nan')");
	GIVES("max(n, 1)", "float('nan')");
	GIVES("min([1, n])", "float('nan')");
}
END_TEST

START_TEST(logic)
{
	GIVES("True and not False", "True");
	GIVES("False or x > 2", "True");
	GIVES("1 and 0", "False");
	GIVES("True or 1/0 > 1", "True"); /* decided on the left */
	GIVES("False and 1/0 > 1", "False");
	FAILS("x and True", ValueError, "this is a number, neither true nor false", "x");
	ck_assert_str_eq(failure.hint, "compare it: x > 0");
	FAILS("not v", ValueError, "this is a list of numbers, neither true nor false", "v");
	ck_assert_str_eq(failure.hint, "for a whole list: all(...) or any(...)");
	FAILS("True and 'a'", ValueError, "this is a text, neither true nor false", "'a'");
}
END_TEST

START_TEST(positions)
{
	GIVES("v[1]", "1");
	GIVES("v[-1]", "4");
	GIVES("v[4]", "4");
	GIVES("v[-4]", "1");
	GIVES("[1, 'a'][2]", "\"a\"");
	GIVES("{'lr': 0.1, 'n': [1, 2]}['n'][2]", "2");
	FAILS("v[0]", ValueError, "there is no position 0 in a list of 4", "0");
	ck_assert_str_eq(failure.hint, "positions count from 1");
	FAILS("v[5]", ValueError, "there is no position 5 in a list of 4", "5");
	FAILS("v[-5]", ValueError, "there is no position -5 in a list of 4", "-5");
	FAILS("v[1.5]", ValueError, "a position is a whole number; this is a number", "1.5");
	FAILS("v['a']", ValueError, "a position is a whole number; this is a text", "'a'");
	FAILS("x[1]", ValueError, "only a list has positions; this is a number", "x");
	FAILS("v[True]", ValueError, "a position is a whole number; this is true or false", "True");
	FAILS("{'a': 1}['b']", ValueError, "there is no \"b\" in it", "'b'");
	FAILS("v[1e300]", ValueError, "there is no position 1e+300 in a list of 4", "1e300");
}
END_TEST

START_TEST(functions_of_numbers)
{
	GIVES("abs(-2)", "2");
	GIVES("abs(v)", "[1, 2, 0.5, 4]");
	GIVES("sqrt(9)", "3");
	GIVES("sqrt([4, 0.25])", "[2, 0.5]");
	GIVES("log10(1000)", "3");
	GIVES("exp(0)", "1");
	GIVES("log(1)", "0");
	GIVES("min(v)", "-2");
	GIVES("max(v)", "4");
	GIVES("max(1, 5, 2)", "5");
	GIVES("min(3)", "3");
	GIVES("sum(v)", "3.5");
	GIVES("mean(v)", "0.875");
	GIVES("sum(v > 0)", "3"); /* how many */
	GIVES("len(v)", "4");
	GIVES("len('\u00E1b')", "2");
	GIVES("len({'a': 1})", "1");
	GIVES("first(v)", "1");
	GIVES("last([1, 'z'])", "\"z\"");
	GIVES("all(v > -9)", "True");
	GIVES("all(v > 0)", "False");
	GIVES("any(v > 3)", "True");
	GIVES("any([])", "False");
	GIVES("all(v - v)", "False"); /* numbers that are 0 or 1 are truth values */
	GIVES("any(0 * v + 1)", "True");
	GIVES("all([])", "True");
	GIVES("ratio(v)", "8");
	GIVES("typeof(v)", "\"vector\"");
	GIVES("typeof([])", "\"list\"");
	GIVES("typeof('a')", "\"text\"");
	GIVES("typeof(1 < 2)", "\"boolean\"");
	GIVES("typeof(None)", "\"none\"");
	GIVES("typeof({})", "\"pairs\"");
	GIVES("typeof(1)", "\"number\"");
	GIVES("repr('a\"b')", "\"\\\"a\\\\\\\"b\\\"\"");
	GIVES("repr('\\x01\\x7f')", "\"\\\"\\\\x01\\\\x7f\\\"\"");
	GIVES("float('nan')", "float('nan')");
	GIVES("float('-inf')", "float('-inf')");
	GIVES("float(\"1e-3\")", "0.001");
	GIVES("FLOAT(2)", "2");
}
END_TEST

START_TEST(functions_that_fail)
{
	FAILS("sqrt('a')", ValueError, "sqrt() needs a number or a list of numbers; this is a text",
		"'a'");
	FAILS("sum([1, 'a'])", ValueError,
		"sum() needs a number or a list of numbers; this is a list", "[1, 'a']");
	FAILS("min('a')", ValueError, "min() needs a number or a list of numbers; this is a text",
		"'a'");
	FAILS("max(1, 'a')", ValueError,
		"max() needs a number or a list of numbers; this is a text", "'a'");
	FAILS("ratio(None)", ValueError,
		"ratio() needs a number or a list of numbers; this is nothing (None)", "None");
	FAILS("max([])", ValueError, "max() of an empty list", "[]");
	FAILS("max(1, v)", ValueError, "max() takes one list or several numbers, not both", "v");
	FAILS("first(1)", ValueError, "first() needs a list", "1");
	FAILS("last([])", ValueError, "last() of an empty list", "[]");
	FAILS("all(1)", ValueError, "all() needs a list; this is a number", "1");
	FAILS("all([2])", ValueError, "this is a number, neither true nor false", "[2]");
	FAILS("len(1)", ValueError, "len() needs a list or a text; this is a number", "1");
	FAILS("float('abc')", ValueError, "float() needs a number, or a text that is one", "'abc'");
	FAILS("sqrt()", ArgumentError, "sqrt() does not take 0 values", "sqrt()");
	ck_assert_str_eq(failure.hint, "sqrt(x)");
	FAILS("sqrt(1, 2)", ArgumentError, "sqrt() does not take 2 values", "sqrt(1, 2)");
	FAILS("1 + sqr(2)", NameError, "there is no function \"sqr\"", "sqr");
	ck_assert_str_eq(failure.hint, "did you mean \"sqrt\"?");
	FAILS("1 + nowhere", NameError, "no nowhere", "nowhere");
}
END_TEST

/* Whatever it is part of, the failure is that of the part. */
START_TEST(a_part_fails)
{
	static const char *const wholes[] = { "[2, 1 / 0]", "{1 / 0: 2}", "v[1 / 0]", "(1 / 0)[1]",
		"-(1 / 0)", "not 1 / 0", "1 + 1 / 0", "1 / 0 and True", "sum([1 / 0])" };
	for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++)
		FAILS(wholes[i], NumericError, "1 / 0 divides by zero", "/");
}
END_TEST

START_TEST(not_finite)
{
	FAILS("1 / 0", NumericError, "1 / 0 divides by zero", "/");
	FAILS("x * 2 / (x - 3)", NumericError, "6 / 0 divides by zero", "/");
	FAILS("10 ^ 400", NumericError, "10 ^ 400 is not a finite number", "^");
	FAILS("1e300 * 1e300", NumericError, "1e+300 * 1e+300 is not a finite number", "*");
	FAILS("(-1) ^ 0.5", NumericError, "-1 ^ 0.5 is not a finite number", "^");
	FAILS("1 / [1, 0]", NumericError, "entry 2: 1 / 0 divides by zero", "/");
	FAILS("sqrt(-1)", NumericError, "sqrt(-1) is not a finite number", "sqrt(-1)");
	FAILS("log10(0)", NumericError, "log10(0) is not a finite number", "log10(0)");
	FAILS("log(v)", NumericError, "entry 2: log(-2) is not a finite number", "log(v)");
	FAILS("exp(1000)", NumericError, "exp(1000) is not a finite number", "exp(1000)");
	FAILS("ratio([0, 1])", NumericError, "ratio() divides by zero: the smallest of these is 0",
		"ratio([0, 1])");
	FAILS("sum([1e308, 1e308])", NumericError, "sum() of these is not a finite number",
		"sum([1e308, 1e308])");
	/* What came in infinite may go on. */
	GIVES("inf - inf", "float('nan')");
	GIVES("1 / inf", "0");
	GIVES("2 * inf", "float('inf')");
	GIVES("exp(-inf)", "0");
	GIVES("inf > 1e308", "True");
	GIVES("sum([inf, 1])", "float('inf')");
}
END_TEST

START_TEST(kinds_that_do_not_mix)
{
	FAILS("1 + 'a'", ValueError, "\"+\" does not work between a number and a text", "+");
	ck_assert_str_eq(failure.hint, "numbers have no quotes");
	FAILS("'a' < 1", ValueError, "\"<\" does not work between a text and a number", "<");
	FAILS("None + 1", ValueError, "\"+\" does not work between nothing (None) and a number",
		"+");
	FAILS("'a' * 'b'", ValueError, "\"*\" does not work between a text and a text", "*");
	FAILS("-'a'", ValueError, "\"-\" does not work on a text", "-");
	FAILS("-{'a': 1}", ValueError, "\"-\" does not work on a list of pairs", "-");
	FAILS("v + [1]", ValueError, "the lists differ in length: 4 and 1", "+");
	FAILS("v == [1]", ValueError, "the lists differ in length: 4 and 1", "==");
}
END_TEST

START_TEST(what_is_known_beforehand)
{
	static const struct {
		const char *text;
		enum knowledge knowledge;
	} rows[] = {
		{ "1 + x", KNOWN_NOW },
		{ "1 + late", KNOWN_LATER },
		{ "max(x, [late])", KNOWN_LATER },
		{ "late + nothing", KNOWN_NOT },
		{ "sqrt()", KNOWN_NOT },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena *arena = arena_new();
		const struct source source = { rows[i].text, strlen(rows[i].text), arena, NULL };
		const struct scope scope = { arena, 0, know, find, NULL, NULL };
		struct error error = { 0 };
		const struct tree *tree = parser_expression(&source, &error);
		ck_assert_int_eq(eval_check(&scope, tree, &error), rows[i].knowledge);
		ck_assert_int_eq(error.kind == ERROR_NONE, rows[i].knowledge != KNOWN_NOT);
		arena_free(arena);
	}
}
END_TEST

START_TEST(limits)
{
	/* 64 lists deep is a value, 65 is not. */
	char deep[140] = "";
	memset(deep, '[', 64);
	memset(deep + 64, ']', 64);
	GIVES(deep, deep);
	memset(deep, '[', 65);
	memset(deep + 65, ']', 65);
	ck_assert_str_eq(result_within(deep, 0), "!");
	ck_assert_str_eq(
		failure.message, "a list holds at most 1000000 values, in lists at most 64 deep");
	FAILS("many > 0", ValueError, "a list holds at most 1000000 values", ">");
	/* Memory is asked for before it is taken; the reader is asked along the way. */
	static const char *const taking[] = { "v + v", "-v", "v > 0", "max(1, 2)", "'a' + 'b'" };
	for (size_t i = 0; i < sizeof taking / sizeof *taking; i++) {
		ck_assert_str_ne(result_within(taking[i], 100000), "!");
		ck_assert_str_eq(result_within(taking[i], 16), "!");
		ck_assert_int_eq(failure.kind, ERROR_MEMORY);
	}
	may_go_on = false;
	ck_assert_str_eq(result_within("v + v", 0), "!");
	ck_assert_int_eq(failure.kind, ERROR_INTERRUPTED);
	may_go_on = true;
}
END_TEST

/* As it stands in a command, where most of what is typed is no expression. */
START_TEST(an_expression_among_words)
{
	struct arena *arena = arena_new();
	const struct source source = { "(x + 1)", 7, arena, &shown_grammar };
	const struct scope scope = { arena, 0, know, find, NULL, NULL };
	struct error error = { 0 };
	struct value value;
	const struct tree *tree = parser_value(&source, &error);
	ck_assert_int_eq(tree->kind, TREE_EXPRESSION);
	ck_assert(eval(&scope, tree, &value, &error));
	ck_assert_double_eq(value.number, 4);
	arena_free(arena);
}
END_TEST

SUITE(arithmetic, comparisons, nan_compares_false, logic, positions, functions_of_numbers,
	functions_that_fail, a_part_fails, not_finite, kinds_that_do_not_mix,
	what_is_known_beforehand, limits, an_expression_among_words)
