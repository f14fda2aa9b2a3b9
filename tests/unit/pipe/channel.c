/* SPDX-License-Identifier: BSD-3-Clause
 *
 * channel: two ends in one process, in turn; neither may ever wait.
 */
#include "kernel/pipe/channel.h"

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct channel near, far;

static void open_pair(void)
{
	int ends[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	channel_init(&near, ends[0]);
	channel_init(&far, ends[1]);
}

static void close_pair(void)
{
	channel_release(&near);
	channel_release(&far);
}

static bool put(struct channel *channel, uint64_t request, const char *bytes, size_t length)
{
	struct piece piece = { bytes, length };
	struct frame frame = { FRAME_STREAM, 0, request, &piece, 1 };
	return channel_put(channel, &frame);
}

START_TEST(frames_arrive_in_order_and_once)
{
	open_pair();
	struct frame frame;
	for (uint64_t i = 0; i < 1000; i++)
		ck_assert(put(&near, i, "text", 4));
	ck_assert_int_eq(channel_events(&near), POLLIN | POLLOUT);
	uint64_t next = 0;
	while (next < 1000) {
		channel_push(&near);
		ck_assert(channel_pull(&far));
		while (channel_take(&far, &frame)) {
			ck_assert_uint_eq(frame.request, next++);
			ck_assert_str_eq(frame.pieces[0].bytes, "text");
		}
	}
	ck_assert(!channel_push(&near) && !channel_pull(&far) && !channel_take(&far, &frame));
	ck_assert_uint_eq(channel_waiting(&near), 0);
	ck_assert_int_eq(channel_events(&near), POLLIN);
	ck_assert(!far.ended && !near.deaf);
	close_pair();
}
END_TEST

START_TEST(a_kind_that_is_not_wanted_stays)
{
	struct frame frame;
	struct piece cell = piece_from("x = 1");
	open_pair();
	ck_assert(put(&near, 1, "text", 4));
	ck_assert(channel_put(&near, &(struct frame){ FRAME_EXECUTE, 0, 2, &cell, 1 }));
	ck_assert(put(&near, 3, "text", 4));
	channel_push(&near);
	channel_pull(&far);
	ck_assert(channel_take_unless(&far, FRAME_EXECUTE, &frame));
	ck_assert_uint_eq(frame.request, 1);
	for (int i = 0; i < 2; i++)
		ck_assert(!channel_take_unless(&far, FRAME_EXECUTE, &frame));
	ck_assert(channel_take(&far, &frame));
	ck_assert_uint_eq(frame.request, 2);
	ck_assert(channel_take_unless(&far, FRAME_EXECUTE, &frame));
	ck_assert_uint_eq(frame.request, 3);
	ck_assert(!channel_take_unless(&far, FRAME_EXECUTE, &frame));
	close_pair();
}
END_TEST

START_TEST(neither_end_waits_for_the_other)
{
	enum { SIZE = 8 << 20 };
	open_pair();
	char *bytes = malloc(SIZE);
	memset(bytes, 'x', SIZE);
	struct frame frame;
	/* Both write more than the system holds before either reads. */
	ck_assert(put(&near, 1, bytes, SIZE) && put(&far, 2, bytes, SIZE));
	channel_push(&near);
	channel_push(&far);
	ck_assert(channel_waiting(&near) > 0 && channel_waiting(&far) > 0);
	bool near_has = false, far_has = false;
	while (!near_has || !far_has) {
		bool moved = ((int)channel_push(&near) | (int)channel_push(&far)) != 0;
		ck_assert(((int)moved | (int)channel_pull(&near) | (int)channel_pull(&far)) != 0);
		near_has = near_has || channel_take(&near, &frame);
		far_has = far_has || channel_take(&far, &frame);
	}
	ck_assert_uint_eq(frame.pieces[0].length, SIZE);
	ck_assert_mem_eq(frame.pieces[0].bytes, bytes, SIZE);
	free(bytes);
	close_pair();
}
END_TEST

START_TEST(last_words_are_heard)
{
	open_pair();
	struct frame frame;
	put(&near, 1, "last", 4);
	channel_push(&near);
	put(&near, 2, "never pushed", 12);
	close(near.fd);
	near.fd = -1;
	put(&far, 3, "nobody reads this", 17);
	channel_push(&far);
	ck_assert(far.deaf && !far.ended);
	ck_assert_uint_eq(channel_waiting(&far), 0);
	ck_assert(channel_pull(&far));
	ck_assert(channel_take(&far, &frame));
	ck_assert_str_eq(frame.pieces[0].bytes, "last");
	ck_assert(!channel_pull(&far) && far.ended && !far.broken);
	ck_assert(!channel_take(&far, &frame));
	close_pair();
}
END_TEST

START_TEST(nonsense_ends_it)
{
	open_pair();
	struct frame frame;
	put(&near, 1, "sound", 5);
	channel_push(&near);
	ck_assert_int_eq(send(near.fd, "this is no frame at all", 23, 0), 23);
	ck_assert(channel_pull(&far));
	ck_assert(channel_take(&far, &frame));
	ck_assert(!channel_take(&far, &frame));
	ck_assert(far.ended && far.broken);
	ck_assert(!channel_pull(&far));
	close_pair();
}
END_TEST

static bool pass(int descriptor)
{
	struct piece piece = piece_from("text");
	struct frame frame = { FRAME_STREAM, 0, 1, &piece, 1 };
	return channel_pass(&near, &frame, descriptor);
}

/* Of two that nobody has taken the first is closed: whoever reads what it writes sees the end. */
START_TEST(descriptors_come_along_one_at_a_time)
{
	int first[2], second[2];
	char byte;
	open_pair();
	ck_assert_int_eq(pipe2(first, O_NONBLOCK), 0);
	ck_assert_int_eq(pipe2(second, O_NONBLOCK), 0);
	ck_assert(pass(first[1]) && pass(second[1]));
	close(first[1]);
	close(second[1]);
	ck_assert(channel_pull(&far));
	ck_assert_int_ge(far.passed, 0);
	ck_assert_int_eq(read(first[0], &byte, 1), -1);
	ck_assert(channel_pull(&far));
	ck_assert_int_eq(read(first[0], &byte, 1), 0);
	ck_assert_int_eq(write(far.passed, "x", 1), 1);
	ck_assert_int_eq(read(second[0], &byte, 1), 1);
	/* None overtakes what waits. */
	put(&near, 1, "text", 4);
	ck_assert(!pass(second[0]));
	/* What was passed goes with the channel. */
	close_pair();
	ck_assert_int_eq(read(second[0], &byte, 1), 0);
	close(first[0]);
	close(second[0]);
}
END_TEST

SUITE(frames_arrive_in_order_and_once, a_kind_that_is_not_wanted_stays,
	neither_end_waits_for_the_other, last_words_are_heard, nonsense_ends_it,
	descriptors_come_along_one_at_a_time)
