/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Data sets: what is known of the digits, and what the generated ones promise.
 */
#include "nn/data.h"

#include "tests/unit/unit.h"

#include <math.h>
#include <string.h>

static struct data *make(const char *name, size_t count, double noise, double test, uint64_t seed)
{
	const struct data_recipe recipe = { .set = catalogue_find(&data_sets, name),
		.count = count,
		.noise = noise,
		.test = test,
		.seed = seed };
	struct fault fault = { 0 };
	struct data *data = data_new(&recipe, &fault);
	ck_assert_ptr_nonnull(data);
	return data;
}

static size_t of_class(const struct split *split, uint32_t class)
{
	size_t count = 0;
	for (size_t i = 0; i < split->count; i++)
		count += split->label[i] == class;
	return count;
}

/* Counts by class as the repository of the digits publishes them. */
START_TEST(digits_are_the_digits)
{
	static const size_t published[] = { 178, 182, 177, 183, 181, 182, 181, 179, 174, 180 };
	struct data *data = make("digits", 0, (double)NAN, 0.2, 0);
	ck_assert_uint_eq(data->train.count, 1437);
	ck_assert_uint_eq(data->test.count, 360);
	for (uint32_t k = 0; k < 10; k++) {
		size_t train = of_class(&data->train, k), test = of_class(&data->test, k);
		ck_assert_uint_eq(train + test, published[k]);
		ck_assert_double_eq_tol(
			(double)test, 0.2 * (double)published[k], 1); /* stratified */
	}
	double sum = 0, square = 0, all = 0;
	for (size_t i = 0; i < data->train.count * 64; i++) {
		sum += (double)data->train.x[i] / (1437.0 * 64);
		square += (double)data->train.x[i] * (double)data->train.x[i] / (1437.0 * 64);
	}
	ck_assert_double_eq_tol(sum, 0, 1e-6);
	ck_assert_double_eq_tol(square, 1, 1e-6);
	/* mean of all 1797 images as published: 4.8842; undo the scaling and add both splits up */
	for (size_t i = 0; i < 1437 * 64; i++)
		all += (double)data->train.x[i] * data->deviation + data->mean;
	for (size_t i = 0; i < 360 * 64; i++)
		all += (double)data->test.x[i] * data->deviation + data->mean;
	ck_assert_double_eq_tol(all / (1797.0 * 64), 4.8842, 5e-5);
	ck_assert_double_eq_tol(data_prior(data, &data->train), log(10), 2e-4);
	data_free(data);
}
END_TEST

START_TEST(a_seed_is_a_split)
{
	struct data *a = make("digits", 0, (double)NAN, 0.2, 1),
		    *b = make("digits", 0, (double)NAN, 0.2, 1);
	struct data *c = make("digits", 0, (double)NAN, 0.2, 2);
	ck_assert_mem_eq(a->train.x, b->train.x, 1437 * 64 * sizeof(float));
	ck_assert_mem_eq(a->test.label, b->test.label, 360 * sizeof(uint32_t));
	ck_assert_mem_ne(a->train.label, c->train.label, 1437 * sizeof(uint32_t));
	data_free(a);
	data_free(b);
	data_free(c);
}
END_TEST

/* Every sample is in exactly one split: together they are what nothing held out gives. */
START_TEST(splits_are_disjoint)
{
	struct data *whole = make("moons", 300, 0.1, 0, 4),
		    *parts = make("moons", 300, 0.1, 0.3, 4);
	ck_assert_uint_eq(whole->test.count, 0);
	ck_assert_uint_eq(parts->train.count + parts->test.count, 300);
	size_t found = 0;
	for (size_t i = 0; i < 300; i++) {
		const float *x = whole->train.x + 2 * i;
		size_t here = 0;
		for (size_t k = 0; k < parts->train.count; k++)
			here += memcmp(x, parts->train.x + 2 * k, 2 * sizeof *x) == 0;
		for (size_t k = 0; k < parts->test.count; k++)
			here += memcmp(x, parts->test.x + 2 * k, 2 * sizeof *x) == 0;
		found += here == 1;
	}
	ck_assert_uint_eq(found, 300);
	data_free(whole);
	data_free(parts);
}
END_TEST

START_TEST(generated_sets_have_their_shapes)
{
	for (size_t row = 0; row < data_sets.count; row++) {
		const char *name = catalogue_at(&data_sets, row)->name;
		struct data *data = make(name, 500, 0, 0, 7);
		for (size_t i = 0; data->features == 2 && i < data->train.count; i++) {
			double x = (double)data->train.x[2 * i],
			       y = (double)data->train.x[2 * i + 1];
			uint32_t label = data->train.label[i];
			double radius = sqrt(x * x + y * y);
			if (strcmp(name, "xor") == 0)
				ck_assert_uint_eq(label, x * y > 0);
			else if (strcmp(name, "circles") == 0)
				ck_assert(
					label ? radius > 0.699 && radius < 1.001 : radius < 0.501);
			else if (strcmp(name, "moons") == 0)
				ck_assert_double_eq_tol(
					label ? hypot(x - 1, y - 0.5) : radius, 1, 1e-6);
			else if (strcmp(name, "spirals") == 0)
				ck_assert_double_le(radius, 1.001);
		}
		ck_assert_uint_lt(data_bytes(&data->recipe), 4 << 20);
		data_free(data);
	}
}
END_TEST

START_TEST(noise_has_the_stated_spread)
{
	struct data *clean = make("blobs", 20000, 0, 0, 3),
		    *noisy = make("blobs", 20000, 0.5, 0, 3);
	double square = 0;
	for (size_t i = 0; i < 40000; i++)
		square += pow((double)noisy->train.x[i] - (double)clean->train.x[i], 2) / 40000;
	ck_assert_double_eq_tol(sqrt(square), 0.5, 0.5 * 5 / sqrt(80000));
	data_free(clean);
	data_free(noisy);
}
END_TEST

/* Means of the columns as the repository publishes them; rows 35 and 38 as in Fisher's paper, which
 * the usual copy has wrong: 4.9 3.1 1.5 0.2 and 4.9 3.6 1.4 0.1. */
START_TEST(iris_and_wine_are_theirs)
{
	const struct data_recipe recipe = { .set = catalogue_find(&data_sets, "iris"),
		.noise = (double)NAN,
		.scaling = SCALING_NONE };
	struct fault fault = { 0 };
	struct data *iris = data_new(&recipe, &fault), *wine = make("wine", 0, 0, 0.2, 0);
	static const double means[] = { 5.8433, 3.0573, 3.7580, 1.1993 };
	double sum[4] = { 0 };
	size_t found = 0;
	for (size_t i = 0; i < 150; i++) {
		const float *x = iris->train.x + 4 * i;
		for (size_t j = 0; j < 4; j++)
			sum[j] += (double)x[j] / 150;
		found += x[0] == 4.9f && x[1] == 3.1f && x[2] == 1.5f && x[3] == 0.2f;
		found += x[0] == 4.9f && x[1] == 3.6f && x[2] == 1.4f && x[3] == 0.1f;
	}
	for (size_t j = 0; j < 4; j++)
		ck_assert_double_eq_tol(sum[j], means[j], 5e-5);
	ck_assert_uint_eq(found, 2);
	ck_assert_str_eq(iris->class_names[1], "versicolor");
	ck_assert_str_eq(iris->feature_names[3], "petal width");
	ck_assert_uint_eq(wine->features, 13);
	ck_assert_uint_eq(of_class(&wine->train, 1) + of_class(&wine->test, 1), 71);
	ck_assert_double_eq_tol(wine->means[12], 746, 30); /* proline */
	data_free(iris);
	data_free(wine);
}
END_TEST

START_TEST(labels_are_made_wrong_in_the_train_split_only)
{
	struct data_recipe recipe = {
		.set = catalogue_find(&data_sets, "noise"), .count = 20000, .noise = 0, .test = 0.5
	};
	struct fault fault = { 0 };
	struct data *right = data_new(&recipe, &fault);
	recipe.mislabel = 0.3;
	struct data *wrong = data_new(&recipe, &fault);
	size_t moved = 0;
	for (size_t i = 0; i < 10000; i++)
		moved += right->train.label[i] != wrong->train.label[i];
	ck_assert_double_eq_tol((double)moved / 10000, 0.3, 5 * sqrt(0.3 * 0.7 / 10000));
	ck_assert_mem_eq(right->test.label, wrong->test.label, 10000 * sizeof(uint32_t));
	data_free(right);
	data_free(wrong);
}
END_TEST

START_TEST(one_number_from_another)
{
	static const char *const names[] = { "abs", "sine", "step" };
	for (size_t set = 0; set < 3; set++) {
		struct data *data = make(names[set], 2000, 0, 0.25, 3);
		double square = 0;
		ck_assert(data->classes == 0 && data->outputs == 1 && !data->train.label);
		for (size_t i = 0; i < data->train.count; i++) {
			double x = (double)data->train.x[i], y = (double)data->train.target[i];
			double is = set == 0 ? fabs(x) : set == 1 ? sin(3 * x) : x > 0;
			ck_assert_double_eq_tol(y, is, 1e-6);
			square += x * x / 1500;
		}
		/* Var x^2 of the uniform distribution of variance 1 is 4/5 */
		ck_assert_double_eq_tol(square, 1, 5 * sqrt(0.8 / 1500));
		data_free(data);
	}
}
END_TEST

SUITE(digits_are_the_digits, a_seed_is_a_split, splits_are_disjoint,
	generated_sets_have_their_shapes, noise_has_the_stated_spread, iris_and_wine_are_theirs,
	labels_are_made_wrong_in_the_train_split_only, one_number_from_another)
