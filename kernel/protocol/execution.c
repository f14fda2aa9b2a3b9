/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Cells: queued, sent to the worker one at a time, answered, or aborted because one before them
 * failed.
 */
#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/pipe/log.h"
#include "kernel/protocol/state.h"

#include <stdlib.h>
#include <string.h>

void execution_queue(struct kernel *kernel, struct message **message)
{
	struct cell *cell = memory_new(1, sizeof *cell);
	cell->message = *message;
	*message = NULL;
	*(kernel->last ? &kernel->last->next : &kernel->first) = cell;
	kernel->last = cell;
}

static struct cell *take_first(struct kernel *kernel)
{
	struct cell *cell = kernel->first;
	kernel->first = cell->next;
	if (!kernel->first)
		kernel->last = NULL;
	cell->next = NULL;
	return cell;
}

static void free_cell(struct cell *cell)
{
	message_free(cell->message);
	free(cell);
}

/* Grading, tests and builds look at the end of a cell only: progress is for readers who wait. */
static bool is_watched(const struct message *message)
{
	return message_flag(message, "allow_stdin", false) && !getenv("NBGRADER_EXECUTION") &&
	       !getenv("CI");
}

static bool is_blank(struct piece code)
{
	return strspn(code.bytes, " \t\r\n") == code.length;
}

static void tell_loss(struct kernel *kernel, const struct message *message)
{
	if (!kernel->loss)
		return;
	outbox_put_stream(
		&kernel->published, &kernel->sender, message, kernel->loss, strlen(kernel->loss));
	free(kernel->loss);
	kernel->loss = NULL;
}

/* Gives the cell its number. */
static void open_cell(struct kernel *kernel, struct cell *cell, struct piece code)
{
	const struct message *message = cell->message;
	bool silent = message_flag(message, "silent", false);
	bool stores = !silent && message_flag(message, "store_history", true) && !is_blank(code);
	kernel->running = (struct running){
		.cell = cell,
		.request = ++kernel->request,
		.count = stores ? ++kernel->count : kernel->count,
		.silent = silent,
		.stores = stores,
		.stops = !silent && message_flag(message, "stop_on_error", true),
		.payload = json_array(),
		.expressions = json_object(),
		.asked = json_array(),
		.controls = json_object(),
	};
	sender_date(&kernel->sender, kernel->running.started);
}

/* Tells everybody what runs. */
static void announce_cell(struct kernel *kernel, struct piece code)
{
	const struct running *running = &kernel->running;
	kernel_state(kernel, running->cell->message, "busy");
	if (running->stores)
		history_add(&kernel->history, kernel->count, code);
	if (running->silent)
		return;
	kernel_publish(kernel, running->cell->message, "execute_input",
		json_pack("{so sI}", "code", json_from_text(code.bytes, code.length),
			"execution_count", (json_int_t)running->count));
	tell_loss(kernel, running->cell->message);
}

/* The cell, then the expressions that are text; what is not text has failed already. */
static size_t fill_pieces(struct kernel *kernel, struct piece code, struct piece *pieces)
{
	struct running *running = &kernel->running;
	const char *name;
	json_t *value;
	size_t count = 0;
	pieces[count++] = code;
	json_t *wanted = json_object_get(running->cell->message->content, "user_expressions");
	json_object_foreach(wanted, name, value)
	{
		if (json_is_string(value) && count < FRAME_PIECES) {
			pieces[count++] = (struct piece){ json_string_value(value),
				json_string_length(value) };
			json_array_append_new(running->asked, json_string(name));
		} else {
			const char *reason = _("an expression must be text");
			json_object_set_new(running->expressions, name,
				failure_content(error_name(ERROR_SYNTAX), reason, reason));
		}
	}
	return count;
}

static bool send_cell(struct kernel *kernel, struct piece code)
{
	const struct message *message = kernel->running.cell->message;
	struct piece pieces[FRAME_PIECES];
	size_t count = fill_pieces(kernel, code, pieces);
	struct frame frame = { .kind = FRAME_EXECUTE,
		.request = kernel->running.request,
		.flags = (message_flag(message, "allow_stdin", false) ? FRAME_FLAG_ASKABLE : 0U) |
			 (is_watched(message) ? FRAME_FLAG_WATCHED : 0U),
		.pieces = pieces,
		.count = count };
	return kernel->bridge.send(kernel->bridge.to, &frame);
}

static bool start_worker(struct kernel *kernel, struct error *error)
{
	if (kernel->worker != WORKER_NONE)
		return true;
	if (kernel->bridge.start(kernel->bridge.to, error)) {
		kernel->worker = WORKER_STARTING;
		return true;
	}
	log_line("%s", error->message);
	kernel->stillborn = true;
	return false;
}

static void start_cell(struct kernel *kernel, struct cell *cell)
{
	struct piece code = message_text(cell->message, "code");
	const char *name = "ProtocolError", *refusal = NULL;
	struct error error = { .kind = ERROR_NONE };
	if (!subshells_have(&kernel->subshells, cell->message)) {
		name = "SubshellNotFound";
		refusal = _("there is no subshell of that id");
	} else if (!code.bytes) {
		refusal = _("the request holds no code");
	}
	if (!code.bytes)
		code = piece_from("");
	open_cell(kernel, cell, code);
	/* The worker wakes up while the others are told. */
	if (!refusal && !start_worker(kernel, &error)) {
		name = error_name(error.kind);
		refusal = error.message;
	} else if (!refusal && !send_cell(kernel, code)) {
		name = error_name(ERROR_VALUE);
		refusal = _("the cell is longer than 64 MB");
	}
	announce_cell(kernel, code);
	if (refusal)
		execution_finish(kernel, name, refusal, refusal);
}

/* What is done becomes white, so that places in the rest stay what they were. */
void execution_resume(struct kernel *kernel, size_t offset)
{
	struct running *running = &kernel->running;
	struct piece code = message_text(running->cell->message, "code");
	struct error error = { .kind = ERROR_NONE };
	char *rest = memory_copy(code.bytes, code.length);
	for (size_t i = 0; i < offset && i < code.length; i++)
		rest[i] = rest[i] == '\n' ? '\n' : ' ';
	running->request = ++kernel->request;
	json_array_clear(running->asked);
	if (start_worker(kernel, &error))
		send_cell(kernel, (struct piece){ rest, code.length });
	else
		execution_finish(kernel, error_name(error.kind), error.message, error.message);
	free(rest);
}

static json_t *metadata_content(const struct kernel *kernel, const char *status)
{
	return json_pack("{ss ss}", "started", kernel->running.started, "status", status);
}

/* For a cell that never ran. */
static void abort_cell(struct kernel *kernel, struct cell *cell)
{
	kernel_state(kernel, cell->message, "busy");
	kernel_reply(kernel, cell->message, json_pack("{ss}", "status", "aborted"),
		json_pack("{ss sI}", "status", "aborted", "execution_count",
			(json_int_t)kernel->count));
	kernel_state(kernel, cell->message, "idle");
	free_cell(cell);
}

static void close_cell(struct kernel *kernel)
{
	struct running *running = &kernel->running;
	comms_rest(kernel);
	kernel_state(kernel, running->cell->message, "idle");
	kernel->finished = (struct mark){ running->request, running->count };
	free_cell(running->cell);
	free(running->result);
	free(running->question);
	json_decref(running->payload);
	json_decref(running->expressions);
	json_decref(running->asked);
	*running = (struct running){ .cell = NULL };
}

static void succeed(struct kernel *kernel)
{
	struct running *running = &kernel->running;
	if (running->stores && running->result)
		history_set_output(&kernel->history, running->result);
	kernel_reply(kernel, running->cell->message, metadata_content(kernel, "ok"),
		json_pack("{ss sI sO sO}", "status", "ok", "execution_count",
			(json_int_t)running->count, "user_expressions", running->expressions,
			"payload", running->payload));
}

static void fail(struct kernel *kernel, const char *name, const char *text, const char *shown)
{
	struct running *running = &kernel->running;
	json_t *content = failure_content(name, text, shown);
	if (!running->silent) {
		json_t *published = json_copy(content);
		json_object_del(published, "status");
		kernel_publish(kernel, running->cell->message, "error", published);
	}
	json_object_set_new(content, "execution_count", json_integer(running->count));
	json_object_set_new(content, "user_expressions", json_object());
	json_object_set(content, "payload", running->payload);
	kernel_reply(kernel, running->cell->message, metadata_content(kernel, "error"), content);
	for (struct cell *cell = kernel->first; cell && running->stops; cell = cell->next)
		cell->aborted |= subshell_is_same(cell->message, running->cell->message);
}

void execution_orphan(struct kernel *kernel, const char *subshell)
{
	for (struct cell *cell = kernel->first; cell; cell = cell->next) {
		const char *id = subshell_of(cell->message);
		cell->aborted |= id && strcmp(id, subshell) == 0;
	}
}

void execution_finish(struct kernel *kernel, const char *name, const char *text, const char *shown)
{
	if (*name)
		fail(kernel, name, text, shown);
	else
		succeed(kernel);
	close_cell(kernel);
}

void execution_abandon(struct kernel *kernel)
{
	struct running *running = &kernel->running;
	if (running->cell) {
		kernel_reply(kernel, running->cell->message, metadata_content(kernel, "aborted"),
			json_pack("{ss sI}", "status", "aborted", "execution_count",
				(json_int_t)running->count));
		close_cell(kernel);
	}
	while (kernel->first)
		abort_cell(kernel, take_first(kernel));
}

void kernel_advance(struct kernel *kernel)
{
	struct error error = { .kind = ERROR_NONE };
	recovery_undo(kernel);
	while (kernel->first && !kernel->running.cell && !kernel->over) {
		struct cell *cell = take_first(kernel);
		if (cell->aborted)
			abort_cell(kernel, cell);
		else
			start_cell(kernel, cell);
	}
	if (!kernel->stillborn && !kernel->over)
		start_worker(kernel, &error);
}
