/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The session's memory of trainings: `train` adds to it.
 */
#pragma once
#include "kernel/commands/train.h"

/* After a training; `curve` is its table, a row for each epoch. */
void runs_add(struct session *session, const struct train_given *given, const struct table *curve,
	enum outcome outcome);
