/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fuzz target: the bytes of a damaged worker, to a kernel in whose cell they arrive; and those of a
 * damaged front, to a worker. The first byte chooses between the two, and between bytes as they are
 * and frames made of them (kind, flags, pieces), which get past the first check.
 */
#include "kernel/protocol/kernel.h"
#include "kernel/worker/outlet.h"
#include "tests/fuzz/fuzz.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TO_WORKER = 1, MADE = 2 };

static bool start(void *to, struct error *error)
{
	(void)to;
	(void)error;
	return true;
}

static bool send_frame(void *to, const struct frame *frame)
{
	uint64_t *asked = to;
	if (frame->kind == FRAME_EXECUTE)
		*asked = frame->request;
	return true;
}

/* Nothing can be undone, and no copy is there when the worker dies. */
static bool wake(void *to, size_t back, uint64_t *request)
{
	(void)to;
	*request = 0;
	return back == 0;
}

static size_t count_steps(void *to)
{
	(void)to;
	return 1;
}

/* Frames that are sound but for their meaning, all of the cell that runs. */
static void make_frames(const uint8_t *data, size_t size, struct text *to)
{
	static const uint8_t least[FRAME_KIND_END] = { [FRAME_EXECUTE] = 1,
		[FRAME_ANSWER] = 1,
		[FRAME_STEER] = 2,
		[FRAME_STREAM] = 1,
		[FRAME_DISPLAY] = 3,
		[FRAME_UPDATE] = 3,
		[FRAME_RESULT] = 2,
		[FRAME_PAGE] = 2,
		[FRAME_ASK] = 1,
		[FRAME_VALUE] = 2,
		[FRAME_NAMES] = 1,
		[FRAME_COPY] = 2,
		[FRAME_UNDO] = 2,
		[FRAME_CONTROL] = 2 };
	struct piece pieces[3];
	for (size_t at = 0; at + 2 < size;) {
		struct frame frame = { .kind = (enum frame_kind)(
					       1 + data[at] % (FRAME_KIND_END - 1)),
			.flags = data[at + 1] & 3,
			.request = 1,
			.pieces = pieces };
		at += 2;
		frame.count = least[frame.kind];
		if ((frame.kind == FRAME_VALUE || frame.kind == FRAME_DONE) &&
			(frame.flags & FRAME_FLAG_FAILED))
			frame.count = 3;
		for (size_t i = 0; i < frame.count; i++) {
			size_t length = at < size ? data[at++] : 0;
			length = length < size - at ? length : size - at;
			pieces[i] = (struct piece){ (const char *)data + at, length };
			at += length;
		}
		frame_write(&frame, to);
	}
}

static void receive(struct kernel *kernel, enum port port, const char *type, const char *content)
{
	struct text header = TEXT_EMPTY;
	text_format(&header, "{\"msg_id\": \"1\", \"msg_type\": \"%s\"}", type);
	struct piece pieces[] = { { "me", 2 }, piece_from("<IDS|MSG>"), { "", 0 },
		{ header.bytes, header.length }, { "{}", 2 }, { "{}", 2 }, piece_from(content) };
	kernel_receive(kernel, port, pieces, sizeof pieces / sizeof *pieces);
	text_release(&header);
}

/* What goes out is JSON, and the answer it should be, whatever came in. */
static void look(struct kernel *kernel, struct outbox *outbox)
{
	const struct piece *pieces;
	enum port port;
	size_t count;
	while (outbox_first(outbox, kernel_sender(kernel), &port, &pieces, &count)) {
		json_t *content = json_loadb(
			pieces[count - 1].bytes, pieces[count - 1].length, JSON_ALLOW_NUL, NULL);
		const char *key = port == PORT_SHELL   ? "status"
				  : port == PORT_STDIN ? "prompt"
						       : NULL;
		if (!content || (key && !json_object_get(content, key)))
			abort();
		json_decref(content);
		outbox_drop(outbox);
	}
}

static void to_front(const char *bytes, size_t size)
{
	static struct piece pieces[FRAME_PIECES];
	struct connection connection = { 0 };
	struct error error = { .kind = ERROR_NONE };
	struct frame frame;
	size_t taken;
	uint64_t asked = 0;
	if (!connection_read(&connection, "{}", 2, &error))
		abort();
	struct kernel *kernel = kernel_new(&connection, &(struct bridge){ .start = start,
								.send = send_frame,
								.wake = wake,
								.steps = count_steps,
								.to = &asked });
	receive(kernel, PORT_SHELL, "execute_request",
		"{\"code\": \"x\", \"allow_stdin\": true, \"user_expressions\": {\"a\": \"1\"}}");
	kernel_advance(kernel);
	for (size_t at = 0;
		frame_read(bytes + at, size - at, &frame, pieces, &taken) == FRAME_WHOLE;
		at += taken) {
		kernel_frame(kernel, &frame);
		receive(kernel, PORT_STDIN, "input_reply", "{\"value\": \"typed\"}");
		kernel_advance(kernel);
	}
	kernel_died(kernel, &(struct death){ .broken = true });
	look(kernel, kernel_replies(kernel));
	look(kernel, kernel_published(kernel));
	kernel_free(kernel);
	connection_release(&connection);
}

static void to_worker(const char *bytes, size_t size)
{
	int ends[2];
	double rate = 0;
	if (size > 1 << 15 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return;
	struct worker worker = { .request = 1, .may_ask = true };
	struct outlet outlet = worker_outlet(&worker);
	struct text answer = TEXT_EMPTY;
	channel_init(&worker.channel, ends[0]);
	outlet.steerable(outlet.to, "lr", &rate);
	if (send(ends[1], bytes, size, 0) != (ssize_t)size)
		abort();
	shutdown(ends[1], SHUT_WR);
	outlet.ask(outlet.to, "?", false, &answer);
	while (!worker.channel.ended)
		worker_attend(&worker);
	close(ends[1]);
	text_release(&answer);
	text_release(&worker.answer_text);
	text_release(&worker.stream);
	channel_release(&worker.channel);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text bytes = TEXT_EMPTY;
	if (size == 0)
		return 0;
	if (data[0] & MADE)
		make_frames(data + 1, size - 1, &bytes);
	else
		text_append(&bytes, (const char *)data + 1, size - 1);
	(data[0] & TO_WORKER ? to_worker : to_front)(text_string(&bytes), bytes.length);
	text_release(&bytes);
	return 0;
}
