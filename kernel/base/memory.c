/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Allocation that succeeds or ends the process.
 */
#include "kernel/base/memory.h"

#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void memory_exhausted(size_t count, size_t size)
{
	/* Standard error may be a pipe that is full, and that nobody reads. */
	struct pollfd ready = { .fd = STDERR_FILENO, .events = POLLOUT };
	if (poll(&ready, 1, 0) == 1 && ready.revents == POLLOUT)
		fprintf(stderr, "out of memory: %zu x %zu bytes\n", count, size);
	_exit(MEMORY_EXHAUSTED);
}

void *memory_new(size_t count, size_t size)
{
	/* calloc(0, n) may give NULL, which would look like a failure. */
	void *memory = calloc(count ? count : 1, size ? size : 1);
	if (!memory)
		memory_exhausted(count, size);
	return memory;
}

void *memory_take(size_t size)
{
	void *memory = malloc(size ? size : 1);
	if (!memory)
		memory_exhausted(1, size);
	return memory;
}

void *memory_resize(void *memory, size_t count, size_t size)
{
	void *resized = reallocarray(memory, count ? count : 1, size ? size : 1);
	if (!resized)
		memory_exhausted(count, size);
	return resized;
}

char *memory_copy(const char *bytes, size_t length)
{
	if (length == SIZE_MAX)
		memory_exhausted(length, 1);
	char *copy = memory_new(length + 1, 1);
	if (length > 0)
		memcpy(copy, bytes, length);
	return copy;
}

bool memory_product(size_t a, size_t b, size_t c, size_t *product)
{
	size_t ab;
	return !__builtin_mul_overflow(a, b, &ab) && !__builtin_mul_overflow(ab, c, product);
}
