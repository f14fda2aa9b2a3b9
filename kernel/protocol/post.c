/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Messages are dated when they are made. Those that may still grow while they wait are signed when
 * they are sent, the others at once: then a cell's messages follow each other without a pause, and
 * leave as one.
 */
#include "kernel/protocol/post.h"

#include "kernel/base/memory.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

enum { STREAM_MOST = 1 << 16 }; /* bytes of one stream message, before it is cut */

struct post {
	struct post *next;
	enum port port;
	struct route route;
	char *id, *header, *parent, *metadata, *content;
	char *gathers;
	struct text
		stream; /* the text of a stream message, whose content is made when it is sent */
	size_t size;
	struct piece *pieces; /* once it is signed */
	char signature[SIGNATURE_LENGTH + 1];
};

void sender_init(struct sender *sender, struct signer *signer)
{
	uuid_t uuid;
	*sender = (struct sender){ .signer = signer };
	uuid_generate(uuid);
	uuid_unparse_lower(uuid, sender->session);
}

void sender_date(struct sender *sender, char date[DATE_LENGTH])
{
	struct timespec now;
	struct tm tm;
	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec < sender->last.tv_sec ||
		(now.tv_sec == sender->last.tv_sec && now.tv_nsec < sender->last.tv_nsec))
		now = sender->last;
	sender->last = now;
	gmtime_r(&now.tv_sec, &tm);
	size_t length = strftime(date, DATE_LENGTH, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(date + length, DATE_LENGTH - length, ".%06ldZ", now.tv_nsec / 1000);
}

static char *dump(json_t *json)
{
	char *bytes = json_dumps(json, JSON_COMPACT);
	assert(bytes); /* every string was made by json_from_text or read from JSON */
	json_decref(json);
	return bytes;
}

static void put_all(struct text *text, const char *const words[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_put(text, words[i]);
}
#define PUT(text, ...)                                                                             \
	put_all(text, (const char *const[]){ __VA_ARGS__ },                                        \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* All words are ours, so that none needs an escape: a library takes ten times as long, and a format
 * three times. */
char *sender_header(struct sender *sender, const char *type, char **id)
{
	char date[DATE_LENGTH];
	struct text name = TEXT_EMPTY, header = TEXT_EMPTY;
	sender_date(sender, date);
	text_format(&name, "%s_%lu", sender->session, ++sender->count);
	*id = text_take_new(&name);
	PUT(&header, "{\"msg_id\":\"", *id, "\",\"session\":\"", sender->session,
		"\",\"username\":\"puente\",\"date\":\"", date, "\",\"msg_type\":\"", type,
		"\",\"version\":\"5.5\"}");
	return text_take_new(&header);
}

/* IOPub has one topic before the delimiter, which is for humans: clients subscribe to all. */
static struct route make_topic(const struct sender *sender, const struct letter *letter)
{
	struct text topic = TEXT_EMPTY;
	if (letter->topic)
		text_put(&topic, letter->topic);
	else
		PUT(&topic, "kernel.", sender->session, ".", letter->type);
	struct piece piece = { text_string(&topic), topic.length };
	struct route route = route_copy(&(struct route){ &piece, 1 });
	text_release(&topic);
	return route;
}

static struct post *post_new(struct sender *sender, const struct letter *letter)
{
	struct post *post = memory_new(1, sizeof *post);
	post->port = letter->port;
	post->header = sender_header(sender, letter->type, &post->id);
	if (letter->parent)
		post->parent = memory_copy(
			letter->parent->header_bytes.bytes, letter->parent->header_bytes.length);
	else
		post->parent = memory_copy("{}", 2);
	post->metadata = letter->metadata ? dump(letter->metadata) : memory_copy("{}", 2);
	post->content = letter->content ? dump(letter->content) : NULL;
	post->gathers =
		letter->gathers ? memory_copy(letter->gathers, strlen(letter->gathers)) : NULL;
	post->route = letter->port == PORT_IOPUB ? make_topic(sender, letter)
						 : route_copy(&letter->parent->route);
	post->size = post->content ? strlen(post->content) : 0;
	return post;
}

static void post_free(struct post *post)
{
	route_release(&post->route);
	free(post->id);
	free(post->header);
	free(post->parent);
	free(post->metadata);
	free(post->content);
	free(post->gathers);
	free(post->pieces);
	text_release(&post->stream);
	free(post);
}

static void prepend(struct outbox *outbox, struct post *post)
{
	post->next = outbox->first;
	outbox->first = post;
	outbox->last = outbox->last ? outbox->last : post;
	outbox->bytes += post->size;
}

static void append(struct outbox *outbox, struct post *post)
{
	*(outbox->last ? &outbox->last->next : &outbox->first) = post;
	outbox->last = post;
	outbox->bytes += post->size;
}

/* The last one, if it waits untouched and was caused by the same request. */
static struct post *growing(struct outbox *outbox, const struct message *parent)
{
	struct post *last = outbox->last;
	return last && !last->pieces && parent &&
			       strcmp(last->parent, parent->header_bytes.bytes) == 0
		       ? last
		       : NULL;
}

static void seal(struct post *post, struct signer *signer)
{
	size_t count = post->route.count;
	post->pieces = memory_new(count + 2 + SIGNED_PIECES, sizeof *post->pieces);
	for (size_t i = 0; i < count; i++)
		post->pieces[i] = post->route.identities[i];
	if (!post->content)
		post->content = dump(json_pack("{ss so}", "name", "stdout", "text",
			json_from_text(text_string(&post->stream), post->stream.length)));
	struct piece *rest = post->pieces + count;
	rest[0] = piece_from("<IDS|MSG>");
	rest[2] = piece_from(post->header);
	rest[3] = piece_from(post->parent);
	rest[4] = piece_from(post->metadata);
	rest[5] = piece_from(post->content);
	rest[1] = (struct piece){ post->signature, signer_sign(signer, rest + 2, post->signature) };
}

const char *outbox_put(struct outbox *outbox, struct sender *sender, struct letter letter)
{
	struct post *last = letter.gathers ? growing(outbox, letter.parent) : NULL;
	if (last && last->gathers && strcmp(last->gathers, letter.gathers) == 0) {
		free(last->content);
		last->content = dump(letter.content);
		json_decref(letter.metadata);
		outbox->bytes -= last->size;
		last->size = strlen(last->content);
		outbox->bytes += last->size;
		return last->id;
	}
	struct post *post = post_new(sender, &letter);
	if (!letter.gathers)
		seal(post, sender->signer);
	(letter.urgent ? prepend : append)(outbox, post);
	return post->id;
}

void outbox_put_stream(struct outbox *outbox, struct sender *sender, const struct message *parent,
	const char *bytes, size_t length)
{
	struct post *last = growing(outbox, parent);
	if (!last || last->content || last->stream.length + length > STREAM_MOST) {
		append(outbox, post_new(sender, &(struct letter){ .port = PORT_IOPUB,
							.type = "stream",
							.parent = parent }));
		last = outbox->last;
	}
	text_append(&last->stream, bytes, length);
	last->size += length;
	outbox->bytes += length;
}

bool outbox_first(struct outbox *outbox, struct sender *sender, enum port *port,
	const struct piece **pieces, size_t *count)
{
	struct post *post = outbox->first;
	if (!post)
		return false;
	if (!post->pieces)
		seal(post, sender->signer);
	*port = post->port;
	*pieces = post->pieces;
	*count = post->route.count + 2 + SIGNED_PIECES;
	return true;
}

void outbox_drop(struct outbox *outbox)
{
	struct post *post = outbox->first;
	outbox->first = post->next;
	outbox->bytes -= post->size;
	if (!outbox->first)
		outbox->last = NULL;
	post_free(post);
}

void outbox_release(struct outbox *outbox)
{
	while (outbox->first)
		outbox_drop(outbox);
}
