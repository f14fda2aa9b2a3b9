/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a string literal says. Escapes are Python's, since papermill writes parameters that way.
 */
#include "kernel/base/locale.h"
#include "kernel/base/text.h"
#include "kernel/base/utf8.h"
#include "kernel/language/lexer.h"

#include <string.h>

static bool put_code(struct text *to, unsigned long code)
{
	if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		return false;
	char bytes[4];
	size_t count = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char first[] = { 0, 0x00, 0xC0, 0xE0, 0xF0 };
	for (size_t i = count - 1; i > 0; i--) {
		bytes[i] = (char)(0x80 | (code & 0x3F));
		code >>= 6;
	}
	bytes[0] = (char)(first[count] | code);
	text_append(to, bytes, count);
	return true;
}

static int hexadecimal(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
		return (byte | 0x20) - 'a' + 10;
	return -1;
}

/* \xHH, \uHHHH, \UHHHHHHHH; the bytes taken after the letter, or 0. */
static size_t put_coded(struct text *to, const char *after, size_t left, size_t count)
{
	unsigned long code = 0;
	for (size_t i = 0; i < count; i++) {
		if (i >= left || hexadecimal(after[i]) < 0)
			return 0;
		code = code << 4 | (unsigned long)hexadecimal(after[i]);
	}
	return put_code(to, code) ? count : 0;
}

/* The bytes an escape takes, the backslash included; 0 when there is no such escape. */
static size_t put_escape(struct text *to, const char *escape, size_t left)
{
	static const char letters[] = "\\\"'nrtbfav", meaning[] = "\\\"'\n\r\t\b\f\a\v";
	char letter = escape[1];
	const char *simple = strchr(letters, letter);
	if (simple && letter) {
		text_append(to, meaning + (simple - letters), 1);
		return 2;
	}
	if (letter == '\n') /* a string may go on in the next line without a line's end in it */
		return 2;
	size_t count = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
	size_t taken = count ? put_coded(to, escape + 2, left - 2, count) : 0;
	return taken ? taken + 2 : 0;
}

const char *lexer_string(const struct lexer *lexer, struct span where, struct arena *arena)
{
	struct text text = TEXT_EMPTY;
	size_t at = where.start + 1, end = where.end - 1;
	const char *copy = NULL;
	while (at < end) {
		const char *here = lexer->source + at;
		size_t taken = 1;
		if (*here == '\\')
			taken = put_escape(&text, here, end - at);
		else if (*here)
			text_append(&text, here, 1);
		if (taken == 0 || !*here) {
			int code = 0;
			size_t size = *here ? utf8_decode(here + 1, end - at - 1, &code) : 0;
			struct span place = { at, at + 1 + size };
			error_set(
				lexer->error, ERROR_SYNTAX, place, _("a string cannot hold this"));
			error_hint(lexer->error,
				_("\\\\ is a backslash; others are \\n \\t \\\" \\' \\u00E1"));
			goto done;
		}
		at += taken;
	}
	copy = arena_copy(arena, text_string(&text), text.length);
done:
	text_release(&text);
	return copy;
}
