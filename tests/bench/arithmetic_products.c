/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The three products of a square layer beside the peak measured just before, and beside OpenBLAS's
 * sgemm of the same matrices, which is loaded while running.
 */
#include "nn/arithmetic.h"
#include "nn/pass.h"
#include "nn/pool.h"
#include "tests/bench/arithmetic.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_MAJOR = 101, PLAIN = 111, TURNED = 112 };
typedef void sgemm_function(int order, int turn_a, int turn_b, int m, int n, int k, float alpha,
	const float *a, int a_row, const float *b, int b_row, float beta, float *c, int c_row);
static sgemm_function *sgemm;

struct layer_job {
	int form;                    /* 0: forward, 1: backward, 2: gradient */
	size_t width, batch, stride; /* as training lays a batch out */
	float *weight, *bias, *a, *z, *scratch;
};

static void ours(void *job)
{
	const struct layer_job *l = job;
	const struct arithmetic *level = arithmetic();
	if (l->form == 0)
		level->forward(
			l->z, l->weight, l->bias, l->a, l->width, l->width, l->batch, l->stride);
	else if (l->form == 1)
		level->backward(l->z, l->weight, l->a, l->width, l->width, l->batch, l->stride);
	else
		level->gradient(l->weight, l->bias, l->a, l->z, l->width, l->width, l->batch,
			l->stride, l->scratch);
}

static void theirs(void *job)
{
	const struct layer_job *l = job;
	int n = (int)l->width, b = (int)l->batch, stride = (int)l->stride;
	if (l->form == 2)
		sgemm(ROW_MAJOR, PLAIN, TURNED, n, n, b, 1, l->a, stride, l->z, stride, 0,
			l->weight, n);
	else
		sgemm(ROW_MAJOR, l->form == 0 ? TURNED : PLAIN, PLAIN, n, b, n, 1, l->weight, n,
			l->a, stride, 0, l->z, stride);
}

static void load(size_t threads)
{
	void *library = dlopen("libopenblas.so.0", RTLD_NOW);
	if (!library) {
		printf("OpenBLAS is not installed\n");
		return;
	}
	void *symbol = dlsym(library, "cblas_sgemm");
	memcpy(&sgemm, &symbol, sizeof sgemm);
	void (*set_threads)(int count);
	symbol = dlsym(library, "openblas_set_num_threads");
	memcpy(&set_threads, &symbol, sizeof set_threads);
	set_threads((int)threads);
	char *(*config)(void);
	symbol = dlsym(library, "openblas_get_config");
	memcpy(&config, &symbol, sizeof config);
	char *(*core)(void);
	symbol = dlsym(library, "openblas_get_corename");
	memcpy(&core, &symbol, sizeof core);
	printf("%s, kernel %s\n", config(), core());
}

static float *numbers(size_t count)
{
	float *x = aligned_alloc(64, (count + 15) / 16 * 64);
	for (size_t i = 0; x && i < count; i++)
		x[i] = (float)(i * 7 % 13) * 0.125f - 0.75f;
	return x;
}

/* What a table comes to, over the rows that a goal is about. */
struct summary {
	double logarithms, least;
	size_t count;
};

static void add(struct summary *summary, double ratio)
{
	if (isnan(ratio))
		return;
	summary->logarithms += log(ratio);
	summary->least = summary->count++ == 0 || ratio < summary->least ? ratio : summary->least;
}

static void tell(const char *what, const struct summary *summary, const char *goal)
{
	if (summary->count > 0)
		printf("%s: %.2f in the geometric mean of %zu, %.2f at the least (%s)\n", what,
			exp(summary->logarithms / (double)summary->count), summary->count,
			summary->least, goal);
}

enum { WIDTHS = 8, BATCHES = 3, FORMS = 3, ROWS = WIDTHS * BATCHES * FORMS };
enum { OURS, PEAK, THEIRS, WORKS };

/* Of each work for each row. */
static struct bench_time taken[ROWS][WORKS];

/* Without its matrices. */
static struct layer_job shape_of(size_t row)
{
	static const size_t widths[WIDTHS] = { 8, 16, 32, 64, 128, 256, 512, 1024 },
			    batches[BATCHES] = { 32, 64, 256 };
	size_t batch = batches[row / FORMS / WIDTHS];
	return (struct layer_job){ .form = (int)(row % FORMS),
		.width = widths[row / FORMS % WIDTHS],
		.batch = batch,
		.stride = pass_stride(batch) };
}

static struct layer_job job_of(size_t row)
{
	struct layer_job job = shape_of(row);
	size_t n = job.width, stride = job.stride;
	job.weight = numbers(n * n);
	job.bias = numbers(n);
	job.a = numbers(n * stride);
	job.z = numbers(n * stride);
	job.scratch = numbers(arithmetic_scratch(n, stride));
	return job;
}

static void job_release(struct layer_job *job)
{
	free(job->weight);
	free(job->bias);
	free(job->a);
	free(job->z);
	free(job->scratch);
}

/* Often enough that it does not matter how the threads come together. */
enum { PEAK_CALLS = 20 };

static void peak_piece(void *job, size_t core)
{
	const struct bench_work *peak = job;
	(void)core;
	for (size_t i = 0; i < PEAK_CALLS; i++)
		peak->work(peak->job);
}

/* Two cores may be lent as one, or clocked lower together: the peak is that of both at once. */
static void peak_of_all(void *job)
{
	pool_run_whole(peak_piece, job, pool_threads());
}

/* With one thread all in turn; with more, one after the other for all rows: the threads of
 * OpenBLAS spin for a while after each product, on the cores of ours, and ours on theirs, so that
 * its second core is not watched. */
static void measure_all(size_t threads)
{
	struct bench_work peak;
	struct bench_work works[WORKS] = { { ours, NULL }, { peak_of_all, &peak },
		{ theirs, NULL } };
	bool peaked = bench_peak_work(&peak) > 0, turns = threads == 1 && sgemm && peaked;
	for (size_t row = 0; row < ROWS; row++) {
		taken[row][PEAK] = taken[row][THEIRS] =
			(struct bench_time){ .median = (double)NAN, .alone = (double)NAN };
		struct layer_job job = job_of(row);
		works[OURS].job = works[THEIRS].job = &job;
		bench_side_by_side(threads, turns ? 3 : peaked ? 2 : 1, works, taken[row]);
		job_release(&job);
	}
	for (size_t row = 0; row < ROWS && sgemm && !turns; row++) {
		struct layer_job job = job_of(row);
		taken[row][THEIRS] = bench_time(1, theirs, &job);
		job_release(&job);
	}
}

/* Over the rows that a goal is about. */
struct summaries {
	struct summary peak, peak_alone, other, other_alone;
};

static void tell_row(size_t row, double cores, struct summaries *all)
{
	static const char *const forms[] = { "forward", "backward", "gradient" };
	struct bench_work peak_work;
	const struct layer_job job = shape_of(row);
	const struct bench_time *o = &taken[row][OURS], *p = &taken[row][PEAK],
				*t = &taken[row][THEIRS];
	double work = (double)(job.width * job.width * job.batch);
	double most = bench_peak_work(&peak_work) * PEAK_CALLS * cores;
	double share = work / o->median * p->median / most, ratio = t->median / o->median;
	double share_alone = work / o->alone * p->alone / most, ratio_alone = t->alone / o->alone;
	printf("%6zu %6zu  %-9s %8.1f %8.1f %6.2f %6.2f | %4zu %8.1f %8.1f %6.2f %6.2f\n",
		job.width, job.batch, forms[job.form], 2e-9 * work / o->median,
		2e-9 * most / p->median, share, ratio, o->runs_alone, 2e-9 * work / o->alone,
		2e-9 * most / p->alone, share_alone, ratio_alone);
	if (job.width >= (cores > 1 ? 128 : 64)) {
		add(&all->peak, share);
		add(&all->peak_alone, share_alone);
	}
	if (job.width >= 32) {
		add(&all->other, ratio);
		add(&all->other_alone, ratio_alone);
	}
}

void bench_products(size_t threads)
{
	struct summaries all = { 0 };
	bool many = threads > 1;
	pool_set_threads(threads);
	load(threads);
	measure_all(threads);
	printf("products, level %s, threads %zu: medians of all runs | of those undisturbed\n"
	       "%6s %6s  %-9s %8s %8s %6s %6s | %4s %8s %8s %6s %6s\n",
		arithmetic()->name, threads, "width", "batch", "form", "GFLOP/s", "peak", "/peak",
		"/BLAS", "runs", "GFLOP/s", "peak", "/peak", "/BLAS");
	for (size_t row = 0; row < ROWS; row++)
		tell_row(row, (double)threads, &all);
	const char *peak =
		many ? "of the cores' peak, widths from 128" : "of the peak, widths from 64";
	const char *other = "times OpenBLAS, widths from 32";
	tell(peak, &all.peak, many ? "goal: 0.80" : "goal: 0.88, and 0.70");
	tell(other, &all.other, many ? "-" : "goal: 1.10, and 0.85");
	printf("those undisturbed:\n");
	tell(peak, &all.peak_alone, "-");
	tell(other, &all.other_alone, "-");
}
