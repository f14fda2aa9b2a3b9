/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the front asks of Linux: signals and the end of its parent as descriptors to poll.
 */
#pragma once

/* Standard input, output and error that are closed become empty: what is opened later would take
 * their numbers, and be written to. To be called first. */
void system_streams_open(void);

enum { SYSTEM_NOTHING, SYSTEM_INTERRUPT, SYSTEM_END };

/* Blocks the signals that it reports, and that of a child's end, which means nothing but wakes who
 * polls. To be called before any thread is started. */
int system_signals_open(void);
/* What the signals that have come amount to. */
int system_signals_read(int descriptor);

/* Becomes readable when the process that started the kernel (JPY_PARENT_PID) is gone; -1: the
 * kernel stands for itself. `gone`: it is already. */
int system_parent_open(int *gone);

/* Monotonic. */
long system_milliseconds(void);
long system_microseconds(void);
