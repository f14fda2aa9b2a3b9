/* SPDX-License-Identifier: BSD-3-Clause
 *
 * diagnose: why does this network not learn? Findings with their evidence, one command to try for
 * each, and with `fix` the cures tried out.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/trial.h"
#include "kernel/view/table.h"
#include "nn/activation.h"
#include "nn/diagnosis.h"
#include "nn/initializer.h"
#include "nn/real.h"

#include <string.h>

struct given {
	bool fix;
};

static const struct parameter parameters[] = {
	FLAG(struct given, fix, N_("train the cures for the first finding and show which works")),
};

// clang-format off
static const struct column columns[] = {
	{ "finding", N_("finding"), N_("what was found, the most likely cause first"), COLUMN_TEXT },
	{ "layer", N_("layer"), N_("where; empty: the whole network"), COLUMN_COUNT },
	{ "quantity", N_("evidence"), N_("what was measured"), COLUMN_TEXT },
	{ "value", N_("value"), N_("what it is"), COLUMN_NUMBER },
	{ "threshold", N_("threshold"), N_("the line it crossed"), COLUMN_NUMBER },
	{ "cure", N_("try"), N_("a command that may help"), COLUMN_TEXT },
};
static const struct column fix_columns[] = {
	{ "cure", N_("cure"), N_("what was changed"), COLUMN_TEXT },
	{ "loss", N_("loss"), N_("over the train split, after training"), COLUMN_NUMBER },
	{ "accuracy", N_("accuracy"), N_("over the train split, after training"), COLUMN_FRACTION },
};
// clang-format on

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* ---- cures ---- */

enum cure {
	CURE_NONE,
	CURE_INIT,   /* the initializer made for this activation, no bias */
	CURE_RELU,   /* relu and he */
	CURE_TANH,   /* tanh and xavier */
	CURE_LEAKY,  /* an activation without a dead half, and no bias */
	CURE_SLOWER, /* a tenth of the learning rate */
	CURE_FASTER, /* ten times it */
	CURE_RATE,   /* the optimizer's own rate, without decay */
	CURE_LAST,   /* a small output layer */
	CURE_SCALE,  /* scaled inputs */
	CURE_WIDER,  /* four times the units */
	CURE_COUNT
};

/* The cures of each rule, the likeliest first. */
static const struct {
	const char *finding, *evidence;
	enum cure cures[3];
} faults[RULE_COUNT] = {
	[RULE_DIVERGED] = { N_("it exploded while training"), N_("step"),
		{ CURE_SLOWER, CURE_INIT, CURE_TANH } },
	[RULE_SYMMETRY] = { N_("all neurons of a layer are the same one"), N_("copies"),
		{ CURE_INIT, CURE_RELU, CURE_TANH } },
	[RULE_LINEAR] = { N_("without an activation it is a single layer"), N_("layers"),
		{ CURE_RELU, CURE_TANH } },
	[RULE_DEAD_LAYER] = { N_("the network is dead from this layer on"), N_("dead"),
		{ CURE_INIT, CURE_LEAKY, CURE_SLOWER } },
	[RULE_EXPLODES] = { N_("signal or gradient explodes"), N_("log10 of the gain"),
		{ CURE_INIT, CURE_SLOWER, CURE_RELU } },
	[RULE_VANISHES] = { N_("the gradient vanishes"), N_("log10 G_b"),
		{ CURE_INIT, CURE_TANH, CURE_RELU } },
	[RULE_FROZEN] = { N_("the weights hardly move"), N_("update : weight"),
		{ CURE_RATE, CURE_FASTER } },
	[RULE_SATURATED] = { N_("activations are saturated"), N_("saturated"),
		{ CURE_INIT, CURE_SCALE, CURE_RELU } },
	[RULE_DEAD] = { N_("more neurons are dead than chance explains"), N_("dead"),
		{ CURE_LEAKY, CURE_INIT, CURE_SLOWER } },
	[RULE_ALIGNED] = { N_("the network cannot tell its inputs apart any more"), N_("cosine"),
		{ CURE_INIT, CURE_TANH, CURE_RELU } },
	[RULE_RATE_HIGH] = { N_("the steps are too long"), N_("update : weight"),
		{ CURE_SLOWER, CURE_RATE } },
	[RULE_CONSTANT] = { N_("it answers the class frequencies whatever the input"), N_("loss"),
		{ CURE_RATE, CURE_INIT, CURE_FASTER } },
	[RULE_FIRST_LOSS] = { N_("its first answers are sure and wrong"), N_("loss"),
		{ CURE_LAST, CURE_INIT } },
	[RULE_UNSCALED] = { N_("the inputs are not scaled"), N_("mean or std"), { CURE_SCALE } },
	[RULE_PLATEAU] = { N_("the loss has stopped falling"), N_("change over 5 epochs"),
		{ CURE_WIDER, CURE_FASTER, CURE_SLOWER } },
};

/* sqrt 2 for those that halve the signal, 1 for those that are linear at 0. */
static const char *suited_initializer(const struct choice *activation)
{
	struct moments moments = activation_moments(activation, 1);
	bool one_sided =
		moments.mean * moments.mean > 0.02 && activation_slope(activation, -8) < 0.1;
	return one_sided && activation_value(activation, -8) > -0.5 &&
			       activation_value(activation, 8) > 2
		       ? "he"
		       : "xavier";
}

static double rate_of(const struct trial *trial)
{
	const struct optimizer *optimizer = (const void *)trial->train.opt.label;
	return real_is_nan(trial->train.lr) ? optimizer->rate : trial->train.lr;
}

static void set_network(struct trial *trial, const char *activation, const char *initializer)
{
	if (activation)
		trial->net.act = choice_named(&activations, activation);
	trial->net.init = choice_named(&initializers, initializer);
	trial->net.gain = trial->net.bias = real_log(-1);
	trial->net.gain_typed = false;
	trial->net.gain_rule = NULL;
	trial->net.mode = trial->net.dist = NULL;
	trial->net.last = 1;
}

/* "64-32": four times the widths of the network. */
static void widen(struct session *session, struct trial *trial)
{
	struct shape *shape = &trial->net.shape;
	size_t *width = arena_take(session_arena(session), shape->depth + 1, sizeof *width);
	for (size_t l = 0; l < shape->depth; l++)
		width[l] = 4 * shape->width[l];
	shape->width = width;
}

/* Would it change anything? */
static bool applies(const struct trial *trial, enum cure cure)
{
	const struct net_given *net = &trial->net;
	const char *activation = net->act.label->name;
	if (cure == CURE_INIT)
		return strcmp(net->init.label->name, suited_initializer(&net->act)) != 0 ||
		       real_abs(net->bias) > 0 || net->gain_typed || net->last != 1 ||
		       !real_is_nan(net->gain);
	if (cure == CURE_RELU)
		return strcmp(activation, "relu") != 0;
	if (cure == CURE_TANH)
		return strcmp(activation, "tanh") != 0;
	return cure != CURE_NONE;
}

/* The i-th cure for it that applies; CURE_NONE after the last. */
static enum cure cure_of(const struct trial *trial, enum rule rule, size_t i)
{
	for (size_t k = 0; k < COUNT_OF(faults[rule].cures); k++)
		if (applies(trial, faults[rule].cures[k]) && i-- == 0)
			return faults[rule].cures[k];
	return CURE_NONE;
}

/* Changes the trial and says what to type for that. */
static const char *apply(struct session *session, struct trial *trial, enum cure cure)
{
	struct arena *arena = session_arena(session);
	const char *suited = suited_initializer(&trial->net.act);
	switch (cure) {
	case CURE_INIT:
		set_network(trial, NULL, suited);
		return arena_format(arena, "init %s bias=0", suited);
	case CURE_RELU: set_network(trial, "relu", "he"); return "act relu; init he bias=0";
	case CURE_TANH: set_network(trial, "tanh", "xavier"); return "act tanh; init xavier bias=0";
	case CURE_LEAKY:
		set_network(trial, "leaky", "he");
		trial->net.act.number[0] = 0.2;
		return "act leaky(0.2); init he bias=0";
	case CURE_SLOWER:
	case CURE_FASTER:
		trial->train.lr = rate_of(trial) * (cure == CURE_SLOWER ? 0.1 : 10);
		return arena_format(
			arena, "reset; train lr=%s", session_number(session, trial->train.lr, 3));
	case CURE_RATE:
		trial->train.lr = real_log(-1);
		trial->train.lr = rate_of(trial);
		trial->train.decay = 0;
		return arena_format(arena, "reset; train lr=%s decay=0",
			session_number(session, trial->train.lr, 3));
	case CURE_LAST:
		trial->net.last = 0.1;
		return arena_format(arena, "net %s last=0.1",
			net_describe(session, session_network(session, &(struct error){ 0 })));
	case CURE_SCALE:
		trial->data.scale = NULL;
		trial->new_data = true;
		return arena_format(arena, "data %s", trial->data.set.label->name);
	case CURE_WIDER:
		widen(session, trial);
		return arena_format(arena, "net width=%zu", trial->net.shape.width[0]);
	case CURE_NONE:
	case CURE_COUNT: break;
	}
	return "";
}

/* ---- the examination ---- */

/* The last training's losses when they are this network's; their number. */
static size_t losses_of(struct session *session, const struct network *network,
	const struct statistics *statistics, double **loss)
{
	const struct table *table = session_kept_table(session, "train");
	size_t rows = table ? table_rows(table) : 0;
	if (rows == 0)
		return 0;
	size_t column = (size_t)table_find(table, "loss");
	size_t epoch = (size_t)table_find(table, "epoch");
	double last = table_number_at(table, rows - 1, column);
	if (table_number_at(table, rows - 1, epoch) != (double)network->epoch ||
		!(real_abs(last - statistics->loss) <= 1e-3 * last))
		return 0;
	*loss = session_column(session_arena(session), table, column);
	return rows;
}

static bool examine(struct session *session, struct diagnosis *diagnosis, struct evaluation *now,
	struct error *error)
{
	const struct statistics *statistics = session_statistics(session, NULL, error);
	if (!statistics)
		return false;
	const struct network *network = session_network(session, error);
	const struct data *data = session_data(session, error);
	const struct train_given *given = session_recall(session, &command_train);
	struct training training = train_settings(session, given);
	struct fault fault = { 0 };
	double *loss = NULL;
	size_t losses = losses_of(session, network, statistics, &loss);
	training.poll = session_poll;
	training.to = session;
	bool ok = evaluate(network, data, &data->train, now, session_poll, session, &fault);
	const struct examination examination = { network, data, statistics, &training, loss, losses,
		now->accuracy };
	ok = ok && diagnose(&examination, diagnosis, &fault);
	return ok || session_fault(&fault, session_statement(session), error);
}

/* ---- what is shown ---- */

static const char *sentence(struct session *session, const struct diagnosis *diagnosis,
	const struct network *network, const struct evaluation *now)
{
	struct arena *arena = session_arena(session);
	if (diagnosis->learned && now->accuracy >= 0)
		return arena_format(arena,
			_("Nothing is wrong: it is right on %s %% of the samples."),
			session_number(session, 100 * now->accuracy, 3));
	if (diagnosis->count == 0 && !diagnosis->learned && network->step > 0)
		return arena_format(arena,
			_("No known fault was found: loss %s after %llu epochs; train longer."),
			session_number(session, now->loss, 4), (unsigned long long)network->epoch);
	if (diagnosis->count == 0)
		return _("Nothing is wrong with it.");
	const struct finding *first = &diagnosis->findings[0];
	const char *what = _(faults[first->rule].finding);
	if (first->layer > 0)
		return arena_format(arena,
			first->severe ? _("Why it does not learn: %s (layer %zu).")
				      : _("A warning: %s (layer %zu)."),
			what, first->layer);
	return arena_format(
		arena, first->severe ? _("Why it does not learn: %s.") : _("A warning: %s."), what);
}

static struct table *findings_table(struct session *session, const struct diagnosis *diagnosis,
	const struct network *network, const struct evaluation *now, struct error *error)
{
	struct table *table =
		table_new(columns, COUNT_OF(columns), sentence(session, diagnosis, network, now));
	for (size_t i = 0; i < diagnosis->count; i++) {
		const struct finding *finding = &diagnosis->findings[i];
		struct trial trial;
		const char *cure = "";
		if (trial_current(session, &trial, error))
			cure = apply(session, &trial, cure_of(&trial, finding->rule, 0));
		table_text(table, _(faults[finding->rule].finding));
		table_number(table, finding->layer > 0 ? (double)finding->layer : real_log(-1));
		table_text(table, _(faults[finding->rule].evidence));
		table_number(table, finding->value);
		table_number(table, finding->threshold);
		table_text(table, cure);
	}
	return table;
}

static struct table *diagnosis_new(struct session *session, struct error *error)
{
	struct diagnosis diagnosis = { 0 };
	struct evaluation now = { 0 };
	if (!examine(session, &diagnosis, &now, error))
		return NULL;
	return findings_table(session, &diagnosis, session_network(session, error), &now, error);
}

/* ---- fix ---- */

static const char *fix_sentence(struct session *session, const char *const *names,
	const struct trial_run *runs, size_t count)
{
	size_t best = 0;
	for (size_t i = 1; i < count; i++)
		best = runs[i].train.loss < runs[best].train.loss ? i : best;
	bool better = runs[best].train.loss < 0.7 * runs[0].train.loss;
	const char *before = session_number(session, runs[0].train.loss, 4);
	const char *after = session_number(session, runs[best].train.loss, 4);
	return better ? arena_format(session_arena(session),
				_("%s works: loss %s instead of %s after the same training."),
				names[best], after, before)
		      : arena_format(session_arena(session),
				_("None of these works by itself: the lowest loss is %s."), after);
}

/* What is in use, and each cure of the rule, trained from the same random numbers. */
static bool fix(
	struct session *session, enum rule rule, const struct outlet *out, struct error *error)
{
	const char *names[4] = { _("as it is") };
	struct trial_run runs[4] = { { 0 } };
	size_t count = 0;
	bool ok = true;
	for (size_t i = 0; ok && i < 4; i++) {
		struct trial trial;
		ok = trial_current(session, &trial, error);
		enum cure cure = ok && i > 0 ? cure_of(&trial, rule, i - 1) : CURE_NONE;
		if (!ok || (i > 0 && cure == CURE_NONE))
			break;
		if (i > 0)
			names[i] = apply(session, &trial, cure);
		ok = trial_open(session, &trial, &runs[count++], error);
	}
	ok = ok && trials_run(session, runs, count, error);
	if (ok) {
		struct table *table = table_new(fix_columns, COUNT_OF(fix_columns),
			fix_sentence(session, names, runs, count));
		for (size_t i = 0; i < count; i++) {
			table_text(table, names[i]);
			table_number(table, runs[i].train.loss);
			table_number(table, runs[i].train.accuracy);
		}
		session_show_table(session, out, NULL, &table);
	}
	for (size_t i = 0; i < count; i++)
		trial_close(&runs[i]);
	return ok;
}

static const struct quantity_table tables[] = {
	{ { .name = "diagnosis", .summary = N_("what is wrong with the network, a row each") },
		columns, COUNT_OF(columns), diagnosis_new, NULL },
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	struct diagnosis diagnosis = { 0 };
	struct evaluation now = { 0 };
	if (!examine(session, &diagnosis, &now, error))
		return false;
	const struct network *network = session_network(session, error);
	if (diagnosis.count == 0) {
		session_say(out, "%s\n", sentence(session, &diagnosis, network, &now));
		return true;
	}
	struct table *table = findings_table(session, &diagnosis, network, &now, error);
	session_show_table(session, out, NULL, &table);
	return !given->fix || fix(session, diagnosis.findings[0].rule, out, error);
}

const struct command command_diagnose = {
	.label = { .name = "diagnose", .summary = N_("Why does this network not learn?") },
	.chapter = CHAPTER_JUDGING,
	.help = N_(
		"Looks for the known faults, the most likely cause first: something exploded, "
		"neurons that are copies, no activation, dead layers, gradients that explode or "
		"vanish, weights that hardly move, saturation, dead neurons, inputs that look "
		"all the same, steps that are too long, a constant answer, unscaled inputs. Each "
		"finding comes with what was measured, the line it crossed and a command to "
		"try.\n\n"
		"`diagnose fix` trains the cures for the first finding from the same random "
		"numbers and shows which works. The network in use is not touched."),
	.example = "net 8 sigmoid xavier\ndiagnose",
	PARAMETERS(parameters, struct given),
	.tables = tables,
	.table_count = COUNT_OF(tables),
	.run = run,
};
