/* SPDX-License-Identifier: BSD-3-Clause
 *
 * predict: what the network answers, sample by sample.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"
#include "kernel/view/table.h"
#include "nn/loss.h"
#include "nn/pass.h"
#include "nn/real.h"

enum { CHUNK = 256 };

struct given {
	struct reals samples;
	const struct label *split; /* NULL: test when there is one */
	struct reals x;
	bool wrong;
	long most;
};

static const struct label split_rows[] = {
	{ "train", N_("the samples that it learns from"), NULL, { { 0 } } },
	{ "test", N_("the samples that were held out"), NULL, { { 0 } } },
};
static const struct catalogue splits = CATALOGUE(N_("split"), split_rows);

// clang-format off
static const struct parameter parameters[] = {
	REALS(struct given, samples, "auto", 1, 1e9, N_("which samples of the split, by number"), .positional = true),
	WORD(struct given, split, "auto", &splits, N_("which split they are of; test when there is one")),
	FLAG(struct given, wrong, N_("only samples that it answers wrongly"), .positional = true),
	COUNT(struct given, most, "10", 1, 100000, N_("how many, when they are not listed")),
	REALS(struct given, x, "auto", -1e30, 1e30, N_("the inputs of a sample of your own, as they are before scaling")),
};
/* Numbers to predict have no probability; the last column is the first not to be shown then. */
static const struct column columns[] = {
	{ "sample", N_("sample"), N_("its number in the split"), COLUMN_COUNT },
	{ "target", N_("target"), N_("the right answer"), COLUMN_TEXT },
	{ "answer", N_("answer"), N_("what the network says"), COLUMN_TEXT },
	{ "error", N_("error"), N_("answer minus target; of classes, the probability that it gives the others"), COLUMN_NUMBER },
	{ "probability", N_("probability"), N_("what it gives its answer"), COLUMN_FRACTION },
};
enum { COLUMNS = sizeof columns / sizeof *columns };
// clang-format on

/* What is asked, of what. */
struct asking {
	struct session *session;
	const struct given *given;
	const struct network *network;
	const struct data *data;
	const struct split *split;
	struct pass *pass;
	struct table *kept, *shown; /* the same but for what numbers have not */
	bool own;                   /* the sample is the reader's: nobody knows the right answer */
};

/* Probability of class k for column s, by the loss's own reading of the outputs. */
static double probability(const struct asking *all, size_t s, size_t k)
{
	const struct pass *pass = all->pass;
	size_t outputs = all->network->recipe.outputs, stride = pass->stride;
	const float *z = pass->z[all->network->layer_count - 1] + s;
	if (outputs == 1) {
		double one = real_sigmoid((double)*z);
		return k == 1 ? one : 1 - one;
	}
	double top = (double)z[0], total = 0;
	for (size_t j = 1; j < outputs; j++)
		top = (double)z[j * stride] > top ? (double)z[j * stride] : top;
	for (size_t j = 0; j < outputs; j++)
		total += real_exp((double)z[j * stride] - top);
	return real_exp((double)z[k * stride] - top) / total;
}

/* The first of the greatest. */
static size_t answer_of(const struct asking *all, size_t s)
{
	size_t best = 0, outputs = all->network->recipe.outputs, stride = all->pass->stride;
	const float *z = all->pass->z[all->network->layer_count - 1] + s;
	if (outputs == 1)
		return *z > 0;
	for (size_t k = 1; k < outputs; k++)
		best = z[k * stride] > z[best * stride] ? k : best;
	return best;
}

static void put_row(struct asking *all, size_t sample, const char *target, const char *answer,
	double error, double share)
{
	struct table *const tables[] = { all->kept, all->shown };
	for (size_t i = 0; i < 2; i++) {
		table_number(tables[i], (double)(sample + 1));
		table_text(tables[i], all->own ? "-" : target);
		table_text(tables[i], answer);
		table_number(tables[i], error);
		if (table_columns(tables[i]) == COLUMNS)
			table_number(tables[i], share);
	}
}

/* Column s of the pass. */
static void put(struct asking *all, size_t s, size_t sample)
{
	const struct data *data = all->data;
	const double unknown = real_log(-1);
	if (data->classes > 0) {
		size_t answer = answer_of(all, s), right = all->own ? 0 : all->split->label[sample];
		put_row(all, sample, data->class_names[right], data->class_names[answer],
			all->own ? unknown : 1 - probability(all, s, right),
			probability(all, s, answer));
		return;
	}
	const float *z = all->pass->z[all->network->layer_count - 1] + s;
	for (size_t k = 0; k < data->outputs; k++) {
		double answer = (double)z[k * all->pass->stride];
		double target =
			all->own ? unknown : (double)all->split->target[sample * data->outputs + k];
		put_row(all, sample, session_number(all->session, target, 6),
			session_number(all->session, answer, 6), answer - target, unknown);
	}
}

static bool interrupted(const struct asking *all, struct error *error)
{
	return session_fault(&(struct fault){ .kind = FAULT_INTERRUPTED },
		session_statement(all->session), error);
}

static bool run_listed(struct asking *all, struct error *error)
{
	const struct reals *samples = &all->given->samples;
	for (size_t i = 0; i < samples->count; i++) {
		double number = samples->numbers[i];
		if (real_floor(number) != number || number > (double)all->split->count) {
			error_set(error, ERROR_VALUE, session_argument(all->session, "samples"),
				_("there is no sample %s; the split has %zu"),
				session_number(all->session, number, 10), all->split->count);
			return error_hint(error, _("any from 1 to %zu"), all->split->count);
		}
		uint32_t order = (uint32_t)number - 1;
		pass_load(all->pass, all->data, all->split, &order, 0, 1);
		if (!pass_forward(all->pass, all->network))
			return interrupted(all, error);
		put(all, 0, order);
	}
	return true;
}

static bool run_all(struct asking *all, struct error *error)
{
	const struct split *split = all->split;
	size_t found = 0, most = (size_t)all->given->most;
	for (size_t first = 0; first < split->count && found < most; first += CHUNK) {
		size_t rest = split->count - first;
		pass_load(all->pass, all->data, split, NULL, first, rest < CHUNK ? rest : CHUNK);
		if (!pass_forward(all->pass, all->network))
			return interrupted(all, error);
		for (size_t s = 0; s < all->pass->count && found < most; s++) {
			if (all->given->wrong && answer_of(all, s) == split->label[first + s])
				continue;
			put(all, s, first + s);
			found++;
		}
	}
	return true;
}

/* The reader's sample, scaled as the others were. */
static bool make_own(struct asking *all, struct split *own, struct error *error)
{
	const struct reals *x = &all->given->x;
	const struct data *data = all->data;
	if (x->count != data->features)
		return error_set(error, ERROR_VALUE, session_argument(all->session, "x"),
			_("a sample of %s has %zu inputs; these are %zu"), data->name,
			data->features, x->count);
	float *inputs = arena_take(session_arena(all->session), x->count, sizeof *inputs);
	for (size_t i = 0; i < x->count; i++)
		inputs[i] = (float)((x->numbers[i] - data->means[i]) / data->deviations[i]);
	*own = (struct split){ .count = 1, .x = inputs };
	all->split = own;
	all->own = true;
	return true;
}

static void tell(struct asking *all)
{
	const char *name = all->split == &all->data->test ? _("test") : _("train");
	if (all->own)
		table_caption(all->shown, _("It answers %s."), table_text_at(all->shown, 0, 2));
	else if (all->given->wrong && table_rows(all->shown) == 0)
		table_caption(
			all->shown, _("It answers every sample of the %s split rightly."), name);
	else
		table_caption(all->shown,
			all->given->wrong ? _("What it answers wrongly in the %s split.")
					  : _("What it answers in the %s split."),
			name);
}

static bool choose_split(struct asking *all, struct error *error)
{
	const struct data *data = all->data;
	const struct label *wanted = all->given->split;
	bool test = wanted ? wanted == &split_rows[1] : data->test.count > 0;
	all->split = test ? &data->test : &data->train;
	if (all->split->count == 0) {
		error_set(error, ERROR_VALUE, session_argument(all->session, "split"),
			_("no samples are held out to test on"));
		return error_hint(error, _("load the data with test=20%%"));
	}
	if (all->given->wrong && data->classes == 0)
		return error_set(error, ERROR_VALUE, session_argument(all->session, "wrong"),
			_("%s has a number to predict: every answer is a little wrong"),
			data->name);
	return true;
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	struct asking all = { .session = session, .given = record };
	struct split own;
	struct fault fault = { 0 };
	all.network = session_network(session, error);
	all.data = all.network ? session_data(session, error) : NULL;
	if (!all.data || !choose_split(&all, error) ||
		(all.given->x.count > 0 && !make_own(&all, &own, error)))
		return false;
	all.pass = pass_new(all.network, CHUNK, &fault);
	if (!all.pass)
		return session_fault(&fault, session_statement(session), error);
	all.kept = table_new(columns, COLUMNS, NULL);
	all.shown = table_new(columns, all.data->classes > 0 ? COLUMNS : COLUMNS - 1, NULL);
	struct arithmetic_control before = arithmetic_enter();
	bool ok = all.given->samples.count > 0 && !all.own ? run_listed(&all, error)
							   : run_all(&all, error);
	arithmetic_leave(before);
	pass_free(all.pass);
	if (ok) {
		tell(&all);
		session_show_table(session, out, NULL, &all.shown);
		session_keep_table(session, "predict", &all.kept);
	}
	table_free(all.shown);
	table_free(all.kept);
	return ok;
}

static const struct quantity_table tables[] = {
	{ { .name = "predict", .summary = N_("the last answers of predict, a row each") }, columns,
		COLUMNS, NULL, NULL },
};

const struct command command_predict = {
	.label = { .name = "predict",
		.summary = N_("What the network answers, sample by sample.") },
	.chapter = CHAPTER_LEARNING,
	.help = N_(
		"Shows what the network answers to samples of the test split (of the train split "
		"when nothing was held out): the first ten, those whose numbers are listed, or "
		"with `wrong` the first that it gets wrong. x= gives it a sample of your own, a "
		"number for each input, as they were before scaling."),
	.example = "net 4 relu he\ntrain 10\npredict wrong",
	PARAMETERS(parameters, struct given),
	.tables = tables,
	.table_count = sizeof tables / sizeof *tables,
	.run = run,
};
