/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The launcher is told by one DEALER, for one message and its answer. It is not encrypted: the keys
 * of the file are those of our own sockets, and ports are no secret.
 */
#include "kernel/front/registration.h"

#include "kernel/base/locale.h"
#include "kernel/front/system.h"
#include "kernel/protocol/handshake.h"

#include <string.h>

enum { PATIENCE = 5000 }; /* milliseconds */

struct asking {
	void *socket;
	int signals, parent;
	long until;
	bool end; /* somebody wants the kernel to end */
};

/* False: nothing more is to be waited for. */
static bool wait_for_news(struct asking *asking)
{
	zmq_pollitem_t items[] = { { asking->socket, 0, ZMQ_POLLIN, 0 },
		{ NULL, asking->signals, ZMQ_POLLIN, 0 }, { NULL, asking->parent, ZMQ_POLLIN, 0 } };
	long left = asking->until - system_milliseconds();
	if (left <= 0)
		return false;
	zmq_poll(items, asking->parent < 0 ? 2 : 3, left);
	asking->end = items[2].revents != 0 || system_signals_read(asking->signals) == SYSTEM_END;
	return !asking->end;
}

/* What is not the launcher's word is passed over: there may be a good one behind it. */
static bool wait_for_word(struct handshake *handshake, struct asking *asking)
{
	struct parcel parcel = { .pieces = NULL };
	bool accepted = false;
	do
		accepted = parcel_receive(&parcel, asking->socket) &&
			   handshake_accepts(handshake, parcel.pieces, parcel.count);
	while (!accepted && wait_for_news(asking));
	parcel_release(&parcel);
	return accepted;
}

static bool ask(struct asking *asking, const struct connection *connection)
{
	struct handshake handshake;
	handshake_init(&handshake, connection);
	bool told = pieces_send(asking->socket, handshake.pieces, handshake.count) &&
		    wait_for_word(&handshake, asking);
	handshake_release(&handshake);
	return told;
}

/* Waits for the launcher's word. False, with the reason, when none comes, when it is not signed
 * with our key; false without a reason when the kernel is to end. */
static bool announce(const struct sockets *sockets, const struct connection *connection,
	const struct listeners *listeners, struct error *error)
{
	struct text endpoint = TEXT_EMPTY;
	void *socket = zmq_socket(sockets->context, ZMQ_DEALER);
	struct asking asking = { .socket = socket,
		.signals = listeners->signals,
		.parent = listeners->parent,
		.until = system_milliseconds() + PATIENCE };
	connection_registration(connection, &endpoint);
	zmq_setsockopt(socket, ZMQ_LINGER, &(int){ 0 }, sizeof(int));
	if (strchr(connection->registration_ip, ':') && !connection->ipc)
		zmq_setsockopt(socket, ZMQ_IPV6, &(int){ 1 }, sizeof(int));
	bool told = zmq_connect(socket, text_string(&endpoint)) == 0 && ask(&asking, connection);
	if (!told && !asking.end)
		error_set(error, ERROR_FILE, SPAN_NONE,
			_("the launcher at %s has not said that it knows the ports"),
			text_string(&endpoint));
	zmq_close(socket);
	text_release(&endpoint);
	return told;
}

/* Those who wait for the ports that were chosen: the launcher of a registration file, and whoever
 * reads the file. Once the launcher knows, a file that cannot be written is worth a line only. */
static bool tell_ports(const struct sockets *sockets, const struct connection *connection,
	const struct connection *given, const char *path, const struct listeners *listeners,
	struct error *error)
{
	if (connection->handshake != HANDSHAKE_NONE)
		return announce(sockets, connection, listeners, error) &&
		       (connection_update(connection, path, error) || true);
	return memcmp(given->ports, connection->ports, sizeof given->ports) == 0 ||
	       connection_update(connection, path, error);
}

bool registration_open(struct sockets *sockets, struct connection *connection, const char *path,
	const struct listeners *listeners, struct error *error)
{
	const struct connection given = *connection;
	if (!sockets_open(sockets, connection, error))
		return false;
	if (tell_ports(sockets, connection, &given, path, listeners, error))
		return true;
	sockets_close(sockets, 0);
	return false;
}
