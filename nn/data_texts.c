/* SPDX-License-Identifier: BSD-3-Clause */
#include "nn/data_texts.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 4096, NONE = -1 };

bool texts_add(struct texts *texts, const char *text, size_t length)
{
	if (texts->length + length + 1 > texts->capacity) {
		size_t capacity = 2 * (texts->length + length + 1);
		char *bytes = realloc(texts->bytes, capacity);
		if (!bytes)
			return false;
		texts->bytes = bytes;
		texts->capacity = capacity;
	}
	if (texts->count == texts->room) {
		size_t room = 2 * texts->room + 16;
		size_t *offset = realloc(texts->offset, room * sizeof *offset);
		if (!offset)
			return false;
		texts->offset = offset;
		texts->room = room;
	}
	texts->offset[texts->count++] = texts->length;
	if (length > 0)
		memcpy(texts->bytes + texts->length, text, length);
	texts->bytes[texts->length + length] = '\0';
	texts->length += length + 1;
	return true;
}

const char *texts_at(const struct texts *texts, size_t index)
{
	return texts->bytes + texts->offset[index];
}

void texts_release(struct texts *texts)
{
	free(texts->bytes);
	free(texts->offset);
	*texts = (struct texts){ 0 };
}

bool texts_close(struct texts *texts)
{
	bool added = texts_add(texts, "", 0);
	texts->count -= added;
	return added;
}

bool values_open(struct values *values)
{
	values->bucket = malloc(BUCKETS * sizeof *values->bucket);
	values->before = malloc(MOST_VALUES * sizeof *values->before);
	for (size_t i = 0; values->bucket && i < BUCKETS; i++)
		values->bucket[i] = NONE;
	return values->bucket && values->before;
}

void values_release(struct values *values)
{
	texts_release(&values->texts);
	free(values->bucket);
	free(values->before);
}

static uint32_t hash_of(const char *text, size_t length)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	return hash % BUCKETS;
}

uint32_t values_index(struct values *values, const char *text, size_t length)
{
	uint32_t hash = hash_of(text, length);
	if (values->too_many)
		return MOST_VALUES;
	for (int32_t i = values->bucket[hash]; i != NONE; i = values->before[i])
		if (strcmp(texts_at(&values->texts, (size_t)i), text) == 0)
			return (uint32_t)i;
	if (values->texts.count == MOST_VALUES || !texts_add(&values->texts, text, length)) {
		values->too_many = true;
		return MOST_VALUES;
	}
	int32_t index = (int32_t)values->texts.count - 1;
	values->before[index] = values->bucket[hash];
	values->bucket[hash] = index;
	return (uint32_t)index;
}
