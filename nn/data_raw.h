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
	/* of a file: names of the classes, then of the features or NULL; data_names_new */
	char **class_names, **feature_names;
	size_t width, height;
};

struct data_set {
	struct label label;
	size_t count; /* of samples, unless the reader says otherwise; fixed sets: all there are */
	size_t features, classes; /* 0 features: fill finds the sizes and takes the memory */
	double noise;
	enum scaling scaling;
	size_t width, height;
	bool fixed; /* n and noise do not apply */
	const char *const *class_names;
	/* Fills raw (sizes are set, arrays zeroed). */
	bool (*fill)(struct raw *raw, const struct data_recipe *recipe, struct fault *fault);
};

/* A list of names in one piece of memory, from their offsets in `bytes`. NULL: no memory. */
char **data_names_new(const char *bytes, const size_t *offset, size_t count);

/* nn/data_sets.c, nn/data_digits.c and nn/data_file.c */
bool fill_iris(struct raw *raw, const struct data_recipe *recipe, struct fault *fault);
bool fill_wine(struct raw *raw, const struct data_recipe *recipe, struct fault *fault);
bool fill_digits(struct raw *raw, const struct data_recipe *recipe, struct fault *fault);
