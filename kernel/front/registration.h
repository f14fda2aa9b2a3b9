/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A launcher that gave a registration file is told the ports that were chosen.
 */
#pragma once
#include "kernel/front/sockets.h"

/* Waits for its word, five seconds at most. False, with the reason, when none comes, when it is not
 * signed with our key; false without a reason when the kernel is to end (`signals`, `parent`:
 * descriptors of system.h; a parent of -1: none). An interrupt changes nothing. */
bool registration_announce(const struct sockets *sockets, const struct connection *connection,
	int signals, int parent, struct error *error);
