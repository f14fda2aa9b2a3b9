/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fuzz target: what a reader types. The first byte says where the cursor is; the rest is a cell. It
 * is completed, inspected, judged for completeness, and run, all with a budget: a few polls until
 * whatever lasts is told to stop, and little memory.
 */
#include "kernel/session/session.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/nobody.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { POLLS = 40, MEMORY = 4 << 20 };

static long polls;

static void stream(void *to, const char *text, size_t length)
{
	(void)to;
	if (length > 0 && !text)
		abort();
}

static void show(void *to, const char *id, const struct bundle *bundle)
{
	(void)to;
	(void)id;
	const char *plain = bundle_find(bundle, "text/plain");
	if (!plain || !*plain)
		abort(); /* every bundle says something in plain text */
}

static void result(void *to, const struct bundle *bundle)
{
	show(to, NULL, bundle);
}

static bool poll(void *to)
{
	(void)to;
	return polls-- > 0;
}

static void look(struct session *session, const char *source, size_t length, size_t cursor)
{
	const struct vocabulary *vocabulary = session_vocabulary(session);
	struct completion completion;
	struct bundle bundle = BUNDLE_EMPTY;
	size_t indent;
	session_complete(vocabulary, source, length, cursor, &completion);
	if (completion.start > completion.end || completion.end > length)
		abort();
	completion_release(&completion);
	if (session_inspect(vocabulary, source, length, cursor, (int)(cursor % 2), &bundle))
		show(NULL, NULL, &bundle);
	bundle_release(&bundle);
	session_is_complete(source, length, &indent);
}

static void run(struct session *session, const char *source, size_t length)
{
	const struct outlet outlet = { stream, show, show, result, result, no_clear, no_answer,
		poll, no_steering, no_undo, false, NULL };
	struct error error = { .kind = ERROR_NONE };
	polls = POLLS;
	if (session_execute(session, source, length, &outlet, &error) != (error.kind == ERROR_NONE))
		abort();
	if (error.kind != ERROR_NONE && (!error.message[0] || error.where.end > length + 1))
		abort();
	if (error.kind == ERROR_NONE)
		return;
	struct text shown = TEXT_EMPTY;
	error_show(&error, source, length, &shown);
	text_release(&shown);
}

/* No cell may write files, wherever this runs. */
static bool writes_files(const char *source, size_t length)
{
	for (size_t i = 0; i + 4 <= length; i++)
		if (strncasecmp(source + i, "save", 4) == 0 ||
			(i + 6 <= length && strncasecmp(source + i, "export", 6) == 0))
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || writes_files((const char *)data + 1, size - 1))
		return 0;
	/* A copy of its own size: a look beyond its end is seen. */
	size_t length = size - 1;
	char *source = malloc(length ? length : 1);
	if (!source)
		return 0;
	if (length > 0)
		memcpy(source, data + 1, length);
	struct session *session = session_new();
	session_options(session)->memory = MEMORY;
	look(session, source, length, length ? data[0] * length / 255 : 0);
	run(session, source, length);
	struct bundle bundle = BUNDLE_EMPTY;
	struct error error = { .kind = ERROR_NONE };
	polls = POLLS;
	session_expression(session, source, length, &bundle, &error);
	bundle_release(&bundle);
	session_free(session);
	free(source);
	return 0;
}
