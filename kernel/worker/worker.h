/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A session behind the pipe: runs the cells it is sent, one after the other, until it is told to
 * quit or nobody is left at the other end.
 */
#pragma once

/* Closes the socket. Returns the exit status for the process. */
int worker_run(int socket);
