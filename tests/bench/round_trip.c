/* SPDX-License-Identifier: BSD-3-Clause
 *
 * round_trip FILE COUNT CODE: how long a cell takes from its request to its reply and its idle,
 * both, seen by a client in C; and the same number of messages of the same sizes from a bare
 * ZeroMQ echo, in the same process. Prints: kernel p50 p99 echo p50 p99 (microseconds), messages.
 */
#include "kernel/protocol/connection.h"
#include "kernel/protocol/signature.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum { FRAMES_MOST = 16, MESSAGES_MOST = 16, WARM = 50, SIZE_MOST = 1 << 16 };

struct message { /* the sizes of its frames */
	size_t count, sizes[FRAMES_MOST];
};

struct answer { /* what came for one request */
	struct message published[MESSAGES_MOST], reply;
	size_t count;
};

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;
	return (a > b) - (a < b);
}

/* Reads one message; whether one of its frames holds `word` (NULL: not asked). */
static bool receive(void *socket, struct message *message, const char *word)
{
	static char bytes[SIZE_MOST + 1];
	bool found = false;
	int more = 1;
	size_t length = sizeof more;
	for (message->count = 0; more; message->count++) {
		int size = zmq_recv(socket, bytes, SIZE_MOST, 0);
		assert(size >= 0 && size <= SIZE_MOST && message->count < FRAMES_MOST);
		bytes[size] = '\0';
		found |= word && strstr(bytes, word);
		message->sizes[message->count] = (size_t)size;
		zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &length);
	}
	return found;
}

static void send_pieces(void *socket, const struct piece *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		zmq_send(
			socket, pieces[i].bytes, pieces[i].length, i + 1 < count ? ZMQ_SNDMORE : 0);
}

/* Until the idle of this request was published and its reply has come. */
static void await(void *shell, void *iopub, struct answer *answer)
{
	bool idle = false;
	for (answer->count = 0; !idle; answer->count++) {
		assert(answer->count < MESSAGES_MOST);
		idle = receive(iopub, &answer->published[answer->count], "\"idle\"");
	}
	receive(shell, &answer->reply, NULL);
}

static void *connected(void *context, int type, const char *endpoint)
{
	void *socket = zmq_socket(context, type);
	zmq_setsockopt(socket, ZMQ_LINGER, &(int){ 0 }, sizeof(int));
	if (zmq_connect(socket, endpoint) != 0) {
		fprintf(stderr, "%s: %s\n", endpoint, zmq_strerror(zmq_errno()));
		exit(EXIT_FAILURE);
	}
	if (type == ZMQ_SUB)
		zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0);
	return socket;
}

static void print_times(double *times, int count)
{
	qsort(times, (size_t)count, sizeof *times, compare);
	printf("%.1f %.1f ", times[count / 2], times[count * 99 / 100]);
}

/* ---- a kernel ---- */

static void execute(void *shell, struct signer *signer, int number, const char *code)
{
	char header[256], content[512], signature[SIGNATURE_LENGTH + 1];
	snprintf(header, sizeof header,
		"{\"msg_id\":\"b%d-%ld\",\"session\":\"bench\",\"username\":\"b\",\"date\":\""
		"2020-01-01T00:00:00.000000Z\",\"msg_type\":\"execute_request\",\"version\":\"5."
		"3\"}",
		number, (long)getpid());
	snprintf(content, sizeof content,
		"{\"code\":\"%s\",\"silent\":false,\"store_history\":false,\"user_expressions\":{},"
		"\"allow_stdin\":false,\"stop_on_error\":true}",
		code);
	struct piece pieces[] = { piece_from("<IDS|MSG>"), { signature, 0 }, piece_from(header),
		piece_from("{}"), piece_from("{}"), piece_from(content) };
	pieces[1].length = signer_sign(signer, pieces + 2, signature);
	send_pieces(shell, pieces, sizeof pieces / sizeof *pieces);
}

static bool comes(void *socket, long milliseconds)
{
	zmq_pollitem_t item = { socket, 0, ZMQ_POLLIN, 0 };
	return zmq_poll(&item, 1, milliseconds) > 0;
}

/* A subscription takes a while to arrive: cells are run until an idle is heard, and nothing that
 * belongs to them is left. */
static void settle(void *shell, void *iopub, struct signer *signer, const char *code)
{
	struct message message;
	bool heard = false;
	for (int number = -1; !heard; number--) {
		execute(shell, signer, number, code);
		receive(shell, &message, NULL);
		while (comes(iopub, 200))
			heard |= receive(iopub, &message, "\"idle\"");
	}
}

static void measure_kernel(const char *path, int count, const char *code, struct answer *answer)
{
	struct connection connection;
	struct error error = { .kind = ERROR_NONE };
	struct text endpoint = TEXT_EMPTY;
	if (!connection_load(&connection, path, &error)) {
		fprintf(stderr, "%s\n", error.message);
		exit(EXIT_FAILURE);
	}
	void *context = zmq_ctx_new();
	connection_endpoint(&connection, PORT_SHELL, &endpoint);
	void *shell = connected(context, ZMQ_DEALER, text_string(&endpoint));
	text_clear(&endpoint);
	connection_endpoint(&connection, PORT_IOPUB, &endpoint);
	void *iopub = connected(context, ZMQ_SUB, text_string(&endpoint));
	struct signer *signer = signer_new(connection.key);
	double *times = calloc((size_t)count, sizeof *times);
	settle(shell, iopub, signer, code);
	for (int i = -WARM; i < count; i++) {
		double start = now();
		execute(shell, signer, i + WARM, code);
		await(shell, iopub, answer);
		if (i >= 0)
			times[i] = now() - start;
	}
	print_times(times, count);
	free(times);
	signer_free(signer);
	text_release(&endpoint);
	connection_release(&connection);
	zmq_close(shell);
	zmq_close(iopub);
	zmq_ctx_term(context);
}

/* ---- the echo ---- */

struct echo {
	void *router, *publisher;
	const struct answer *answer;
};

static void send_sizes(void *socket, const struct message *message, const char *last)
{
	static char bytes[SIZE_MOST];
	for (size_t i = 0; i < message->count; i++) {
		bool end = i + 1 == message->count;
		size_t size = message->sizes[i] > strlen(last) ? message->sizes[i] : strlen(last);
		memset(bytes, ' ', size);
		if (end)
			memcpy(bytes, last, strlen(last));
		zmq_send(socket, bytes, size, end ? 0 : ZMQ_SNDMORE);
	}
}

static void *run_echo(void *to)
{
	struct echo *echo = to;
	const struct answer *answer = echo->answer;
	char identity[256];
	for (;;) {
		int more = 1;
		size_t length = sizeof more;
		int size = zmq_recv(echo->router, identity, sizeof identity, 0);
		if (size < 0)
			return NULL;
		for (char frame[1024]; more;) {
			int read = zmq_recv(echo->router, frame, sizeof frame, 0);
			if (read == 0) /* the end */
				return NULL;
			zmq_getsockopt(echo->router, ZMQ_RCVMORE, &more, &length);
		}
		for (size_t i = 0; i + 1 < answer->count; i++)
			send_sizes(echo->publisher, &answer->published[i], "");
		zmq_send(echo->router, identity, (size_t)size, ZMQ_SNDMORE);
		send_sizes(echo->router, &answer->reply, "");
		send_sizes(echo->publisher, &answer->published[answer->count - 1], "\"idle\"");
	}
}

static void *bound(void *context, int type, char *endpoint, size_t size)
{
	void *socket = zmq_socket(context, type);
	zmq_setsockopt(socket, ZMQ_LINGER, &(int){ 0 }, sizeof(int));
	int failed = zmq_bind(socket, "tcp://127.0.0.1:*") |
		     zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size);
	assert(!failed);
	return socket;
}

static void measure_echo(const struct answer *like, int count)
{
	char shell_at[64], iopub_at[64];
	static struct answer answer;
	void *context = zmq_ctx_new();
	struct echo echo = { .answer = like };
	pthread_t thread;
	echo.router = bound(context, ZMQ_ROUTER, shell_at, sizeof shell_at);
	echo.publisher = bound(context, ZMQ_PUB, iopub_at, sizeof iopub_at);
	void *shell = connected(context, ZMQ_DEALER, shell_at);
	void *iopub = connected(context, ZMQ_SUB, iopub_at);
	zmq_pollitem_t item = { iopub, 0, ZMQ_POLLIN, 0 };
	do
		zmq_send(echo.publisher, "\"idle\"", 6, 0);
	while (zmq_poll(&item, 1, 20) == 0);
	while (zmq_poll(&item, 1, 50) > 0)
		receive(iopub, &answer.reply, NULL);
	pthread_create(&thread, NULL, run_echo, &echo);
	double *times = calloc((size_t)count, sizeof *times);
	static const char filler[400];
	struct piece pieces[] = { { filler, 9 }, { filler, 64 }, { filler, 160 }, { filler, 2 },
		{ filler, 2 }, { filler, 160 } };
	for (int i = -WARM; i < count; i++) {
		double start = now();
		send_pieces(shell, pieces, sizeof pieces / sizeof *pieces);
		await(shell, iopub, &answer);
		if (i >= 0)
			times[i] = now() - start;
	}
	print_times(times, count);
	zmq_send(shell, "", 0, 0);
	pthread_join(thread, NULL);
	free(times);
	zmq_close(shell);
	zmq_close(iopub);
	zmq_close(echo.router);
	zmq_close(echo.publisher);
	zmq_ctx_term(context);
}

int main(int count, char **arguments)
{
	static struct answer answer;
	if (count != 4) {
		fprintf(stderr, "round_trip FILE COUNT CODE\n");
		return EXIT_FAILURE;
	}
	int rounds = atoi(arguments[2]);
	measure_kernel(arguments[1], rounds, arguments[3], &answer);
	measure_echo(&answer, rounds);
	printf("%zu\n", answer.count + 1);
	return EXIT_SUCCESS;
}
