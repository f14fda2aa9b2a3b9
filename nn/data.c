/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Splitting and scaling: from the raw samples of a set to what networks learn from.
 */
#include "nn/data.h"

#include "nn/data_raw.h"
#include "nn/hash.h"
#include "nn/pool.h"
#include "nn/random.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

static const struct label scaling_rows[] = {
	{ "default", N_("the set's own"), NULL, { { 0 } } },
	{ "none", N_("as they are"), NULL, { { 0 } } },
	{ "one", N_("one mean and one deviation for all inputs"), NULL, { { 0 } } },
	{ "feature", N_("a mean and a deviation for each input"), "features", { { 0 } } },
};

const struct catalogue scalings = CATALOGUE(N_("scaling"), scaling_rows);

static const struct label task_rows[] = {
	{ "auto", N_("text and a few whole numbers are classes"), NULL, { { 0 } } },
	{ "classes", N_("each different value is a class"), NULL, { { 0 } } },
	{ "number", N_("a number to predict"), "regression", { { 0 } } },
};

const struct catalogue tasks = CATALOGUE(N_("task"), task_rows);

static const struct data_set *set_of(const struct data_recipe *recipe)
{
	return (const struct data_set *)(const void *)recipe->set;
}

static size_t samples_of(const struct data_recipe *recipe)
{
	const struct data_set *set = set_of(recipe);
	return set->fixed || recipe->count == 0 ? set->count : recipe->count;
}

size_t data_bytes(const struct data_recipe *recipe)
{
	/* raw samples in binary64, both splits in binary32, labels, and three orders */
	size_t sample =
		set_of(recipe)->features * (sizeof(double) + sizeof(float)) + 6 * sizeof(uint32_t);
	return samples_of(recipe) * sample;
}

static void raw_release(struct raw *raw)
{
	free(raw->x);
	free(raw->label);
	free(raw->target);
	free(raw->class_names);
	free(raw->feature_names);
}

static bool raw_make(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	const struct data_set *set = set_of(recipe);
	*raw = (struct raw){
		.count = samples_of(recipe), .features = set->features, .classes = set->classes
	};
	if (set->features == 0)
		return set->fill(raw, recipe, fault);
	raw->x = calloc(raw->count * raw->features, sizeof *raw->x);
	raw->label = set->classes > 0 ? calloc(raw->count, sizeof *raw->label) : NULL;
	raw->target = set->classes == 0 ? calloc(raw->count, sizeof *raw->target) : NULL;
	if (!raw->x || (!raw->label && !raw->target))
		return fault_set(fault, FAULT_MEMORY, N_("samples"));
	return set->fill(raw, recipe, fault);
}

/* How many of each class are held out: shares rounded down, the rest to the largest remainders
 * (ties to the first class), so that the total is ceil(count * test). */
static void share_out(const struct raw *raw, double test, size_t classes, size_t *held)
{
	size_t *count = calloc(classes, sizeof *count);
	double *rest = calloc(classes, sizeof *rest);
	size_t total = (size_t)real_ceil((double)raw->count * test), given = 0;
	for (size_t i = 0; count && i < raw->count; i++)
		count[raw->label ? raw->label[i] : 0]++;
	for (size_t c = 0; count && rest && c < classes; c++) {
		double share = (double)count[c] * test;
		held[c] = (size_t)share;
		rest[c] = share - (double)held[c];
		given += held[c];
	}
	for (; count && rest && given < total; given++) {
		size_t best = 0;
		for (size_t c = 1; c < classes; c++)
			best = rest[c] > rest[best] ? c : best;
		held[best]++;
		rest[best] = -1;
	}
	free(count);
	free(rest);
}

/* Goes over the samples in a shuffled order; the first held[c] of class c are held out. The orders
 * of both splits are random, and the same whatever is held out. */
static void deal(struct raw *raw, const struct data_recipe *recipe, size_t *held, uint32_t *order,
	uint32_t *train, size_t *trains, uint32_t *test, size_t *tests)
{
	random_shuffle(recipe->seed, PURPOSE_SPLIT, 0, order, raw->count);
	for (size_t k = 0; k < raw->count; k++) {
		size_t class = raw->label ? raw->label[order[k]] : 0;
		if (held[class] > 0) {
			held[class]--;
			test[(*tests)++] = order[k];
		} else {
			train[(*trains)++] = order[k];
		}
	}
}

/* Means and deviations of the features over the train split; `one` for all of them together. Sums
 * run over the samples in the order of the split. */
static void moments_of(const struct data *data, const struct raw *raw, const uint32_t *train,
	size_t count, bool one)
{
	size_t features = raw->features, own = one ? 0 : 1;
	double *mean = data->means, *deviation = data->deviations;
	double n = (double)(one ? count * features : count);
	for (size_t j = 0; j < features; j++)
		mean[j] = deviation[j] = 0;
	for (size_t k = 0; k < count; k++)
		for (size_t j = 0; j < features; j++)
			mean[own * j] += raw->x[train[k] * features + j];
	for (size_t j = 0; j <= own * (features - 1); j++)
		mean[j] /= n;
	for (size_t k = 0; k < count; k++)
		for (size_t j = 0; j < features; j++) {
			double d = raw->x[train[k] * features + j] - mean[own * j];
			deviation[own * j] += d * d;
		}
	for (size_t j = 0; j <= own * (features - 1); j++)
		deviation[j] = real_sqrt(deviation[j] / n);
	for (size_t j = 0; j < features; j++) {
		mean[j] = mean[own * j];
		deviation[j] = deviation[own * j];
		if (deviation[j] == 0)
			deviation[j] = 1; /* a constant input stays constant */
	}
}

static void scale(struct data *data, struct raw *raw, const uint32_t *train, size_t count)
{
	enum scaling scaling =
		data->recipe.scaling == SCALING_DEFAULT
			? (data->width > 0 ? SCALING_ONE : set_of(&data->recipe)->scaling)
			: data->recipe.scaling;
	data->mean = 0;
	data->deviation = 1;
	for (size_t j = 0; j < raw->features; j++) {
		data->means[j] = 0;
		data->deviations[j] = 1;
	}
	if (scaling == SCALING_NONE)
		return;
	moments_of(data, raw, train, count, scaling == SCALING_ONE);
	if (scaling == SCALING_ONE) {
		data->mean = data->means[0];
		data->deviation = data->deviations[0];
	}
	for (size_t i = 0; i < raw->count; i++)
		for (size_t j = 0; j < raw->features; j++) {
			double *x = &raw->x[i * raw->features + j];
			*x = (*x - data->means[j]) / data->deviations[j];
		}
}

/* Gives a share of the train split's samples, drawn one by one, another class. */
static void mislabel(const struct data *data, struct raw *raw, const uint32_t *train, size_t count)
{
	for (size_t k = 0; raw->classes > 1 && k < count; k++) {
		const struct counter whether = { train[k], 0, 0, PURPOSE_LABEL },
				     which = { train[k], 1, 0, PURPOSE_LABEL };
		uint64_t seed = data->recipe.seed;
		if ((double)random_uniform(seed, whether) >= data->recipe.mislabel)
			continue;
		uint32_t by = 1 + random_below(seed, which, (uint32_t)raw->classes - 1);
		raw->label[train[k]] = (raw->label[train[k]] + by) % (uint32_t)raw->classes;
	}
}

static bool split_fill(struct split *split, const struct raw *raw, const uint32_t *order,
	size_t count, struct fault *fault)
{
	split->count = count;
	split->x = malloc((count * raw->features + 1) * sizeof *split->x);
	split->label = raw->label ? malloc((count + 1) * sizeof *split->label) : NULL;
	split->target = raw->target ? malloc((count + 1) * sizeof *split->target) : NULL;
	if (!split->x || (!split->label && !split->target))
		return fault_set(fault, FAULT_MEMORY, N_("samples"));
	for (size_t k = 0; k < count; k++) {
		for (size_t j = 0; j < raw->features; j++)
			split->x[k * raw->features + j] =
				(float)raw->x[order[k] * raw->features + j];
		if (split->label)
			split->label[k] = raw->label[order[k]];
		else
			split->target[k] = (float)raw->target[order[k]];
	}
	return true;
}

static bool split_raw(struct data *data, struct raw *raw, struct fault *fault)
{
	size_t classes = raw->classes > 0 ? raw->classes : 1, trains = 0, tests = 0;
	uint32_t *order = malloc((3 * raw->count + 1) * sizeof *order);
	size_t *held = calloc(classes, sizeof *held);
	bool good = order && held;
	if (good) {
		uint32_t *train = order + raw->count, *test = order + 2 * raw->count;
		share_out(raw, data->recipe.test, classes, held);
		deal(raw, &data->recipe, held, order, train, &trains, test, &tests);
		scale(data, raw, train, trains);
		mislabel(data, raw, train, trains);
		good = split_fill(&data->train, raw, train, trains, fault) &&
		       split_fill(&data->test, raw, test, tests, fault);
	} else {
		fault_set(fault, FAULT_MEMORY, N_("samples"));
	}
	free(order);
	free(held);
	return good;
}

char **data_names_new(const char *bytes, const size_t *offset, size_t count)
{
	size_t length = 0;
	for (size_t i = 0; i < count; i++)
		length += strlen(bytes + offset[i]) + 1;
	char **names = malloc((count + 1) * sizeof *names + length);
	char *at = names ? (char *)(names + count + 1) : NULL;
	for (size_t i = 0; names && i < count; i++) {
		size_t size = strlen(bytes + offset[i]) + 1;
		names[i] = memcpy(at, bytes + offset[i], size);
		at += size;
	}
	return names;
}

/* The path's copy, and the sizes and names that the set or the file has. */
static bool take_over(struct data *data, struct raw *raw, struct fault *fault)
{
	const struct data_set *set = set_of(&data->recipe);
	const char *slash = data->recipe.path ? strrchr(data->recipe.path, '/') : NULL;
	data->name = set->label.name;
	if (data->recipe.path) {
		data->own_path = strdup(data->recipe.path);
		if (!data->own_path)
			return fault_set(fault, FAULT_MEMORY, N_("samples"));
		data->name =
			slash ? data->own_path + (slash + 1 - data->recipe.path) : data->own_path;
		data->recipe.path = data->own_path;
	}
	data->recipe.labels = data->recipe.target = NULL;
	data->features = raw->features;
	data->classes = raw->classes;
	data->outputs = raw->classes == 0;
	data->width = raw->width > 0 ? raw->width : set->width;
	data->height = raw->height > 0 ? raw->height : set->height;
	data->own_class_names = raw->class_names;
	data->own_feature_names = raw->feature_names;
	raw->class_names = raw->feature_names = NULL;
	data->class_names = data->own_class_names ? (const char *const *)data->own_class_names
						  : set->class_names;
	data->feature_names = (const char *const *)data->own_feature_names;
	data->means = malloc((data->features + 1) * sizeof *data->means);
	data->deviations = malloc((data->features + 1) * sizeof *data->deviations);
	return (data->means && data->deviations) || fault_set(fault, FAULT_MEMORY, N_("samples"));
}

struct data *data_new(const struct data_recipe *recipe, struct fault *fault)
{
	const struct data_set *set = set_of(recipe);
	struct data *data = calloc(1, sizeof *data);
	if (!data) {
		fault_set(fault, FAULT_MEMORY, N_("samples"));
		return NULL;
	}
	data->recipe = *recipe;
	if (real_is_nan(recipe->noise))
		data->recipe.noise = set->noise;
	struct raw raw;
	bool good = raw_make(&raw, &data->recipe, fault) && take_over(data, &raw, fault) &&
		    split_raw(data, &raw, fault);
	raw_release(&raw);
	data->recipe.poll = NULL;
	data->recipe.to = NULL;
	if (good)
		return data;
	data_free(data);
	return NULL;
}

void data_free(struct data *data)
{
	if (!data)
		return;
	struct split *splits[] = { &data->train, &data->test };
	for (size_t i = 0; i < 2; i++) {
		free(splits[i]->x);
		free(splits[i]->label);
		free(splits[i]->target);
	}
	free(data->means);
	free(data->deviations);
	free(data->own_path);
	free(data->own_class_names);
	free(data->own_feature_names);
	free(data);
}

static size_t count_class(const struct split *split, uint32_t class)
{
	size_t count = 0;
	for (size_t i = 0; i < split->count; i++)
		count += split->label[i] == class;
	return count;
}

static double variance(const struct split *split, size_t outputs)
{
	double total = 0, n = (double)split->count;
	for (size_t j = 0; j < outputs; j++) {
		double mean = 0, square = 0;
		for (size_t i = 0; i < split->count; i++)
			mean += (double)split->target[i * outputs + j] / n;
		for (size_t i = 0; i < split->count; i++) {
			double d = (double)split->target[i * outputs + j] - mean;
			square += d * d;
		}
		total += square / n;
	}
	return total / (double)outputs;
}

double data_prior(const struct data *data, const struct split *split)
{
	if (data->classes == 0)
		return variance(split, data->outputs);
	double entropy = 0;
	for (uint32_t class = 0; class < data->classes; class ++) {
		double p = (double)count_class(split, class) / (double)split->count;
		entropy -= p > 0 ? p * real_log(p) : 0;
	}
	return entropy;
}

double data_majority(const struct data *data, const struct split *split)
{
	size_t most = 0;
	for (uint32_t class = 0; class < data->classes; class ++) {
		size_t count = count_class(split, class);
		most = count > most ? count : most;
	}
	return (double)most / (double)split->count;
}

static uint64_t hash_split(uint64_t hash, const struct data *data, const struct split *split)
{
	for (size_t i = 0; i < split->count && pool_poll(); i++) {
		hash = hash_reals(hash, split->x + i * data->features, data->features);
		hash = split->label
			       ? hash_bytes(hash, &split->label[i], sizeof *split->label)
			       : hash_reals(hash, split->target + i * data->outputs, data->outputs);
	}
	return hash;
}

uint64_t data_hash(const struct data *data)
{
	const size_t shape[] = { data->features, data->classes, data->train.count,
		data->test.count };
	uint64_t hash = hash_bytes(HASH_START, shape, sizeof shape);
	return hash_split(hash_split(hash, data, &data->train), data, &data->test);
}
