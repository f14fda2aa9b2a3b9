/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Bytes, code points and display columns of UTF-8 text (widths from utf8proc, no locale needed).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct text;

/* The first byte that does not belong to valid UTF-8, or `length`. */
size_t utf8_valid_until(const char *bytes, size_t length);

/* Decodes the character at `bytes`; returns its bytes (1 to 4), or 1 with *code = U+FFFD for an
 * invalid byte. `length` must be at least 1. */
size_t utf8_decode(const char *bytes, size_t length, int *code);

/* Appends the text with every invalid byte replaced by U+FFFD. */
void utf8_sanitize(const char *bytes, size_t length, struct text *to);

/* Columns the text takes on a terminal: 2 for wide characters, 0 for combining ones. */
size_t utf8_columns(const char *bytes, size_t length);

/* Code points to bytes and back (Jupyter's cursor_pos counts code points). Clamped to the text. */
size_t utf8_offset(const char *bytes, size_t length, long code_points);
size_t utf8_count(const char *bytes, size_t length);

/* The largest boundary of a character that is not beyond `limit`. */
size_t utf8_boundary(const char *bytes, size_t length, size_t limit);

/* Neither a control character, nor one that turns the direction of the text around it, nor half a
 * surrogate pair or a noncharacter: may be shown as it is without disturbing its neighbours. */
bool utf8_is_printable(int code);
/* Appends the text as one line fit for a terminal: line ends and tabs become spaces, everything
 * else that is not printable becomes U+FFFD. */
void utf8_put_line(const char *bytes, size_t length, struct text *to);

/* Letters of any script (a combining mark counts, so that a decomposed e-acute is one word); lower
 * case of one character; the whole text lower-cased (simple folding). */
bool utf8_is_letter(int code);
void utf8_lower(const char *bytes, size_t length, struct text *to);
