/* SPDX-License-Identifier: BSD-3-Clause
 *
 * session: what a cell puts out and in which order, what it keeps, what it refuses, and what is
 * left of it afterwards.
 */
#include "kernel/session/session.h"

#include "kernel/session/registry.h"
#include "tests/unit/session/recorder.h"

#include <unistd.h>

START_TEST(results)
{
	struct recorder recorder = recorder_start();
	GIVES("print 2 + 2", "<result 2 + 2 = 4>");
	GIVES("print 1; print 2", "1 = 1\n<result 2 = 2>"); /* only the last is the result */
	GIVES("print 1; x = 1", "1 = 1\n");
	GIVES("print  (1 +\n  2) * 3", "<result (1 + 2) * 3 = 9>");
	GIVES("print loss", "<result loss = 0.25>"); /* never a bare number */
	GIVES("score loss", "<result 0.25>");
	GIVES("score 0.000012345", "<result 0.000012345>");
	GIVES("score 3 max=2", "<result 2>");
	GIVES("score 1/3", "<result 0.3333333333>");
	GIVES("print grads.delta", "<result grads.delta = [0.5, 1, 1.5]>");
	GIVES("print grads.kind", "<result grads.kind = [\"hidden\", \"hidden\", \"output\"]>");
	GIVES("print 'a' + 'b'", "<result 'a' + 'b' = ab>");
	GIVES("print loss quiet", "<result loss = 0.25>"); /* quiet drops displays, not results */
	/* A result waits for the whole cell, and a failure is never after one. */
	ck_assert_str_eq(record(&recorder, "print 1; fail"), "NotAnswered: no answer yet");
	ck_assert_str_eq(text_string(&recorder.output), "1 = 1\n");
	FAILS("score 1; print 2", "ArgumentError: score must be the last statement of its cell",
		"score");
	recorder_end(&recorder);
}
END_TEST

START_TEST(quiet_shows_nothing)
{
	struct recorder recorder = recorder_start();
	GIVES("look", "<display>");
	GIVES("look quiet", "");
	GIVES("look grads QUIET; look", "<display>");
	GIVES("make 2 quiet", "");
	GIVES("help make page", "<page>");
	GIVES("help make page quiet", "");
	ck_assert_str_eq(record(&recorder, "fail quiet"), "NotAnswered: no answer yet");
	recorder_end(&recorder);
}
END_TEST

/* A display of an id is updated within its statement; another statement has its own, and so has the
 * same statement in the next cell. */
START_TEST(displays_and_updates)
{
	struct recorder recorder = recorder_start();
	GIVES("run 3", "<display curve-1><update curve-1><update curve-1>3 epochs\n");
	GIVES("run 2; run 2 steps", "<display curve-2><update curve-2>2 epochs\n"
				    "<display curve-3><update curve-3>2 steps\n");
	GIVES("run 1", "<display curve-4>1 epochs\n");
	GIVES("draw gradients", "<display>");
	recorder_end(&recorder);
}
END_TEST

START_TEST(nothing_runs_before_all_is_checked)
{
	struct recorder recorder = recorder_start();
	static const struct {
		const char *last, *message;
	} rows[] = {
		{ "maek", "NameError: there is no command \"maek\"" },
		{ "make hee", "NameError: make does not know the word \"hee\"" },
		{ "make depth=0",
			"ValueError: depth must be a whole number from 1 to 1,000; you typed 0" },
		{ "print lose", "NameError: there is no variable or quantity \"lose\"" },
		{ "print grads.detla", "NameError: grads has no column \"detla\"" },
		{ "print sqr(2)", "NameError: there is no function \"sqr\"" },
		{ "print sqrt(1, 2)", "ArgumentError: sqrt() does not take 2 values" },
		{ "make rate=$m", "NameError: there is no variable or quantity \"m\"" },
		{ "n = 'a'; make depth=$n", "ArgumentError: depth must be a whole number from 1 to "
					    "1,000; you typed $n = a" },
		{ "n = 5; make rate=$n",
			"ValueError: rate must be a number from 0 to 1; you typed $n = 5" },
		{ "make rate=(1/0)", "NumericError: 1 / 0 divides by zero" },
		{ "y = 1/0", "NumericError: 1 / 0 divides by zero" },
		{ "loss = 1", "NameError: \"loss\" cannot be assigned: it is a quantity" },
		{ "print (1", "SyntaxError: \"(\" is never closed" },
		{ "vary init=hee", "NameError: unknown start \"hee\"" },
		{ "help maek", "NameError: the manual has nothing about \"maek\"" },
		{ "draw nothing", "NameError: unknown figure \"nothing\"" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char cell[200];
		snprintf(cell, sizeof cell, "make; x = 1\n%s", rows[i].last);
		ck_assert_str_eq(record(&recorder, cell), rows[i].message);
		ck_assert_msg(recorder.output.length == 0, "%s: %s", cell, recorder.output.bytes);
		ck_assert_ptr_null(strstr(recorder.error.hint, "kept"));
		ck_assert_str_eq(record(&recorder, "print x"),
			"NameError: there is no variable or quantity \"x\"");
	}
	recorder_end(&recorder);
}
END_TEST

START_TEST(what_ran_is_kept)
{
	struct recorder recorder = recorder_start();
	HINTS("x = 3; print broken", "NameError: there is nothing to measure", "broken",
		"measure something\nwhat the statement before it did is kept");
	GIVES("print x", "<result x = 3>");
	/* loss is 0.25 only when it is asked */
	HINTS("y = 1; make; make depth=(1 + loss)",
		"ValueError: depth must be a whole number from 1 to 1,000; you typed (1 + loss) = "
		"1.25",
		"(1 + loss)", "what the statements before it did is kept");
	HINTS("x = 1; check x > 2 'no'", "CheckFailed: no (x > 2; x = 1)", "x > 2", "");
	HINTS("x = 1; fail", "NotAnswered: no answer yet", "fail", "");
	HINTS("check x > 2", "CheckFailed: false (x > 2; x = 1)", "x > 2", "");
	recorder_end(&recorder);
}
END_TEST

START_TEST(checks_show_both_sides)
{
	struct recorder recorder = recorder_start();
	GIVES("check loss < 1 'low'", "");
	FAILS("check loss > 1 'low'", "CheckFailed: low (loss > 1; loss = 0.25)", "loss > 1");
	FAILS("check loss > 1 or grads.delta[1] > loss + 2",
		"CheckFailed: false (loss > 1 or grads.delta[1] > loss + 2; loss = 0.25, "
		"grads.delta[1] = "
		"0.5, loss + 2 = 2.25)",
		"loss > 1 or grads.delta[1] > loss + 2");
	FAILS("check all(grads.delta > 1)",
		"CheckFailed: false (all(grads.delta > 1); grads.delta = [0.5, 1, 1.5])",
		"all(grads.delta > 1)");
	FAILS("check lost == lost", "CheckFailed: false (lost == lost; lost = nan, lost = nan)",
		"lost == lost");
	FAILS("check not diverged", "CheckFailed: false (not diverged)", "not diverged");
	recorder_end(&recorder);
}
END_TEST

START_TEST(interrupts)
{
	struct recorder recorder = recorder_start();
	recorder.polls = 1;
	FAILS("x = 1; y = 2", "Interrupted: stopped by the reader", "x = 1");
	recorder.polls = 2;
	ck_assert_str_eq(record(&recorder, "z = 1; y = 2"), "Interrupted: stopped by the reader");
	recorder.polls = -1;
	GIVES("print z", "<result z = 1>");
	recorder.polls = 6;
	record(&recorder, "run 1000000000");
	ck_assert_uint_lt(recorder.output.length, 200);
	recorder_end(&recorder);
}
END_TEST

START_TEST(memory)
{
	struct recorder recorder = recorder_start();
	HINTS("big", "MemoryError: this network needs 3 GB; the limit is 1 GB", "big",
		"raise it: set memory 4GB");
	session_options(recorder.session)->memory = 1 << 20;
	struct error error = { 0 };
	ck_assert(session_memory_fits(recorder.session, 1 << 20, SPAN_NONE, "this", &error));
	ck_assert(!session_memory_fits(recorder.session, (1 << 20) + 1, SPAN_NONE, "this", &error));
	ck_assert_str_eq(error.message, "this needs 1 MB; the limit is 1 MB");
	error = (struct error){ 0 };
	ck_assert(!session_memory_fits(recorder.session, SIZE_MAX, SPAN_NONE, "this", &error));
	ck_assert_str_eq(error.message, "this needs more memory than any machine has");
	/* Doubling a list, a text or many variables ends in a sentence, not in the machine's
	 * memory. */
	const char *message = "";
	record(&recorder, "v = [1, 2, 3, 4, 5, 6, 7, 8] * 1; t = 'abcdefgh'");
	for (int i = 0; i < 40 && !strstr(message, "Error"); i++)
		message = record(&recorder, "t = t + t");
	ck_assert_ptr_nonnull(strstr(message, "MemoryError"));
	message = "";
	for (int i = 0; i < 40 && !strstr(message, "Error"); i++)
		message = record(&recorder, "v = [v, v]");
	ck_assert_ptr_nonnull(strstr(message, "Error"));
	recorder_end(&recorder);
}
END_TEST

START_TEST(environment)
{
	unsetenv("PUENTE_THREADS");
	unsetenv("NBGRADER_EXECUTION");
	struct session *session = session_new();
	ck_assert_int_eq(session_options(session)->threads, 0);
	ck_assert_int_eq(session_options(session)->memory, 1L << 30);
	ck_assert(session_options(session)->progress);
	session_free(session);
	setenv("NBGRADER_EXECUTION", "autograde", 1);
	session = session_new();
	ck_assert_int_eq(session_options(session)->threads, 1);
	ck_assert(!session_options(session)->progress);
	session_free(session);
	setenv("PUENTE_THREADS", "3", 1);
	session = session_new();
	ck_assert_int_eq(session_options(session)->threads, 3);
	session_free(session);
	setenv("PUENTE_THREADS", "many", 1);
	session = session_new();
	ck_assert_int_eq(session_options(session)->threads, 1);
	session_free(session);
}
END_TEST

/* The sentence for each way mathematics can fail. */
START_TEST(faults)
{
	static const struct {
		struct fault fault;
		const char *message;
	} rows[] = {
		{ { .kind = FAULT_MEMORY },
			"MemoryError: the machine has not enough memory for this" },
		{ { .kind = FAULT_INTERRUPTED }, "Interrupted: stopped by the reader" },
		{ { .kind = FAULT_NOT_FINITE }, "NumericError: a number is not finite" },
		{ { .kind = FAULT_NOT_FINITE, .quantity = "the loss", .layer = 3, .step = 7 },
			"NumericError: the loss is not finite: layer 3, step 7" },
		{ { .kind = FAULT_NOT_FINITE, .quantity = "z", .layer = 3 },
			"NumericError: z is not finite: layer 3" },
		{ { .kind = FAULT_NOT_FINITE, .quantity = "x", .line = 2, .column = 5 },
			"NumericError: x is not finite: line 2, column 5" },
		{ { .kind = FAULT_SHAPE, .quantity = "inputs", .expected = 2, .found = 64 },
			"ValueError: inputs: 2 expected, 64 found" },
		{ { .kind = FAULT_TASK }, "ValueError: this loss does not suit these data" },
		{ { .kind = FAULT_FILE, .system = 2 }, "FileError: No such file or directory" },
		{ { .kind = FAULT_FORMAT, .quantity = "a number", .line = 3, .column = 4 },
			"FileError: line 3, column 4: a number was expected" },
		{ { .kind = FAULT_FORMAT, .quantity = "a number", .line = 3 },
			"FileError: line 3: a number was expected" },
		{ { .kind = FAULT_FORMAT }, "FileError: something else was expected" },
		{ { .kind = FAULT_UNSUITABLE, .quantity = "two inputs" },
			"ValueError: not possible here: two inputs" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct error error = { 0 };
		char shown[600];
		ck_assert(!session_fault(&rows[i].fault, (struct span){ 3, 5 }, &error));
		snprintf(shown, sizeof shown, "%s: %s", error_name(error.kind), error.message);
		ck_assert_str_eq(shown, rows[i].message);
		ck_assert_uint_eq(error.where.start, 3);
	}
}
END_TEST

START_TEST(examples_run)
{
	for (const struct command *const *command = commands; *command; command++) {
		struct recorder recorder = recorder_start();
		record(&recorder, (*command)->example);
		ck_assert_msg(recorder.error.kind == ERROR_NONE, "%s: %s", (*command)->label.name,
			recorder.error.message);
		recorder_end(&recorder);
	}
}
END_TEST

START_TEST(odd_cells)
{
	struct recorder recorder = recorder_start();
	GIVES("", "");
	GIVES("\n\n  # nothing\n;;", "");
	ck_assert_str_eq(
		record(&recorder, "make \xFF"), "SyntaxError: byte 6 (0xff) is not UTF-8 text");
	ck_assert_str_eq(record_bytes(&recorder, "make\0", 5),
		"SyntaxError: the invisible character U+0000 is not used here");
	struct text long_cell = TEXT_EMPTY;
	for (int i = 0; i < 50000; i++)
		text_format(&long_cell, "v%d = %d\n", i, i);
	GIVES(long_cell.bytes, "");
	text_clear(&long_cell);
	for (int i = 0; i < 100000; i++)
		text_put(&long_cell, "x = 1\n");
	GIVES(long_cell.bytes, "");
	text_release(&long_cell);
	GIVES("print v49999", "<result v49999 = 49999>");
	recorder_end(&recorder);
}
END_TEST

/* Every prefix of cells that use everything: an answer each time, and the session goes on. */
START_TEST(every_prefix)
{
	static const char *const cells[] = {
		"make 8x32 tanh normal(std=0.01) gain=auto rate=5% fancy unit=steps "
		"name=\"\u00F1\" quiet",
		"n = [1, 2]; make list=$n..,3..9..2 all=*\nrun 3 steps until=loss<0.1 or not "
		"diverged",
		"vary init=zeros,normal 0.01,he depth=2..6..2; print grads.delta[-1]^2 >= -1e-3 "
		"and True",
		"check all(grads.delta > {'a': 0}['a']) \"w\\u00e1y\"; score (1 + loss) max=2 # "
		"end",
	};
	struct recorder recorder = recorder_start();
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		for (size_t length = 0; length <= strlen(cells[i]); length++) {
			record_bytes(&recorder, cells[i], length);
			ck_assert_uint_le(recorder.error.where.end, length + 1);
		}
	recorder_end(&recorder);
}
END_TEST

SUITE(results, quiet_shows_nothing, displays_and_updates, nothing_runs_before_all_is_checked,
	what_ran_is_kept, checks_show_both_sides, interrupts, memory, environment, faults,
	examples_run, odd_cells, every_prefix)
