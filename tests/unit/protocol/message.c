/* SPDX-License-Identifier: BSD-3-Clause
 *
 * message: taken apart as they came, or not at all.
 */
#include "kernel/protocol/message.h"

#include "kernel/base/utf8.h"
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 16 };
static const char header[] = "{\"msg_id\":\"a\",\"msg_type\":\"x_request\", \"extra\": [1]}";

/* Signed with the key, after the identities "one" and "two". */
static struct message *arrive(const char *key, struct piece dictionaries[4], size_t buffers)
{
	char signature[SIGNATURE_LENGTH + 1];
	struct signer *signer = signer_new(key);
	struct piece pieces[MOST] = { { "one", 3 }, { "two", 3 }, { "<IDS|MSG>", 9 } };
	signer_sign(signer, dictionaries, signature);
	pieces[3] = piece_from(signature);
	memcpy(pieces + 4, dictionaries, 4 * sizeof *pieces);
	for (size_t i = 0; i < buffers; i++)
		pieces[8 + i] = (struct piece){ "\0buffer", 7 };
	struct message *message = message_new(signer, PORT_SHELL, pieces, 8 + buffers);
	signer_free(signer);
	return message;
}

static struct message *arrive_with(const char *first, const char *content)
{
	return arrive("",
		(struct piece[]){ piece_from(first), piece_from("{}"), piece_from("{}"),
			piece_from(content) },
		0);
}

START_TEST(is_taken_apart)
{
	struct piece dictionaries[] = { piece_from(header), piece_from("{\"msg_id\": \"p\"}"),
		piece_from("{\"cellId\": 1}"),
		piece_from("{\"code\": \"net 8\", \"n\": 3, \"yes\": true}") };
	for (size_t buffers = 0; buffers < 3; buffers++) {
		struct message *message = arrive("secret", dictionaries, buffers);
		ck_assert_ptr_nonnull(message);
		ck_assert_int_eq(message->port, PORT_SHELL);
		ck_assert_uint_eq(message->route.count, 2);
		ck_assert_mem_eq(message->route.identities[1].bytes, "two", 3);
		ck_assert_str_eq(message->header_bytes.bytes, header);
		ck_assert_str_eq(message->type, "x_request");
		ck_assert_str_eq(message->id, "a");
		ck_assert_str_eq(
			json_string_value(json_object_get(message->parent, "msg_id")), "p");
		ck_assert_str_eq(message_text(message, "code").bytes, "net 8");
		ck_assert_int_eq(message_number(message, "n", 9), 3);
		ck_assert(message_flag(message, "yes", false));
		message_free(message);
	}
}
END_TEST

START_TEST(members_of_another_type_are_missing)
{
	struct message *message =
		arrive_with(header, "{\"code\": 1, \"n\": \"3\", \"yes\": 1, \"huge\": 1e300, "
				    "\"low\": -1e300, \"whole\": 123456789012345678901}");
	ck_assert_ptr_null(message_text(message, "code").bytes);
	ck_assert_ptr_null(message_text(message, "nothing").bytes);
	ck_assert_int_eq(message_number(message, "n", 9), 9);
	ck_assert(message_flag(message, "yes", true) && !message_flag(message, "yes", false));
	ck_assert_int_gt(message_number(message, "huge", 0), 1000000000);
	ck_assert_int_lt(message_number(message, "low", 0), -1000000000);
	ck_assert_int_gt(message_number(message, "whole", 0), 1000000000);
	message_free(message);
}
END_TEST

START_TEST(content_may_be_anything)
{
	static const char *const none[] = { "", "[]", "null", "{\"a\": ", "{\"a\": \"\\ud800\"}",
		"\xff" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct message *message = arrive_with(header, none[i]);
		ck_assert_ptr_nonnull(message);
		ck_assert_ptr_null(message->content);
		ck_assert_ptr_null(message_text(message, "a").bytes);
		message_free(message);
	}
	struct message *message = arrive_with(header, "{\"code\": \"a\xff\\u0000b\"}");
	struct piece code = message_text(message, "code");
	ck_assert_uint_eq(code.length, 6);
	ck_assert_mem_eq(code.bytes, "a\xef\xbf\xbd\0b", 6);
	message_free(message);
}
END_TEST

START_TEST(a_parent_may_be_none)
{
	static const char *const none[] = { "", "[]", "{\"msg_id\": " };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct message *message = arrive("",
			(struct piece[]){ piece_from(header), piece_from(none[i]), piece_from("{}"),
				piece_from("{}") },
			0);
		ck_assert_ptr_nonnull(message);
		ck_assert_uint_eq(json_object_size(message->parent), 0);
		ck_assert(json_is_object(message->parent));
		message_free(message);
	}
}
END_TEST

START_TEST(a_signature_must_be_right)
{
	struct piece pieces[] = { { "<IDS|MSG>", 9 }, { "0f", 2 }, piece_from(header), { "{}", 2 },
		{ "{}", 2 }, { "{}", 2 } };
	struct signer *signer = signer_new("secret");
	ck_assert_ptr_null(message_new(signer, PORT_SHELL, pieces, 6));
	signer_free(signer);
}
END_TEST

START_TEST(a_header_must_be_read)
{
	static const char *const none[] = { "", "[]", "{}", "{\"msg_id\": \"a\"}",
		"{\"msg_type\": \"b\"}", "{\"msg_id\": 1, \"msg_type\": \"b\"}",
		"{\"msg_id\": \"a\", \"msg_type\": null}", "\xff" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		ck_assert_ptr_null(arrive_with(none[i], "{}"));
}
END_TEST

START_TEST(pieces_must_be_all_there)
{
	struct piece pieces[8] = { { "one", 3 }, { "<IDS|MSG>", 9 }, { "", 0 }, piece_from(header),
		{ "{}", 2 }, { "{}", 2 }, { "{}", 2 } };
	struct signer *signer = signer_new("");
	for (size_t count = 0; count < 7; count++)
		ck_assert_ptr_null(message_new(signer, PORT_SHELL, pieces, count));
	struct message *message = message_new(signer, PORT_SHELL, pieces, 7);
	ck_assert_ptr_nonnull(message);
	message_free(message);
	pieces[1] = piece_from("<IDS|MSG");
	ck_assert_ptr_null(message_new(signer, PORT_SHELL, pieces, 7));
	pieces[0] = piece_from("<IDS|MSG>"); /* only the first counts: what follows is too short */
	pieces[1] = piece_from("");
	pieces[6] = piece_from("<IDS|MSG>");
	ck_assert_ptr_null(message_new(signer, PORT_SHELL, pieces + 1, 6));
	signer_free(signer);
}
END_TEST

START_TEST(any_bytes_become_text)
{
	for (int first = 0; first < 256; first++) {
		char bytes[] = { 'a', (char)first, 'b', '\0', 'c' };
		struct text repaired = TEXT_EMPTY;
		json_t *string = json_from_text(bytes, sizeof bytes);
		utf8_sanitize(bytes, sizeof bytes, &repaired);
		ck_assert_uint_eq(json_string_length(string), repaired.length);
		ck_assert_mem_eq(json_string_value(string), repaired.bytes, repaired.length);
		json_decref(string);
		text_release(&repaired);
	}
}
END_TEST

SUITE(is_taken_apart, members_of_another_type_are_missing, content_may_be_anything,
	a_parent_may_be_none, a_signature_must_be_right, a_header_must_be_read,
	pieces_must_be_all_there, any_bytes_become_text)
