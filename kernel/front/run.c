/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Output is gathered until its cell ends, as a notebook would show it: a display that was updated
 * is printed once, in its last state, and what was cleared is not printed.
 */
#include "kernel/front/run.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/pipe/log.h"
#include "kernel/pipe/process.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct output {
	char *id; /* of a display, or NULL */
	char *text;
};

struct run {
	struct process worker;
	uint64_t request;
	bool done, failed, clear_next;
	bool undoes; /* the cell wants to go back: */
	size_t back, offset;
	struct output *outputs;
	size_t count, capacity;
};

static void drop_outputs(struct run *run)
{
	for (size_t i = 0; i < run->count; i++) {
		free(run->outputs[i].id);
		free(run->outputs[i].text);
	}
	run->count = 0;
}

static void add(struct run *run, const char *id, const char *text, const char *end)
{
	struct text whole = TEXT_EMPTY;
	if (run->clear_next)
		drop_outputs(run);
	run->clear_next = false;
	if (run->count == run->capacity) {
		run->capacity = run->capacity ? 2 * run->capacity : 16;
		run->outputs = memory_resize(run->outputs, run->capacity, sizeof *run->outputs);
	}
	text_put(&whole, text);
	size_t length = whole.length;
	if (length > 0 && whole.bytes[length - 1] != '\n')
		text_put(&whole, end);
	run->outputs[run->count++] = (struct output){
		.id = id && *id ? memory_copy(id, strlen(id)) : NULL,
		.text = text_take_new(&whole),
	};
}

/* A display of that name that this cell has shown takes the new state. */
static void update(struct run *run, const char *id, const char *text)
{
	for (size_t i = 0; i < run->count; i++)
		if (run->outputs[i].id && strcmp(run->outputs[i].id, id) == 0) {
			add(run, id, text, "\n");
			struct output *last = &run->outputs[--run->count];
			free(run->outputs[i].text);
			run->outputs[i].text = last->text;
			free(last->id);
			return;
		}
}

static const char *plain_text(const struct frame *frame, size_t first)
{
	struct bundle bundle = frame_bundle(frame, first);
	const char *plain = bundle_find(&bundle, "text/plain");
	return plain ? plain : "";
}

static void take(struct run *run, const struct frame *frame)
{
	if (frame->request != run->request)
		return;
	switch (frame->kind) {
	case FRAME_STREAM: add(run, NULL, frame->pieces[0].bytes, ""); break;
	case FRAME_DISPLAY: add(run, frame->pieces[0].bytes, plain_text(frame, 1), "\n"); break;
	case FRAME_UPDATE: update(run, frame->pieces[0].bytes, plain_text(frame, 1)); break;
	case FRAME_RESULT:
	case FRAME_PAGE: add(run, NULL, plain_text(frame, 0), "\n"); break;
	case FRAME_CLEAR:
		run->clear_next = true;
		if (!(frame->flags & FRAME_FLAG_WAIT))
			drop_outputs(run);
		break;
	case FRAME_UNDO:
		run->undoes = true;
		run->back = strtoul(frame->pieces[0].bytes, NULL, 10);
		run->offset = strtoul(frame->pieces[1].bytes, NULL, 10);
		break;
	case FRAME_DONE:
		run->done = true;
		if (frame->flags & FRAME_FLAG_FAILED) {
			run->failed = true;
			add(run, NULL, frame->pieces[2].bytes, "\n");
		}
		break;
	default: break;
	}
}

/* What the worker died of, as the reader of a notebook would see it. */
static void report_death(struct run *run)
{
	struct death death;
	struct text text = TEXT_EMPTY;
	uint64_t request = 0;
	process_end(&run->worker, &death);
	text_format(&text, "%s: ", error_name(ERROR_WORKER_DIED));
	death_describe(&death, &text);
	if (process_wake(&run->worker, 0, &request) && request)
		text_format(&text, "\n%s", _("what the cells before it did is kept"));
	add(run, NULL, text_string(&text), "\n");
	text_release(&text);
	run->done = run->failed = true;
}

static bool send_cell(struct run *run, const char *code, size_t length)
{
	struct error error = { .kind = ERROR_NONE };
	struct piece piece = { code, length };
	struct frame frame = {
		.kind = FRAME_EXECUTE, .request = ++run->request, .pieces = &piece, .count = 1
	};
	if (run->worker.pid == 0 && !process_start(&run->worker, &error))
		log_line("%s", error.message);
	else if (!channel_put(&run->worker.channel, &frame))
		log_line("%s", _("the cell is longer than 64 MB"));
	else
		return true;
	run->failed = true;
	return false;
}

/* What is done becomes white; the rest runs in the session as it was. */
static void resume(struct run *run, const char *code, size_t length)
{
	char *rest = memory_copy(code, length);
	for (size_t i = 0; i < run->offset && i < length; i++)
		rest[i] = rest[i] == '\n' ? '\n' : ' ';
	add(run, NULL, _("undone\n"), "");
	run->done = !send_cell(run, rest, length);
	free(rest);
}

/* Goes back as far as the cell wants, or answers how far it could. */
static void undo(struct run *run, const char *code, size_t length)
{
	struct text steps = TEXT_EMPTY;
	uint64_t request;
	run->undoes = false;
	text_format(&steps, "%zu", process_steps(&run->worker));
	struct piece piece = { text_string(&steps), steps.length };
	struct frame answer = {
		.kind = FRAME_ANSWER, .request = run->request, .pieces = &piece, .count = 1
	};
	if (process_wake(&run->worker, run->back, &request))
		resume(run, code, length);
	else
		channel_put(&run->worker.channel, &answer);
	text_release(&steps);
}

static void hear(struct run *run)
{
	struct channel *channel = &run->worker.channel;
	struct frame frame;
	channel_push(channel);
	poll(&(struct pollfd){ .fd = channel->fd, .events = channel_events(channel) }, 1, -1);
	channel_pull(channel);
	while (channel_take(channel, &frame)) {
		take(run, &frame);
		if (frame.kind == FRAME_COPY)
			process_adopt(&run->worker, &frame);
	}
	if (channel->ended && !run->done)
		report_death(run);
}

/* Runs one cell and gathers what it shows. */
static void gather(struct run *run, const char *code, size_t length)
{
	run->done = run->clear_next = run->undoes = false;
	run->done = !send_cell(run, code, length);
	while (!run->done) {
		hear(run);
		if (run->undoes)
			undo(run, code, length);
	}
}

/* Prints what was gathered; false when that is nothing. */
static bool print(struct run *run, FILE *to)
{
	for (size_t i = 0; i < run->count; i++)
		/* The analyzer loses count of what an update merges. */
		fputs(run->outputs[i].text, to); // NOLINT(clang-analyzer-unix.Malloc)
	bool shown = run->count > 0;
	drop_outputs(run);
	fflush(to);
	return shown;
}

static bool run_cell(struct run *run, const char *code, size_t length)
{
	gather(run, code, length);
	return print(run, stdout);
}

/* Prints no more than the hash of what the script has made, or what went wrong. */
static void run_hash(struct run *run, const struct text *script)
{
	static const char ask[] = "print hash";
	gather(run, text_string(script), script->length);
	if (!run->failed) {
		drop_outputs(run);
		gather(run, ask, strlen(ask));
	}
	print(run, run->failed ? stderr : stdout);
}

/* An empty line parts a cell that shows nothing from the next one, when the answer is run again. */
static void answer(struct run *run, const struct text *cell)
{
	if (cell->length > 0 && !run_cell(run, cell->bytes, cell->length))
		putchar('\n');
}

static void run_transcript(struct run *run, const struct text *script)
{
	struct text cell = TEXT_EMPTY;
	size_t length = script->length;
	const char *all = text_string(script);
	for (size_t at = 0; at <= length;) {
		const char *line = all + at;
		size_t size = strcspn(line, "\n");
		bool belongs = size > 0 && line[0] == '>' && (size == 1 || line[1] == ' ');
		if (belongs) {
			printf("%.*s\n", (int)size, line);
			size_t skip = size > 1 ? 2 : 1;
			text_append(&cell, line + skip, size - skip);
			text_put(&cell, "\n");
		} else {
			answer(run, &cell);
			text_clear(&cell);
		}
		at += size + 1;
	}
	answer(run, &cell);
	text_release(&cell);
}

static bool read_all(const char *path, struct text *to)
{
	char chunk[4096];
	size_t size;
	FILE *file = path ? fopen(path, "re") : stdin;
	if (!file)
		return false;
	while ((size = fread(chunk, 1, sizeof chunk, file)) > 0)
		text_append(to, chunk, size);
	bool well = !ferror(file);
	if (path)
		fclose(file);
	return well;
}

int run_file(const char *path, enum run_way way)
{
	struct run run = { .worker = { .pid = 0 } };
	struct text script = TEXT_EMPTY;
	struct death death;
	if (!read_all(path, &script)) {
		log_line("%s: %s", path ? path : "-", strerror(errno));
		text_release(&script);
		return EXIT_FAILURE;
	}
	if (way == RUN_TRANSCRIPT)
		run_transcript(&run, &script);
	else if (way == RUN_HASH)
		run_hash(&run, &script);
	else
		run_cell(&run, text_string(&script), script.length);
	process_end(&run.worker, &death);
	process_forget(&run.worker);
	free(run.outputs);
	text_release(&script);
	return run.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
