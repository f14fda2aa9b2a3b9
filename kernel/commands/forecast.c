/* SPDX-License-Identifier: BSD-3-Clause
 *
 * forecast: what theory says of a network before it is trained; afterwards, whether it was right.
 */
#include "nn/forecast.h"
#include "kernel/base/locale.h"
#include "kernel/commands/train.h"
#include "kernel/view/plot.h"
#include "kernel/view/table.h"
#include "nn/lsuv.h"
#include "nn/real.h"

// clang-format off
static const struct column columns[] = {
	{ "layer", N_("layer"), N_("hidden layers, counted from 1"), COLUMN_COUNT },
	{ "variance", N_("fan_in·Var W"), N_("variance of the weights times inputs: what theory uses"), COLUMN_NUMBER },
	{ "q", N_("mean z²"), N_("second moment of what goes into the activation"), COLUMN_LOG_BAR },
	{ "chi", NULL, N_("factor of the mean squared gradient from the next layer to this one: 1 keeps it"), COLUMN_NUMBER },
	{ "delta", N_("delta"), N_("rms of the gradient at z, over that of the last hidden layer"), COLUMN_LOG_BAR },
	{ "alignment", N_("alignment"), N_("mean cosine between the z of different samples: 1, all look the same"), COLUMN_NUMBER },
	{ "saturated", N_("saturated"), N_("share of activations whose slope is below 6 percent of the steepest"), COLUMN_FRACTION },
	{ "dead", N_("dead"), N_("expected share of units that no sample wakes"), COLUMN_FRACTION },
};
static const struct column number_columns[] = {
	{ "name", N_("name"), N_("what to type to ask for it"), COLUMN_TEXT },
	{ "number", N_("expected"), N_("by theory, before training"), COLUMN_NUMBER },
	{ "meaning", N_("what it is"), N_("one line about it"), COLUMN_TEXT },
};
// clang-format on

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* The training it will get: the last one's settings, and what the reader gave. */
static bool training_of(struct session *session, struct training *training, struct error *error)
{
	struct train_given given =
		*(const struct train_given *)session_recall(session, &command_train);
	size_t count;
	const struct axis *axes = session_axes(session, &count);
	for (size_t i = 0; i < count; i++) {
		if (axes[i].command != &command_train)
			continue;
		if (axes[i].count > 1) {
			error_set(error, ERROR_ARGUMENT, axes[i].where,
				_("forecast takes one value of \"%s\""),
				axes[i].parameter->label.name);
			return error_hint(error, _("to set several side by side: compare %s=..."),
				axes[i].parameter->label.name);
		}
		if (!session_apply_axis(session, &axes[i], 0, &given, error))
			return false;
	}
	*training = train_settings(session, &given);
	return true;
}

/* Of the network as it was initialized. */
static struct forecast *forecast_of(struct session *session, struct error *error)
{
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	struct training training;
	if (!data || !training_of(session, &training, error))
		return NULL;
	struct fault fault = { 0 };
	struct network *fresh = network_copy_new(network);
	struct forecast *forecast = NULL;
	if (network->step == 0 ||
		(network_reset(fresh, &fault) && network_adapt(fresh, data, &fault)))
		forecast = forecast_new(fresh, data, &training, session_poll, session, &fault);
	network_free(fresh);
	if (!forecast)
		session_fault(&fault, session_statement(session), error);
	return forecast;
}

/* ---- the verdict ---- */

static const char *verdict_text(enum verdict verdict)
{
	return verdict == VERDICT_TRAINS ? _("It will train.")
	       : verdict == VERDICT_SLOW ? _("It will be slow.")
					 : _("It will not train.");
}

static const char *reason_text(struct session *session, const struct forecast *forecast)
{
	struct arena *arena = session_arena(session);
	const struct forecast_layer *last = &forecast->layers[forecast->depth - 1];
	const char *factor = session_number(session, real_sqrt(forecast->chi), 3);
	switch (forecast->reason) {
	case REASON_NONE:
		return forecast->depth > 1
			       ? arena_format(arena, _("Each layer multiplies the gradient by %s."),
					 factor)
			       : "";
	case REASON_SYMMETRY: return _("All units of a layer start as one and stay one.");
	case REASON_VANISHES:
		return arena_format(arena,
			_("Each layer multiplies the gradient by %s: at layer 1, %s of what layer "
			  "%zu gets."),
			factor, session_number(session, forecast->layers[0].delta, 2),
			forecast->depth);
	case REASON_EXPLODES:
		return arena_format(arena,
			_("The signal grows to %s in layer %zu and the gradient by %s per layer."),
			session_number(session, real_sqrt(last->q), 3), forecast->depth, factor);
	case REASON_ALIGNED:
		return arena_format(arena, _("In layer %zu all samples look the same (cosine %s)."),
			forecast->depth, session_number(session, last->alignment, 6));
	case REASON_RATE_HIGH: return _("The learning rate is too high for a network this deep.");
	case REASON_RATE_LOW: return _("The learning rate is too low for so few steps.");
	}
	return "";
}

/* After training: was it so? "" when there is nothing to say, NULL with an error. */
static const char *outcome_text(struct session *session, const struct forecast *forecast,
	const struct network *network, const struct data *data, struct error *error)
{
	struct evaluation now = { 0 };
	struct fault fault = { 0 };
	if (network->step == 0 || data->classes == 0)
		return "";
	if (!evaluate(network, data, &data->train, &now, NULL, NULL, &fault)) {
		session_fault(&fault, session_statement(session), error);
		return NULL;
	}
	bool hit = forecast_came(&now, data, network->diverged) == forecast->verdict;
	const char *accuracy = session_number(session, 100 * now.accuracy, 3);
	unsigned long long epochs = network->epoch;
	return arena_format(session_arena(session),
		hit ? _(" Trained for %llu epochs: accuracy %s %%, as forecast.")
		    : _(" Trained for %llu epochs: accuracy %s %%, not as forecast."),
		epochs, accuracy);
}

/* ---- the tables ---- */

static struct table *layers_table(
	struct session *session, const struct forecast *forecast, const char *outcome)
{
	struct table *table = table_new(columns, COUNT_OF(columns), NULL);
	for (size_t l = 0; l < forecast->depth; l++) {
		const struct forecast_layer *layer = &forecast->layers[l];
		table_number(table, (double)(l + 1));
		table_number(table, layer->weight);
		table_number(table, layer->q);
		table_number(table, l + 1 < forecast->depth ? layer->chi : real_log(-1));
		table_number(table, layer->delta);
		table_number(table, layer->alignment);
		table_number(table, layer->saturated);
		table_number(table, layer->dead);
	}
	table_caption(table, "%s %s%s", verdict_text(forecast->verdict),
		reason_text(session, forecast), outcome);
	return table;
}

static struct table *forecast_table_new(struct session *session, struct error *error)
{
	struct forecast *forecast = forecast_of(session, error);
	if (!forecast)
		return NULL;
	struct table *table = layers_table(session, forecast, "");
	forecast_free(forecast);
	return table;
}

#define NUMBER(field_)                                                                             \
	static bool field_(struct session *session, double *number, struct error *error)           \
	{                                                                                          \
		struct forecast *forecast = forecast_of(session, error);                           \
		if (forecast)                                                                      \
			*number = (double)forecast->field_;                                        \
		forecast_free(forecast);                                                           \
		return error->kind == ERROR_NONE;                                                  \
	}
NUMBER(backward)
NUMBER(forward)
NUMBER(loss)
NUMBER(chi)
NUMBER(gradient_depth)
NUMBER(sample_depth)
NUMBER(born_dead)
NUMBER(critical)

static bool trains(struct session *session, double *number, struct error *error)
{
	struct forecast *forecast = forecast_of(session, error);
	if (forecast)
		*number = forecast->verdict == VERDICT_TRAINS;
	forecast_free(forecast);
	return error->kind == ERROR_NONE;
}

// clang-format off
static const struct quantity quantities[] = {
	{ { .name = "theory.trains", .summary = N_("whether the forecast is that it will train") }, trains, true, NULL },
	{ { .name = "theory.gradient", .summary = N_("log10 of the gradient at layer 1 over that at the last hidden layer") }, backward, false, NULL },
	{ { .name = "theory.signal", .summary = N_("log10 of the signal in the last hidden layer over that in layer 1") }, forward, false, NULL },
	{ { .name = "theory.loss", .summary = N_("the loss before the first step") }, loss, false, NULL },
	{ { .name = "theory.chi", .summary = N_("mean factor of the squared gradient per layer: 1 keeps it") }, chi, false, NULL },
	{ { .name = "theory.depth", .summary = N_("layers after which the gradient has changed by two decades") }, gradient_depth, false, NULL },
	{ { .name = "theory.sample_depth", .summary = N_("layers after which samples can hardly be told apart (6 ξ)") }, sample_depth, false, NULL },
	{ { .name = "theory.critical", .summary = N_("fan_in·Var W that would keep the gradient at any depth (χ = 1, without biases)") }, critical, false, NULL },
	{ { .name = "theory.born_dead", .summary = N_("largest probability that some layer starts dead for all samples") }, born_dead, false, NULL },
};
// clang-format on

static struct table *numbers_table(const struct forecast *forecast)
{
	const double number[] = { forecast->verdict == VERDICT_TRAINS, forecast->backward,
		forecast->forward, forecast->loss, forecast->chi, forecast->gradient_depth,
		forecast->sample_depth, forecast->critical, forecast->born_dead };
	_Static_assert(COUNT_OF(number) == COUNT_OF(quantities), "one number, one row");
	struct table *table = table_new(number_columns, COUNT_OF(number_columns), NULL);
	for (size_t i = 0; i < COUNT_OF(number); i++) {
		if (quantities[i].truth)
			continue;
		table_text(table, quantities[i].label.name);
		table_number(table, number[i]);
		table_text(table, _(quantities[i].label.summary));
	}
	return table;
}

/* ---- the figure: theory with its band, and what is measured ---- */

/* One quantity of each layer by theory, within two standard deviations; `scale` multiplies it. */
struct expected {
	size_t value, band; /* offsets in struct forecast_layer */
	double scale;
	bool square; /* the band is that of the logarithm of the quantity itself */
};

static double *numbers(struct session *session, size_t count)
{
	return arena_take(session_arena(session), count, sizeof(double));
}

static double field(const struct forecast_layer *layer, size_t offset)
{
	return *(const double *)(const void *)((const char *)layer + offset);
}

static void draw_expected(struct session *session, struct panel *panel,
	const struct forecast *forecast, const struct expected *expected)
{
	size_t count = forecast->depth;
	double *x = numbers(session, count), *y = numbers(session, count);
	double *low = numbers(session, count), *high = numbers(session, count);
	for (size_t l = 0; l < count; l++) {
		const struct forecast_layer *layer = &forecast->layers[l];
		double factor = real_pow(10, 2 * field(layer, expected->band));
		x[l] = (double)(l + 1);
		y[l] = expected->scale * field(layer, expected->value);
		low[l] = y[l] / factor;
		high[l] = y[l] * factor;
	}
	panel_band(panel, _("within two standard deviations"), x, low, high, count);
	panel_line(panel, _("theory"), x, y, count);
}

static void draw_measured(struct session *session, struct panel *panel,
	const struct statistics *statistics, size_t offset, size_t count)
{
	double *x = numbers(session, count), *y = numbers(session, count);
	for (size_t l = 0; l < count; l++) {
		x[l] = (double)(l + 1);
		y[l] = *(const double *)(const void *)((const char *)&statistics->layers[l] +
						       offset);
	}
	panel_points(panel, _("measured"), x, y, count);
}

static struct panel *panel_by_layer(struct figure *figure, const char *y)
{
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, _("layer"), SCALE_LINEAR);
	panel_y(panel, y, SCALE_LOG);
	return panel;
}

static struct figure *draw_new(struct session *session, struct error *error)
{
	struct forecast *forecast = forecast_of(session, error);
	const struct statistics *statistics =
		forecast ? session_statistics(session, NULL, error) : NULL;
	if (!statistics) {
		forecast_free(forecast);
		return NULL;
	}
	size_t depth = forecast->depth;
	struct expected q = { offsetof(struct forecast_layer, q),
		offsetof(struct forecast_layer, q_band), 1, true };
	struct expected delta = { offsetof(struct forecast_layer, delta),
		offsetof(struct forecast_layer, delta_band), statistics->layers[depth - 1].delta,
		false };
	struct figure *figure = figure_new(_("Theory and measurement"));
	figure_alt(figure,
		_("Gradient at layer 1 over that at layer %zu: theory 10^%s, measured 10^%s."),
		depth, session_number(session, forecast->backward, 3),
		session_number(session, real_log10(statistics->backward_gain), 3));
	struct panel *panel = panel_by_layer(figure, _("mean z²"));
	draw_expected(session, panel, forecast, &q);
	draw_measured(session, panel, statistics, offsetof(struct layer_statistics, q), depth);
	panel = panel_by_layer(figure, _("rms of delta"));
	draw_expected(session, panel, forecast, &delta);
	draw_measured(session, panel, statistics, offsetof(struct layer_statistics, delta), depth);
	forecast_free(forecast);
	return figure;
}

static const struct quantity_table tables[] = {
	{ { .name = "forecast", .summary = N_("what theory expects, layer by layer") }, columns,
		COUNT_OF(columns), forecast_table_new, NULL },
	{ { .name = "signal",
		  .summary = N_("signal and gradient by layer: theory, its band, and measured") },
		NULL, 0, NULL, draw_new },
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)record;
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	struct forecast *forecast = data ? forecast_of(session, error) : NULL;
	const char *outcome =
		forecast ? outcome_text(session, forecast, network, data, error) : NULL;
	if (outcome) {
		struct table *layers = layers_table(session, forecast, outcome);
		struct table *table = numbers_table(forecast);
		session_show_table(session, out, NULL, &layers);
		session_show_table(session, out, NULL, &table);
	}
	forecast_free(forecast);
	return outcome;
}

static const struct command *const borrowed[] = { &command_train, NULL };

const struct command command_forecast = {
	.label = { .name = "forecast", .summary = N_("Will it train? What theory says, before.") },
	.chapter = CHAPTER_THEORY,
	.help = N_(
		"From the variances of the weights and biases alone, mean-field theory gives "
		"the size of the signal and of the gradient in each layer, the share of "
		"saturated activations and of dead units, the loss to start from, and a verdict "
		"for the training that `train` would do. Takes the parameters of `train`: "
		"forecast lr=0.01.\n\n"
		"Nothing is trained. After a training the same command forecasts from the weights "
		"the network started with and says whether it came true. `plot signal` draws "
		"theory beside what is measured."),
	.example = "net 8 sigmoid xavier\nforecast",
	.borrows = borrowed,
	.tables = tables,
	.table_count = COUNT_OF(tables),
	.quantities = quantities,
	.quantity_count = COUNT_OF(quantities),
	.run = run,
};
