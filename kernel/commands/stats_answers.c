/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the network answers, class by class; what goes into its activations, and these themselves.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/stats.h"
#include "kernel/view/plot.h"
#include "kernel/view/table.h"
#include "nn/activation.h"
#include "nn/pass.h"
#include "nn/real.h"
#include "nn/statistics.h"

enum {
	CHUNK = 256,
	MOST_MAP = 30,
	HISTOGRAM_SAMPLES = 64,
	MOST_ROWS = 12,
	CURVE = 201,
	MOST_NEURONS = 128
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

// clang-format off
const struct column stats_confusion_columns[STATS_CONFUSION] = {
	{ "class", N_("class"), N_("the right answer"), COLUMN_TEXT },
	{ "samples", N_("samples"), N_("samples of that class in the train split"), COLUMN_COUNT },
	{ "right", N_("found"), N_("share of them that are answered right"), COLUMN_FRACTION },
	{ "precision", N_("true"), N_("share of the answers of this class that are right"), COLUMN_FRACTION },
	{ "loss", N_("loss"), N_("mean loss over them"), COLUMN_NUMBER },
	{ "mistaken", N_("mistaken for"), N_("the wrong answer they get most often"), COLUMN_TEXT },
	{ "times", N_("times"), N_("how often"), COLUMN_COUNT },
};
// clang-format on

/* ---- answers ---- */

struct answers {
	size_t classes;
	double *counts; /* [true][answered] */
	double *loss;   /* [true], summed */
};

static size_t answer_of(const float *z, size_t stride, size_t outputs)
{
	if (outputs == 1)
		return z[0] > 0;
	size_t best = 0;
	for (size_t k = 1; k < outputs; k++)
		best = z[k * stride] > z[best * stride] ? k : best;
	return best;
}

static bool count_answers(struct session *session, const struct network *network,
	const struct data *data, struct answers *answers, struct error *error)
{
	struct fault fault = { 0 };
	struct pass *pass = pass_new(network, CHUNK, &fault);
	if (!pass)
		return session_fault(&fault, session_statement(session), error);
	const struct split *split = &data->train;
	size_t first = 0;
	for (; first < split->count && session_poll(session); first += CHUNK) {
		size_t rest = split->count - first;
		pass_load(pass, data, split, NULL, first, rest < CHUNK ? rest : CHUNK);
		if (!pass_forward(pass, network))
			break;
		pass_loss(pass, network);
		const float *z = pass->z[network->layer_count - 1];
		for (size_t s = 0; s < pass->count; s++) {
			size_t right = split->label[first + s];
			size_t given = answer_of(z + s, pass->stride, network->recipe.outputs);
			answers->counts[right * answers->classes + given]++;
			answers->loss[right] += (double)pass->each[s];
		}
	}
	pass_free(pass);
	return first >= split->count || session_interrupted(session_statement(session), error);
}

static const struct data *answers_of(
	struct session *session, struct answers *answers, struct error *error)
{
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	if (!data)
		return NULL;
	if (data->classes == 0) {
		error_set(error, ERROR_VALUE, session_statement(session),
			_("%s has a number to predict, not classes to confuse"), data->name);
		error_hint(error, _("try: data digits"));
		return NULL;
	}
	struct arena *arena = session_arena(session);
	answers->classes = data->classes;
	answers->counts = arena_take(arena, data->classes * data->classes, sizeof *answers->counts);
	answers->loss = arena_take(arena, data->classes, sizeof *answers->loss);
	return count_answers(session, network, data, answers, error) ? data : NULL;
}

static void class_row(
	struct table *table, const struct data *data, const struct answers *answers, size_t class)
{
	const double *row = answers->counts + class * answers->classes;
	double samples = 0, answered = 0;
	size_t worst = class == 0 ? 1 : 0;
	for (size_t k = 0; k < answers->classes; k++) {
		samples += row[k];
		answered += answers->counts[k * answers->classes + class];
		worst = k != class && row[k] > row[worst] ? k : worst;
	}
	table_text(table, data->class_names[class]);
	table_number(table, samples);
	table_number(table, row[class] / samples);
	table_number(table, row[class] / answered);
	table_number(table, answers->loss[class] / samples);
	table_text(table, row[worst] > 0 ? data->class_names[worst] : NULL);
	table_number(table, row[worst]);
}

static struct table *confusion_table(
	struct session *session, const struct data *data, const struct answers *answers)
{
	struct table *table = table_new(stats_confusion_columns, STATS_CONFUSION, NULL);
	size_t worst = 0;
	for (size_t class = 0; class < answers->classes; class ++) {
		class_row(table, data, answers, class);
		if (table_number_at(table, class, 6) > table_number_at(table, worst, 6))
			worst = class;
	}
	if (table_number_at(table, worst, 6) == 0)
		table_caption(table, _("Every sample gets the right answer."));
	else
		table_caption(table, _("Most often mistaken: %s for %s, %s times."),
			data->class_names[worst], table_text_at(table, worst, 5),
			session_number(session, table_number_at(table, worst, 6), 6));
	return table;
}

struct table *stats_confusion_new(struct session *session, struct error *error)
{
	struct answers answers;
	const struct data *data = answers_of(session, &answers, error);
	return data ? confusion_table(session, data, &answers) : NULL;
}

struct figure *stats_confusion_draw(struct session *session, struct error *error)
{
	struct answers answers;
	const struct data *data = answers_of(session, &answers, error);
	if (!data)
		return NULL;
	size_t classes = answers.classes;
	if (classes > MOST_MAP) {
		error_set(error, ERROR_VALUE, session_statement(session),
			_("a map of %zu classes cannot be read"), classes);
		error_hint(error, _("stats confusion lists them"));
		return NULL;
	}
	double *share = arena_take(session_arena(session), classes * classes, sizeof *share);
	for (size_t i = 0; i < classes; i++) {
		double samples = 0;
		for (size_t k = 0; k < classes; k++)
			samples += answers.counts[i * classes + k];
		for (size_t k = 0; k < classes; k++)
			share[i * classes + k] = answers.counts[i * classes + k] / samples;
	}
	struct table *table = confusion_table(session, data, &answers);
	struct figure *figure = figure_new(_("What is answered for what"));
	figure_alt(figure, "%s", table_sentence(table));
	table_free(table);
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, _("answer"), SCALE_CATEGORY);
	panel_y(panel, _("right answer"), SCALE_CATEGORY);
	panel_x_categories(panel, data->class_names, classes);
	panel_y_categories(panel, data->class_names, classes);
	double end = (double)classes - 0.5;
	panel_map(panel, _("share of the class"), share, classes, classes, -0.5, end, -0.5, end,
		false);
	return figure;
}

/* ---- z by layer ---- */

/* z of every unit for the first samples, up to MOST_ROWS layers evenly chosen. */
struct figure *stats_histograms_draw(struct session *session, struct error *error)
{
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	struct fault fault = { 0 };
	struct pass *pass = data ? pass_new(network, HISTOGRAM_SAMPLES, &fault) : NULL;
	if (!pass) {
		if (data)
			session_fault(&fault, session_statement(session), error);
		return NULL;
	}
	size_t depth = network->recipe.depth, rows = depth < MOST_ROWS ? depth : MOST_ROWS;
	size_t count = data->train.count;
	pass_load(pass, data, &data->train, NULL, 0,
		count < HISTOGRAM_SAMPLES ? count : HISTOGRAM_SAMPLES);
	if (!pass_forward(pass, network)) {
		pass_free(pass);
		session_fault(&(struct fault){ .kind = FAULT_INTERRUPTED },
			session_statement(session), error);
		return NULL;
	}
	struct arena *arena = session_arena(session);
	const char **names = arena_take(arena, rows, sizeof *names);
	const double **values = arena_take(arena, rows, sizeof *values);
	size_t *counts = arena_take(arena, rows, sizeof *counts);
	double spread[MOST_ROWS] = { 0 };
	for (size_t r = 0; r < rows; r++) {
		size_t l = rows > 1 ? r * (depth - 1) / (rows - 1) : 0;
		size_t units = network->layers[l].outputs;
		double *z = arena_take(arena, units * pass->count, sizeof *z);
		for (size_t i = 0; i < units * pass->count; i++) {
			z[i] = (double)pass->z[l][i / pass->count * pass->stride + i % pass->count];
			spread[r] += z[i] * z[i] / (double)(units * pass->count);
		}
		counts[r] = units * pass->count;
		values[r] = z;
		names[r] = arena_format(arena, "%zu", l + 1);
	}
	pass_free(pass);
	struct figure *figure = figure_new(_("What goes into the activations"));
	figure_alt(figure, _("z by layer: rms %s in layer 1, %s in layer %zu."),
		session_number(session, real_sqrt(spread[0]), 3),
		session_number(session, real_sqrt(spread[rows - 1]), 3), depth);
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, "z", SCALE_LINEAR);
	panel_y(panel, _("layer"), SCALE_CATEGORY);
	panel_ridges(panel, names, values, counts, rows);
	return figure;
}

/* ---- which neurons live ---- */

/* A row for each hidden layer, the first at the bottom; a column for each neuron, or for several.
 */
struct figure *stats_neurons_draw(struct session *session, struct error *error)
{
	const struct statistics *statistics = session_statistics(session, NULL, error);
	if (!statistics)
		return NULL;
	size_t rows = statistics->layer_count - 1, columns = 0, alive = 0, all = 0;
	for (size_t l = 0; l < rows; l++)
		columns = statistics->layers[l].neurons > columns ? statistics->layers[l].neurons
								  : columns;
	columns = columns < MOST_NEURONS ? columns : MOST_NEURONS;
	struct arena *arena = session_arena(session);
	unsigned *state = arena_take(arena, rows * columns, sizeof *state);
	double *strength = arena_take(arena, rows * columns, sizeof *strength);
	for (size_t l = 0; l < rows; l++) {
		const struct layer_statistics *layer = &statistics->layers[l];
		for (size_t j = 0; j < layer->neurons; j++)
			alive += layer->state[j] == NEURON_ALIVE;
		all += layer->neurons;
		for (size_t c = 0; c < columns; c++) {
			state[l * columns + c] = layer->state[c * layer->neurons / columns];
			strength[l * columns + c] = 0.5;
		}
	}
	const char *const names[] = { _("alive"), _("dormant"), _("frozen"), _("dead") };
	struct figure *figure = figure_new(_("Which neurons live"));
	figure_alt(figure, _("%zu of %zu hidden neurons are alive."), alive, all);
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, _("neuron"), SCALE_LINEAR);
	panel_y(panel, _("layer"), SCALE_LINEAR);
	panel_classes(panel, state, strength, columns, rows, 0.5, (double)columns + 0.5, 0.5,
		(double)rows + 0.5, names, COUNT_OF(names));
	return figure;
}

/* ---- the activation ---- */

struct figure *stats_curve_draw(struct session *session, struct error *error)
{
	const struct network *network = session_network(session, error);
	if (!network)
		return NULL;
	const struct choice *activation = &network->recipe.activation;
	struct arena *arena = session_arena(session);
	double *z = arena_take(arena, CURVE, sizeof *z), *f = arena_take(arena, CURVE, sizeof *f);
	double *slope = arena_take(arena, CURVE, sizeof *slope);
	for (size_t i = 0; i < CURVE; i++) {
		z[i] = -5 + 10 * (double)i / (CURVE - 1);
		f[i] = activation_value(activation, z[i]);
		slope[i] = activation_slope(activation, z[i]);
	}
	struct figure *figure = figure_new(_("The activation and its slope"));
	figure_alt(figure,
		_("%s: at 0 it is %s with slope %s; its steepest slope is %s and its gain %s."),
		activation->label->name,
		session_number(session, activation_value(activation, 0), 4),
		session_number(session, activation_slope(activation, 0), 4),
		session_number(session, activation_slope_limit(activation), 4),
		session_number(session, activation_gain(activation), 4));
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, "z", SCALE_LINEAR);
	panel_y(panel, activation->label->name, SCALE_LINEAR);
	panel_line(panel, "f(z)", z, f, CURVE);
	panel_line(panel, "f'(z)", z, slope, CURVE);
	return figure;
}
