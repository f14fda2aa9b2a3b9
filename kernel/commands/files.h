/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the commands that write and read files share. The parameter with the name is called `file`.
 */
#pragma once
#include "kernel/session/session.h"

#include <stdbool.h>
#include <stddef.h>

/* A file's ending says what it is: false with an error when it is another. */
bool files_check_ending(
	struct session *session, const char *file, const char *ending, struct error *error);
bool files_has_ending(const char *file, const char *ending);
/* Puts the whole file in its place, or leaves what was there and says why. */
bool files_write(struct session *session, const char *file, const void *bytes, size_t length,
	struct error *error);
/* The sentence for a fault of that file; always false. */
bool files_fault(
	struct session *session, const char *file, const struct fault *fault, struct error *error);
