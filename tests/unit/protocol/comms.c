/* SPDX-License-Identifier: BSD-3-Clause
 *
 * comms: opened, told, steered, closed.
 */
#include "kernel/protocol/comms.h"
#include "tests/unit/protocol/desk.h"

/* All comm messages that wait, in one line: the type and the content of each. */
static const char *told(void)
{
	static char line[1024];
	char name[64];
	json_t *content;
	line[0] = '\0';
	while ((content = next(kernel_published(kernel), name))) {
		char *dumped = json_dumps(content, JSON_COMPACT | JSON_SORT_KEYS);
		size_t length = strlen(line);
		if (strncmp(name, "comm_", 5) == 0)
			snprintf(line + length, sizeof line - length, "%s%.8s %s",
				length ? " " : "", name, dumped);
		free(dumped);
		json_decref(content);
	}
	return line;
}

static void open_comm(const char *id, const char *target)
{
	char content[128];
	snprintf(content, sizeof content,
		"{\"comm_id\": \"%s\", \"target_name\": \"%s\", \"data\": {}}", id, target);
	request(PORT_SHELL, "comm_open", "{}", content);
}

static void steer(const char *id, const char *data)
{
	char content[128];
	snprintf(content, sizeof content, "{\"comm_id\": \"%s\", \"data\": %s}", id, data);
	request(PORT_SHELL, "comm_msg", "{}", content);
}

static void control(unsigned flags, const char *name, const char *value)
{
	struct piece pieces[] = { piece_from(name), piece_from(value) };
	kernel_frame(
		kernel, &(struct frame){ FRAME_CONTROL, flags, worker.requests[0], pieces, 2 });
}

START_TEST(only_the_known_target_stays_open)
{
	open_kernel();
	open_comm("a", "nowhere");
	ck_assert_str_eq(told(), "comm_clo {\"comm_id\":\"a\",\"data\":{}}");
	open_comm("b", "puente.steer");
	ck_assert_str_eq(told(), "comm_msg {\"comm_id\":\"b\",\"data\":{\"controls\":{}}}");
	open_comm("b", "puente.steer"); /* again: it stays as it is */
	request(PORT_SHELL, "comm_open", "{}", "{\"comm_id\": 5}");
	ck_assert_str_eq(told(), "");
	request(PORT_SHELL, "comm_info_request", "{}", "{}");
	ck_assert_str_eq(reply_member("comms"), "{\"b\":{\"target_name\":\"puente.steer\"}}");
	request(PORT_SHELL, "comm_info_request", "{}", "{\"target_name\": \"other\"}");
	ck_assert_str_eq(reply_member("comms"), "{}");
	request(PORT_SHELL, "comm_close", "{}", "{\"comm_id\": \"b\", \"data\": {}}");
	request(PORT_SHELL, "comm_close", "{}", "{\"comm_id\": \"never\"}");
	request(PORT_SHELL, "comm_info_request", "{}", "{}");
	ck_assert_str_eq(reply_member("comms"), "{}");
	ck_assert_str_eq(replies(), ""); /* comm messages have none */
	close_kernel();
}
END_TEST

START_TEST(what_runs_is_steered_and_all_views_agree)
{
	open_kernel();
	open_comm("a", "puente.steer");
	execute("{\"code\": \"one\"}");
	told();
	control(0, "lr", "0.5");
	ck_assert_str_eq(
		told(), "comm_msg {\"comm_id\":\"a\",\"data\":{\"controls\":{\"lr\":0.5}}}");
	open_comm("b", "puente.steer");
	ck_assert_str_eq(
		told(), "comm_msg {\"comm_id\":\"b\",\"data\":{\"controls\":{\"lr\":0.5}}}");
	steer("b", "{\"name\": \"lr\", \"value\": 0.25}");
	ck_assert_int_eq(worker.kinds[1], FRAME_STEER);
	ck_assert_str_eq(worker.first[1], "lr");
	ck_assert_str_eq(told(),
		"comm_msg {\"comm_id\":\"a\",\"data\":{\"controls\":{\"lr\":0.25}}} "
		"comm_msg {\"comm_id\":\"b\",\"data\":{\"controls\":{\"lr\":0.25}}}");
	request(PORT_SHELL, "comm_close", "{}", "{\"comm_id\": \"b\"}");
	control(FRAME_FLAG_END, "lr", "0");
	ck_assert_str_eq(told(), "comm_msg {\"comm_id\":\"a\",\"data\":{\"controls\":{}}}");
	control(0, "lr", "nan"); /* no number */
	ck_assert_str_eq(told(), "comm_msg {\"comm_id\":\"a\",\"data\":{\"controls\":{}}}");
	/* What the cell leaves behind goes with it. */
	control(0, "stop", "0");
	told();
	say(FRAME_DONE, 0, 0, NULL);
	ck_assert_str_eq(told(), "comm_msg {\"comm_id\":\"a\",\"data\":{\"controls\":{}}}");
	close_kernel();
}
END_TEST

START_TEST(what_cannot_be_steered_is_refused)
{
	static const char *const data[] = { "{\"name\": \"depth\", \"value\": 1}",
		"{\"name\": \"lr\", \"value\": \"x\"}", "{\"name\": \"lr\"}" };
	open_kernel();
	open_comm("a", "puente.steer");
	steer("a", "{\"name\": \"lr\", \"value\": 1}"); /* nothing runs */
	told();
	execute("{\"code\": \"one\"}");
	control(0, "lr", "0.5");
	told();
	for (size_t i = 0; i < sizeof data / sizeof *data; i++) {
		steer("a", data[i]);
		ck_assert_ptr_nonnull(strstr(told(), "\"refused\":"));
	}
	steer("a", "5");
	steer("never", "{\"name\": \"lr\", \"value\": 1}");
	ck_assert_str_eq(told(), "");
	ck_assert_uint_eq(worker.sent, 1);
	close_kernel();
}
END_TEST

START_TEST(they_are_not_without_number)
{
	char id[16];
	open_kernel();
	for (int i = 0; i < COMMS_MOST; i++) {
		snprintf(id, sizeof id, "c%d", i);
		open_comm(id, "puente.steer");
		drop_all();
	}
	open_comm("one more", "puente.steer");
	ck_assert_str_eq(told(), "comm_clo {\"comm_id\":\"one more\",\"data\":{}}");
	close_kernel();
}
END_TEST

SUITE(only_the_known_target_stays_open, what_runs_is_steered_and_all_views_agree,
	what_cannot_be_steered_is_refused, they_are_not_without_number)
