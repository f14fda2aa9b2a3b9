/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every command's example runs in a fresh session, and whatever is shown can be read without
 * pictures. Commands, parameters and figures are found in the registry: a new one is tested by
 * being there.
 */
#include "kernel/session/registry.h"
#include "kernel/session/session.h"
#include "kernel/view/bundle.h"
#include "kernel/view/plot.h"
#include "tests/unit/nobody.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An outlet that keeps what it is given. */
struct recorder {
	size_t displays, updates, results, pages, clears, figures, tables;
	struct text said, plain;
	bool stop;
};

static void record(struct recorder *recorder, const struct bundle *bundle)
{
	const char *plain = bundle_find(bundle, "text/plain");
	ck_assert_ptr_nonnull(plain);
	ck_assert_uint_gt(strlen(plain), 0);
	text_put(&recorder->plain, plain);
	text_put(&recorder->plain, "\n");
	recorder->figures += bundle_find(bundle, "image/svg+xml") != NULL;
	recorder->tables += bundle_find(bundle, "text/latex") != NULL;
}

static void on_stream(void *to, const char *text, size_t length)
{
	text_append(&((struct recorder *)to)->said, text, length);
}
static void on_display(void *to, const char *id, const struct bundle *bundle)
{
	(void)id;
	((struct recorder *)to)->displays++;
	record(to, bundle);
}
static void on_update(void *to, const char *id, const struct bundle *bundle)
{
	ck_assert_ptr_nonnull(id);
	((struct recorder *)to)->updates++;
	record(to, bundle);
}
static void on_result(void *to, const struct bundle *bundle)
{
	((struct recorder *)to)->results++;
	record(to, bundle);
}
static void on_page(void *to, const struct bundle *bundle)
{
	((struct recorder *)to)->pages++;
	record(to, bundle);
}
static void on_clear(void *to, bool wait)
{
	(void)wait;
	((struct recorder *)to)->clears++;
}
static bool on_poll(void *to)
{
	return !((struct recorder *)to)->stop;
}
static bool on_undo(void *to, size_t steps, size_t offset, long *possible)
{
	(void)to;
	(void)steps;
	(void)offset;
	(void)possible;
	return true;
}

static struct outlet outlet_of(struct recorder *recorder)
{
	return (struct outlet){ on_stream, on_display, on_update, on_result, on_page, on_clear,
		no_answer, on_poll, no_steering, on_undo, false, recorder };
}

/* Examples that write files do it in a folder of their own, which is removed by leave_folder. */
static char folder[] = "/tmp/puente-test-XXXXXX";

static void enter_folder(void)
{
	ck_assert(mkdtemp(folder) && chdir(folder) == 0);
}

static void leave_folder(void)
{
	static const char *const written[] = { "net.safetensors", "net.py", "train.csv" };
	for (size_t i = 0; i < sizeof written / sizeof *written; i++)
		unlink(written[i]);
	ck_assert_int_eq(rmdir(folder), 0);
}

static bool execute(
	struct session *session, const char *source, struct recorder *recorder, struct error *error)
{
	struct outlet outlet = outlet_of(recorder);
	return session_execute(session, source, strlen(source), &outlet, error);
}

static void release(struct recorder *recorder)
{
	text_release(&recorder->said);
	text_release(&recorder->plain);
}

START_TEST(every_example_runs)
{
	enter_folder();
	for (size_t i = 0; commands[i]; i++) {
		struct session *session = session_new();
		struct recorder recorder = { 0 };
		struct error error = { 0 };
		ck_assert_msg(execute(session, commands[i]->example, &recorder, &error), "%s: %s",
			commands[i]->label.name, error.message);
		ck_assert_msg(recorder.displays + recorder.results + recorder.said.length +
						      recorder.clears >
					      0 ||
				      strcmp(commands[i]->label.name, "check") == 0,
			"%s shows nothing", commands[i]->label.name);
		release(&recorder);
		session_free(session);
	}
	leave_folder();
}
END_TEST

START_TEST(every_command_is_described)
{
	for (size_t i = 0; commands[i]; i++) {
		const struct command *command = commands[i];
		ck_assert(command->label.summary && command->help && command->example);
		ck_assert(i == 0 || strcmp(commands[i - 1]->label.name, command->label.name) < 0);
		for (size_t k = 0; k < command->parameter_count; k++)
			ck_assert_ptr_nonnull(command->parameters[k].label.summary);
		for (size_t k = 0; k < command->table_count; k++)
			for (size_t c = 0; c < command->tables[k].count; c++)
				ck_assert_ptr_nonnull(command->tables[k].columns[c].summary);
	}
}
END_TEST

/* The same text gives the same bytes. */
START_TEST(every_example_repeats_itself)
{
	enter_folder();
	for (size_t i = 0; commands[i]; i++) {
		struct recorder first = { 0 }, second = { 0 };
		struct recorder *both[] = { &first, &second };
		for (size_t k = 0; k < 2; k++) {
			struct session *session = session_new();
			struct error error = { 0 };
			ck_assert(execute(session, commands[i]->example, both[k], &error));
			session_free(session);
		}
		ck_assert_str_eq(text_string(&first.plain), text_string(&second.plain));
		ck_assert_str_eq(text_string(&first.said), text_string(&second.said));
		release(&first);
		release(&second);
	}
	leave_folder();
}
END_TEST

/* Each table and figure of the registry can be made of a trained network. */
START_TEST(every_table_and_figure_can_be_shown)
{
	struct session *session = session_new();
	struct recorder recorder = { 0 };
	struct error error = { 0 };
	ck_assert(execute(session,
		"data moons n=100; net 2x8 tanh xavier; train 2; compare act=tanh,relu epochs=1",
		&recorder, &error));
	ck_assert_uint_eq(recorder.figures, 2);
	ck_assert_uint_eq(recorder.tables, 4);
	for (size_t i = 0; commands[i]; i++)
		for (size_t k = 0; k < commands[i]->table_count; k++) {
			const struct quantity_table *table = &commands[i]->tables[k];
			char source[64];
			if (table->count > 0 && !table->make_new) /* that of the last run */
				ck_assert(
					execute(session, commands[i]->example, &recorder, &error));
			size_t before = recorder.figures;
			if (table->draw_new) {
				snprintf(source, sizeof source, "plot %s", table->label.name);
				ck_assert_msg(execute(session, source, &recorder, &error), "%s: %s",
					source, error.message);
				ck_assert_uint_eq(recorder.figures, before + 1);
			}
			for (size_t c = 0; c < table->count; c++) {
				snprintf(source, sizeof source, "print %s.%s", table->label.name,
					table->columns[c].name);
				ck_assert_msg(execute(session, source, &recorder, &error), "%s: %s",
					source, error.message);
			}
		}
	release(&recorder);
	session_free(session);
}
END_TEST

START_TEST(a_cell_is_understood_whole_before_it_runs)
{
	struct session *session = session_new();
	struct recorder recorder = { 0 };
	struct error error = { 0 };
	ck_assert(!execute(session, "net 2x8\nprint 1\ntrian 5", &recorder, &error));
	ck_assert_str_eq(error.message, "there is no command \"trian\"");
	ck_assert_str_eq(error.hint, "did you mean \"train\"?");
	ck_assert_uint_eq(recorder.displays + recorder.said.length, 0);
	error = (struct error){ 0 };
	ck_assert(!execute(session, "train 5", &recorder, &error));
	ck_assert_int_eq(error.kind, ERROR_NAME);
	release(&recorder);
	session_free(session);
}
END_TEST

START_TEST(a_stopped_training_keeps_what_was_learned)
{
	struct session *session = session_new();
	struct recorder recorder = { 0 };
	struct error error = { 0 };
	ck_assert(execute(session, "data moons n=100; net 2x8 quiet", &recorder, &error));
	recorder.stop = true;
	ck_assert(!execute(session, "train 1000000", &recorder, &error));
	ck_assert_int_eq(error.kind, ERROR_INTERRUPTED);
	recorder.stop = false;
	error = (struct error){ 0 };
	ck_assert(execute(session, "train 2 quiet; check epoch == 2", &recorder, &error));
	release(&recorder);
	session_free(session);
}
END_TEST

START_TEST(a_divergence_is_a_result)
{
	struct session *session = session_new();
	struct recorder recorder = { 0 };
	struct error error = { 0 };
	ck_assert_msg(
		execute(session,
			"net 8 relu normal(1) quiet; train 5; check diverged; check loss > 1e300\n"
			"check not (accuracy > 0.9)",
			&recorder, &error),
		"%s", error.message);
	ck_assert_ptr_nonnull(strstr(text_string(&recorder.plain), "diverged"));
	release(&recorder);
	session_free(session);
}
END_TEST

/* What compare says of a value is what net and train do with it, to the bit. */
START_TEST(compare_is_net_and_train)
{
	struct session *session = session_new();
	struct recorder recorder = { 0 };
	struct error error = { 0 };
	ck_assert_msg(execute(session,
			      "data moons n=200; net 3x8 tanh he quiet; compare init=xavier,he "
			      "epochs=3 quiet\n"
			      "a = compare.loss[2]; b = compare.loss[1]\n"
			      "train 3 quiet; check loss == a\n"
			      "init xavier quiet; train 3 quiet; check loss == b",
			      &recorder, &error),
		"%s", error.message);
	release(&recorder);
	session_free(session);
}
END_TEST

SUITE(every_example_runs, every_command_is_described, every_example_repeats_itself,
	every_table_and_figure_can_be_shown, a_cell_is_understood_whole_before_it_runs,
	a_stopped_training_keeps_what_was_learned, a_divergence_is_a_result,
	compare_is_net_and_train)
