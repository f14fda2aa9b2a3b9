/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Kernel subshells (Jupyter enhancement proposal 91): more queues than one, so that a client need
 * not wait for its own cells. There is one session and one worker: a cell of a subshell waits for
 * the cell that runs, whosever it is, in the order of coming. Every other request is answered at
 * once on all of them, a running cell or not. What a failed cell aborts is what waits in its own
 * subshell.
 */
#pragma once
#include "kernel/protocol/message.h"

struct subshells {
	char **ids;
	size_t count;
};

enum { SUBSHELLS_MOST = 1000 };

/* The new one's id, lent; NULL when there are too many. */
const char *subshells_create(struct subshells *subshells);
/* False when there is none of that id. */
bool subshells_delete(struct subshells *subshells, const char *id);
void subshells_release(struct subshells *subshells);
/* The ids in the order of creation; without the main shell, which has none. */
json_t *subshells_list(const struct subshells *subshells);

/* The id in a message's header; NULL: the main shell. */
const char *subshell_of(const struct message *message);
bool subshell_is_same(const struct message *left, const struct message *right);
/* The main shell, or one that was created and not deleted. */
bool subshells_have(const struct subshells *subshells, const struct message *message);
