/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Small allocations that end the process when the machine has no memory left: an untested recovery
 * path is worse than none. Sizes that a reader chose are checked against a budget *before* anything
 * is allocated and fail as ordinary errors (session_memory_fits in kernel/session/session.h).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* The exit status of such an end: whoever waits for the process can tell why. */
enum { MEMORY_EXHAUSTED = 112 };

/* Ends the process with that status and a line that says how much was wanted: what the functions
 * below do, and what is done when a library says that it found none. */
_Noreturn void memory_exhausted(size_t count, size_t size);

/* Zeroed memory for `count` things of `size` bytes; never NULL (a count of 0 gives a pointer that
 * may be freed). An overflowing product ends the process. */
void *memory_new(size_t count, size_t size) __attribute__((returns_nonnull, malloc));

/* `size` bytes as malloc gives them, never NULL: for libraries that let their allocator be chosen.
 */
void *memory_take(size_t size) __attribute__((returns_nonnull, malloc));

/* Resizes to `count` things of `size` bytes; never NULL. New bytes are not zeroed. */
void *memory_resize(void *memory, size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of `length` bytes, followed by a zero byte. */
char *memory_copy(const char *bytes, size_t length) __attribute__((returns_nonnull, malloc));

/* a * b * c into *product; false when it does not fit in a size_t. */
bool memory_product(size_t a, size_t b, size_t c, size_t *product);
