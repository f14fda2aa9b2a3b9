/* SPDX-License-Identifier: BSD-3-Clause
 *
 * save: the network in use, as a file that PyTorch reads too.
 */
#include "kernel/base/locale.h"
#include "kernel/commands/files.h"
#include "nn/model.h"

#include <stdlib.h>

struct given {
	const char *file;
	bool moments;
};

static const struct parameter parameters[] = {
	TEXT(struct given, file, NULL, N_("where to: \"net.safetensors\""), .positional = true,
		.quoted = true),
	FLAG(struct given, moments,
		N_("also what the optimizer remembers, so that training goes on to the bit"),
		.positional = true),
};

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	if (!data || !files_check_ending(session, given->file, ".safetensors", error))
		return false;
	size_t length;
	char *bytes = model_write_new(network, data->name, given->moments, &length);
	bool saved = bytes && files_write(session, given->file, bytes, length, error);
	free(bytes);
	if (!bytes)
		return session_fault(
			&(struct fault){ .kind = FAULT_MEMORY }, session_statement(session), error);
	if (saved)
		session_say(out, _("%s: %zu parameters, %zu bytes\n"), given->file,
			network->parameter_count, length);
	return saved;
}

const struct command command_save = {
	.label = { .name = "save", .summary = N_("Write the network to a file.") },
	.chapter = CHAPTER_FILES,
	.help = N_("Writes the weights of the network in use, and how it was made, as safetensors. "
		   "`load` brings it back bit for bit. In PyTorch, load_state_dict of an "
		   "nn.Sequential of the same layers takes the file's tensors.\n\n"
		   "Without `moments`, an optimizer that remembers starts anew after `load`."),
	.example = "net 2x8 tanh xavier\nsave \"net.safetensors\"\nload \"net.safetensors\"",
	PARAMETERS(parameters, struct given),
	.run = run,
};
