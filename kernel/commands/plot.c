/* SPDX-License-Identifier: BSD-3-Clause
 *
 * plot: any table that has a figure, and the decision boundary of a network with two inputs.
 */
#include "kernel/view/plot.h"

#include "kernel/base/locale.h"
#include "kernel/commands/stats.h"
#include "kernel/session/registry.h"
#include "kernel/session/session.h"
#include "nn/pass.h"
#include "nn/real.h"

enum { GRID = 60, SHOWN_POINTS = 400 };

struct given {
	const struct quantity_table *what;
};

static const struct parameter parameters[] = {
	FIGURE(struct given, what, NULL, N_("what to draw"), .positional = true),
};

/* The plane the samples lie in, with a margin. */
struct plane {
	double x0, x1, y0, y1;
};

static void range_of(const struct data *data, size_t feature, double *low, double *high)
{
	*low = *high = (double)data->train.x[feature];
	for (size_t i = 1; i < data->train.count; i++) {
		double x = (double)data->train.x[i * data->features + feature];
		*low = x < *low ? x : *low;
		*high = x > *high ? x : *high;
	}
	double margin = 0.1 * (*high - *low);
	*low -= margin;
	*high += margin;
}

/* The points of a grid over the plane, as a split. */
static struct split grid_of(
	struct session *session, const struct plane *plane, const struct data *data)
{
	struct arena *arena = session_arena(session);
	struct split split = { .count = (size_t)GRID * GRID };
	split.x = arena_take(arena, split.count * 2, sizeof *split.x);
	split.label = arena_take(arena, split.count, sizeof *split.label);
	split.target = arena_take(arena, split.count * (data->outputs + 1), sizeof *split.target);
	for (size_t i = 0; i < split.count; i++) {
		size_t column = i % GRID, row = i / GRID;
		split.x[2 * i] = (float)(plane->x0 +
					 (plane->x1 - plane->x0) * ((double)column + 0.5) / GRID);
		split.x[2 * i + 1] =
			(float)(plane->y0 + (plane->y1 - plane->y0) * ((double)row + 0.5) / GRID);
	}
	return split;
}

/* The winning class of one sample and its probability, from the logits z[k * stride]. */
static unsigned winner_of(const float *z, size_t stride, size_t outputs, double *strength)
{
	if (outputs == 1) { /* one logit: the second class when positive */
		double p = real_sigmoid((double)z[0]);
		*strength = p >= 0.5 ? p : 1 - p;
		return p >= 0.5;
	}
	size_t best = 0;
	for (size_t k = 1; k < outputs; k++)
		best = z[k * stride] > z[best * stride] ? k : best;
	double sum = 0;
	for (size_t k = 0; k < outputs; k++)
		sum += real_exp((double)z[k * stride] - (double)z[best * stride]);
	*strength = 1 / sum;
	return (unsigned)best;
}

static bool answer_grid(struct session *session, const struct network *network,
	const struct data *data, const struct split *grid, unsigned *winner, double *strength,
	struct error *error)
{
	struct fault fault = { 0 };
	struct pass *pass = pass_new(network, GRID, &fault);
	if (!pass)
		return session_fault(&fault, session_statement(session), error);
	size_t first = 0;
	for (; first < grid->count; first += GRID) {
		pass_load(pass, data, grid, NULL, first, GRID);
		if (!pass_forward(pass, network))
			break;
		const float *z = pass->z[network->layer_count - 1];
		for (size_t i = 0; i < GRID; i++)
			winner[first + i] = winner_of(
				z + i, pass->stride, network->recipe.outputs, &strength[first + i]);
	}
	pass_free(pass);
	return first >= grid->count || session_fault(&(struct fault){ .kind = FAULT_INTERRUPTED },
					       session_statement(session), error);
}

static void draw_samples(struct session *session, const struct data *data, struct panel *panel)
{
	size_t count = data->train.count < SHOWN_POINTS ? data->train.count : SHOWN_POINTS;
	double *x = arena_take(session_arena(session), count, sizeof *x);
	double *y = arena_take(session_arena(session), count, sizeof *y);
	unsigned *classes = arena_take(session_arena(session), count, sizeof *classes);
	for (size_t i = 0; i < count; i++) {
		x[i] = (double)data->train.x[2 * i];
		y[i] = (double)data->train.x[2 * i + 1];
		classes[i] = data->train.label[i];
	}
	panel_class_points(panel, x, y, classes, count);
}

static struct figure *boundary_new(struct session *session, struct error *error)
{
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	if (!data)
		return NULL;
	if (data->features != 2 || data->classes == 0) {
		error_set(error, ERROR_VALUE, session_statement(session),
			_("a boundary needs two inputs and classes; %s has %zu inputs"), data->name,
			data->features);
		error_hint(error, _("try: data moons"));
		return NULL;
	}
	struct plane plane;
	range_of(data, 0, &plane.x0, &plane.x1);
	range_of(data, 1, &plane.y0, &plane.y1);
	struct split grid = grid_of(session, &plane, data);
	unsigned *winner = arena_take(session_arena(session), grid.count, sizeof *winner);
	double *strength = arena_take(session_arena(session), grid.count, sizeof *strength);
	if (!answer_grid(session, network, data, &grid, winner, strength, error))
		return NULL;
	struct figure *figure = figure_new(_("What the network answers"));
	double loss = 0, right = 0;
	if (!quantity_find("loss")->compute(session, &loss, error) ||
		!quantity_find("accuracy")->compute(session, &right, error)) {
		figure_free(figure);
		return NULL;
	}
	figure_alt(figure,
		_("The regions of the plane by the class the network answers at epoch %llu; it is "
		  "right on %s %% of the samples, loss %s."),
		(unsigned long long)network->epoch, session_number(session, 100 * right, 3),
		session_number(session, loss, 4));
	struct panel *panel = figure_panel(figure, NULL);
	panel_x(panel, "x1", SCALE_LINEAR);
	panel_y(panel, "x2", SCALE_LINEAR);
	panel_classes(panel, winner, strength, GRID, GRID, plane.x0, plane.x1, plane.y0, plane.y1,
		data->class_names, data->classes);
	draw_samples(session, data, panel);
	return figure;
}

static const struct quantity_table tables[] = {
	{ { .name = "boundary",
		  .summary = N_("what the network answers over a plane of two inputs") },
		NULL, 0, NULL, boundary_new },
	{ { .name = "histograms", .summary = N_("what goes into the activations, layer by layer") },
		NULL, 0, NULL, stats_histograms_draw },
	{ { .name = "neurons", .summary = N_("which neurons are alive, dormant, frozen or dead") },
		NULL, 0, NULL, stats_neurons_draw },
	{ { .name = "curve", .summary = N_("the activation and its slope") }, NULL, 0, NULL,
		stats_curve_draw },
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	struct figure *figure = given->what->draw_new(session, error);
	if (!figure)
		return false;
	session_show_figure(session, out, NULL, &figure);
	return true;
}

const struct command command_plot = {
	.label = { .name = "plot",
		.summary = N_("Draw what `stats`, `train` and the others measured.") },
	.chapter = CHAPTER_LOOKING,
	.help = N_(
		"Draws a table that has a figure, and what has no table: boundary, the regions of "
		"the plane by the class a network with two inputs answers; histograms, what goes "
		"into the activations of each layer; neurons, which are alive; curve, the "
		"activation and its slope; signal, "
		"theory beside what is measured."),
	.example = "data moons\nnet 2x16 tanh xavier\ntrain 20 quiet\nplot boundary",
	PARAMETERS(parameters, struct given),
	.tables = tables,
	.table_count = sizeof tables / sizeof *tables,
	.run = run,
};
