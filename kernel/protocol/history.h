/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The cells of this session, in memory.
 */
#pragma once
#include "kernel/protocol/message.h"

struct entry {
	long line;
	char *input;
	size_t length;
	char *output; /* text/plain of the result; NULL: none */
};

struct history {
	struct entry *entries;
	size_t count, capacity, bytes;
};

/* The oldest go, except the very last. */
enum { HISTORY_MOST = 10000, HISTORY_BYTES = 16 << 20 };

void history_add(struct history *history, long line, struct piece input);
/* The result of the cell that was added last. */
void history_set_output(struct history *history, const char *output);
void history_release(struct history *history);
/* The array that answers a history_request: tail, range or search. */
json_t *history_answer(const struct history *history, const struct message *message);
