/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the front and the worker say to each other: length-prefixed frames, each with the id of the
 * request that caused it. Both ends are the same program on the same machine, so numbers keep the
 * machine's order; the bytes are checked all the same, for the other end may be damaged.
 *
 *	u32 length of the whole | u8 kind | u8 flags | u16 pieces | u64 request
 *	for each piece: u32 length | the bytes | a zero byte
 *
 * Pieces are lent from the bytes they were read from and end in a zero byte that does not count.
 */
#pragma once
#include "kernel/base/text.h"
#include "kernel/view/bundle.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum frame_kind {
	/* To the worker. */
	FRAME_EXECUTE = 1, /* a cell, then the expressions to evaluate once it succeeded */
	FRAME_ANSWER, /* what the reader typed; flags: an enum answer (kernel/session/outlet.h) */
	FRAME_STEER,  /* a control's name, its value as text */
	FRAME_INTERRUPT,
	FRAME_QUIT,
	FRAME_WAKE, /* to a sleeping copy: it is the worker from now on */
	/* From the worker. */
	FRAME_STREAM,  /* text for standard output: whole characters */
	FRAME_DISPLAY, /* the display's id or "", then a bundle: type, content, type, content, ...
			*/
	FRAME_UPDATE,  /* the same; the id is not empty */
	FRAME_RESULT,  /* a bundle */
	FRAME_PAGE,    /* a bundle */
	FRAME_CLEAR,   /* FRAME_FLAG_WAIT */
	FRAME_ASK,     /* the prompt; FRAME_FLAG_SECRET */
	FRAME_VALUE,   /* of the next expression: a bundle, or with FRAME_FLAG_FAILED as in DONE */
	FRAME_NAMES,   /* a vocabulary; request 0: sent once at the start, it says "ready" */
	FRAME_COPY, /* a copy of this worker sleeps, as it is after `request`: its process, bytes;
		       with it comes the copy's channel */
	FRAME_UNDO, /* steps to go back, bytes of the cell that are done; ANSWER: it cannot be */
	FRAME_CONTROL, /* a name and a value that the running command lets the reader steer;
			  FRAME_FLAG_END: no longer */
	FRAME_DONE, /* nothing, or with FRAME_FLAG_FAILED: error name, message, what the reader sees
		     */
	FRAME_KIND_END
};

enum {
	FRAME_FLAG_WATCHED = 1, /* EXECUTE: somebody sees updates while the cell runs */
	FRAME_FLAG_ASKABLE = 2, /* EXECUTE: somebody can answer questions */
	FRAME_FLAG_WAIT = 1,
	FRAME_FLAG_SECRET = 1,
	FRAME_FLAG_END = 1,
	FRAME_FLAG_FAILED = 1,
};

enum {
	FRAME_HEAD = 16,        /* bytes before the first piece */
	FRAME_LIMIT = 64 << 20, /* bytes of a whole frame; a longer one is never sent */
	FRAME_PIECES = 1024,    /* at most */
};

struct piece {
	const char *bytes;
	size_t length;
};

struct frame {
	enum frame_kind kind;
	unsigned flags; /* 0 to 255 */
	uint64_t request;
	const struct piece *pieces;
	size_t count;
};

struct piece piece_from(const char *string);

/* Appends the frame's bytes. False, with nothing appended, when it would be longer than the limits.
 */
bool frame_write(const struct frame *frame, struct text *to);

enum frame_status { FRAME_WHOLE, FRAME_PARTIAL, FRAME_BROKEN };

/* Reads the frame at the start of `bytes`; `taken` gets its length. `pieces` has room for
 * FRAME_PIECES. PARTIAL: more bytes are needed; `taken` gets how many the whole frame has (0 while
 * that is not known). BROKEN: no frame starts like this, or its pieces are not those of its kind.
 */
enum frame_status frame_read(const char *bytes, size_t length, struct frame *frame,
	struct piece pieces[FRAME_PIECES], size_t *taken);

/* A bundle as pieces and back. The bundle read is lent from the frame's bytes: it is not released.
 */
size_t frame_pieces_from_bundle(const struct bundle *bundle, struct piece pieces[2 * BUNDLE_FORMS]);
struct bundle frame_bundle(const struct frame *frame, size_t first);
