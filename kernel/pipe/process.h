/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A worker as its front sees it: a process of its own program, started by exec, in a process group
 * of its own, that dies with its front; and what it died of.
 *
 * A worker leaves copies of itself (kernel/pipe/copy.h): each waits for a first frame on a channel
 * of its own and knows what the worker knew when it was made. When the worker dies, or when what it
 * did is to be undone, one of them takes its place. The machine copies only what either changes.
 */
#pragma once
#include "kernel/base/error.h"
#include "kernel/pipe/channel.h"

#include <stdbool.h>
#include <sys/types.h>

/* A worker that sleeps. */
struct copy {
	pid_t pid;
	int fd;           /* the front's end of its channel */
	uint64_t request; /* after which it was made */
	size_t bytes;     /* that it may come to take */
};

enum { COPIES = 8 }; /* that are kept at most: the oldest goes first */

struct process {
	pid_t pid; /* 0: none */
	struct channel channel;
	struct copy copies[COPIES]; /* the oldest first */
	size_t copy_count;
	bool cut; /* the oldest were let go of: there is no way back to the start */
	unsigned long out_of_memory; /* processes that had been ended for that before */
};

enum { WORKER_DESCRIPTOR = 3 }; /* what `--worker` is given */

/* Starts `puente --worker 3`. False with the error set. */
bool process_start(struct process *process, struct error *error);

enum death_cause { DEATH_EXIT, DEATH_SIGNAL, DEATH_OUT_OF_MEMORY };

struct death {
	enum death_cause cause;
	int number;   /* the exit status or the signal */
	bool stopped; /* it had been stopped (SIGSTOP) when it was ended */
	bool broken;  /* it had sent what is no frame */
};

/* Ends the whole group if it still runs, waits for the worker, buries what else has ended and lets
 * go of everything but the worker's copies. */
void process_end(struct process *process, struct death *death);

/* Waits for the children of this process that have ended: copies that a dead worker left, and that
 * end after it. Not for the worker, whose death its channel tells; one that has ended may hide
 * others, which are left to process_end. To be called at SIGCHLD. */
void process_bury(const struct process *process);

/* Takes in the copy that a FRAME_COPY, just taken from the channel, has announced. */
void process_adopt(struct process *process, const struct frame *frame);

/* Ends the worker if it still runs and goes on from its newest copy, or the one `back` before that;
 * *request says after which cell it was made. Copies that are gone are passed over. *request 0: it
 * goes on from the start, and there is no worker. False, with nothing done, unless back <
 * process_steps. */
bool process_wake(struct process *process, size_t back, uint64_t *request);
size_t process_steps(const struct process *process);

/* Ends all copies. To be called when the process is let go of for good. */
void process_forget(struct process *process);

/* In worker's place: dies with its front, is the first to go when memory runs out, keeps no
 * descriptor but its channel's, and its copies need nobody who waits for them. False when the front
 * is already gone. */
bool process_settle(int descriptor);
/* The same in a copy's place, once it is woken. `front` is the process that should have woken it.
 */
bool process_settle_copy(pid_t front);

struct text;

/* Half a sentence: "it was killed (SIGKILL)", "the machine ran out of memory". */
void death_describe(const struct death *death, struct text *to);
