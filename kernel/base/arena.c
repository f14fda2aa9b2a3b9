/* SPDX-License-Identifier: BSD-3-Clause
 *
 * An arena is a list of blocks, newest first; the oldest is kept when the arena is cleared.
 */
#include "kernel/base/arena.h"

#include "kernel/base/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16384, ALIGNMENT = _Alignof(max_align_t) };

struct block {
	struct block *older;
	size_t capacity, used; /* of bytes */
	_Alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct block *newest;
	size_t used;
};

static struct block *block_new(size_t capacity, struct block *older)
{
	struct block *block = memory_new(1, offsetof(struct block, bytes) + capacity);
	block->older = older;
	block->capacity = capacity;
	return block;
}

struct arena *arena_new(void)
{
	struct arena *arena = memory_new(1, sizeof *arena);
	arena->newest = block_new(BLOCK_SIZE, NULL);
	return arena;
}

static void free_all_but_the_oldest(struct arena *arena)
{
	while (arena->newest->older) {
		struct block *older = arena->newest->older;
		free(arena->newest);
		arena->newest = older;
	}
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	free_all_but_the_oldest(arena);
	free(arena->newest);
	free(arena);
}

void arena_clear(struct arena *arena)
{
	free_all_but_the_oldest(arena);
	memset(arena->newest->bytes, 0, arena->newest->used);
	arena->newest->used = 0;
	arena->used = 0;
}

void *arena_take(struct arena *arena, size_t count, size_t size)
{
	size_t needed;
	/* A size that cannot be is left to memory_new, which ends the process and says so. */
	if (!memory_product(count, size, 1, &needed) || needed > SIZE_MAX / 2)
		return memory_new(count, size);
	needed = (needed + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct block *block = arena->newest;
	if (needed > block->capacity - block->used) {
		block = block_new(needed > BLOCK_SIZE ? needed : BLOCK_SIZE, block);
		arena->newest = block;
	}
	void *taken = block->bytes + block->used;
	block->used += needed;
	arena->used += needed;
	return taken;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
	assert(length < SIZE_MAX);
	char *copy = arena_take(arena, length + 1, 1);
	if (length > 0)
		memcpy(copy, bytes, length);
	return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;
	va_start(arguments, format);
	va_copy(again, arguments);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	assert(length >= 0);
	char *formatted = arena_take(arena, (size_t)length + 1, 1);
	vsnprintf(formatted, (size_t)length + 1, format, again);
	va_end(again);
	return formatted;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}
