/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The larger toys, for toys.c alone: make has a parameter of every type, run lasts, vary borrows.
 */
#pragma once
#include "kernel/base/locale.h"
#include "kernel/session/registry.h"
#include "kernel/session/session.h"
#include "kernel/view/plot.h"
#include "nn/activation.h"
#include "nn/loss.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* ---- catalogues; "linear" is in both ---- */

static const struct label curve_rows[] = {
	{ .name = "linear", .summary = N_("itself"), .aliases = "identity none" },
	{ .name = "tanh", .summary = N_("hyperbolic tangent") },
	{ .name = "relu", .summary = N_("the positive part") },
	{ .name = "leaky",
		.summary = N_("a slope below zero"),
		.settings = { { "slope", N_("below zero"), 0.01, 0, 1 } } },
};
static const struct catalogue curves = CATALOGUE(N_("curve"), curve_rows);

static const struct label start_rows[] = {
	{ .name = "zeros", .summary = N_("all the same") },
	{ .name = "linear", .summary = N_("a ramp") },
	{ .name = "he", .summary = N_("for relu"), .aliases = "kaiming" },
	{ .name = "normal",
		.summary = N_("a bell"),
		.settings = { { "std", N_("its width"), 1, 0, 10 },
			{ "mean", N_("its middle"), 0, -9, 9 } } },
};
static const struct catalogue starts = CATALOGUE(N_("start"), start_rows);

static const struct label unit_rows[] = {
	{ .name = "epochs", .summary = N_("passes"), .aliases = "epoch" },
	{ .name = "steps", .summary = N_("batches") },
};
static const struct catalogue units = CATALOGUE(N_("unit"), unit_rows);

/* ---- make: every type ---- */

struct made {
	struct shape shape;
	struct choice act, init;
	long depth;
	double gain, rate;
	bool gain_typed, fancy;
	const struct label *unit;
	const char *name;
	struct choices all;
	struct reals list;
	uint64_t seed;
};

// clang-format off
static const struct parameter make_parameters[] = {
	SHAPE(struct made, shape, "2", N_("hidden layers"), .positional = true),
	CHOICE(struct made, act, "relu", &curves, N_("the curve"), .positional = true),
	CHOICE(struct made, init, "he", &starts, N_("the start"), .positional = true),
	COUNT(struct made, depth, "auto", 1, 1000, N_("how deep")),
	REAL(struct made, gain, "auto", 0, 10, N_("how much"), .low_open = true, .given = offsetof(struct made, gain_typed) + 1),
	REAL(struct made, rate, "0.1", 0, 1, N_("how fast")),
	FLAG(struct made, fancy, N_("with everything")),
	WORD(struct made, unit, "auto", &units, N_("in what")),
	TEXT(struct made, name, "auto", N_("called what")),
	CHOICES(struct made, all, "auto", &curves, N_("several curves")),
	REALS(struct made, list, "auto", -10, 1000, N_("several numbers")),
	SEED(struct made, seed, "7", N_("the seed")),
};
// clang-format on

static void say_choice(const struct outlet *out, const char *name, const struct choice *choice)
{
	session_say(out, " %s=%s", name, choice->label ? choice->label->name : "auto");
	for (size_t i = 0; choice->label && i < label_settings(choice->label); i++)
		session_say(out, i > 0 ? ",%g" : ":%g", choice->number[i]);
}

static void say_made(const struct outlet *out, const struct made *made)
{
	session_say(out, "shape=");
	for (size_t i = 0; i < made->shape.depth && i < 9; i++)
		session_say(out, i > 0 ? "-%zu" : "%zu", made->shape.width[i]);
	say_choice(out, "act", &made->act);
	say_choice(out, "init", &made->init);
	session_say(out, " depth=%ld gain=%g%s rate=%.17g fancy=%d", made->depth, made->gain,
		made->gain_typed ? "!" : "", made->rate, made->fancy);
	session_say(out, " unit=%s name=%s", made->unit ? made->unit->name : "auto",
		made->name ? made->name : "auto");
	for (size_t i = 0; i < made->all.count; i++)
		say_choice(out, "all", &made->all.choices[i]);
	for (size_t i = 0; i < made->list.count; i++)
		session_say(out, i > 0 ? ",%.17g" : " list=%.17g", made->list.numbers[i]);
	session_say(out, " seed=%llu\n", (unsigned long long)made->seed);
}

extern const struct command command_make;

/* A real network, so that there is something to name; the record is only told. */
static bool keep_network(struct session *session, const char *name, struct error *error)
{
	const size_t width[] = { 3 };
	const struct network_recipe recipe = {
		.inputs = 2,
		.outputs = 2,
		.depth = 1,
		.width = width,
		.activation = choice_of(catalogue_at(&activations, 0)),
		.initializer = choice_of(catalogue_at(&initializers, 0)),
		.loss = choice_of(catalogue_at(&losses, 0)),
		.gain = 1,
		.bias = 0,
		.last = 1,
	};
	struct fault fault = { 0 };
	struct network *network = network_new(&recipe, &fault);
	if (!network)
		return session_fault(&fault, session_statement(session), error);
	session_keep_network(session, name, &network);
	return true;
}

static bool make(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct made *made = record;
	say_made(out, made);
	session_remember(session, &command_make, made);
	return !made->name || keep_network(session, made->name, error);
}

const struct command command_make = {
	.label = { .name = "make", .summary = N_("Say what was given.") },
	.chapter = CHAPTER_BENCH,
	.help = N_("First paragraph.\n\nSecond *paragraph*."),
	.example = "make 2 relu he",
	PARAMETERS(make_parameters, struct made),
	.run = make,
};

/* again: what `make` was last given. */
static bool again(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)record;
	(void)error;
	say_made(out, session_recall(session, &command_make));
	return true;
}

static const struct command command_again = {
	.label = { .name = "again", .summary = N_("Say what make was given.") },
	.chapter = CHAPTER_BENCH,
	.example = "again",
	.run = again,
};

/* ---- run: polls, an expression asked while it runs, a table that is kept ---- */

struct ran {
	long amount;
	const struct label *unit;
	const struct expression *until;
};

extern const struct command command_run;

static const struct parameter run_parameters[] = {
	COUNT(struct ran, amount, "20", 1, 1e9, N_("how long"), .positional = true),
	WORD(struct ran, unit, "epochs", &units, N_("of what"), .positional = true),
	EXPRESSION(struct ran, until, "auto", N_("stop when this is true")),
};

static const struct column run_columns[] = {
	{ "step", NULL, N_("how far"), COLUMN_COUNT },
	{ "loss", NULL, N_("how bad"), COLUMN_NUMBER },
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct ran *ran = record;
	struct table *table = table_new(run_columns, COUNT_OF(run_columns), "run");
	bool stop = false;
	for (long step = 1; step <= ran->amount && !stop; step++) {
		struct value value = value_boolean(false);
		stop = !out->poll(out->to) ||
		       (ran->until && !session_evaluate(session, ran->until, &value, error)) ||
		       value.boolean;
		table_number(table, (double)step);
		table_number(table, 1 / (double)step);
		struct figure *figure = figure_new("run");
		session_show_figure(session, out, "curve", &figure);
	}
	session_say(out, "%zu %s\n", table_rows(table), ran->unit->name);
	session_keep_table(session, "run", &table);
	session_remember(session, &command_run, ran);
	return error->kind == ERROR_NONE;
}

static const struct quantity_table run_tables[] = {
	{ .label = { .name = "run", .summary = N_("the last run") },
		.columns = run_columns,
		.count = COUNT_OF(run_columns) },
};

const struct command command_run = {
	.label = { .name = "run", .summary = N_("Take steps.") },
	.chapter = CHAPTER_LEARNING,
	.example = "run 3",
	PARAMETERS(run_parameters, struct ran),
	.tables = run_tables,
	.table_count = COUNT_OF(run_tables),
	.run = run,
};

/* rerun: the expression that `run` was last given, in another cell. */
static bool rerun(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)record;
	const struct ran *ran = session_recall(session, &command_run);
	struct value value;
	if (ran->until && !session_evaluate(session, ran->until, &value, error))
		return false;
	session_say(out, "until %s\n", ran->until ? ran->until->source : "nothing");
	return true;
}

static const struct command command_rerun = {
	.label = { .name = "rerun", .summary = N_("Ask what run was asked.") },
	.chapter = CHAPTER_LEARNING,
	.example = "rerun",
	.run = rerun,
};

/* ---- vary: borrowed parameters ---- */

static bool vary(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)record;
	size_t count;
	const struct axis *axes = session_axes(session, &count);
	for (size_t i = 0; i < count; i++) {
		session_say(
			out, "%s %s:", axes[i].command->label.name, axes[i].parameter->label.name);
		for (size_t j = 0; j < axes[i].count; j++) {
			struct made made =
				*(const struct made *)session_recall(session, &command_make);
			struct ran ran = *(const struct ran *)session_recall(session, &command_run);
			void *into =
				axes[i].command == &command_make ? (void *)&made : (void *)&ran;
			if (!session_apply_axis(session, &axes[i], j, into, error))
				return false;
			session_say(out, " [%s]", session_axis_text(session, &axes[i], j));
		}
		session_say(out, "\n");
	}
	return true;
}

struct varied {
	bool deep;
};
static const struct parameter vary_parameters[] = { FLAG(struct varied, deep, N_("all the way")) };
static const struct command *const lenders[] = { &command_make, &command_run, NULL };

static const struct command command_vary = {
	.label = { .name = "vary", .summary = N_("Change one thing.") },
	.chapter = CHAPTER_COMPARING,
	.example = "vary init=he,zeros",
	PARAMETERS(vary_parameters, struct varied),
	.borrows = lenders,
	.run = vary,
};
