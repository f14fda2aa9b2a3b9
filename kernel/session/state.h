/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a session holds: for the files of this floor only.
 */
#pragma once
#include "kernel/language/eval.h"
#include "kernel/language/parser.h"
#include "kernel/session/bind.h"
#include "kernel/session/session.h"
#include "kernel/session/variables.h"

struct named_network {
	char *name;
	struct network *network;
};

struct kept_table {
	char *name;
	struct table *table;
};

/* The record a command was last given, in an arena of its own. */
struct remembered {
	const struct command *command;
	struct arena *arena;
	void *record;
};

struct session {
	struct options options;
	struct data *data;
	struct named_network *networks;
	size_t network_count;
	size_t in_use; /* index of the network; network_count when there is none */
	struct variables variables;
	struct kept_table *tables;
	size_t table_count;
	struct remembered *records;
	size_t record_count;
	struct statistics *statistics;
	struct vocabulary vocabulary;
	bool vocabulary_is_old;
	unsigned long changes;

	/* the cell that runs */
	struct arena *arena;
	const char *source;
	const struct outlet *outlet;       /* NULL between cells */
	const struct statement *statement; /* NULL between statements */
	const struct bound *bound;
	bool last; /* the statement is the cell's last */
	struct bundle result;
	bool has_result;
	size_t serial;      /* of statements, for display ids that never come back */
	const char **shown; /* ids this statement has displayed, in the arena */
	size_t shown_count;
};

/* Names before anything runs: what the cell itself assigns comes first. */
struct names {
	struct session *session;
	const struct variables *assigned; /* NULL: none */
};

/* quantity.c: how expressions find variables and quantities. */
struct scope session_scope(struct names *names);
/* May a variable have this name? */
bool session_assignable(const char *name, struct span where, struct error *error);

/* check.c: everything that can be found out before the first statement runs. */
bool session_check(struct session *session, const struct cell *cell, struct error *error);

struct binder session_binder(struct session *session, const struct scope *scope);

/* Commands to the parser. */
extern const struct grammar session_grammar;

/* An error about a name that is no network. */
bool session_no_network(
	struct session *session, const char *name, struct span where, struct error *error);
void session_forget_records(struct session *session);
/* What `print` shows: "label = value". */
void session_put_result(
	struct session *session, const char *label, const struct value *value, struct text *to);
/* An error about a name nothing has, with the nearest one that something has. */
bool session_unknown_name(
	struct session *session, const char *name, struct span where, struct error *error);
/* Speaks the language the vocabulary says: the front follows the worker's `set lang`. */
void session_speak(const struct vocabulary *vocabulary);
