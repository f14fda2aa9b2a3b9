/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The catalogue of data sets, and the generated ones. Each coordinate is a function of the seed,
 * the sample and the coordinate alone, so that more samples begin with the same ones.
 */
#include "nn/data_raw.h"
#include "nn/random.h"
#include "nn/real.h"

static double uniform(const struct data_recipe *recipe, size_t sample, uint32_t which)
{
	const struct counter counter = { (uint32_t)sample, which, 0, PURPOSE_DATA };
	return (double)random_uniform(recipe->seed, counter);
}

/* The sample's point moved by normal noise in both directions. */
static void put(
	struct raw *raw, const struct data_recipe *recipe, size_t sample, double x, double y)
{
	double *at = raw->x + 2 * sample;
	at[0] = x;
	at[1] = y;
	for (uint32_t j = 0; j < 2; j++) {
		const struct counter counter = { (uint32_t)sample, j, 0, PURPOSE_NOISE };
		at[j] += recipe->noise * (double)random_normal(recipe->seed, counter);
	}
}

/* x, y ~ U(-1, 1); the class says whether xy > 0, before the noise. */
static bool fill_xor(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < raw->count; i++) {
		double x = 2 * uniform(recipe, i, 0) - 1, y = 2 * uniform(recipe, i, 1) - 1;
		raw->label[i] = x * y > 0;
		put(raw, recipe, i, x, y);
	}
	return true;
}

/* A disc of radius 1/2 inside a ring from 0.7 to 1. */
static bool fill_circles(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < raw->count; i++) {
		raw->label[i] = i % 2;
		double u = uniform(recipe, i, 0);
		double radius = raw->label[i] ? 0.7 + 0.3 * u : 0.5 * u;
		double angle = 2 * REAL_PI * uniform(recipe, i, 1);
		put(raw, recipe, i, radius * real_cos(angle), radius * real_sin(angle));
	}
	return true;
}

/* Two half circles that reach into each other. */
static bool fill_moons(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < raw->count; i++) {
		raw->label[i] = i % 2;
		double t = REAL_PI * uniform(recipe, i, 0);
		if (raw->label[i])
			put(raw, recipe, i, 1 - real_cos(t), 0.5 - real_sin(t));
		else
			put(raw, recipe, i, real_cos(t), real_sin(t));
	}
	return true;
}

/* Two arms of one and three quarter turns. */
static bool fill_spirals(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < raw->count; i++) {
		raw->label[i] = i % 2;
		double along = uniform(recipe, i, 0);
		double angle = 1.75 * 2 * REAL_PI * along + (raw->label[i] ? REAL_PI : 0);
		put(raw, recipe, i, along * real_sin(angle), along * real_cos(angle));
	}
	return true;
}

/* Two normal clouds around (1, 1) and (-1, -1). */
static bool fill_blobs(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < raw->count; i++) {
		raw->label[i] = i % 2;
		double centre = raw->label[i] ? 1 : -1;
		put(raw, recipe, i, centre, centre);
	}
	return true;
}

/* ---- one number from another: x ~ U(-sqrt 3, sqrt 3), whose variance is 1 ---- */

static double abscissa(struct raw *raw, const struct data_recipe *recipe, size_t sample)
{
	double x = real_sqrt(3) * (2 * uniform(recipe, sample, 0) - 1);
	raw->x[sample] = x;
	return x;
}

static void put_target(
	struct raw *raw, const struct data_recipe *recipe, size_t sample, double target)
{
	const struct counter counter = { (uint32_t)sample, 0, 0, PURPOSE_NOISE };
	raw->target[sample] = target + recipe->noise * (double)random_normal(recipe->seed, counter);
}

static bool fill_abs(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < raw->count; i++)
		put_target(raw, recipe, i, real_abs(abscissa(raw, recipe, i)));
	return true;
}

static bool fill_sine(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < raw->count; i++)
		put_target(raw, recipe, i, real_sin(3 * abscissa(raw, recipe, i)));
	return true;
}

static bool fill_step(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < raw->count; i++)
		put_target(raw, recipe, i, abscissa(raw, recipe, i) > 0);
	return true;
}

/* Nothing to learn: inputs of mean 0 and variance 1, labels in turn. */
static bool fill_noise(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	(void)fault;
	for (size_t i = 0; i < raw->count; i++) {
		raw->label[i] = (uint32_t)(i % raw->classes);
		for (size_t j = 0; j < raw->features; j++) {
			const struct counter counter = { (uint32_t)i, (uint32_t)j, 0,
				PURPOSE_DATA };
			raw->x[i * raw->features + j] =
				(double)random_normal(recipe->seed, counter);
		}
	}
	return true;
}

static const char *const digit_names[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

// clang-format off
static const struct data_set rows[] = {
	{ { "digits", N_("handwritten digits, 8 x 8 pixels, ten classes"), NULL, { { 0 } } }, 1797, 64, 10, 0, SCALING_ONE, 8, 8, true, digit_names, fill_digits },
	{ { "xor", N_("two classes that cross: the sign of x times y"), NULL, { { 0 } } }, 1000, 2, 2, 0, SCALING_NONE, 0, 0, false, digit_names, fill_xor },
	{ { "circles", N_("a disc inside a ring"), NULL, { { 0 } } }, 1000, 2, 2, 0, SCALING_NONE, 0, 0, false, digit_names, fill_circles },
	{ { "moons", N_("two half circles that reach into each other"), NULL, { { 0 } } }, 1000, 2, 2, 0.1, SCALING_NONE, 0, 0, false, digit_names, fill_moons },
	{ { "spirals", N_("two arms that turn around each other"), NULL, { { 0 } } }, 1000, 2, 2, 0, SCALING_NONE, 0, 0, false, digit_names, fill_spirals },
	{ { "blobs", N_("two normal clouds"), NULL, { { 0 } } }, 1000, 2, 2, 0.5, SCALING_NONE, 0, 0, false, digit_names, fill_blobs },
	{ { "iris", N_("three sorts of iris by four lengths, without the two errors of the usual copy"), NULL, { { 0 } } }, 0, 0, 0, 0, SCALING_FEATURE, 0, 0, true, NULL, fill_iris },
	{ { "wine", N_("three sorts of wine by thirteen measurements of very different sizes"), NULL, { { 0 } } }, 0, 0, 0, 0, SCALING_FEATURE, 0, 0, true, NULL, fill_wine },
	{ { "abs", N_("a number to predict: the absolute value of one input"), NULL, { { 0 } } }, 500, 1, 0, 0, SCALING_NONE, 0, 0, false, NULL, fill_abs },
	{ { "sine", N_("a number to predict: the sine of three times one input"), "sin", { { 0 } } }, 500, 1, 0, 0, SCALING_NONE, 0, 0, false, NULL, fill_sine },
	{ { "step", N_("a number to predict: 0 for negative inputs, 1 for others"), NULL, { { 0 } } }, 500, 1, 0, 0, SCALING_NONE, 0, 0, false, NULL, fill_step },
	{ { "noise", N_("64 normal inputs that say nothing of ten classes: for theory"), NULL, { { 0 } } }, 1000, 64, 10, 0, SCALING_NONE, 0, 0, false, digit_names, fill_noise },
};
// clang-format on

const struct catalogue data_sets = CATALOGUE(N_("data set"), rows);
