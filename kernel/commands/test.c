/* SPDX-License-Identifier: BSD-3-Clause
 *
 * test: how good the network is now, on both splits; and the quantities loss, accuracy, ...
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"
#include "kernel/view/table.h"
#include "nn/loss.h"
#include "nn/real.h"
#include "nn/train.h"

static const struct column columns[] = {
	{ "split", N_("split"), N_("train or test"), COLUMN_TEXT },
	{ "samples", N_("samples"), N_("samples of the split"), COLUMN_COUNT },
	{ "loss", N_("loss"), N_("mean loss over the split"), COLUMN_NUMBER },
	{ "accuracy", N_("accuracy"), N_("share of right answers"), COLUMN_FRACTION },
};

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

// clang-format off
static const struct quantity quantities[] = {
	{ { .name = "loss", .summary = N_("loss of the current weights over the train split") }, loss, false },
	{ { .name = "accuracy", .summary = N_("share of right answers over the train split") }, accuracy, false },
	{ { .name = "test.loss", .summary = N_("loss over the test split") }, test_loss, false },
	{ { .name = "test.accuracy", .summary = N_("share of right answers over the test split") }, test_accuracy, false },
	{ { .name = "epoch", .summary = N_("epochs the network was trained") }, epoch, false },
	{ { .name = "diverged", .summary = N_("whether the last training diverged") }, diverged, true },
};
// clang-format on

static bool add_row(struct session *session, struct table *table, bool test, size_t samples,
	struct error *error)
{
	struct evaluation evaluation = { 0 };
	if (!measure(session, test, &evaluation, error))
		return false;
	table_text(table, test ? _("test") : _("train"));
	table_number(table, (double)samples);
	table_number(table, evaluation.loss);
	table_number(table, evaluation.accuracy);
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
	struct table *table = table_new(columns, sizeof columns / sizeof *columns, NULL);
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
