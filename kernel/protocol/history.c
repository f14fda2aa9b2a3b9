/* SPDX-License-Identifier: BSD-3-Clause
 *
 * History as the protocol asks for it: [session, line, input] or [session, line, [input, output]].
 */
#include "kernel/protocol/history.h"

#include "kernel/base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { SESSION = 1 }; /* there is no other */

static void release_entry(struct entry *entry)
{
	free(entry->input);
	free(entry->output);
}

static size_t size_of(const struct entry *entry)
{
	return entry->length + (entry->output ? strlen(entry->output) : 0);
}

static void make_room(struct history *history, size_t length)
{
	size_t gone = 0;
	while (gone < history->count && (history->count - gone >= HISTORY_MOST ||
						history->bytes + length > HISTORY_BYTES)) {
		history->bytes -= size_of(&history->entries[gone]);
		release_entry(&history->entries[gone++]);
	}
	history->count -= gone;
	if (gone > 0)
		memmove(history->entries, history->entries + gone,
			history->count * sizeof *history->entries);
	history->bytes += length;
}

void history_add(struct history *history, long line, struct piece input)
{
	make_room(history, input.length);
	if (history->count == history->capacity) {
		history->capacity = history->capacity ? 2 * history->capacity : 16;
		history->entries = memory_resize(
			history->entries, history->capacity, sizeof *history->entries);
	}
	history->entries[history->count++] = (struct entry){ .line = line,
		.input = memory_copy(input.bytes, input.length),
		.length = input.length };
}

void history_set_output(struct history *history, const char *output)
{
	struct entry *last = &history->entries[history->count - 1];
	history->bytes -= size_of(last);
	free(last->output);
	last->output = memory_copy(output, strlen(output));
	history->bytes += size_of(last);
}

void history_release(struct history *history)
{
	for (size_t i = 0; i < history->count; i++)
		release_entry(&history->entries[i]);
	free(history->entries);
	*history = (struct history){ .entries = NULL };
}

/* Put in front, because tail and search look from the end. */
static void insert(json_t *array, const struct entry *entry, bool output)
{
	json_t *input = json_from_text(entry->input, entry->length);
	json_t *shown =
		entry->output ? json_from_text(entry->output, strlen(entry->output)) : json_null();
	json_t *row = output ? json_pack("[ii[oo]]", SESSION, (int)entry->line, input, shown)
			     : json_pack("[iio]", SESSION, (int)entry->line, input);
	if (!output)
		json_decref(shown);
	json_array_insert_new(array, 0, row);
}

/* Whether the class after a '[' holds the byte; `*end` gets what follows its ']', NULL without one.
 */
static bool class_holds(const char *pattern, unsigned char byte, const char **end)
{
	const unsigned char *at = (const unsigned char *)pattern;
	bool inverted = *at == '^' || *at == '!', held = false;
	at += inverted;
	/* A ']' that comes first stands for itself. */
	for (const unsigned char *first = at; *at && (at == first || *at != ']'); at++) {
		bool range = at[1] == '-' && at[2] && at[2] != ']';
		held = held || (at[0] <= byte && byte <= (range ? at[2] : at[0]));
		at += range ? 2 : 0;
	}
	*end = *at ? (const char *)at + 1 : NULL;
	return held != inverted;
}

/* What follows the pattern's first element if that matches the byte; NULL when it does not. */
static const char *match_one(const char *pattern, char byte)
{
	const char *end;
	if (*pattern == '?')
		return pattern + 1;
	bool holds = *pattern == '[' && class_holds(pattern + 1, (unsigned char)byte, &end);
	if (*pattern == '[' && end)
		return holds ? end : NULL;
	return *pattern == byte ? pattern + 1 : NULL;
}

/* A shell's pattern (* ? [a-z] [^a]) against the whole text. Only the last star ever needs to take
 * more, so the time is at most the product of the lengths; fnmatch's has no such bound. */
static bool is_match(const char *pattern, const char *text)
{
	const char *star = NULL, *taken = NULL;
	while (*text) {
		const char *next = *pattern == '*' ? NULL : match_one(pattern, *text);
		if (*pattern == '*') {
			star = ++pattern;
			taken = text;
		} else if (next) {
			pattern = next;
			text++;
		} else if (star) {
			pattern = star;
			text = ++taken;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

static bool is_later_copy(const struct history *history, size_t index, const bool *taken)
{
	for (size_t i = index + 1; i < history->count; i++)
		if (taken[i] &&
			strcmp(history->entries[i].input, history->entries[index].input) == 0)
			return true;
	return false;
}

static void search(
	const struct history *history, const struct message *message, bool output, json_t *array)
{
	struct piece pattern = message_text(message, "pattern");
	long most = message_number(message, "n", HISTORY_MOST);
	bool unique = message_flag(message, "unique", false);
	bool *taken = memory_new(history->count, sizeof *taken);
	for (size_t i = history->count; i-- > 0 && most > 0;) {
		const struct entry *entry = &history->entries[i];
		if (!is_match(pattern.bytes ? pattern.bytes : "*", entry->input) ||
			(unique && is_later_copy(history, i, taken)))
			continue;
		taken[i] = true;
		insert(array, entry, output);
		most--;
	}
	free(taken);
}

/* Lines start to stop, without stop; 0 or nothing as stop: to the end. Session 0 is this one. */
static void range(
	const struct history *history, const struct message *message, bool output, json_t *array)
{
	long session = message_number(message, "session", 0);
	long start = message_number(message, "start", 0);
	long stop = message_number(message, "stop", 0);
	if (session != 0 && session != SESSION)
		return;
	for (size_t i = history->count; i-- > 0;) {
		const struct entry *entry = &history->entries[i];
		if (entry->line >= start && (stop <= 0 || entry->line < stop))
			insert(array, entry, output);
	}
}

static void tail(
	const struct history *history, const struct message *message, bool output, json_t *array)
{
	long most = message_number(message, "n", HISTORY_MOST);
	for (size_t i = history->count; i-- > 0 && most > 0; most--)
		insert(array, &history->entries[i], output);
}

json_t *history_answer(const struct history *history, const struct message *message)
{
	json_t *array = json_array();
	struct piece access = message_text(message, "hist_access_type");
	bool output = message_flag(message, "output", false);
	const char *kind = access.bytes ? access.bytes : "tail";
	if (strcmp(kind, "search") == 0)
		search(history, message, output, array);
	else if (strcmp(kind, "range") == 0)
		range(history, message, output, array);
	else
		tail(history, message, output, array);
	return array;
}
