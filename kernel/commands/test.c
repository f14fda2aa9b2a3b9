/* SPDX-License-Identifier: BSD-3-Clause
 *
 * test: how good the network is now, on both splits; and the quantities loss, accuracy, ...
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"
#include "kernel/view/table.h"
#include "nn/loss.h"
#include "nn/metrics.h"
#include "nn/real.h"
#include "nn/train.h"

#include <inttypes.h>

// clang-format off
static const struct column class_columns[] = {
	{ "split", N_("split"), N_("train or test"), COLUMN_TEXT },
	{ "samples", N_("samples"), N_("samples of the split"), COLUMN_COUNT },
	{ "loss", N_("loss"), N_("mean loss over the split"), COLUMN_NUMBER },
	{ "accuracy", N_("accuracy"), N_("share of right answers"), COLUMN_FRACTION },
	{ "f1", N_("macro F1"), N_("mean over the classes of 2 PR/(P + R)"), COLUMN_NUMBER },
};
static const struct column number_columns[] = {
	{ "split", N_("split"), N_("train or test"), COLUMN_TEXT },
	{ "samples", N_("samples"), N_("samples of the split"), COLUMN_COUNT },
	{ "loss", N_("loss"), N_("mean loss over the split"), COLUMN_NUMBER },
	{ "r2", N_("R²"), N_("share of the variance that is explained"), COLUMN_NUMBER },
	{ "mae", N_("mean |error|"), N_("mean size of the errors"), COLUMN_NUMBER },
};
// clang-format on
enum { COLUMNS = sizeof class_columns / sizeof *class_columns };

/* The current weights over one split; false with an error. */
static bool measure(
	struct session *session, bool test, struct evaluation *evaluation, struct error *error)
{
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	if (!data)
		return false;
	if (test && data->test.count == 0) {
		error_set(error, ERROR_VALUE, session_statement(session),
			_("no samples are held out to test on"));
		return error_hint(error, _("load the data with test=20%%"));
	}
	struct fault fault = { 0 };
	if (!evaluate(network, data, test ? &data->test : &data->train, evaluation, NULL, NULL,
		    &fault))
		return session_fault(&fault, session_statement(session), error);
	/* What is kept are the last finite weights; the loss it reached is not a number to grade.
	 */
	if (network->diverged)
		evaluation->loss = -real_log(0);
	return true;
}

static bool measure_loss(struct session *session, bool test, double *number, struct error *error)
{
	struct evaluation evaluation = { 0 };
	if (!measure(session, test, &evaluation, error))
		return false;
	*number = evaluation.loss;
	return true;
}

static bool measure_accuracy(
	struct session *session, bool test, double *number, struct error *error)
{
	struct evaluation evaluation = { 0 };
	if (!measure(session, test, &evaluation, error))
		return false;
	*number = evaluation.accuracy;
	return true;
}

static bool loss(struct session *session, double *number, struct error *error)
{
	return measure_loss(session, false, number, error);
}

static bool accuracy(struct session *session, double *number, struct error *error)
{
	return measure_accuracy(session, false, number, error);
}

static bool test_loss(struct session *session, double *number, struct error *error)
{
	return measure_loss(session, true, number, error);
}

static bool test_accuracy(struct session *session, double *number, struct error *error)
{
	return measure_accuracy(session, true, number, error);
}

/* ---- besides the loss ---- */

static bool measure_metrics(
	struct session *session, bool test, struct metrics *metrics, struct error *error)
{
	struct evaluation evaluation = { 0 };
	if (!measure(session, test, &evaluation, error))
		return false;
	const struct data *data = session_data(session, error);
	struct fault fault = { 0 };
	return metrics_of(session_network(session, error), data, test ? &data->test : &data->train,
		       metrics, session_poll, session, &fault) ||
	       session_fault(&fault, session_statement(session), error);
}

#define METRIC(name)                                                                               \
	static bool name##_of(                                                                     \
		struct session *session, bool test, double *number, struct error *error)           \
	{                                                                                          \
		struct metrics metrics;                                                            \
		bool measured = measure_metrics(session, test, &metrics, error);                   \
		*number = measured ? metrics.name : 0;                                             \
		return measured;                                                                   \
	}                                                                                          \
	static bool name(struct session *session, double *number, struct error *error)             \
	{                                                                                          \
		return name##_of(session, false, number, error);                                   \
	}                                                                                          \
	static bool test_##name(struct session *session, double *number, struct error *error)      \
	{                                                                                          \
		return name##_of(session, true, number, error);                                    \
	}
METRIC(f1)
METRIC(top3)
METRIC(r2)
METRIC(mae)

static bool epoch(struct session *session, double *number, struct error *error)
{
	const struct network *network = session_network(session, error);
	if (network)
		*number = (double)network->epoch;
	return network;
}

static bool diverged(struct session *session, double *number, struct error *error)
{
	const struct network *network = session_network(session, error);
	if (network)
		*number = network->diverged;
	return network;
}

/* What a student and a grader compare: equal digits, equal bits of all weights. */
static const char *hash(struct session *session, struct error *error)
{
	const struct network *network = session_network(session, error);
	return network ? arena_format(session_arena(session), "%016" PRIx64, network_hash(network))
		       : NULL;
}

// clang-format off
static const struct quantity quantities[] = {
	{ { .name = "loss", .summary = N_("loss of the current weights over the train split") }, loss, false, NULL },
	{ { .name = "accuracy", .summary = N_("share of right answers over the train split") }, accuracy, false, NULL },
	{ { .name = "test.loss", .summary = N_("loss over the test split") }, test_loss, false, NULL },
	{ { .name = "test.accuracy", .summary = N_("share of right answers over the test split") }, test_accuracy, false, NULL },
	{ { .name = "f1", .summary = N_("macro F1 over the train split: mean over the classes of 2 PR/(P + R)") }, f1, false, NULL },
	{ { .name = "test.f1", .summary = N_("macro F1 over the test split") }, test_f1, false, NULL },
	{ { .name = "top3", .summary = N_("share of the train split whose class is among the three likeliest") }, top3, false, NULL },
	{ { .name = "test.top3", .summary = N_("share of the test split whose class is among the three likeliest") }, test_top3, false, NULL },
	{ { .name = "r2", .summary = N_("share of the targets' variance that is explained, train split") }, r2, false, NULL },
	{ { .name = "test.r2", .summary = N_("share of the targets' variance that is explained, test split") }, test_r2, false, NULL },
	{ { .name = "mae", .summary = N_("mean size of the errors over the train split") }, mae, false, NULL },
	{ { .name = "test.mae", .summary = N_("mean size of the errors over the test split") }, test_mae, false, NULL },
	{ { .name = "epoch", .summary = N_("epochs the network was trained") }, epoch, false, NULL },
	{ { .name = "diverged", .summary = N_("whether the last training diverged") }, diverged, true, NULL },
	{ { .name = "hash", .summary = N_("16 digits that stand for all weights: equal digits are equal bits") }, .text = hash },
};
// clang-format on

static bool add_row(struct session *session, struct table *table, bool test, size_t samples,
	struct error *error)
{
	struct evaluation evaluation = { 0 };
	if (!measure(session, test, &evaluation, error))
		return false;
	struct metrics metrics;
	if (!measure_metrics(session, test, &metrics, error))
		return false;
	table_text(table, test ? _("test") : _("train"));
	table_number(table, (double)samples);
	bool classes = real_is_nan(metrics.r2);
	table_number(table, evaluation.loss);
	table_number(table, classes ? evaluation.accuracy : metrics.r2);
	table_number(table, classes ? metrics.f1 : metrics.mae);
	return true;
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)record;
	const struct data *data =
		session_network(session, error) ? session_data(session, error) : NULL;
	if (!data)
		return false;
	struct table *table =
		table_new(data->classes > 0 ? class_columns : number_columns, COLUMNS, NULL);
	if (!add_row(session, table, false, data->train.count, error) ||
		(data->test.count > 0 && !add_row(session, table, true, data->test.count, error))) {
		table_free(table);
		return false;
	}
	double seen = table_number_at(table, 0, 2);
	table_caption(table,
		_("Loss %s over the samples it learned from; one constant answer would get %s."),
		session_number(session, seen, 4),
		session_number(session,
			loss_constant(
				&session_network(session, error)->recipe.loss, data, &data->train),
			4));
	session_show_table(session, out, NULL, &table);
	return true;
}

const struct command command_test = {
	.label = { .name = "test", .summary = N_("How good the network is now.") },
	.chapter = CHAPTER_LEARNING,
	.help = N_(
		"Loss and accuracy of the current weights over the whole train and test splits."),
	.example = "data moons\nnet 2x8 tanh xavier\ntrain 5 quiet\ntest",
	.quantities = quantities,
	.quantity_count = sizeof quantities / sizeof *quantities,
	.run = run,
};
