/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The connection file: where the launcher wants the kernel's sockets, and the key messages are
 * signed with. Or a registration file (protocol 5.6), which says where the launcher waits to be
 * told the ports that the kernel has chosen.
 */
#pragma once
#include "kernel/base/error.h"
#include "kernel/base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum port { PORT_SHELL, PORT_CONTROL, PORT_STDIN, PORT_IOPUB, PORT_HEARTBEAT, PORT_COUNT };

/* How the launcher that waits wants to be told. The protocol says HANDSHAKE_CONTENT; launchers of
 * Ark's file, which names an ip only, wait for a message like all others. */
enum handshake_kind { HANDSHAKE_NONE, HANDSHAKE_CONTENT, HANDSHAKE_MESSAGE };

struct connection {
	bool ipc;               /* else tcp */
	char *ip;               /* a path's beginning when ipc */
	long ports[PORT_COUNT]; /* 0: the kernel chooses one */
	char *key;              /* its bytes as they stand in the file; "": nothing is signed */
	char *public_key, *secret_key; /* CurveZMQ, Z85; NULL: in the clear */
	char *source;                  /* the file's text, for connection_update */
	enum handshake_kind handshake; /* NONE: a connection file */
	char *registration_ip;         /* where the launcher waits; a path's beginning when ipc */
	long registration_port;
	char *kernel_id; /* as in the file; "" */
};

/* Unknown members are fine; a port may be a string. Of a registration file the sockets' ports are
 * ours to choose. False with the reason. */
bool connection_read(
	struct connection *connection, const char *bytes, size_t length, struct error *error);
bool connection_load(struct connection *connection, const char *path, struct error *error);
void connection_release(struct connection *connection);

const char *connection_port_name(enum port port); /* "shell_port" */
/* "tcp://127.0.0.1:5000", "tcp://[::1]:*" (a port of 0), "ipc:///run/kernel-1". */
void connection_endpoint(const struct connection *connection, enum port port, struct text *to);
/* Where the launcher of a registration file waits. */
void connection_registration(const struct connection *connection, struct text *to);
/* Writes the ports that were chosen back into the file, readable by its owner only. */
bool connection_update(const struct connection *connection, const char *path, struct error *error);
