/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Comms: what stays open between a client and the kernel. One target is known, "puente.steer". Who
 * opens a comm to it is told what the running command lets the reader steer, now and whenever that
 * changes, and may steer it:
 *
 *	kernel  {"controls": {"lr": 0.1, "stop": 0}}      {} while nothing can be steered
 *	client  {"name": "lr", "value": 0.05}             at once, while a cell runs
 *	kernel  {"controls": {"lr": 0.05, "stop": 0}}     to every comm: all views agree
 *	kernel  {"controls": {...}, "refused": "depth"}   for what is no control, or no number
 *
 * A comm to any other target is closed at once, as the protocol asks.
 */
#pragma once
#include <jansson.h>

struct comms {
	json_t *open; /* {id: {"target_name": target}}; NULL: none yet */
};

struct kernel;
struct message;
struct frame;

enum { COMMS_MOST = 1000 };

void comms_release(struct comms *comms);
/* The contents of the replies; comm messages have none (NULL). */
json_t *comms_info(struct kernel *kernel, const struct message *message);
json_t *comms_open(struct kernel *kernel, const struct message *message);
json_t *comms_hear(struct kernel *kernel, const struct message *message);
json_t *comms_close(struct kernel *kernel, const struct message *message);

/* The worker has said what can be steered, or no longer. */
void comms_control(struct kernel *kernel, const struct frame *frame);
/* The cell ends: nothing can. */
void comms_rest(struct kernel *kernel);
