/* SPDX-License-Identifier: BSD-3-Clause
 *
 * seccomp: the system calls a worker may make.
 */
#pragma once
#include <stdbool.h>

/* False where the machine has no seccomp or refuses it. no_new_privs must be set. */
bool sandbox_enter_calls(void);
