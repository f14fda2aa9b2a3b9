/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the files of this floor share about a kernel.
 */
#pragma once
#include "kernel/protocol/comms.h"
#include "kernel/protocol/history.h"
#include "kernel/protocol/kernel.h"
#include "kernel/protocol/subshells.h"
#include "kernel/protocol/usage.h"
#include "kernel/session/session.h"

/* An execute_request, from the moment it has come. */
struct cell {
	struct cell *next;
	struct message *message;
	bool aborted; /* a cell before it failed */
};

/* The cell in flight. */
struct running {
	struct cell *cell; /* NULL: none */
	uint64_t request;
	long count; /* its execution count */
	bool silent, stores, stops;
	bool interrupted;
	long interrupted_at; /* milliseconds; or the worker's first word, if that came later */
	bool unresponsive;   /* its worker is ended for that */
	char started[DATE_LENGTH];
	char *result;        /* text/plain of its result, for the history */
	char *question;      /* the id of the input_request that waits for an answer */
	json_t *payload;     /* array */
	json_t *expressions; /* name: outcome, as far as they are known */
	json_t *asked;       /* names of the expressions that the worker has, in order */
	size_t answered;     /* of them */
	json_t *controls;    /* what can be steered: {name: value} */
	bool undoes;         /* it wants to go back: */
	size_t back, offset; /* as process_wake takes it; bytes of the cell that are done */
};

/* Which cell a copy was made after: the reader knows cells by their counts. */
struct mark {
	uint64_t request;
	long count;
};

enum worker_state {
	WORKER_NONE,
	WORKER_STARTING, /* anew; has not said anything yet */
	WORKER_WAKING,   /* from a copy; nor has that one */
	WORKER_READY,
};

struct kernel {
	const struct connection *connection;
	struct bridge bridge;
	struct signer *signer;
	struct sender sender;
	struct outbox replies, published;
	struct history history;
	struct vocabulary vocabulary;
	struct usage usage;
	struct subshells subshells;
	struct comms comms;
	enum worker_state worker;
	bool stillborn; /* a new worker died before it said anything: the next waits for a cell */
	bool greeted;   /* "starting" was said */
	bool over;
	long now;
	long heard_at;        /* the worker's last word */
	long count;           /* of the last cell that was counted */
	uint64_t request;     /* of the last cell that was sent */
	struct mark finished; /* the cell that has ended last */
	struct mark marks[2 * COPIES];
	size_t marked; /* how many there have been */
	struct cell *first, *last;
	struct running running;
	char *loss; /* what the next cell is to say: a worker has died since the last one; or NULL
		     */
};

/* Publishing: `content` is taken over. */
void kernel_publish(
	struct kernel *kernel, const struct message *parent, const char *type, json_t *content);
void kernel_state(struct kernel *kernel, const struct message *parent, const char *state);
/* "x_request" is answered by "x_reply", on the port it came from. */
void kernel_reply(
	struct kernel *kernel, const struct message *message, json_t *metadata, json_t *content);
json_t *failure_content(const char *name, const char *message, const char *shown);

/* kernel/protocol/requests.c: everything but execute. The reply's content; NULL: there is no reply.
 */
json_t *request_answer(struct kernel *kernel, const struct message *message);

/* kernel/protocol/execution.c */
void execution_queue(struct kernel *kernel, struct message **message);
/* Sends the rest of the running cell, from byte `offset` on. */
void execution_resume(struct kernel *kernel, size_t offset);
void execution_finish(struct kernel *kernel, const char *name, const char *text, const char *shown);
/* What waits in a subshell that is no more will not run. */
void execution_orphan(struct kernel *kernel, const char *subshell);
/* Answers all that runs or waits as aborted: the kernel is going. */
void execution_abandon(struct kernel *kernel);

/* kernel/protocol/recovery.c: a worker's copies. Notes that there is one; that the running cell
 * wants to go back; says what is left, once the copy made after `request` has taken over (0: none
 * has); goes back, if that is wanted. */
void recovery_note(struct kernel *kernel, const struct frame *frame);
void recovery_want(struct kernel *kernel, const struct frame *frame);
void recovery_describe(const struct kernel *kernel, uint64_t request, struct text *to);
void recovery_undo(struct kernel *kernel);

/* kernel/protocol/output.c */
void output_take(struct kernel *kernel, const struct frame *frame);
void output_answer(struct kernel *kernel, const struct message *message);
