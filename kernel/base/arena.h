/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Memory that lives as long as one cell: tokens, tree, bound records, values. Nothing in an arena
 * is freed alone; arena_clear empties it after the reply and keeps its first block.
 */
#pragma once
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */
void arena_clear(struct arena *arena);

/* Zeroed, aligned for any type; never NULL. */
void *arena_take(struct arena *arena, size_t count, size_t size)
	__attribute__((returns_nonnull, malloc));

/* Copies that end in a zero byte. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length)
	__attribute__((returns_nonnull));
char *arena_format(struct arena *arena, const char *format, ...)
	__attribute__((returns_nonnull, format(printf, 2, 3)));

/* Bytes handed out since the last clear. */
size_t arena_used(const struct arena *arena);
