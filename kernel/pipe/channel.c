/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A channel's two buffers. What was read stays where it is until the next pull, because frames are
 * lent from it.
 */
#include "kernel/pipe/channel.h"

#include "kernel/base/memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	CHUNK = 64 << 10,    /* bytes of one read */
	PULL_MOST = 1 << 20, /* of one pull, so that one side cannot keep the other from its work */
	KEEP_MOST = 1 << 20, /* an empty buffer larger than this is given back */
};

void channel_init(struct channel *channel, int fd)
{
	int flags = fcntl(fd, F_GETFL);
	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	*channel = (struct channel){
		.fd = fd, .passed = -1, .pieces = memory_new(FRAME_PIECES, sizeof *channel->pieces)
	};
}

void channel_release(struct channel *channel)
{
	if (channel->fd >= 0)
		close(channel->fd);
	if (channel->passed >= 0)
		close(channel->passed);
	text_release(&channel->out);
	text_release(&channel->in);
	free(channel->pieces);
	*channel = (struct channel){ .fd = -1, .passed = -1, .ended = true };
}

bool channel_put(struct channel *channel, const struct frame *frame)
{
	return frame_write(frame, &channel->out);
}

/* Drops the first `*done` bytes. */
static void forget(struct text *text, size_t *done)
{
	if (*done == text->length) {
		if (text->capacity > KEEP_MOST)
			text_release(text);
		else
			text_clear(text);
	} else if (*done > 0) {
		memmove(text->bytes, text->bytes + *done, text->length - *done);
		text->length -= *done;
	}
	*done = 0;
}

static bool would_block(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK;
}

bool channel_push(struct channel *channel)
{
	bool moved = false;
	while (!channel->deaf && channel->pushed < channel->out.length) {
		ssize_t size = send(channel->fd, channel->out.bytes + channel->pushed,
			channel->out.length - channel->pushed, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0) {
			channel->deaf = !would_block();
			break;
		}
		channel->pushed += (size_t)size;
		moved = true;
	}
	if (channel->deaf)
		channel->pushed = channel->out.length;
	if (channel->pushed == channel->out.length || channel->pushed > KEEP_MOST)
		forget(&channel->out, &channel->pushed);
	return moved;
}

/* Room for one descriptor beside the bytes; the system closes what there is no room for. */
union beside {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr aligned;
};

bool channel_pass(struct channel *channel, const struct frame *frame, int descriptor)
{
	struct text bytes = TEXT_EMPTY;
	union beside beside = { .bytes = { 0 } };
	if (channel_waiting(channel) > 0 || channel->deaf || !frame_write(frame, &bytes))
		return false;
	struct iovec vector = { bytes.bytes, bytes.length };
	struct msghdr message = { .msg_iov = &vector,
		.msg_iovlen = 1,
		.msg_control = beside.bytes,
		.msg_controllen = sizeof beside.bytes };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof descriptor);
	memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
	/* So few bytes go whole or not at all. */
	bool sent = sendmsg(channel->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) ==
		    (ssize_t)bytes.length;
	text_release(&bytes);
	return sent;
}

static ssize_t receive(struct channel *channel, char chunk[CHUNK])
{
	union beside beside;
	struct iovec vector = { chunk, CHUNK };
	struct msghdr message = { .msg_iov = &vector,
		.msg_iovlen = 1,
		.msg_control = beside.bytes,
		.msg_controllen = sizeof beside.bytes };
	ssize_t size = recvmsg(channel->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	struct cmsghdr *header = size > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
		header->cmsg_len == CMSG_LEN(sizeof channel->passed)) {
		if (channel->passed >= 0)
			close(channel->passed); /* no frame asked for it */
		memcpy(&channel->passed, CMSG_DATA(header), sizeof channel->passed);
	}
	return size;
}

bool channel_pull(struct channel *channel)
{
	char chunk[CHUNK];
	size_t read = 0;
	int passed = channel->passed;
	forget(&channel->in, &channel->taken);
	while (!channel->ended && read < PULL_MOST && channel->passed == passed) {
		ssize_t size = receive(channel, chunk);
		if (size < 0 && errno == EINTR)
			continue;
		if (size <= 0) {
			channel->ended = size == 0 || !would_block();
			break;
		}
		text_append(&channel->in, chunk, (size_t)size);
		read += (size_t)size;
	}
	return read > 0;
}

/* `length`: of the frame, which is not taken yet. */
static bool look(struct channel *channel, struct frame *frame, size_t *length)
{
	if (channel->broken || channel->in.length == channel->taken)
		return false;
	enum frame_status status = frame_read(channel->in.bytes + channel->taken,
		channel->in.length - channel->taken, frame, channel->pieces, length);
	if (status == FRAME_BROKEN)
		channel->ended = channel->broken = true;
	return status == FRAME_WHOLE;
}

bool channel_take(struct channel *channel, struct frame *frame)
{
	size_t length = 0;
	bool whole = look(channel, frame, &length);
	channel->taken += length * whole;
	return whole;
}

bool channel_take_unless(struct channel *channel, enum frame_kind kind, struct frame *frame)
{
	size_t length = 0;
	bool wanted = look(channel, frame, &length) && frame->kind != kind;
	channel->taken += length * wanted;
	return wanted;
}

size_t channel_waiting(const struct channel *channel)
{
	return channel->out.length - channel->pushed;
}

short channel_events(const struct channel *channel)
{
	return (short)(POLLIN | (channel_waiting(channel) > 0 ? POLLOUT : 0));
}
