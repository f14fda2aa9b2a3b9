/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The self-test, in the reader's words.
 */
#include "kernel/session/soundness.h"

#include "kernel/base/locale.h"
#include "nn/self_test.h"

#include <string.h>

bool soundness_tell(const char *level, const char *part, struct error *error)
{
	if (!part)
		return true;
	error_set(error, ERROR_NUMERIC, SPAN_NONE,
		_("this machine gets %s wrong (arithmetic: %s), so nothing is computed"), _(part),
		level);
	if (strcmp(level, "scalar") != 0)
		error_hint(error,
			_("start the kernel with PUENTE_ARITHMETIC=scalar, which is slower"));
	return false;
}

bool soundness_try(struct error *error)
{
	struct arithmetic_control before = arithmetic_enter();
	const char *part = self_test(arithmetic());
	arithmetic_leave(before);
	return soundness_tell(arithmetic()->name, part, error);
}
