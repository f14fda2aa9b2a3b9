/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Both ways to tell a launcher the ports.
 */
#include "kernel/protocol/handshake.h"

#include "kernel/base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char delimiter[] = "<IDS|MSG>";
static const struct piece nothing = { "", 0 }, empty = { "{}", 2 };

/* Each port as this launcher reads it. */
static json_t *port_value(enum handshake_kind kind, long port)
{
	struct text text = TEXT_EMPTY;
	if (kind == HANDSHAKE_MESSAGE)
		return json_integer(port);
	text_format(&text, "%ld", port);
	json_t *value = json_string(text_string(&text));
	text_release(&text);
	return value;
}

static char *print_content(const struct connection *connection)
{
	json_t *content = json_object();
	if (connection->handshake == HANDSHAKE_CONTENT)
		json_object_set_new(content, "kernel_id", json_string(connection->kernel_id));
	for (int i = 0; i < PORT_COUNT; i++)
		json_object_set_new(content, connection_port_name((enum port)i),
			port_value(connection->handshake, connection->ports[i]));
	char *bytes = json_dumps(content, JSON_COMPACT);
	assert(bytes); /* every string was read from JSON */
	json_decref(content);
	return bytes;
}

void handshake_init(struct handshake *handshake, const struct connection *connection)
{
	struct sender sender;
	*handshake = (struct handshake){ .kind = connection->handshake,
		.signer = signer_new(connection->key),
		.content = print_content(connection) };
	sender_init(&sender, handshake->signer);
	handshake->header = sender_header(&sender, "handshake_request", &handshake->id);
	struct piece content = { handshake->content, strlen(handshake->content) };
	struct piece header = { handshake->header, strlen(handshake->header) };
	struct piece whole[SIGNED_PIECES] = { header, empty, empty, content };
	struct piece alone[SIGNED_PIECES] = { content, nothing, nothing, nothing };
	bool message = handshake->kind == HANDSHAKE_MESSAGE;
	const struct piece *signed_pieces = message ? whole : alone;
	size_t length = signer_sign(handshake->signer, signed_pieces, handshake->signature);
	/* From now on seen: our own words sent back are no answer. */
	(void)signer_verify(
		handshake->signer, signed_pieces, (struct piece){ handshake->signature, length });
	handshake->pieces[0] = (struct piece){ delimiter, sizeof delimiter - 1 };
	handshake->pieces[1] = (struct piece){ handshake->signature, length };
	handshake->count = message ? HANDSHAKE_PIECES : 3;
	for (size_t i = 2; i < handshake->count; i++)
		handshake->pieces[i] = signed_pieces[i - 2];
}

void handshake_release(struct handshake *handshake)
{
	signer_free(handshake->signer);
	free(handshake->id);
	free(handshake->header);
	free(handshake->content);
	*handshake = (struct handshake){ .signer = NULL };
}

static bool is_reply(struct handshake *handshake, const struct piece *pieces, size_t count)
{
	struct message *message = message_new(handshake->signer, PORT_CONTROL, pieces, count);
	if (!message)
		return false;
	struct piece status = message_text(message, "status");
	bool good = strcmp(message->type, "handshake_reply") == 0 && status.bytes &&
		    status.length == 2 && memcmp(status.bytes, "ok", 2) == 0;
	message_free(message);
	return good;
}

/* A signature and one frame of any content. */
static bool is_word(struct handshake *handshake, const struct piece *pieces, size_t count)
{
	if (count < 2)
		return false;
	struct piece word[SIGNED_PIECES] = { pieces[count - 1], nothing, nothing, nothing };
	return signer_verify(handshake->signer, word, pieces[count - 2]) == VERDICT_GOOD;
}

bool handshake_accepts(struct handshake *handshake, const struct piece *pieces, size_t count)
{
	return handshake->kind == HANDSHAKE_MESSAGE ? is_reply(handshake, pieces, count)
						    : is_word(handshake, pieces, count);
}
