/* SPDX-License-Identifier: BSD-3-Clause
 *
 * post: what is sent, in order, and what becomes one message while it waits.
 */
#include "kernel/protocol/post.h"

#include "tests/unit/unit.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static struct signer *signer;
static struct sender sender;
static struct outbox outbox;
static struct piece identity = { "me", 2 };
static struct message one = { .route = { &identity, 1 },
	.header_bytes = { "{\"msg_id\":\"1\"}", 14 } };
static struct message two = { .route = { &identity, 1 },
	.header_bytes = { "{\"msg_id\":\"2\"}", 14 } };

static void begin(void)
{
	signer = signer_new("secret");
	sender_init(&sender, signer);
}

static void end(void)
{
	outbox_release(&outbox);
	signer_free(signer);
}

static void publish(const struct message *parent, const char *type, const char *value)
{
	outbox_put(&outbox, &sender,
		(struct letter){ .port = PORT_IOPUB,
			.type = type,
			.parent = parent,
			.content = json_pack("{ss}", "v", value) });
}

static void update(const struct message *parent, const char *id, const char *value)
{
	outbox_put(&outbox, &sender,
		(struct letter){ .port = PORT_IOPUB,
			.type = "update_display_data",
			.parent = parent,
			.content = json_pack("{ss}", "v", value),
			.gathers = id });
}

static void stream(const struct message *parent, const char *text)
{
	outbox_put_stream(&outbox, &sender, parent, text, strlen(text));
}

/* Takes the next message and compares its parent and content, as JSON. */
static void next(const char *parent, const char *content)
{
	const struct piece *pieces;
	enum port port;
	size_t count;
	char signature[SIGNATURE_LENGTH + 1];
	ck_assert(outbox_first(&outbox, &sender, &port, &pieces, &count));
	ck_assert_uint_eq(count, 7);
	ck_assert_str_eq(pieces[1].bytes, "<IDS|MSG>");
	signer_sign(signer, pieces + 3, signature);
	ck_assert_uint_eq(pieces[2].length, SIGNATURE_LENGTH);
	ck_assert_mem_eq(pieces[2].bytes, signature, SIGNATURE_LENGTH);
	ck_assert_str_eq(pieces[4].bytes, parent);
	ck_assert_str_eq(pieces[6].bytes, content);
	outbox_drop(&outbox);
}

static void nothing_left(void)
{
	const struct piece *pieces;
	enum port port;
	size_t count;
	ck_assert(!outbox_first(&outbox, &sender, &port, &pieces, &count));
	ck_assert_uint_eq(outbox.bytes, 0);
}

#define ONE "{\"msg_id\":\"1\"}"
#define TWO "{\"msg_id\":\"2\"}"

START_TEST(in_order)
{
	begin();
	publish(&one, "status", "a");
	publish(NULL, "status", "b");
	publish(&two, "status", "c");
	outbox_put(&outbox, &sender,
		(struct letter){ .port = PORT_IOPUB,
			.type = "iopub_welcome",
			.topic = "t",
			.urgent = true,
			.content = json_object() });
	next("{}", "{}");
	next(ONE, "{\"v\":\"a\"}");
	next("{}", "{\"v\":\"b\"}");
	next(TWO, "{\"v\":\"c\"}");
	nothing_left();
	end();
}
END_TEST

START_TEST(text_grows_while_it_waits)
{
	begin();
	stream(&one, "a\n");
	stream(&one, "b\n");
	stream(&two, "c\n"); /* another cell's */
	stream(&two, "d\n");
	publish(&two, "display_data", "between");
	stream(&two, "e\n");
	next(ONE, "{\"name\":\"stdout\",\"text\":\"a\\nb\\n\"}");
	next(TWO, "{\"name\":\"stdout\",\"text\":\"c\\nd\\n\"}");
	next(TWO, "{\"v\":\"between\"}");
	next(TWO, "{\"name\":\"stdout\",\"text\":\"e\\n\"}");
	nothing_left();
	end();
}
END_TEST

START_TEST(what_was_offered_no_longer_grows)
{
	const struct piece *pieces;
	enum port port;
	size_t count;
	begin();
	stream(&one, "a\n");
	ck_assert(outbox_first(&outbox, &sender, &port, &pieces, &count)); /* refused for now */
	stream(&one, "b\n");
	next(ONE, "{\"name\":\"stdout\",\"text\":\"a\\n\"}");
	next(ONE, "{\"name\":\"stdout\",\"text\":\"b\\n\"}");
	nothing_left();
	end();
}
END_TEST

START_TEST(the_last_update_counts)
{
	begin();
	update(&one, "x", "1");
	update(&one, "x", "2");
	update(&one, "y", "3");
	update(&two, "y", "4"); /* another cell's y */
	stream(&two, "t");
	update(&two, "y", "5");
	next(ONE, "{\"v\":\"2\"}");
	next(ONE, "{\"v\":\"3\"}");
	next(TWO, "{\"v\":\"4\"}");
	next(TWO, "{\"name\":\"stdout\",\"text\":\"t\"}");
	next(TWO, "{\"v\":\"5\"}");
	nothing_left();
	end();
}
END_TEST

START_TEST(a_stream_message_has_an_end)
{
	char *text = malloc(50001);
	const struct piece *pieces;
	enum port port;
	size_t count, messages = 0, length = 0;
	begin();
	memset(text, 'x', 50000);
	text[50000] = '\0';
	for (int i = 0; i < 10; i++)
		stream(&one, text);
	ck_assert_uint_ge(outbox.bytes, 500000);
	while (outbox_first(&outbox, &sender, &port, &pieces, &count)) {
		ck_assert_uint_lt(pieces[6].length, 1 << 17);
		length += pieces[6].length - strlen("{\"name\":\"stdout\",\"text\":\"\"}");
		messages++;
		outbox_drop(&outbox);
	}
	ck_assert_uint_eq(length, 500000);
	ck_assert_uint_gt(messages, 1);
	nothing_left();
	free(text);
	end();
}
END_TEST

START_TEST(headers_are_never_the_same)
{
	const struct piece *pieces;
	enum port port;
	size_t count;
	char last[64] = "", date[DATE_LENGTH], before[DATE_LENGTH] = "";
	begin();
	for (int i = 0; i < 100; i++) {
		publish(&one, "status", "busy");
		ck_assert(outbox_first(&outbox, &sender, &port, &pieces, &count));
		json_t *header = json_loads(pieces[3].bytes, 0, NULL);
		const char *id = json_string_value(json_object_get(header, "msg_id"));
		ck_assert_str_ne(id, last);
		ck_assert_uint_lt(strlen(id), sizeof last);
		strcpy(last, id);
		ck_assert_str_eq(
			json_string_value(json_object_get(header, "session")), sender.session);
		ck_assert_str_eq(json_string_value(json_object_get(header, "msg_type")), "status");
		json_decref(header);
		outbox_drop(&outbox);
		sender_date(&sender, date);
		/* 2026-11-23T17:00:00.000042Z, and never backwards. */
		ck_assert_uint_eq(strlen(date), 27);
		ck_assert(date[10] == 'T' && date[19] == '.' && date[26] == 'Z');
		for (int at = 20; at < 26; at++)
			ck_assert(isdigit((unsigned char)date[at]));
		ck_assert_int_ge(strcmp(date, before), 0);
		strcpy(before, date);
	}
	end();
}
END_TEST

START_TEST(replies_go_back_the_way_they_came)
{
	static struct piece identities[] = { { "a\0b", 3 }, { "", 0 } };
	struct message message = { .port = PORT_CONTROL,
		.route = { identities, 2 },
		.header_bytes = { "{ \"odd\" : 1 }", 13 } };
	const struct piece *pieces;
	enum port port;
	size_t count;
	begin();
	outbox_put(&outbox, &sender,
		(struct letter){ .port = PORT_CONTROL,
			.type = "x_reply",
			.parent = &message,
			.content = json_object() });
	ck_assert(outbox_first(&outbox, &sender, &port, &pieces, &count));
	ck_assert_int_eq(port, PORT_CONTROL);
	ck_assert_uint_eq(count, 8);
	ck_assert_uint_eq(pieces[0].length, 3);
	ck_assert_mem_eq(pieces[0].bytes, "a\0b", 3);
	ck_assert_uint_eq(pieces[1].length, 0);
	ck_assert_str_eq(pieces[2].bytes, "<IDS|MSG>");
	ck_assert_str_eq(pieces[5].bytes, "{ \"odd\" : 1 }");
	end();
}
END_TEST

/* A machine's clock may be set back. */
START_TEST(dates_do_not_go_back)
{
	char date[DATE_LENGTH];
	begin();
	sender_date(&sender, date);
	sender.last = (struct timespec){ .tv_sec = 4102444800, .tv_nsec = 5000 };
	for (int i = 0; i < 2; i++) {
		sender_date(&sender, date);
		ck_assert_str_eq(date, "2100-01-01T00:00:00.000005Z");
	}
	end();
}
END_TEST

SUITE(in_order, dates_do_not_go_back, text_grows_while_it_waits, what_was_offered_no_longer_grows,
	the_last_update_counts, a_stream_message_has_an_end, headers_are_never_the_same,
	replies_go_back_the_way_they_came)
