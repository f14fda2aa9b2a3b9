/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The registry of the session's unit tests: small commands that say what they were given, one for
 * each thing a command can do. Quantities are constants.
 */
#include "kernel/base/locale.h"
#include "kernel/session/manual.h"
#include "kernel/session/registry.h"
#include "kernel/session/session.h"
#include "kernel/view/plot.h"
#include "nn/activation.h"
#include "nn/loss.h"

#include <stdlib.h>

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
		.loss = catalogue_at(&losses, 0),
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

/* ---- expressions: print, check, score ---- */

struct asked {
	const struct expression *expression;
	const char *message;
	double max;
};

static const struct parameter print_parameters[] = {
	EXPRESSION(struct asked, expression, NULL, N_("what to show"), .positional = true),
};
static const struct parameter check_parameters[] = {
	EXPRESSION(struct asked, expression, NULL, N_("a question"), .positional = true),
	TEXT(struct asked, message, "auto", N_("what to say"), .positional = true),
};
static const struct parameter score_parameters[] = {
	EXPRESSION(struct asked, expression, NULL, N_("points"), .positional = true),
	REAL(struct asked, max, "1", 0, 1e6, N_("at most")),
};

static bool print(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)out;
	const struct asked *asked = record;
	struct value value;
	if (!session_evaluate(session, asked->expression, &value, error))
		return false;
	session_result(session, asked->expression->source, &value);
	return true;
}

static bool check(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)out;
	const struct asked *asked = record;
	struct value value;
	if (!session_evaluate(session, asked->expression, &value, error))
		return false;
	return value.boolean || error_set(error, ERROR_CHECK, asked->expression->where, "%s (%s)",
					asked->message ? asked->message : "false",
					session_sides(session, asked->expression));
}

static bool score(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)out;
	const struct asked *asked = record;
	struct value value;
	if (!session_evaluate(session, asked->expression, &value, error))
		return false;
	value = value_number(value.number > asked->max ? asked->max : value.number);
	session_result(session, NULL, &value);
	return true;
}

static const struct command command_print = {
	.label = { .name = "print", .summary = N_("Show a value.") },
	.chapter = CHAPTER_SESSION,
	.example = "print 2 + 2",
	PARAMETERS(print_parameters, struct asked),
	.run = print,
};
static const struct command command_check = {
	.label = { .name = "check", .summary = N_("Fail unless true.") },
	.chapter = CHAPTER_JUDGING,
	.example = "check 1 < 2",
	PARAMETERS(check_parameters, struct asked),
	.run = check,
};
static const struct command command_score = {
	.label = { .name = "score", .summary = N_("A bare number.") },
	.chapter = CHAPTER_JUDGING,
	.example = "score 0.5",
	PARAMETERS(score_parameters, struct asked),
	.last = true,
	.run = score,
};

/* ---- quantities and their tables ---- */

static bool loss(struct session *session, double *number, struct error *error)
{
	(void)session;
	(void)error;
	*number = 0.25;
	return true;
}

static bool not_a_number(struct session *session, double *number, struct error *error)
{
	(void)session;
	(void)error;
	*number = (double)__builtin_nanf("");
	return true;
}

static bool yes(struct session *session, double *number, struct error *error)
{
	(void)session;
	(void)error;
	*number = 1;
	return true;
}

static bool broken(struct session *session, double *number, struct error *error)
{
	(void)number;
	error_set(error, ERROR_NAME, session_statement(session), "there is nothing to measure");
	return error_hint(error, "measure something");
}

static const struct quantity quantities[] = {
	{ .label = { .name = "loss", .summary = N_("how bad it is") }, .compute = loss },
	{ .label = { .name = "test.loss", .summary = N_("how bad elsewhere") }, .compute = loss },
	{ .label = { .name = "lost", .summary = N_("not a number") }, .compute = not_a_number },
	{ .label = { .name = "diverged", .summary = N_("is it?") }, .compute = yes, .truth = true },
	{ .label = { .name = "broken", .summary = N_("cannot be had") }, .compute = broken },
};

static const struct column grad_columns[] = {
	{ "layer", NULL, N_("counted from 1"), COLUMN_COUNT },
	{ "delta", NULL, N_("the gradient"), COLUMN_SCIENTIFIC },
	{ "kind", NULL, N_("what it is"), COLUMN_TEXT },
};

static struct table *grads_new(struct session *session, struct error *error)
{
	(void)session;
	(void)error;
	struct table *table = table_new(grad_columns, COUNT_OF(grad_columns), "Gradients.");
	for (int i = 1; i <= 3; i++) {
		table_number(table, i);
		table_number(table, i * 0.5);
		table_text(table, i < 3 ? "hidden" : "output");
	}
	return table;
}

static struct figure *grads_draw(struct session *session, struct error *error)
{
	(void)session;
	(void)error;
	return figure_new("Gradients");
}

static const struct quantity_table tables[] = {
	{ { .name = "grads", .summary = N_("gradients"), .aliases = "gradients" }, grad_columns,
		COUNT_OF(grad_columns), grads_new, grads_draw },
};
static const struct catalogue looks = CATALOGUE(N_("statistic"), tables);

struct looked {
	const struct label *what;
};
static const struct parameter look_parameters[] = {
	WORD(struct looked, what, "grads", &looks, N_("at what"), .positional = true),
};

static bool look(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)record;
	struct table *table = grads_new(session, error);
	session_show_table(session, out, NULL, &table);
	return true;
}

static const struct command command_look = {
	.label = { .name = "look", .summary = N_("Look inside.") },
	.chapter = CHAPTER_LOOKING,
	.example = "look grads",
	PARAMETERS(look_parameters, struct looked),
	.tables = tables,
	.table_count = COUNT_OF(tables),
	.quantities = quantities,
	.quantity_count = COUNT_OF(quantities),
	.run = look,
};

struct drawn {
	const struct quantity_table *what;
};
static const struct parameter draw_parameters[] = {
	FIGURE(struct drawn, what, NULL, N_("what to draw"), .positional = true),
};

static bool draw(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct drawn *drawn = record;
	struct figure *figure = drawn->what->draw_new(session, error);
	session_show_figure(session, out, NULL, &figure);
	return true;
}

static const struct command command_draw = {
	.label = { .name = "draw", .summary = N_("A figure.") },
	.chapter = CHAPTER_LOOKING,
	.example = "draw grads",
	PARAMETERS(draw_parameters, struct drawn),
	.run = draw,
};

/* ---- the rest: networks, topics, what must be given, what fails ---- */

struct named {
	const char *name;
	bool page;
};
static const struct parameter pick_parameters[] = {
	NETWORK(struct named, name, NULL, N_("which network"), .positional = true),
};
static const struct parameter help_parameters[] = {
	TOPIC(struct named, name, "auto", N_("about what"), .positional = true),
	FLAG(struct named, page, N_("in the pager"), .positional = true),
};
static const struct parameter fail_parameters[] = {
	TEXT(struct named, name, "\"no answer yet\"", N_("what to say"), .positional = true),
};

static bool pick(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct named *named = record;
	if (!session_use(session, named->name, error))
		return false;
	session_say(out, "%s\n", session_network_name(session));
	return true;
}

static bool help(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct named *named = record;
	struct bundle bundle = BUNDLE_EMPTY;
	if (!manual_page(named->name, &bundle))
		return manual_unknown(named->name, session_argument(session, "name"), error);
	if (named->page)
		out->page(out->to, &bundle);
	else
		out->display(out->to, NULL, &bundle);
	bundle_release(&bundle);
	return true;
}

static bool fail(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)out;
	const struct named *named = record;
	return error_set(error, ERROR_NOT_ANSWERED, session_statement(session), "%s", named->name);
}

static bool crash(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)session;
	(void)record;
	(void)out;
	(void)error;
	abort();
}

static bool big(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)record;
	(void)out;
	return session_memory_fits(
		session, (size_t)3 << 30, session_statement(session), _("this network"), error);
}

static const struct command command_pick = {
	.label = { .name = "pick", .summary = N_("Use a network.") },
	.chapter = CHAPTER_BENCH,
	.example = "make name=a\npick a",
	PARAMETERS(pick_parameters, struct named),
	.run = pick,
};
static const struct command command_help = {
	.label = { .name = "help", .summary = N_("Explain.") },
	.chapter = CHAPTER_SESSION,
	.example = "help make",
	PARAMETERS(help_parameters, struct named),
	.run = help,
};
static const struct command command_fail = {
	.label = { .name = "fail", .summary = N_("Not answered.") },
	.chapter = CHAPTER_JUDGING,
	.example = "print 1",
	PARAMETERS(fail_parameters, struct named),
	.run = fail,
};
static const struct command command_crash = {
	.label = { .name = "crash", .summary = N_("Die.") },
	.chapter = CHAPTER_SESSION,
	.example = "print 1",
	.run = crash,
};
static const struct command command_big = {
	.label = { .name = "big", .summary = N_("Ask for too much.") },
	.chapter = CHAPTER_BENCH,
	.example = "print 1",
	.run = big,
};

const struct command *const commands[] = {
	&command_again,
	&command_big,
	&command_check,
	&command_crash,
	&command_draw,
	&command_fail,
	&command_help,
	&command_look,
	&command_make,
	&command_pick,
	&command_print,
	&command_rerun,
	&command_run,
	&command_score,
	&command_vary,
	NULL,
};
