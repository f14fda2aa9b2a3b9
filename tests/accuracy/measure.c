/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One function over many floats: in pieces, each by a thread of the pool.
 */
#include "tests/accuracy/accuracy.h"

#include "nn/fma.h"
#include "nn/levels.h"
#include "nn/pool.h"
#include "tests/arithmetic/bits.h"

#include <math.h>
#include <pthread.h>

enum {
	PIECE = 4096, /* magnitudes in a piece, each with both signs */
	PLACES = 255 * 16,
	AROUND = 16
};

struct job {
	const struct row *row;
	uint32_t step;
	size_t slow;   /* levels without a machine's fma take every slow-th piece */
	uint64_t grid; /* magnitudes of the grid */
	size_t pieces; /* of the grid; behind them the places */
	struct measure found;
};
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Magnitudes of a piece: first, first + step, ... One more than is counted, as a neighbour. */
struct span {
	uint32_t first, step, count;
};

static struct span span_of(const struct job *job, size_t index)
{
	if (index >= job->pieces) {
		uint32_t place = (uint32_t)(index - job->pieces + 1) << 19;
		return (struct span){ place - AROUND, 1, 2 * AROUND };
	}
	uint64_t first = (uint64_t)index * PIECE, left = job->grid - first;
	return (struct span){ (uint32_t)first * job->step, job->step,
		left < PIECE ? (uint32_t)left : PIECE };
}

/* What is computed of a piece: x first, then -x. */
struct values {
	float x[2 * (PIECE + 1)], y[2 * (PIECE + 1)], d[2 * (PIECE + 1)];
	size_t count, half; /* all; those of one sign */
};

static void fill(struct values *v, const struct span *span)
{
	uint64_t last = (uint64_t)span->first + (uint64_t)span->step * span->count;
	v->half = span->count + (last < UINT32_C(1) << 31);
	v->count = 2 * v->half;
	for (uint32_t i = 0; i < v->half; i++) {
		uint32_t bits = span->first + i * span->step;
		v->x[i] = float_of(bits);
		v->x[v->half + i] = float_of(bits | 0x80000000u);
	}
}

static void compute(
	const struct arithmetic *level, const struct row *row, struct values *v, const float *value)
{
	const float p[3] = { row->number, 0, 0 };
	level->apply(row->f, p, v->y, v->x, v->count);
	for (size_t i = 0; i < v->count; i++)
		v->d[i] = 1;
	level->slope(row->f, p, v->d, v->x, value ? value : v->y, v->count);
}

static uint64_t differences(
	const float *meant, const float *got, const struct values *v, struct measure *found)
{
	uint64_t count = 0;
	if (memcmp(meant, got, v->count * sizeof *meant) == 0)
		return 0;
	for (size_t i = 0; i < v->count; i++)
		if (!same_bits(meant[i], got[i])) {
			count++;
			found->one = v->x[i];
		}
	return count;
}

/* ---- the truth ---- */

/* How many units of the last place of a float near x make 1: a power of two, by its bits, since
 * this is asked billions of times. */
static double places_of(double x)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof bits);
	int exponent = (int)(bits >> 52 & 0x7ff) - 1023 - 23;
	exponent = exponent < -149 ? -149 : exponent > 104 ? 104 : exponent;
	bits = (uint64_t)(1023 - exponent) << 52;
	memcpy(&x, &bits, sizeof x);
	return x;
}

/* Infinity counts as 2^128, where the next float would be. */
static double bounded(double x)
{
	return x > 0x1p128 ? 0x1p128 : x < -0x1p128 ? -0x1p128 : x;
}

static void judge(const struct row *row, float x, float y, struct measure *found)
{
	double truth = row->value((double)x);
	if (!((double)x >= row->low && (double)x <= row->high) && !isnan(x))
		return;
	if (isnan(truth) != isnan(y) || (!isnan(y) && !signbit(truth) != !signbit(y))) {
		found->misplaced++;
		found->one = x;
	}
	if (isnan(truth) || isnan(y))
		return;
	double near = bounded((double)x < row->fades ? row->least : truth);
	double error = fabs(bounded((double)y) - bounded(truth)) * places_of(near);
	found->inputs++;
	found->unrounded += !same_bits((float)truth, y);
	if (error > found->worst) {
		found->worst = error;
		found->at = x;
	}
}

static void judge_shape(const struct row *row, const struct values *v, struct measure *found)
{
	const float *y = v->y;
	size_t half = v->half;
	for (size_t i = 0; row->odd && i < half; i++)
		if (!same_bits(y[half + i], -y[i])) {
			found->asymmetric++;
			found->one = v->x[i];
		}
	for (size_t i = 0; row->monotone && i + 1 < half; i++)
		if (y[i + 1] < y[i] || y[half + i + 1] > y[half + i]) {
			found->descents++;
			found->one = v->x[i];
		}
}

static void add(struct measure *to, const struct measure *from)
{
	if (from->worst > to->worst) {
		to->worst = from->worst;
		to->at = from->at;
	}
	to->inputs += from->inputs;
	to->unrounded += from->unrounded;
	to->values += from->values;
	to->slopes += from->slopes;
	to->misplaced += from->misplaced;
	to->asymmetric += from->asymmetric;
	to->descents += from->descents;
	if (from->values + from->slopes + from->misplaced + from->asymmetric + from->descents > 0)
		to->one = from->one;
}

/* Every other level against the best: the scalar reference, and the narrow vectors, do each fma by
 * a dozen operations where the program is built for machines without it. */
static void compare_levels(
	const struct row *row, const struct values *meant, bool slow, struct measure *found)
{
	static const char *const names[] = { "avx2", "scalar", "portable", "sse2", "neon" };
	static _Thread_local struct values got;
	got.count = meant->count;
	memcpy(got.x, meant->x, meant->count * sizeof *got.x);
	for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
		const struct arithmetic *level = arithmetic_level(names[n]);
		if (!level || level == arithmetic() || (n > 0 && !slow))
			continue;
		compute(level, row, &got, meant->y);
		found->values += differences(meant->y, got.y, meant, found);
		found->slopes += differences(meant->d, got.d, meant, found);
	}
}

static void measure_piece(void *to, size_t index)
{
	static _Thread_local struct values meant;
	struct job *job = to;
	struct measure found = { 0 };
	const struct span span = span_of(job, index);
	fill(&meant, &span);
	compute(arithmetic(), job->row, &meant, NULL);
	compare_levels(job->row, &meant, index % job->slow == 0, &found);
	for (size_t i = 0; i < span.count; i++) {
		judge(job->row, meant.x[i], meant.y[i], &found);
		judge(job->row, meant.x[meant.half + i], meant.y[meant.half + i], &found);
	}
	judge_shape(job->row, &meant, &found);
	pthread_mutex_lock(&mutex);
	add(&job->found, &found);
	pthread_mutex_unlock(&mutex);
}

struct measure measure(const struct row *row, uint32_t step, bool thorough)
{
	struct job job = { .row = row,
		.step = step,
		.slow = FMA_HARDWARE || thorough ? 1 : MEASURE_SLOW,
		.grid = ((UINT64_C(1) << 31) - 1) / step + 1 };
	job.pieces = (size_t)((job.grid + PIECE - 1) / PIECE);
	pool_run(measure_piece, &job, job.pieces + (step > 1 ? PLACES : 0));
	return job.found;
}
