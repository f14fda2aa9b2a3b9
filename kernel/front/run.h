/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Scripts and transcripts without Jupyter, through a worker like everything else.
 */
#pragma once
enum run_way {
	RUN_SCRIPT,     /* one cell, and what it shows */
	RUN_TRANSCRIPT, /* each block of lines that start with "> " is a cell, printed again before
			   its output; all other lines are left out */
	RUN_HASH,       /* one cell, and no more than the hash of its network */
};

/* Runs a file, or standard input when `path` is NULL, and prints. Returns the exit status for the
 * process: failure as soon as a cell has failed (a transcript goes on). */
int run_file(const char *path, enum run_way way);
