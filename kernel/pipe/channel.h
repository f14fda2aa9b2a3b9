/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Frames both ways over one socket that never blocks. What cannot be written yet waits in memory,
 * so that neither side ever waits in a write without reading.
 *
 *	poll(&(struct pollfd){ channel.fd, channel_events(&channel), 0 }, 1, -1);
 *	channel_push(&channel);
 *	channel_pull(&channel);
 *	while (channel_take(&channel, &frame))
 *		...
 */
#pragma once
#include "kernel/pipe/frame.h"

#include <stdbool.h>
#include <stddef.h>

struct channel {
	int fd;               /* a connected stream socket; -1: none */
	struct text out, in;  /* bytes to be written; bytes read */
	size_t pushed, taken; /* of them, done with */
	struct piece *pieces; /* of the frame taken last */
	bool ended;  /* all was read: the other end is gone, or has sent what is no frame */
	bool broken; /* the latter */
	bool deaf;   /* the other end no longer reads; what it said may still be read */
	int passed;  /* a descriptor that came with the bytes read last; -1: none. Owned. */
};

/* Takes the descriptor over and makes it non-blocking. */
void channel_init(struct channel *channel, int fd);
void channel_release(struct channel *channel);

/* Adds a frame to what will be written. False: too long to be sent at all, nothing was added. */
bool channel_put(struct channel *channel, const struct frame *frame);

/* Write and read as much as goes without waiting; true when anything moved. */
bool channel_push(struct channel *channel);
bool channel_pull(struct channel *channel);

/* Sends the frame and a descriptor with it, at once; the descriptor stays the caller's. False, with
 * nothing sent, when anything waits to be written. The other end finds the descriptor in `passed`
 * when it takes the frame: a pull never reads on behind one. */
bool channel_pass(struct channel *channel, const struct frame *frame, int descriptor);

/* The next whole frame that was read; lent until the next pull or take. */
bool channel_take(struct channel *channel, struct frame *frame);
/* The same, but one of that kind stays where it is, and what is behind it. */
bool channel_take_unless(struct channel *channel, enum frame_kind kind, struct frame *frame);

size_t channel_waiting(const struct channel *channel); /* bytes not yet written */
short channel_events(const struct channel *channel);   /* what to poll for */
