/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A list: clients make one for each target of comms, a handful.
 */
#include "kernel/protocol/subshells.h"

#include "kernel/base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

const char *subshells_create(struct subshells *subshells)
{
	uuid_t uuid;
	char id[37];
	if (subshells->count == SUBSHELLS_MOST)
		return NULL;
	uuid_generate(uuid);
	uuid_unparse_lower(uuid, id);
	subshells->ids =
		memory_resize(subshells->ids, subshells->count + 1, sizeof *subshells->ids);
	return subshells->ids[subshells->count++] = memory_copy(id, strlen(id));
}

/* Its place; the count when there is none. */
static size_t find(const struct subshells *subshells, const char *id)
{
	size_t at = 0;
	while (at < subshells->count && strcmp(subshells->ids[at], id) != 0)
		at++;
	return at;
}

bool subshells_delete(struct subshells *subshells, const char *id)
{
	size_t at = find(subshells, id);
	if (at == subshells->count)
		return false;
	free(subshells->ids[at]);
	subshells->count--;
	memmove(subshells->ids + at, subshells->ids + at + 1,
		(subshells->count - at) * sizeof *subshells->ids);
	return true;
}

void subshells_release(struct subshells *subshells)
{
	for (size_t i = 0; i < subshells->count; i++)
		free(subshells->ids[i]);
	free(subshells->ids);
	*subshells = (struct subshells){ .ids = NULL };
}

json_t *subshells_list(const struct subshells *subshells)
{
	json_t *list = json_array();
	for (size_t i = 0; i < subshells->count; i++)
		json_array_append_new(list, json_string(subshells->ids[i]));
	return list;
}

const char *subshell_of(const struct message *message)
{
	return json_string_value(json_object_get(message->header, "subshell_id"));
}

bool subshell_is_same(const struct message *left, const struct message *right)
{
	const char *one = subshell_of(left), *other = subshell_of(right);
	return one && other ? strcmp(one, other) == 0 : one == other;
}

bool subshells_have(const struct subshells *subshells, const struct message *message)
{
	const char *id = subshell_of(message);
	return !id || find(subshells, id) < subshells->count;
}
