/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fuzz target: messages as a ROUTER delivers them, to a kernel whose worker answers every cell: one
 * that begins with ! fails, one that begins with # is the worker's end. The input is a port, then
 * pieces, each after its length; a length of 255 ends a message. The worker is waited for after
 * each unless the port has its highest bit. The first byte also says whether messages are signed:
 * then none of them is, and all are dropped.
 */
#include "kernel/protocol/kernel.h"
#include "tests/fuzz/fuzz.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES = 24, END = 255, WAITS = 128 };

struct world {
	struct kernel *kernel;
	uint64_t asked;
	char first; /* of the cell */
	size_t busy, idle;
};

static bool start(void *to, struct error *error)
{
	(void)to;
	(void)error;
	return true;
}

static bool send_frame(void *to, const struct frame *frame)
{
	struct world *world = to;
	if (frame->kind == FRAME_EXECUTE) {
		world->asked = frame->request;
		world->first = frame->pieces[0].bytes[0];
	}
	return true;
}

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

/* Every message that goes out is JSON, every reply has a status, and every busy its idle. */
static void look(struct world *world, struct outbox *outbox)
{
	const struct piece *pieces;
	enum port port;
	size_t count;
	while (outbox_first(outbox, kernel_sender(world->kernel), &port, &pieces, &count)) {
		json_t *content = json_loadb(
			pieces[count - 1].bytes, pieces[count - 1].length, JSON_ALLOW_NUL, NULL);
		if (!content)
			abort();
		const char *state = json_string_value(json_object_get(content, "execution_state"));
		world->busy += state && strcmp(state, "busy") == 0;
		world->idle += state && strcmp(state, "idle") == 0;
		if (port != PORT_IOPUB && !json_object_get(content, "status"))
			abort();
		json_decref(content);
		outbox_drop(outbox);
	}
}

static void answer(struct world *world)
{
	static const struct piece failure[] = { { "E", 1 }, { "message", 7 }, { "shown", 5 } };
	struct frame done = { .kind = FRAME_DONE, .request = world->asked };
	if (world->first == '!') {
		done.flags = FRAME_FLAG_FAILED;
		done.pieces = failure;
		done.count = 3;
	}
	world->asked = 0;
	if (world->first == '#')
		kernel_died(world->kernel, &(struct death){ .number = 1 });
	else
		kernel_frame(world->kernel, &done);
}

static void settle(struct world *world)
{
	kernel_advance(world->kernel);
	while (world->asked) {
		answer(world);
		kernel_advance(world->kernel);
	}
	look(world, kernel_replies(world->kernel));
	look(world, kernel_published(world->kernel));
	if (world->busy != world->idle)
		abort();
}

/* A message's pieces; returns the bytes that were used. */
static size_t cut(const char *bytes, size_t size, struct piece pieces[PIECES], size_t *count)
{
	size_t at = 0;
	*count = 0;
	while (at < size && *count < PIECES) {
		unsigned char head = (unsigned char)bytes[at++];
		if (head == END)
			break;
		/* Long pieces: the two bits above say how much longer than the rest. */
		size_t length = (size_t)(head & 63) << (head >> 6) * 2;
		length = length < size - at ? length : size - at;
		pieces[(*count)++] = (struct piece){ bytes + at, length };
		at += length;
	}
	return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct connection connection = { 0 };
	struct error error = { .kind = ERROR_NONE };
	struct piece pieces[PIECES];
	size_t count;
	if (size == 0)
		return 0;
	const char *file = bytes[0] & 1 ? "{\"key\": \"secret\"}" : "{}";
	if (!connection_read(&connection, file, strlen(file), &error))
		abort();
	struct world world = { 0 };
	world.kernel = kernel_new(&connection, &(struct bridge){ .start = start,
						       .send = send_frame,
						       .wake = wake,
						       .steps = count_steps,
						       .to = &world });
	for (size_t at = 1; at < size && !kernel_is_over(world.kernel);) {
		unsigned char head = (unsigned char)bytes[at++];
		enum port port = (enum port)(head % WAITS % PORT_COUNT);
		at += cut(bytes + at, size - at, pieces, &count);
		if (port == PORT_IOPUB && count > 0)
			kernel_subscribe(world.kernel, pieces[0].bytes, pieces[0].length);
		else if (port != PORT_HEARTBEAT && port != PORT_IOPUB)
			kernel_receive(world.kernel, port, pieces, count);
		kernel_advance(world.kernel);
		if (head < WAITS)
			settle(&world);
	}
	settle(&world);
	kernel_free(world.kernel);
	connection_release(&connection);
	return 0;
}
