/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Lists of texts in one piece of memory, and lists in which each text stands once.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each text has a zero byte behind it. */
struct texts {
	char *bytes;
	size_t length, capacity;
	size_t *offset;
	size_t count, room;
};

bool texts_add(struct texts *texts, const char *text, size_t length);
/* Makes offset[count] the place behind the last text, so that lengths are differences. */
bool texts_close(struct texts *texts);
const char *texts_at(const struct texts *texts, size_t index);
void texts_release(struct texts *texts);

enum { MOST_VALUES = 1000 };

struct values {
	struct texts texts;
	int32_t *bucket; /* the last of the texts with that hash */
	int32_t *before; /* [MOST_VALUES]: the one before it */
	bool too_many;   /* or no memory: nothing more is added */
};

bool values_open(struct values *values);
void values_release(struct values *values);
/* The text's index among the different ones; MOST_VALUES once there are too many. */
uint32_t values_index(struct values *values, const char *text, size_t length);
