/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every file in kernel/commands/ is one command; make lists them in commands.inc.
 */
#include "kernel/session/registry.h"

#define COMMAND(name) extern const struct command command_##name;
#include "commands.inc"
#undef COMMAND

const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "commands.inc"
#undef COMMAND
	NULL,
};
