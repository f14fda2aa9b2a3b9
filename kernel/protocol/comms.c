/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The registry of comms, and steering through them.
 */
#include "kernel/protocol/comms.h"

#include "kernel/protocol/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char steering[] = "puente.steer";

void comms_release(struct comms *comms)
{
	json_decref(comms->open);
	comms->open = NULL;
}

static const char *member(const struct message *message, const char *name)
{
	return json_string_value(json_object_get(message->content, name));
}

static void tell(
	struct kernel *kernel, const struct message *parent, const char *id, const char *refused)
{
	const json_t *now = kernel->running.controls;
	json_t *data = json_pack("{so}", "controls", now ? json_deep_copy(now) : json_object());
	if (refused)
		json_object_set_new(data, "refused", json_string(refused));
	kernel_publish(
		kernel, parent, "comm_msg", json_pack("{ss so}", "comm_id", id, "data", data));
}

static void tell_all(struct kernel *kernel, const struct message *parent)
{
	const char *id;
	json_t *comm;
	json_object_foreach(kernel->comms.open, id, comm)
	{
		tell(kernel, parent, id, NULL);
	}
}

json_t *comms_info(struct kernel *kernel, const struct message *message)
{
	const char *wanted = member(message, "target_name");
	bool all = !wanted || strcmp(wanted, steering) == 0;
	json_t *open = kernel->comms.open;
	return json_pack("{ss so}", "status", "ok", "comms",
		open && all ? json_deep_copy(open) : json_object());
}

/* One that is open already is another's: opening it again closes nothing. */
json_t *comms_open(struct kernel *kernel, const struct message *message)
{
	const char *id = member(message, "comm_id"), *target = member(message, "target_name");
	if (!id)
		return NULL;
	if (!kernel->comms.open)
		kernel->comms.open = json_object();
	json_t *open = kernel->comms.open;
	if (json_object_get(open, id))
		return NULL;
	if (!target || strcmp(target, steering) != 0 || json_object_size(open) == COMMS_MOST) {
		kernel_publish(kernel, message, "comm_close",
			json_pack("{ss s{}}", "comm_id", id, "data"));
		return NULL;
	}
	json_object_set_new(open, id, json_pack("{ss}", "target_name", steering));
	tell(kernel, message, id, NULL);
	return NULL;
}

static void steer(struct kernel *kernel, const char *name, double value)
{
	struct text number = TEXT_EMPTY;
	text_format(&number, "%.17g", value);
	struct piece pieces[] = { piece_from(name), { text_string(&number), number.length } };
	kernel->bridge.send(kernel->bridge.to, &(struct frame){ .kind = FRAME_STEER,
						       .request = kernel->running.request,
						       .pieces = pieces,
						       .count = 2 });
	json_object_set_new(kernel->running.controls, name, json_real(value));
	text_release(&number);
}

/* To a comm that is not open, or without a name: too late to matter. */
json_t *comms_hear(struct kernel *kernel, const struct message *message)
{
	const char *id = member(message, "comm_id");
	const json_t *data = json_object_get(message->content, "data");
	const char *name = json_string_value(json_object_get(data, "name"));
	const json_t *value = json_object_get(data, "value");
	if (!id || !name || !json_object_get(kernel->comms.open, id))
		return NULL;
	bool known = kernel->running.cell && json_object_get(kernel->running.controls, name);
	if (known && json_is_number(value) && isfinite(json_number_value(value))) {
		steer(kernel, name, json_number_value(value));
		tell_all(kernel, message);
	} else {
		tell(kernel, message, id, name);
	}
	return NULL;
}

json_t *comms_close(struct kernel *kernel, const struct message *message)
{
	const char *id = member(message, "comm_id");
	if (id && kernel->comms.open)
		json_object_del(kernel->comms.open, id);
	return NULL;
}

void comms_control(struct kernel *kernel, const struct frame *frame)
{
	struct running *running = &kernel->running;
	const char *name = frame->pieces[0].bytes;
	double value = strtod(frame->pieces[1].bytes, NULL);
	if (frame->flags & FRAME_FLAG_END)
		json_object_del(running->controls, name);
	else if (isfinite(value))
		/* A name that is no text is no control. */
		json_object_set_new(running->controls, name, json_real(value));
	tell_all(kernel, running->cell->message);
}

void comms_rest(struct kernel *kernel)
{
	json_t *controls = kernel->running.controls;
	bool had = json_object_size(controls) > 0;
	json_object_clear(controls);
	if (had)
		tell_all(kernel, kernel->running.cell->message);
	json_decref(controls);
	kernel->running.controls = NULL;
}
