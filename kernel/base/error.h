/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What went wrong, where, and what to type instead.
 *
 * A struct error belongs to the caller, needs no allocation, and is untouched on success. The first
 * error wins: setting an error that is already set changes nothing, so a caller may go on after a
 * failure without losing its cause. Functions that can fail return bool (or a pointer, NULL on
 * failure) and take the error last:
 *
 *	if (depth == 0)
 *		return error_set(error, ERROR_VALUE, where, _("a network needs a layer"));
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Bytes [start, end) of the cell's source. SPAN_NONE: no place in the source is to blame. */
struct span {
	size_t start, end;
};

#define SPAN_NONE ((struct span){ 0, 0 })

/* The kinds a reader, a grader or a tool can tell apart; error_name gives the protocol's ename. */
enum error_kind {
	ERROR_NONE,
	ERROR_SYNTAX,   /* SyntaxError: the text is not a statement */
	ERROR_NAME,     /* NameError: no command, variable, quantity or network of that name */
	ERROR_ARGUMENT, /* ArgumentError: an argument is missing, unknown, doubled or misplaced */
	ERROR_VALUE,    /* ValueError: right kind of argument, wrong value */
	ERROR_CHECK,    /* CheckFailed: a `check` was false */
	ERROR_NOT_ANSWERED, /* NotAnswered: `fail`, an answer not yet given */
	ERROR_MEMORY,       /* MemoryError: more than the budget */
	ERROR_NUMERIC,      /* NumericError: an expression or data that is not finite */
	ERROR_FILE,         /* FileError: cannot be opened, read, written or understood */
	ERROR_INTERRUPTED,  /* Interrupted: the reader stopped it */
	ERROR_WORKER_DIED,  /* WorkerDied: the process that computes ended by itself */
	ERROR_KIND_COUNT
};

struct error {
	enum error_kind kind;
	struct span where;
	char message[512]; /* one sentence about what is wrong, in the reader's language */
	char hint[256];    /* what to type instead; may be empty */
};

/* Sets kind, place and message unless an error is set already. Always returns false. The message
 * is cut at a character's boundary when it does not fit. */
bool error_set(struct error *error, enum error_kind kind, struct span where, const char *format,
	...) __attribute__((format(printf, 4, 5)));

/* Adds the hint unless there is one. Always returns false. */
bool error_hint(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "SyntaxError", "NameError", ...; "" for ERROR_NONE. */
const char *error_name(enum error_kind kind);
enum error_kind error_kind_from_name(const char *name);

struct text;

/* Appends what the reader sees: message, the source line with carets under the display columns of
 * the span (only if it has a place; numbered when the source has other lines), and the hint. Tabs
 * become spaces. A line longer than ERROR_COLUMNS is shown as a window around the span, with an
 * ellipsis where it was cut. Each line ends in a newline. */
enum { ERROR_COLUMNS = 80 };
void error_show(const struct error *error, const char *source, size_t length, struct text *to);
