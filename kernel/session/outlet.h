/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Where a cell's output goes. Its makers: the worker's pipe, a notebook file, a terminal, a test
 * recorder. Every function pointer must be set; `to` is handed to each.
 */
#pragma once
#include "kernel/base/text.h"
#include "kernel/view/bundle.h"

#include <stdbool.h>
#include <stddef.h>

enum answer { ANSWER_GIVEN, ANSWER_END, ANSWER_NOBODY, ANSWER_INTERRUPTED };

struct outlet {
	void (*stream)(void *to, const char *text, size_t length); /* standard output */
	void (*display)(void *to, const char *id, const struct bundle *bundle); /* id may be NULL */
	void (*update)(void *to, const char *id, const struct bundle *bundle);
	void (*result)(void *to, const struct bundle *bundle); /* at most once a cell, last */
	void (*page)(void *to, const struct bundle *bundle);   /* for the pager */
	void (*clear)(void *to, bool wait);
	enum answer (*ask)(void *to, const char *prompt, bool secret, struct text *answer);
	/* Called at least every 20 ms by whatever lasts; false: the reader wants the cell to stop.
	 * It stays false until the cell ends. */
	bool (*poll)(void *to);
	/* The running command lets the reader steer these while it runs (a slider's value arrives
	 * at the next poll); NULL ends it. */
	void (*steerable)(void *to, const char *name, double *value);
	/* The session as it was `steps` cells ago, of those that changed something; it goes on with
	 * the cell from byte `offset` on. In a worker this does not return: the other session runs
	 * in another process. False: it cannot be; *possible gets how many steps can, or -1 when
	 * the reader has stopped the cell. */
	bool (*undo)(void *to, size_t steps, size_t offset, long *possible);
	bool watched; /* somebody sees updates while the cell runs: show progress */
	void *to;
};
