/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One reader's work: data, networks, variables, options, and the last table of each command. The
 * door for whoever runs cells is the first half; commands use the second.
 */
#pragma once
#include "kernel/base/arena.h"
#include "kernel/base/error.h"
#include "kernel/language/value.h"
#include "kernel/session/command.h"
#include "kernel/session/outlet.h"
#include "kernel/session/vocabulary.h"
#include "nn/data.h"
#include "nn/network.h"
#include "nn/statistics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- the door ---- */

struct session *session_new(void);
void session_free(struct session *session);

/* Runs a cell. It is parsed and bound whole before anything runs; then statements run in order and
 * the first failure stops it (what earlier statements did is kept). `source` need not be valid
 * UTF-8: that is a SyntaxError with its place. False with the error set. */
bool session_execute(struct session *session, const char *source, size_t length,
	const struct outlet *outlet, struct error *error);

/* Evaluates one expression, as `user_expressions` asks: the same bundle that `print` would give. */
bool session_expression(struct session *session, const char *source, size_t length,
	struct bundle *bundle, struct error *error);

const struct vocabulary *session_vocabulary(struct session *session);

/* Grows whenever something has changed that a later cell could notice. */
unsigned long session_changes(const struct session *session);
/* Reads how many cores this machine grants; before the process loses the right to. */
void session_count_cores(void);
/* Ends the threads that compute; they start again when there is work. Who forks calls this first.
 */
void session_rest(struct session *session);

/* These need no session, only its vocabulary (which may be NULL): the front answers with them
 * while a cell runs. Cursors and ranges count bytes. */
struct candidate {
	const char *text;   /* replaces [start, end) */
	const char *type;   /* "command", "parameter", "value", "network", "variable", "quantity",
			       "function" */
	const char *detail; /* one line about it, translated; may be "" */
};

struct completion {
	struct arena *arena; /* owns what follows */
	struct candidate *candidates;
	size_t count, start, end;
};

void session_complete(const struct vocabulary *vocabulary, const char *source, size_t length,
	size_t cursor, struct completion *completion);
void completion_release(struct completion *completion);

/* Fills text/plain and text/markdown about what stands at the cursor; false: nothing known.
 * detail 1 adds the whole help page. */
bool session_inspect(const struct vocabulary *vocabulary, const char *source, size_t length,
	size_t cursor, int detail, struct bundle *bundle);

enum completeness { COMPLETENESS_COMPLETE, COMPLETENESS_INCOMPLETE, COMPLETENESS_INVALID };

/* `indent` (may be NULL) gets the spaces to start the next line with when incomplete. */
enum completeness session_is_complete(const char *source, size_t length, size_t *indent);

/* ---- for commands ---- */

struct options {
	long threads;  /* 0: as many as the machine gives */
	long memory;   /* bytes a reader's sizes may take */
	long digits;   /* significant digits of `print` */
	bool progress; /* show progress while a command runs */
	bool large;    /* figures for a projector */
	uint64_t seed;
};

struct options *session_options(struct session *session);
struct arena *session_arena(struct session *session); /* emptied after the cell */

/* Lent. session_data makes the default data (digits) when there is none yet. session_network is the
 * network in use, or NULL with an error that says how to make one. */
struct data *session_data(struct session *session, struct error *error);
struct network *session_network(struct session *session, struct error *error);
struct network *session_find_network(struct session *session, const char *name);
const char *session_network_name(struct session *session); /* in use; NULL when there is none */
const char *session_network_at(struct session *session, size_t index); /* NULL after the last */

/* Keep what is handed over and null the caller's pointer. A kept network is the one in use; kept
 * data replaces the old. */
void session_keep_data(struct session *session, struct data **data);
void session_keep_network(struct session *session, const char *name, struct network **network);
bool session_use(struct session *session, const char *name, struct error *error);
/* Networks, variables, tables and data go; options stay. */
void session_clear(struct session *session);

/* The record a command was last given (deep copy, for `net`, `data`, `train`: what they mean is
 * changed by `init`, `act`, `compare`), or its defaults when it has not run yet. The command's run
 * function calls session_remember itself, once it has succeeded. */
void session_remember(struct session *session, const struct command *command, const void *record);
const void *session_recall(struct session *session, const struct command *command);
/* Goes on with a hash (nn/hash.h) over all that the record says, by what it means, not by where it
 * lies: equal records, equal hashes. */
uint64_t session_hash_record(uint64_t hash, const struct command *command, const void *record);
/* What the reader typed for borrowed parameters of the running statement. */
const struct axis *session_axes(struct session *session, size_t *count);
/* Writes one borrowed value into a record of axis->command (which must be a copy in the arena). */
bool session_apply_axis(struct session *session, const struct axis *axis, size_t value,
	void *record, struct error *error);
/* The value as typed, for labels: "he", "normal(0.01)". */
const char *session_axis_text(struct session *session, const struct axis *axis, size_t value);

/* Tables of a command's last run, by the name of the quantity table. */
void session_keep_table(struct session *session, const char *name, struct table **table);
const struct table *session_kept_table(struct session *session, const char *name);
/* A column of numbers, [rows], in the arena. */
double *session_column(struct arena *arena, const struct table *table, size_t column);

/* Statistics of the network in use over the train split; computed once and kept until the network
 * or the data changes (session_changed). */
const struct statistics *session_statistics(
	struct session *session, const struct outlet *out, struct error *error);
void session_changed(struct session *session);

bool session_evaluate(struct session *session, const struct expression *expression,
	struct value *value, struct error *error);
/* Keeps a variable; its name must be one that a command `assigns`. MemoryError beyond the budget.
 */
bool session_assign(struct session *session, const char *name, const struct value *value,
	struct span where, struct error *error);
/* The expression as typed, with the numbers behind its names when it is a comparison:
 * "accuracy >= 0.95; accuracy = 0.91". In the cell's arena. */
const char *session_sides(struct session *session, const struct expression *expression);

/* `needed` bytes against the budget: false with a MemoryError that says both, in words. */
bool session_memory_fits(struct session *session, size_t needed, struct span where,
	const char *what, struct error *error);

/* For the loops of nn, with the session as `to`: false when the reader wants the cell to stop. */
bool session_poll(void *session);

/* The sentence for a fault; always false. */
bool session_fault(const struct fault *fault, struct span where, struct error *error);
/* The error of what the reader has stopped; always false. */
bool session_interrupted(struct span where, struct error *error);

/* Shows it: renders the bundle, sends it to the outlet and frees the table or figure. `id`: updates
 * the display of that name if this cell showed one, else displays it; may be NULL. */
void session_show_table(
	struct session *session, const struct outlet *out, const char *id, struct table **table);
void session_show_figure(
	struct session *session, const struct outlet *out, const char *id, struct figure **figure);
/* The cell's result when this is its last statement (sent once every statement has succeeded), else
 * a line of standard output. Shown as "label = value"; a NULL label shows the bare value, which
 * only `score` may: graders read a bare number as points. */
void session_result(struct session *session, const char *label, const struct value *value);
/* A number as text in the cell's arena (number_format). */
const char *session_number(struct session *session, double number, int digits);
/* Plain text to the cell's standard output. */
void session_say(const struct outlet *out, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The span of the statement that runs, for errors that concern it as a whole. */
struct span session_statement(struct session *session);
/* The span of the argument that gave this parameter, or the statement's. */
struct span session_argument(struct session *session, const char *parameter);
