/* SPDX-License-Identifier: BSD-3-Clause
 *
 * bare FILE: the least that a kernel with ZeroMQ can be. It binds the five sockets of a connection
 * file and answers whatever comes on the first with a piece of the size of a kernel_info_reply, so
 * that what a start costs is libzmq's.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum { SHELL, SOCKETS = 5 };

static const struct {
	const char *port;
	int type;
} sockets[SOCKETS] = { { "\"shell_port\"", ZMQ_ROUTER }, { "\"control_port\"", ZMQ_ROUTER },
	{ "\"stdin_port\"", ZMQ_ROUTER }, { "\"iopub_port\"", ZMQ_XPUB },
	{ "\"hb_port\"", ZMQ_ROUTER } };

static void *bound(void *context, int type, const char *file, const char *port)
{
	char endpoint[64];
	const char *at = strstr(file, port);
	assert(at);
	snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%ld",
		strtol(at + strlen(port) + 1, NULL, 10));
	void *socket = zmq_socket(context, type);
	int failed = zmq_bind(socket, endpoint);
	assert(!failed);
	return socket;
}

static void answer(void *socket)
{
	static char identity[256], bytes[1024];
	int more = 1, size = zmq_recv(socket, identity, sizeof identity, 0);
	for (size_t length = sizeof more; more; zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &length))
		zmq_recv(socket, bytes, sizeof bytes, 0);
	zmq_send(socket, identity, (size_t)size, ZMQ_SNDMORE);
	zmq_send(socket, bytes, sizeof bytes, 0);
}

int main(int count, char **arguments)
{
	static char file[4096];
	void *opened[SOCKETS];
	FILE *connection = count == 2 ? fopen(arguments[1], "re") : NULL;
	if (!connection) {
		fprintf(stderr, "bare FILE\n");
		return EXIT_FAILURE;
	}
	fread(file, 1, sizeof file - 1, connection);
	fclose(connection);
	void *context = zmq_ctx_new();
	for (int i = 0; i < SOCKETS; i++)
		opened[i] = bound(context, sockets[i].type, file, sockets[i].port);
	for (;;)
		answer(opened[SHELL]);
}
