/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Options and bindings. Replies go into queues without a mark (a ROUTER would drop what is above
 * it); published messages wait in our own queue, where they can still become fewer.
 */
#include "kernel/front/sockets.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum {
	/* Messages for one subscriber that are out of our hands: enough to keep a fast one busy
	 * until the next try, few enough that our own queue bounds the memory. */
	PUBLISHED_MARK = 200,
	/* Bytes of a subscription, which nobody signs: libzmq keeps some thirty for each. */
	SUBSCRIPTION_MOST = 4096,
};

static const int types[PORT_COUNT] = { ZMQ_ROUTER, ZMQ_ROUTER, ZMQ_ROUTER, ZMQ_XPUB, ZMQ_ROUTER };

static bool set(void *socket, int option, int value)
{
	return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

static bool set_options(void *socket, enum port port, const struct connection *connection)
{
	bool well = true;
	if (strchr(connection->ip, ':') && !connection->ipc)
		well = set(socket, ZMQ_IPV6, 1);
	if (port == PORT_IOPUB)
		/* Every subscriber is heard of, and none loses a message unseen. */
		well = well && set(socket, ZMQ_XPUB_VERBOSE, 1) &&
		       set(socket, ZMQ_XPUB_NODROP, 1) && set(socket, ZMQ_SNDHWM, PUBLISHED_MARK) &&
		       zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &(int64_t){ SUBSCRIPTION_MOST },
			       sizeof(int64_t)) == 0;
	else
		/* A browser that comes back takes its old identity along. */
		well = well && set(socket, ZMQ_ROUTER_HANDOVER, 1) && set(socket, ZMQ_SNDHWM, 0);
	if (connection->secret_key)
		well = well && set(socket, ZMQ_CURVE_SERVER, 1) &&
		       zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, connection->secret_key,
			       strlen(connection->secret_key) + 1) == 0;
	return well;
}

/* The port the system has chosen. */
static void learn_port(void *socket, long *port)
{
	char endpoint[256] = "";
	size_t size = sizeof endpoint;
	zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size);
	const char *colon = strrchr(endpoint, ':');
	if (colon && *port == 0)
		*port = strtol(colon + 1, NULL, 10);
}

static bool open_socket(
	struct sockets *sockets, struct connection *connection, enum port port, struct error *error)
{
	struct text endpoint = TEXT_EMPTY;
	/* Without a context, the error is that one's. */
	void *socket = sockets->context ? zmq_socket(sockets->context, types[port]) : NULL;
	sockets->sockets[port] = socket;
	connection_endpoint(connection, port, &endpoint);
	bool open = socket && set_options(socket, port, connection) &&
		    zmq_bind(socket, text_string(&endpoint)) == 0;
	size_t size = sizeof sockets->descriptors[port];
	open = open && zmq_getsockopt(socket, ZMQ_FD, &sockets->descriptors[port], &size) == 0;
	if (!open)
		error_set(error, ERROR_FILE, SPAN_NONE, _("the socket %s cannot be had: %s"),
			text_string(&endpoint), zmq_strerror(zmq_errno()));
	else if (!connection->ipc)
		learn_port(socket, &connection->ports[port]);
	else if (connection->ports[port] == 0)
		connection->ports[port] = port + 1;
	text_release(&endpoint);
	return open;
}

bool sockets_open(struct sockets *sockets, struct connection *connection, struct error *error)
{
	*sockets = (struct sockets){ .context = zmq_ctx_new() };
	/* The keys were given to keep others from listening: never go on in the clear. */
	bool open = !connection->secret_key || zmq_has("curve") == 1;
	if (!open)
		error_set(error, ERROR_FILE, SPAN_NONE,
			_("the connection is to be encrypted, which this machine's libzmq cannot"));
	for (int port = 0; port < PORT_COUNT && open; port++)
		open = open_socket(sockets, connection, (enum port)port, error);
	if (!open)
		sockets_close(sockets, 0);
	return open;
}

void sockets_close(struct sockets *sockets, int linger)
{
	for (int port = 0; port < PORT_COUNT; port++)
		if (sockets->sockets[port]) {
			set(sockets->sockets[port], ZMQ_LINGER, linger);
			zmq_close(sockets->sockets[port]);
		}
	while (zmq_ctx_term(sockets->context) != 0 && zmq_errno() == EINTR)
		;
	*sockets = (struct sockets){ .context = NULL };
}

bool socket_is_readable(void *socket)
{
	int events = 0;
	size_t size = sizeof events;
	return zmq_getsockopt(socket, ZMQ_EVENTS, &events, &size) == 0 && events & ZMQ_POLLIN;
}

static void empty(struct parcel *parcel)
{
	for (size_t i = 0; i < parcel->count; i++)
		zmq_msg_close(&parcel->messages[i]);
	parcel->count = 0;
}

static void make_room(struct parcel *parcel)
{
	if (parcel->count < parcel->capacity)
		return;
	parcel->capacity = parcel->capacity ? 2 * parcel->capacity : 16;
	/* A zmq_msg_t may be moved only through libzmq. */
	zmq_msg_t *messages = memory_new(parcel->capacity, sizeof *messages);
	for (size_t i = 0; i < parcel->count; i++) {
		zmq_msg_init(&messages[i]);
		zmq_msg_move(&messages[i], &parcel->messages[i]);
	}
	free(parcel->messages);
	parcel->messages = messages;
	parcel->pieces = memory_resize(parcel->pieces, parcel->capacity, sizeof *parcel->pieces);
}

bool parcel_receive(struct parcel *parcel, void *socket)
{
	bool more = true;
	empty(parcel);
	while (more) {
		make_room(parcel);
		zmq_msg_t *message = &parcel->messages[parcel->count];
		zmq_msg_init(message);
		int size = zmq_msg_recv(message, socket, ZMQ_DONTWAIT);
		if (size < 0 && zmq_errno() == EINTR)
			continue;
		if (size < 0) {
			empty(parcel);
			return false;
		}
		parcel->count++;
		more = zmq_msg_more(message);
	}
	/* Only now: short messages lie inside their zmq_msg_t. */
	for (size_t i = 0; i < parcel->count; i++)
		parcel->pieces[i] = (struct piece){ zmq_msg_data(&parcel->messages[i]),
			zmq_msg_size(&parcel->messages[i]) };
	return true;
}

void parcel_release(struct parcel *parcel)
{
	empty(parcel);
	free(parcel->messages);
	free(parcel->pieces);
	*parcel = (struct parcel){ .pieces = NULL };
}

bool pieces_send(void *socket, const struct piece *pieces, size_t count)
{
	for (size_t i = 0; i < count;) {
		int flags = ZMQ_DONTWAIT | (i + 1 < count ? ZMQ_SNDMORE : 0);
		int sent = zmq_send(socket, pieces[i].bytes, pieces[i].length, flags);
		/* Half a message cannot be taken back, and a reply that is lost is waited for. */
		if (sent < 0 && zmq_errno() == ENOMEM)
			memory_exhausted(1, pieces[i].length);
		/* Once the first piece is taken, the others are. */
		if (sent < 0 && zmq_errno() != EINTR)
			return false;
		i += sent >= 0;
	}
	return true;
}
