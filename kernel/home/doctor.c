/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Each line is tried, not looked up: a call that exists may still be forbidden in a container.
 */
#include "kernel/home/doctor.h"

#include "kernel/base/locale.h"
#include "kernel/base/text.h"
#include "kernel/base/version.h"
#include "kernel/pipe/process.h"
#include "kernel/pipe/sandbox.h"
#include "kernel/session/soundness.h"
#include "kernel/view/bundle.h"
#include "kernel/view/table.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static const struct column columns[] = {
	{ "what", N_("what"), N_("what is looked at"), COLUMN_TEXT },
	{ "state", N_("state"), N_("yes, no, or what was found"), COLUMN_TEXT },
	{ "gives", N_("what it gives"), N_("what is lost without it"), COLUMN_TEXT },
};

static void row(struct table *table, const char *what, const char *state, const char *gives)
{
	table_text(table, what);
	table_text(table, state);
	table_text(table, gives);
}

static bool yes_or_no(struct table *table, const char *what, bool given, const char *gives)
{
	row(table, what, given ? _("yes") : _("no"), gives);
	return given;
}

static bool lock_rows(struct table *table)
{
	char landlock[64];
	unsigned parts = sandbox_probe();
	int version = sandbox_landlock();
	snprintf(landlock, sizeof landlock, version ? "Landlock %d" : "Landlock", version);
	bool files = yes_or_no(table, landlock, parts & SANDBOX_FILES,
		_("a cell reads and writes only in its folders"));
	bool calls = yes_or_no(table, "seccomp", parts & SANDBOX_CALLS,
		_("a cell opens no socket and starts no program"));
	bool limits = yes_or_no(
		table, _("limits"), parts & SANDBOX_LIMITS, _("a cell cannot take all memory"));
	return files && calls && limits;
}

static void machine_rows(struct table *table)
{
	char cores[32], memory[32];
	struct utsname name;
	uname(&name);
	snprintf(cores, sizeof cores, "%ld", sysconf(_SC_NPROCESSORS_ONLN));
	snprintf(memory, sizeof memory, "%.1f GB", (double)sandbox_memory() / (1L << 30));
	row(table, _("program"), PUENTE_VERSION, _("the version of this kernel"));
	row(table, name.sysname, name.release, name.machine);
	row(table, _("cores"), cores, _("several trainings at once"));
	row(table, _("memory"), memory, _("most that a worker may take"));
}

/* A worker that starts, and one that is reported dead when it is. */
static bool worker_row(struct table *table)
{
	struct error error = { .kind = ERROR_NONE };
	struct process process;
	struct death death;
	bool started = process_start(&process, &error);
	if (started)
		process_end(&process, &death);
	return yes_or_no(table, _("worker"), started, _("cells run apart from the sockets"));
}

static bool arithmetic_row(struct table *table)
{
	struct error error = { .kind = ERROR_NONE };
	bool sound = soundness_try(&error);
	return yes_or_no(table, _("arithmetic"), sound,
		sound ? _("the same numbers as on every other machine") : error.message);
}

static bool language_row(struct table *table)
{
	const char *before = locale_get();
	bool speaks = locale_set("es") && strcmp(locale_text("yes"), "yes") != 0;
	locale_set(before);
	return yes_or_no(table, "español", speaks, _("sentences in Spanish"));
}

/* The folders that Jupyter searches, as jupyter_core.paths has them. */
static bool find_spec(char *found, size_t size)
{
	const char *home = getenv("HOME"), *path = getenv("JUPYTER_PATH");
	char own[PATH_MAX], list[3 * PATH_MAX];
	snprintf(own, sizeof own, "%s/.local/share/jupyter", home ? home : "");
	snprintf(list, sizeof list, "%s:%s:/usr/local/share/jupyter:/usr/share/jupyter",
		path ? path : "", own);
	for (char *save = NULL, *each = strtok_r(list, ":", &save); each;
		each = strtok_r(NULL, ":", &save))
		if ((size_t)snprintf(found, size, "%s/kernels/puente/kernel.json", each) < size &&
			access(found, R_OK) == 0)
			return true;
	return false;
}

static void jupyter_row(struct table *table)
{
	char found[4 * PATH_MAX];
	if (find_spec(found, sizeof found))
		row(table, "Jupyter", found, _("notebooks find this kernel"));
	else
		row(table, "Jupyter", _("not found"),
			_("make install, or the virtual environment that make demo fills"));
}

int doctor_run(void)
{
	struct bundle bundle = BUNDLE_EMPTY;
	struct table *table = table_new(columns, sizeof columns / sizeof *columns, "");
	machine_rows(table);
	bool whole = worker_row(table);
	whole &= arithmetic_row(table);
	whole &= lock_rows(table);
	whole &= language_row(table);
	jupyter_row(table);
	table_caption(table, "%s",
		whole ? _("This machine gives all that the kernel asks for.")
		      : _("Something is missing on this machine: see the lines that say no."));
	table_bundle(table, &bundle);
	puts(bundle_find(&bundle, "text/plain"));
	bundle_release(&bundle);
	table_free(table);
	return whole ? EXIT_SUCCESS : EXIT_FAILURE;
}
