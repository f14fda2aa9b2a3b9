/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A worker as its front sees it: a process of its own program, started by exec, in a process group
 * of its own, that dies with its front; and what it died of.
 */
#pragma once
#include "kernel/base/error.h"
#include "kernel/pipe/channel.h"

#include <stdbool.h>
#include <sys/types.h>

struct process {
	pid_t pid; /* 0: none */
	struct channel channel;
	unsigned long
		out_of_memory; /* how often the machine had ended some process for that before */
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

/* Ends the whole group if it still runs, waits for the worker and lets go of everything. */
void process_end(struct process *process, struct death *death);

/* In worker's place: dies with its front, is the first to go when memory runs out, and keeps no
 * descriptor but its channel's. False when the front is already gone. */
bool process_settle(int descriptor);

struct text;

/* Half a sentence: "it was killed (SIGKILL)", "the machine ran out of memory". */
void death_describe(const struct death *death, struct text *to);
