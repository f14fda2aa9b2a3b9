/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The PyTorch script of `export torch`.
 */
#pragma once
#include "kernel/base/text.h"
#include "kernel/commands/train.h"

#include <stddef.h>

/* What the script is made from. */
struct experiment {
	const struct network *network; /* with its first weights */
	const struct data *data;
	struct training training;
	size_t epochs;
	const char *tensors; /* the name of the file with weights and data, without its folder */
	double loss;         /* what training came to here; NaN: it was not this training */
};

/* Appends the script; false with the word that PyTorch has no like of. */
bool export_script(const struct experiment *experiment, struct text *to, const char **missing);
