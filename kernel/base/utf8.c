/* SPDX-License-Identifier: BSD-3-Clause
 *
 * UTF-8 by utf8proc, which rejects overlong forms, surrogates and what lies beyond U+10FFFF.
 */
#include "kernel/base/utf8.h"

#include "kernel/base/text.h"

#include <utf8proc.h>

enum { LONGEST = 4, REPLACEMENT = 0xFFFD };

/* The bytes of the character at `bytes`, or 0 when it is not one. */
static size_t decode_valid(const char *bytes, size_t length, int *code)
{
	utf8proc_ssize_t limit = length > LONGEST ? LONGEST : (utf8proc_ssize_t)length;
	utf8proc_int32_t decoded;
	utf8proc_ssize_t taken = utf8proc_iterate((const utf8proc_uint8_t *)bytes, limit, &decoded);
	if (taken <= 0)
		return 0;
	*code = (int)decoded;
	return (size_t)taken;
}

size_t utf8_decode(const char *bytes, size_t length, int *code)
{
	size_t taken = decode_valid(bytes, length, code);
	if (taken > 0)
		return taken;
	*code = REPLACEMENT;
	return 1;
}

size_t utf8_valid_until(const char *bytes, size_t length)
{
	size_t at = 0;
	while (at < length) {
		int code;
		size_t taken = decode_valid(bytes + at, length - at, &code);
		if (taken == 0)
			break;
		at += taken;
	}
	return at;
}

static void put_code(struct text *to, int code)
{
	utf8proc_uint8_t bytes[LONGEST];
	utf8proc_ssize_t length = utf8proc_encode_char((utf8proc_int32_t)code, bytes);
	text_append(to, (const char *)bytes, (size_t)length);
}

void utf8_sanitize(const char *bytes, size_t length, struct text *to)
{
	for (size_t at = 0; at < length;) {
		int code;
		at += utf8_decode(bytes + at, length - at, &code);
		put_code(to, code);
	}
}

static bool is_direction_control(int code)
{
	return code == 0x061C || code == 0x200E || code == 0x200F ||
	       (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

bool utf8_is_printable(int code)
{
	switch (utf8proc_category((utf8proc_int32_t)code)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP: return false;
	/* Unassigned to this version of Unicode is no offence; noncharacters are not text. */
	case UTF8PROC_CATEGORY_CN:
		return (code & 0xFFFE) != 0xFFFE && !(code >= 0xFDD0 && code <= 0xFDEF);
	default: return !is_direction_control(code);
	}
}

void utf8_put_line(const char *bytes, size_t length, struct text *to)
{
	for (size_t at = 0; at < length;) {
		int code;
		at += utf8_decode(bytes + at, length - at, &code);
		bool space = code == '\t' || code == '\n' || code == '\r';
		put_code(to, space ? ' ' : utf8_is_printable(code) ? code : REPLACEMENT);
	}
}

size_t utf8_columns(const char *bytes, size_t length)
{
	size_t columns = 0;
	for (size_t at = 0; at < length;) {
		int code;
		at += utf8_decode(bytes + at, length - at, &code);
		int width = utf8proc_charwidth((utf8proc_int32_t)code);
		columns += width > 0 ? (size_t)width : 0;
	}
	return columns;
}

size_t utf8_offset(const char *bytes, size_t length, long code_points)
{
	size_t at = 0;
	for (long i = 0; i < code_points && at < length; i++) {
		int code;
		at += utf8_decode(bytes + at, length - at, &code);
	}
	return at;
}

size_t utf8_count(const char *bytes, size_t length)
{
	size_t count = 0;
	for (size_t at = 0; at < length; count++) {
		int code;
		at += utf8_decode(bytes + at, length - at, &code);
	}
	return count;
}

size_t utf8_boundary(const char *bytes, size_t length, size_t limit)
{
	if (limit >= length)
		return length;
	/* Only the character that starts at most three bytes before can reach over the limit. */
	for (size_t back = 1; back < LONGEST && back <= limit; back++) {
		int code;
		size_t start = limit - back;
		if (start + utf8_decode(bytes + start, length - start, &code) > limit)
			return start;
	}
	return limit;
}

bool utf8_is_letter(int code)
{
	switch (utf8proc_category((utf8proc_int32_t)code)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC: return true;
	default: return false;
	}
}

void utf8_lower(const char *bytes, size_t length, struct text *to)
{
	for (size_t at = 0; at < length;) {
		int code;
		at += utf8_decode(bytes + at, length - at, &code);
		put_code(to, (int)utf8proc_tolower((utf8proc_int32_t)code));
	}
}
