/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Landlock: the folders a worker may read and write. Linux 5.13 and later.
 */
#pragma once
#include <stdbool.h>

/* False where the machine has no Landlock or refuses it. no_new_privs must be set. */
bool sandbox_enter_files(void);
