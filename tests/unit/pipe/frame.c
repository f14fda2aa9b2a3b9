/* SPDX-License-Identifier: BSD-3-Clause
 *
 * frame: every kind there and back, and no bytes that are taken for a frame they are not.
 */
#include "kernel/pipe/frame.h"

#include "tests/unit/unit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct piece pieces[FRAME_PIECES];

static enum frame_status read_all(const struct text *text, struct frame *frame, size_t *taken)
{
	return frame_read(text->bytes, text->length, frame, pieces, taken);
}

static void there_and_back(enum frame_kind kind, unsigned flags, size_t count)
{
	static const char odd[] = "a\0b\xff";
	struct piece given[8] = { { odd, 4 }, { "", 0 }, { "type", 4 }, { "content", 7 },
		{ "\n", 1 }, { "6", 1 }, { "7", 1 }, { "8", 1 } };
	struct frame sent = { kind, flags, UINT64_MAX - kind, given, count }, got;
	struct text text = TEXT_EMPTY;
	size_t taken;
	ck_assert(frame_write(&sent, &text));
	ck_assert_int_eq(read_all(&text, &got, &taken), FRAME_WHOLE);
	ck_assert_uint_eq(taken, text.length);
	ck_assert_int_eq(got.kind, kind);
	ck_assert_uint_eq(got.flags, flags);
	ck_assert_uint_eq(got.request, sent.request);
	ck_assert_uint_eq(got.count, count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_eq(got.pieces[i].length, given[i].length);
		ck_assert_mem_eq(got.pieces[i].bytes, given[i].bytes, given[i].length);
		ck_assert_int_eq(got.pieces[i].bytes[given[i].length], '\0');
	}
	text_release(&text);
}

START_TEST(every_kind)
{
	static const size_t least[FRAME_KIND_END] = { [FRAME_EXECUTE] = 1,
		[FRAME_ANSWER] = 1,
		[FRAME_STEER] = 2,
		[FRAME_STREAM] = 1,
		[FRAME_DISPLAY] = 3,
		[FRAME_UPDATE] = 3,
		[FRAME_RESULT] = 2,
		[FRAME_PAGE] = 2,
		[FRAME_ASK] = 1,
		[FRAME_VALUE] = 2,
		[FRAME_NAMES] = 1,
		[FRAME_COPY] = 2,
		[FRAME_UNDO] = 2,
		[FRAME_CONTROL] = 2 };
	for (enum frame_kind kind = FRAME_EXECUTE; kind < FRAME_KIND_END; kind++)
		there_and_back(kind, 0, least[kind]);
	there_and_back(FRAME_EXECUTE, FRAME_FLAG_WATCHED | FRAME_FLAG_ASKABLE, 8);
	there_and_back(FRAME_DISPLAY, 0, 7);
	there_and_back(FRAME_RESULT, 0, 8);
	there_and_back(FRAME_DONE, FRAME_FLAG_FAILED, 3);
	there_and_back(FRAME_VALUE, FRAME_FLAG_FAILED, 3);
}
END_TEST

/* A display whose bytes the tests below damage. */
static struct text display(void)
{
	struct piece given[] = { { "id", 2 }, { "text/plain", 10 }, { "x", 1 } };
	struct frame frame = { FRAME_DISPLAY, 0, 7, given, 3 };
	struct text text = TEXT_EMPTY;
	ck_assert(frame_write(&frame, &text));
	return text;
}

START_TEST(a_part_waits_for_the_rest)
{
	struct text text = display();
	struct frame frame;
	size_t taken;
	for (size_t length = 0; length < text.length; length++) {
		enum frame_status status = frame_read(text.bytes, length, &frame, pieces, &taken);
		ck_assert_int_eq(status, FRAME_PARTIAL);
		ck_assert_uint_eq(taken, length < FRAME_HEAD ? 0 : text.length);
	}
	text_append(&text, "more", 4);
	ck_assert_int_eq(read_all(&text, &frame, &taken), FRAME_WHOLE);
	ck_assert_uint_eq(taken, text.length - 4);
	text_release(&text);
}
END_TEST

static void broken(size_t at, const void *bytes, size_t length)
{
	struct text text = display();
	struct frame frame;
	size_t taken;
	memcpy(text.bytes + at, bytes, length);
	ck_assert_int_eq(read_all(&text, &frame, &taken), FRAME_BROKEN);
	text_release(&text);
}

START_TEST(refuses_what_is_no_frame)
{
	uint32_t short_length = FRAME_HEAD - 1, long_length = FRAME_LIMIT + 1, huge = UINT32_MAX;
	uint8_t none = 0, unknown = FRAME_KIND_END, stream = FRAME_STREAM, nonzero = 1;
	uint16_t two = 2, four = 4, many = FRAME_PIECES + 1;
	broken(0, &short_length, 4);
	broken(0, &long_length, 4);
	broken(0, &huge, 4);
	broken(4, &none, 1);
	broken(4, &unknown, 1);
	broken(4, &stream, 1); /* three pieces are not those of a stream */
	broken(6, &two, 2);    /* bytes are left over */
	broken(6, &four, 2);   /* bytes are missing */
	broken(6, &many, 2);
	broken(FRAME_HEAD, &huge, 4);            /* a piece longer than its frame */
	broken(FRAME_HEAD + 4 + 2, &nonzero, 1); /* not followed by its zero byte */
}
END_TEST

START_TEST(never_sends_what_is_too_long)
{
	char *bytes = calloc(FRAME_LIMIT, 1);
	struct piece given = { bytes, FRAME_LIMIT - FRAME_HEAD - 5 };
	struct frame frame = { FRAME_STREAM, 0, 1, &given, 1 };
	struct text text = TEXT_EMPTY;
	ck_assert(frame_write(&frame, &text));
	ck_assert_uint_eq(text.length, FRAME_LIMIT);
	text_clear(&text);
	given.length++;
	ck_assert(!frame_write(&frame, &text));
	static struct piece many[FRAME_PIECES + 1];
	for (size_t i = 0; i < FRAME_PIECES + 1; i++)
		many[i] = piece_from("1");
	frame = (struct frame){ FRAME_EXECUTE, 0, 1, many, FRAME_PIECES + 1 };
	ck_assert(!frame_write(&frame, &text));
	ck_assert_uint_eq(text.length, 0);
	frame.count--;
	ck_assert(frame_write(&frame, &text));
	text_release(&text);
	free(bytes);
}
END_TEST

START_TEST(bundles)
{
	struct bundle bundle = BUNDLE_EMPTY;
	struct piece given[1 + 2 * BUNDLE_FORMS] = { { "id", 2 } };
	struct frame sent = { FRAME_UPDATE, 0, 1, given, 1 }, got;
	struct text text = TEXT_EMPTY;
	size_t taken;
	bundle_copy(&bundle, "text/plain", "two\nlines");
	bundle_copy(&bundle, "image/svg+xml", "<svg/>");
	sent.count += frame_pieces_from_bundle(&bundle, given + 1);
	ck_assert_uint_eq(sent.count, 5);
	ck_assert(frame_write(&sent, &text));
	bundle_release(&bundle);
	ck_assert_int_eq(read_all(&text, &got, &taken), FRAME_WHOLE);
	struct bundle again = frame_bundle(&got, 1);
	ck_assert_uint_eq(again.count, 2);
	ck_assert_str_eq(bundle_find(&again, "text/plain"), "two\nlines");
	ck_assert_str_eq(bundle_find(&again, "image/svg+xml"), "<svg/>");
	text_release(&text);
}
END_TEST

SUITE(every_kind, a_part_waits_for_the_rest, refuses_what_is_no_frame, never_sends_what_is_too_long,
	bundles)
