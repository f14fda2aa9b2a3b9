/* SPDX-License-Identifier: BSD-3-Clause
 *
 * For the tests of this floor: an outlet that writes down what comes out of a cell, as lines, and a
 * session that runs cells into it.
 */
#pragma once
#include "kernel/base/memory.h"
#include "kernel/session/session.h"
#include "tests/unit/nobody.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct recorder {
	struct session *session;
	struct text
		output; /* streams as they are; "<display id>", "<update id>", "<result text>" */
	struct error error;
	long polls; /* left until poll says stop; negative: never */
};

static inline void record_stream(void *to, const char *text, size_t length)
{
	text_append(&((struct recorder *)to)->output, text, length);
}

static inline void record_shown(struct recorder *recorder, const char *what, const char *id)
{
	text_format(&recorder->output, id ? "<%s %s>" : "<%s>", what, id);
}

static inline void record_display(void *to, const char *id, const struct bundle *bundle)
{
	ck_assert_ptr_nonnull(bundle_find(bundle, "text/plain"));
	record_shown(to, "display", id);
}

static inline void record_update(void *to, const char *id, const struct bundle *bundle)
{
	ck_assert_ptr_nonnull(bundle_find(bundle, "text/plain"));
	record_shown(to, "update", id);
}

static inline void record_result(void *to, const struct bundle *bundle)
{
	record_shown(to, "result", bundle_find(bundle, "text/plain"));
}

static inline void record_page(void *to, const struct bundle *bundle)
{
	ck_assert_ptr_nonnull(bundle_find(bundle, "text/markdown"));
	record_shown(to, "page", NULL);
}

static inline void record_clear(void *to, bool wait)
{
	record_shown(to, wait ? "clear wait" : "clear", NULL);
}

static inline enum answer record_ask(void *to, const char *prompt, bool secret, struct text *answer)
{
	(void)prompt;
	(void)secret;
	(void)answer;
	record_shown(to, "ask", NULL);
	return ANSWER_NOBODY;
}

static inline bool record_poll(void *to)
{
	struct recorder *recorder = to;
	if (recorder->polls > 0)
		recorder->polls--;
	return recorder->polls != 0;
}

static inline struct outlet recorder_outlet(struct recorder *recorder)
{
	return (struct outlet){ record_stream, record_display, record_update, record_result,
		record_page, record_clear, record_ask, record_poll, no_steering, no_undo, false,
		recorder };
}

static inline struct recorder recorder_start(void)
{
	return (struct recorder){ .session = session_new(), .polls = -1 };
}

static inline void recorder_end(struct recorder *recorder)
{
	session_free(recorder->session);
	text_release(&recorder->output);
}

/* Runs a cell: everything it put out, or "NameError: message" (the output before it is then in
 * recorder->output). The bytes are copied first, so that a sanitizer sees a look beyond the end. */
static inline const char *record_bytes(struct recorder *recorder, const char *bytes, size_t length)
{
	static char failed[1200];
	struct outlet outlet = recorder_outlet(recorder);
	char *copy = malloc(length ? length : 1);
	memcpy(copy, bytes, length);
	text_clear(&recorder->output);
	recorder->error = (struct error){ 0 };
	bool ok = session_execute(recorder->session, copy, length, &outlet, &recorder->error);
	free(copy);
	ck_assert_int_eq(ok, recorder->error.kind == ERROR_NONE);
	if (ok)
		return text_string(&recorder->output);
	snprintf(failed, sizeof failed, "%s: %s", error_name(recorder->error.kind),
		recorder->error.message);
	return failed;
}

static inline const char *record(struct recorder *recorder, const char *cell)
{
	return record_bytes(recorder, cell, strlen(cell));
}

#define GIVES(cell, output_) ck_assert_str_eq(record(&recorder, cell), output_)
/* An error, and the bytes of the cell it points at. */
#define FAILS(cell, message_, where_)                                                              \
	do {                                                                                       \
		ck_assert_str_eq(record(&recorder, cell), message_);                               \
		size_t length_ = recorder.error.where.end - recorder.error.where.start;            \
		ck_assert_uint_eq(length_, strlen(where_));                                        \
		ck_assert(memcmp((cell) + recorder.error.where.start, where_, length_) == 0);      \
	} while (0)
#define HINTS(cell, message_, where_, hint_)                                                       \
	do {                                                                                       \
		FAILS(cell, message_, where_);                                                     \
		ck_assert_str_eq(recorder.error.hint, hint_);                                      \
	} while (0)
