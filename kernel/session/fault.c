/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Faults of nn/ as sentences.
 */
#include "nn/fault.h"

#include "kernel/base/locale.h"
#include "kernel/session/session.h"

#include <assert.h>
#include <string.h>

static bool not_finite(const struct fault *fault, struct span where, struct error *error)
{
	const char *quantity = fault->quantity ? _(fault->quantity) : _("a number");
	if (fault->layer > 0 && fault->step > 0)
		return error_set(error, ERROR_NUMERIC, where,
			_("%s is not finite: layer %zu, step %zu"), quantity, fault->layer,
			fault->step);
	if (fault->layer > 0)
		return error_set(error, ERROR_NUMERIC, where, _("%s is not finite: layer %zu"),
			quantity, fault->layer);
	if (fault->line > 0)
		return error_set(error, ERROR_NUMERIC, where,
			_("%s is not finite: line %zu, column %zu"), quantity, fault->line,
			fault->column);
	return error_set(error, ERROR_NUMERIC, where, _("%s is not finite"), quantity);
}

static bool format(const struct fault *fault, struct span where, struct error *error)
{
	const char *wanted = fault->quantity ? _(fault->quantity) : _("something else");
	if (fault->line > 0 && fault->column > 0)
		return error_set(error, ERROR_FILE, where,
			_("line %zu, column %zu: %s was expected"), fault->line, fault->column,
			wanted);
	if (fault->line > 0)
		return error_set(error, ERROR_FILE, where, _("line %zu: %s was expected"),
			fault->line, wanted);
	return error_set(error, ERROR_FILE, where, _("%s was expected"), wanted);
}

bool session_interrupted(struct span where, struct error *error)
{
	return error_set(error, ERROR_INTERRUPTED, where, _("stopped by the reader"));
}

bool session_fault(const struct fault *fault, struct span where, struct error *error)
{
	bool named = fault->quantity && fault->kind != FAULT_NAME;
	const char *quantity = named ? _(fault->quantity) : "";
	switch (fault->kind) {
	case FAULT_MEMORY:
		return error_set(error, ERROR_MEMORY, where,
			_("the machine has not enough memory for this"));
	case FAULT_INTERRUPTED: return session_interrupted(where, error);
	case FAULT_NOT_FINITE: return not_finite(fault, where, error);
	case FAULT_SHAPE:
		if (fault->line > 0)
			return error_set(error, ERROR_FILE, where,
				_("line %zu: %s: %zu expected, %zu found"), fault->line, quantity,
				fault->expected, fault->found);
		return error_set(error, ERROR_VALUE, where, _("%s: %zu expected, %zu found"),
			quantity, fault->expected, fault->found);
	case FAULT_TASK:
		return error_set(
			error, ERROR_VALUE, where, _("this loss does not suit these data"));
	case FAULT_FILE: return error_set(error, ERROR_FILE, where, "%s", strerror(fault->system));
	case FAULT_FORMAT: return format(fault, where, error);
	case FAULT_MISSING:
		error_set(error, ERROR_FILE, where, _("line %zu, column %zu: a value is missing"),
			fault->line, fault->column);
		return error_hint(error, _("fill it in, or leave the row out"));
	case FAULT_NAME:
		return error_set(error, ERROR_FILE, where, _("the file has no column \"%s\""),
			fault->quantity);
	case FAULT_UNSUITABLE:
		return error_set(error, ERROR_VALUE, where, _("not possible here: %s"), quantity);
	case FAULT_NONE: break;
	}
	assert(fault->kind != FAULT_NONE);
	return false;
}
