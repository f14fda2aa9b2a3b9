/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fuzz target: connection files and registration files, and what the kernel tells the launcher of
 * the latter.
 */
#include "kernel/protocol/handshake.h"
#include "tests/fuzz/fuzz.h"

#include <stdint.h>
#include <stdlib.h>

/* Whoever sends the kernel's own words back to it does not know the key. */
static void check_registration(const struct connection *connection)
{
	struct handshake handshake;
	struct text endpoint = TEXT_EMPTY;
	connection_registration(connection, &endpoint);
	handshake_init(&handshake, connection);
	if (handshake_accepts(&handshake, handshake.pieces, handshake.count) && *connection->key)
		abort();
	handshake_release(&handshake);
	text_release(&endpoint);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct connection connection;
	struct error error = { .kind = ERROR_NONE };
	if (!connection_read(&connection, (const char *)data, size, &error)) {
		if (error.kind == ERROR_NONE || !error.message[0])
			abort();
		return 0;
	}
	for (int port = 0; port < PORT_COUNT; port++) {
		struct text endpoint = TEXT_EMPTY;
		connection_endpoint(&connection, (enum port)port, &endpoint);
		if (connection.ports[port] < 0 || connection.ports[port] > 65535)
			abort();
		text_release(&endpoint);
	}
	if (connection.handshake != HANDSHAKE_NONE)
		check_registration(&connection);
	connection_release(&connection);
	return 0;
}
