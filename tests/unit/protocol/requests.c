/* SPDX-License-Identifier: BSD-3-Clause
 *
 * requests: what the kernel answers by itself, member by member.
 */
#include "tests/unit/protocol/desk.h"

#include "kernel/session/vocabulary.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* The reply to a request: what it holds, as text. */
static json_t *answer(const char *type, const char *content)
{
	char name[64];
	drop_all();
	request(PORT_SHELL, type, "{}", content);
	return next(kernel_replies(kernel), name);
}

static const char *text_of(json_t *content, const char *member)
{
	static char line[512];
	json_t *value = json_object_get(content, member);
	char *dumped = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
	snprintf(line, sizeof line, "%s", dumped ? dumped : "(none)");
	free(dumped);
	return line;
}

static void is(const char *type, const char *content, const char *member, const char *expected)
{
	json_t *found = answer(type, content);
	ck_assert_ptr_nonnull(found);
	ck_assert_str_eq(text_of(found, member), expected);
	json_decref(found);
}

/* A session's words, as its worker sends them. */
static void learn(const char *language)
{
	struct vocabulary vocabulary = { .language = memory_copy(language, strlen(language)) };
	struct text names = TEXT_EMPTY;
	vocabulary_add(&vocabulary, WORD_NETWORK, "lucia", "2-2 relu");
	vocabulary_write(&vocabulary, &names);
	struct piece piece = { text_string(&names), names.length };
	kernel_frame(kernel, &(struct frame){ FRAME_NAMES, 0, 0, &piece, 1 });
	text_release(&names);
	vocabulary_release(&vocabulary);
}

START_TEST(who_it_is)
{
	open_kernel();
	json_t *info = answer("kernel_info_request", "{}");
	ck_assert_str_eq(text_of(info, "status"), "\"ok\"");
	ck_assert_str_eq(text_of(info, "protocol_version"), "\"5.5\"");
	ck_assert_str_eq(text_of(info, "supported_features"), "[\"kernel subshells\"]");
	ck_assert_str_eq(
		text_of(json_object_get(info, "language_info"), "file_extension"), "\".puente\"");
	json_decref(info);
	is("connect_request", "{}", "shell_port", "1");
	close_kernel();
}
END_TEST

START_TEST(completes_in_code_points)
{
	open_kernel();
	learn("en");
	/* Each letter before the word has two bytes or more. */
	json_t *found = answer("complete_request",
		"{\"code\": \"print \\\"\\u00f1\\u00e9\\ud83e\\udd9c\\\"; prin\", "
		"\"cursor_pos\": 17}");
	ck_assert_str_eq(text_of(found, "matches"), "[\"print\"]");
	ck_assert_str_eq(text_of(found, "cursor_start"), "13");
	ck_assert_str_eq(text_of(found, "cursor_end"), "17");
	json_t *types =
		json_object_get(json_object_get(found, "metadata"), "_jupyter_types_experimental");
	ck_assert_uint_eq(json_array_size(types), 1);
	ck_assert_str_eq(text_of(json_array_get(types, 0), "type"), "\"command\"");
	ck_assert_str_eq(text_of(json_array_get(types, 0), "start"), "13");
	json_decref(found);
	/* Any cursor, and no code at all. */
	static const char *const contents[] = { "{\"code\": \"pri\", \"cursor_pos\": -7}",
		"{\"code\": \"pri\", \"cursor_pos\": 1e30}", "{\"code\": 5}", "{}",
		"{\"code\": \"pri\", \"cursor_pos\": \"x\"}" };
	for (size_t i = 0; i < sizeof contents / sizeof *contents; i++)
		is("complete_request", contents[i], "status", "\"ok\"");
	close_kernel();
}
END_TEST

START_TEST(inspects)
{
	open_kernel();
	learn("en");
	json_t *brief = answer("inspect_request", "{\"code\": \"print\", \"cursor_pos\": 2}");
	ck_assert_str_eq(text_of(brief, "found"), "true");
	ck_assert_uint_gt(json_object_size(json_object_get(brief, "data")), 0);
	json_decref(brief);
	is("inspect_request", "{\"code\": \"zzzz\", \"cursor_pos\": 2}", "found", "false");
	is("inspect_request", "{\"code\": \"print\", \"cursor_pos\": 2, \"detail_level\": 1}",
		"found", "true");
	close_kernel();
}
END_TEST

START_TEST(says_whether_code_is_complete)
{
	open_kernel();
	is("is_complete_request", "{\"code\": \"print 1\"}", "status", "\"complete\"");
	is("is_complete_request", "{\"code\": \"print 1\"}", "indent", "(none)");
	is("is_complete_request", "{\"code\": \"print (1\"}", "status", "\"incomplete\"");
	is("is_complete_request", "{\"code\": \"print )\"}", "status", "\"invalid\"");
	json_t *found = answer("is_complete_request", "{\"code\": \"print (1\"}");
	ck_assert(json_is_string(json_object_get(found, "indent")));
	json_decref(found);
	close_kernel();
}
END_TEST

START_TEST(remembers_cells)
{
	open_kernel();
	execute("{\"code\": \"print 1\"}");
	done();
	is("history_request", "{\"hist_access_type\": \"tail\", \"n\": 5}", "history",
		"[[1,1,\"print 1\"]]");
	close_kernel();
}
END_TEST

START_TEST(refuses_what_it_does_not_know)
{
	open_kernel();
	is("no_such_request", "{}", "ename", "\"ProtocolError\"");
	is("kernel_info_request", "[]", "ename", "\"ProtocolError\"");
	is("kernel_info_request", "{", "status", "\"error\"");
	request_on("nowhere", PORT_SHELL, "kernel_info_request", "{}", "{}");
	ck_assert_str_eq(reply_member("ename"), "\"SubshellNotFound\"");
	is("delete_subshell_request", "{\"subshell_id\": 5}", "ename", "\"SubshellNotFound\"");
	close_kernel();
}
END_TEST

/* Figures of this machine; the shares are of the time between two questions. */
START_TEST(knows_what_it_takes)
{
	open_kernel();
	for (int i = 0; i < 2; i++) {
		json_t *usage = answer("usage_request", "{}");
		ck_assert_int_eq(json_integer_value(json_object_get(usage, "pid")), getpid());
		ck_assert_double_gt(
			json_number_value(json_object_get(usage, "kernel_memory")), 100000);
		ck_assert_double_ge(json_number_value(json_object_get(usage, "kernel_cpu")), 0);
		ck_assert_int_ge(json_integer_value(json_object_get(usage, "cpu_count")), 1);
		json_t *host = json_object_get(usage, "host_virtual_memory");
		double total = json_number_value(json_object_get(host, "total"));
		ck_assert_double_gt(total, 0);
		ck_assert_double_le(json_number_value(json_object_get(host, "available")), total);
		json_decref(usage);
	}
	close_kernel();
}
END_TEST

/* A child that is over and not yet buried: what it has taken is counted, memory it has none. */
START_TEST(knows_children_that_are_over)
{
	siginfo_t over;
	open_kernel();
	pid_t child = fork();
	if (child == 0)
		_exit(0);
	ck_assert_int_eq(waitid(P_PID, (id_t)child, &over, WEXITED | WNOWAIT), 0);
	json_t *usage = answer("usage_request", "{}");
	ck_assert_double_gt(json_number_value(json_object_get(usage, "kernel_memory")), 100000);
	json_decref(usage);
	waitpid(child, NULL, 0);
	close_kernel();
}
END_TEST

/* No descriptor is left to read the figures with; the panel gets those that need none. */
START_TEST(answers_without_figures)
{
	struct rlimit before;
	open_kernel();
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 0, before.rlim_max });
	json_t *usage = answer("usage_request", "{}");
	setrlimit(RLIMIT_NOFILE, &before);
	ck_assert_str_eq(json_string_value(json_object_get(usage, "status")), "ok");
	ck_assert_int_eq(json_integer_value(json_object_get(usage, "pid")), getpid());
	ck_assert_double_eq(json_number_value(json_object_get(usage, "kernel_memory")), 0);
	ck_assert_ptr_null(json_object_get(usage, "host_virtual_memory"));
	ck_assert_ptr_null(json_object_get(usage, "host_cpu_percent"));
	json_decref(usage);
	close_kernel();
}
END_TEST

START_TEST(shuts_down)
{
	open_kernel();
	is("shutdown_request", "{\"restart\": true}", "restart", "true");
	ck_assert(kernel_is_over(kernel));
	close_kernel();
}
END_TEST

SUITE(who_it_is, completes_in_code_points, inspects, says_whether_code_is_complete, remembers_cells,
	refuses_what_it_does_not_know, knows_what_it_takes, knows_children_that_are_over,
	answers_without_figures, shuts_down)
