/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What `data` was told, and the data that makes: also for commands that vary it (compare).
 */
#pragma once
#include "kernel/session/session.h"

struct data_given {
	struct choice set; /* NULL label: describe what is loaded */
	const char *file;  /* NULL: none; else it is what is loaded */
	const char *target, *labels;
	const struct label *task;
	long n;       /* -1: the set's own number of samples */
	double noise; /* NaN: the set's own */
	double test, mislabel;
	const struct label *scale;
	long seed; /* -1: the session's */
};

extern const struct command command_data;

/* New data, or NULL with an error. */
struct data *data_make_new(
	struct session *session, const struct data_given *given, struct error *error);
