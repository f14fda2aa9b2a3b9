/* SPDX-License-Identifier: BSD-3-Clause
 *
 * data: which samples the networks learn from; alone, what is loaded.
 */
#include "kernel/commands/data.h"

#include "kernel/base/locale.h"
#include "kernel/commands/net.h"
#include "kernel/view/plot.h"
#include "kernel/view/table.h"
#include "nn/data.h"
#include "nn/data_file.h"

#include <math.h>
#include <string.h>

// clang-format off
static const struct parameter parameters[] = {
	CHOICE(struct data_given, set, "auto", &data_sets, N_("which data; left out, what is loaded is shown"), .positional = true),
	TEXT(struct data_given, file, "auto", N_("a table (CSV) or an IDX file, plain or gzip: data \"iris.csv\""), .positional = true, .quoted = true),
	TEXT(struct data_given, target, "auto", N_("of a table: the column to predict, by name or number; the last when left out")),
	WORD(struct data_given, task, "auto", &tasks, N_("of a table: what the target is")),
	TEXT(struct data_given, labels, "auto", N_("of an IDX file of images: the file of their labels")),
	COUNT(struct data_given, n, "auto", 10, 1e6, N_("samples to generate")),
	REAL(struct data_given, noise, "auto", 0, 100, N_("how far generated samples stray")),
	REAL(struct data_given, test, "20%", 0, 0.9, N_("share of the samples held out to test on")),
	REAL(struct data_given, mislabel, "0", 0, 1, N_("share of the training labels that are made wrong")),
	WORD(struct data_given, scale, "auto", &scalings, N_("how the inputs are scaled")),
	COUNT(struct data_given, seed, "auto", 0, 9007199254740992.0, N_("seed of the samples and of the split")),
};

static const struct column columns[] = {
	{ "class", N_("class"), N_("the name of the class"), COLUMN_TEXT },
	{ "train", N_("train"), N_("samples to train on"), COLUMN_COUNT },
	{ "test", N_("test"), N_("samples to test on"), COLUMN_COUNT },
	{ "share", N_("share"), N_("share of all samples"), COLUMN_FRACTION },
};
// clang-format on

enum { DRAWN_SAMPLES = 500, DRAWN_IMAGES = 10 };

static size_t count_of_class(const struct split *split, unsigned class)
{
	size_t count = 0;
	for (size_t i = 0; i < split->count; i++)
		count += split->label[i] == class;
	return count;
}

static bool scaled_each(const struct data *data)
{
	for (size_t j = 0; j < data->features; j++)
		if (data->means[j] != 0 || data->deviations[j] != 1)
			return true;
	return false;
}

static const char *caption(struct session *session, const struct data *data)
{
	const char *scaled = "";
	if (data->deviation != 1 || data->mean != 0)
		scaled = arena_format(session_arena(session),
			_(" One scale for all inputs: minus %s, divided by %s."),
			session_number(session, data->mean, 4),
			session_number(session, data->deviation, 4));
	else if (scaled_each(data))
		scaled = _(" Each input minus its mean, divided by its deviation.");
	if (data->classes == 0)
		return arena_format(session_arena(session),
			_("%s: %zu samples to train on, %zu to test on; %zu inputs and a number to "
			  "predict.%s"),
			data->name, data->train.count, data->test.count, data->features, scaled);
	return arena_format(session_arena(session),
		_("%s: %zu samples to train on, %zu to test on; %zu inputs, %zu classes.%s"),
		data->name, data->train.count, data->test.count, data->features, data->classes,
		scaled);
}

static struct table *make_new(struct session *session, struct error *error)
{
	const struct data *data = session_data(session, error);
	if (!data)
		return NULL;
	struct table *table =
		table_new(columns, sizeof columns / sizeof *columns, caption(session, data));
	double all = (double)(data->train.count + data->test.count);
	for (unsigned class = 0; class < data->classes; class ++) {
		size_t train = count_of_class(&data->train, class);
		size_t test = count_of_class(&data->test, class);
		table_text(table, data->class_names[class]);
		table_number(table, (double)train);
		table_number(table, (double)test);
		table_number(table, (double)(train + test) / all);
	}
	if (data->classes == 0) {
		table_text(table, _("(a number)"));
		table_number(table, (double)data->train.count);
		table_number(table, (double)data->test.count);
		table_number(table, 1);
	}
	return table;
}

static double *column_new(
	struct session *session, const struct data *data, size_t feature, size_t count)
{
	double *values = arena_take(session_arena(session), count, sizeof *values);
	for (size_t i = 0; i < count; i++)
		values[i] = (double)data->train.x[i * data->features + feature];
	return values;
}

static size_t drawn(const struct data *data)
{
	return data->train.count < DRAWN_SAMPLES ? data->train.count : DRAWN_SAMPLES;
}

/* Two inputs and classes: a scatter plot. Points keep the order of the split, which is random. */
static void draw_plane(struct session *session, const struct data *data, struct figure *figure)
{
	size_t count = drawn(data);
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, "x1", SCALE_LINEAR);
	panel_y(panel, "x2", SCALE_LINEAR);
	unsigned *classes = arena_take(session_arena(session), count, sizeof *classes);
	for (size_t i = 0; i < count; i++)
		classes[i] = data->train.label[i];
	panel_class_points(panel, column_new(session, data, 0, count),
		column_new(session, data, 1, count), classes, count);
}

static void draw_curve(struct session *session, const struct data *data, struct figure *figure)
{
	size_t count = drawn(data);
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, "x", SCALE_LINEAR);
	panel_y(panel, _("target"), SCALE_LINEAR);
	double *target = arena_take(session_arena(session), count, sizeof *target);
	for (size_t i = 0; i < count; i++)
		target[i] = (double)data->train.target[i * data->outputs];
	panel_points(panel, NULL, column_new(session, data, 0, count), target, count);
}

/* The first sample of each class, as an image; row 0 of a map is its bottom. */
static void draw_image(
	struct session *session, const struct data *data, struct figure *figure, unsigned class)
{
	size_t sample = 0;
	while (sample < data->train.count && data->train.label[sample] != class)
		sample++;
	if (sample == data->train.count)
		return;
	const float *x = data->train.x + sample * data->features;
	double *values = arena_take(session_arena(session), data->features, sizeof *values);
	for (size_t row = 0; row < data->height; row++)
		for (size_t column = 0; column < data->width; column++)
			values[(data->height - 1 - row) * data->width + column] =
				(double)x[row * data->width + column] * data->deviation +
				data->mean;
	struct panel *panel = figure_panel(figure, data->class_names[class]);
	panel_map(panel, NULL, values, data->width, data->height, 0, (double)data->width, 0,
		(double)data->height, false);
}

/* Many inputs: the spread of the first ones, one row each. */
static void draw_ridges(struct session *session, const struct data *data, struct figure *figure)
{
	size_t rows = data->features < 8 ? data->features : 8, count = drawn(data);
	const char **names = arena_take(session_arena(session), rows, sizeof *names);
	const double **values = arena_take(session_arena(session), rows, sizeof *values);
	size_t *counts = arena_take(session_arena(session), rows, sizeof *counts);
	for (size_t i = 0; i < rows; i++) {
		names[i] = data->feature_names
				   ? data->feature_names[i]
				   : arena_format(session_arena(session), "x%zu", i + 1);
		values[i] = column_new(session, data, i, count);
		counts[i] = count;
	}
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, _("value after scaling"), SCALE_LINEAR);
	panel_ridges(panel, names, values, counts, rows);
}

static struct figure *draw_new(struct session *session, struct error *error)
{
	const struct data *data = session_data(session, error);
	if (!data)
		return NULL;
	struct figure *figure = figure_new(data->name);
	figure_alt(figure, "%s", caption(session, data));
	if (data->width > 0 && data->classes > 0)
		for (unsigned class = 0; class < data->classes && class < DRAWN_IMAGES; class ++)
			draw_image(session, data, figure, class);
	else if (data->features == 2 && data->classes > 0)
		draw_plane(session, data, figure);
	else if (data->features == 1 && data->classes == 0)
		draw_curve(session, data, figure);
	else
		draw_ridges(session, data, figure);
	return figure;
}

static const struct quantity_table tables[] = {
	{ { "data", N_("samples by class"), NULL, { { 0 } } }, columns,
		sizeof columns / sizeof *columns, make_new, draw_new },
};

/* What is wrong with a file is said with its name. */
static void refuse(struct session *session, const struct data_given *given,
	const struct fault *fault, struct error *error)
{
	struct span where =
		given->file ? session_argument(session, "file") : session_statement(session);
	if (fault->kind == FAULT_MEMORY && fault->found > 0)
		session_memory_fits(session, fault->found, where, _("this data set"), error);
	else if (fault->kind == FAULT_NAME)
		session_fault(fault, session_argument(session, "target"), error);
	else if (fault->kind == FAULT_FILE) {
		const char *name = fault->quantity && given->labels ? given->labels : given->file;
		error_set(error, ERROR_FILE, where, "%s: %s", name, strerror(fault->system));
	} else
		session_fault(fault, where, error);
}

struct data *data_make_new(
	struct session *session, const struct data_given *given, struct error *error)
{
	const struct data_recipe recipe = {
		.set = given->file ? data_file : given->set.label,
		.count = given->n < 0 ? 0 : (size_t)given->n,
		.noise = given->noise,
		.test = given->test,
		.mislabel = given->mislabel,
		.scaling = given->scale ? (enum scaling)catalogue_index(&scalings, given->scale)
					: SCALING_DEFAULT,
		.seed = given->seed < 0 ? session_options(session)->seed : (uint64_t)given->seed,
		.path = given->file,
		.labels = given->labels,
		.target = given->target,
		.task = given->task ? (enum task)catalogue_index(&tasks, given->task)
				    : TASK_AUTOMATIC,
		.limit = (size_t)session_options(session)->memory,
		.poll = session_poll,
		.to = session,
	};
	if (!session_memory_fits(session, data_bytes(&recipe), session_argument(session, "n"),
		    _("this data set"), error))
		return NULL;
	struct fault fault = { 0 };
	struct data *data = data_new(&recipe, &fault);
	if (!data)
		refuse(session, given, &fault, error);
	return data;
}

static bool describe(struct session *session, const struct outlet *out, struct error *error)
{
	struct table *table = make_new(session, error);
	if (!table)
		return false;
	session_show_table(session, out, NULL, &table);
	struct figure *figure = draw_new(session, error);
	session_show_figure(session, out, NULL, &figure);
	return true;
}

/* A network is a recipe: all of them are made again for the new data, or nothing changes. */
static bool replace(struct session *session, struct data *data, struct error *error)
{
	size_t count = 0;
	while (session_network_at(session, count))
		count++;
	struct network **networks =
		arena_take(session_arena(session), count + 1, sizeof(struct network *));
	for (size_t i = 0; i < count; i++) {
		const struct network *old =
			session_find_network(session, session_network_at(session, i));
		struct net_given given = net_given_of(session, old);
		if (given.loss.label && !net_loss_suits(given.loss.label, data))
			given.loss.label = NULL; /* other data, another task */
		networks[i] = net_make_new(session, &given, data, error);
		if (!networks[i]) {
			while (i-- > 0)
				network_free(networks[i]);
			data_free(data);
			return false;
		}
	}
	const char *in_use = session_network_name(session);
	if (in_use)
		in_use = arena_format(session_arena(session), "%s", in_use);
	session_keep_data(session, &data);
	for (size_t i = 0; i < count; i++)
		session_keep_network(session, session_network_at(session, i), &networks[i]);
	return !in_use || session_use(session, in_use, error);
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct data_given *given = record;
	if (!given->set.label && !given->file)
		return describe(session, out, error);
	struct data *data = data_make_new(session, given, error);
	if (!data || !replace(session, data, error))
		return false;
	session_remember(session, &command_data, given);
	struct table *table = make_new(session, error);
	if (!table)
		return false;
	if (session_network_name(session))
		table_caption(table, _("%s The network starts again at epoch 0, for these data."),
			caption(session, session_data(session, error)));
	session_show_table(session, out, NULL, &table);
	return true;
}

const struct command command_data = {
	.label = { .name = "data", .summary = N_("Choose the samples to learn from.") },
	.chapter = CHAPTER_BENCH,
	.help = N_(
		"Loads or generates a data set, holds a part of it out to test on (the same "
		"share of each class), and scales the inputs. The same seed gives the same "
		"samples and the same split.\n\n"
		"A text is the name of a file: a table with a header or without one, separated by "
		"commas, semicolons or tabs, whose last column (or target=) is what to predict; "
		"or MNIST's images, with the file of labels beside them. Missing values are "
		"refused with their line and column.\n\n"
		"A network that exists is made again for the new data, at epoch 0. `data` alone "
		"shows what is loaded."),
	.example = "data moons n=200 noise=0.1",
	PARAMETERS(parameters, struct data_given),
	.tables = tables,
	.table_count = sizeof tables / sizeof *tables,
	.run = run,
};
