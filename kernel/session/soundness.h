/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Whether this machine computes what every other one does.
 */
#pragma once
#include "kernel/base/error.h"

/* The self-test of the level in use (nn/self_test.h), in a millisecond or two. False: a
 * NumericError that names what differs. */
bool soundness_try(struct error *error);
/* That sentence, for a level and what self_test said of it; NULL: true, and no error. */
bool soundness_tell(const char *level, const char *part, struct error *error);
