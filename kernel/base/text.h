/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A string that grows, and the one place where numbers become text. Always ends in a zero byte.
 *
 *	struct text text = TEXT_EMPTY;
 *	text_format(&text, "%zu layers", count);
 *	puts(text.bytes);
 *	text_release(&text);
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>

struct text {
	char *bytes; /* never NULL once something was appended; may hold zero bytes inside */
	size_t length, capacity;
};

#define TEXT_EMPTY ((struct text){ NULL, 0, 0 })

void text_release(struct text *text); /* frees; the text is empty again */
void text_clear(struct text *text);   /* empties, keeps the memory */
void text_append(struct text *text, const char *bytes, size_t length);
void text_put(struct text *text, const char *string);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_format_list(struct text *text, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));
const char *text_string(const struct text *text); /* "" when nothing was appended */
char *text_take_new(struct text *text);           /* hands over the bytes; the text is empty */

/* The string with & < > " replaced by entities: for HTML and XML, in text and in attributes. What
 * XML cannot hold or would disturb its surroundings (control characters, invalid UTF-8, characters
 * that turn the direction of text) becomes U+FFFD. */
void text_put_escaped(struct text *text, const char *string);
/* The string as one line with the characters special to LaTeX escaped. */
void text_put_latex(struct text *text, const char *string);

/* A number as a reader reads it: `digits` significant digits (1 to 17; whole digits are never
 * rounded away), without trailing zeros, exponent form ("1.5e-05", "1e+06") below 1e-4 and from 1e6
 * up, "inf", "-inf", "nan", never "-0". Always with a point, whatever the locale. Returns the
 * buffer. */
enum { NUMBER_LENGTH = 32 };
char *number_format(char buffer[NUMBER_LENGTH], double number, int digits);
