/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How a training is shown, from its table: a row before the first step and one after each epoch, or
 * within one, where a run counted in steps ended or the training diverged.
 */
#pragma once
#include "kernel/commands/train.h"

enum train_column {
	TRAIN_EPOCH, /* ended so far, those of earlier trainings too */
	TRAIN_STEP,
	TRAIN_LOSS,
	TRAIN_ACCURACY, /* NaN without classes */
	TRAIN_TEST_LOSS,
	TRAIN_TEST_ACCURACY, /* NaN without a test split */
	TRAIN_COLUMNS
};
extern const struct column train_columns[TRAIN_COLUMNS];

/* The curves of loss and accuracy, over epochs, or over steps where the last row is within one.
 * NULL with the error set when the session has no data. To be freed. */
struct figure *train_figure(
	struct session *session, const struct table *table, struct error *error);

struct trained {
	struct session *session;
	const struct train_given *given;
	const struct network *network;
	const struct data *data;
	const struct table *table;
	enum outcome outcome;
};

/* The rows that one can take in, under a sentence about what came of it. To be freed. */
struct table *train_table(const struct trained *trained);
