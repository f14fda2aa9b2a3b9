/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Included by one file of a program (or of a library that is preloaded), it takes over malloc and
 * its family: one allocation, counted from when `starve_after` is set, fails. glibc only, and not
 * under a sanitizer, which has an allocator of its own.
 *
 * Where they are defined before: STARVE_COUNTS(caller) says whether an allocation counts,
 * STARVED(caller) is told of the one that fails.
 */
#pragma once
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#ifndef STARVE_COUNTS
#define STARVE_COUNTS(caller) ((void)(caller), true)
#endif
#ifndef STARVED
#define STARVED(caller) ((void)(caller))
#endif

/* glibc's own, behind the names that are taken over. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

/* Allocations until one fails; negative: none will. Threads share it. */
static atomic_long starve_after = -1;

static bool starve_now(const void *caller)
{
	if (starve_after < 0 || !STARVE_COUNTS(caller) || atomic_fetch_sub(&starve_after, 1) != 0)
		return false;
	STARVED(caller);
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return starve_now(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return starve_now(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return starve_now(__builtin_return_address(0)) ? NULL : __libc_realloc(memory, size);
}

void *reallocarray(void *memory, size_t count, size_t size)
{
	size_t bytes;
	if (starve_now(__builtin_return_address(0)) || __builtin_mul_overflow(count, size, &bytes))
		return NULL;
	return __libc_realloc(memory, bytes);
}
