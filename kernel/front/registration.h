/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The sockets of a connection file, and who is told the ports that were chosen: whoever reads the
 * file, and a launcher that gave a registration file.
 */
#pragma once
#include "kernel/front/sockets.h"

/* Who may want the kernel to end meanwhile: descriptors of system.h; a parent of -1: none. */
struct listeners {
	int signals, parent;
};

/* Opens the sockets, writes to the file at `path` or waits for the launcher's word, five seconds at
 * most. False, with the reason and all closed, when the sockets cannot be had, when no word comes
 * or none that is signed with our key; false without a reason when the kernel is to end. An
 * interrupt changes nothing; a file that cannot be written although the launcher knows leaves a
 * reason, too. */
bool registration_open(struct sockets *sockets, struct connection *connection, const char *path,
	const struct listeners *listeners, struct error *error);
