/* SPDX-License-Identifier: BSD-3-Clause
 *
 * compare: same model, same data, one thing changed. Everything else, down to the random number
 * behind each weight and the order of the samples, is the same for each value.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/trial.h"
#include "kernel/view/plot.h"
#include "kernel/view/table.h"
#include "nn/loss.h"
#include "nn/real.h"

#include <string.h>

// clang-format off
static const struct column columns[] = {
	{ "value", N_("value"), N_("what was changed"), COLUMN_TEXT },
	{ "gradient", N_("log10 G_b"), N_("before training: gradient at layer 1 over that at the last hidden layer, in decades"), COLUMN_NUMBER },
	{ "loss", N_("loss"), N_("over the train split, after training"), COLUMN_NUMBER },
	{ "accuracy", N_("accuracy"), N_("over the train split, after training"), COLUMN_FRACTION },
	{ "test_accuracy", N_("test accuracy"), N_("over the test split, after training"), COLUMN_FRACTION },
	{ "dead", N_("dead"), N_("share of hidden neurons dead after training"), COLUMN_FRACTION },
	{ "outcome", N_("outcome"), N_("how the training ended"), COLUMN_TEXT },
};
// clang-format on

/* One value's training. Arrays are in the cell's arena; layers are the hidden ones. */
struct result {
	const char *name;
	size_t points, capacity, layers;
	double *epoch, *loss;                  /* [points] */
	double *layer, *delta, *deviation;     /* [layers], before training */
	double *dead;                          /* [layers], after */
	double gradient, dead_share, constant; /* constant: the loss of a constant answer */
	struct evaluation train, test;
	enum outcome outcome;
};

/* What runs, and what its callbacks need. */
struct comparison {
	struct session *session;
	const struct outlet *out;
	struct error *error;
	const struct axis *axes;
	size_t axis_count;
	const struct axis *varied;
	struct result *results;
	size_t done;
	struct result *current;
};

/* What is in use now with the value-th value of what varies. */
static bool bind(struct comparison *all, size_t value, struct trial *trial)
{
	if (!trial_current(all->session, trial, all->error))
		return false;
	for (size_t i = 0; i < all->axis_count; i++) {
		const struct axis *axis = &all->axes[i];
		if (!trial_apply(
			    all->session, trial, axis, axis == all->varied ? value : 0, all->error))
			return false;
	}
	return true;
}

static bool poll(void *to)
{
	const struct comparison *all = to;
	return all->out->poll(all->out->to);
}

static bool report(void *to, const struct progress *progress)
{
	struct comparison *all = to;
	struct result *result = all->current;
	if (result->points == result->capacity) {
		size_t capacity = 2 * result->capacity + 32;
		double *epoch = arena_take(session_arena(all->session), capacity, sizeof *epoch);
		double *loss = arena_take(session_arena(all->session), capacity, sizeof *loss);
		if (result->points > 0) {
			memcpy(epoch, result->epoch, result->points * sizeof *epoch);
			memcpy(loss, result->loss, result->points * sizeof *loss);
		}
		result->epoch = epoch;
		result->loss = loss;
		result->capacity = capacity;
	}
	result->epoch[result->points] = (double)progress->epoch;
	result->loss[result->points++] = progress->train.loss;
	return true;
}

static bool look_before(struct comparison *all, const struct network *network,
	const struct data *data, struct fault *fault)
{
	struct statistics *statistics =
		statistics_new(network, data, &data->train, poll, all, fault);
	if (!statistics)
		return false;
	struct result *result = all->current;
	struct arena *arena = session_arena(all->session);
	result->layers = statistics->layer_count - 1;
	result->layer = arena_take(arena, result->layers, sizeof *result->layer);
	result->delta = arena_take(arena, result->layers, sizeof *result->delta);
	result->deviation = arena_take(arena, result->layers, sizeof *result->deviation);
	result->dead = arena_take(arena, result->layers, sizeof *result->dead);
	for (size_t i = 0; i < result->layers; i++) {
		result->layer[i] = (double)(i + 1);
		result->delta[i] = statistics->layers[i].delta;
		result->deviation[i] = statistics->layers[i].deviation;
	}
	result->gradient = real_log10(statistics->backward_gain);
	statistics_free(statistics);
	return report(all, &(struct progress){ .train = result->train });
}

static bool look_after(struct comparison *all, const struct network *network,
	const struct data *data, struct fault *fault)
{
	struct statistics *statistics =
		statistics_new(network, data, &data->train, poll, all, fault);
	if (!statistics)
		return false;
	struct result *result = all->current;
	double dead = 0, neurons = 0;
	for (size_t i = 0; i < result->layers; i++) {
		result->dead[i] = statistics->layers[i].dead;
		dead += result->dead[i] * (double)statistics->layers[i].neurons;
		neurons += (double)statistics->layers[i].neurons;
	}
	result->dead_share = dead / neurons;
	statistics_free(statistics);
	return true;
}

static bool evaluate_both(struct comparison *all, const struct network *network,
	const struct data *data, struct fault *fault)
{
	struct result *result = all->current;
	result->test = (struct evaluation){ real_log(-1), real_log(-1) };
	return evaluate(network, data, &data->train, &result->train, poll, all, fault) &&
	       (data->test.count == 0 ||
		       evaluate(network, data, &data->test, &result->test, poll, all, fault));
}

static bool train_one(struct comparison *all, struct network *network, const struct data *data,
	const struct train_given *given)
{
	struct fault fault = { 0 };
	struct training training = train_settings(all->session, given);
	training.poll = poll;
	training.report = report;
	training.to = all;
	struct result *result = all->current;
	bool ok = evaluate_both(all, network, data, &fault) &&
		  look_before(all, network, data, &fault) &&
		  train(network, data, &training, &result->outcome, &fault) &&
		  evaluate_both(all, network, data, &fault) &&
		  look_after(all, network, data, &fault);
	result->constant = loss_constant(&network->recipe.loss, data, &data->train);
	if (result->outcome == OUTCOME_DIVERGED)
		result->train.loss = -real_log(0);
	if (ok && result->outcome == OUTCOME_STOPPED)
		return error_set(all->error, ERROR_INTERRUPTED, session_statement(all->session),
			_("the comparison was stopped; the network in use is as it was"));
	return ok || session_fault(&fault, session_statement(all->session), all->error);
}

static bool run_one(struct comparison *all, size_t value)
{
	struct trial trial;
	struct trial_run run = { 0 };
	bool ok = bind(all, value, &trial) && trial_open(all->session, &trial, &run, all->error);
	if (ok) {
		all->current = &all->results[value];
		all->current->name = session_axis_text(all->session, all->varied, value);
		ok = train_one(all, run.network, run.data, &trial.train);
	}
	trial_close(&run);
	all->done += ok;
	return ok;
}

/* ---- what is shown ---- */

static const char *outcome_text(const struct result *result)
{
	if (result->outcome == OUTCOME_DIVERGED)
		return _("diverged");
	return real_abs(result->train.loss - result->constant) < 0.01 * result->constant
		       ? _("did not learn")
		       : _("learned");
}

static void rank(const struct comparison *all, size_t *best, size_t *worst)
{
	*best = *worst = 0;
	for (size_t i = 1; i < all->done; i++) {
		if (all->results[i].train.loss < all->results[*best].train.loss)
			*best = i;
		if (!(all->results[i].train.loss <= all->results[*worst].train.loss))
			*worst = i;
	}
}

static const char *sentence(const struct comparison *all)
{
	size_t best, worst;
	rank(all, &best, &worst);
	return arena_format(session_arena(all->session),
		_("Only %s changes. Lowest loss: %s with %s; highest: %s with %s."),
		all->varied->parameter->label.name,
		session_number(all->session, all->results[best].train.loss, 4),
		all->results[best].name,
		session_number(all->session, all->results[worst].train.loss, 4),
		all->results[worst].name);
}

static struct table *table_of(const struct comparison *all)
{
	struct table *table = table_new(columns, sizeof columns / sizeof *columns, sentence(all));
	for (size_t i = 0; i < all->done; i++) {
		const struct result *result = &all->results[i];
		table_text(table, result->name);
		table_number(table, result->gradient);
		table_number(table, result->train.loss);
		table_number(table, result->train.accuracy);
		table_number(table, result->test.accuracy);
		table_number(table, result->dead_share);
		table_text(table, outcome_text(result));
	}
	return table;
}

static struct panel *panel_of(
	struct figure *figure, const char *x, const char *y, enum scale_kind scale)
{
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, x, SCALE_LINEAR);
	panel_y(panel, y, scale);
	return panel;
}

/* The same for all values, unless what is compared is the loss. */
static bool same_constant(const struct comparison *all)
{
	for (size_t i = 1; i < all->done; i++)
		if (real_abs(all->results[i].constant - all->results[0].constant) > 0)
			return false;
	return true;
}

static struct figure *figure_of(const struct comparison *all)
{
	struct figure *figure = figure_new(_("One thing changed"));
	figure_alt(figure, "%s", sentence(all));
	struct panel *loss = panel_of(figure, _("epoch"), _("loss"), SCALE_LOG);
	struct panel *spread =
		panel_of(figure, _("layer"), _("std of a, before training"), SCALE_LOG);
	struct panel *delta =
		panel_of(figure, _("layer"), _("rms of delta, before training"), SCALE_LOG);
	struct panel *dead =
		panel_of(figure, _("layer"), _("dead neurons, after training"), SCALE_LINEAR);
	panel_y_range(dead, 0, 1);
	for (size_t i = 0; i < all->done; i++) {
		const struct result *result = &all->results[i];
		panel_line(loss, result->name, result->epoch, result->loss, result->points);
		panel_line(spread, result->name, result->layer, result->deviation, result->layers);
		panel_line(delta, result->name, result->layer, result->delta, result->layers);
		panel_line(dead, result->name, result->layer, result->dead, result->layers);
	}
	if (same_constant(all))
		panel_reference(loss, _("constant answer"), all->results[0].constant);
	return figure;
}

static void show(struct comparison *all, bool final)
{
	struct session *session = all->session;
	if (all->done == 0 ||
		(!final && !(all->out->watched && session_options(session)->progress)))
		return;
	struct figure *figure = figure_of(all);
	session_show_figure(session, all->out, "compare", &figure);
	if (!final)
		return;
	struct table *table = table_of(all), *kept = table_of(all);
	session_show_table(session, all->out, NULL, &table);
	session_keep_table(session, "compare", &kept);
}

static const struct quantity_table tables[] = {
	{ { .name = "compare", .summary = N_("the last comparison, a row for each value") },
		columns, sizeof columns / sizeof *columns, NULL, NULL },
};

/* The one parameter with a list; false with an error when there is none or another. */
static bool find_varied(struct comparison *all)
{
	for (size_t i = 0; i < all->axis_count; i++) {
		if (all->axes[i].count < 2)
			continue;
		if (all->varied) {
			error_set(all->error, ERROR_ARGUMENT, all->axes[i].where,
				_("compare changes one thing; \"%s\" and \"%s\" both have a list"),
				all->varied->parameter->label.name,
				all->axes[i].parameter->label.name);
			return error_hint(all->error, _("give one of them a single value"));
		}
		all->varied = &all->axes[i];
	}
	if (all->varied)
		return true;
	error_set(all->error, ERROR_ARGUMENT, session_statement(all->session),
		_("compare needs one parameter with several values"));
	return error_hint(all->error, _("for example: compare init=zeros,xavier,he"));
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)record;
	struct comparison all = { .session = session, .out = out, .error = error };
	all.axes = session_axes(session, &all.axis_count);
	if (!find_varied(&all))
		return false;
	all.results = arena_take(session_arena(session), all.varied->count, sizeof *all.results);
	bool ok = true;
	for (size_t i = 0; ok && i < all.varied->count; i++) {
		ok = run_one(&all, i);
		if (ok && i + 1 < all.varied->count)
			show(&all, false);
	}
	show(&all, true);
	return ok;
}

static const struct command *const borrowed[] = { &command_data, &command_net, &command_train,
	NULL };

const struct command command_compare = {
	.label = { .name = "compare", .summary = N_("Same model, same data, one thing changed.") },
	.chapter = CHAPTER_COMPARING,
	.help = N_("Give any parameter of data, net or train a list of values: a network is made "
		   "and trained "
		   "for each, from the same random numbers and in the same order of samples. Other "
		   "parameters "
		   "may be given a single value. What is not given is as in the network in use and "
		   "the last "
		   "training.\n\n"
		   "The table and the figure set the values side by side: the gradient that "
		   "reaches layer 1 "
		   "before training, the loss after it, the neurons that died. The network in use "
		   "is not "
		   "touched."),
	.example = "data xor\nnet 3x8 tanh\ncompare init=zeros,xavier,normal(1) epochs=5",
	.borrows = borrowed,
	.tables = tables,
	.table_count = sizeof tables / sizeof *tables,
	.run = run,
};
