/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Spaces, words, numbers, shapes, strings' ends and marks. What a string says is in string.c.
 */
#include "kernel/language/lexer.h"

#include "kernel/base/locale.h"
#include "kernel/base/text.h"
#include "kernel/base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int byte_at(const struct lexer *lexer, size_t at)
{
	return at < lexer->length ? (unsigned char)lexer->source[at] : -1;
}

static bool is_digit(int byte)
{
	return byte >= '0' && byte <= '9';
}

/* The bytes of a letter at that place, or 0. */
static size_t letter(const struct lexer *lexer, size_t at)
{
	if (at >= lexer->length)
		return 0;
	int code;
	size_t size = utf8_decode(lexer->source + at, lexer->length - at, &code);
	return utf8_is_letter(code) ? size : 0;
}

static size_t word_character(const struct lexer *lexer, size_t at)
{
	int byte = byte_at(lexer, at);
	return is_digit(byte) || byte == '_' ? 1 : letter(lexer, at);
}

/* A no-break space (pasted from a page) and a byte order mark are spaces too. */
static size_t blank(const struct lexer *lexer, size_t at)
{
	int byte = byte_at(lexer, at);
	if (byte == ' ' || byte == '\t' || byte == '\r' || (byte == '\n' && lexer->depth > 0))
		return 1;
	if (byte == 0xC2 && byte_at(lexer, at + 1) == 0xA0)
		return 2;
	if (byte == 0xEF && byte_at(lexer, at + 1) == 0xBB && byte_at(lexer, at + 2) == 0xBF)
		return 3;
	return 0;
}

/* A backslash, blanks and the line's end; 0 when it is none. */
static size_t continuation(const struct lexer *lexer, size_t at)
{
	if (byte_at(lexer, at) != '\\')
		return 0;
	size_t end = at + 1;
	while (byte_at(lexer, end) != '\n' && blank(lexer, end))
		end += blank(lexer, end);
	if (byte_at(lexer, end) == '\n')
		return end + 1 - at;
	return end == lexer->length ? end - at : 0;
}

static size_t skip_space(struct lexer *lexer, size_t at)
{
	bool continued = false;
	for (;;) {
		size_t size = blank(lexer, at);
		if (size == 0) {
			size = continuation(lexer, at);
			continued |= size > 0;
		}
		if (size == 0 && byte_at(lexer, at) == '#') {
			const char *start = lexer->source + at;
			const char *end = memchr(start, '\n', lexer->length - at);
			lexer->comment |= !end;
			size = end ? (size_t)(end - start) : lexer->length - at;
		}
		if (size == 0)
			break;
		at += size;
	}
	if (at == lexer->length && continued)
		lexer->open = OPEN_LINE;
	return at;
}

/* Marks of other languages, and of word processors, with what to type instead. */
static const struct {
	const char *typed, *instead;
} foreign[] = {
	{ "**", "^" },
	{ "&&", "and" },
	{ "||", "or" },
	{ "<>", "!=" },
	{ "!", "not" },
	{ "\u201C", "\"" },
	{ "\u201D", "\"" },
	{ "\u201E", "\"" },
	{ "\u00AB", "\"" },
	{ "\u00BB", "\"" },
	{ "\u2018", "'" },
	{ "\u2019", "'" },
	{ "\u2212", "-" },
	{ "\u2013", "-" },
	{ "\u2014", "-" },
	{ "\u00D7", "*" },
	{ "\u00B7", "*" },
	{ "\u00F7", "/" },
	{ "\u2264", "<=" },
	{ "\u2265", ">=" },
	{ "\u2260", "!=" },
	{ "\u2026", ".." },
	{ "\u00AC", "not" },
};

static struct token failed(size_t start, size_t end)
{
	return (struct token){ .kind = TOKEN_ERROR, .where = { start, end } };
}

static struct token foreign_mark(struct lexer *lexer, size_t at, size_t row)
{
	size_t size = strlen(foreign[row].typed);
	struct span where = { at, at + size };
	error_set(lexer->error, ERROR_SYNTAX, where, _("\"%s\" is not used here"),
		foreign[row].typed);
	error_hint(lexer->error, _("type %s instead"), foreign[row].instead);
	return failed(at, at + size);
}

static struct token unknown_character(struct lexer *lexer, size_t at)
{
	const char *here = lexer->source + at;
	size_t left = lexer->length - at;
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
		size_t size = strlen(foreign[i].typed);
		if (size <= left && memcmp(here, foreign[i].typed, size) == 0)
			return foreign_mark(lexer, at, i);
	}
	int code;
	size_t size = utf8_decode(here, left, &code);
	struct span where = { at, at + size };
	if (code == '%') {
		error_set(
			lexer->error, ERROR_SYNTAX, where, _("\"%%\" stands right after a number"));
		error_hint(lexer->error, _("5%% is 0.05"));
	} else if (code == '\\') {
		error_set(lexer->error, ERROR_SYNTAX, where,
			_("\"\\\" continues a line only as its last character"));
	} else if (utf8_is_printable(code) && utf8_columns(here, size) > 0) {
		error_set(lexer->error, ERROR_SYNTAX, where, _("\"%.*s\" is not used here"),
			(int)size, here);
	} else {
		error_set(lexer->error, ERROR_SYNTAX, where,
			_("the invisible character U+%04X is not used here"), (unsigned)code);
	}
	return failed(at, at + size);
}

static size_t digits(const struct lexer *lexer, size_t at)
{
	while (is_digit(byte_at(lexer, at)))
		at++;
	return at;
}

/* Where the exponent that starts at `at` ends; `at` itself when there is none. */
static size_t exponent(const struct lexer *lexer, size_t at)
{
	if ((byte_at(lexer, at) | 0x20) != 'e')
		return at;
	size_t sign = at + 1;
	if (byte_at(lexer, sign) == '+' || byte_at(lexer, sign) == '-')
		sign++;
	return is_digit(byte_at(lexer, sign)) ? digits(lexer, sign) : at;
}

/* strtod reads exactly these bytes: mantissa and a decimal exponent, two lower for a percentage, so
 * that 5% is the number nearest to 0.05. */
static double convert(
	const struct lexer *lexer, size_t start, size_t mantissa, size_t end, bool percent)
{
	long power = 0;
	if (end > mantissa) {
		size_t at = mantissa + 1;
		bool minus = byte_at(lexer, at) == '-';
		at += minus || byte_at(lexer, at) == '+';
		for (; at < end && power < 1000000; at++)
			power = power * 10 + (byte_at(lexer, at) - '0');
		power = minus ? -power : power;
	}
	struct text text = TEXT_EMPTY;
	text_append(&text, lexer->source + start, mantissa - start);
	text_format(&text, "e%ld", percent ? power - 2 : power);
	double number = strtod(text.bytes, NULL);
	text_release(&text);
	return number;
}

/* - and . belong to a word only between its characters (or where the reader is still typing). */
static size_t word_end(const struct lexer *lexer, size_t at, enum reading reading)
{
	for (;;) {
		size_t size = word_character(lexer, at);
		int byte = byte_at(lexer, at);
		bool joint = byte == '.' || (byte == '-' && reading == READING_VALUE);
		if (size == 0 && joint) {
			bool typing = lexer->cursor && at + 1 == lexer->length;
			bool follows = reading == READING_VALUE ? word_character(lexer, at + 1) > 0
								: letter(lexer, at + 1) > 0;
			size = typing || follows ? 1 : 0;
		}
		if (size == 0)
			return at;
		at += size;
	}
}

static struct token not_a_number(struct lexer *lexer, size_t start, size_t end)
{
	while (word_character(lexer, end))
		end += word_character(lexer, end);
	size_t shown = end - start < 40 ? end - start
					: utf8_boundary(lexer->source + start, end - start, 40);
	error_set(lexer->error, ERROR_SYNTAX, (struct span){ start, end },
		_("\"%.*s\" is not a number"), (int)shown, lexer->source + start);
	return failed(start, end);
}

/* x or - between digits makes a shape of a value. */
static bool is_joint(const struct lexer *lexer, size_t at)
{
	int byte = byte_at(lexer, at);
	return (byte == 'x' || byte == 'X' || byte == '-') && is_digit(byte_at(lexer, at + 1));
}

static struct token shape(const struct lexer *lexer, size_t start, size_t at)
{
	while (is_joint(lexer, at))
		at = digits(lexer, at + 1);
	size_t end = word_end(lexer, at, READING_VALUE);
	return (struct token){ .kind = end > at ? TOKEN_WORD : TOKEN_SHAPE,
		.where = { start, end } };
}

/* As a value, 2GB is a word: what takes it says whether it is a number to it. */
static struct token number(struct lexer *lexer, size_t start, enum reading reading)
{
	size_t mantissa = digits(lexer, start);
	if (reading == READING_VALUE && mantissa > start && is_joint(lexer, mantissa))
		return shape(lexer, start, mantissa);
	if (byte_at(lexer, mantissa) == '.' && byte_at(lexer, mantissa + 1) != '.')
		mantissa = digits(lexer, mantissa + 1);
	size_t end = exponent(lexer, mantissa);
	if (word_character(lexer, end) && reading == READING_VALUE)
		return (struct token){ .kind = TOKEN_WORD,
			.where = { start, word_end(lexer, end, reading) } };
	if (word_character(lexer, end))
		return not_a_number(lexer, start, end);
	bool percent = byte_at(lexer, end) == '%';
	struct token token = { .kind = TOKEN_NUMBER, .where = { start, end + percent } };
	token.number = convert(lexer, start, mantissa, end, percent);
	if (isfinite(token.number))
		return token;
	error_set(lexer->error, ERROR_SYNTAX, token.where, _("this number is too large"));
	return failed(start, end);
}

static struct token dollar(struct lexer *lexer, size_t at)
{
	size_t end = letter(lexer, at + 1) ? word_end(lexer, at + 1, READING_EXPRESSION) : at + 1;
	if (end > at + 1 || (lexer->cursor && end == lexer->length))
		return (struct token){ .kind = TOKEN_DOLLAR, .where = { at, end } };
	error_set(lexer->error, ERROR_SYNTAX, (struct span){ at, end },
		_("\"$\" stands before the name of a variable"));
	return failed(at, end);
}

static struct token string(struct lexer *lexer, size_t start)
{
	int quote = byte_at(lexer, start);
	for (size_t at = start + 1; at < lexer->length; at++) {
		if (byte_at(lexer, at) == quote)
			return (struct token){ .kind = TOKEN_STRING, .where = { start, at + 1 } };
		if (byte_at(lexer, at) == '\\')
			at++;
	}
	lexer->open = OPEN_STRING;
	error_set(lexer->error, ERROR_SYNTAX, (struct span){ start, start + 1 },
		_("this string is never closed"));
	error_hint(lexer->error, _("end it with %c"), quote);
	return failed(start, lexer->length);
}

/* Longer marks first. */
static const struct {
	char text[3];
	unsigned char mark;
} marks[] = {
	{ "==", MARK_EQUAL },
	{ "!=", MARK_UNEQUAL },
	{ "<=", MARK_LESS_EQUAL },
	{ ">=", MARK_MORE_EQUAL },
	{ "..", MARK_RANGE },
	{ "(", MARK_OPEN },
	{ ")", MARK_CLOSE },
	{ "[", MARK_OPEN_SQUARE },
	{ "]", MARK_CLOSE_SQUARE },
	{ "{", MARK_OPEN_CURLY },
	{ "}", MARK_CLOSE_CURLY },
	{ ",", MARK_COMMA },
	{ ":", MARK_COLON },
	{ "=", MARK_ASSIGN },
	{ "<", MARK_LESS },
	{ ">", MARK_MORE },
	{ "+", MARK_PLUS },
	{ "-", MARK_MINUS },
	{ "*", MARK_TIMES },
	{ "/", MARK_DIVIDE },
	{ "^", MARK_POWER },
};

static struct token mark(struct lexer *lexer, size_t at)
{
	int first = byte_at(lexer, at), second = byte_at(lexer, at + 1);
	bool other = (first == '*' && second == '*') || (first == '<' && second == '>');
	for (size_t i = 0; !other && i < sizeof marks / sizeof *marks; i++) {
		const char *text = marks[i].text;
		if (text[0] == first && (!text[1] || text[1] == second)) {
			size_t end = at + (text[1] ? 2 : 1);
			return (struct token){
				.kind = TOKEN_MARK, .mark = marks[i].mark, .where = { at, end }
			};
		}
	}
	return unknown_character(lexer, at);
}

static struct token token_at(struct lexer *lexer, size_t at, enum reading reading)
{
	int byte = byte_at(lexer, at);
	if (byte < 0)
		return (struct token){ .kind = TOKEN_END, .where = { at, at } };
	if (byte == '\n' || byte == ';')
		return (struct token){ .kind = TOKEN_BREAK, .where = { at, at + 1 } };
	if (byte == '"' || byte == '\'')
		return string(lexer, at);
	if (is_digit(byte) || (byte == '.' && is_digit(byte_at(lexer, at + 1))))
		return number(lexer, at, reading);
	if (byte == '$')
		return dollar(lexer, at);
	if (letter(lexer, at)) {
		size_t end = word_end(lexer, at, reading);
		return (struct token){ .kind = TOKEN_WORD, .where = { at, end } };
	}
	return mark(lexer, at);
}

struct token lexer_token(struct lexer *lexer, size_t at, enum reading reading)
{
	size_t start = skip_space(lexer, at);
	struct token token = token_at(lexer, start, reading);
	token.spaced = start > at;
	return token;
}

bool lexer_is_word(const char *text, size_t length, enum reading reading)
{
	struct lexer lexer = { .source = text, .length = length };
	return letter(&lexer, 0) && word_end(&lexer, 0, reading) == length;
}
