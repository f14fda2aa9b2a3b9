/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Lines for whoever runs the kernel, on standard error. A reader of notebooks never sees them.
 */
#pragma once

/* One line, "puente: ..."; dropped when standard error would block, so that nobody has to read it.
 */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same, only when PUENTE_DEBUG is set: what an outsider could cause again and again. */
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
