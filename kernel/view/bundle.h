/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A MIME bundle: one thing to show in several forms. Every bundle that is shown has a meaningful
 * text/plain.
 */
#pragma once
#include <stddef.h>

enum { BUNDLE_FORMS = 8 };

struct form {
	const char
		*type; /* a media type: a string literal, or owned by whoever decoded the bundle */
	char *content; /* owned; UTF-8, ends in a zero byte */
};

struct bundle {
	struct form forms[BUNDLE_FORMS];
	size_t count;
};

#define BUNDLE_EMPTY ((struct bundle){ .count = 0 })

/* Keeps the content (heap memory) and nulls the caller's pointer. `type` must outlive the bundle.
 */
void bundle_keep(struct bundle *bundle, const char *type, char **content);
void bundle_copy(struct bundle *bundle, const char *type, const char *content);
const char *bundle_find(const struct bundle *bundle, const char *type); /* NULL when absent */
void bundle_release(struct bundle *bundle);
