/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Source to tokens. The lexer keeps no position of its own: the parser asks for the token at a
 * byte, in the reading it wants, so that looking ahead costs nothing.
 */
#pragma once
#include "kernel/base/arena.h"
#include "kernel/language/token.h"

enum reading { READING_VALUE, READING_EXPRESSION };

/* Why the source cannot end where it does. */
enum open { OPEN_NOT, OPEN_STRING, OPEN_BRACKET, OPEN_LINE /* after a backslash */ };

struct lexer {
	const char *source;
	size_t length;
	struct error *error;
	size_t depth;   /* of open brackets: inside them a newline is a space */
	bool cursor;    /* the source ends where the reader is typing: `grads.` is a word */
	enum open open; /* the source ended where more must follow */
	bool comment;   /* the source ended inside a comment */
};

/* The source must be valid UTF-8. */
struct token lexer_token(struct lexer *lexer, size_t at, enum reading reading);

/* What a TOKEN_STRING says: quotes removed, escapes replaced. NULL with an error at the escape. */
const char *lexer_string(const struct lexer *lexer, struct span where, struct arena *arena);

/* Is the text one whole word of a value (`torch-default`), one whole name (no `-`)? */
bool lexer_is_word(const char *text, size_t length, enum reading reading);
