/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What completion, inspection and is_complete need of a session: the names the reader has made and
 * what they hold now. It is flat and small, so the worker sends it to the front after each
 * statement and the front answers while a cell runs.
 */
#pragma once
#include "kernel/base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum word_kind { WORD_VARIABLE, WORD_NETWORK };

struct word {
	enum word_kind kind;
	char *name;    /* as typed */
	char *summary; /* its value or shape in a few words */
};

struct vocabulary {
	struct word *words;
	size_t count;
	char *language; /* the reader's: "en", "es" */
};

void vocabulary_add(
	struct vocabulary *vocabulary, enum word_kind kind, const char *name, const char *summary);
void vocabulary_release(struct vocabulary *vocabulary);
/* As bytes for the pipe and back; false for bytes that are not a vocabulary (which is then empty).
 */
void vocabulary_write(const struct vocabulary *vocabulary, struct text *to);
bool vocabulary_read(struct vocabulary *vocabulary, const char *bytes, size_t length);
