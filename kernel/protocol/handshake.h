/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What a launcher that gave a registration file is told, and whether it has understood (Jupyter
 * enhancement proposal 66, protocol 5.6). Two ways are in use: the signed content alone, with ports
 * as strings, answered by any signed frame; and the message handshake_request, with ports as
 * numbers, answered by handshake_reply.
 */
#pragma once
#include "kernel/protocol/connection.h"
#include "kernel/protocol/post.h"

enum { HANDSHAKE_PIECES = 2 + SIGNED_PIECES };

struct handshake {
	enum handshake_kind kind;
	struct signer *signer;
	struct piece pieces[HANDSHAKE_PIECES]; /* to be sent; lent */
	size_t count;
	char *id, *header, *content;
	char signature[SIGNATURE_LENGTH + 1];
};

/* For a registration file, once its sockets are bound. */
void handshake_init(struct handshake *handshake, const struct connection *connection);
void handshake_release(struct handshake *handshake);

/* Is this the launcher's signed word that it has the ports? Identities before the delimiter, or a
 * delimiter that is missing, do not matter; what says so but is not signed with our key does. */
bool handshake_accepts(struct handshake *handshake, const struct piece *pieces, size_t count);
