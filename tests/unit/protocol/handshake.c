/* SPDX-License-Identifier: BSD-3-Clause
 *
 * handshake: what a launcher is told, and which of its answers counts.
 */
#include "kernel/protocol/handshake.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#define CONTENT                                                                                    \
	"{\"registration_port\": 9, \"registration_ip\": \"h\", \"kernel_id\": \"lucia\", "        \
	"\"key\": "
#define MESSAGE "{\"registration_port\": 9, \"ip\": \"h\", \"key\": "

static struct connection connection;
static struct handshake handshake;
static struct signer *launcher;
static char signature[SIGNATURE_LENGTH + 1];

static void begin(const char *file)
{
	struct error error = { .kind = ERROR_NONE };
	ck_assert(connection_read(&connection, file, strlen(file), &error));
	for (int port = 0; port < PORT_COUNT; port++)
		connection.ports[port] = 1000 + port;
	handshake_init(&handshake, &connection);
	launcher = signer_new(connection.key);
}

static void end(void)
{
	signer_free(launcher);
	handshake_release(&handshake);
	connection_release(&connection);
}

static struct piece sign(const char *const texts[SIGNED_PIECES])
{
	struct piece pieces[SIGNED_PIECES];
	for (int i = 0; i < SIGNED_PIECES; i++)
		pieces[i] = piece_from(texts[i]);
	return (struct piece){ signature, signer_sign(launcher, pieces, signature) };
}

/* The launcher says a word of its own, by the key; from the DEALER's side. */
static bool word(const char *text)
{
	struct piece pieces[] = { piece_from("<IDS|MSG>"),
		sign((const char *const[]){ text, "", "", "" }), piece_from(text) };
	return handshake_accepts(&handshake, pieces, 3);
}

static bool reply(const char *header, const char *content)
{
	struct piece pieces[] = { piece_from("<IDS|MSG>"),
		sign((const char *const[]){ header, "{}", "{}", content }), piece_from(header),
		piece_from("{}"), piece_from("{}"), piece_from(content) };
	return handshake_accepts(&handshake, pieces, HANDSHAKE_PIECES);
}

/* Protocol 5.6: one frame of content, in which ports are strings. */
START_TEST(one_frame)
{
	begin(CONTENT "\"k\"}");
	static const char wanted[] =
		"{\"kernel_id\":\"lucia\",\"shell_port\":\"1000\",\"control_port\":\"1001\","
		"\"stdin_port\":\"1002\",\"iopub_port\":\"1003\",\"hb_port\":\"1004\"}";
	ck_assert_uint_eq(handshake.count, 3);
	ck_assert_str_eq(handshake.pieces[0].bytes, "<IDS|MSG>");
	ck_assert_str_eq(handshake.pieces[2].bytes, wanted);
	sign((const char *const[]){ wanted, "", "", "" });
	ck_assert_str_eq(handshake.pieces[1].bytes, signature);
	/* Too little to be signed; its own words; a word without the key; then the launcher's. */
	for (size_t count = 0; count < 2; count++)
		ck_assert(!handshake_accepts(&handshake, handshake.pieces, count));
	ck_assert(!handshake_accepts(&handshake, handshake.pieces, handshake.count));
	struct piece forged[] = { piece_from("<IDS|MSG>"), { signature, SIGNATURE_LENGTH },
		piece_from("ACK") };
	ck_assert(!handshake_accepts(&handshake, forged, 3));
	ck_assert(word("ACK"));
	ck_assert(!word("ACK")); /* said again by whoever heard it */
	end();
}
END_TEST

/* As launchers of old: a whole message, in which ports are numbers. */
START_TEST(a_whole_message)
{
	static const char header[] = "{\"msg_id\":\"1\",\"msg_type\":\"handshake_reply\"}";
	begin(MESSAGE "\"k\"}");
	ck_assert_uint_eq(handshake.count, HANDSHAKE_PIECES);
	ck_assert_ptr_nonnull(strstr(handshake.pieces[2].bytes, "\"handshake_request\""));
	ck_assert_str_eq(handshake.pieces[5].bytes,
		"{\"shell_port\":1000,\"control_port\":1001,\"stdin_port\":1002,"
		"\"iopub_port\":1003,\"hb_port\":1004}");
	sign((const char *const[]){
		handshake.pieces[2].bytes, "{}", "{}", handshake.pieces[5].bytes });
	ck_assert_str_eq(handshake.pieces[1].bytes, signature);
	ck_assert(!handshake_accepts(&handshake, handshake.pieces, handshake.count));
	ck_assert(!word("ACK"));
	ck_assert(!reply(header, "{\"status\": \"error\"}"));
	ck_assert(!reply(header, "{}"));
	ck_assert(!reply(
		"{\"msg_id\":\"1\",\"msg_type\":\"kernel_info_reply\"}", "{\"status\": \"ok\"}"));
	ck_assert(reply(header, "{\"status\": \"ok\"}"));
	ck_assert(!reply(header, "{\"status\": \"ok\"}"));
	end();
}
END_TEST

/* Nothing is signed; what counts is that there is an answer. */
START_TEST(without_a_key)
{
	begin(CONTENT "\"\"}");
	ck_assert_uint_eq(handshake.pieces[1].length, 0);
	ck_assert(word("ACK"));
	end();
}
END_TEST

SUITE(one_frame, a_whole_message, without_a_key)
