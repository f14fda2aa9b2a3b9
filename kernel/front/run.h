/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Scripts and transcripts without Jupyter, through a worker like everything else.
 */
#pragma once
#include <stdbool.h>

/* Runs a file, or standard input when `path` is NULL, as one cell, and prints what it shows.
 * `echo`: the file is a transcript; each block of lines that start with "> " is a cell, printed
 * again before its output, and all other lines are left out. Returns the exit status for the
 * process: failure as soon as a cell has failed (a transcript goes on). */
int run_file(const char *path, bool echo);
