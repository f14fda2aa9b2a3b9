/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fields of a table as numbers and as text.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* A whole field, zero byte behind it, as a finite number, correctly rounded; `comma`: the decimal
 * point may be a comma. */
bool data_number(const char *text, size_t length, bool comma, double *number);
/* Is it well-formed UTF-8 without control characters? */
bool data_is_text(const char *text, size_t length);
/* Does the field say that there is no value: empty, NA, nan, null, ? ... */
bool data_missing(const char *text, size_t length);
