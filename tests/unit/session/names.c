/* SPDX-License-Identifier: BSD-3-Clause
 *
 * session: what it keeps by name: variables, quantities, networks, the records of commands.
 */
#include "tests/unit/session/recorder.h"

START_TEST(names)
{
	struct recorder recorder = recorder_start();
	GIVES("Lr = 0.1; print lR * 2", "<result lR * 2 = 0.2>"); /* case does not matter */
	GIVES("\u00D1u = 1; print \u00F1U", "<result \u00F1U = 1>");
	GIVES("make = 3; print make", "<result make = 3>"); /* a command's name is free */
	GIVES("x = [1, 'a', {'k': None}]; x = [x, x]; print x",
		"<result x = [[1, \"a\", {\"k\": None}], [1, \"a\", {\"k\": None}]]>");
	GIVES("print diverged", "<result diverged = True>");
	GIVES("print test.loss", "<result test.loss = 0.25>");
	HINTS("loss = 1", "NameError: \"loss\" cannot be assigned: it is a quantity", "loss",
		"choose another name: my_loss = ...");
	FAILS("test.loss = 1", "NameError: \"test.loss\" cannot be assigned: it is a quantity",
		"test.loss");
	FAILS("grads = 1", "NameError: \"grads\" cannot be assigned: it is a quantity", "grads");
	FAILS("grads.new = 1", "NameError: \"grads.new\" cannot be assigned: it is a quantity",
		"grads.new");
	FAILS("MEAN = 1", "NameError: \"MEAN\" cannot be assigned: it is a function", "MEAN");
	FAILS("true = 1", "NameError: \"true\" cannot be assigned: it is a value", "true");
	FAILS("inf = 1", "NameError: \"inf\" cannot be assigned: it is a value", "inf");
	FAILS("learning-rate = 1",
		"SyntaxError: the name of a variable is made of letters, digits and _",
		"learning-rate");
	FAILS("a.b = 1", "SyntaxError: the name of a variable is made of letters, digits and _",
		"a.b");
	HINTS("print lsos", "NameError: there is no variable or quantity \"lsos\"", "lsos",
		"did you mean \"loss\"?");
	HINTS("print grads", "NameError: grads is a table: name one of its columns", "grads",
		"for example: grads.kind");
	HINTS("print grads.detla", "NameError: grads has no column \"detla\"", "grads.detla",
		"did you mean \"grads.delta\"?");
	HINTS("print mean", "NameError: there is no variable or quantity \"mean\"", "mean",
		"mean is a function: mean(...)");
	HINTS("print hello", "NameError: there is no variable or quantity \"hello\"", "hello",
		"a text has quotes: \"hello\"");
	HINTS("loss", "NameError: there is no command \"loss\"", "loss",
		"to see a value: print loss");
	HINTS("lr", "NameError: there is no command \"lr\"", "lr", "to see a value: print lr");
	HINTS("maek", "NameError: there is no command \"maek\"", "maek", "did you mean \"make\"?");
	HINTS("kaiming", "NameError: there is no command \"kaiming\"", "kaiming",
		"\"he\" (start) goes with: make");
	FAILS("print run.loss", "NameError: run has not run yet", "run.loss");
	GIVES("run 2 quiet; print run.loss[-1]", "<result run.loss[-1] = 0.5>");
	recorder_end(&recorder);
}
END_TEST

/* The cells that papermill writes. */
START_TEST(python_literals)
{
	struct recorder recorder = recorder_start();
	GIVES("# Parameters\nlr = 0.1\nname = \"a \\xe1 \\u00e9\"\non = True\nnothing = None\n"
	      "worst = float('nan')\nbest = float('-inf')\nlist = [1, 2.5, \"x\"]\n"
	      "pairs = {\"a\": 1, \"b\": [True, None]}\n",
		"");
	GIVES("print name", "<result name = a \u00E1 \u00E9>");
	GIVES("print [lr, on, nothing, worst, best, list, pairs['b']]",
		"<result [lr, on, nothing, worst, best, list, pairs['b']] = [0.1, True, None, nan, "
		"-inf, "
		"[1, 2.5, \"x\"], [True, None]]>");
	recorder_end(&recorder);
}
END_TEST

START_TEST(networks)
{
	struct recorder recorder = recorder_start();
	ck_assert_str_eq(
		record(&recorder, "pick a"), "NameError: there is no network called \"a\"");
	ck_assert_str_eq(recorder.error.hint, "make one: net 8 relu he name=a");
	GIVES("make name=small quiet; pick small", "small\n"); /* made by the same cell */
	GIVES("make name=wide quiet; pick SMALL", "small\n");
	HINTS("pick smalls", "NameError: there is no network called \"smalls\"", "smalls",
		"did you mean \"small\"?");
	ck_assert_str_eq(session_network_at(recorder.session, 0), "small");
	ck_assert_str_eq(session_network_at(recorder.session, 1), "wide");
	ck_assert_ptr_null(session_network_at(recorder.session, 2));
	struct error error = { 0 };
	ck_assert_ptr_eq(session_network(recorder.session, &error),
		session_find_network(recorder.session, "small"));
	session_clear(recorder.session);
	ck_assert_ptr_null(session_network(recorder.session, &error));
	ck_assert_str_eq(error.message, "there is no network yet");
	ck_assert_str_eq(error.hint, "make one: net 8 relu he");
	recorder_end(&recorder);
}
END_TEST

START_TEST(records_are_remembered)
{
	struct recorder recorder = recorder_start();
	const char *fallbacks =
		"shape=0-0 act=relu init=he depth=-1 gain=nan rate=0.10000000000000001 "
		"fancy=0 unit=auto name=auto seed=7\n";
	GIVES("again", fallbacks); /* before it ran: what it does by itself */
	const char *given =
		"shape=5-6-7 act=leaky:0.5 init=normal:0.25,0 depth=-1 gain=2! rate=0.5 "
		"fancy=1 unit=steps name=x all=tanh all=relu list=1,2,3 seed=9\n";
	GIVES("make 5-6-7 leaky(0.5) normal(0.25) gain=2 rate=0.5 fancy unit=steps name=\"x\" "
	      "all=tanh,relu list=1..3 seed=9",
		given);
	for (int i = 0; i < 3; i++) /* its cell is gone, the arena used again */
		GIVES("again", given);
	GIVES("run 2 until=loss < 0.1 quiet; rerun", "until loss < 0.1\n");
	GIVES("rerun", "until loss < 0.1\n");
	recorder_end(&recorder);
}
END_TEST

/* An expression that is asked in a later cell has no place there: the statement is to blame. */
START_TEST(remembered_expressions)
{
	struct recorder recorder = recorder_start();
	GIVES("x = 1; run 1 until=x > loss quiet", "");
	GIVES("rerun", "until x > loss\n");
	session_clear(recorder.session);
	GIVES("x = 1; run 1 until=x > 1 quiet", "");
	GIVES("x = 'a'", "");
	FAILS("  rerun ", "ValueError: \">\" does not work between a text and a number", "rerun");
	recorder_end(&recorder);
}
END_TEST

START_TEST(expressions)
{
	struct recorder recorder = recorder_start();
	struct bundle bundle = BUNDLE_EMPTY;
	struct error error = { 0 };
	GIVES("x = 3", "");
	ck_assert(session_expression(recorder.session, "x * loss", 8, &bundle, &error));
	ck_assert_str_eq(bundle_find(&bundle, "text/plain"), "x * loss = 0.75");
	bundle_release(&bundle);
	static const char *const bad[][2] = {
		{ "", "SyntaxError" },
		{ "x +", "SyntaxError" },
		{ "x 3", "SyntaxError" },
		{ "nowhere", "NameError" },
		{ "1/0", "NumericError" },
		{ "sqrt()", "ArgumentError" },
		{ "broken", "NameError" },
		{ "\xFF", "SyntaxError" },
		{ "make 2", "SyntaxError" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		error = (struct error){ 0 };
		ck_assert(!session_expression(
			recorder.session, bad[i][0], strlen(bad[i][0]), &bundle, &error));
		ck_assert_str_eq(error_name(error.kind), bad[i][1]);
		ck_assert_uint_eq(bundle.count, 0);
	}
	recorder_end(&recorder);
}
END_TEST

SUITE(names, python_literals, networks, records_are_remembered, remembered_expressions, expressions)
