/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Errors are set once and shown with the place in the source that they speak of.
 */
#include "kernel/base/error.h"

#include "kernel/base/text.h"
#include "kernel/base/utf8.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TAB_COLUMNS = 8 };

static const char *const names[ERROR_KIND_COUNT] = {
	[ERROR_NONE] = "",
	[ERROR_SYNTAX] = "SyntaxError",
	[ERROR_NAME] = "NameError",
	[ERROR_ARGUMENT] = "ArgumentError",
	[ERROR_VALUE] = "ValueError",
	[ERROR_CHECK] = "CheckFailed",
	[ERROR_NOT_ANSWERED] = "NotAnswered",
	[ERROR_MEMORY] = "MemoryError",
	[ERROR_NUMERIC] = "NumericError",
	[ERROR_FILE] = "FileError",
	[ERROR_INTERRUPTED] = "Interrupted",
	[ERROR_WORKER_DIED] = "WorkerDied",
};

/* Formats into a fixed buffer, cut where a character ends. */
static void __attribute__((format(printf, 3, 0)))
fill(char *buffer, size_t capacity, const char *format, va_list arguments)
{
	int wanted = vsnprintf(buffer, capacity, format, arguments);
	assert(wanted >= 0);
	if ((size_t)wanted < capacity)
		return;
	/* The cut may lie inside a character, so what remains need not be valid at its end. */
	size_t valid = utf8_valid_until(buffer, capacity - 1);
	if (capacity - 1 - valid < 4)
		buffer[valid] = '\0';
}

bool error_set(
	struct error *error, enum error_kind kind, struct span where, const char *format, ...)
{
	assert(kind > ERROR_NONE && kind < ERROR_KIND_COUNT);
	if (error->kind != ERROR_NONE)
		return false;
	error->kind = kind;
	error->where = where;
	error->hint[0] = '\0';
	va_list arguments;
	va_start(arguments, format);
	fill(error->message, sizeof error->message, format, arguments);
	va_end(arguments);
	return false;
}

bool error_hint(struct error *error, const char *format, ...)
{
	if (error->hint[0])
		return false;
	va_list arguments;
	va_start(arguments, format);
	fill(error->hint, sizeof error->hint, format, arguments);
	va_end(arguments);
	return false;
}

const char *error_name(enum error_kind kind)
{
	assert(kind < ERROR_KIND_COUNT);
	return names[kind];
}

enum error_kind error_kind_from_name(const char *name)
{
	for (enum error_kind kind = ERROR_NONE + 1; kind < ERROR_KIND_COUNT; kind++)
		if (strcmp(names[kind], name) == 0)
			return kind;
	return ERROR_NONE;
}

/* The line of the source that a span starts in, as it will be shown. */
struct shown_line {
	struct text text;    /* tabs expanded, controls replaced */
	size_t number;       /* from 1 */
	size_t start, end;   /* bytes of `text` under which the carets stand */
	bool has_neighbours; /* the source has more than one line */
};

/* Appends source bytes [from, to) as shown, `*columns` being the columns before them. */
static void put_shown(
	struct text *text, const char *source, size_t from, size_t to, size_t *columns)
{
	for (size_t at = from; at < to;) {
		int code;
		size_t taken = utf8_decode(source + at, to - at, &code);
		size_t start = text->length;
		if (code == '\t')
			text_format(text, "%*s", (int)(TAB_COLUMNS - *columns % TAB_COLUMNS), "");
		else
			utf8_put_line(source + at, taken, text);
		*columns += utf8_columns(text->bytes + start, text->length - start);
		at += taken;
	}
}

static struct shown_line find_line(struct span where, const char *source, size_t length)
{
	struct shown_line line = { .text = TEXT_EMPTY, .number = 1 };
	size_t at = where.start < length ? where.start : length;
	/* The end of a source that ends in a newline is shown behind its last line. */
	if (at == length && at > 0 && source[at - 1] == '\n')
		at--;
	size_t first = at, last = at;
	while (first > 0 && source[first - 1] != '\n')
		first--;
	while (last < length && source[last] != '\n')
		last++;
	for (size_t i = 0; i < first; i++)
		line.number += source[i] == '\n';
	line.has_neighbours = first > 0 || last + 1 < length;
	size_t end = where.end < at ? at : where.end < last ? where.end : last;
	size_t columns = 0;
	put_shown(&line.text, source, first, at, &columns);
	line.start = line.text.length;
	put_shown(&line.text, source, at, end, &columns);
	line.end = line.text.length;
	put_shown(&line.text, source, end, last, &columns);
	return line;
}

/* Moves `at` by whole characters until at most `columns` lie between it and `target`. */
static size_t approach(const struct text *text, size_t at, size_t target, size_t columns)
{
	while (at < target && utf8_columns(text->bytes + at, target - at) > columns) {
		int code;
		at += utf8_decode(text->bytes + at, text->length - at, &code);
	}
	return at;
}

/* The last boundary from which `from` is at most `columns` away. */
static size_t reach(const struct text *text, size_t from, size_t columns)
{
	size_t at = from, used = 0;
	while (at < text->length) {
		int code;
		size_t taken = utf8_decode(text->bytes + at, text->length - at, &code);
		used += utf8_columns(text->bytes + at, taken);
		if (used > columns)
			break;
		at += taken;
	}
	return at;
}

static void show_place(const struct shown_line *line, struct text *to)
{
	const struct text *text = &line->text;
	const char *bytes = text_string(text);
	size_t from = 0, until = text->length;
	if (utf8_columns(bytes, until) > ERROR_COLUMNS) {
		/* A third of the window before the span, then whatever fits. */
		from = approach(text, 0, line->start, ERROR_COLUMNS / 3);
		until = reach(text, from, ERROR_COLUMNS - 2);
		if (until == text->length) /* the end is in sight: show as much before it as fits */
			from = approach(text, 0, until, ERROR_COLUMNS - 1);
	}
	size_t before = to->length;
	if (line->has_neighbours)
		text_format(to, "%zu | ", line->number);
	text_put(to, from > 0 ? "…" : "");
	size_t indent = utf8_columns(text_string(to) + before, to->length - before);
	text_append(to, bytes + from, until - from);
	text_put(to, until < text->length ? "…\n" : "\n");
	size_t end = line->end < until ? line->end : until;
	size_t carets =
		line->start < end ? utf8_columns(bytes + line->start, end - line->start) : 0;
	text_format(to, "%*s", (int)(indent + utf8_columns(bytes + from, line->start - from)), "");
	for (size_t i = 0; i < carets || i == 0; i++)
		text_put(to, "^");
	text_put(to, "\n");
}

void error_show(const struct error *error, const char *source, size_t length, struct text *to)
{
	text_format(to, "%s\n", error->message);
	bool has_place = error->where.start != 0 || error->where.end != 0;
	if (has_place && source && length > 0) {
		struct shown_line line = find_line(error->where, source, length);
		show_place(&line, to);
		text_release(&line.text);
	}
	if (error->hint[0])
		text_format(to, "%s\n", error->hint);
}
