/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Reading the connection file, whoever wrote it.
 */
#include "kernel/protocol/connection.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_LIMIT = 1 << 20, CURVE_KEY = 40, PORT_MOST = 65535 };

static const char *const port_names[PORT_COUNT] = { "shell_port", "control_port", "stdin_port",
	"iopub_port", "hb_port" };

const char *connection_port_name(enum port port)
{
	return port_names[port];
}

static char *copy_string(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	return json_is_string(value)
		       ? memory_copy(json_string_value(value), json_string_length(value))
		       : NULL;
}

/* 0 when it is not there, -1 when it is no port. */
static long read_port(const json_t *value)
{
	long port = 0;
	char *end = NULL;
	if (!value || json_is_null(value))
		return 0;
	if (json_is_integer(value))
		port = json_integer_value(value) < 0 || json_integer_value(value) > PORT_MOST
			       ? -1
			       : (long)json_integer_value(value);
	else if (json_is_string(value))
		port = strtol(json_string_value(value), &end, 10);
	else
		return -1;
	return (end && (*end || end == json_string_value(value))) || port < 0 || port > PORT_MOST
		       ? -1
		       : port;
}

static bool read_ports(struct connection *connection, const json_t *object, struct error *error)
{
	for (int i = 0; i < PORT_COUNT; i++) {
		connection->ports[i] = read_port(json_object_get(object, port_names[i]));
		if (connection->ports[i] < 0)
			return error_set(error, ERROR_FILE, SPAN_NONE,
				_("the connection file's %s is not a port"), port_names[i]);
	}
	return true;
}

/* The sockets' ports are ours to choose: whatever the file says of them is of an earlier start. A
 * path is chosen by its number, beside the launcher's: above it, or below where no port is left. */
static bool read_registration(
	struct connection *connection, const json_t *object, struct error *error)
{
	const json_t *port = json_object_get(object, "registration_port");
	if (!port)
		return true;
	connection->registration_port = read_port(port);
	if (connection->registration_port < 1)
		return error_set(error, ERROR_FILE, SPAN_NONE,
			_("the connection file's %s is not a port"), "registration_port");
	connection->handshake = connection->registration_ip || *connection->kernel_id
					? HANDSHAKE_CONTENT
					: HANDSHAKE_MESSAGE;
	if (!connection->registration_ip)
		connection->registration_ip = memory_copy(connection->ip, strlen(connection->ip));
	long step = connection->registration_port + PORT_COUNT > PORT_MOST ? -1 : 1;
	for (int i = 0; i < PORT_COUNT; i++)
		connection->ports[i] =
			connection->ipc ? connection->registration_port + step * (1 + i) : 0;
	return true;
}

static bool check_scheme(const json_t *object, struct error *error)
{
	const char *scheme = json_string_value(json_object_get(object, "signature_scheme"));
	const char *transport = json_string_value(json_object_get(object, "transport"));
	if (scheme && *scheme && strcmp(scheme, "hmac-sha256") != 0)
		return error_set(error, ERROR_FILE, SPAN_NONE,
			_("the connection file asks for the signature scheme \"%s\"; "
			  "there is only hmac-sha256"),
			scheme);
	if (transport && strcmp(transport, "tcp") != 0 && strcmp(transport, "ipc") != 0)
		return error_set(error, ERROR_FILE, SPAN_NONE,
			_("the connection file asks for the transport \"%s\"; "
			  "there are tcp and ipc"),
			transport);
	return true;
}

static bool check_curve(struct connection *connection, struct error *error)
{
	if (!connection->secret_key && !connection->public_key)
		return true;
	if (connection->secret_key && strlen(connection->secret_key) == CURVE_KEY)
		return true;
	return error_set(error, ERROR_FILE, SPAN_NONE,
		_("the connection file's curve_secretkey is not a key of %d characters"),
		CURVE_KEY);
}

static bool read_object(struct connection *connection, const json_t *object, struct error *error)
{
	const char *transport = json_string_value(json_object_get(object, "transport"));
	connection->ipc = transport && strcmp(transport, "ipc") == 0;
	connection->registration_ip = copy_string(object, "registration_ip");
	connection->kernel_id = copy_string(object, "kernel_id");
	connection->ip = copy_string(object, "ip");
	connection->key = copy_string(object, "key");
	connection->public_key = copy_string(object, "curve_publickey");
	connection->secret_key = copy_string(object, "curve_secretkey");
	if (!connection->ip || !*connection->ip) {
		const char *ip =
			connection->registration_ip ? connection->registration_ip : "127.0.0.1";
		free(connection->ip);
		connection->ip = memory_copy(ip, strlen(ip));
	}
	if (!connection->key)
		connection->key = memory_copy("", 0);
	if (!connection->kernel_id)
		connection->kernel_id = memory_copy("", 0);
	return check_scheme(object, error) && check_curve(connection, error) &&
	       read_ports(connection, object, error) &&
	       read_registration(connection, object, error);
}

bool connection_read(
	struct connection *connection, const char *bytes, size_t length, struct error *error)
{
	/* The first that is read. From now on nothing is NULL for want of memory. */
	json_set_alloc_funcs(memory_take, free);
	json_error_t reason;
	*connection = (struct connection){ .ip = NULL };
	json_t *object = json_loadb(bytes, length, 0, &reason);
	bool read = false;
	if (!json_is_object(object))
		error_set(error, ERROR_FILE, SPAN_NONE,
			_("the connection file is not a JSON object: %s"),
			object ? _("it holds something else") : reason.text);
	else
		read = read_object(connection, object, error);
	json_decref(object);
	if (read)
		connection->source = memory_copy(bytes, length);
	else
		connection_release(connection);
	return read;
}

bool connection_load(struct connection *connection, const char *path, struct error *error)
{
	FILE *file = fopen(path, "re");
	*connection = (struct connection){ .ip = NULL };
	if (!file)
		return error_set(error, ERROR_FILE, SPAN_NONE,
			_("the connection file %s cannot be opened: %s"), path, strerror(errno));
	char *bytes = memory_new(FILE_LIMIT, 1);
	size_t length = fread(bytes, 1, FILE_LIMIT, file);
	bool read = connection_read(connection, bytes, length, error);
	free(bytes);
	fclose(file);
	return read;
}

void connection_release(struct connection *connection)
{
	free(connection->ip);
	free(connection->key);
	free(connection->public_key);
	free(connection->secret_key);
	free(connection->source);
	free(connection->registration_ip);
	free(connection->kernel_id);
	*connection = (struct connection){ .ip = NULL };
}

static void put_endpoint(bool ipc, const char *ip, long number, struct text *to)
{
	if (ipc)
		text_format(to, "ipc://%s-%ld", ip, number);
	else
		text_format(to, strchr(ip, ':') ? "tcp://[%s]:" : "tcp://%s:", ip);
	if (!ipc && number)
		text_format(to, "%ld", number);
	else if (!ipc)
		text_put(to, "*");
}

void connection_endpoint(const struct connection *connection, enum port port, struct text *to)
{
	long number = connection->ports[port];
	put_endpoint(connection->ipc, connection->ip,
		number || !connection->ipc ? number : (long)port + 1, to);
}

void connection_registration(const struct connection *connection, struct text *to)
{
	put_endpoint(
		connection->ipc, connection->registration_ip, connection->registration_port, to);
}

/* A client may read the file at any moment: it finds the old one or the new one, whole. The new one
 * is for its owner's eyes only, as mkstemp makes it. */
static bool replace_file(const char *path, const json_t *object)
{
	struct text beside = TEXT_EMPTY;
	text_format(&beside, "%s.XXXXXX", path);
	int file = mkostemp(beside.bytes, O_CLOEXEC);
	bool written = file >= 0 && json_dumpfd(object, file, JSON_INDENT(2)) == 0;
	if (file >= 0)
		written = close(file) == 0 && written && rename(beside.bytes, path) == 0;
	int failure = errno;
	if (file >= 0 && !written)
		unlink(beside.bytes);
	text_release(&beside);
	errno = failure;
	return written;
}

bool connection_update(const struct connection *connection, const char *path, struct error *error)
{
	json_t *object = json_loads(connection->source, 0, NULL);
	for (int i = 0; i < PORT_COUNT; i++)
		json_object_set_new(object, port_names[i], json_integer(connection->ports[i]));
	/* Other clients know no registration_ip. */
	if (connection->handshake != HANDSHAKE_NONE)
		json_object_set_new(object, "ip", json_string(connection->ip));
	bool written = replace_file(path, object);
	json_decref(object);
	return written ||
	       error_set(error, ERROR_FILE, SPAN_NONE,
		       _("the connection file %s cannot be written: %s"), path, strerror(errno));
}
