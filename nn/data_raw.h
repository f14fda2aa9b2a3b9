/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Samples before they are split and scaled: what the sets of the catalogue produce.
 */
#pragma once
#include "nn/data.h"

#include <stdbool.h>

struct raw {
	size_t count, features, classes;
	double *x;       /* [count][features], heap */
	uint32_t *label; /* [count], heap; NULL for regression */
	double *target;  /* [count], heap; NULL for classes */
};

struct data_set {
	struct label label;
	size_t count; /* of samples, unless the reader says otherwise; fixed sets: all there are */
	size_t features, classes;
	double noise;
	enum scaling scaling;
	size_t width, height;
	bool fixed; /* n and noise do not apply */
	const char *const *class_names;
	/* Fills raw (sizes are set, arrays zeroed). */
	bool (*fill)(struct raw *raw, const struct data_recipe *recipe, struct fault *fault);
};

/* nn/data_sets.c and nn/data_digits.c */
bool fill_digits(struct raw *raw, const struct data_recipe *recipe, struct fault *fault);
