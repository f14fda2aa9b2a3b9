/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Messages on their way out, in order. Text of the same stream, and updates of the same display,
 * that meet in the queue become one message: the slower a client reads, the fewer messages there
 * are.
 */
#pragma once
#include "kernel/protocol/message.h"

#include <time.h>

/* Whose messages these are: one session id for the life of the process. */
struct sender {
	struct signer *signer; /* lent */
	char session[37];
	unsigned long count;
	struct timespec last;
};

enum { DATE_LENGTH = 32 };

void sender_init(struct sender *sender, struct signer *signer);
/* Now, in UTC, six padded digits; never earlier than the date given before. */
void sender_date(struct sender *sender, char date[DATE_LENGTH]);

/* A message's header; its id, too, is the caller's to free. */
char *sender_header(struct sender *sender, const char *type, char **id);

struct post;

struct outbox {
	struct post *first, *last;
	size_t bytes; /* of all contents */
};

/* What a message is about: `parent` NULL for what no request caused. */
struct letter {
	enum port port;
	const char *type;
	const struct message *parent;
	const char *topic;   /* IOPub: NULL makes one of session and type; others: ignored */
	json_t *metadata;    /* taken over; NULL: {} */
	json_t *content;     /* taken over */
	bool urgent;         /* before all that waits */
	const char *gathers; /* a display that is updated: replaces a queued one of the same name */
};

/* Queues it; the message's id, lent until the post is sent. */
const char *outbox_put(struct outbox *outbox, struct sender *sender, struct letter letter);
/* A stream message, or more text for the one at the end. */
void outbox_put_stream(struct outbox *outbox, struct sender *sender, const struct message *parent,
	const char *bytes, size_t length);

/* The first as signed pieces, lent until it is dropped; false when there is none. */
bool outbox_first(struct outbox *outbox, struct sender *sender, enum port *port,
	const struct piece **pieces, size_t *count);
void outbox_drop(struct outbox *outbox);
void outbox_release(struct outbox *outbox);
