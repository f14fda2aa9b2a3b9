/* SPDX-License-Identifier: BSD-3-Clause
 *
 * After a worker's death, or because the reader wants it, the session goes on from a copy.
 */
#include "kernel/base/locale.h"
#include "kernel/protocol/state.h"

#include <stdlib.h>

static const struct mark *find_mark(const struct kernel *kernel, uint64_t request)
{
	size_t most = sizeof kernel->marks / sizeof *kernel->marks;
	for (size_t i = 0; i < most; i++)
		if (request && kernel->marks[i].request == request)
			return &kernel->marks[i];
	return NULL;
}

/* A copy that was woken leaves another, of the same cell. */
void recovery_note(struct kernel *kernel, const struct frame *frame)
{
	size_t most = sizeof kernel->marks / sizeof *kernel->marks;
	if (frame->request == kernel->finished.request && !find_mark(kernel, frame->request))
		kernel->marks[kernel->marked++ % most] = kernel->finished;
}

/* The frame's channel ends when its worker does: what it asks for is done later. */
void recovery_want(struct kernel *kernel, const struct frame *frame)
{
	struct running *running = &kernel->running;
	running->undoes = true;
	running->back = strtoul(frame->pieces[0].bytes, NULL, 10);
	running->offset = strtoul(frame->pieces[1].bytes, NULL, 10);
}

void recovery_describe(const struct kernel *kernel, uint64_t request, struct text *to)
{
	const struct mark *mark = find_mark(kernel, request);
	if (mark)
		text_format(to, _("networks, data and variables are as they were after [%ld]"),
			mark->count);
	else
		text_put(to, _("networks, data and variables are as they were at the start"));
}

static void tell(struct kernel *kernel, uint64_t request)
{
	struct running *running = &kernel->running;
	struct text line = TEXT_EMPTY, left = TEXT_EMPTY;
	recovery_describe(kernel, request, &left);
	text_format(&line, _("undone: %s\n"), text_string(&left));
	if (!running->silent)
		outbox_put_stream(&kernel->published, &kernel->sender, running->cell->message,
			text_string(&line), line.length);
	text_release(&line);
	text_release(&left);
}

/* The worker waits for this answer, or for its end. */
static void refuse(struct kernel *kernel)
{
	struct text steps = TEXT_EMPTY;
	text_format(&steps, "%zu", kernel->bridge.steps(kernel->bridge.to));
	struct piece piece = { text_string(&steps), steps.length };
	kernel->bridge.send(kernel->bridge.to, &(struct frame){ .kind = FRAME_ANSWER,
						       .request = kernel->running.request,
						       .pieces = &piece,
						       .count = 1 });
	text_release(&steps);
}

void recovery_undo(struct kernel *kernel)
{
	struct running *running = &kernel->running;
	uint64_t request = 0;
	if (!running->cell || !running->undoes)
		return;
	running->undoes = false;
	if (running->interrupted)
		return; /* it has been told, and says so itself */
	if (!kernel->bridge.wake(kernel->bridge.to, running->back, &request)) {
		refuse(kernel);
		return;
	}
	kernel->worker = request ? WORKER_WAKING : WORKER_NONE;
	tell(kernel, request);
	execution_resume(kernel, running->offset);
}
