/* SPDX-License-Identifier: BSD-3-Clause
 *
 * train: gradient steps on the loss, a live curve, then a table of what happened.
 */
#include "kernel/commands/train.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/commands/runs.h"
#include "kernel/commands/train_show.h"
#include "kernel/session/steering.h"
#include "kernel/view/table.h"
#include "nn/real.h"

#include <time.h>

enum { PROGRESS_INTERVAL_MS = 100 };

static const struct label unit_rows[] = {
	{ "epochs", N_("passes over the train split"), "epoch", { { 0 } } },
	{ "steps", N_("minibatches"), "step", { { 0 } } },
};
static const struct catalogue units = CATALOGUE(N_("unit"), unit_rows);

// clang-format off
static const struct parameter parameters[] = {
	COUNT(struct train_given, epochs, "20", 1, 1e9, N_("how long: passes over the train split"), .positional = true),
	WORD(struct train_given, unit, "epochs", &units, N_("what the number counts"), .positional = true),
	COUNT(struct train_given, steps, "auto", 1, 1e9, N_("how long, in minibatches")),
	COUNT(struct train_given, batch, "64", 1, 1e6, N_("samples of a minibatch")),
	REAL(struct train_given, lr, "auto", 0, 1e6, N_("learning rate; the optimizer's own when left out")),
	CHOICE(struct train_given, opt, "sgd", &optimizers, N_("how gradients move the weights")),
	REAL(struct train_given, momentum, "0", 0, 1, N_("share of the last step that is repeated (sgd)")),
	REAL(struct train_given, decay, "auto", 0, 1e3, N_("weight decay: pulls the weights to zero; the optimizer's own when left out")),
	REAL(struct train_given, clip, "0", 0, 1e9, N_("largest norm of the gradient; 0: any")),
	CHOICE(struct train_given, schedule, "constant", &schedules, N_("how the learning rate changes with the epochs")),
	EXPRESSION(struct train_given, until, "auto", N_("stop after the epoch that makes this true")),
	COUNT(struct train_given, seed, "auto", 0, 9007199254740992.0, N_("seed of the order of the samples")),
};
// clang-format on

/* One run as it goes. */
struct run {
	struct session *session;
	const struct outlet *out;
	const struct train_given *given;
	struct table *table; /* a row before the first step and after each epoch */
	struct timespec shown;
	struct error *error; /* of `until` */
	struct steering steering;
};

static void add_row(struct table *table, const struct progress *progress)
{
	table_number(table, (double)progress->epoch);
	table_number(table, (double)progress->step);
	table_number(table, progress->train.loss);
	table_number(table, progress->train.accuracy);
	table_number(table, progress->test.loss);
	table_number(table, progress->test.accuracy);
}

static struct figure *draw_new(struct session *session, struct error *error)
{
	const struct table *table = session_kept_table(session, "train");
	if (!table) {
		error_set(error, ERROR_NAME, session_statement(session),
			_("nothing has been trained yet"));
		error_hint(error, _("first: train 20"));
		return NULL;
	}
	return train_figure(session, table, error);
}

static const struct quantity_table tables[] = {
	{ { "train", N_("the last training, epoch by epoch"), "loss", { { 0 } } }, train_columns,
		TRAIN_COLUMNS, NULL, draw_new },
};

static bool show_progress(struct run *run)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	long elapsed = (now.tv_sec - run->shown.tv_sec) * 1000 +
		       (now.tv_nsec - run->shown.tv_nsec) / 1000000;
	if (!run->out->watched || !session_options(run->session)->progress ||
		elapsed < PROGRESS_INTERVAL_MS)
		return true;
	run->shown = now;
	struct figure *figure = train_figure(run->session, run->table, run->error);
	if (!figure)
		return false;
	session_show_figure(run->session, run->out, "train", &figure);
	return true;
}

/* False: stop, for the reader's `until` is met or cannot be told. */
static bool report(void *to, const struct progress *progress)
{
	struct run *run = to;
	add_row(run->table, progress);
	session_changed(run->session);
	if (run->given->until) {
		struct value value;
		if (!session_evaluate(run->session, run->given->until, &value, run->error))
			return false;
		if (value.kind != VALUE_BOOLEAN)
			return error_set(run->error, ERROR_VALUE, run->given->until->where,
				_("`until` needs a question such as loss < 0.1"));
		if (value.boolean)
			return false;
	}
	return show_progress(run) && !steering_has_news(&run->steering);
}

static bool poll(void *to)
{
	struct run *run = to;
	return run->out->poll(run->out->to) && run->steering.stop == 0;
}

struct training train_settings(struct session *session, const struct train_given *given)
{
	bool steps = given->steps > 0 || (given->unit && catalogue_index(&units, given->unit) == 1);
	return (struct training){
		.optimizer = given->opt,
		.rate = given->lr,
		.momentum = given->momentum,
		.decay = given->decay,
		.clip = given->clip,
		.schedule = given->schedule,
		.batch = (size_t)given->batch,
		.amount = (size_t)(given->steps > 0 ? given->steps : given->epochs),
		.steps = steps,
		.seed = given->seed < 0 ? session_options(session)->seed : (uint64_t)given->seed,
	};
}

static double rate_of(const struct train_given *given)
{
	const struct optimizer *optimizer = (const void *)given->opt.label;
	return real_is_nan(given->lr) ? optimizer->rate : given->lr;
}

const char *train_describe(struct session *session, const struct train_given *given)
{
	const char *text = arena_format(session_arena(session),
		_("%s, learning rate %s, batch %ld"), given->opt.label->name,
		session_number(session, rate_of(given), 4), given->batch);
	if (!given->schedule.label || catalogue_index(&schedules, given->schedule.label) == 0)
		return text;
	return arena_format(
		session_arena(session), _("%s, schedule %s"), text, given->schedule.label->name);
}

/* The row before the first step: where the losses start from. */
static bool start(struct run *run, const struct network *network, const struct data *data)
{
	struct progress progress = { .epoch = network->epoch,
		.step = network->step,
		.test = { real_log(-1), real_log(-1) } };
	struct fault fault = { 0 };
	bool ok = evaluate(network, data, &data->train, &progress.train, poll, run, &fault) &&
		  (data->test.count == 0 ||
			  evaluate(network, data, &data->test, &progress.test, poll, run, &fault));
	add_row(run->table, &progress);
	return ok || session_fault(&fault, session_statement(run->session), run->error);
}

static bool finish(struct run *run, const struct network *network, const struct data *data,
	enum outcome outcome)
{
	struct figure *figure = train_figure(run->session, run->table, run->error);
	struct table *table = train_table(
		&(struct trained){ run->session, run->given, network, data, run->table, outcome });
	runs_add(run->session, run->given, run->table, outcome);
	session_keep_table(run->session, "train", &run->table);
	session_show_figure(run->session, run->out, "train", &figure);
	session_show_table(run->session, run->out, NULL, &table);
	if (outcome == OUTCOME_STOPPED && run->steering.stop == 0 && run->error->kind == ERROR_NONE)
		return error_set(run->error, ERROR_INTERRUPTED, session_statement(run->session),
			_("training was stopped; what was learned is kept"));
	return run->error->kind == ERROR_NONE;
}

bool train_check_momentum(const struct train_given *given, struct span where, struct error *error)
{
	const struct optimizer *optimizer = (const void *)given->opt.label;
	if (given->momentum <= 0 || optimizer->kernel == OPTIMIZER_SGD)
		return true;
	error_set(error, ERROR_ARGUMENT, where,
		_("momentum= goes with sgd; %s has numbers of its own"), given->opt.label->name);
	return error_hint(error, _("see: help %s"), given->opt.label->name);
}

/* Steered from its first step on: a stop before it would leave nothing to tell. */
static bool learn(struct run *run, struct network *network, const struct data *data,
	enum outcome *outcome, struct fault *fault)
{
	struct training training = train_settings(run->session, run->given);
	training.poll = poll;
	training.report = report;
	training.to = run;
	steering_open(&run->steering, run->out, rate_of(run->given));
	bool learned = steering_train(&run->steering, network, data, &training, outcome, fault);
	steering_close(&run->steering, run->out);
	return learned;
}

static bool run_command(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct train_given *given = record;
	struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	if (!data || !train_check_momentum(given, session_argument(session, "momentum"), error))
		return false;
	struct run run = { .session = session,
		.out = out,
		.given = given,
		.error = error,
		.table = table_new(train_columns, TRAIN_COLUMNS, NULL) };
	struct fault fault = { 0 };
	enum outcome outcome = OUTCOME_FINISHED;
	bool started = start(&run, network, data);
	if (!started || !learn(&run, network, data, &outcome, &fault)) {
		table_free(run.table);
		return started && session_fault(&fault, session_statement(session), error);
	}
	session_changed(session);
	session_remember(session, &command_train, given);
	return finish(&run, network, data, outcome);
}

const struct command command_train = {
	.label = { .name = "train", .summary = N_("Fit the network to the data.") },
	.chapter = CHAPTER_LEARNING,
	.help = N_(
		"Takes gradient steps on the loss, minibatch by minibatch, in an order drawn from "
		"the "
		"seed. Training goes on from where it stopped; `reset` starts again. Losses and "
		"accuracies are those of the current weights over a whole split.\n\n"
		"Stop it at any time: what was learned stays. A loss that stops being finite is a "
		"result, not an error: the table says where it happened, `diverged` is true and "
		"`loss` "
		"is infinite."),
	.example = "data xor\nnet 2x8 tanh xavier\ntrain 20",
	PARAMETERS(parameters, struct train_given),
	.tables = tables,
	.table_count = sizeof tables / sizeof *tables,
	.run = run_command,
};
