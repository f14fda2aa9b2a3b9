/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A kernel without sockets: messages go in as they came from the wire, frames as they came from the
 *worker, and what is to be sent piles up in two outboxes. One execute is in flight, the others
 *queue here; everything else is answered at once, whether a cell runs or not.
 *
 *	kernel_clock(kernel, milliseconds);
 *	kernel_receive(kernel, PORT_SHELL, pieces, count);  for everything that has come
 *	kernel_frame(kernel, &frame);                       for everything the worker has said
 *	kernel_loses_patience(kernel)                       then the worker is ended
 *	kernel_advance(kernel);                             starts what can be started
 *	while (outbox_first(kernel_replies(kernel), ...)
 */
#pragma once
#include "kernel/pipe/process.h"
#include "kernel/protocol/connection.h"
#include "kernel/protocol/post.h"

struct kernel;

/* How a kernel gets at its worker. */
struct bridge {
	bool (*start)(void *to, struct error *error);
	bool (*send)(void *to, const struct frame *frame); /* false: too long */
	/* As process_wake (kernel/pipe/process.h); never called while a frame is lent. */
	bool (*wake)(void *to, size_t back, uint64_t *request);
	size_t (*steps)(void *to); /* as process_steps */
	void *to;
};

enum {
	PATIENCE = 2000, /* milliseconds a cell has to react to an interrupt */
	/* if its worker has not said a word by then: for that word */
	START_PATIENCE = 10000,
	/* after any word, for the next, until twice the time is over */
	SPEAKING_PATIENCE = 500,
	PUBLISHED_LIMIT = 64 << 20, /* bytes that wait for slow readers before the worker does */
};

/* `connection` and what the bridge leads to are lent. */
struct kernel *kernel_new(const struct connection *connection, const struct bridge *bridge);
void kernel_free(struct kernel *kernel);

/* Monotonic. */
void kernel_clock(struct kernel *kernel, long milliseconds);
/* Milliseconds that the cell still has to react to its interrupt; -1: nothing is due. */
int kernel_due(const struct kernel *kernel);
/* It has not, and its worker is to be ended: true once. To be asked when what the worker has said
 * so far was taken in: an answer that was given in time counts, however late it is heard. */
bool kernel_loses_patience(struct kernel *kernel);

/* False when it was dropped: no message, or not from anybody who has the key. */
bool kernel_receive(
	struct kernel *kernel, enum port port, const struct piece *pieces, size_t count);
/* A subscription as an XPUB socket reads it: 1 or 0, then the topic. Anything else is ignored. */
void kernel_subscribe(struct kernel *kernel, const char *bytes, size_t length);
void kernel_frame(struct kernel *kernel, const struct frame *frame);
/* Goes on from the worker's newest copy, where there is one. */
void kernel_died(struct kernel *kernel, const struct death *death);
/* As by an interrupt_request; nothing happens when no cell runs. */
void kernel_interrupt(struct kernel *kernel);
/* Once everything that has come was received: starts a worker or the next cell. */
void kernel_advance(struct kernel *kernel);

/* The worker is not to be read from while its output piles up (unless it was told to stop). */
bool kernel_is_choked(const struct kernel *kernel);
bool kernel_is_busy(const struct kernel *kernel); /* a cell runs, or waits to */
bool kernel_is_over(const struct kernel *kernel); /* shut down: send what is left, and go */

struct sender *kernel_sender(struct kernel *kernel);
struct outbox *kernel_replies(struct kernel *kernel);   /* shell, control, stdin */
struct outbox *kernel_published(struct kernel *kernel); /* iopub */
