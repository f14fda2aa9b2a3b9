/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The five ZeroMQ sockets of a kernel, and messages on them as pieces.
 */
#pragma once
#include "kernel/base/error.h"
#include "kernel/pipe/frame.h"
#include "kernel/protocol/connection.h"

#include <stdbool.h>
#include <zmq.h>

struct sockets {
	void *context;
	void *sockets[PORT_COUNT];
	int descriptors[PORT_COUNT]; /* to poll: each says once that something happened */
};

/* Binds them all; ports of 0 are chosen, and written into the connection. False, with nothing left
 * open, when one cannot be had. */
bool sockets_open(struct sockets *sockets, struct connection *connection, struct error *error);
/* `linger`: milliseconds that what was sent last may take to leave. */
void sockets_close(struct sockets *sockets, int linger);

/* A received message. */
struct parcel {
	struct piece *pieces; /* lent from `messages` */
	zmq_msg_t *messages;
	size_t count, capacity;
};

/* Whether a message waits; asking may take the news of it from the descriptor. */
bool socket_is_readable(void *socket);

/* False when there is nothing to be read now. */
bool parcel_receive(struct parcel *parcel, void *socket);
void parcel_release(struct parcel *parcel);

/* All or nothing, without waiting; false when the socket does not take it now. */
bool pieces_send(void *socket, const struct piece *pieces, size_t count);
