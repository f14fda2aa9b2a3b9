/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The registry of the session's unit tests: small commands that say what they were given, one for
 * each thing a command can do. Quantities are constants.
 */
#include "kernel/session/manual.h"
#include "tests/unit/session/toy_bench.h"

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
