/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Subshells: who waits for whom, and what a failure or a deletion aborts (Jupyter enhancement
 * proposal 91).
 */
#include "tests/unit/protocol/desk.h"

/* The id of a new one. */
static const char *create(void)
{
	static char ids[4][64];
	static size_t made;
	char *id = ids[made++ % 4];
	request(PORT_CONTROL, "create_subshell_request", "{}", "{}");
	const char *quoted = reply_member("subshell_id");
	snprintf(id, sizeof *ids, "%.*s", (int)strlen(quoted) - 2, quoted + 1);
	drop_all();
	return id;
}

static void remove_shell(const char *id)
{
	char content[128];
	snprintf(content, sizeof content, "{\"subshell_id\":\"%s\"}", id);
	request(PORT_CONTROL, "delete_subshell_request", "{}", content);
}

static void execute_on(const char *subshell, const char *content)
{
	request_on(subshell, PORT_SHELL, "execute_request", "{}", content);
}

START_TEST(come_and_go)
{
	char list[256];
	open_kernel();
	request(PORT_CONTROL, "list_subshell_request", "{}", "{}");
	ck_assert_str_eq(reply_member("subshell_id"), "[]");
	const char *first = create(), *second = create();
	ck_assert_str_ne(first, second);
	request(PORT_CONTROL, "list_subshell_request", "{}", "{}");
	snprintf(list, sizeof list, "[\"%s\",\"%s\"]", first, second);
	ck_assert_str_eq(reply_member("subshell_id"), list);
	remove_shell(first);
	ck_assert_str_eq(reply_member("status"), "\"ok\"");
	request(PORT_CONTROL, "list_subshell_request", "{}", "{}");
	snprintf(list, sizeof list, "[\"%s\"]", second);
	ck_assert_str_eq(reply_member("subshell_id"), list);
	remove_shell(first);
	ck_assert_str_eq(reply_member("ename"), "\"SubshellNotFound\"");
	request(PORT_CONTROL, "delete_subshell_request", "{}", "{\"subshell_id\":7}");
	ck_assert_str_eq(reply_member("ename"), "\"SubshellNotFound\"");
	close_kernel();
}
END_TEST

START_TEST(serve_while_a_cell_runs)
{
	open_kernel();
	const char *id = create();
	execute("{\"code\": \"long\"}");
	drop_all();
	request_on(id, PORT_SHELL, "comm_info_request", "{}", "{}");
	ck_assert_str_eq(reply_member("status"), "\"ok\"");
	/* One session, one worker: a cell waits, and starts when the running one is done. */
	execute_on(id, "{\"code\": \"other\"}");
	ck_assert_uint_eq(worker.sent, 1);
	done();
	ck_assert_uint_eq(worker.sent, 2);
	ck_assert_str_eq(worker.first[1], "other");
	close_kernel();
}
END_TEST

START_TEST(a_failure_aborts_its_own)
{
	open_kernel();
	const char *id = create();
	execute("{\"code\": \"one\"}");
	execute_on(id, "{\"code\": \"two\"}");
	execute("{\"code\": \"three\"}");
	failed();
	ck_assert_str_eq(worker.first[1], "two");
	done();
	ck_assert_uint_eq(worker.sent, 2);
	execute_on(id, "{\"code\": \"four\"}");
	execute_on(id, "{\"code\": \"five\"}");
	execute("{\"code\": \"six\"}");
	failed();
	ck_assert_uint_eq(worker.sent, 4);
	ck_assert_str_eq(worker.first[3], "six");
	close_kernel();
}
END_TEST

START_TEST(take_their_cells_along)
{
	open_kernel();
	const char *id = create();
	execute("{\"code\": \"one\"}");
	execute_on(id, "{\"code\": \"two\"}");
	execute("{\"code\": \"three\"}");
	remove_shell(id);
	drop_all();
	done();
	ck_assert_str_eq(worker.first[1], "three");
	ck_assert_str_eq(reply_member("status"), "\"ok\"");
	ck_assert_str_eq(reply_member("status"), "\"aborted\"");
	done();
	drop_all();
	execute_on(id, "{\"code\": \"four\"}");
	ck_assert_str_eq(reply_member("ename"), "\"SubshellNotFound\"");
	close_kernel();
}
END_TEST

START_TEST(are_not_without_number)
{
	open_kernel();
	for (int i = 0; i < SUBSHELLS_MOST; i++)
		create();
	request(PORT_CONTROL, "create_subshell_request", "{}", "{}");
	ck_assert_str_eq(reply_member("status"), "\"error\"");
	close_kernel();
}
END_TEST

SUITE(come_and_go, serve_while_a_cell_runs, a_failure_aborts_its_own, take_their_cells_along,
	are_not_without_number)
