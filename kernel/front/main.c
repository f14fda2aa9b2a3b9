/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The program: a kernel for Jupyter, its own worker, or a runner of scripts.
 */
#include "kernel/base/locale.h"
#include "kernel/base/text.h"
#include "kernel/base/version.h"
#include "kernel/front/jupyter.h"
#include "kernel/front/run.h"
#include "kernel/front/system.h"
#include "kernel/home/doctor.h"
#include "kernel/pipe/log.h"
#include "kernel/pipe/sandbox.h"
#include "kernel/worker/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int help(void)
{
	fputs(_("Puente: a Jupyter kernel for watching neural networks learn.\n"
		"\n"
		"  puente --connection-file FILE   serve a notebook (Jupyter starts it like this)\n"
		"  puente run [--echo] [FILE]      run a script, or standard input, without "
		"Jupyter;\n"
		"                                  --echo: its lines that start with \"> \" are "
		"cells,\n"
		"                                  printed again with what they answer\n"
		"  puente hash [FILE]              run a script and print only the digits that "
		"stand for\n"
		"                                  its network's weights: equal on every machine\n"
		"  puente doctor                   what this machine gives the kernel, and what is "
		"missing\n"
		"  puente --version | --help\n"),
		stdout);
	return EXIT_SUCCESS;
}

static int run(enum run_way way, int count, char **arguments)
{
	const char *path = NULL;
	for (int i = 0; i < count; i++)
		if (way == RUN_SCRIPT && strcmp(arguments[i], "--echo") == 0)
			way = RUN_TRANSCRIPT;
		else
			path = arguments[i];
	return run_file(path && strcmp(path, "-") != 0 ? path : NULL, way);
}

/* Before anybody connects: a kernel that may not run unlocked does not start at all. */
static bool lockable(void)
{
	struct text missing = TEXT_EMPTY;
	if (sandbox_wish() != SANDBOX_REQUIRED)
		return true;
	unsigned parts = sandbox_probe();
	if (parts == SANDBOX_ALL)
		return true;
	sandbox_describe(SANDBOX_ALL & ~parts, &missing);
	log_line(_("PUENTE_SANDBOX asks for a lock that this machine does not give: %s"),
		text_string(&missing));
	text_release(&missing);
	return false;
}

static int serve(int count, char **arguments)
{
	const char *file = NULL;
	for (int i = 0; i < count; i++)
		if ((strcmp(arguments[i], "--connection-file") == 0 ||
			    strcmp(arguments[i], "-f") == 0) &&
			i + 1 < count)
			file = arguments[++i];
		else if (strncmp(arguments[i], "--connection-file=", 18) == 0)
			file = arguments[i] + 18;
		else
			log_line("the argument %s is ignored", arguments[i]);
	if (file)
		return lockable() ? jupyter_serve(file) : EXIT_FAILURE;
	log_line("no connection file was given; puente --help says more");
	return EXIT_FAILURE;
}

int main(int count, char **arguments)
{
	const char *first = count > 1 ? arguments[1] : "--help";
	bool for_terminal = strcmp(first, "run") == 0 || strcmp(first, "hash") == 0 ||
			    strcmp(first, "doctor") == 0 || strcmp(first, "--help") == 0;
	system_streams_open();
	locale_start(for_terminal);
	if (strcmp(first, "--worker") == 0 && count == 3)
		return worker_run(atoi(arguments[2]));
	if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
		return help();
	if (strcmp(first, "--version") == 0) {
		puts("puente " PUENTE_VERSION);
		return EXIT_SUCCESS;
	}
	if (strcmp(first, "doctor") == 0)
		return doctor_run();
	if (strcmp(first, "run") == 0)
		return run(RUN_SCRIPT, count - 2, arguments + 2);
	if (strcmp(first, "hash") == 0)
		return run(RUN_HASH, count - 2, arguments + 2);
	return serve(count - 1, arguments + 1);
}
