/* SPDX-License-Identifier: BSD-3-Clause
 *
 * compare: same model, same data, one thing changed. Everything else, down to the random number
 * behind each weight and the order of the samples, is the same for each value.
 */
#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/commands/trial.h"
#include "kernel/view/plot.h"
#include "kernel/view/table.h"
#include "nn/loss.h"
#include "nn/real.h"

#include <stdlib.h>

// clang-format off
static const struct column columns[] = {
	{ "value", N_("value"), N_("what was changed"), COLUMN_TEXT },
	{ "gradient", N_("log10 G_b"), N_("before training: gradient at layer 1 over that at the last hidden layer, in decades"), COLUMN_NUMBER },
	{ "loss", N_("loss"), N_("over the train split, after training"), COLUMN_NUMBER },
	{ "accuracy", N_("accuracy"), N_("over the train split, after training"), COLUMN_FRACTION },
	{ "test_accuracy", N_("test accuracy"), N_("over the test split, after training"), COLUMN_FRACTION },
	{ "dead", N_("dead"), N_("share of hidden neurons dead after training"), COLUMN_FRACTION },
	{ "outcome", N_("outcome"), N_("how the training ended"), COLUMN_TEXT },
	{ "low", N_("lowest"), N_("lowest loss of a seed"), COLUMN_NUMBER },
	{ "high", N_("highest"), N_("highest loss of a seed"), COLUMN_NUMBER },
};
// clang-format on

struct given {
	long seeds;
};

static const struct parameter parameters[] = {
	COUNT(struct given, seeds, "1", 1, 1000,
		N_("trainings of each value, each from other random numbers, the same for all "
		   "values")),
};

/* A curve over the seeds: mean, lowest, highest. In the cell's arena. */
struct curve {
	double *x, *mean, *low, *high;
	size_t count;
};

/* What came of one value. */
struct result {
	const char *name;
	const struct trial_run *runs;              /* [seeds] */
	struct curve loss, deviation, delta, dead; /* by epoch; by hidden layer */
	double gradient, dead_share, constant;     /* constant: the loss of a constant answer */
	double low, high;                          /* of the losses after training */
	struct evaluation train, test;             /* means */
	size_t diverged;
};

struct comparison {
	struct session *session;
	const struct outlet *out;
	struct error *error;
	const struct axis *axes;
	size_t axis_count, seeds;
	const struct axis *varied;
	struct result *results;
	size_t done;
};

/* What is in use now with the value-th value of what varies. */
static bool bind(struct comparison *all, size_t value, size_t seed, struct trial *trial)
{
	if (!trial_current(all->session, trial, all->error))
		return false;
	if (all->seeds > 1)
		trial->net.seed = trial->train.seed =
			(long)session_options(all->session)->seed + (long)seed;
	for (size_t i = 0; i < all->axis_count; i++) {
		const struct axis *axis = &all->axes[i];
		if (!trial_apply(
			    all->session, trial, axis, axis == all->varied ? value : 0, all->error))
			return false;
	}
	return true;
}

static bool open_all(struct comparison *all, struct trial_run *runs)
{
	for (size_t i = 0; i < all->varied->count * all->seeds; i++) {
		struct trial trial;
		if (!bind(all, i / all->seeds, i % all->seeds, &trial) ||
			!trial_open(all->session, &trial, &runs[i], all->error))
			return false;
		runs[i].look = true;
	}
	return true;
}

/* ---- means over the seeds ---- */

static void curve_start(struct session *session, struct curve *curve, size_t count)
{
	struct arena *arena = session_arena(session);
	curve->count = count;
	curve->x = arena_take(arena, count + 1, sizeof *curve->x);
	curve->mean = arena_take(arena, count + 1, sizeof *curve->mean);
	curve->low = arena_take(arena, count + 1, sizeof *curve->low);
	curve->high = arena_take(arena, count + 1, sizeof *curve->high);
}

static void curve_add(struct curve *curve, size_t i, double y, size_t seed, size_t seeds)
{
	curve->mean[i] += y / (double)seeds;
	curve->low[i] = seed == 0 || y < curve->low[i] ? y : curve->low[i];
	curve->high[i] = seed == 0 || y > curve->high[i] ? y : curve->high[i];
}

static void add_layers(struct comparison *all, struct result *result, size_t seed)
{
	const struct trial_run *run = &result->runs[seed];
	size_t hidden = run->before->layer_count - 1;
	if (seed == 0) {
		curve_start(all->session, &result->deviation, hidden);
		curve_start(all->session, &result->delta, hidden);
		curve_start(all->session, &result->dead, hidden);
	}
	double dead = 0, neurons = 0;
	for (size_t l = 0; l < hidden; l++) {
		const struct layer_statistics *before = &run->before->layers[l];
		const struct layer_statistics *after = &run->after->layers[l];
		result->deviation.x[l] = result->delta.x[l] = result->dead.x[l] = (double)(l + 1);
		curve_add(&result->deviation, l, before->deviation, seed, all->seeds);
		curve_add(&result->delta, l, before->delta, seed, all->seeds);
		curve_add(&result->dead, l, after->dead, seed, all->seeds);
		dead += after->dead * (double)after->neurons;
		neurons += (double)after->neurons;
	}
	result->dead_share += dead / neurons / (double)all->seeds;
	result->gradient += real_log10(run->before->backward_gain) / (double)all->seeds;
}

/* As far as all seeds got: one that diverged stops early. */
static void add_curve(struct comparison *all, struct result *result)
{
	size_t points = result->runs[0].points;
	for (size_t s = 1; s < all->seeds; s++)
		points = result->runs[s].points < points ? result->runs[s].points : points;
	curve_start(all->session, &result->loss, points);
	for (size_t i = 0; i < points; i++)
		for (size_t s = 0; s < all->seeds; s++) {
			result->loss.x[i] = result->runs[s].epoch[i];
			curve_add(&result->loss, i, result->runs[s].loss[i], s, all->seeds);
		}
}

static void sum_up(struct comparison *all, struct result *result, size_t value)
{
	double share = 1 / (double)all->seeds;
	result->name = session_axis_text(all->session, all->varied, value);
	for (size_t s = 0; s < all->seeds; s++) {
		const struct trial_run *run = &result->runs[s];
		double loss = run->train.loss;
		add_layers(all, result, s);
		result->train.loss += share * loss;
		result->train.accuracy += share * run->train.accuracy;
		result->test.accuracy += share * run->test.accuracy;
		result->low = s == 0 || loss < result->low ? loss : result->low;
		result->high = s == 0 || loss > result->high ? loss : result->high;
		result->diverged += run->outcome == OUTCOME_DIVERGED;
	}
	add_curve(all, result);
	const struct trial_run *first = &result->runs[0];
	result->constant =
		loss_constant(&first->network->recipe.loss, first->data, &first->data->train);
}

/* ---- what is shown ---- */

static const char *outcome_text(const struct result *result)
{
	if (result->diverged > 0)
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

/* In how many seeds the best had a lower loss than the worst. */
static size_t wins(const struct comparison *all, size_t best, size_t worst)
{
	size_t count = 0;
	for (size_t s = 0; s < all->seeds; s++)
		count += all->results[best].runs[s].train.loss <
			 all->results[worst].runs[s].train.loss;
	return count;
}

static const char *sentence(const struct comparison *all)
{
	struct session *session = all->session;
	size_t best, worst;
	rank(all, &best, &worst);
	const char *low = session_number(session, all->results[best].train.loss, 4);
	const char *high = session_number(session, all->results[worst].train.loss, 4);
	const char *name = all->varied->parameter->label.name;
	if (all->seeds == 1)
		return arena_format(session_arena(session),
			_("Only %s changes. Lowest loss: %s with %s; highest: %s with %s."), name,
			low, all->results[best].name, high, all->results[worst].name);
	return arena_format(session_arena(session),
		_("Only %s changes, %zu seeds. Lowest mean loss: %s with %s; highest: %s with %s; "
		  "the one beats the other in %zu of them."),
		name, all->seeds, low, all->results[best].name, high, all->results[worst].name,
		wins(all, best, worst));
}

/* The last two columns say something of several seeds only. */
static struct table *table_of(const struct comparison *all, bool spread)
{
	size_t count = sizeof columns / sizeof *columns - (spread ? 0 : 2);
	struct table *table = table_new(columns, count, sentence(all));
	for (size_t i = 0; i < all->done; i++) {
		const struct result *result = &all->results[i];
		table_text(table, result->name);
		table_number(table, result->gradient);
		table_number(table, result->train.loss);
		table_number(table, result->train.accuracy);
		table_number(table, result->test.accuracy);
		table_number(table, result->dead_share);
		table_text(table, outcome_text(result));
		if (spread) {
			table_number(table, result->low);
			table_number(table, result->high);
		}
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

static void draw(const struct comparison *all, struct panel *panel, const char *name,
	const struct curve *curve)
{
	if (all->seeds > 1)
		panel_band(panel, NULL, curve->x, curve->low, curve->high, curve->count);
	panel_line(panel, name, curve->x, curve->mean, curve->count);
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
		draw(all, loss, result->name, &result->loss);
		draw(all, spread, result->name, &result->deviation);
		draw(all, delta, result->name, &result->delta);
		draw(all, dead, result->name, &result->dead);
	}
	if (same_constant(all))
		panel_reference(loss, _("constant answer"), all->results[0].constant);
	return figure;
}

static void show(struct comparison *all)
{
	struct session *session = all->session;
	struct figure *figure = figure_of(all);
	struct table *table = table_of(all, all->seeds > 1), *kept = table_of(all, true);
	session_show_figure(session, all->out, NULL, &figure);
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

/* All values and seeds at once, on all cores; what is not done when it is stopped is left out. */
static bool run_all(struct comparison *all)
{
	size_t values = all->varied->count, count = values * all->seeds;
	struct trial_run *runs = memory_new(count, sizeof *runs);
	bool ok = open_all(all, runs) && trials_run(all->session, runs, count, all->error);
	all->results = arena_take(session_arena(all->session), values, sizeof *all->results);
	for (bool whole = true; whole && all->done < values;) {
		struct result *result = &all->results[all->done];
		result->runs = &runs[all->done * all->seeds];
		for (size_t s = 0; s < all->seeds; s++)
			whole = whole && result->runs[s].done;
		if (whole)
			sum_up(all, result, all->done++);
	}
	if (all->done > 0)
		show(all);
	for (size_t i = 0; i < count; i++)
		trial_close(&runs[i]);
	free(runs);
	return ok;
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	struct comparison all = {
		.session = session, .out = out, .error = error, .seeds = (size_t)given->seeds
	};
	all.axes = session_axes(session, &all.axis_count);
	return find_varied(&all) && run_all(&all);
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
		   "is not touched. With seeds=N each value is trained N times, from the same N "
		   "draws: means, with the lowest and the highest around them."),
	.example = "data xor\nnet 3x8 tanh\ncompare init=zeros,xavier,normal(1) epochs=5",
	PARAMETERS(parameters, struct given),
	.borrows = borrowed,
	.tables = tables,
	.table_count = sizeof tables / sizeof *tables,
	.run = run,
};
