/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A message that came in: verified, taken apart, and kept as long as its request lives.
 */
#pragma once
#include "kernel/protocol/connection.h"
#include "kernel/protocol/signature.h"

#include <jansson.h>

enum { PROTOCOL_PIECES = 1 << 12 }; /* of one message, at most */

/* Where replies go: what a ROUTER put before the message, to be given back in the same order. */
struct route {
	struct piece *identities;
	size_t count;
};

struct message {
	enum port port;
	struct route route;
	struct piece header_bytes;         /* as they came: the parent header of every answer */
	json_t *header, *parent, *content; /* objects; content NULL: it is none */
	const char *type, *id;             /* of the header; never NULL */
};

/* NULL for what is not a message, is not signed with our key, was played before or has no readable
 * header: it gets no answer. Nothing is parsed before the signature is known to be good. Bytes of
 * the content that are no UTF-8 become U+FFFD, so that a mistyped cell is an error with a place. */
struct message *message_new(
	struct signer *signer, enum port port, const struct piece *pieces, size_t count);
void message_free(struct message *message);

struct route route_copy(const struct route *route);
void route_release(struct route *route);

/* Members of the content; the fallback for what is missing or of another type. */
bool message_flag(const struct message *message, const char *name, bool fallback);
long message_number(const struct message *message, const char *name, long fallback);
struct piece message_text(
	const struct message *message, const char *name); /* bytes NULL: missing */

/* A JSON string of any bytes. */
json_t *json_from_text(const char *bytes, size_t length);
