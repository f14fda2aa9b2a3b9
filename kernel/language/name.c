/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Comparing names without regard to case, and measuring how far apart two of them are.
 */
#include "kernel/language/name.h"

#include "kernel/base/utf8.h"

#include <string.h>

enum { LONGEST = 40 }; /* characters that are compared; nobody means a longer name */

static bool is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static int lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : (unsigned char)byte;
}

static void fold(const char *name, size_t length, struct text *to)
{
	if (!is_ascii(name)) {
		utf8_lower(name, length, to);
		return;
	}
	text_append(to, name, length);
	for (size_t i = 0; i < to->length; i++)
		to->bytes[i] = (char)lower(to->bytes[i]);
}

bool name_equal(const char *a, const char *b)
{
	while (*a && *b && ((*a | *b) & 0x80) == 0 && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	if (((*a | *b) & 0x80) == 0)
		return lower(*a) == lower(*b);
	struct text one = TEXT_EMPTY, other = TEXT_EMPTY;
	fold(a, strlen(a), &one);
	fold(b, strlen(b), &other);
	bool equal = strcmp(text_string(&one), text_string(&other)) == 0;
	text_release(&one);
	text_release(&other);
	return equal;
}

bool name_starts(const char *name, const char *prefix, size_t length)
{
	struct text whole = TEXT_EMPTY, start = TEXT_EMPTY;
	fold(name, strlen(name), &whole);
	utf8_lower(prefix, length, &start);
	bool starts = strncmp(text_string(&whole), text_string(&start), start.length) == 0;
	text_release(&whole);
	text_release(&start);
	return starts;
}

void name_put_folded(const char *name, struct text *to)
{
	fold(name, strlen(name), to);
}

/* The characters of a name in lower case; LONGEST + 1 when there are more. */
static size_t characters(const char *name, int code[LONGEST])
{
	struct text folded = TEXT_EMPTY;
	fold(name, strlen(name), &folded);
	size_t count = 0, at = 0;
	while (at < folded.length && count <= LONGEST) {
		int decoded;
		at += utf8_decode(folded.bytes + at, folded.length - at, &decoded);
		if (count < LONGEST)
			code[count] = decoded;
		count++;
	}
	text_release(&folded);
	return count;
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t smaller = a < b ? a : b;
	return smaller < c ? smaller : c;
}

/* Optimal string alignment distance (Damerau-Levenshtein with neighbours swapped once). */
static size_t distance(const int *a, size_t length, const int *b, size_t width)
{
	size_t rows[3][LONGEST + 1];
	for (size_t j = 0; j <= width; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= length; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			size_t change = above[j - 1] + (a[i - 1] != b[j - 1]);
			row[j] = least(above[j] + 1, row[j - 1] + 1, change);
			bool swapped =
				i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
			if (swapped && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
	}
	return rows[length % 3][width];
}

void nearest_consider(struct nearest *nearest, const char *candidate)
{
	int typed[LONGEST], other[LONGEST];
	size_t length = characters(nearest->typed, typed);
	size_t width = characters(candidate, other);
	if (length == 0 || length > LONGEST || width > LONGEST)
		return;
	size_t found = distance(typed, length, other, width);
	size_t allowed = length < 3 ? length - 1 : length < 6 ? 2 : length / 3;
	if (found > allowed || (nearest->best && found >= nearest->distance))
		return;
	nearest->best = candidate;
	nearest->distance = found;
}
