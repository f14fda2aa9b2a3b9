/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Finding rows of catalogues by name or alias.
 */
#include "nn/label.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

const struct label *catalogue_at(const struct catalogue *catalogue, size_t index)
{
	assert(index < catalogue->count);
	return (const struct label *)(const void *)((const char *)catalogue->rows +
						    index * catalogue->stride);
}

/* Is `name` one of the words of `aliases`? */
static bool is_alias(const char *aliases, const char *name)
{
	size_t length = strlen(name);
	for (const char *at = aliases; at && *at;) {
		size_t word = strcspn(at, " ");
		if (word == length && strncasecmp(at, name, length) == 0)
			return true;
		at += word;
		at += strspn(at, " ");
	}
	return false;
}

const struct label *catalogue_find(const struct catalogue *catalogue, const char *name)
{
	for (size_t i = 0; i < catalogue->count; i++) {
		const struct label *label = catalogue_at(catalogue, i);
		if (strcasecmp(label->name, name) == 0 || is_alias(label->aliases, name))
			return label;
	}
	return NULL;
}

size_t label_settings(const struct label *label)
{
	size_t count = 0;
	while (count < SETTING_COUNT && label->settings[count].name)
		count++;
	return count;
}

struct choice choice_of(const struct label *label)
{
	struct choice choice = { .label = label };
	for (size_t i = 0; i < label_settings(label); i++)
		choice.number[i] = label->settings[i].fallback;
	return choice;
}

struct choice choice_named(const struct catalogue *catalogue, const char *name)
{
	const struct label *label = catalogue_find(catalogue, name);
	assert(label);
	return choice_of(label);
}
