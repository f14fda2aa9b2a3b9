/* SPDX-License-Identifier: BSD-3-Clause */
#include "kernel/commands/files.h"

#include "kernel/base/locale.h"
#include "nn/file.h"

#include <string.h>
#include <strings.h>

bool files_has_ending(const char *file, const char *ending)
{
	size_t length = strlen(file), wanted = strlen(ending);
	return length > wanted && strcasecmp(file + length - wanted, ending) == 0;
}

bool files_check_ending(
	struct session *session, const char *file, const char *ending, struct error *error)
{
	if (files_has_ending(file, ending))
		return true;
	error_set(error, ERROR_VALUE, session_argument(session, "file"),
		_("the name of this file must end in %s"), ending);
	return error_hint(error, _("for example: \"net%s\""), ending);
}

bool files_fault(
	struct session *session, const char *file, const struct fault *fault, struct error *error)
{
	struct span where = session_argument(session, "file");
	if (fault->kind == FAULT_MEMORY && fault->found > 0)
		return session_memory_fits(session, fault->found, where, _("this file"), error);
	if (fault->kind == FAULT_FILE)
		return error_set(error, ERROR_FILE, where, "%s: %s", file, strerror(fault->system));
	return session_fault(fault, where, error);
}

bool files_write(struct session *session, const char *file, const void *bytes, size_t length,
	struct error *error)
{
	struct fault fault = { 0 };
	return file_replace(file, bytes, length, &fault) ||
	       files_fault(session, file, &fault, error);
}
