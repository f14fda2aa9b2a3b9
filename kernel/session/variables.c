/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A sorted array: a reader has a few, a generated cell may have a hundred thousand.
 */
#include "kernel/session/variables.h"

#include "kernel/base/memory.h"
#include "kernel/language/name.h"

#include <stdlib.h>
#include <string.h>

/* Where the key is, or would be. */
static size_t place_of(const struct variables *variables, const char *key, bool *found)
{
	size_t low = 0, high = variables->count;
	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(variables->items[middle].key, key);
		*found = *found || order == 0;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static char *key_new(const char *name)
{
	struct text key = TEXT_EMPTY;
	name_put_folded(name, &key);
	return text_take_new(&key);
}

static struct variable *insert(
	struct variables *variables, size_t place, char **key, const char *name)
{
	if (variables->count == variables->capacity) {
		variables->capacity = variables->capacity ? 2 * variables->capacity : 16;
		variables->items = memory_resize(
			variables->items, variables->capacity, sizeof *variables->items);
	}
	struct variable *variable = &variables->items[place];
	memmove(variable + 1, variable, (variables->count - place) * sizeof *variable);
	variables->count++;
	*variable = (struct variable){ .key = *key, .name = memory_copy(name, strlen(name)) };
	*key = NULL;
	return variable;
}

void variables_set(struct variables *variables, const char *name, const struct value *value)
{
	bool found;
	char *key = key_new(name);
	size_t place = place_of(variables, key, &found);
	struct variable *variable =
		found ? &variables->items[place] : insert(variables, place, &key, name);
	/* The new value may be made of the old one: copy before freeing. */
	struct value *kept = value ? value_keep_new(value) : NULL;
	variables->bytes -= variable->bytes;
	free(variable->value);
	variable->value = kept;
	variable->bytes = kept ? value_bytes(kept) : 0;
	variables->bytes += variable->bytes;
	free(key);
}

const struct variable *variables_find(const struct variables *variables, const char *name)
{
	bool found;
	char *key = key_new(name);
	size_t place = place_of(variables, key, &found);
	free(key);
	return found ? &variables->items[place] : NULL;
}

void variables_release(struct variables *variables)
{
	for (size_t i = 0; i < variables->count; i++) {
		free(variables->items[i].key);
		free(variables->items[i].name);
		free(variables->items[i].value);
	}
	free(variables->items);
	*variables = (struct variables){ 0 };
}
