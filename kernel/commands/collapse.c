/* SPDX-License-Identifier: BSD-3-Clause
 *
 * collapse: a network without activations is one layer; how far the one in use is from that.
 */
#include "nn/collapse.h"

#include "kernel/base/locale.h"
#include "kernel/session/session.h"
#include "nn/real.h"

static struct collapse *collapse_of(struct session *session, struct error *error)
{
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	if (!data)
		return NULL;
	struct fault fault = { 0 };
	struct collapse *collapse = collapse_new(network, data, session_poll, session, &fault);
	if (!collapse)
		session_fault(&fault, session_statement(session), error);
	return collapse;
}

static bool distance(struct session *session, double *number, struct error *error)
{
	struct collapse *collapse = collapse_of(session, error);
	if (collapse)
		*number = collapse->distance;
	collapse_free(collapse);
	return error->kind == ERROR_NONE;
}

static const struct quantity quantities[] = {
	{ { .name = "collapse.distance",
		  .summary = N_("largest difference between the network and the product of its "
				"layers") },
		distance, false, NULL },
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	(void)record;
	struct collapse *collapse = collapse_of(session, error);
	if (!collapse)
		return false;
	size_t layers = session_network(session, error)->layer_count;
	const char *apart = session_number(session, collapse->distance, 3);
	const char *size = session_number(session, collapse->size, 3);
	bool one = collapse->distance <= 1e-4 * (collapse->size > 1 ? collapse->size : 1);
	session_say(out,
		one ? _("The %zu layers are one: their product, a single %zu x %zu layer, answers "
			"the same to within %s (answers up to %s).\n")
		    : _("The %zu layers are not one: a single %zu x %zu layer, their product, "
			"answers up to %s away (answers up to %s). That is what activations are "
			"for.\n"),
		layers, collapse->inputs, collapse->outputs, apart, size);
	collapse_free(collapse);
	return true;
}

const struct command command_collapse = {
	.label = { .name = "collapse",
		.summary = N_("Would a single layer do? The product of all weights.") },
	.chapter = CHAPTER_LOOKING,
	.help = N_("Multiplies the weights of all layers into one layer and compares its answers "
		   "with the network's over the train split. Without activations they are the "
		   "same, however many layers there are; with activations they are not, and that "
		   "is what activations are for. `collapse.distance` is the largest difference."),
	.example = "data circles\nnet 3x16 linear xavier\ncollapse",
	.quantities = quantities,
	.quantity_count = sizeof quantities / sizeof *quantities,
	.run = run,
};
