/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Taking messages apart.
 */
#include "kernel/protocol/message.h"

#include "kernel/base/memory.h"
#include "kernel/base/utf8.h"
#include "kernel/pipe/log.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MOST = INT_MAX }; /* what a cursor, a line or a count may come to */
static const char delimiter[] = "<IDS|MSG>";
enum { SIGNATURE, HEADER, PARENT, METADATA, CONTENT, AFTER }; /* pieces after the delimiter */

static struct piece copy_piece(struct piece piece)
{
	return (struct piece){ memory_copy(piece.bytes, piece.length), piece.length };
}

static void free_piece(struct piece piece)
{
	free((void *)(uintptr_t)piece.bytes);
}

struct route route_copy(const struct route *route)
{
	struct route copy = { memory_new(route->count, sizeof *copy.identities), route->count };
	for (size_t i = 0; i < route->count; i++)
		copy.identities[i] = copy_piece(route->identities[i]);
	return copy;
}

void route_release(struct route *route)
{
	for (size_t i = 0; i < route->count; i++)
		free_piece(route->identities[i]);
	free(route->identities);
	*route = (struct route){ NULL, 0 };
}

static json_t *parse(const char *bytes, size_t length)
{
	json_t *json = json_loadb(bytes, length, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
	if (json_is_object(json))
		return json;
	json_decref(json);
	return NULL;
}

static json_t *parse_content(struct piece piece)
{
	if (utf8_valid_until(piece.bytes, piece.length) == piece.length)
		return parse(piece.bytes, piece.length);
	struct text repaired = TEXT_EMPTY;
	utf8_sanitize(piece.bytes, piece.length, &repaired);
	json_t *content = parse(repaired.bytes, repaired.length);
	text_release(&repaired);
	return content;
}

/* The piece after the delimiter; `count` when there is none with a whole message behind it. */
static size_t find_message(const struct piece *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (pieces[i].length == sizeof delimiter - 1 &&
			memcmp(pieces[i].bytes, delimiter, sizeof delimiter - 1) == 0)
			return count - i - 1 >= AFTER ? i + 1 : count;
	return count;
}

static bool is_verified(struct signer *signer, const struct piece *pieces)
{
	switch (signer_verify(signer, pieces + HEADER, pieces[SIGNATURE])) {
	case VERDICT_GOOD: return true;
	case VERDICT_FORGED: log_debug("a message with a wrong signature was dropped"); break;
	case VERDICT_REPLAYED: log_debug("a message that came twice was dropped"); break;
	}
	return false;
}

static bool read_dictionaries(struct message *message, const struct piece *pieces)
{
	message->header = parse(pieces[HEADER].bytes, pieces[HEADER].length);
	message->type = json_string_value(json_object_get(message->header, "msg_type"));
	message->id = json_string_value(json_object_get(message->header, "msg_id"));
	if (!message->type || !message->id)
		return false;
	message->header_bytes = copy_piece(pieces[HEADER]);
	message->parent = parse(pieces[PARENT].bytes, pieces[PARENT].length);
	if (!message->parent)
		message->parent = json_object();
	message->content = parse_content(pieces[CONTENT]);
	return true;
}

struct message *message_new(
	struct signer *signer, enum port port, const struct piece *pieces, size_t count)
{
	size_t first = count <= PROTOCOL_PIECES ? find_message(pieces, count) : count;
	if (first == count) {
		log_debug("what is not a message was dropped");
		return NULL;
	}
	if (!is_verified(signer, pieces + first))
		return NULL;
	struct message *message = memory_new(1, sizeof *message);
	message->port = port;
	message->route =
		route_copy(&(struct route){ (struct piece *)(uintptr_t)pieces, first - 1 });
	if (read_dictionaries(message, pieces + first))
		return message;
	log_debug("a message without a header was dropped");
	message_free(message);
	return NULL;
}

void message_free(struct message *message)
{
	if (!message)
		return;
	route_release(&message->route);
	free_piece(message->header_bytes);
	json_decref(message->header);
	json_decref(message->parent);
	json_decref(message->content);
	free(message);
}

bool message_flag(const struct message *message, const char *name, bool fallback)
{
	const json_t *value = json_object_get(message->content, name);
	return json_is_boolean(value) ? json_is_true(value) : fallback;
}

long message_number(const struct message *message, const char *name, long fallback)
{
	const json_t *value = json_object_get(message->content, name);
	if (!json_is_number(value))
		return fallback;
	double number = json_number_value(value);
	if (number >= NUMBER_MOST)
		return NUMBER_MOST;
	return number <= -NUMBER_MOST ? -NUMBER_MOST : (long)number;
}

struct piece message_text(const struct message *message, const char *name)
{
	const json_t *value = json_object_get(message->content, name);
	if (!json_is_string(value))
		return (struct piece){ NULL, 0 };
	return (struct piece){ json_string_value(value), json_string_length(value) };
}

json_t *json_from_text(const char *bytes, size_t length)
{
	json_t *string = json_stringn(bytes, length);
	if (string)
		return string;
	struct text repaired = TEXT_EMPTY;
	utf8_sanitize(bytes, length, &repaired);
	string = json_stringn(text_string(&repaired), repaired.length);
	text_release(&repaired);
	return string;
}
