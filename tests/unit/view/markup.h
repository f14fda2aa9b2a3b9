/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A strict reader of the little XML and HTML that views write.
 */
#pragma once
#include "kernel/base/utf8.h"

#include <stdbool.h>
#include <string.h>

/* How often `what` occurs. */
static inline size_t markup_count(const char *text, const char *what)
{
	size_t count = 0;
	for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
		count++;
	return count;
}

/* The name of the tag at `at`, behind < or </; its length. */
static inline size_t markup_name(const char *at)
{
	return strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789");
}

/* Attributes up to > or />: name="value" without < in it. NULL when something else is there. */
static inline const char *markup_attributes(const char *at)
{
	while (*at == ' ') {
		at++;
		size_t name = strspn(at, "abcdefghijklmnopqrstuvwxyzB-0123456789");
		if (name == 0 || at[name] != '=' || at[name + 1] != '"')
			return NULL;
		at += name + 2;
		size_t value = strcspn(at, "\"<");
		if (at[value] != '"')
			return NULL;
		at += value + 1;
	}
	return at;
}

static inline bool markup_is_entity(const char *at)
{
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;" };
	for (size_t i = 0; i < 4; i++)
		if (strncmp(at, entities[i], strlen(entities[i])) == 0)
			return true;
	return false;
}

/* Every tag is closed in its turn, every attribute quoted, every & an entity, every byte valid
 * UTF-8 and no control character but newline and tab. `empty` is a tag that HTML does not close. */
static inline bool markup_is_well_formed(const char *text, const char *empty)
{
	const char *open[64];
	size_t depth = 0;
	if (utf8_valid_until(text, strlen(text)) != strlen(text))
		return false;
	for (const char *at = text; *at;) {
		if ((unsigned char)*at < ' ' && *at != '\n' && *at != '\t')
			return false;
		if (*at == '&' && !markup_is_entity(at))
			return false;
		if (*at == '>')
			return false;
		if (*at != '<') {
			at++;
			continue;
		}
		bool closes = at[1] == '/';
		const char *name = at + 1 + closes;
		size_t length = markup_name(name);
		at = markup_attributes(name + length);
		if (length == 0 || !at)
			return false;
		bool alone = at[0] == '/' ||
			     (strlen(empty) == length && strncmp(name, empty, length) == 0);
		at += at[0] == '/';
		if (*at++ != '>')
			return false;
		bool fits = depth > 0 && markup_name(open[depth - 1]) == length &&
			    strncmp(open[depth - 1], name, length) == 0;
		if (closes && !fits)
			return false;
		if (closes)
			depth--;
		else if (!alone && depth == 64)
			return false;
		else if (!alone)
			open[depth++] = name;
	}
	return depth == 0;
}
