/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Standard error is often a pipe that nobody reads: poll before each write.
 */
#include "kernel/pipe/log.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void __attribute__((format(printf, 1, 0))) write_line(const char *format, va_list arguments)
{
	char line[1024] = "puente: ";
	int length = vsnprintf(line + 8, sizeof line - 9, format, arguments);
	if (length < 0)
		return;
	size_t end = 8 + (size_t)length;
	end = end < sizeof line - 2 ? end : sizeof line - 2;
	line[end++] = '\n';
	struct pollfd ready = { .fd = STDERR_FILENO, .events = POLLOUT };
	if (poll(&ready, 1, 0) == 1 && ready.revents == POLLOUT) {
		ssize_t written = write(STDERR_FILENO, line, end);
		(void)written; /* nowhere left to complain */
	}
}

void log_line(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	write_line(format, arguments);
	va_end(arguments);
}

void log_debug(const char *format, ...)
{
	if (!getenv("PUENTE_DEBUG"))
		return;
	va_list arguments;
	va_start(arguments, format);
	write_line(format, arguments);
	va_end(arguments);
}
