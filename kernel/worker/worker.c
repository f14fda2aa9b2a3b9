/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The worker's loop.
 */
#include "kernel/worker/worker.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/pipe/copy.h"
#include "kernel/pipe/log.h"
#include "kernel/pipe/process.h"
#include "kernel/pipe/sandbox.h"
#include "kernel/session/soundness.h"
#include "kernel/worker/outlet.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How a cell or an expression ended: nothing, or the error as the reader sees it. */
static void send_failure(
	struct worker *worker, enum frame_kind kind, const struct error *error, struct piece source)
{
	struct text shown = TEXT_EMPTY;
	error_show(error, source.bytes, source.length, &shown);
	struct piece pieces[] = { piece_from(error_name(error->kind)), piece_from(error->message),
		{ text_string(&shown), shown.length } };
	worker_send(worker, (struct frame){ .kind = kind,
				    .flags = FRAME_FLAG_FAILED,
				    .pieces = pieces,
				    .count = sizeof pieces / sizeof *pieces });
	text_release(&shown);
}

static void evaluate(struct worker *worker, struct piece source)
{
	struct error error = { .kind = ERROR_NONE };
	struct bundle bundle = BUNDLE_EMPTY;
	struct piece pieces[2 * BUNDLE_FORMS];
	if (session_expression(worker->session, source.bytes, source.length, &bundle, &error)) {
		size_t count = frame_pieces_from_bundle(&bundle, pieces);
		worker_send(worker,
			(struct frame){ .kind = FRAME_VALUE, .pieces = pieces, .count = count });
	} else {
		send_failure(worker, FRAME_VALUE, &error, source);
	}
	bundle_release(&bundle);
}

/* The pieces: the cell, then the expressions to evaluate once it has succeeded. */
static void run_cell(struct worker *worker, const struct piece *pieces, size_t count, bool watched)
{
	struct error error = worker->unsound;
	struct outlet outlet = worker_outlet(worker);
	outlet.watched = watched;
	bool well = error.kind == ERROR_NONE && session_execute(worker->session, pieces[0].bytes,
							pieces[0].length, &outlet, &error);
	worker_flush(worker, true);
	for (size_t i = 1; i < count && well; i++)
		evaluate(worker, pieces[i]);
	worker_send_names(worker);
	if (well)
		worker_send(worker, (struct frame){ .kind = FRAME_DONE });
	else
		send_failure(worker, FRAME_DONE, &error, pieces[0]);
}

static void execute(struct worker *worker, const struct frame *frame)
{
	/* The frame is lent until the pipe is read again, which running the cell does. */
	struct piece *pieces = memory_new(frame->count, sizeof *pieces);
	size_t count = frame->count;
	for (size_t i = 0; i < count; i++)
		pieces[i] = (struct piece){ memory_copy(frame->pieces[i].bytes,
						    frame->pieces[i].length),
			frame->pieces[i].length };
	worker->request = frame->request;
	worker->may_ask = frame->flags & FRAME_FLAG_ASKABLE;
	worker->interrupted = false;
	worker->named = (struct timespec){ .tv_sec = 0 };
	memset(worker->steered, 0, sizeof worker->steered);
	run_cell(worker, pieces, count, frame->flags & FRAME_FLAG_WATCHED);
	for (size_t i = 0; i < count; i++)
		free((void *)(uintptr_t)pieces[i].bytes);
	free(pieces);
}

/* What is missing is said, and where all of it is required, nothing runs without. */
static bool lock(void)
{
	struct text missing = TEXT_EMPTY;
	unsigned parts = sandbox_wish() == SANDBOX_OFF ? SANDBOX_ALL : sandbox_enter();
	if (parts == SANDBOX_ALL)
		return true;
	sandbox_describe(SANDBOX_ALL & ~parts, &missing);
	log_line(_("this machine does not lock the worker's %s (puente doctor)"),
		text_string(&missing));
	text_release(&missing);
	return sandbox_wish() != SANDBOX_REQUIRED;
}

/* Two of it might not fit. */
static bool is_too_large(const struct worker *worker, size_t *bytes)
{
	struct mallinfo2 heap = mallinfo2();
	*bytes = heap.uordblks + heap.hblkhd;
	return *bytes > worker->most;
}

/* Leaves a copy, once the reader has the answer, when the cell has changed anything. One that is
 * too large has none. The copy comes out of here too. */
static void leave_copy(struct worker *worker)
{
	unsigned long changes = session_changes(worker->session);
	size_t bytes;
	if (changes == worker->copied || channel_waiting(&worker->channel) > 0 ||
		is_too_large(worker, &bytes))
		return;
	session_rest(worker->session);
	if (copy_make(&worker->channel, worker->request, bytes))
		worker->copied = changes;
}

/* A copy takes the worker's place. It leaves one in its own, for the next time. */
static void wake(struct worker *worker)
{
	if (!process_settle_copy(worker->front)) {
		worker->quit = true;
		return;
	}
	text_clear(&worker->names);
	worker_send_names(worker);
	worker->copied = session_changes(worker->session) - 1;
	leave_copy(worker);
}

static void serve(struct worker *worker)
{
	struct frame frame;
	while (!worker->quit) {
		worker_wait(worker);
		channel_push(&worker->channel);
		channel_pull(&worker->channel);
		while (!worker->quit && channel_take(&worker->channel, &frame)) {
			if (frame.kind == FRAME_EXECUTE)
				execute(worker, &frame);
			if (frame.kind == FRAME_WAKE)
				wake(worker);
			worker->quit |= frame.kind == FRAME_QUIT;
		}
		worker->quit |= worker->channel.ended;
		if (!worker->quit)
			leave_copy(worker);
	}
}

int worker_run(int socket)
{
	size_t memory = sandbox_memory();
	pid_t front = getppid();
	session_count_cores();
	if (!process_settle(socket) || !lock())
		return EXIT_FAILURE;
	struct worker worker = { .session = session_new(), .front = front, .most = memory / 4 };
	worker.copied = session_changes(worker.session);
	if (!soundness_try(&worker.unsound))
		log_line("%s", worker.unsound.message); /* GCOVR_EXCL_LINE: no such processor */
	channel_init(&worker.channel, socket);
	worker_send_names(&worker);
	serve(&worker);
	text_release(&worker.stream);
	text_release(&worker.names);
	text_release(&worker.answer_text);
	channel_release(&worker.channel);
	session_free(worker.session);
	return EXIT_SUCCESS;
}
