/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The connection file: where the launcher wants the kernel's sockets, and the key messages are
 * signed with.
 */
#pragma once
#include "kernel/base/error.h"
#include "kernel/base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum port { PORT_SHELL, PORT_CONTROL, PORT_STDIN, PORT_IOPUB, PORT_HEARTBEAT, PORT_COUNT };

struct connection {
	bool ipc;               /* else tcp */
	char *ip;               /* a path's beginning when ipc */
	long ports[PORT_COUNT]; /* 0: the kernel chooses one */
	char *key;              /* its bytes as they stand in the file; "": nothing is signed */
	char *public_key, *secret_key; /* CurveZMQ, Z85; NULL: in the clear */
	char *source;                  /* the file's text, for connection_update */
};

/* Unknown members are fine; a port may be a string. False with the reason. */
bool connection_read(
	struct connection *connection, const char *bytes, size_t length, struct error *error);
bool connection_load(struct connection *connection, const char *path, struct error *error);
void connection_release(struct connection *connection);

/* "tcp://127.0.0.1:5000", "tcp://[::1]:*" (a port of 0), "ipc:///run/kernel-1". */
void connection_endpoint(const struct connection *connection, enum port port, struct text *to);
/* Writes the ports that were chosen back into the file, readable by its owner only. */
bool connection_update(const struct connection *connection, const char *path, struct error *error);
