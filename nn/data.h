/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Data: samples and targets, split in two, scaled. x is [sample][feature]. Classification has
 * `classes` >= 2 and labels; regression has classes = 0 and targets.
 */
#pragma once
#include "nn/fault.h"
#include "nn/label.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct split {
	size_t count;
	float *x;        /* [count][features] */
	uint32_t *label; /* [count]; NULL for regression */
	float *target;   /* [count][outputs]; NULL for classes */
};

/* What a file's target is taken for: unless said, text and up to 20 different whole numbers are
 * classes. */
enum task { TASK_AUTOMATIC, TASK_CLASSES, TASK_NUMBER };

enum scaling { SCALING_DEFAULT, SCALING_NONE, SCALING_ONE, SCALING_FEATURE };

struct data_recipe {
	const struct label *set;
	size_t count;    /* samples; 0: the set's own number */
	double noise;    /* NaN: the set's own */
	double test;     /* fraction held out, 0 to 0.9 */
	double mislabel; /* share of the training labels that are made wrong */
	enum scaling scaling;
	uint64_t seed;
	/* of sets that are files (nn/data_file.h) */
	const char *path;   /* copied by data_new */
	const char *labels; /* of an IDX pair: the file of labels; NULL: named like the images */
	const char *target; /* name or number (from 1) of the column; NULL: the last */
	enum task task;
	size_t limit;           /* bytes that may be taken; 0: any */
	bool (*poll)(void *to); /* asked while a file is read; false: stop. May be NULL */
	void *to;
};

struct data {
	const char *name; /* of the set, or of the file without its folders */
	struct data_recipe recipe;
	size_t features, classes, outputs; /* outputs: columns of a regression target */
	const char *const *class_names;    /* [classes]; lent from the set, or owned by the data */
	const char *const *feature_names;  /* [features]; NULL when they have none */
	size_t width, height;              /* of an image sample; 0 when it is none */
	struct split train, test;
	double mean, deviation; /* of the train split, before scaling; 0, 1 unless one for all */
	double *means, *deviations; /* [features]: what was subtracted, then divided by */
	char *own_path, **own_class_names, **own_feature_names; /* of a file */
};

extern const struct catalogue data_sets;
extern const struct catalogue scalings, tasks;

/* Makes, splits (stratified, by seed) and scales. NULL with a fault. */
struct data *data_new(const struct data_recipe *recipe, struct fault *fault);
void data_free(struct data *data);
/* Bytes data_new will take for that recipe, without making it. */
size_t data_bytes(const struct data_recipe *recipe);

/* Entropy of the class frequencies of a split, in nats: the loss of the best constant answer. For
 * regression, the variance of the targets. */
double data_prior(const struct data *data, const struct split *split);
/* The share of the most frequent class. */
double data_majority(const struct data *data, const struct split *split);
/* Of what is learned from: both splits' samples with their classes or targets. For comparisons on
 * one machine; it means nothing once the reader has stopped it (nn/pool.h). */
uint64_t data_hash(const struct data *data);
