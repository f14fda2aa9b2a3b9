/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A kernel without sockets: messages go in as they came from the wire, frames as they came from the
 *worker, and what is to be sent piles up in two outboxes. One execute is in flight, the others
 *queue here; everything else is answered at once, whether a cell runs or not.
 *
 *	kernel_clock(kernel, milliseconds);
 *	kernel_receive(kernel, PORT_SHELL, pieces, count);  for everything that has come
 *	kernel_frame(kernel, &frame);                       for everything the worker has said
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
	void (*kill)(void *to); /* its death is reported later, by kernel_died */
	/* As process_wake (kernel/pipe/process.h); never called while a frame is lent. */
	bool (*wake)(void *to, size_t back, uint64_t *request);
	size_t (*steps)(void *to); /* as process_steps */
	void *to;
};

enum {
	PATIENCE = 2000,            /* milliseconds a cell has to react to an interrupt */
	PUBLISHED_LIMIT = 64 << 20, /* bytes that wait for slow readers before the worker does */
};

/* `connection` and what the bridge leads to are lent. */
struct kernel *kernel_new(const struct connection *connection, const struct bridge *bridge);
void kernel_free(struct kernel *kernel);

/* Monotonic. A cell that has not reacted to an interrupt for PATIENCE is killed. */
void kernel_clock(struct kernel *kernel, long milliseconds);
/* Milliseconds until kernel_clock has something to do; -1: nothing is due. */
int kernel_due(const struct kernel *kernel);

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
