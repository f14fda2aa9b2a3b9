/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One thread, one poll loop. It never computes and never waits anywhere else, so it always answers.
 *
 * A ZeroMQ socket's descriptor speaks once: any call on the socket may swallow the news that
 * something has come. So a socket counts as quiet only while nothing was done with it since it was
 * found empty, and one that is not quiet is asked before the loop sleeps. (zmq_poll asks all of
 * them twice, which took longer than the rest of a small cell.)
 */
#include "kernel/front/jupyter.h"

#include "kernel/front/registration.h"
#include "kernel/front/sockets.h"
#include "kernel/front/system.h"
#include "kernel/pipe/log.h"
#include "kernel/pipe/process.h"
#include "kernel/protocol/kernel.h"

#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	DRAIN_MOST = 1000,  /* messages of one socket before the others are looked at */
	FORGED_MOST = 10,   /* milliseconds for it, once one of them was dropped */
	RETRY = 5,          /* milliseconds, when a subscriber's queue is full */
	DEAF_AFTER = 10000, /* a subscriber that reads nothing for so long loses its messages */
	BURST = 20,         /* messages at once, while there is one */
	FLUSH_MOST = 500,   /* for the last messages */
	LINGER = 1000,
	ATTENTIVE = 80,  /* microseconds after something was sent to the worker */
	FIRST_WAIT = 50, /* milliseconds for the first question, before the worker is started */
};

enum item { ITEM_SIGNALS = PORT_COUNT, ITEM_PARENT, ITEM_WORKER, ITEM_COUNT };

struct waited {
	bool heard[PORT_COUNT]; /* something may be read */
	bool signals;
	bool parent;  /* is gone */
	short worker; /* what poll says of it */
};

struct front {
	struct sockets sockets;
	struct parcel parcel;
	struct kernel *kernel;
	struct process worker;
	bool quiet[PORT_COUNT];
	int signals, parent;
	long asked_at; /* microseconds; the worker, first since the last sending; 0: it was not */
	long stuck_since; /* milliseconds; 0: the last message was taken */
	long forced_at;   /* a millisecond for each message that went out without waiting */
	bool end;         /* there is nobody left to answer to */
};

static bool start_worker(void *to, struct error *error)
{
	struct front *front = to;
	return process_start(&front->worker, error);
}

static bool send_frame(void *to, const struct frame *frame)
{
	struct front *front = to;
	if (front->worker.pid == 0)
		return true; /* its death is reported instead */
	bool fits = channel_put(&front->worker.channel, frame);
	channel_push(&front->worker.channel);
	if (front->asked_at == 0)
		front->asked_at = system_microseconds();
	return fits;
}

static bool wake_copy(void *to, size_t back, uint64_t *request)
{
	struct front *front = to;
	return process_wake(&front->worker, back, request);
}

static size_t count_steps(void *to)
{
	struct front *front = to;
	return process_steps(&front->worker);
}

/* Clients expect their own bytes back. */
static void echo(struct front *front)
{
	void *socket = front->sockets.sockets[PORT_HEARTBEAT];
	front->quiet[PORT_HEARTBEAT] = false;
	for (int i = 0; i < DRAIN_MOST && parcel_receive(&front->parcel, socket); i++)
		pieces_send(socket, front->parcel.pieces, front->parcel.count);
}

static void hear(struct front *front, enum port port)
{
	void *socket = front->sockets.sockets[port];
	long until = system_milliseconds() + FORGED_MOST;
	front->quiet[port] = false;
	for (int i = 0; i < DRAIN_MOST && !front->quiet[port]; i++)
		if (!parcel_receive(&front->parcel, socket))
			front->quiet[port] = true;
		else if (!kernel_receive(
				 front->kernel, port, front->parcel.pieces, front->parcel.count) &&
			 system_milliseconds() > until)
			break; /* they may be as large as they are many */
}

/* One, so that it is welcomed before the next is heard: nobody signs them, and whoever sends many
 * must neither fill the memory nor keep others from theirs. What is none is passed over. */
static void hear_subscriber(struct front *front, int *left)
{
	void *socket = front->sockets.sockets[PORT_IOPUB];
	struct outbox *outbox = kernel_published(front->kernel);
	const struct post *first = outbox->first;
	front->quiet[PORT_IOPUB] = false;
	while (*left > 0 && !front->quiet[PORT_IOPUB] && outbox->first == first) {
		front->quiet[PORT_IOPUB] = !parcel_receive(&front->parcel, socket);
		if (!front->quiet[PORT_IOPUB] && front->parcel.count == 1)
			kernel_subscribe(front->kernel, front->parcel.pieces[0].bytes,
				front->parcel.pieces[0].length);
		--*left;
	}
}

static void hear_worker(struct front *front, short events)
{
	struct channel *channel = &front->worker.channel;
	struct frame frame;
	if (front->worker.pid == 0 || (!events && kernel_due(front->kernel) != 0))
		return;
	channel_push(channel);
	if (!kernel_is_choked(front->kernel) || events & (POLLERR | POLLHUP))
		channel_pull(channel);
	while (channel_take(channel, &frame)) {
		kernel_frame(front->kernel, &frame);
		if (frame.kind == FRAME_COPY)
			process_adopt(&front->worker, &frame);
	}
	if (kernel_loses_patience(front->kernel) || channel->ended) {
		struct death death;
		process_end(&front->worker, &death);
		kernel_died(front->kernel, &death);
	}
}

static void send_replies(struct front *front)
{
	struct outbox *outbox = kernel_replies(front->kernel);
	const struct piece *pieces;
	enum port port;
	size_t count;
	while (outbox_first(outbox, kernel_sender(front->kernel), &port, &pieces, &count)) {
		/* A peer that is gone is no failure; there is no other. */
		pieces_send(front->sockets.sockets[port], pieces, count);
		front->quiet[port] = false;
		outbox_drop(outbox);
	}
}

/* One message a millisecond: those who read have room for two hundred before they lose one. */
static bool may_force(struct front *front, long now)
{
	if (front->forced_at < now - BURST)
		front->forced_at = now - BURST;
	if (front->forced_at >= now)
		return false;
	front->forced_at++;
	return true;
}

/* Waits for slow subscribers as long as that can be asked of the others; then those whose queues
 * are full miss the message, and nobody else. */
static bool publish(struct front *front, const struct piece *pieces, size_t count)
{
	void *socket = front->sockets.sockets[PORT_IOPUB];
	long now = system_milliseconds();
	front->quiet[PORT_IOPUB] = false;
	if (pieces_send(socket, pieces, count)) {
		front->stuck_since = 0;
		return true;
	}
	if (front->stuck_since == 0)
		front->stuck_since = now;
	if (now - front->stuck_since < DEAF_AFTER || !may_force(front, now))
		return false;
	zmq_setsockopt(socket, ZMQ_XPUB_NODROP, &(int){ 0 }, sizeof(int));
	pieces_send(socket, pieces, count);
	zmq_setsockopt(socket, ZMQ_XPUB_NODROP, &(int){ 1 }, sizeof(int));
	return true;
}

static void send_published(struct front *front)
{
	struct outbox *outbox = kernel_published(front->kernel);
	const struct piece *pieces;
	enum port port;
	size_t count;
	int left = DRAIN_MOST; /* messages, in or out */
	hear_subscriber(front, &left);
	while (outbox_first(outbox, kernel_sender(front->kernel), &port, &pieces, &count) &&
		left-- > 0) {
		if (!publish(front, pieces, count))
			return;
		outbox_drop(outbox);
		/* Who has just subscribed is welcomed before the next message. */
		hear_subscriber(front, &left);
	}
}

static short wanted_of_worker(const struct front *front)
{
	short events = channel_events(&front->worker.channel);
	return kernel_is_choked(front->kernel) ? (short)(events & ~POLLIN) : events;
}

/* The sockets that are not quiet and have something; whether there is one. */
static bool look(struct front *front, bool heard[PORT_COUNT])
{
	bool any = false;
	for (int i = 0; i < PORT_COUNT; i++) {
		heard[i] = !front->quiet[i] && socket_is_readable(front->sockets.sockets[i]);
		front->quiet[i] = !heard[i];
		any |= heard[i];
	}
	return any;
}

static struct waited wait(struct front *front, int due)
{
	struct waited waited;
	struct pollfd items[ITEM_COUNT];
	for (int i = 0; i < PORT_COUNT; i++)
		items[i] = (struct pollfd){ front->sockets.descriptors[i], POLLIN, 0 };
	items[ITEM_SIGNALS] = (struct pollfd){ front->signals, POLLIN, 0 };
	items[ITEM_PARENT] = (struct pollfd){ front->parent, POLLIN, 0 };
	int worker = front->worker.pid ? front->worker.channel.fd : -1;
	items[ITEM_WORKER] = (struct pollfd){ worker, wanted_of_worker(front), 0 };
	int most = front->stuck_since ? RETRY : 0;
	if (kernel_published(front->kernel)->first && (due < 0 || due > most))
		due = most;
	poll(items, ITEM_COUNT, look(front, waited.heard) ? 0 : due);
	for (int i = 0; i < PORT_COUNT; i++)
		waited.heard[i] |= items[i].revents != 0;
	waited.signals = items[ITEM_SIGNALS].revents != 0;
	waited.parent = items[ITEM_PARENT].revents != 0;
	waited.worker = items[ITEM_WORKER].revents;
	return waited;
}

static void heed_signals(struct front *front)
{
	switch (system_signals_read(front->signals)) {
	case SYSTEM_END: front->end = true; break;
	case SYSTEM_INTERRUPT: kernel_interrupt(front->kernel); break;
	default: break;
	}
	process_bury(&front->worker);
}

/* Requests are taken in before the worker's word that a cell is done: what has come until then is
 * "already queued" when that cell has failed. */
static void take_in(struct front *front, int due)
{
	struct waited waited = wait(front, due);
	kernel_clock(front->kernel, system_milliseconds());
	if (waited.signals)
		heed_signals(front);
	front->end |= waited.parent;
	if (waited.heard[PORT_HEARTBEAT])
		echo(front);
	static const enum port requests[] = { PORT_CONTROL, PORT_SHELL, PORT_STDIN };
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
		if (waited.heard[requests[i]])
			hear(front, requests[i]);
	hear_worker(front, waited.worker);
}

static void send_all(struct front *front)
{
	front->asked_at = 0;
	send_replies(front);
	send_published(front);
}

/* A small cell is done before this thread would have slept and been woken. Until then nothing is
 * sent: its busy and its answer leave together, and those who read are woken once. */
static bool expects_answer(const struct front *front)
{
	return front->asked_at && kernel_is_busy(front->kernel) &&
	       system_microseconds() - front->asked_at < ATTENTIVE;
}

static void turn(struct front *front)
{
	take_in(front, front->asked_at ? 0 : kernel_due(front->kernel));
	kernel_advance(front->kernel);
	if (expects_answer(front))
		sched_yield();
	else
		send_all(front);
}

static void flush(struct front *front)
{
	long until = system_milliseconds() + FLUSH_MOST;
	send_all(front);
	while (kernel_published(front->kernel)->first && system_milliseconds() < until) {
		poll(NULL, 0, RETRY);
		send_published(front);
	}
}

/* Starting the worker stops this thread for a while, and a machine with one core for longer. Who
 * asks what the kernel is, as every client does first, need not wait for that; a cell does. */
static void answer_first(struct front *front)
{
	struct kernel *kernel = front->kernel;
	long until = system_milliseconds() + FIRST_WAIT;
	while (!front->end && !kernel_is_busy(kernel) && !kernel_replies(kernel)->first &&
		system_milliseconds() < until) {
		send_published(front);
		take_in(front, FIRST_WAIT);
	}
	send_all(front);
}

static void serve(struct front *front)
{
	answer_first(front);
	kernel_advance(front->kernel);
	while (!front->end && !kernel_is_over(front->kernel))
		turn(front);
	if (!front->end)
		flush(front);
	struct death death;
	process_end(&front->worker, &death);
	process_forget(&front->worker);
}

/* False, after a line that says why, when the sockets cannot be had. */
static bool open_front(struct front *front, struct connection *connection, const char *path)
{
	struct error error = { .kind = ERROR_NONE };
	const struct listeners listeners = { front->signals, front->parent };
	bool open = connection_load(connection, path, &error) &&
		    registration_open(&front->sockets, connection, path, &listeners, &error);
	if (error.kind != ERROR_NONE)
		log_line("%s", error.message);
	return open;
}

static void serve_connection(struct front *front, const struct connection *connection)
{
	if (!*connection->key)
		log_line("the connection file has no key: whoever reaches the ports can run cells");
	front->kernel = kernel_new(connection, &(struct bridge){ .start = start_worker,
						       .send = send_frame,
						       .wake = wake_copy,
						       .steps = count_steps,
						       .to = front });
	serve(front);
	sockets_close(&front->sockets, front->end ? 0 : LINGER);
	parcel_release(&front->parcel);
	kernel_free(front->kernel);
}

int jupyter_serve(const char *connection_file)
{
	struct front front = { .signals = system_signals_open() };
	struct connection connection = { .ip = NULL };
	int gone;
	front.parent = system_parent_open(&gone);
	if (gone)
		log_line("the process that started this kernel is gone");
	bool open = !gone && open_front(&front, &connection, connection_file);
	if (open)
		serve_connection(&front, &connection);
	connection_release(&connection);
	if (front.parent >= 0)
		close(front.parent);
	close(front.signals);
	return open ? EXIT_SUCCESS : EXIT_FAILURE;
}
