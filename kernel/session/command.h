/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A command is one file, kernel/commands/NAME.c, that defines `const struct command command_NAME`.
 * Its parameters are rows; each names a field of the command's record once, and everything else
 * (usage line, checks and their messages, help, completion, tooltips, the reference, highlighting)
 * is derived from the rows. To add a command, write such a file; nothing else changes.
 *
 *	struct given {
 *		long amount;
 *		double rate;
 *		struct choice optimizer;
 *	};
 *
 *	static const struct parameter parameters[] = {
 *		COUNT(struct given, amount, "20", 1, 1e9, N_("how long"), .positional = true),
 *		REAL(struct given, rate, "auto", 0, 1e3, N_("how far one step goes")),
 *		CHOICE(struct given, optimizer, "sgd", &optimizers, N_("how the weights move")),
 *	};
 *
 * A parameter's name is its field's name. The fallback is source text,
 * parsed as the reader's would be; NULL: must be given; "auto": the field gets NaN (REAL), -1
 * (COUNT), a NULL label (CHOICE), NULL (TEXT, EXPRESSION, NETWORK), count 0 (lists, SHAPE).
 * `.positional = true`: bare values bind to it, in the order of the rows, by type: "bare words bind
 * left to right to the one unfilled positional that takes them".
 * `.given = offsetof(record, field) + 1` names a bool field that tells whether the reader typed it.
 */
#pragma once
#include "kernel/base/error.h"
#include "kernel/language/value.h"
#include "kernel/session/outlet.h"
#include "kernel/view/table.h"
#include "nn/label.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;
struct argument; /* what the reader typed for one parameter: a tree, kernel/language/tree.h */

enum parameter_type {
	PARAMETER_COUNT,      /* long: a whole number in [low, high] */
	PARAMETER_REAL,       /* double in [low, high]; 5% is 0.05 */
	PARAMETER_SEED,       /* uint64_t */
	PARAMETER_FLAG,       /* bool: the bare word is true; NAME=yes|no */
	PARAMETER_CHOICE,     /* struct choice: a row of a catalogue, with its own numbers */
	PARAMETER_CHOICES,    /* struct choices: a comma list of rows, or * */
	PARAMETER_REALS,      /* struct reals: a list or a range */
	PARAMETER_SHAPE,      /* struct shape: 8, 8x32, 64-32-16 */
	PARAMETER_TEXT,       /* const char *: a string, or one word or number as it was typed */
	PARAMETER_EXPRESSION, /* const struct expression *: evaluated by the command itself */
	PARAMETER_NETWORK,    /* const char *: the name of a network the session has */
	PARAMETER_WORD,       /* const struct label *: a row of a catalogue of plain labels */
	PARAMETER_TOPIC,      /* const char *: a command, row, quantity or other help topic */
	PARAMETER_FIGURE,     /* const struct quantity_table *: one that has a draw_new */
};

struct choices {
	const struct choice *choices;
	size_t count;
};

struct reals {
	const double *numbers;
	size_t count;
};

/* The hidden widths. A lone number N is N hidden layers whose width is left open (width 0). */
struct shape {
	const size_t *width;
	size_t depth;
};

/* An expression with its place in the cell: session_evaluate gives its value. */
struct expression {
	const struct tree *tree;
	struct span where;
	const char *source; /* as typed */
};

struct parameter {
	struct label label; /* what the reader types, and N_ one line about it */
	enum parameter_type type;
	bool positional;
	bool quoted;   /* a TEXT that is a file's name: bare words are not, unless they have a point
			*/
	bool rest;     /* a positional that takes all that is left of the statement (expressions) */
	size_t offset; /* of the field in the record */
	size_t given;  /* offset + 1 of a bool that says whether the reader typed it; 0: none */
	const char *fallback;
	double low, high; /* both included; low_open: low itself is not */
	bool low_open;
	const struct catalogue *catalogue;
};

// clang-format off
#define FIELD(record, field, type_) \
	_Generic(((record *)0)->field, type_: offsetof(record, field))

/* What follows the summary, if anything, is more of the row: `, .positional = true`. */
#define COUNT(record, field, fallback_, low_, high_, ...) \
	{ .type = PARAMETER_COUNT, .offset = FIELD(record, field, long), .fallback = (fallback_), \
	  .low = (low_), .high = (high_), .label.name = #field, .label.summary = __VA_ARGS__ }
#define REAL(record, field, fallback_, low_, high_, ...) \
	{ .type = PARAMETER_REAL, .offset = FIELD(record, field, double), .fallback = (fallback_), \
	  .low = (low_), .high = (high_), .label.name = #field, .label.summary = __VA_ARGS__ }
#define SEED(record, field, fallback_, ...) \
	{ .type = PARAMETER_SEED, .offset = FIELD(record, field, uint64_t), .fallback = (fallback_), \
	  .label.name = #field, .label.summary = __VA_ARGS__ }
#define FLAG(record, field, ...) \
	{ .type = PARAMETER_FLAG, .offset = FIELD(record, field, bool), .fallback = "no", \
	  .label.name = #field, .label.summary = __VA_ARGS__ }
#define CHOICE(record, field, fallback_, catalogue_, ...) \
	{ .type = PARAMETER_CHOICE, .offset = FIELD(record, field, struct choice), .fallback = (fallback_), \
	  .catalogue = (catalogue_), .label.name = #field, .label.summary = __VA_ARGS__ }
#define CHOICES(record, field, fallback_, catalogue_, ...) \
	{ .type = PARAMETER_CHOICES, .offset = FIELD(record, field, struct choices), .fallback = (fallback_), \
	  .catalogue = (catalogue_), .label.name = #field, .label.summary = __VA_ARGS__ }
#define REALS(record, field, fallback_, low_, high_, ...) \
	{ .type = PARAMETER_REALS, .offset = FIELD(record, field, struct reals), .fallback = (fallback_), \
	  .low = (low_), .high = (high_), .label.name = #field, .label.summary = __VA_ARGS__ }
#define SHAPE(record, field, fallback_, ...) \
	{ .type = PARAMETER_SHAPE, .offset = FIELD(record, field, struct shape), .fallback = (fallback_), \
	  .low = 1, .high = 1e6, .label.name = #field, .label.summary = __VA_ARGS__ }
#define TEXT(record, field, fallback_, ...) \
	{ .type = PARAMETER_TEXT, .offset = FIELD(record, field, const char *), .fallback = (fallback_), \
	  .label.name = #field, .label.summary = __VA_ARGS__ }
#define EXPRESSION(record, field, fallback_, ...) \
	{ .type = PARAMETER_EXPRESSION, .offset = FIELD(record, field, const struct expression *), .fallback = (fallback_), \
	  .label.name = #field, .label.summary = __VA_ARGS__ }
#define NETWORK(record, field, fallback_, ...) \
	{ .type = PARAMETER_NETWORK, .offset = FIELD(record, field, const char *), .fallback = (fallback_), \
	  .label.name = #field, .label.summary = __VA_ARGS__ }
#define WORD(record, field, fallback_, catalogue_, ...) \
	{ .type = PARAMETER_WORD, .offset = FIELD(record, field, const struct label *), .fallback = (fallback_), \
	  .catalogue = (catalogue_), .label.name = #field, .label.summary = __VA_ARGS__ }
#define TOPIC(record, field, fallback_, ...) \
	{ .type = PARAMETER_TOPIC, .offset = FIELD(record, field, const char *), .fallback = (fallback_), \
	  .label.name = #field, .label.summary = __VA_ARGS__ }
#define FIGURE(record, field, fallback_, ...) \
	{ .type = PARAMETER_FIGURE, .offset = FIELD(record, field, const struct quantity_table *), \
	  .fallback = (fallback_), .label.name = #field, .label.summary = __VA_ARGS__ }

#define PARAMETERS(list, record) \
	.parameters = (list), .parameter_count = sizeof(list) / sizeof *(list), \
	.record_size = sizeof(record)
// clang-format on

/* A table a command can fill on demand: `grads.delta` is a column of the table "grads". */
struct quantity_table {
	struct label label; /* "grads", N_ one line about it; aliases are for `plot` */
	const struct column *columns;
	size_t count;
	/* A new table, or NULL with an error; NULL itself: the table of the command's last run,
	 * which the session keeps (session_kept_table), or no table but a figure (count 0). */
	struct table *(*make_new)(struct session *session, struct error *error);
	/* A figure of the same, for `plot`; may be NULL. */
	struct figure *(*draw_new)(struct session *session, struct error *error);
};

/* A single number: loss, test.accuracy, epoch; or a text: hash. */
struct quantity {
	struct label label;
	bool (*compute)(struct session *session, double *number, struct error *error);
	bool truth; /* the number is 1 or 0 and means true or false */
	/* In place of compute: the text, in the session's arena; NULL with an error. */
	const char *(*text)(struct session *session, struct error *error);
};

enum chapter {
	CHAPTER_BENCH,
	CHAPTER_LEARNING,
	CHAPTER_LOOKING,
	CHAPTER_THEORY,
	CHAPTER_COMPARING,
	CHAPTER_JUDGING,
	CHAPTER_FILES,
	CHAPTER_SESSION,
	CHAPTER_COUNT
};

struct command {
	struct label label; /* the verb, and N_ one line about it */
	enum chapter chapter;
	const char *help;    /* N_: paragraphs of plain text, separated by empty lines */
	const char *example; /* runs without an error in a fresh session; a test does */
	const struct parameter *parameters;
	size_t parameter_count, record_size;
	/* Also takes, by name, any parameter of these commands, each with one value or a list:
	 * session_axes gives them. NULL-terminated; NULL: none. */
	const struct command *const *borrows;
	const struct quantity_table *tables;
	size_t table_count;
	const struct quantity *quantities;
	size_t quantity_count;
	const char *assigns; /* the TEXT parameter that names a variable which running it assigns */
	bool last;           /* must be the last statement of its cell (score) */
	/* `record` is the command's own struct, filled in and checked. */
	bool (*run)(struct session *session, const void *record, const struct outlet *out,
		struct error *error);
};

/* One borrowed parameter: what was typed for it, one argument for each value of the list. */
struct axis {
	const struct command *command;
	const struct parameter *parameter;
	struct span where;
	const struct argument *const *values;
	size_t count;
};
