/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Preloaded into a kernel (LD_PRELOAD), it lets one allocation of the front fail: the one whose
 * number PUENTE_STARVE is, counted from the program's start. PUENTE_STARVE_WHOSE is `program` or
 * `libraries` to count only what the program asks for itself (for itself, jansson and OpenSSL), or
 * only what the other libraries do. "starved: FILE" on standard error says that there was one, and
 * who had asked. The worker, which inherits the environment, is left alone.
 */
#include <dlfcn.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool counts(const void *caller);
static void starved(const void *caller);
#define STARVE_COUNTS(caller) counts(caller)
#define STARVED(caller)       starved(caller)
#include "tests/starve/starve.h"

static uintptr_t program_start, program_end;
static bool leaves_out[2]; /* the libraries; the program */

static bool counts(const void *caller)
{
	uintptr_t at = (uintptr_t)caller;
	return !leaves_out[at >= program_start && at < program_end];
}

static void say(const char *text)
{
	(void)!write(STDERR_FILENO, text, strlen(text));
}

static void starved(const void *caller)
{
	Dl_info info = { .dli_fname = "?" };
	dladdr(caller, &info);
	say("starved: ");
	say(info.dli_fname);
	say("\n");
}

/* Of the program, which is told first. */
static int find(struct dl_phdr_info *info, size_t size, void *unused)
{
	(void)size;
	(void)unused;
	program_start = UINTPTR_MAX;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		uintptr_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
		uintptr_t end = start + info->dlpi_phdr[i].p_memsz;
		if (info->dlpi_phdr[i].p_type != PT_LOAD)
			continue;
		program_start = start < program_start ? start : program_start;
		program_end = end > program_end ? end : program_end;
	}
	return 1;
}

/* glibc passes the program's arguments to constructors. */
__attribute__((constructor)) static void start(int count, char **arguments)
{
	const char *number = getenv("PUENTE_STARVE"), *whose = getenv("PUENTE_STARVE_WHOSE");
	if (!number || count < 2 || strcmp(arguments[1], "--worker") == 0)
		return;
	dl_iterate_phdr(find, NULL);
	leaves_out[0] = whose && strcmp(whose, "program") == 0;
	leaves_out[1] = whose && strcmp(whose, "libraries") == 0;
	starve_after = strtol(number, NULL, 10);
}
