/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Output as frames. Text is gathered, because a hundred prints in a row are one message; frames
 * wait only here, in the worker, so that the front's memory is bounded.
 */
#include "kernel/worker/outlet.h"

#include "kernel/base/locale.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum {
	STREAM_LIMIT = 1 << 15,     /* bytes gathered at most */
	HOLD_MICROSECONDS = 100000, /* and how long */
	UNWRITTEN_LIMIT = 1 << 20,  /* bytes the front may lag behind */
	LOOK_MICROSECONDS = 500,    /* between two looks at the pipe */
};

static long microseconds_since(const struct timespec *then, const struct timespec *now)
{
	return (now->tv_sec - then->tv_sec) * 1000000 + (now->tv_nsec - then->tv_nsec) / 1000;
}

static void steer(struct worker *worker, const char *name, double value)
{
	for (size_t i = 0; i < STEERABLE; i++)
		if (worker->steered[i].value && strcmp(worker->steered[i].name, name) == 0)
			*worker->steered[i].value = value;
}

static void take(struct worker *worker, const struct frame *frame)
{
	if (frame->kind == FRAME_QUIT)
		worker->quit = true;
	if (frame->request != worker->request)
		return; /* it concerns a cell that has ended meanwhile */
	if (frame->kind == FRAME_INTERRUPT) {
		worker->interrupted = true;
	} else if (frame->kind == FRAME_STEER) {
		steer(worker, frame->pieces[0].bytes, strtod(frame->pieces[1].bytes, NULL));
	} else if (frame->kind == FRAME_ANSWER) {
		worker->answered = true;
		worker->answer = frame->flags == ANSWER_GIVEN ? ANSWER_GIVEN : ANSWER_END;
		text_clear(&worker->answer_text);
		text_append(&worker->answer_text, frame->pieces[0].bytes, frame->pieces[0].length);
	}
}

void worker_wait(struct worker *worker)
{
	struct pollfd each = { .fd = worker->channel.fd,
		.events = channel_events(&worker->channel) };
	poll(&each, 1, -1);
}

void worker_attend(struct worker *worker)
{
	struct frame frame;
	channel_push(&worker->channel);
	channel_pull(&worker->channel);
	/* The next cell comes upon this one's last word, which may still wait to be written. */
	while (channel_take_unless(&worker->channel, FRAME_EXECUTE, &frame))
		take(worker, &frame);
	worker->quit |= worker->channel.ended;
	worker->interrupted |= worker->quit;
}

/* More than any notebook could show: the reader learns that it is missing. */
static void say_too_long(struct worker *worker, const struct frame *frame)
{
	struct piece piece = piece_from(_("[an output of more than 64 MB is not shown]\n"));
	struct frame instead = {
		.kind = FRAME_STREAM, .request = frame->request, .pieces = &piece, .count = 1
	};
	channel_put(&worker->channel, &instead);
}

/* What is put leaves with what is sent next, or when the pipe is looked at. */
static void put(struct worker *worker, struct frame frame)
{
	if (frame.kind != FRAME_NAMES)
		frame.request = worker->request;
	if (!channel_put(&worker->channel, &frame))
		say_too_long(worker, &frame);
}

void worker_send(struct worker *worker, struct frame frame)
{
	put(worker, frame);
	channel_push(&worker->channel);
	while (channel_waiting(&worker->channel) > UNWRITTEN_LIMIT && !worker->interrupted) {
		worker_wait(worker);
		worker_attend(worker);
	}
}

/* The bytes without the character at the end whose other bytes are still to come. There are some.
 */
static size_t whole_characters(const struct text *text)
{
	size_t back = 1;
	while (back < 4 && back < text->length &&
		((unsigned char)text->bytes[text->length - back] & 0xc0) == 0x80)
		back++;
	unsigned char first = (unsigned char)text->bytes[text->length - back];
	size_t needed = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
	return needed > back ? text->length - back : text->length;
}

void worker_flush(struct worker *worker, bool end)
{
	struct text *stream = &worker->stream;
	size_t length = end ? stream->length : whole_characters(stream);
	if (length == 0)
		return;
	struct piece piece = { stream->bytes, length };
	worker_send(worker, (struct frame){ .kind = FRAME_STREAM, .pieces = &piece, .count = 1 });
	memmove(stream->bytes, stream->bytes + length, stream->length - length);
	stream->length -= length;
}

void worker_send_names(struct worker *worker)
{
	struct text names = TEXT_EMPTY;
	clock_gettime(CLOCK_MONOTONIC, &worker->named);
	vocabulary_write(session_vocabulary(worker->session), &names);
	bool same = worker->names.bytes && names.length == worker->names.length &&
		    memcmp(text_string(&names), worker->names.bytes, names.length) == 0;
	if (!same) {
		struct piece piece = { text_string(&names), names.length };
		worker_send(worker,
			(struct frame){ .kind = FRAME_NAMES, .pieces = &piece, .count = 1 });
		text_clear(&worker->names);
		text_append(&worker->names, piece.bytes, piece.length);
	}
	text_release(&names);
}

static void stream(void *to, const char *text, size_t length)
{
	struct worker *worker = to;
	if (worker->stream.length == 0)
		clock_gettime(CLOCK_MONOTONIC, &worker->since);
	while (length > 0) {
		size_t room = STREAM_LIMIT - worker->stream.length;
		size_t part = length < room ? length : room;
		text_append(&worker->stream, text, part);
		text += part;
		length -= part;
		if (worker->stream.length == STREAM_LIMIT)
			worker_flush(worker, false);
	}
}

/* Soon after a result its cell ends: they leave together, and the front is woken once. */
static void send_bundle(
	struct worker *worker, enum frame_kind kind, const char *id, const struct bundle *bundle)
{
	struct piece pieces[1 + 2 * BUNDLE_FORMS];
	size_t first = 0;
	worker_flush(worker, true);
	/* Before it, so that whoever sees a network shown can complete its name. */
	worker_send_names(worker);
	if (id)
		pieces[first++] = piece_from(id);
	size_t count = first + frame_pieces_from_bundle(bundle, pieces + first);
	(kind == FRAME_RESULT ? put : worker_send)(
		worker, (struct frame){ .kind = kind, .pieces = pieces, .count = count });
}

static void display(void *to, const char *id, const struct bundle *bundle)
{
	send_bundle(to, FRAME_DISPLAY, id ? id : "", bundle);
}

static void update(void *to, const char *id, const struct bundle *bundle)
{
	send_bundle(to, FRAME_UPDATE, id, bundle);
}

static void result(void *to, const struct bundle *bundle)
{
	send_bundle(to, FRAME_RESULT, NULL, bundle);
}

static void page(void *to, const struct bundle *bundle)
{
	send_bundle(to, FRAME_PAGE, NULL, bundle);
}

static void clear(void *to, bool wait)
{
	struct worker *worker = to;
	worker_flush(worker, true);
	worker_send(
		worker, (struct frame){ .kind = FRAME_CLEAR, .flags = wait ? FRAME_FLAG_WAIT : 0 });
}

static void wait_for_answer(struct worker *worker)
{
	while (!worker->answered && !worker->interrupted) {
		worker_wait(worker);
		worker_attend(worker);
	}
}

static enum answer ask(void *to, const char *prompt, bool secret, struct text *answer)
{
	struct worker *worker = to;
	struct piece piece = piece_from(prompt);
	if (!worker->may_ask)
		return ANSWER_NOBODY;
	worker_flush(worker, true);
	worker->answered = false;
	worker_send(worker, (struct frame){ .kind = FRAME_ASK,
				    .flags = secret ? FRAME_FLAG_SECRET : 0,
				    .pieces = &piece,
				    .count = 1 });
	wait_for_answer(worker);
	if (worker->interrupted)
		return ANSWER_INTERRUPTED;
	text_append(answer, text_string(&worker->answer_text), worker->answer_text.length);
	return worker->answer;
}

/* The front ends this process when it can go back; else it answers how far it could. What this cell
 * has changed is in no copy yet, and so is a step. */
static bool undo(void *to, size_t steps, size_t offset, long *possible)
{
	struct worker *worker = to;
	bool unsaved = session_changes(worker->session) != worker->copied;
	struct text back = TEXT_EMPTY, done = TEXT_EMPTY;
	text_format(&back, "%zu", steps - unsaved);
	text_format(&done, "%zu", offset);
	struct piece pieces[] = { { text_string(&back), back.length },
		{ text_string(&done), done.length } };
	worker_flush(worker, true);
	worker->answered = false;
	worker_send(worker, (struct frame){ .kind = FRAME_UNDO, .pieces = pieces, .count = 2 });
	text_release(&back);
	text_release(&done);
	wait_for_answer(worker);
	long steps_back = strtol(text_string(&worker->answer_text), NULL, 10) - 1;
	*possible = worker->interrupted ? -1 : steps_back + unsaved;
	return false;
}

/* Called from inner loops: most calls cost one look at the clock. */
static bool poll_pipe(void *to)
{
	struct worker *worker = to;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (microseconds_since(&worker->looked, &now) < LOOK_MICROSECONDS)
		return !worker->interrupted;
	worker->looked = now;
	if (worker->stream.length > 0 &&
		microseconds_since(&worker->since, &now) > HOLD_MICROSECONDS)
		worker_flush(worker, false);
	if (microseconds_since(&worker->named, &now) > HOLD_MICROSECONDS)
		worker_send_names(worker);
	worker_attend(worker);
	return !worker->interrupted;
}

/* The front tells whoever listens what can be steered, and what it is now. */
static void tell_control(struct worker *worker, const char *name, const double *value)
{
	struct text number = TEXT_EMPTY;
	text_format(&number, "%.17g", value ? *value : 0);
	struct piece pieces[] = { piece_from(name), { text_string(&number), number.length } };
	worker_send(worker, (struct frame){ .kind = FRAME_CONTROL,
				    .flags = value ? 0 : FRAME_FLAG_END,
				    .pieces = pieces,
				    .count = 2 });
	text_release(&number);
}

static void steerable(void *to, const char *name, double *value)
{
	struct worker *worker = to;
	struct steered *free = NULL;
	for (size_t i = 0; i < STEERABLE; i++) {
		struct steered *each = &worker->steered[i];
		if (each->value && strcmp(each->name, name) == 0)
			each->value = NULL;
		free = !each->value && !free ? each : free;
	}
	if (!free || strlen(name) >= sizeof free->name)
		return;
	if (value)
		memcpy(free->name, name, strlen(name) + 1);
	free->value = value;
	tell_control(worker, name, value);
}

struct outlet worker_outlet(struct worker *worker)
{
	return (struct outlet){
		.stream = stream,
		.display = display,
		.update = update,
		.result = result,
		.page = page,
		.clear = clear,
		.ask = ask,
		.poll = poll_pipe,
		.steerable = steerable,
		.undo = undo,
		.to = worker,
	};
}
