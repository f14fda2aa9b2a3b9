/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What an outlet is made of where nobody listens and nobody answers. A test puts its own functions
 * in the places that it looks at.
 */
#pragma once
#include "kernel/session/outlet.h"

static inline void no_text(void *to, const char *text, size_t length)
{
	(void)to;
	(void)text;
	(void)length;
}

static inline void no_display(void *to, const char *id, const struct bundle *bundle)
{
	(void)to;
	(void)id;
	(void)bundle;
}

static inline void no_bundle(void *to, const struct bundle *bundle)
{
	(void)to;
	(void)bundle;
}

static inline void no_clear(void *to, bool wait)
{
	(void)to;
	(void)wait;
}

static inline enum answer no_answer(void *to, const char *prompt, bool secret, struct text *answer)
{
	(void)to;
	(void)prompt;
	(void)secret;
	(void)answer;
	return ANSWER_NOBODY;
}

static inline void no_steering(void *to, const char *name, double *value)
{
	(void)to;
	(void)name;
	(void)value;
}

static inline bool no_undo(void *to, size_t steps, size_t offset, long *possible)
{
	(void)to;
	(void)steps;
	(void)offset;
	*possible = 0;
	return false;
}
