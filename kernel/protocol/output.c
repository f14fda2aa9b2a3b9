/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the worker says, as messages; and the answers to what it asks.
 */
#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/protocol/state.h"
#include "kernel/session/outlet.h"

#include <stdlib.h>
#include <string.h>

static bool is_json(const char *type)
{
	size_t length = strlen(type);
	return strcmp(type, "application/json") == 0 ||
	       (length > 5 && strcmp(type + length - 5, "+json") == 0);
}

/* A bundle's pieces, from `first` on, as the protocol's mapping. JSON that is none and a type that
 * is no text are left out. */
static json_t *read_bundle(const struct frame *frame, size_t first)
{
	json_t *data = json_object();
	for (size_t i = first; i + 1 < frame->count; i += 2) {
		struct piece content = frame->pieces[i + 1];
		const char *type = frame->pieces[i].bytes;
		json_t *value = is_json(type) ? json_loadb(content.bytes, content.length, 0, NULL)
					      : json_from_text(content.bytes, content.length);
		json_object_set_new(data, type, value);
	}
	return data;
}

/* Displays are named within a cell; clients know one name space for the whole notebook. */
static char *global_id(const struct kernel *kernel, const char *id)
{
	struct text text = TEXT_EMPTY;
	text_format(&text, "%s-%llu-", kernel->sender.session,
		(unsigned long long)kernel->running.request);
	text_put(&text, id);
	return text_take_new(&text);
}

static json_t *display_content(const char *id, json_t *data)
{
	json_t *transient = json_object();
	if (id)
		json_object_set_new(transient, "display_id", json_from_text(id, strlen(id)));
	return json_pack("{so s{} so}", "data", data, "metadata", "transient", transient);
}

static void display(struct kernel *kernel, const struct frame *frame)
{
	bool update = frame->kind == FRAME_UPDATE;
	const char *name = frame->pieces[0].bytes;
	char *id = *name ? global_id(kernel, name) : NULL;
	outbox_put(&kernel->published, &kernel->sender,
		(struct letter){ .port = PORT_IOPUB,
			.type = update ? "update_display_data" : "display_data",
			.parent = kernel->running.cell->message,
			.content = display_content(id, read_bundle(frame, 1)),
			.gathers = update ? id : NULL });
	free(id);
}

static void result(struct kernel *kernel, const struct frame *frame)
{
	struct running *running = &kernel->running;
	json_t *data = read_bundle(frame, 0);
	const char *plain = json_string_value(json_object_get(data, "text/plain"));
	free(running->result);
	running->result = plain ? memory_copy(plain, strlen(plain)) : NULL;
	if (running->silent)
		json_decref(data);
	else
		kernel_publish(kernel, running->cell->message, "execute_result",
			json_pack("{sI so s{}}", "execution_count", (json_int_t)running->count,
				"data", data, "metadata"));
}

static void value(struct kernel *kernel, const struct frame *frame)
{
	struct running *running = &kernel->running;
	const char *name = json_string_value(json_array_get(running->asked, running->answered++));
	json_t *outcome;
	if (!name)
		return;
	if (frame->flags & FRAME_FLAG_FAILED)
		outcome = failure_content(
			frame->pieces[0].bytes, frame->pieces[1].bytes, frame->pieces[2].bytes);
	else
		outcome = json_pack(
			"{ss so s{}}", "status", "ok", "data", read_bundle(frame, 0), "metadata");
	json_object_set_new(running->expressions, name, outcome);
}

static void ask(struct kernel *kernel, const struct frame *frame)
{
	struct running *running = &kernel->running;
	struct piece prompt = frame->pieces[0];
	const char *id = outbox_put(&kernel->replies, &kernel->sender,
		(struct letter){ .port = PORT_STDIN,
			.type = "input_request",
			.parent = running->cell->message,
			.content = json_pack("{so sb}", "prompt",
				json_from_text(prompt.bytes, prompt.length), "password",
				(frame->flags & FRAME_FLAG_SECRET) != 0) });
	free(running->question);
	running->question = memory_copy(id, strlen(id));
}

static bool is_same_route(const struct route *a, const struct route *b)
{
	bool same = a->count == b->count;
	for (size_t i = 0; i < a->count && same; i++)
		same = a->identities[i].length == b->identities[i].length &&
		       memcmp(a->identities[i].bytes, b->identities[i].bytes,
			       a->identities[i].length) == 0;
	return same;
}

/* An answer to the question that waits, from whom it was asked. Some clients do not say which
 * question they answer; those that do must name this one. */
void output_answer(struct kernel *kernel, const struct message *message)
{
	struct running *running = &kernel->running;
	const char *parent = json_string_value(json_object_get(message->parent, "msg_id"));
	if (strcmp(message->type, "input_reply") != 0 || !running->question ||
		!is_same_route(&message->route, &running->cell->message->route) ||
		(parent && strcmp(parent, running->question) != 0))
		return;
	struct piece typed = message_text(message, "value");
	bool end = !typed.bytes || (typed.length == 1 && typed.bytes[0] == '\4');
	struct piece piece = end ? piece_from("") : typed;
	struct frame frame = { .kind = FRAME_ANSWER,
		.flags = end ? ANSWER_END : ANSWER_GIVEN,
		.request = running->request,
		.pieces = &piece,
		.count = 1 };
	free(running->question);
	running->question = NULL;
	kernel->bridge.send(kernel->bridge.to, &frame);
}

static void stream(struct kernel *kernel, struct piece text)
{
	/* What was read in one go may go a little beyond the limit. An interrupted cell is heard
	 * however much waits, and has been told to stop. */
	if (!kernel->running.interrupted || kernel->published.bytes <= PUBLISHED_LIMIT)
		outbox_put_stream(&kernel->published, &kernel->sender,
			kernel->running.cell->message, text.bytes, text.length);
}

static void finish(struct kernel *kernel, const struct frame *frame)
{
	if (frame->flags & FRAME_FLAG_FAILED)
		execution_finish(kernel, frame->pieces[0].bytes, frame->pieces[1].bytes,
			frame->pieces[2].bytes);
	else
		execution_finish(kernel, "", "", "");
}

static void page(struct kernel *kernel, const struct frame *frame)
{
	json_array_append_new(
		kernel->running.payload, json_pack("{ss so si}", "source", "page", "data",
						 read_bundle(frame, 0), "start", 0));
}

/* What completion needs to know, and the language its answers are in. */
static void learn_names(struct kernel *kernel, const struct frame *frame)
{
	vocabulary_release(&kernel->vocabulary);
	if (vocabulary_read(&kernel->vocabulary, frame->pieces[0].bytes, frame->pieces[0].length) &&
		kernel->vocabulary.language)
		locale_set(kernel->vocabulary.language);
}

void output_take(struct kernel *kernel, const struct frame *frame)
{
	const struct running *running = &kernel->running;
	if (frame->kind == FRAME_NAMES)
		learn_names(kernel, frame);
	if (frame->kind == FRAME_COPY)
		recovery_note(kernel, frame);
	if (!running->cell || frame->request != running->request)
		return;
	const struct message *parent = running->cell->message;
	switch (frame->kind) {
	case FRAME_STREAM:
		if (!running->silent)
			stream(kernel, frame->pieces[0]);
		break;
	case FRAME_DISPLAY:
	case FRAME_UPDATE:
		if (!running->silent)
			display(kernel, frame);
		break;
	case FRAME_CLEAR:
		if (!running->silent)
			kernel_publish(kernel, parent, "clear_output",
				json_pack("{sb}", "wait", (frame->flags & FRAME_FLAG_WAIT) != 0));
		break;
	case FRAME_RESULT: result(kernel, frame); break;
	case FRAME_PAGE: page(kernel, frame); break;
	case FRAME_VALUE: value(kernel, frame); break;
	case FRAME_ASK: ask(kernel, frame); break;
	case FRAME_DONE: finish(kernel, frame); break;
	case FRAME_CONTROL: comms_control(kernel, frame); break;
	case FRAME_UNDO: recovery_want(kernel, frame); break;
	default: break;
	}
}
