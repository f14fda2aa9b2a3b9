/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A string that grows by doubling; escaping; numbers as text.
 */
#include "kernel/base/text.h"

#include "kernel/base/memory.h"
#include "kernel/base/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_room(struct text *text, size_t more)
{
	assert(more < SIZE_MAX / 4 && text->length < SIZE_MAX / 4);
	size_t needed = text->length + more + 1;
	if (needed <= text->capacity)
		return;
	size_t doubled = text->capacity * 2;
	text->capacity = needed > doubled ? needed : doubled;
	text->capacity = text->capacity > 64 ? text->capacity : 64;
	text->bytes = memory_resize(text->bytes, text->capacity, 1);
}

void text_release(struct text *text)
{
	free(text->bytes);
	*text = TEXT_EMPTY;
}

void text_clear(struct text *text)
{
	text->length = 0;
	if (text->bytes)
		text->bytes[0] = '\0';
}

void text_append(struct text *text, const char *bytes, size_t length)
{
	make_room(text, length);
	if (length > 0)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_put(struct text *text, const char *string)
{
	text_append(text, string, strlen(string));
}

void text_format(struct text *text, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	text_format_list(text, format, arguments);
	va_end(arguments);
}

void text_format_list(struct text *text, const char *format, va_list arguments)
{
	va_list again;
	va_copy(again, arguments);
	make_room(text, 0);
	size_t room = text->capacity - text->length;
	int length = vsnprintf(text->bytes + text->length, room, format, arguments);
	assert(length >= 0);
	if ((size_t)length >= room) {
		make_room(text, (size_t)length);
		vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
	}
	va_end(again);
	text->length += (size_t)length;
}

const char *text_string(const struct text *text)
{
	return text->bytes ? text->bytes : "";
}

char *text_take_new(struct text *text)
{
	make_room(text, 0);
	char *bytes = text->bytes;
	bytes[text->length] = '\0';
	*text = TEXT_EMPTY;
	return bytes;
}

static const char *entity(int code)
{
	switch (code) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	default: return NULL;
	}
}

void text_put_escaped(struct text *text, const char *string)
{
	size_t length = strlen(string);
	for (size_t at = 0; at < length;) {
		int code;
		size_t taken = utf8_decode(string + at, length - at, &code);
		bool space = code == '\t' || code == '\n';
		if (entity(code))
			text_put(text, entity(code));
		else if (space || (utf8_is_printable(code) && code != 0xFFFD))
			text_append(text, string + at, taken);
		else
			text_put(text, "\xEF\xBF\xBD");
		at += taken;
	}
}

static const char *latex(char byte)
{
	switch (byte) {
	case '\\': return "\\textbackslash{}";
	case '~': return "\\textasciitilde{}";
	case '^': return "\\textasciicircum{}";
	case '<': return "\\textless{}";
	case '>': return "\\textgreater{}";
	case '|': return "\\textbar{}";
	case '"': return "\\textquotedbl{}";
	case '&': return "\\&";
	case '%': return "\\%";
	case '$': return "\\$";
	case '#': return "\\#";
	case '_': return "\\_";
	case '{': return "\\{";
	case '}': return "\\}";
	default: return NULL;
	}
}

void text_put_latex(struct text *text, const char *string)
{
	struct text line = TEXT_EMPTY;
	utf8_put_line(string, strlen(string), &line);
	for (const char *at = text_string(&line); *at; at++) {
		if (latex(*at))
			text_put(text, latex(*at));
		else
			text_append(text, at, 1);
	}
	text_release(&line);
}

/* The decimal digits of a finite number rounded to `count` places (printf rounds correctly), and
 * its decimal exponent. */
static int decimal(double number, int count, char digits[NUMBER_LENGTH])
{
	char scientific[NUMBER_LENGTH];
	snprintf(scientific, sizeof scientific, "%.*e", count - 1, number);
	char *exponent = strchr(scientific, 'e');
	assert(exponent);
	int kept = 0;
	for (const char *at = scientific; at < exponent; at++)
		if (*at >= '0' && *at <= '9') /* passes over the point, whatever the locale */
			digits[kept++] = *at;
	while (kept > 1 && digits[kept - 1] == '0')
		kept--;
	digits[kept] = '\0';
	return (int)strtol(exponent + 1, NULL, 10);
}

static void put_fixed(char *to, const char *digits, int exponent)
{
	int count = (int)strlen(digits);
	if (exponent < 0) {
		*to++ = '0';
		*to++ = '.';
		for (int i = -1; i > exponent; i--)
			*to++ = '0';
	}
	for (int i = 0; i < count || i <= exponent; i++) {
		if (i > 0 && i == exponent + 1)
			*to++ = '.';
		*to++ = i < count ? digits[i] : '0';
	}
	*to = '\0';
}

char *number_format(char buffer[NUMBER_LENGTH], double number, int digits)
{
	if (!__builtin_isfinite(number)) {
		const char *name = __builtin_isnan(number) ? "nan" : number > 0 ? "inf" : "-inf";
		memcpy(buffer, name, strlen(name) + 1);
		return buffer;
	}
	char kept[NUMBER_LENGTH] = "";
	char *to = buffer;
	if (number < 0) {
		*to++ = '-';
		number = -number;
	}
	digits = digits < 1 ? 1 : digits > 17 ? 17 : digits;
	int exponent = decimal(number, digits, kept);
	if (number > 0 && (exponent < -4 || exponent >= 6)) {
		const char *point = kept[1] ? "." : "";
		snprintf(to, NUMBER_LENGTH - 1, "%c%s%.16se%+03d", kept[0], point, kept + 1,
			exponent);
		return buffer;
	}
	if (number > 0 && exponent >= digits) /* whole digits are never rounded away */
		snprintf(to, NUMBER_LENGTH - 1, "%.0f", number);
	else
		put_fixed(to, kept, exponent);
	return buffer;
}
