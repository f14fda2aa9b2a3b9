/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The lock on a worker: what a reader's text can make it do is bounded by Linux, not by trust in
 * this program. Three parts, each applied where the machine has it:
 *
 *	files   Landlock: reads and writes only in the folders below; no TCP; no signal to a
 *	        process outside; nothing is executable
 *	calls   seccomp: only what a worker needs; sockets, exec, ptrace, namespaces and mounts
 *	        fail with EPERM, what is unknown with ENOSYS
 *	limits  no core dumps, 256 descriptors, memory up to sandbox_memory
 *
 *	                 reads                              writes
 *	at work          home, the notebook's folder        the notebook's folder
 *	while grading    the notebook's folder              one temporary folder of its own
 *	(NBGRADER_EXECUTION is set)
 *
 * PUENTE_READ and PUENTE_WRITE, paths with colons between, add folders. PUENTE_SANDBOX is off, on
 * (as much as the machine gives; so when unset) or required (all three parts or no kernel).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum sandbox_part {
	SANDBOX_FILES = 1,
	SANDBOX_CALLS = 2,
	SANDBOX_LIMITS = 4,
	SANDBOX_ALL = 7,
};

enum sandbox_wish { SANDBOX_OFF, SANDBOX_ON, SANDBOX_REQUIRED };
enum sandbox_wish sandbox_wish(void); /* an unknown word is taken for `required` */

/* Locks this process and all it will start, for good; to be called before any thread is. Which
 * parts it got, as enum sandbox_part. */
unsigned sandbox_enter(void);
/* Which parts a worker would get: tried in a child that ends at once. */
unsigned sandbox_probe(void);

/* Landlock's version; 0 where there is none. */
int sandbox_landlock(void);

/* Bytes that the machine, and every control group above this process, leave for it; less a tenth
 * for the others. */
size_t sandbox_memory(void);

/* The temporary folder of the worker whose front is `front`; false when it has none. It is made by
 * sandbox_enter while grading and removed, with what it holds, by sandbox_leave. */
bool sandbox_folder(long front, char *path, size_t size);
void sandbox_leave(long front);

struct text;

/* "files and calls": the parts, in the reader's language. */
void sandbox_describe(unsigned parts, struct text *to);
