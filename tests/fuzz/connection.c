/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fuzz target: connection files.
 */
#include "kernel/protocol/connection.h"
#include "tests/fuzz/fuzz.h"

#include <stdint.h>
#include <stdlib.h>

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
	connection_release(&connection);
	return 0;
}
