/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A kernel's life: what comes in, busy and idle around it, and the worker's comings and goings.
 */
#include "kernel/protocol/kernel.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/base/utf8.h"
#include "kernel/pipe/log.h"
#include "kernel/protocol/state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct kernel *kernel_new(const struct connection *connection, const struct bridge *bridge)
{
	struct kernel *kernel = memory_new(1, sizeof *kernel);
	kernel->connection = connection;
	kernel->bridge = *bridge;
	kernel->signer = signer_new(connection->key);
	sender_init(&kernel->sender, kernel->signer);
	return kernel;
}

void kernel_free(struct kernel *kernel)
{
	execution_abandon(kernel);
	free(kernel->loss);
	outbox_release(&kernel->replies);
	outbox_release(&kernel->published);
	history_release(&kernel->history);
	vocabulary_release(&kernel->vocabulary);
	subshells_release(&kernel->subshells);
	comms_release(&kernel->comms);
	signer_free(kernel->signer);
	free(kernel);
}

void kernel_publish(
	struct kernel *kernel, const struct message *parent, const char *type, json_t *content)
{
	outbox_put(&kernel->published, &kernel->sender,
		(struct letter){
			.port = PORT_IOPUB, .type = type, .parent = parent, .content = content });
}

void kernel_state(struct kernel *kernel, const struct message *parent, const char *state)
{
	kernel_publish(kernel, parent, "status", json_pack("{ss}", "execution_state", state));
}

void kernel_reply(
	struct kernel *kernel, const struct message *message, json_t *metadata, json_t *content)
{
	static const char request[] = "_request";
	struct text type = TEXT_EMPTY;
	size_t length = strlen(message->type), suffix = sizeof request - 1;
	if (length > suffix && strcmp(message->type + length - suffix, request) == 0)
		length -= suffix;
	text_append(&type, message->type, length);
	text_put(&type, "_reply");
	outbox_put(&kernel->replies, &kernel->sender,
		(struct letter){ .port = message->port,
			.type = text_string(&type),
			.parent = message,
			.metadata = metadata,
			.content = content });
	text_release(&type);
}

json_t *failure_content(const char *name, const char *message, const char *shown)
{
	json_t *lines = json_array();
	for (const char *line = shown; *line;) {
		size_t length = strcspn(line, "\n");
		json_array_append_new(lines, json_from_text(line, length));
		line += length + (line[length] == '\n');
	}
	return json_pack("{ss so so so}", "status", "error", "ename",
		json_from_text(name, strlen(name)), "evalue",
		json_from_text(message, strlen(message)), "traceback", lines);
}

/* Whatever a request does, busy comes before and idle after. */
static void serve(struct kernel *kernel, const struct message *message)
{
	kernel_state(kernel, message, "busy");
	json_t *content = request_answer(kernel, message);
	if (content)
		kernel_reply(kernel, message, NULL, content);
	kernel_state(kernel, message, "idle");
}

bool kernel_receive(struct kernel *kernel, enum port port, const struct piece *pieces, size_t count)
{
	struct message *message =
		kernel->over ? NULL : message_new(kernel->signer, port, pieces, count);
	if (!message)
		return false;
	if (port == PORT_STDIN)
		output_answer(kernel, message);
	else if (strcmp(message->type, "execute_request") == 0)
		execution_queue(kernel, &message);
	else
		serve(kernel, message);
	message_free(message);
	return true;
}

void kernel_subscribe(struct kernel *kernel, const char *bytes, size_t length)
{
	if (length == 0 || bytes[0] != 1 || memchr(bytes + 1, '\0', length - 1) ||
		utf8_valid_until(bytes + 1, length - 1) != length - 1)
		return;
	/* Said before anybody listens, it would be lost; said after idle, it would be wrong. */
	if (!kernel->greeted)
		outbox_put(&kernel->published, &kernel->sender,
			(struct letter){ .port = PORT_IOPUB,
				.type = "status",
				.urgent = true,
				.content = json_pack("{ss}", "execution_state", "starting") });
	kernel->greeted = true;
	char *topic = memory_copy(bytes + 1, length - 1);
	outbox_put(&kernel->published, &kernel->sender,
		(struct letter){ .port = PORT_IOPUB,
			.type = "iopub_welcome",
			.topic = topic,
			.urgent = true,
			.content = json_pack("{ss}", "subscription", topic) });
	free(topic);
}

/* How long the cell has to react to an interrupt; if its worker has yet to begin, or to wake up,
 * longer. */
static long patience(const struct kernel *kernel)
{
	return kernel->worker == WORKER_READY ? PATIENCE : START_PATIENCE;
}

void kernel_frame(struct kernel *kernel, const struct frame *frame)
{
	if (kernel->worker != WORKER_READY)
		kernel->running.interrupted_at = kernel->now;
	kernel->heard_at = kernel->now;
	kernel->worker = WORKER_READY;
	output_take(kernel, frame);
}

static void describe(const struct kernel *kernel, const struct death *death, uint64_t copied,
	struct error *error)
{
	struct text cause = TEXT_EMPTY, left = TEXT_EMPTY;
	death_describe(death, &cause);
	if (kernel->running.unresponsive && death->stopped)
		error_set(error, ERROR_WORKER_DIED, SPAN_NONE,
			_("the process that computes was stopped by somebody, did not react to the "
			  "interrupt for %d seconds, and was ended"),
			(int)patience(kernel) / 1000);
	else if (kernel->running.unresponsive)
		error_set(error, ERROR_WORKER_DIED, SPAN_NONE,
			_("the cell did not react to the interrupt for %d seconds and was ended"),
			(int)patience(kernel) / 1000);
	else
		error_set(error, ERROR_WORKER_DIED, SPAN_NONE,
			_("the process that computes is gone: %s"), text_string(&cause));
	recovery_describe(kernel, copied, &left);
	if (copied)
		error_hint(error, _("%s; what this cell did is lost."), text_string(&left));
	else
		error_hint(error, _("Networks, data and variables are lost; a fresh session is "
				    "ready. Run the cells above again."));
	text_release(&left);
	text_release(&cause);
}

/* Between cells there is nowhere to say it: the next one will, unless a copy knows all there was.
 */
static void keep_loss(struct kernel *kernel, uint64_t copied, const char *shown)
{
	if (kernel->finished.request == copied)
		return;
	free(kernel->loss);
	kernel->loss = memory_copy(shown, strlen(shown));
}

void kernel_died(struct kernel *kernel, const struct death *death)
{
	struct error error = { .kind = ERROR_NONE };
	struct text shown = TEXT_EMPTY;
	uint64_t copied = 0;
	kernel->bridge.wake(kernel->bridge.to, 0, &copied);
	describe(kernel, death, copied, &error);
	error_show(&error, NULL, 0, &shown);
	log_line("%s", error.message);
	kernel->stillborn = kernel->worker == WORKER_STARTING;
	kernel->worker = copied ? WORKER_WAKING : WORKER_NONE;
	vocabulary_release(&kernel->vocabulary);
	if (kernel->running.cell)
		execution_finish(
			kernel, error_name(error.kind), error.message, text_string(&shown));
	else
		keep_loss(kernel, copied, text_string(&shown));
	text_release(&shown);
}

void kernel_interrupt(struct kernel *kernel)
{
	struct running *running = &kernel->running;
	if (!running->cell || running->interrupted)
		return;
	running->interrupted = true;
	running->interrupted_at = kernel->now;
	struct frame frame = { .kind = FRAME_INTERRUPT, .request = running->request };
	kernel->bridge.send(kernel->bridge.to, &frame);
}

int kernel_due(const struct kernel *kernel)
{
	const struct running *running = &kernel->running;
	if (!running->cell || !running->interrupted || running->unresponsive)
		return -1;
	long until = running->interrupted_at + patience(kernel);
	long speaking = kernel->heard_at + SPEAKING_PATIENCE, most = until + patience(kernel);
	if (speaking > until)
		until = speaking < most ? speaking : most;
	return until > kernel->now ? (int)(until - kernel->now) : 0;
}

void kernel_clock(struct kernel *kernel, long milliseconds)
{
	kernel->now = milliseconds;
}

bool kernel_loses_patience(struct kernel *kernel)
{
	bool lost = kernel_due(kernel) == 0;
	kernel->running.unresponsive |= lost;
	return lost;
}

bool kernel_is_choked(const struct kernel *kernel)
{
	return kernel->published.bytes > PUBLISHED_LIMIT && !kernel->running.interrupted;
}

bool kernel_is_busy(const struct kernel *kernel)
{
	return kernel->running.cell || kernel->first;
}

bool kernel_is_over(const struct kernel *kernel)
{
	return kernel->over;
}

struct sender *kernel_sender(struct kernel *kernel)
{
	return &kernel->sender;
}

struct outbox *kernel_replies(struct kernel *kernel)
{
	return &kernel->replies;
}

struct outbox *kernel_published(struct kernel *kernel)
{
	return &kernel->published;
}
