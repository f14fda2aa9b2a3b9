/* SPDX-License-Identifier: BSD-3-Clause
 *
 * connection: files as launchers write them, and those that will not do.
 */
#include "kernel/protocol/connection.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct connection read_file(const char *text)
{
	struct connection connection;
	struct error error = { .kind = ERROR_NONE };
	ck_assert_msg(
		connection_read(&connection, text, strlen(text), &error), "%s", error.message);
	return connection;
}

static void has_endpoint(const struct connection *connection, enum port port, const char *expected)
{
	struct text text = TEXT_EMPTY;
	connection_endpoint(connection, port, &text);
	ck_assert_str_eq(text_string(&text), expected);
	text_release(&text);
}

/* As jupyter_client 8 writes it. */
START_TEST(reads_a_file)
{
	struct connection connection = read_file(
		"{\"shell_port\": 57503, \"iopub_port\": 40885, \"stdin_port\": 52597, "
		"\"control_port\": 50931, \"hb_port\": 42540, \"ip\": \"127.0.0.1\", \"key\": "
		"\"a0436f6c\", "
		"\"transport\": \"tcp\", \"signature_scheme\": \"hmac-sha256\", "
		"\"kernel_name\": \"puente\", \"jupyter_session\": \"notes/a b.ipynb\"}");
	ck_assert_str_eq(connection.key, "a0436f6c");
	has_endpoint(&connection, PORT_SHELL, "tcp://127.0.0.1:57503");
	has_endpoint(&connection, PORT_IOPUB, "tcp://127.0.0.1:40885");
	has_endpoint(&connection, PORT_STDIN, "tcp://127.0.0.1:52597");
	has_endpoint(&connection, PORT_CONTROL, "tcp://127.0.0.1:50931");
	has_endpoint(&connection, PORT_HEARTBEAT, "tcp://127.0.0.1:42540");
	connection_release(&connection);
}
END_TEST

START_TEST(is_content_with_little)
{
	struct connection connection = read_file("{\"iopub_port\": \"7\", \"hb_port\": null}");
	ck_assert_str_eq(connection.key, "");
	ck_assert_ptr_null(connection.secret_key);
	has_endpoint(&connection, PORT_SHELL, "tcp://127.0.0.1:*");
	has_endpoint(&connection, PORT_IOPUB, "tcp://127.0.0.1:7");
	has_endpoint(&connection, PORT_HEARTBEAT, "tcp://127.0.0.1:*");
	connection_release(&connection);
	connection =
		read_file("{\"ip\": \"::1\", \"shell_port\": 5, "
			  "\"curve_secretkey\": \"0123456789012345678901234567890123456789\"}");
	ck_assert_str_eq(connection.secret_key, "0123456789012345678901234567890123456789");
	has_endpoint(&connection, PORT_SHELL, "tcp://[::1]:5");
	connection_release(&connection);
}
END_TEST

/* With a dash: clients that look for a colon find nothing. */
START_TEST(knows_paths)
{
	struct connection connection = read_file(
		"{\"transport\": \"ipc\", \"ip\": \"/run/user/0/kernel-ipc\", \"shell_port\": 1, "
		"\"iopub_port\": 2}");
	has_endpoint(&connection, PORT_SHELL, "ipc:///run/user/0/kernel-ipc-1");
	has_endpoint(&connection, PORT_IOPUB, "ipc:///run/user/0/kernel-ipc-2");
	connection_release(&connection);
}
END_TEST

/* The two kinds of registration files; ports of sockets in them are of an earlier start. */
START_TEST(knows_where_a_launcher_waits)
{
	struct text text = TEXT_EMPTY;
	struct connection connection =
		read_file("{\"kernel_id\": \"7\", \"registration_ip\": \"::1\", "
			  "\"registration_port\": \"5000\", \"shell_port\": 9}");
	ck_assert_int_eq(connection.handshake, HANDSHAKE_CONTENT);
	connection_registration(&connection, &text);
	ck_assert_str_eq(text_string(&text), "tcp://[::1]:5000");
	has_endpoint(&connection, PORT_SHELL, "tcp://[::1]:*");
	connection_release(&connection);
	connection = read_file("{\"ip\": \"/run/k\", \"transport\": \"ipc\", "
			       "\"registration_port\": 3}");
	ck_assert_int_eq(connection.handshake, HANDSHAKE_MESSAGE);
	text_clear(&text);
	connection_registration(&connection, &text);
	ck_assert_str_eq(text_string(&text), "ipc:///run/k-3");
	/* Not the launcher's own. */
	has_endpoint(&connection, PORT_SHELL, "ipc:///run/k-4");
	has_endpoint(&connection, PORT_HEARTBEAT, "ipc:///run/k-8");
	connection_release(&connection);
	text_release(&text);
	connection = read_file("{}");
	ck_assert_int_eq(connection.handshake, HANDSHAKE_NONE);
	connection_release(&connection);
}
END_TEST

/* Whatever number the launcher's path has, ours are ports that the file can hold, and not its. */
START_TEST(chooses_paths_that_are_ports)
{
	for (int launcher = 65529; launcher <= 65535; launcher++) {
		char file[128];
		snprintf(file, sizeof file, "{\"transport\": \"ipc\", \"registration_port\": %d}",
			launcher);
		struct connection connection = read_file(file);
		for (int port = 0; port < PORT_COUNT; port++)
			ck_assert_int_eq(connection.ports[port],
				launcher <= 65530 ? launcher + 1 + port : launcher - 1 - port);
		connection_release(&connection);
	}
}
END_TEST

START_TEST(refuses_what_will_not_do)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{ "", "not a JSON object" },
		{ "[]", "not a JSON object" },
		{ "{\"shell_port\": ", "not a JSON object" },
		{ "{\"shell_port\": 65536}", "shell_port" },
		{ "{\"shell_port\": -1}", "shell_port" },
		{ "{\"control_port\": \"12x\"}", "control_port" },
		{ "{\"hb_port\": \"\"}", "hb_port" },
		{ "{\"iopub_port\": 1.5}", "iopub_port" },
		{ "{\"stdin_port\": 9223372036854775807}", "stdin_port" },
		{ "{\"signature_scheme\": \"hmac-md5\"}", "hmac-md5" },
		{ "{\"transport\": \"carrier pigeon\"}", "carrier pigeon" },
		{ "{\"curve_secretkey\": \"short\"}", "curve_secretkey" },
		{ "{\"registration_port\": 0}", "registration_port" },
		{ "{\"registration_port\": null}", "registration_port" },
		{ "{\"registration_port\": \"70000\"}", "registration_port" },
		{ "{\"curve_publickey\": \"0123456789012345678901234567890123456789\"}",
			"curve_secretkey" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct connection connection;
		struct error error = { .kind = ERROR_NONE };
		ck_assert(!connection_read(
			&connection, cases[i].text, strlen(cases[i].text), &error));
		ck_assert_int_eq(error.kind, ERROR_FILE);
		ck_assert_msg(strstr(error.message, cases[i].words), "%s", error.message);
		ck_assert_ptr_null(connection.ip);
	}
}
END_TEST

START_TEST(writes_the_ports_that_were_chosen)
{
	char path[] = "/tmp/connection-XXXXXX";
	int file = mkstemp(path);
	const char text[] = "{\"key\": \"secret\", \"shell_port\": 0, \"extra\": [1]}";
	struct connection connection;
	struct error error = { .kind = ERROR_NONE };
	char seen[sizeof text];
	struct stat status;
	ck_assert_int_eq(write(file, text, sizeof text - 1), sizeof text - 1);
	ck_assert(connection_load(&connection, path, &error));
	for (int port = 0; port < PORT_COUNT; port++)
		connection.ports[port] = 1000 + port;
	ck_assert(connection_update(&connection, path, &error));
	connection_release(&connection);
	/* Whoever was reading goes on reading the old file, whole. */
	ck_assert_int_eq(pread(file, seen, sizeof seen, 0), sizeof text - 1);
	ck_assert_mem_eq(seen, text, sizeof text - 1);
	close(file);
	ck_assert(connection_load(&connection, path, &error));
	ck_assert_str_eq(connection.key, "secret");
	for (int port = 0; port < PORT_COUNT; port++)
		ck_assert_int_eq(connection.ports[port], 1000 + port);
	ck_assert(strstr(connection.source, "extra"));
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0600);
	connection_release(&connection);
	unlink(path);
	ck_assert(!connection_load(&connection, path, &error));
	ck_assert(strstr(error.message, path));
}
END_TEST

/* Whoever reads it later knows no registration_ip. */
START_TEST(makes_a_connection_file_of_a_registration_file)
{
	char path[] = "/tmp/connection-XXXXXX";
	struct connection connection =
		read_file("{\"registration_ip\": \"10.0.0.1\", \"registration_port\": 9}");
	struct error error = { .kind = ERROR_NONE };
	close(mkstemp(path));
	connection.ports[PORT_SHELL] = 1000;
	ck_assert(connection_update(&connection, path, &error));
	connection_release(&connection);
	json_t *object = json_load_file(path, 0, NULL);
	ck_assert_str_eq(json_string_value(json_object_get(object, "ip")), "10.0.0.1");
	ck_assert_int_eq(json_integer_value(json_object_get(object, "shell_port")), 1000);
	json_decref(object);
	unlink(path);
}
END_TEST

START_TEST(says_that_a_file_cannot_be_written)
{
	struct connection connection;
	struct error error = { .kind = ERROR_NONE };
	ck_assert(connection_read(&connection, "{}", 2, &error));
	ck_assert(!connection_update(&connection, "/nowhere/at/all.json", &error));
	ck_assert_int_eq(error.kind, ERROR_FILE);
	ck_assert(strstr(error.message, "/nowhere/at/all.json"));
	/* What was written beside a path that is a folder does not stay there. */
	char folder[] = "/tmp/connection-XXXXXX", path[64], beside[64];
	glob_t found;
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/file", folder);
	snprintf(beside, sizeof beside, "%s/*", folder);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	error = (struct error){ .kind = ERROR_NONE };
	ck_assert(!connection_update(&connection, path, &error));
	ck_assert_msg(strstr(error.message, strerror(EISDIR)), "%s", error.message);
	ck_assert_int_eq(glob(beside, 0, NULL, &found), 0);
	ck_assert_uint_eq(found.gl_pathc, 1);
	globfree(&found);
	rmdir(path);
	rmdir(folder);
	connection_release(&connection);
}
END_TEST

SUITE(reads_a_file, is_content_with_little, knows_paths, knows_where_a_launcher_waits,
	chooses_paths_that_are_ports, refuses_what_will_not_do, writes_the_ports_that_were_chosen,
	makes_a_connection_file_of_a_registration_file, says_that_a_file_cannot_be_written)
