/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Whole files: written beside their place and then put there, so that a reader meets the old one or
 * the new one; read into memory up to a limit.
 */
#pragma once
#include "nn/fault.h"

/* FAULT_FILE with errno when it cannot be done; the old file, if any, is then still there. */
bool file_replace(const char *path, const void *bytes, size_t length, struct fault *fault);

/* The bytes of a regular file, heap, a zero byte behind them; NULL with FAULT_FILE, or FAULT_MEMORY
 * with `found` holding its size when it is larger than the limit (0: none). */
char *file_read_new(const char *path, size_t limit, size_t *length, struct fault *fault);
