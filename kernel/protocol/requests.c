/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Requests that need no worker: each makes the content of its reply.
 */
#include "kernel/base/locale.h"
#include "kernel/base/utf8.h"
#include "kernel/base/version.h"
#include "kernel/protocol/state.h"

#include <string.h>

static json_t *fail(const char *name, const char *message)
{
	return failure_content(name, message, message);
}

static json_t *answer_kernel_info(struct kernel *kernel, const struct message *message)
{
	(void)kernel;
	(void)message;
	json_t *mode = json_pack("{ss s[ss] s[s]}", "name", "puente", "mime", "text/x-puente",
		"text/x-sh", "extensions", "puente");
	json_t *language = json_pack("{ss ss ss ss ss so}", "name", "puente", "version",
		LANGUAGE_VERSION, "mimetype", "text/x-puente", "file_extension", ".puente",
		"pygments_lexer", "bash", "codemirror_mode", mode);
	return json_pack("{ss ss ss ss so ss s[] s[s]}", "status", "ok", "protocol_version", "5.5",
		"implementation", "puente", "implementation_version", PUENTE_VERSION,
		"language_info", language, "banner",
		"Puente " PUENTE_VERSION ": watch neural networks learn. Type help.", "help_links",
		"supported_features", "kernel subshells");
}

/* The code and the byte its cursor (code points) stands before. */
static struct piece read_code(const struct message *message, size_t *cursor)
{
	struct piece code = message_text(message, "code");
	if (!code.bytes)
		code = piece_from("");
	*cursor = utf8_offset(
		code.bytes, code.length, message_number(message, "cursor_pos", (long)code.length));
	return code;
}

static json_t *answer_complete(struct kernel *kernel, const struct message *message)
{
	size_t cursor;
	struct piece code = read_code(message, &cursor);
	struct completion completion = { .arena = NULL };
	session_complete(&kernel->vocabulary, code.bytes, code.length, cursor, &completion);
	json_int_t start = (json_int_t)utf8_count(code.bytes, completion.start);
	json_int_t end = (json_int_t)utf8_count(code.bytes, completion.end);
	json_t *matches = json_array(), *types = json_array();
	for (size_t i = 0; i < completion.count; i++) {
		const struct candidate *candidate = &completion.candidates[i];
		json_t *text = json_from_text(candidate->text, strlen(candidate->text));
		json_array_append(matches, text);
		json_array_append_new(types,
			json_pack("{so ss sI sI so}", "text", text, "type", candidate->type,
				"start", start, "end", end, "signature",
				json_from_text(candidate->detail, strlen(candidate->detail))));
	}
	completion_release(&completion);
	return json_pack("{ss so sI sI s{so}}", "status", "ok", "matches", matches, "cursor_start",
		start, "cursor_end", end, "metadata", "_jupyter_types_experimental", types);
}

static json_t *answer_inspect(struct kernel *kernel, const struct message *message)
{
	size_t cursor;
	struct piece code = read_code(message, &cursor);
	struct bundle bundle = BUNDLE_EMPTY;
	int detail = message_number(message, "detail_level", 0) > 0;
	json_t *data = json_object();
	bool found = session_inspect(
		&kernel->vocabulary, code.bytes, code.length, cursor, detail, &bundle);
	for (size_t i = 0; i < bundle.count && found; i++)
		json_object_set_new(data, bundle.forms[i].type,
			json_from_text(bundle.forms[i].content, strlen(bundle.forms[i].content)));
	bundle_release(&bundle);
	return json_pack(
		"{ss sb so s{}}", "status", "ok", "found", found, "data", data, "metadata");
}

static json_t *answer_is_complete(struct kernel *kernel, const struct message *message)
{
	static const char *const names[] = { [COMPLETENESS_COMPLETE] = "complete",
		[COMPLETENESS_INCOMPLETE] = "incomplete",
		[COMPLETENESS_INVALID] = "invalid" };
	size_t cursor, indent = 0;
	(void)kernel;
	struct piece code = read_code(message, &cursor);
	enum completeness completeness = session_is_complete(code.bytes, code.length, &indent);
	json_t *answer = json_pack("{ss}", "status", names[completeness]);
	if (completeness == COMPLETENESS_INCOMPLETE) {
		struct text spaces = TEXT_EMPTY;
		text_format(&spaces, "%*s", (int)indent, "");
		json_object_set_new(answer, "indent", json_string(text_string(&spaces)));
		text_release(&spaces);
	}
	return answer;
}

static json_t *answer_history(struct kernel *kernel, const struct message *message)
{
	return json_pack(
		"{ss so}", "status", "ok", "history", history_answer(&kernel->history, message));
}

static json_t *answer_connect(struct kernel *kernel, const struct message *message)
{
	const long *ports = kernel->connection->ports;
	(void)message;
	return json_pack("{ss si si si si si}", "status", "ok", "shell_port",
		(int)ports[PORT_SHELL], "iopub_port", (int)ports[PORT_IOPUB], "stdin_port",
		(int)ports[PORT_STDIN], "control_port", (int)ports[PORT_CONTROL], "hb_port",
		(int)ports[PORT_HEARTBEAT]);
}

static json_t *answer_interrupt(struct kernel *kernel, const struct message *message)
{
	(void)message;
	kernel_interrupt(kernel);
	return json_pack("{ss}", "status", "ok");
}

static json_t *answer_shutdown(struct kernel *kernel, const struct message *message)
{
	bool restart = message_flag(message, "restart", false);
	execution_abandon(kernel);
	kernel->over = true;
	json_t *content = json_pack("{ss sb}", "status", "ok", "restart", restart);
	kernel_publish(kernel, message, "shutdown_reply", json_incref(content));
	return content;
}

static json_t *answer_usage(struct kernel *kernel, const struct message *message)
{
	(void)message;
	return usage_answer(&kernel->usage);
}

static json_t *answer_create_subshell(struct kernel *kernel, const struct message *message)
{
	(void)message;
	const char *id = subshells_create(&kernel->subshells);
	return id ? json_pack("{ss ss}", "status", "ok", "subshell_id", id)
		  : fail("RuntimeError", _("there are too many subshells: delete one"));
}

static json_t *answer_delete_subshell(struct kernel *kernel, const struct message *message)
{
	const char *id = json_string_value(json_object_get(message->content, "subshell_id"));
	if (!id || !subshells_delete(&kernel->subshells, id))
		return fail("SubshellNotFound", _("there is no subshell of that id"));
	execution_orphan(kernel, id);
	return json_pack("{ss}", "status", "ok");
}

static json_t *answer_list_subshell(struct kernel *kernel, const struct message *message)
{
	(void)message;
	return json_pack(
		"{ss so}", "status", "ok", "subshell_id", subshells_list(&kernel->subshells));
}

static const struct {
	const char *type;
	json_t *(*answer)(struct kernel *kernel, const struct message *message);
} handlers[] = {
	{ "comm_close", comms_close },
	{ "comm_info_request", comms_info },
	{ "comm_msg", comms_hear },
	{ "comm_open", comms_open },
	{ "complete_request", answer_complete },
	{ "connect_request", answer_connect },
	{ "create_subshell_request", answer_create_subshell },
	{ "delete_subshell_request", answer_delete_subshell },
	{ "history_request", answer_history },
	{ "inspect_request", answer_inspect },
	{ "interrupt_request", answer_interrupt },
	{ "is_complete_request", answer_is_complete },
	{ "kernel_info_request", answer_kernel_info },
	{ "list_subshell_request", answer_list_subshell },
	{ "shutdown_request", answer_shutdown },
	{ "usage_request", answer_usage },
};

json_t *request_answer(struct kernel *kernel, const struct message *message)
{
	if (!subshells_have(&kernel->subshells, message))
		return fail("SubshellNotFound", _("there is no subshell of that id"));
	if (!message->content)
		return fail("ProtocolError", _("the content of the message is not a JSON object"));
	for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++)
		if (strcmp(message->type, handlers[i].type) == 0)
			return handlers[i].answer(kernel, message);
	return fail("ProtocolError", _("no request of that type is known"));
}
