/* SPDX-License-Identifier: BSD-3-Clause
 *
 * sweep: a grid over anything data, net and train take; a map with theory's line on it. Rows are
 * the same for any number of threads, and each can be run again by its index.
 */
#include "kernel/commands/sweep.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/commands/trial.h"
#include "kernel/view/table.h"
#include "nn/hash.h"
#include "nn/pool.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 100000, BLOCK = 64 };

struct given {
	long seeds, row;
};

static const struct parameter parameters[] = {
	COUNT(struct given, seeds, "1", 1, 1000,
		N_("trainings of each point, each from other random numbers")),
	COUNT(struct given, row, "auto", 1, MOST_ROWS,
		N_("run only this row, and make its network the one in use")),
};

static size_t value_of(const struct sweep *sweep, size_t row, size_t axis)
{
	for (size_t a = sweep->axis_count; a-- > axis + 1;)
		row /= sweep->axes[a].count;
	return row % sweep->axes[axis].count;
}

static bool bind(const struct sweep *sweep, size_t row, size_t seed, struct trial *trial)
{
	if (!trial_current(sweep->session, trial, sweep->error))
		return false;
	long first = (long)session_options(sweep->session)->seed;
	if (sweep->seeds > 1)
		trial->net.seed = trial->train.seed = first + (long)seed;
	for (size_t a = 0; a < sweep->axis_count; a++)
		if (!trial_apply(sweep->session, trial, &sweep->axes[a], value_of(sweep, row, a),
			    sweep->error))
			return false;
	return true;
}

static const char *point_text(const struct sweep *sweep, size_t row)
{
	struct text text = TEXT_EMPTY;
	for (size_t a = 0; a < sweep->varied; a++)
		text_format(&text, "%s%s=%s", a > 0 ? " " : "",
			sweep->axes[a].parameter->label.name,
			session_axis_text(
				sweep->session, &sweep->axes[a], value_of(sweep, row, a)));
	const char *point =
		arena_copy(session_arena(sweep->session), text_string(&text), text.length);
	text_release(&text);
	return point;
}

/* ---- running ---- */

static bool open_run(struct sweep *sweep, size_t row, size_t seed, struct trial_run *run)
{
	struct trial trial;
	if (!bind(sweep, row, seed, &trial) ||
		!trial_open(sweep->session, &trial, run, sweep->error))
		return false;
	run->foresee = seed == 0;
	return true;
}

static void add_row(struct sweep *sweep, size_t row, const struct trial_run *runs)
{
	double seeds = (double)sweep->seeds, loss = 0, accuracy = 0, test = 0, diverged = 0;
	double low = 1, high = 0;
	for (size_t s = 0; s < sweep->seeds; s++) {
		const struct trial_run *run = &runs[s];
		loss += run->train.loss / seeds;
		accuracy += run->train.accuracy / seeds;
		test += run->test.accuracy / seeds;
		diverged += (run->outcome == OUTCOME_DIVERGED) / seeds;
		low = run->train.accuracy < low ? run->train.accuracy : low;
		high = run->train.accuracy > high ? run->train.accuracy : high;
	}
	table_number(sweep->table, (double)(row + 1));
	table_text(sweep->table, point_text(sweep, row));
	table_number(sweep->table, runs[0].gradient);
	table_number(sweep->table, loss);
	table_number(sweep->table, accuracy);
	table_number(sweep->table, low);
	table_number(sweep->table, high);
	table_number(sweep->table, test);
	table_number(sweep->table, diverged);
}

/* Rows first .. first + count - 1; a row counts once all of its seeds are done. */
static bool run_block(struct sweep *sweep, size_t first, size_t count)
{
	size_t total = count * sweep->seeds, opened = 0;
	struct trial_run *runs = memory_new(total, sizeof *runs);
	bool ok = true;
	for (; ok && opened < total; opened++)
		ok = open_run(
			sweep, first + opened / sweep->seeds, opened % sweep->seeds, &runs[opened]);
	bool complete = ok;
	ok = ok && trials_run(sweep->session, runs, total, sweep->error);
	for (size_t i = 0; complete && i < count; i++) {
		const struct trial_run *row = &runs[i * sweep->seeds];
		for (size_t s = 0; s < sweep->seeds; s++)
			complete = complete && row[s].done;
		if (complete)
			add_row(sweep, first + i, row);
	}
	for (size_t i = 0; i < opened; i++)
		trial_close(&runs[i]);
	free(runs);
	return ok;
}

/* ---- going on where it was stopped ---- */

/* Of each value of each axis, with the first values of the others: what the commands are told. */
static bool hash_points(struct sweep *sweep, uint64_t *hash)
{
	size_t stride = sweep->rows;
	for (size_t a = 0; a < sweep->varied; a++) {
		stride /= sweep->axes[a].count;
		for (size_t i = 0; i < sweep->axes[a].count && pool_poll(); i++) {
			struct trial trial;
			if (!bind(sweep, i * stride, 0, &trial))
				return false;
			*hash = session_hash_record(*hash, &command_data, &trial.data);
			*hash = session_hash_record(*hash, &command_net, &trial.net);
			*hash = session_hash_record(*hash, &command_train, &trial.train);
		}
	}
	return true;
}

/* What the rows depend on, as the kept table's caption: what is told, the samples of the first row
 * (of others that are files, their names) and its weights. "" with the error set. */
static const char *signature(struct sweep *sweep)
{
	struct session *session = sweep->session;
	const uint64_t numbers[] = { sweep->rows, sweep->seeds, session_options(session)->seed };
	uint64_t hash = hash_bytes(HASH_START, numbers, sizeof numbers);
	struct trial trial;
	struct trial_run run = { 0 };
	const char *text = "";
	if (hash_points(sweep, &hash) && bind(sweep, 0, 0, &trial) &&
		trial_open(session, &trial, &run, sweep->error))
		text = arena_format(session_arena(session),
			"%016" PRIx64 " %016" PRIx64 " %016" PRIx64, hash, data_hash(run.data),
			network_hash(run.network));
	if (pool_stopped() && sweep->error->kind == ERROR_NONE)
		session_interrupted(session_statement(session), sweep->error);
	trial_close(&run);
	return text;
}

static void take_up(struct sweep *sweep, const char *now)
{
	const struct table *kept = session_kept_table(sweep->session, "sweep");
	sweep->table = table_new(sweep_columns, SWEEP_COLUMNS, now);
	if (kept && strcmp(table_sentence(kept), now) == 0 && table_rows(kept) < sweep->rows)
		for (size_t i = 0; i < table_rows(kept); i++)
			sweep_copy_row(sweep->table, kept, i);
}

static bool run_all(struct sweep *sweep)
{
	const char *now = signature(sweep);
	if (sweep->error->kind != ERROR_NONE)
		return false;
	take_up(sweep, now);
	size_t block = BLOCK / sweep->seeds + 1;
	bool ok = true;
	while (ok && table_rows(sweep->table) < sweep->rows) {
		size_t first = table_rows(sweep->table), left = sweep->rows - first;
		ok = run_block(sweep, first, left < block ? left : block);
		if (ok && left > block && sweep->out->watched &&
			session_options(sweep->session)->progress)
			sweep_show_figure(sweep);
	}
	size_t done = table_rows(sweep->table);
	if (ok) {
		sweep_show_figure(sweep);
		sweep_show_table(sweep);
	} else if (sweep->error->kind == ERROR_INTERRUPTED && done > 0) {
		error_hint(sweep->error, _("%zu of %zu points are done; the same command goes on"),
			done, sweep->rows);
	}
	session_keep_table(sweep->session, "sweep", &sweep->table);
	return ok;
}

/* One row once more: its network becomes the one in use. */
static bool run_row(struct sweep *sweep, size_t row)
{
	struct session *session = sweep->session;
	if (row >= sweep->rows) {
		error_set(sweep->error, ERROR_VALUE, session_argument(session, "row"),
			_("there is no row %zu; this sweep has %zu"), row + 1, sweep->rows);
		return error_hint(sweep->error, _("any from 1 to %zu"), sweep->rows);
	}
	struct trial trial;
	struct trial_run run = { 0 };
	bool ok = bind(sweep, row, 0, &trial) && trial_open(session, &trial, &run, sweep->error) &&
		  trials_run(session, &run, 1, sweep->error);
	if (ok) {
		session_say(sweep->out,
			_("%s: loss %s, accuracy %s %%; it is the network in use now\n"),
			point_text(sweep, row), session_number(session, run.train.loss, 4),
			session_number(session, 100 * run.train.accuracy, 3));
		const char *name = session_network_name(session);
		if (run.own)
			session_keep_data(session, &run.own);
		session_keep_network(session, name ? name : "net", &run.network);
	}
	trial_close(&run);
	return ok;
}

static const struct quantity_table tables[] = {
	{ { .name = "sweep", .summary = N_("the last sweep, a row for each point") }, sweep_columns,
		SWEEP_COLUMNS, NULL, NULL },
};

/* Those with several values first, in the order in which they were typed. */
static const struct axis *order_axes(struct session *session, struct sweep *sweep)
{
	size_t count, next = 0;
	const struct axis *typed = session_axes(session, &count);
	struct axis *axes = arena_take(session_arena(session), count + 1, sizeof *axes);
	for (int several = 1; several >= 0; several--) {
		for (size_t i = 0; i < count; i++)
			if ((typed[i].count > 1) == several)
				axes[next++] = typed[i];
		sweep->varied = several ? next : sweep->varied;
	}
	sweep->axis_count = count;
	return axes;
}

static bool measure(struct sweep *sweep)
{
	sweep->rows = 1;
	for (size_t a = 0; a < sweep->varied && sweep->rows <= MOST_ROWS; a++)
		sweep->rows *= sweep->axes[a].count;
	if (sweep->varied == 0) {
		error_set(sweep->error, ERROR_ARGUMENT, session_statement(sweep->session),
			_("sweep needs a parameter with several values"));
		return error_hint(
			sweep->error, _("for example: sweep depth=2..20..2 init=he,xavier"));
	}
	if (sweep->rows * sweep->seeds <= MOST_ROWS)
		return true;
	error_set(sweep->error, ERROR_VALUE, session_statement(sweep->session),
		_("that is more than %d trainings"), MOST_ROWS);
	return error_hint(sweep->error, _("take fewer values"));
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	struct sweep sweep = {
		.session = session, .out = out, .error = error, .seeds = (size_t)given->seeds
	};
	sweep.axes = order_axes(session, &sweep);
	if (!measure(&sweep))
		return false;
	return given->row > 0 ? run_row(&sweep, (size_t)given->row - 1) : run_all(&sweep);
}

static const struct command *const borrowed[] = { &command_data, &command_net, &command_train,
	NULL };

const struct command command_sweep = {
	.label = { .name = "sweep", .summary = N_("Train over a grid of settings.") },
	.chapter = CHAPTER_COMPARING,
	.help = N_("Give parameters of data, net or train lists or ranges of values: a network is "
		   "made and trained for each combination, several at once, and with seeds=N for N "
		   "draws of the random numbers. The table says what came of each point, next to "
		   "what theory expects of its gradient; with two ranges there is a map.\n\n"
		   "A sweep that was stopped goes on when the same command is given again. row=N "
		   "runs one row once more and makes its network the one in use, to look at."),
	.example = "data xor\nnet 2x8 tanh\nsweep depth=1..3 gain=0.5,1,2 epochs=2",
	PARAMETERS(parameters, struct given),
	.borrows = borrowed,
	.tables = tables,
	.table_count = sizeof tables / sizeof *tables,
	.run = run,
};
