/* SPDX-License-Identifier: BSD-3-Clause
 *
 * load: a network from a file.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/files.h"
#include "kernel/commands/net.h"
#include "nn/activation.h"
#include "nn/file.h"
#include "nn/loss.h"
#include "nn/model.h"

#include <stdlib.h>

struct given {
	const char *file;
	struct choice act, loss;
	const char *name;
};

static const struct parameter parameters[] = {
	TEXT(struct given, file, NULL, N_("which file: \"net.safetensors\""), .positional = true,
		.quoted = true),
	CHOICE(struct given, act, "auto", &activations,
		N_("the activation, for a file that does not say it")),
	CHOICE(struct given, loss, "auto", &losses,
		N_("the loss, for a file that does not say it")),
	TEXT(struct given, name, "auto", N_("a name to find it by, for `use`")),
};

/* Its inputs, outputs and loss against the data that are loaded. */
static bool check_data(struct session *session, const char *file, const struct network *network,
	const struct model_origin *origin, struct error *error)
{
	const struct data *data = session_data(session, error);
	if (!data)
		return false;
	const struct network_recipe *recipe = &network->recipe;
	const struct loss *loss = (const void *)recipe->loss.label;
	size_t wanted = loss->kernel == LOSS_BINARY ? 1
			: data->classes > 0         ? data->classes
						    : data->outputs;
	if (recipe->inputs == data->features && recipe->outputs == wanted &&
		net_loss_suits(&loss->label, data))
		return true;
	error_set(error, ERROR_VALUE, session_argument(session, "file"),
		_("the network of %s has %zu inputs, %zu outputs and the loss %s; %s has %zu "
		  "inputs "
		  "and %zu outputs"),
		file, recipe->inputs, recipe->outputs, loss->label.name, data->name, data->features,
		wanted);
	if (*origin->data)
		return error_hint(
			error, _("it learned from %s: load those data first"), origin->data);
	return error_hint(error, _("load its data first, or say loss="));
}

/* What an activation has learned is in the file, or it is not. */
static bool take_activation(struct session *session, const struct given *given,
	struct network *network, struct error *error)
{
	const struct activation *from = network_activation(network),
				*to = (const void *)given->act.label;
	if (!to || to == from)
		return true;
	if (from->learned || to->learned)
		return error_set(error, ERROR_VALUE, session_argument(session, "act"),
			_("%s learns, and what it has learned is only in files that save wrote"),
			from->learned ? from->label.name : to->label.name);
	network->recipe.activation = given->act;
	return true;
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	struct fault fault = { 0 };
	struct model_origin origin = { 0 };
	size_t length, limit = (size_t)session_options(session)->memory;
	char *bytes = file_read_new(given->file, limit, &length, &fault);
	struct network *network =
		bytes ? model_read_new(bytes, length, limit, &origin, &fault) : NULL;
	free(bytes);
	if (!network)
		return files_fault(session, given->file, &fault, error);
	if (given->loss.label)
		network->recipe.loss = given->loss;
	if (!take_activation(session, given, network, error) ||
		!check_data(session, given->file, network, &origin, error)) {
		network_free(network);
		return false;
	}
	session_keep_network(session, given->name ? given->name : "net", &network);
	return net_show(session, out, error);
}

const struct command command_load = {
	.label = { .name = "load", .summary = N_("Read a network from a file.") },
	.chapter = CHAPTER_FILES,
	.help = N_("Makes the network of a safetensors file the one in use, as it was when `save` "
		   "wrote it. A file that PyTorch wrote is a network too when its tensors are "
		   "those of an nn.Sequential of Linear layers: say act= and loss= then.\n\n"
		   "The data that are loaded must have its inputs and outputs."),
	.example = "net 2x8 tanh xavier\nsave \"net.safetensors\"\nload \"net.safetensors\"",
	PARAMETERS(parameters, struct given),
	.run = run,
};
