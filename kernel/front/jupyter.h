/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The kernel as Jupyter starts it.
 */
#pragma once

/* Serves the sockets of a connection file until it is told to stop or its parent is gone. Returns
 * the exit status for the process. */
int jupyter_serve(const char *connection_file);
