/* SPDX-License-Identifier: BSD-3-Clause
 *
 * bind: what is typed reaches the right field, and each mistake has its sentence, place and hint.
 */
#include "tests/unit/session/recorder.h"

/* What `make` says for its defaults, around the parts a test is about. */
#define TAIL " unit=auto name=auto seed=7\n"
#define REST " depth=-1 gain=nan rate=0.10000000000000001 fancy=0" TAIL

START_TEST(meaning_not_order)
{
	struct recorder recorder = recorder_start();
	GIVES("make", "shape=0-0 act=relu init=he" REST);
	GIVES("make 3 tanh zeros", "shape=0-0-0 act=tanh init=zeros" REST);
	GIVES("make zeros 3 tanh", "shape=0-0-0 act=tanh init=zeros" REST);
	GIVES("MAKE Tanh", "shape=0-0 act=tanh init=he" REST);
	GIVES("make kaiming identity", "shape=0-0 act=linear init=he" REST);
	GIVES("make act=tanh zeros", "shape=0-0 act=tanh init=zeros" REST);
	GIVES("make zeros act = tanh", "shape=0-0 act=tanh init=zeros" REST);
	/* linear is a curve and a start: whichever is filled leaves the other */
	GIVES("make tanh linear", "shape=0-0 act=tanh init=linear" REST);
	GIVES("make he linear", "shape=0-0 act=linear init=he" REST);
	HINTS("make linear he", "ArgumentError: \"linear\" fits two: act and init", "linear",
		"write act=linear or init=linear");
	recorder_end(&recorder);
}
END_TEST

START_TEST(shapes)
{
	struct recorder recorder = recorder_start();
	GIVES("make 3x32", "shape=32-32-32 act=relu init=he" REST);
	GIVES("make 64-32-16", "shape=64-32-16 act=relu init=he" REST);
	GIVES("make (1 + 2)", "shape=0-0-0 act=relu init=he" REST);
	GIVES("make (64, 32)", "shape=64-32 act=relu init=he" REST);
	GIVES("make [5, 6]", "shape=5-6 act=relu init=he" REST);
	GIVES("make \"2x4\"", "shape=4-4 act=relu init=he" REST);
	FAILS("make 0", "ValueError: shape must be a shape: 8, 8x32 or 64-32-16; you typed 0", "0");
	FAILS("make 2x0", "ValueError: shape must be a shape: 8, 8x32 or 64-32-16; you typed 2x0",
		"0");
	FAILS("make shape=0.5",
		"ValueError: shape must be a shape: 8, 8x32 or 64-32-16; you typed 0.5", "0.5");
	FAILS("make 0.5", "ValueError: shape must be a shape: 8, 8x32 or 64-32-16; you typed 0.5",
		"0.5");
	FAILS("make 2x9999999",
		"ValueError: shape must be a shape: 8, 8x32 or 64-32-16; you typed 2x9999999",
		"9999999");
	recorder_end(&recorder);
}
END_TEST

START_TEST(rows_with_numbers)
{
	struct recorder recorder = recorder_start();
	GIVES("make normal(0.01)", "shape=0-0 act=relu init=normal:0.01,0" REST);
	GIVES("make normal(0.01, -2)", "shape=0-0 act=relu init=normal:0.01,-2" REST);
	GIVES("make normal(mean=3)", "shape=0-0 act=relu init=normal:1,3" REST);
	GIVES("make 8x2 relu normal 0.01 quiet", "");
	GIVES("make 2 relu normal 0.01", "shape=0-0 act=relu init=normal:0.01,0" REST);
	GIVES("make init=normal 0.01", "shape=0-0 act=relu init=normal:0.01,0" REST);
	GIVES("make leaky 0.2 2", "shape=0-0 act=leaky:0.2 init=he" REST);
	/* a whole number may be the shape, and then it is */
	GIVES("make leaky 1", "shape=0 act=leaky:0.01 init=he" REST);
	GIVES("make \"normal(0.5)\"", "shape=0-0 act=relu init=normal:0.5,0" REST);
	GIVES("s = 0.25; make normal($s)", "shape=0-0 act=relu init=normal:0.25,0" REST);
	GIVES("s = 0.25; make normal $s", "shape=0-0 act=relu init=normal:0.25,0" REST);
	FAILS("make normal(11)",
		"ValueError: std of normal must be a number from 0 to 10; this is 11", "11");
	FAILS("make leaky 0.2 0.3",
		"ValueError: shape must be a shape: 8, 8x32 or 64-32-16; you typed 0.3", "0.3");
	HINTS("make normal(1, 2, 3)", "ArgumentError: normal takes fewer numbers than this", "3",
		"normal(std=1, mean=0)");
	HINTS("make normal(width=1)", "ArgumentError: normal has no number called \"width\"",
		"width", "normal(std=1, mean=0)");
	FAILS("make he(1)", "ArgumentError: he takes fewer numbers than this", "1");
	FAILS("make unit=steps(1)", "ArgumentError: steps takes no numbers", "steps(1)");
	recorder_end(&recorder);
}
END_TEST

START_TEST(numbers)
{
	struct recorder recorder = recorder_start();
#define NUMBERS(values) "shape=0-0 act=relu init=he " values TAIL
	GIVES("make depth=5", NUMBERS("depth=5 gain=nan rate=0.10000000000000001 fancy=0"));
	GIVES("make rate=5%", NUMBERS("depth=-1 gain=nan rate=0.050000000000000003 fancy=0"));
	GIVES("make rate=1e-3 gain=2", NUMBERS("depth=-1 gain=2! rate=0.001 fancy=0"));
	GIVES("make gain=auto", NUMBERS("depth=-1 gain=nan! rate=0.10000000000000001 fancy=0"));
	FAILS("make depth=0",
		"ValueError: depth must be a whole number from 1 to 1,000; you typed 0", "0");
	FAILS("make depth=1.5",
		"ValueError: depth must be a whole number from 1 to 1,000; you typed 1.5", "1.5");
	FAILS("make depth=deep",
		"ArgumentError: depth must be a whole number from 1 to 1,000; you typed deep",
		"deep");
	FAILS("make gain=0",
		"ValueError: gain must be a number above 0 and at most 10; you typed 0", "0");
	FAILS("make rate=-0.1", "ValueError: rate must be a number from 0 to 1; you typed -0.1",
		"-0.1");
	FAILS("make rate=inf", "ValueError: rate must be a number from 0 to 1; you typed inf",
		"inf");
	FAILS("make rate=auto", "ArgumentError: rate must be a number from 0 to 1; you typed auto",
		"auto");
	FAILS("make rate=1,000",
		"ArgumentError: rate must be a number from 0 to 1; you typed 1,000", "1,000");
	FAILS("make rate=\"fast\"",
		"ArgumentError: rate must be a number from 0 to 1; you typed \"fast\"", "\"fast\"");
	recorder_end(&recorder);
}
END_TEST

START_TEST(seeds)
{
	struct recorder recorder = recorder_start();
	ck_assert_ptr_nonnull(strstr(record(&recorder, "make seed=0"), " seed=0\n"));
	ck_assert_ptr_nonnull(strstr(record(&recorder, "make seed=9007199254740993"),
		" seed=9007199254740993\n")); /* beyond the whole numbers of a double */
	ck_assert_ptr_nonnull(strstr(record(&recorder, "make seed=18446744073709551615"),
		" seed=18446744073709551615\n"));
	static const char *const bad[] = { "18446744073709551616", "-1", "1.5", "1e30" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char cell[64], message[160];
		snprintf(cell, sizeof cell, "make seed=%s", bad[i]);
		snprintf(message, sizeof message,
			"ValueError: seed must be a whole number from 0 to "
			"18,446,744,073,709,551,615; you "
			"typed %s",
			bad[i]);
		FAILS(cell, message, bad[i]);
	}
	/* a variable holds a double, which is not exact there */
	ck_assert_ptr_nonnull(
		strstr(record(&recorder, "s = 9007199254740993; make seed=$s"), "ValueError"));
	recorder_end(&recorder);
}
END_TEST

START_TEST(flags_words_texts)
{
	struct recorder recorder = recorder_start();
#define FANCY(value) "depth=-1 gain=nan rate=0.10000000000000001 fancy=" value TAIL
	GIVES("make fancy", "shape=0-0 act=relu init=he " FANCY("1"));
	GIVES("make 2 fancy tanh", "shape=0-0 act=tanh init=he " FANCY("1"));
	GIVES("make fancy=yes", "shape=0-0 act=relu init=he " FANCY("1"));
	GIVES("make fancy=False", "shape=0-0 act=relu init=he " FANCY("0"));
	GIVES("on = True; make fancy=$on", "shape=0-0 act=relu init=he " FANCY("1"));
	FAILS("make fancy=maybe", "ArgumentError: fancy must be yes or no; you typed maybe",
		"maybe");
	FAILS("make fancy fancy", "ArgumentError: fancy is given twice", "fancy");
	ck_assert_ptr_nonnull(strstr(record(&recorder, "make unit=STEPS"), " unit=steps "));
	ck_assert_ptr_nonnull(strstr(record(&recorder, "make unit=epoch"), " unit=epochs "));
	ck_assert_ptr_nonnull(strstr(record(&recorder, "make name=\"a b\""), " name=a b "));
	ck_assert_ptr_nonnull(strstr(record(&recorder, "make name=small-2"), " name=small-2 "));
	ck_assert_ptr_nonnull(strstr(record(&recorder, "make name=1e3"), " name=1e3 "));
	ck_assert_ptr_nonnull(strstr(record(&recorder, "make name=2GB"), " name=2GB "));
	HINTS("make unit=stpes", "NameError: unknown unit \"stpes\"", "stpes",
		"did you mean \"steps\"?");
	HINTS("make unit=he", "NameError: unknown unit \"he\"", "he",
		"\"he\" (start) goes with: make");
	HINTS("make unit=xyzzy", "NameError: unknown unit \"xyzzy\"", "xyzzy",
		"one of epochs, steps");
	FAILS("make name=1,2", "ArgumentError: name must be a text in quotes; you typed 1,2",
		"1,2");
	recorder_end(&recorder);
}
END_TEST

START_TEST(lists_and_ranges)
{
	struct recorder recorder = recorder_start();
#define LIST(cell, values)                                                                         \
	do {                                                                                       \
		const char *output_ = record(&recorder, cell);                                     \
		const char *found_ = strstr(output_, " list=");                                    \
		ck_assert_msg(found_, "%s", output_);                                              \
		ck_assert_str_eq(found_, " list=" values " seed=7\n");                             \
	} while (0)
	LIST("make list=1", "1");
	LIST("make list=1,2,5", "1,2,5");
	LIST("make list=2..8..2", "2,4,6,8");
	LIST("make list=1..3", "1,2,3");
	LIST("make list=3..1..-1", "3,2,1");
	LIST("make list=0.1..0.5..0.1",
		"0.10000000000000001,0.20000000000000001,0.29999999999999999,"
		"0.40000000000000002,0.5"); /* the doubles nearest to 0.1 ... 0.5 */
	LIST("make list=1,2..4,9", "1,2,3,4,9");
	LIST("n = 3; make list=$n..(n + 2)", "3,4,5");
	LIST("v = [4, 5]; make list=$v", "4,5");
	LIST("make list=\"1..3\"", "1,2,3");
	LIST("make list=5..5", "5");
	FAILS("make list=0..1..0.3", "ValueError: the steps of this range miss its end, 1",
		"0..1..0.3");
	ck_assert_str_eq(recorder.error.hint, "the last step before it is 0.9");
	HINTS("make list=0..0.5", "ValueError: a range that is not of whole numbers needs its step",
		"0..0.5", "for example: 0..1..0.1");
	HINTS("make list=5..1", "ValueError: this range never reaches its end", "5..1",
		"first..last..step: 10..1..-1 counts down");
	FAILS("make list=1..5..0", "ValueError: this range never reaches its end", "1..5..0");
	FAILS("make list=0..1000000", "ValueError: a range holds at most 100000 numbers",
		"0..1000000");
	FAILS("make list=1,x",
		"ArgumentError: list must be numbers from -10 to 1,000, as in 1,2,5 or "
		"0..1..0.1; you typed 1,x",
		"x");
	const char *all = record(&recorder, "make all=*");
	ck_assert_ptr_nonnull(strstr(all, " all=linear all=tanh all=relu all=leaky:0.01 "));
	all = record(&recorder, "make all=tanh,leaky(0.5)");
	ck_assert_ptr_nonnull(strstr(all, " all=tanh all=leaky:0.5 "));
	recorder_end(&recorder);
}
END_TEST

START_TEST(misplaced)
{
	struct recorder recorder = recorder_start();
	HINTS("make rleu", "NameError: make does not know the word \"rleu\"", "rleu",
		"did you mean \"relu\"?");
	HINTS("make 2 relu he depht=3", "ArgumentError: make has no parameter \"depht\"", "depht",
		"did you mean \"depth\"?");
	HINTS("make depth 3", "ArgumentError: depth needs its value", "depth", "write depth=...");
	FAILS("make 2 3", "ArgumentError: shape is given twice", "3");
	FAILS("make relu tanh", "ArgumentError: act is given twice", "tanh");
	FAILS("make 2 shape=3", "ArgumentError: shape is given twice", "2");
	FAILS("make rate=1 rate=0", "ArgumentError: rate is given twice", "rate");
	HINTS("run he", "ArgumentError: run does not take \"he\" (start)", "he",
		"\"he\" (start) goes with: make");
	HINTS("run rate=1", "ArgumentError: run has no parameter \"rate\"", "rate",
		"make has: make ... rate=1");
	HINTS("run 3 epochs 4", "ArgumentError: amount is given twice", "4", "");
	HINTS("run \"a\"", "NameError: unknown unit \"a\"", "\"a\"", "one of epochs, steps");
	HINTS("again 3", "ArgumentError: again does not take 3 here", "3", "again");
	HINTS("make quiet 2", "ArgumentError: \"quiet\" is the last word of a statement", "quiet",
		"");
	HINTS("check loss = 1", "ArgumentError: check has no parameter \"loss\"", "loss",
		"to compare, write ==");
	HINTS("check", "ArgumentError: check needs expression: a question", "check",
		"for example: check 1 < 2");
	HINTS("pick", "ArgumentError: pick needs name: which network", "pick",
		"for example: make name=a");
	FAILS("print 1 2", "ArgumentError: print does not take 2 here", "2");
	recorder_end(&recorder);
}
END_TEST

/* What is read from a variable is held to the same rules, and the message says both. */
START_TEST(variables)
{
	struct recorder recorder = recorder_start();
	GIVES("n = 3; act = 'tanh'; shape = \"2x4\"", "");
	GIVES("make $act $n", "shape=0-0-0 act=tanh init=he" REST);
	GIVES("make $shape", "shape=4-4 act=relu init=he" REST);
	GIVES("nothing = None; make gain=$nothing", "shape=0-0 act=relu init=he" REST);
	GIVES("make rate=(1 / 4)",
		"shape=0-0 act=relu init=he depth=-1 gain=nan rate=0.25 fancy=0" TAIL);
	FAILS("make rate=$n", "ValueError: rate must be a number from 0 to 1; you typed $n = 3",
		"$n");
	FAILS("make rate=(n * 2)",
		"ValueError: rate must be a number from 0 to 1; you typed (n * 2) = 6", "(n * 2)");
	FAILS("make act=$n",
		"ArgumentError: act must be one of linear, tanh, relu, leaky; you typed $n = 3",
		"$n");
	FAILS("p = {'a': 1}; make rate=$p", "ValueError: a command cannot be given a list of pairs",
		"$p");
	HINTS("make rate=$m", "NameError: there is no variable or quantity \"m\"", "m",
		"give it a value first: m = ...");
	HINTS("make rate=$velocity", "NameError: there is no variable or quantity \"velocity\"",
		"velocity", "give it a value first: velocity = ...");
	recorder_end(&recorder);
}
END_TEST

START_TEST(borrowed)
{
	struct recorder recorder = recorder_start();
	GIVES("vary init=zeros,normal(0.01),he", "make init: [zeros] [normal(0.01)] [he]\n");
	GIVES("vary act=*", "make act: [linear] [tanh] [relu] [leaky]\n");
	GIVES("vary depth=2..6..2 amount=5", "make depth: [2] [4] [6]\nrun amount: [5]\n");
	GIVES("vary rate=0.1,1e-3", "make rate: [0.1] [0.001]\n");
	GIVES("vary shape=8x32,64-32", "make shape: [8x32] [64-32]\n");
	GIVES("vary list=1,2", "make list: [1,2]\n"); /* a list is this parameter's one value */
	GIVES("vary until=loss < 0.1", "run until: [loss < 0.1]\n");
	GIVES("inits = ['he', 'normal(2)']; vary init=$inits", "make init: [he] [normal(2)]\n");
	GIVES("vary deep init=he", "make init: [he]\n");
	HINTS("vary init=zeros,hee", "NameError: unknown start \"hee\"", "hee",
		"did you mean \"he\"?");
	FAILS("vary depth=1..3,0",
		"ValueError: depth must be a whole number from 1 to 1,000; you typed 0", "0");
	HINTS("vary dephts=1", "ArgumentError: vary has no parameter \"dephts\"", "dephts",
		"did you mean \"depth\"?");
	FAILS("vary init=he init=zeros", "ArgumentError: init is given twice", "init");
	recorder_end(&recorder);
}
END_TEST

SUITE(meaning_not_order, shapes, rows_with_numbers, numbers, seeds, flags_words_texts,
	lists_and_ranges, misplaced, variables, borrowed)
