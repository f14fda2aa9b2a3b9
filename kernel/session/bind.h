/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A parsed statement to a command's record: which argument is meant for which parameter, and its
 * value. Binding happens twice. Before anything of the cell runs, everything that can be known is
 * checked; what depends on a variable that the cell itself assigns, or on a quantity, is left open.
 * When the statement's turn comes it is bound again, with all values known.
 */
#pragma once
#include "kernel/base/arena.h"
#include "kernel/base/error.h"
#include "kernel/language/eval.h"
#include "kernel/language/tree.h"
#include "kernel/session/command.h"

struct binder {
	struct arena *arena;
	const struct scope *scope;
	const char *source;      /* of the cell: spans are bytes of it */
	struct session *session; /* NULL: before anything runs */
};

struct bound {
	const struct command *command;
	void *record;
	const struct argument **given; /* [parameter_count]; NULL: the fallback */
	const struct axis *axes;
	size_t axis_count;
};

bool bind_statement(const struct binder *binder, const struct statement *statement,
	struct bound *bound, struct error *error);

/* Where a parameter's value stands; `otherwise` when it was not given. */
struct span bound_argument(const struct bound *bound, const char *parameter, struct span otherwise);

/* The command's record with nothing given; what must be given is as for auto. */
void *bind_fallbacks(struct arena *arena, const struct command *command);

/* One value of an axis into a record of axis->command. */
bool bind_axis(const struct binder *binder, const struct axis *axis, size_t value, void *record,
	struct error *error);

/* axes.c: turns each axis, which has one argument as typed, into one argument for each value of its
 * list, and checks them. */
bool bind_spread(const struct binder *binder, struct axis *axes, size_t count, struct error *error);

/* For completion: marks in given[parameter_count] what the arguments so far have filled, as far as
 * that can be told. */
void bind_guess(struct arena *arena, const struct command *command,
	const struct statement *statement, const struct argument **given);

/* resolve.c: the value with everything computed that can be: ranges are lists of numbers, texts
 * carry what they say as a value. NULL with an error. */
const struct tree *resolve_value(
	const struct binder *binder, const struct tree *value, struct error *error);
/* Is something in it left open? */
bool resolve_is_open(const struct tree *value);

/* misplaced.c: the sentence for an argument that no parameter takes; always false. */
struct misplaced {
	const struct binder *binder;
	const struct command *command;
	const struct argument **given; /* as far as it is bound */
	const struct argument *argument;
};

bool misplaced_value(const struct misplaced *misplaced, struct error *error);
bool misplaced_name(const struct misplaced *misplaced, struct error *error);
