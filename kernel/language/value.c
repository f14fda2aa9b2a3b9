/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Making values, showing them, and keeping them beyond a cell.
 */
#include "kernel/language/value.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 100, SHOWN_FIRST = 50, SHOWN_LAST = 3 };

struct value value_none(void)
{
	return (struct value){ .kind = VALUE_NONE };
}

struct value value_number(double number)
{
	return (struct value){ .kind = VALUE_NUMBER, .number = number };
}

struct value value_boolean(bool boolean)
{
	return (struct value){ .kind = VALUE_BOOLEAN, .boolean = boolean };
}

struct value value_text(struct arena *arena, const char *text)
{
	return (struct value){ .kind = VALUE_TEXT, .text = arena_copy(arena, text, strlen(text)) };
}

struct value value_vector(struct arena *arena, const double *numbers, size_t count)
{
	double *copy = arena_take(arena, count, sizeof *copy);
	if (count > 0)
		memcpy(copy, numbers, count * sizeof *copy);
	return (struct value){
		.kind = VALUE_VECTOR, .numbers = copy, .count = count, .total = count, .depth = 1
	};
}

bool value_list(struct value *value, enum value_kind kind, const struct value *items, size_t count)
{
	*value = (struct value){ .kind = kind, .items = items, .count = count, .total = count };
	value->depth = 1;
	for (size_t i = 0; i < count; i++) {
		value->total += items[i].total;
		value->depth = items[i].depth >= value->depth ? items[i].depth + 1 : value->depth;
		if (value->total > VALUE_LIMIT || value->depth > VALUE_DEPTH)
			return false;
	}
	return value->total <= VALUE_LIMIT;
}

const char *value_describe(enum value_kind kind)
{
	switch (kind) {
	case VALUE_BOOLEAN: return _("true or false");
	case VALUE_NUMBER: return _("a number");
	case VALUE_TEXT: return _("a text");
	case VALUE_VECTOR: return _("a list of numbers");
	case VALUE_LIST: return _("a list");
	case VALUE_PAIRS: return _("a list of pairs");
	case VALUE_NONE: break;
	}
	return _("nothing (None)");
}

const char *value_type(enum value_kind kind)
{
	static const char *const types[] = {
		[VALUE_NONE] = "none",
		[VALUE_BOOLEAN] = "boolean",
		[VALUE_NUMBER] = "number",
		[VALUE_TEXT] = "text",
		[VALUE_VECTOR] = "vector",
		[VALUE_LIST] = "list",
		[VALUE_PAIRS] = "pairs",
	};
	return types[kind];
}

/* ---- showing ---- */

static void put_number(double number, int digits, struct text *to)
{
	char buffer[NUMBER_LENGTH];
	text_put(to, number_format(buffer, number, digits));
}

/* The fewest digits that give the same number again. */
static void put_exact(double number, struct text *to)
{
	char buffer[NUMBER_LENGTH];
	if (__builtin_isfinite(number)) {
		for (int digits = 1; digits <= 17; digits++)
			if (strtod(number_format(buffer, number, digits), NULL) == number)
				break;
		text_put(to, number == 0 && __builtin_signbit(number) ? "-0" : buffer);
	} else {
		text_format(to, "float('%s')", number_format(buffer, number, 1));
	}
}

static void put_quoted(const char *text, struct text *to)
{
	text_put(to, "\"");
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		if (byte == '"' || byte == '\\')
			text_format(to, "\\%c", byte);
		else if (byte == '\n')
			text_put(to, "\\n");
		else if (byte < 0x20 || byte == 0x7F)
			text_format(to, "\\x%02x", byte);
		else
			text_append(to, text, 1);
	}
	text_put(to, "\"");
}

/* digits 0: exactly, nothing left out. */
static void put(const struct value *value, int digits, bool inside, struct text *to);

static void put_item(const struct value *value, size_t i, int digits, struct text *to)
{
	if (value->kind == VALUE_PAIRS) {
		put(&value->items[2 * i], digits, true, to);
		text_put(to, ": ");
		put(&value->items[2 * i + 1], digits, true, to);
	} else if (value->kind == VALUE_LIST) {
		put(&value->items[i], digits, true, to);
	} else if (digits > 0) {
		put_number(value->numbers[i], digits, to);
	} else {
		put_exact(value->numbers[i], to);
	}
}

static void put_items(const struct value *value, int digits, struct text *to)
{
	bool pairs = value->kind == VALUE_PAIRS;
	size_t count = pairs ? value->count / 2 : value->count;
	bool shorten = digits > 0 && count > SHOWN;
	text_put(to, pairs ? "{" : "[");
	for (size_t i = 0; i < count; i++) {
		text_put(to, i > 0 ? ", " : "");
		if (shorten && i == SHOWN_FIRST) {
			text_put(to, "..., ");
			i = count - SHOWN_LAST;
		}
		put_item(value, i, digits, to);
	}
	text_put(to, pairs ? "}" : "]");
	if (shorten)
		text_format(to, " (%zu)", count);
}

static void put(const struct value *value, int digits, bool inside, struct text *to)
{
	switch (value->kind) {
	case VALUE_NONE: text_put(to, "None"); break;
	case VALUE_BOOLEAN: text_put(to, value->boolean ? "True" : "False"); break;
	case VALUE_NUMBER:
		if (digits > 0)
			put_number(value->number, digits, to);
		else
			put_exact(value->number, to);
		break;
	case VALUE_TEXT:
		if (digits > 0 && !inside)
			text_put(to, value->text);
		else
			put_quoted(value->text, to);
		break;
	case VALUE_VECTOR:
	case VALUE_LIST:
	case VALUE_PAIRS: put_items(value, digits, to); break;
	}
}

void value_show(const struct value *value, int digits, struct text *to)
{
	put(value, digits > 0 ? digits : 1, false, to);
}

void value_repr(const struct value *value, struct text *to)
{
	put(value, 0, true, to);
}

/* ---- comparing ---- */

static bool is_list(const struct value *value)
{
	return value->kind == VALUE_VECTOR || value->kind == VALUE_LIST;
}

static struct value item_at(const struct value *list, size_t i)
{
	return list->kind == VALUE_VECTOR ? value_number(list->numbers[i]) : list->items[i];
}

bool value_equal(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind && !(is_list(a) && is_list(b)))
		return false;
	switch (a->kind) {
	case VALUE_NONE: return true;
	case VALUE_BOOLEAN: return a->boolean == b->boolean;
	case VALUE_NUMBER: return a->number == b->number;
	case VALUE_TEXT: return strcmp(a->text, b->text) == 0;
	case VALUE_VECTOR:
	case VALUE_LIST:
	case VALUE_PAIRS: break;
	}
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		struct value one = item_at(a, i), other = item_at(b, i);
		if (!value_equal(&one, &other))
			return false;
	}
	return true;
}

/* ---- keeping ---- */

static size_t aligned(size_t bytes)
{
	size_t to = alignof(max_align_t);
	return (bytes + to - 1) / to * to;
}

/* What a value takes beyond its own struct. */
static size_t bytes_behind(const struct value *value)
{
	size_t bytes = 0;
	if (value->kind == VALUE_TEXT)
		bytes = aligned(strlen(value->text) + 1);
	if (value->kind == VALUE_VECTOR)
		bytes = aligned(value->count * sizeof *value->numbers);
	if (value->items) {
		bytes = aligned(value->count * sizeof *value->items);
		for (size_t i = 0; i < value->count; i++)
			bytes += bytes_behind(&value->items[i]);
	}
	return bytes;
}

size_t value_bytes(const struct value *value)
{
	return aligned(sizeof *value) + bytes_behind(value);
}

static void *place(char **free_bytes, const void *content, size_t bytes)
{
	void *placed = *free_bytes;
	if (bytes > 0)
		memcpy(placed, content, bytes);
	*free_bytes += aligned(bytes);
	return placed;
}

static void keep_behind(struct value *value, char **free_bytes)
{
	if (value->kind == VALUE_TEXT)
		value->text = place(free_bytes, value->text, strlen(value->text) + 1);
	if (value->kind == VALUE_VECTOR)
		value->numbers =
			place(free_bytes, value->numbers, value->count * sizeof *value->numbers);
	if (value->items) {
		struct value *items =
			place(free_bytes, value->items, value->count * sizeof *value->items);
		value->items = items;
		for (size_t i = 0; i < value->count; i++)
			keep_behind(&items[i], free_bytes);
	}
}

struct value *value_keep_new(const struct value *value)
{
	char *bytes = memory_new(value_bytes(value), 1);
	char *free_bytes = bytes;
	struct value *kept = place(&free_bytes, value, sizeof *value);
	keep_behind(kept, &free_bytes);
	return kept;
}
