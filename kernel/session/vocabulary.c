/* SPDX-License-Identifier: BSD-3-Clause
 *
 * On the pipe: the language, then for each word its kind, name and summary; a text is its length in
 * four bytes, lowest first, and its bytes.
 */
#include "kernel/session/vocabulary.h"

#include "kernel/base/memory.h"
#include "kernel/base/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void vocabulary_add(
	struct vocabulary *vocabulary, enum word_kind kind, const char *name, const char *summary)
{
	vocabulary->words =
		memory_resize(vocabulary->words, vocabulary->count + 1, sizeof *vocabulary->words);
	vocabulary->words[vocabulary->count++] = (struct word){
		.kind = kind,
		.name = memory_copy(name, strlen(name)),
		.summary = memory_copy(summary, strlen(summary)),
	};
}

void vocabulary_release(struct vocabulary *vocabulary)
{
	for (size_t i = 0; i < vocabulary->count; i++) {
		free(vocabulary->words[i].name);
		free(vocabulary->words[i].summary);
	}
	free(vocabulary->words);
	free(vocabulary->language);
	*vocabulary = (struct vocabulary){ 0 };
}

static void put(struct text *to, const char *string)
{
	size_t length = strlen(string);
	char bytes[4];
	for (int i = 0; i < 4; i++)
		bytes[i] = (char)(length >> 8 * i & 0xFF);
	text_append(to, bytes, sizeof bytes);
	text_append(to, string, length);
}

void vocabulary_write(const struct vocabulary *vocabulary, struct text *to)
{
	put(to, vocabulary->language ? vocabulary->language : "");
	for (size_t i = 0; i < vocabulary->count; i++) {
		char kind = vocabulary->words[i].kind == WORD_NETWORK ? 'n' : 'v';
		text_append(to, &kind, 1);
		put(to, vocabulary->words[i].name);
		put(to, vocabulary->words[i].summary);
	}
}

/* The text at *bytes, moved past; NULL when there is none. */
static char *get_new(const char **bytes, size_t *left)
{
	size_t length = 0;
	if (*left < 4)
		return NULL;
	for (int i = 0; i < 4; i++)
		length |= (size_t)(unsigned char)(*bytes)[i] << 8 * i;
	if (length > *left - 4 || memchr(*bytes + 4, '\0', length) ||
		utf8_valid_until(*bytes + 4, length) != length)
		return NULL;
	char *text = memory_copy(*bytes + 4, length);
	*bytes += 4 + length;
	*left -= 4 + length;
	return text;
}

static bool read_word(struct vocabulary *vocabulary, const char **bytes, size_t *left)
{
	char kind = *(*bytes)++;
	--*left;
	char *name = get_new(bytes, left);
	char *summary = name ? get_new(bytes, left) : NULL;
	bool good = summary && (kind == 'n' || kind == 'v');
	if (good)
		vocabulary_add(
			vocabulary, kind == 'n' ? WORD_NETWORK : WORD_VARIABLE, name, summary);
	free(name);
	free(summary);
	return good;
}

bool vocabulary_read(struct vocabulary *vocabulary, const char *bytes, size_t length)
{
	*vocabulary = (struct vocabulary){ .language = get_new(&bytes, &length) };
	bool good = vocabulary->language;
	while (good && length > 0)
		good = read_word(vocabulary, &bytes, &length);
	if (!good)
		vocabulary_release(vocabulary);
	return good;
}
