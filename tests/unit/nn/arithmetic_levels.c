/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Every level this machine has against the scalar reference, bit for bit, on shapes that are whole
 * and that are not, on numbers of every sort, at addresses that are no more than the contract asks
 * for, with guards around every array that is written. The losses are in loss_levels.c.
 */
#include "nn/pool.h"
#include "nn/reference.h"
#include "tests/unit/nn/same_bits.h"
#include "tests/unit/unit.h"

#include <stdio.h>

/* count numbers of a sort, as room() lays them out */
static float *numbers(size_t count, size_t offset, enum sort sort, uint32_t stream)
{
	float *x = room(count, offset);
	for (uint32_t i = 0; i < count; i++)
		x[i] = number_of(sort, drawn_word(stream, i));
	return x;
}

/* ---- products ---- */

struct shape {
	size_t inputs, outputs, batch;
};

/* What a level is given: weights lie anywhere, columns behind the batch hold anything. */
struct given {
	struct shape shape;
	size_t stride, offset;
	float *weight, *bias, *a, *delta;
};

struct products {
	float *z, *d, *weight, *bias; /* forward, backward, gradient */
};

static float *columns(
	const struct shape *s, size_t rows, size_t stride, enum sort sort, uint32_t stream)
{
	float *x = numbers(rows * stride, 0, sort, stream);
	for (size_t i = 0; i < rows * stride; i++)
		if (i % stride >= s->batch)
			x[i] = number_of(i % 3 ? SORT_SPECIAL : SORT_HUGE,
				drawn_word(stream + 100, i) & ~UINT64_C(0xf00000000));
	return x;
}

static struct given given_new(const struct shape *s, size_t offset, enum sort sort)
{
	struct given given = { *s, (s->batch + 15) / 16 * 16, offset, NULL, NULL, NULL, NULL };
	enum sort other = sort == SORT_HUGE ? SORT_HUGE : SORT_ORDINARY;
	given.weight = numbers(s->inputs * s->outputs, offset, sort, 1);
	given.bias = numbers(s->outputs, offset, sort, 2);
	given.a = columns(s, s->inputs, given.stride, other, 3);
	given.delta = columns(s, s->outputs, given.stride, sort, 4);
	return given;
}

static void given_free(struct given *given)
{
	room_free(given->weight, given->offset);
	room_free(given->bias, given->offset);
	free(given->a);
	free(given->delta);
}

static struct products products_of(const struct arithmetic *level, const struct given *given)
{
	size_t in = given->shape.inputs, out = given->shape.outputs, stride = given->stride;
	size_t batch = given->shape.batch, offset = given->offset;
	size_t spare = arithmetic_scratch(out, stride);
	struct products products = { room(out * stride, 0), room(in * stride, 0),
		room(in * out, offset), room(out, offset) };
	float *scratch = room(spare, 0);
	/* The first columns alone, then the others: no column depends on its neighbours. */
	size_t some = stride / 32 * 16;
	const float *bias = batch % 5 ? given->bias : NULL;
	level->forward(products.z, given->weight, bias, given->a, in, out, some, stride);
	level->forward(products.z + some, given->weight, bias, given->a + some, in, out,
		stride - some, stride);
	level->backward(products.d, given->weight, given->delta, in, out, some, stride);
	level->backward(products.d + some, given->weight, given->delta + some, in, out,
		stride - some, stride);
	level->gradient(products.weight, products.bias, given->a, given->delta, in, out, batch,
		stride, scratch);
	check_guard(scratch, spare, 0);
	check_guard(products.z, out * stride, 0);
	check_guard(products.d, in * stride, 0);
	check_guard(products.weight, in * out, offset);
	check_guard(products.bias, out, offset);
	free(scratch);
	return products;
}

static void products_free(struct products *products, size_t offset)
{
	free(products->z);
	free(products->d);
	room_free(products->weight, offset);
	room_free(products->bias, offset);
}

static void compare_level(
	const struct arithmetic *level, const struct given *given, const struct products *meant)
{
	size_t in = given->shape.inputs, out = given->shape.outputs, stride = given->stride;
	struct products products = products_of(level, given);
	char what[96];
	snprintf(what, sizeof what, "%s: %zux%zux%zu, %zu threads", level->name, in, out,
		given->shape.batch, pool_threads());
	check_same(meant->z, products.z, out * stride, what);
	check_same(meant->d, products.d, in * stride, what);
	check_same(meant->weight, products.weight, in * out, what);
	check_same(meant->bias, products.bias, out, what);
	products_free(&products, given->offset);
}

static void compare_products(const struct shape *shape, size_t offset, enum sort sort, bool threads)
{
	static const size_t counts[] = { 1, 2, 3, 7 };
	struct given given = given_new(shape, offset, sort);
	struct products meant = products_of(&arithmetic_scalar, &given);
	for (size_t n = 0; n < LEVEL_COUNT; n++) {
		const struct arithmetic *level = level_at(n);
		for (size_t i = 0; level && i < (threads ? 4 : 1); i++) {
			pool_set_threads(counts[i]);
			compare_level(level, &given, &meant);
		}
	}
	products_free(&meant, offset);
	given_free(&given);
}

/* Across one segment and two in each direction; whole tiles and not; for several threads; so many
 * outputs and samples that rows are brought together first; few inputs, and a single output, with
 * several segments and for several threads; few outputs and rows that crowd the cache. */
START_TEST(products_agree)
{
	static const struct shape shapes[] = { { 64, 10, 64 }, { 17, 33, 80 }, { 300, 7, 300 },
		{ 33, 70, 16 }, { 513, 31, 48 }, { 15, 257, 17 }, { 12, 600, 40 }, { 5, 9, 700 },
		{ 256, 256, 256 }, { 257, 1, 513 }, { 1, 513, 1 }, { 90, 100, 80 },
		{ 40, 521, 160 }, { 260, 523, 128 }, { 33, 1024, 144 }, { 7, 20, 700 },
		{ 8, 1030, 96 }, { 2100, 1, 300 }, { 40, 8, 4096 } };
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		const struct shape *s = &shapes[i];
		bool threads = s->inputs * s->outputs * s->batch > 1 << 18;
		compare_products(s, i, SORT_ORDINARY, threads);
		compare_products(s, i + 5, i % 2 ? SORT_TINY : SORT_SPECIAL, false);
	}
}
END_TEST

/* All numbers of outputs with all of samples; inputs, addresses and sorts change along. */
START_TEST(narrow_products_agree)
{
	for (size_t outputs = 1; outputs <= 40; outputs++)
		for (size_t batch = 1; batch <= 80; batch++) {
			size_t inputs = (outputs * 7 + batch * 11) % 40 + 1;
			enum sort sort = (enum sort)((outputs + batch) % SORT_COUNT);
			compare_products(&(struct shape){ inputs, outputs, batch },
				(inputs + batch) % 16, sort, false);
		}
}
END_TEST

/* ---- elementwise ---- */

static const float p[3] = { 0.2f, 0.75f, 1.5f };

static void compare_function(const struct arithmetic *level, enum elementwise f, const float *x,
	size_t count, size_t offset)
{
	float *y[2], *d[2];
	const struct arithmetic *both[] = { &arithmetic_scalar, level };
	char what[64];
	snprintf(what, sizeof what, "%s: function %d of %zu", level->name, (int)f, count);
	for (size_t k = 0; k < 2; k++) {
		y[k] = room(count, offset);
		both[k]->apply(f, p, y[k], x, count);
		check_guard(y[k], count, offset);
		d[k] = numbers(count, offset, SORT_ORDINARY, 5);
		both[k]->slope(f, p, d[k], x, y[0], count);
		check_guard(d[k], count, offset);
	}
	check_same(y[0], y[1], count, what);
	check_same(d[0], d[1], count, what);
	memcpy(y[1], x, count * sizeof *x); /* in place */
	level->apply(f, p, y[1], y[1], count);
	check_same(y[0], y[1], count, what);
	for (size_t k = 0; k < 2; k++) {
		room_free(y[k], offset);
		room_free(d[k], offset);
	}
}

/* Every 65,521st float, in an odd count; infinities and NaN among them. Then few of any sort. */
START_TEST(functions_agree)
{
	enum { COUNT = 65551 };
	static float x[COUNT];
	for (size_t i = 0; i < COUNT; i++)
		x[i] = float_of((uint32_t)i * 65521u);
	for (size_t n = 0; n < LEVEL_COUNT; n++) {
		const struct arithmetic *level = level_at(n);
		for (int f = 0; level && f < ELEMENTWISE_COUNT; f++) {
			compare_function(level, (enum elementwise)f, x, COUNT, 0);
			for (size_t count = 0; count < 40; count++)
				compare_function(level, (enum elementwise)f, x + count * 1201,
					count, count * 3 % 16);
		}
	}
}
END_TEST

/* ---- reductions, updates, gathering ---- */

static void compare_reductions(const struct arithmetic *level, size_t count, enum sort sort)
{
	float *x = numbers(count, 3, sort, 1), *y = numbers(count, 5, SORT_ORDINARY, 2);
	float meant[] = { arithmetic_scalar.dot(x, y, count), arithmetic_scalar.sum(x, count) };
	float got[] = { level->dot(x, y, count), level->sum(x, count) };
	check_same(meant, got, 2, level->name);
	ck_assert(level->finite(x, count) == arithmetic_scalar.finite(x, count));
	room_free(x, 3);
	room_free(y, 5);
}

static void check_finite(const struct arithmetic *level, size_t count)
{
	static const uint32_t special[] = { 0x7f800000u, 0xff800000u, 0x7fc00000u };
	float *x = numbers(count, 1, SORT_HUGE, 1);
	ck_assert(level->finite(x, count));
	for (size_t i = 0; i < count; i++) {
		float kept = x[i];
		x[i] = float_of(special[i % 3]);
		ck_assert(!level->finite(x, count));
		x[i] = kept;
	}
	room_free(x, 1);
}

START_TEST(reductions_agree)
{
	for (size_t n = 0; n < LEVEL_COUNT; n++) {
		const struct arithmetic *level = level_at(n);
		for (size_t count = 0; level && count < 3000; count += count < 70 ? 1 : 293)
			for (int sort = 0; sort < SORT_COUNT; sort++)
				compare_reductions(level, count, (enum sort)sort);
		for (size_t count = 1; level && count < 70; count += 3)
			check_finite(level, count);
	}
}
END_TEST

/* Each decay and each factor in turn is left out, which is another path. */
static struct update update_of(int kernel, size_t count)
{
	return (struct update){ (enum optimizer_kernel)kernel, count & 1 ? 0.5f : 1,
		count & 2 ? 0.01f : 0, 0.1f, 0.9f, 0.1f, 0.001f, 0.5f, 1e-8f, count & 4 ? 0.01f : 0,
		count & 8 ? 0.75f : 1, 0.5f, 1.2f };
}

static void compare_update(const struct arithmetic *level, int kernel, size_t count, enum sort sort)
{
	const struct arithmetic *both[] = { &arithmetic_scalar, level };
	const struct update how = update_of(kernel, count);
	size_t offset = count % 16;
	float *state[2][1 + MOMENT_COUNT], *g = numbers(count, offset, sort, 2);
	for (size_t k = 0; k < 2; k++) {
		for (uint32_t i = 0; i <= MOMENT_COUNT; i++)
			state[k][i] = numbers(count, offset, i == 0 ? SORT_ORDINARY : sort, 3 + i);
		for (int step = 0; step < 2; step++) {
			float *now = state[k][0], *old = numbers(count, offset, SORT_ORDINARY, 1),
			      *before = room(count, offset);
			memcpy(old, now, count * sizeof *now);
			bool finite = both[k]->update(&how, now, state[k] + 1, g, before, count);
			ck_assert(finite == arithmetic_scalar.finite(now, count));
			check_same(old, before, count, level->name);
			check_guard(before, count, offset);
			room_free(old, offset);
			room_free(before, offset);
		}
	}
	for (size_t i = 0; i <= MOMENT_COUNT; i++) {
		check_guard(state[1][i], count, offset);
		check_same(state[0][i], state[1][i], count, level->name);
		room_free(state[0][i], offset);
		room_free(state[1][i], offset);
	}
	room_free(g, offset);
}

START_TEST(updates_agree)
{
	for (size_t n = 0; n < LEVEL_COUNT; n++) {
		const struct arithmetic *level = level_at(n);
		for (int kernel = 0; level && kernel < OPTIMIZER_COUNT; kernel++)
			for (size_t count = 0; count < 70; count++)
				for (int sort = 0; sort < SORT_COUNT; sort++)
					compare_update(level, kernel, count, (enum sort)sort);
	}
}
END_TEST

static void compare_gather(const struct arithmetic *level, size_t features, size_t batch)
{
	enum { ROWS = 90 };
	size_t stride = (batch + 15) / 16 * 16;
	float *rows = numbers(ROWS * features, 1, SORT_SPECIAL, 1);
	uint32_t order[ROWS];
	for (uint32_t s = 0; s < ROWS; s++)
		order[s] = (uint32_t)(drawn_word(9, s) % ROWS);
	for (int ordered = 0; ordered < 2; ordered++) {
		float *x = room(features * stride, 0), *y = room(features * stride, 0);
		arithmetic_scalar.gather(x, rows, ordered ? order : NULL, features, batch, stride);
		level->gather(y, rows, ordered ? order : NULL, features, batch, stride);
		check_guard(y, features * stride, 0);
		check_same(x, y, features * stride, level->name);
		free(x);
		free(y);
	}
	room_free(rows, 1);
}

START_TEST(gathering_agrees)
{
	for (size_t n = 0; n < LEVEL_COUNT; n++) {
		const struct arithmetic *level = level_at(n);
		for (size_t features = 1; level && features <= 40; features++)
			for (size_t batch = 1; batch <= 80; batch += 1 + features % 3)
				compare_gather(level, features, batch);
	}
}
END_TEST

SUITE(products_agree, narrow_products_agree, functions_agree, reductions_agree, updates_agree,
	gathering_agrees)
