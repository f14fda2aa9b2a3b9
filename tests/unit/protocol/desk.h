/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A kernel for tests: no sockets, no worker, no waiting. What the kernel sends its worker is
 * remembered, what it sends its clients is read from the outboxes, and the clock is the test's.
 */
#pragma once
#include "kernel/protocol/kernel.h"
#include "kernel/protocol/subshells.h"

#include "kernel/base/memory.h"
#include "kernel/session/outlet.h"
#include "tests/unit/unit.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SENT_MOST = 64 };

/* Stands for the worker: remembers what it was sent. */
static struct {
	enum frame_kind kinds[SENT_MOST];
	unsigned flags[SENT_MOST];
	uint64_t requests[SENT_MOST];
	char first[SENT_MOST][64]; /* piece, cut */
	size_t counts[SENT_MOST];
	bool others_told[SENT_MOST]; /* before it: something was being published */
	size_t sent;
	int starts;
	bool refuses, full;
	uint64_t copies[8]; /* the requests after which copies were made */
	size_t copy_count;
	int wakes;
} worker;

static struct kernel *kernel;
static struct connection connection;
static int messages;

static inline bool start(void *to, struct error *error)
{
	(void)to;
	worker.starts++;
	return !worker.refuses || error_set(error, ERROR_WORKER_DIED, SPAN_NONE, "no worker");
}

static inline bool send(void *to, const struct frame *frame)
{
	(void)to;
	ck_assert_uint_lt(worker.sent, SENT_MOST);
	size_t at = worker.sent++;
	worker.kinds[at] = frame->kind;
	worker.flags[at] = frame->flags;
	worker.requests[at] = frame->request;
	worker.counts[at] = frame->count;
	worker.others_told[at] = kernel_published(kernel)->first;
	if (frame->count > 0)
		snprintf(worker.first[at], sizeof worker.first[at], "%s", frame->pieces[0].bytes);
	return !worker.full;
}

/* As process_wake: the start is always within reach. */
static inline bool wake(void *to, size_t back, uint64_t *request)
{
	(void)to;
	worker.wakes++;
	if (back > worker.copy_count)
		return false;
	worker.copy_count -= back;
	*request = worker.copy_count > 0 ? worker.copies[--worker.copy_count] : 0;
	return true;
}

static inline size_t steps(void *to)
{
	(void)to;
	return worker.copy_count + 1;
}

static inline void open_kernel(void)
{
	static const char file[] = "{\"key\": \"\", \"shell_port\": 1}";
	struct error error = { .kind = ERROR_NONE };
	memset(&worker, 0, sizeof worker);
	messages = 0;
	ck_assert(connection_read(&connection, file, strlen(file), &error));
	kernel = kernel_new(&connection,
		&(struct bridge){ .start = start, .send = send, .wake = wake, .steps = steps });
	kernel_clock(kernel, 1000);
	kernel_advance(kernel);
}

static inline void close_kernel(void)
{
	kernel_free(kernel);
	connection_release(&connection);
}

/* A request from the client "me"; its id is "m" and a number, from 1 on. */
static inline void request_on(const char *subshell, enum port port, const char *type,
	const char *parent, const char *content)
{
	char header[256], id[80] = "null";
	if (subshell)
		snprintf(id, sizeof id, "\"%s\"", subshell);
	snprintf(header, sizeof header,
		"{\"msg_id\":\"m%d\",\"msg_type\":\"%s\",\"subshell_id\":%s}", ++messages, type,
		id);
	struct piece pieces[] = { piece_from("me"), piece_from("<IDS|MSG>"), piece_from(""),
		piece_from(header), piece_from(parent), piece_from("{}"), piece_from(content) };
	kernel_receive(kernel, port, pieces, sizeof pieces / sizeof *pieces);
	kernel_advance(kernel);
}

static inline void request(
	enum port port, const char *type, const char *parent, const char *content)
{
	request_on(NULL, port, type, parent, content);
}

static inline void execute(const char *content)
{
	request(PORT_SHELL, "execute_request", "{}", content);
}

/* The worker says something about the cell in flight. */
static inline void say(enum frame_kind kind, unsigned flags, size_t count, const char *const *texts)
{
	struct piece pieces[8];
	for (size_t i = 0; i < count; i++)
		pieces[i] = piece_from(texts[i]);
	struct frame frame = { .kind = kind,
		.flags = flags,
		.request = worker.requests[worker.sent - 1],
		.pieces = pieces,
		.count = count };
	kernel_frame(kernel, &frame);
	kernel_advance(kernel);
}

static inline void done(void)
{
	say(FRAME_DONE, 0, 0, NULL);
}

static inline void failed(void)
{
	say(FRAME_DONE, FRAME_FLAG_FAILED, 3,
		(const char *const[]){ "ValueError", "wrong", "wrong\n1 | x\n" });
}

/* The next message: its type and the number of the request that caused it, with its content. */
static inline json_t *next(struct outbox *outbox, char name[64])
{
	const struct piece *pieces;
	enum port port;
	size_t count;
	name[0] = '\0';
	if (!outbox_first(outbox, kernel_sender(kernel), &port, &pieces, &count))
		return NULL;
	const struct piece *four = pieces + count - SIGNED_PIECES;
	json_t *header = json_loadb(four[0].bytes, four[0].length, 0, NULL);
	json_t *parent = json_loadb(four[1].bytes, four[1].length, 0, NULL);
	json_t *content = json_loadb(four[3].bytes, four[3].length, 0, NULL);
	const char *state = json_string_value(json_object_get(content, "execution_state"));
	const char *cause = json_string_value(json_object_get(parent, "msg_id"));
	snprintf(name, 64, "%s/%s",
		state ? state : json_string_value(json_object_get(header, "msg_type")),
		cause ? cause : "");
	json_decref(header);
	json_decref(parent);
	outbox_drop(outbox);
	return content;
}

/* All that waits, by name, in one line. */
static inline const char *all(struct outbox *outbox)
{
	static char line[2048];
	char name[64];
	json_t *content;
	line[0] = '\0';
	while ((content = next(outbox, name))) {
		size_t length = strlen(line);
		snprintf(line + length, sizeof line - length, "%s%s", length ? " " : "", name);
		json_decref(content);
	}
	return line;
}

static inline const char *published(void)
{
	return all(kernel_published(kernel));
}

static inline const char *replies(void)
{
	return all(kernel_replies(kernel));
}

static inline void drop_all(void)
{
	published();
	replies();
}

/* A member of the next reply, as text. */
static inline const char *reply_member(const char *member)
{
	static char line[256];
	char name[64];
	json_t *content = next(kernel_replies(kernel), name);
	ck_assert_ptr_nonnull(content);
	json_t *value = json_object_get(content, member);
	char *dumped = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
	snprintf(line, sizeof line, "%s", dumped ? dumped : "(none)");
	free(dumped);
	json_decref(content);
	return line;
}
