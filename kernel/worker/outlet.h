/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The outlet that writes frames, and the worker's side of the pipe while a cell runs.
 */
#pragma once
#include "kernel/pipe/channel.h"
#include "kernel/session/session.h"

#include <sys/types.h>
#include <time.h>

enum { STEERABLE = 8 };

struct steered {
	char name[32];
	double *value;
};

struct worker {
	struct channel channel;
	struct session *session;
	struct error unsound;   /* this machine computes something else: every cell's answer */
	uint64_t request;       /* the cell that runs */
	bool may_ask;           /* somebody is there to answer */
	bool interrupted;       /* the reader wants the cell to stop */
	bool quit;              /* told to end, or the front is gone */
	struct text stream;     /* standard output that was not sent yet */
	struct timespec since;  /* when the oldest of it was written */
	struct timespec looked; /* when the pipe was last read */
	struct timespec named;  /* when the vocabulary was last looked at */
	struct text names;      /* the vocabulary as it was last sent */
	pid_t front;            /* the process that started this one */
	unsigned long copied;   /* session_changes when the last copy was made */
	size_t most;            /* bytes of which copies are made */
	bool answered;
	enum answer answer;
	struct text answer_text;
	struct steered steered[STEERABLE];
};

struct outlet worker_outlet(struct worker *worker);

/* Sends what is held back: standard output (all of it when `end`, else up to the last whole
 * character), and the vocabulary if it has changed. */
void worker_flush(struct worker *worker, bool end);
void worker_send_names(struct worker *worker);
/* A frame of the running cell. Waits, interruptible and reading, while the front takes nothing. */
void worker_send(struct worker *worker, struct frame frame);
/* Until something can be read, or written if something is to be. */
void worker_wait(struct worker *worker);
/* Takes the frames that concern the running cell; the next one stays. */
void worker_attend(struct worker *worker);
