/* SPDX-License-Identifier: BSD-3-Clause
 *
 * export: tables, figures and experiments for other programs.
 */
#include "kernel/commands/export.h"

#include "kernel/base/locale.h"
#include "kernel/commands/files.h"
#include "kernel/session/registry.h"
#include "kernel/view/bundle.h"
#include "kernel/view/plot.h"
#include "nn/lsuv.h"
#include "nn/model.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct given {
	const char *what, *file;
};

static const struct parameter parameters[] = {
	TEXT(struct given, what, NULL, N_("the name of a table or figure, or torch"),
		.positional = true),
	TEXT(struct given, file, NULL,
		N_("where to; its ending says how: .csv, .json, .svg, of torch .py"),
		.positional = true, .quoted = true),
};

static bool written(struct session *session, const struct given *given, const char *bytes,
	size_t length, const struct outlet *out, struct error *error)
{
	if (!files_write(session, given->file, bytes, length, error))
		return false;
	session_say(out, _("%s: %zu bytes\n"), given->file, length);
	return true;
}

static bool unknown(struct session *session, const char *what, bool figure, struct error *error)
{
	struct span where = session_argument(session, "what");
	error_set(error, ERROR_NAME, where,
		figure ? _("there is no figure \"%s\"") : _("there is no table \"%s\""), what);
	return error_hint(error, figure ? _("see: help plot") : _("see: help quantities"));
}

static bool export_table(struct session *session, const struct given *given,
	const struct outlet *out, struct error *error)
{
	const struct quantity_table *from = quantity_table_find(given->what);
	if (!from)
		return unknown(session, given->what, false, error);
	struct table *made = from->make_new ? from->make_new(session, error) : NULL;
	const struct table *table = made ? made : session_kept_table(session, from->label.name);
	if (!table || (from->make_new && !made))
		return from->make_new
			       ? false
			       : error_set(error, ERROR_NAME, session_argument(session, "what"),
					 _("%s has not run yet"), from->label.name);
	struct text text = TEXT_EMPTY;
	if (files_has_ending(given->file, ".csv"))
		table_csv(table, &text);
	else
		table_json(table, &text);
	table_free(made);
	bool good = written(session, given, text_string(&text), text.length, out, error);
	text_release(&text);
	return good;
}

static bool export_figure(struct session *session, const struct given *given,
	const struct outlet *out, struct error *error)
{
	const struct quantity_table *from = figure_find(given->what);
	if (!from)
		return unknown(session, given->what, true, error);
	struct figure *figure = from->draw_new(session, error);
	if (!figure)
		return false;
	struct bundle bundle = BUNDLE_EMPTY;
	if (session_options(session)->large)
		figure_large(figure);
	figure_bundle(figure, &bundle);
	figure_free(figure);
	const char *svg = bundle_find(&bundle, "image/svg+xml");
	bool good = written(session, given, svg, strlen(svg), out, error);
	bundle_release(&bundle);
	return good;
}

/* ---- PyTorch ---- */

/* "a/net.py": the tensors are in "a/net.safetensors". */
static const char *tensors_of(struct session *session, const char *file)
{
	return arena_format(session_arena(session), "%.*s.safetensors",
		(int)(strlen(file) - strlen(".py")), file);
}

/* How long the script trains, and whether what it will come to is known: when all that the network
 * was trained is one run of the last training's settings. */
static void measure(struct session *session, struct experiment *experiment,
	const struct network *trained, struct error *error)
{
	const struct quantity *loss = quantity_find("loss");
	size_t samples = experiment->data->train.count, batch = experiment->training.batch;
	size_t batches = (samples + batch - 1) / batch, amount = experiment->training.amount;
	bool steps = experiment->training.steps;
	bool whole = trained->step == (steps ? amount : amount * batches);
	experiment->epochs = steps ? (amount + batches - 1) / batches : amount;
	experiment->loss = real_log(-1);
	if (whole && !trained->diverged && loss)
		loss->compute(session, &experiment->loss, error);
}

static bool write_experiment(struct session *session, const struct given *given,
	const struct experiment *experiment, const struct outlet *out, struct error *error)
{
	const char *tensors = tensors_of(session, given->file), *missing;
	struct text script = TEXT_EMPTY;
	bool good = export_script(experiment, &script, &missing);
	if (!good)
		error_set(error, ERROR_VALUE, session_argument(session, "what"),
			_("PyTorch has no \"%s\""), missing);
	size_t length = 0;
	char *bytes =
		good ? model_write_experiment_new(experiment->network, experiment->data, &length)
		     : NULL;
	if (good && !bytes)
		session_fault(
			&(struct fault){ .kind = FAULT_MEMORY }, session_statement(session), error);
	good = bytes && files_write(session, tensors, bytes, length, error) &&
	       written(session, given, text_string(&script), script.length, out, error);
	if (good)
		session_say(out, _("%s: %zu bytes\n"), tensors, length);
	free(bytes);
	text_release(&script);
	return good;
}

static bool export_torch(struct session *session, const struct given *given,
	const struct outlet *out, struct error *error)
{
	const struct network *trained = session_network(session, error);
	const struct data *data = trained ? session_data(session, error) : NULL;
	if (!data || !files_check_ending(session, given->file, ".py", error))
		return false;
	struct fault fault = { 0 };
	struct network *network = network_new(&trained->recipe, &fault);
	if (!network || !network_adapt(network, data, &fault)) {
		network_free(network);
		return session_fault(&fault, session_statement(session), error);
	}
	const char *name = strrchr(given->file, '/');
	struct experiment experiment = { .network = network,
		.data = data,
		.training = train_settings(session, session_recall(session, &command_train)),
		.tensors = tensors_of(session, name ? name + 1 : given->file) };
	measure(session, &experiment, trained, error);
	bool good = write_experiment(session, given, &experiment, out, error);
	network_free(network);
	return good;
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	if (strcasecmp(given->what, "torch") == 0)
		return export_torch(session, given, out, error);
	if (files_has_ending(given->file, ".svg"))
		return export_figure(session, given, out, error);
	if (files_has_ending(given->file, ".csv") || files_has_ending(given->file, ".json"))
		return export_table(session, given, out, error);
	error_set(error, ERROR_VALUE, session_argument(session, "file"),
		_("the name of this file must end in .csv, .json or .svg"));
	return error_hint(error, _("for example: export %s \"%s.csv\""), given->what, given->what);
}

const struct command command_export = {
	.label = { .name = "export",
		.summary = N_("Write a table, a figure or a PyTorch script.") },
	.chapter = CHAPTER_FILES,
	.help = N_(
		"Any table (`help quantities` names them) as CSV or JSON, any figure that `plot` "
		"draws as SVG.\n\n"
		"`export torch` writes a Python script that trains the same network on the same "
		"data with PyTorch, and beside it a safetensors file with the first weights and "
		"the samples. The script draws the same order of the samples, so that its "
		"losses can be compared with those seen here, digit by digit."),
	.example = "data xor\nnet 2x8 tanh xavier\ntrain 5\nexport train \"train.csv\"\nexport "
		   "torch \"net.py\"",
	PARAMETERS(parameters, struct given),
	.run = run,
};
