/* SPDX-License-Identifier: BSD-3-Clause
 *
 * lrfind: a learning rate that grows with every step, on a copy of the network, until the loss
 * explodes (Smith 2017, "Cyclical learning rates"). After each step the loss is that of the whole
 * train split, so that the curve has no noise of the batches.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/train.h"
#include "kernel/view/plot.h"
#include "kernel/view/table.h"
#include "nn/real.h"

enum { SMOOTHED = 2 }; /* neighbours on each side that a slope is measured over */

struct given {
	double from, to;
	long steps, batch;
	struct choice opt;
};

// clang-format off
static const struct parameter parameters[] = {
	REAL(struct given, from, "1e-5", 1e-12, 1e6, N_("the first learning rate")),
	REAL(struct given, to, "10", 1e-12, 1e6, N_("the last one")),
	COUNT(struct given, steps, "100", 10, 10000, N_("steps of the ramp")),
	COUNT(struct given, batch, "auto", 1, 1e6, N_("samples of a minibatch; those of the last training when left out")),
	CHOICE(struct given, opt, "auto", &optimizers, N_("how gradients move the weights; the last training's when left out")),
};
// clang-format on

static const struct column columns[] = {
	{ "rate", N_("learning rate"), N_("of the step"), COLUMN_SCIENTIFIC },
	{ "loss", N_("loss"), N_("over the train split, after the step"), COLUMN_NUMBER },
};
enum { RATE, LOSS, COLUMNS };

static const struct column place_columns[] = {
	{ "place", N_("the loss"), N_("what it does there"), COLUMN_TEXT },
	{ "rate", N_("learning rate"), N_("of the step"), COLUMN_SCIENTIFIC },
	{ "loss", N_("loss"), N_("over the train split, after the step"), COLUMN_NUMBER },
};

/* The loss falls fastest, per decade of the rate, at row `steepest`; lowest at row `lowest`. */
struct valley {
	size_t steepest, lowest;
	double rate;
	bool falls;
};

/* The lowest loss up to a row: coming back from a peak is no progress. */
static double lowest_until(const struct table *table, size_t row)
{
	double lowest = table_number_at(table, 0, LOSS);
	for (size_t i = 1; i <= row; i++)
		if (table_number_at(table, i, LOSS) < lowest)
			lowest = table_number_at(table, i, LOSS);
	return lowest;
}

static struct valley valley_of(const struct table *table)
{
	struct valley valley = { 0 };
	size_t rows = table_rows(table);
	double steepest = 0;
	for (size_t i = 1; i < rows; i++)
		if (table_number_at(table, i, LOSS) < table_number_at(table, valley.lowest, LOSS))
			valley.lowest = i;
	for (size_t i = SMOOTHED; i + SMOOTHED <= valley.lowest; i++) {
		double fall = lowest_until(table, i - SMOOTHED) - lowest_until(table, i + SMOOTHED);
		if (fall > steepest) {
			steepest = fall;
			valley.steepest = i;
		}
	}
	valley.falls = steepest > 0.01 * table_number_at(table, 0, LOSS);
	/* one digit: more would say more than is known */
	double rate = table_number_at(table, valley.steepest, RATE);
	double power = real_pow(10, real_floor(real_log10(rate)));
	valley.rate = real_round(rate / power) * power;
	return valley;
}

static const char *sentence(struct session *session, const struct table *table)
{
	struct valley valley = valley_of(table);
	size_t last = table_rows(table) - 1;
	struct arena *arena = session_arena(session);
	if (!valley.falls)
		return _("The loss falls at none of these learning rates.");
	const char *text = arena_format(arena,
		_("The loss falls fastest at learning rate %s and is lowest at %s."),
		session_number(session, table_number_at(table, valley.steepest, RATE), 2),
		session_number(session, table_number_at(table, valley.lowest, RATE), 2));
	if (last > valley.lowest)
		text = arena_format(arena, _("%s From %s on it is worse than that."), text,
			session_number(
				session, table_number_at(table, valley.lowest + 1, RATE), 2));
	return arena_format(
		arena, _("%s Try lr=%s."), text, session_number(session, valley.rate, 1));
}

static void add_place(struct table *to, const char *name, const struct table *from, size_t row)
{
	table_text(to, name);
	table_number(to, table_number_at(from, row, RATE));
	table_number(to, table_number_at(from, row, LOSS));
}

/* The places of the ramp that matter. */
static struct table *places_new(struct session *session, const struct table *table)
{
	struct valley valley = valley_of(table);
	struct table *places = table_new(place_columns, COLUMNS + 1, sentence(session, table));
	if (valley.falls) {
		add_place(places, _("falls fastest"), table, valley.steepest);
		add_place(places, _("is lowest"), table, valley.lowest);
	}
	add_place(places, _("ends"), table, table_rows(table) - 1);
	return places;
}

static struct figure *figure_of(struct session *session, const struct table *table)
{
	size_t rows = table_rows(table);
	/* the explosion itself would flatten the rest */
	if (rows > 2 &&
		table_number_at(table, rows - 1, LOSS) > 2 * table_number_at(table, 0, LOSS))
		rows--;
	struct arena *arena = session_arena(session);
	const double *rate = session_column(arena, table, RATE),
		     *loss = session_column(arena, table, LOSS);
	struct figure *figure = figure_new(_("Learning rates"));
	figure_alt(figure, "%s", sentence(session, table));
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, _("learning rate"), SCALE_LOG);
	panel_y(panel, _("loss"), SCALE_LINEAR);
	panel_line(panel, _("loss"), rate, loss, rows);
	struct valley valley = valley_of(table);
	if (valley.falls)
		panel_reference_x(panel, _("fastest"), rate[valley.steepest]);
	return figure;
}

static struct figure *draw_new(struct session *session, struct error *error)
{
	const struct table *table = session_kept_table(session, "lrfind");
	if (table)
		return figure_of(session, table);
	error_set(error, ERROR_NAME, session_statement(session), _("lrfind has not run yet"));
	error_hint(error, _("first: lrfind"));
	return NULL;
}

static bool best(struct session *session, double *number, struct error *error)
{
	const struct table *table = session_kept_table(session, "lrfind");
	if (!table) {
		error_set(error, ERROR_NAME, SPAN_NONE, _("lrfind has not run yet"));
		return error_hint(error, _("first: lrfind"));
	}
	struct valley valley = valley_of(table);
	*number = valley.falls ? valley.rate : real_log(-1);
	return true;
}

static const struct quantity_table tables[] = {
	{ { "lrfind", N_("the last ramp of learning rates"), NULL, { { 0 } } }, columns, COLUMNS,
		NULL, draw_new },
};
static const struct quantity quantities[] = {
	{ { .name = "lrfind.best",
		  .summary = N_("where the last ramp's loss fell fastest, to one digit") },
		best, false, NULL },
};

/* ---- the ramp ---- */

struct ramp {
	struct session *session;
	struct table *table; /* a row for each step */
	double loss, lowest;
};

static bool report(void *to, const struct progress *progress)
{
	struct ramp *ramp = to;
	ramp->loss = progress->train.loss;
	return true;
}

static bool poll(void *to)
{
	const struct ramp *ramp = to;
	return session_poll(ramp->session);
}

/* One step; false when the ramp ends: the loss exploded, or a fault. */
static bool step(struct ramp *ramp, struct network *network, const struct data *data,
	const struct training *training, struct fault *fault)
{
	enum outcome outcome = OUTCOME_FINISHED;
	if (!train(network, data, training, &outcome, fault))
		return false;
	if (outcome == OUTCOME_STOPPED)
		return fault_set(fault, FAULT_INTERRUPTED, NULL);
	if (outcome == OUTCOME_DIVERGED)
		return false;
	table_number(ramp->table, training->rate);
	table_number(ramp->table, ramp->loss);
	ramp->lowest = ramp->loss < ramp->lowest ? ramp->loss : ramp->lowest;
	return ramp->loss <= 4 * ramp->lowest;
}

static struct training settings(
	struct session *session, const struct given *given, struct ramp *ramp)
{
	struct train_given last =
		*(const struct train_given *)session_recall(session, &command_train);
	if (given->opt.label) {
		last.opt = given->opt;
		last.momentum = 0;
	}
	if (given->batch > 0)
		last.batch = given->batch;
	struct training training = train_settings(session, &last);
	training.schedule = (struct choice){ 0 };
	training.amount = 1;
	training.steps = true;
	training.poll = poll;
	training.report = report;
	training.to = ramp;
	return training;
}

static bool climb(struct ramp *ramp, struct network *network, const struct data *data,
	const struct given *given, struct fault *fault)
{
	struct training training = settings(ramp->session, given, ramp);
	double decades = real_log10(given->to / given->from);
	bool on = true;
	for (long i = 0; on && i < given->steps; i++) {
		double share = (double)i / (double)(given->steps - 1);
		training.rate = given->from * real_pow(10, share * decades);
		on = step(ramp, network, data, &training, fault);
	}
	return fault->kind == FAULT_NONE;
}

static bool show(
	struct session *session, struct ramp *ramp, const struct outlet *out, struct error *error)
{
	if (table_rows(ramp->table) < 2) {
		error_set(error, ERROR_VALUE, session_statement(session),
			_("the loss explodes at once"));
		return error_hint(error, _("start lower: lrfind from=1e-8"));
	}
	struct figure *figure = figure_of(session, ramp->table);
	struct table *places = places_new(session, ramp->table);
	session_keep_table(session, "lrfind", &ramp->table);
	session_show_figure(session, out, "lrfind", &figure);
	session_show_table(session, out, NULL, &places);
	return true;
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	if (!data)
		return false;
	if (given->to <= given->from)
		return error_set(error, ERROR_VALUE, session_argument(session, "to"),
			_("the last learning rate must be greater than the first"));
	struct network *copy = network_copy_new(network);
	struct fault fault = { .kind = copy ? FAULT_NONE : FAULT_MEMORY };
	struct ramp ramp = { .session = session,
		.table = table_new(columns, COLUMNS, NULL),
		.lowest = __builtin_inf() };
	bool good = copy && climb(&ramp, copy, data, given, &fault);
	network_free(copy);
	good = good ? show(session, &ramp, out, error)
		    : session_fault(&fault, session_statement(session), error);
	table_free(ramp.table);
	return good;
}

const struct command command_lrfind = {
	.label = { .name = "lrfind", .summary = N_("Which learning rate? A ramp of them.") },
	.chapter = CHAPTER_LEARNING,
	.help = N_(
		"Trains a copy of the network, each step with a greater learning rate, until the "
		"loss is four times the lowest. Where the loss falls fastest is a good rate to "
		"start with; the network in use is not touched.\n\n"
		"The optimizer and the batch are those of the last training, unless given. "
		"`lrfind.best` is the rate that is proposed."),
	.example = "data moons\nnet 2x8 tanh xavier\nlrfind\nprint lrfind.best",
	PARAMETERS(parameters, struct given),
	.tables = tables,
	.table_count = sizeof tables / sizeof *tables,
	.quantities = quantities,
	.quantity_count = sizeof quantities / sizeof *quantities,
	.run = run,
};
