/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Frames as bytes. A frame is taken only if its pieces are those of its kind, so that whoever reads
 * one need not count them again.
 */
#include "kernel/pipe/frame.h"

#include <assert.h>
#include <string.h>

/* How many pieces a kind has, and whether they end in a bundle (pairs of type and content). */
struct pattern {
	size_t least, most;
	bool bundle;   /* pieces from `least` - 2 on come in pairs */
	size_t failed; /* with FRAME_FLAG_FAILED: exactly these; 0: has no such form */
};

enum { BUNDLE_PIECES = 2 * BUNDLE_FORMS };

static const struct pattern patterns[FRAME_KIND_END] = {
	[FRAME_EXECUTE] = { 1, FRAME_PIECES, false, 0 },
	[FRAME_ANSWER] = { 1, 1, false, 0 },
	[FRAME_STEER] = { 2, 2, false, 0 },
	[FRAME_INTERRUPT] = { 0, 0, false, 0 },
	[FRAME_QUIT] = { 0, 0, false, 0 },
	[FRAME_WAKE] = { 0, 0, false, 0 },
	[FRAME_STREAM] = { 1, 1, false, 0 },
	[FRAME_DISPLAY] = { 3, 1 + BUNDLE_PIECES, true, 0 },
	[FRAME_UPDATE] = { 3, 1 + BUNDLE_PIECES, true, 0 },
	[FRAME_RESULT] = { 2, BUNDLE_PIECES, true, 0 },
	[FRAME_PAGE] = { 2, BUNDLE_PIECES, true, 0 },
	[FRAME_CLEAR] = { 0, 0, false, 0 },
	[FRAME_ASK] = { 1, 1, false, 0 },
	[FRAME_VALUE] = { 2, BUNDLE_PIECES, true, 3 },
	[FRAME_NAMES] = { 1, 1, false, 0 },
	[FRAME_COPY] = { 2, 2, false, 0 },
	[FRAME_UNDO] = { 2, 2, false, 0 },
	[FRAME_CONTROL] = { 2, 2, false, 0 },
	[FRAME_DONE] = { 0, 0, false, 3 },
};

struct head {
	uint32_t length;
	uint8_t kind, flags;
	uint16_t pieces;
	uint64_t request;
};
static_assert(sizeof(struct head) == FRAME_HEAD, "no padding");

struct piece piece_from(const char *string)
{
	return (struct piece){ string, strlen(string) };
}

static bool has_right_pieces(const struct frame *frame)
{
	const struct pattern *pattern = &patterns[frame->kind];
	if (pattern->failed && (frame->flags & FRAME_FLAG_FAILED))
		return frame->count == pattern->failed;
	if (frame->count < pattern->least || frame->count > pattern->most)
		return false;
	return !pattern->bundle || (frame->count - pattern->least) % 2 == 0;
}

bool frame_write(const struct frame *frame, struct text *to)
{
	if (frame->count > FRAME_PIECES)
		return false;
	assert(frame->kind > 0 && frame->kind < FRAME_KIND_END && has_right_pieces(frame));
	size_t length = FRAME_HEAD;
	for (size_t i = 0; i < frame->count; i++) {
		if (frame->pieces[i].length > FRAME_LIMIT)
			return false;
		length += sizeof(uint32_t) + frame->pieces[i].length + 1;
	}
	if (length > FRAME_LIMIT)
		return false;
	struct head head = { (uint32_t)length, (uint8_t)frame->kind, (uint8_t)frame->flags,
		(uint16_t)frame->count, frame->request };
	text_append(to, (const char *)&head, sizeof head);
	for (size_t i = 0; i < frame->count; i++) {
		uint32_t size = (uint32_t)frame->pieces[i].length;
		text_append(to, (const char *)&size, sizeof size);
		text_append(to, frame->pieces[i].bytes, size);
		text_append(to, "", 1);
	}
	return true;
}

/* The pieces fill the bytes exactly, each followed by its zero byte. */
static bool find_pieces(
	const char *bytes, size_t length, struct piece pieces[FRAME_PIECES], size_t count)
{
	size_t at = 0;
	for (size_t i = 0; i < count; i++) {
		if (length - at < sizeof(uint32_t) + 1)
			return false;
		uint32_t size;
		memcpy(&size, bytes + at, sizeof size);
		at += sizeof size;
		if (size >= length - at || bytes[at + size] != '\0')
			return false;
		pieces[i] = (struct piece){ bytes + at, size };
		at += size + 1;
	}
	return at == length;
}

enum frame_status frame_read(const char *bytes, size_t length, struct frame *frame,
	struct piece pieces[FRAME_PIECES], size_t *taken)
{
	*taken = 0;
	if (length < FRAME_HEAD)
		return FRAME_PARTIAL;
	struct head head;
	memcpy(&head, bytes, sizeof head);
	size_t whole = head.length;
	if (whole < FRAME_HEAD || whole > FRAME_LIMIT || head.kind == 0 ||
		head.kind >= FRAME_KIND_END || head.pieces > FRAME_PIECES)
		return FRAME_BROKEN;
	*taken = whole;
	if (length < whole)
		return FRAME_PARTIAL;
	*frame = (struct frame){ .kind = (enum frame_kind)head.kind,
		.flags = head.flags,
		.request = head.request,
		.pieces = pieces,
		.count = head.pieces };
	if (!find_pieces(bytes + FRAME_HEAD, whole - FRAME_HEAD, pieces, head.pieces) ||
		!has_right_pieces(frame))
		return FRAME_BROKEN;
	return FRAME_WHOLE;
}

size_t frame_pieces_from_bundle(const struct bundle *bundle, struct piece pieces[BUNDLE_PIECES])
{
	for (size_t i = 0; i < bundle->count; i++) {
		pieces[2 * i] = piece_from(bundle->forms[i].type);
		pieces[2 * i + 1] = piece_from(bundle->forms[i].content);
	}
	return 2 * bundle->count;
}

/* `content` is the bundle's own where bundles are made; here it is lent, and nobody writes to it.
 */
static char *lent(const char *bytes)
{
	union {
		const char *given;
		char *taken;
	} same = { .given = bytes };
	return same.taken;
}

struct bundle frame_bundle(const struct frame *frame, size_t first)
{
	struct bundle bundle = BUNDLE_EMPTY;
	for (size_t i = first; i + 1 < frame->count; i += 2)
		bundle.forms[bundle.count++] = (struct form){ .type = frame->pieces[i].bytes,
			.content = lent(frame->pieces[i + 1].bytes) };
	return bundle;
}
