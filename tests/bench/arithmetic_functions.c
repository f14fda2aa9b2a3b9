/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Elementwise functions beside libm's, one call a number, and SLEEF's of at most 1.0 ulp, loaded
 * while running, with vectors as wide as the level's.
 */
#include "nn/arithmetic.h"
#include "tests/bench/arithmetic.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#if defined __x86_64__
#include <immintrin.h>
#endif

enum { COUNT = 1024 };
static _Alignas(64) float x[COUNT], y[COUNT];

struct function {
	const char *name;
	enum elementwise kernel;
	float (*libm)(float x);
	void *sleef;
};

static void ours(void *job)
{
	static const float none[4];
	const struct function *f = job;
	arithmetic()->apply(f->kernel, none, y, x, COUNT);
}

static void libm(void *job)
{
	const struct function *f = job;
	for (size_t i = 0; i < COUNT; i++)
		y[i] = f->libm(x[i]);
}

#if defined __x86_64__
__attribute__((target("avx512f"))) static void sleef_avx512(void *job)
{
	const struct function *f = job;
	__m512 (*function)(__m512);
	memcpy(&function, &f->sleef, sizeof function);
	for (size_t i = 0; i < COUNT; i += 16)
		_mm512_store_ps(y + i, function(_mm512_load_ps(x + i)));
}

__attribute__((target("avx2"))) static void sleef_avx2(void *job)
{
	const struct function *f = job;
	__m256 (*function)(__m256);
	memcpy(&function, &f->sleef, sizeof function);
	for (size_t i = 0; i < COUNT; i += 8)
		_mm256_store_ps(y + i, function(_mm256_load_ps(x + i)));
}

static struct bench_work sleef(struct function *f, void *library)
{
	char name[64];
	bool wide = strcmp(arithmetic()->name, "avx512") == 0;
	snprintf(
		name, sizeof name, wide ? "Sleef_%sf16_u10avx512f" : "Sleef_%sf8_u10avx2", f->name);
	f->sleef = library ? dlsym(library, name) : NULL;
	return (struct bench_work){ wide ? sleef_avx512 : sleef_avx2, f->sleef ? f : NULL };
}
#else
static struct bench_work sleef(struct function *f, void *library)
{
	(void)f;
	(void)library;
	return (struct bench_work){ NULL, NULL };
}
#endif

/* What libm has no function for. */
static float plain_sigmoid(float z)
{
	return 1 / (1 + expf(-z));
}

static void tell_times(double own, double plain, double vectors)
{
	const double scale = 1e9 / COUNT;
	printf(" %8.3f %8.3f %8.3f %8.1f %8.2f", own * scale, plain * scale, vectors * scale,
		plain / own, vectors / own);
}

void bench_functions(void)
{
	struct function functions[] = { { "exp", ELEMENTWISE_EXP, expf, NULL },
		{ "log", ELEMENTWISE_LOG, logf, NULL }, { "tanh", ELEMENTWISE_TANH, tanhf, NULL },
		{ "erf", ELEMENTWISE_ERF, erff, NULL },
		{ "sigmoid", ELEMENTWISE_SIGMOID, plain_sigmoid, NULL } };
	void *library = dlopen("libsleef.so.3", RTLD_NOW);
	for (size_t i = 0; i < COUNT; i++)
		x[i] = 0.01f + 4 * (float)i / COUNT;
	printf("functions, level %s, ns a number (nan: not in SLEEF)\n"
	       "medians of all runs | of those undisturbed\n%-8s",
		arithmetic()->name, "");
	for (int half = 0; half < 2; half++)
		printf("%s %8s %8s %8s %8s %8s", half ? " |" : "", "ours", "libm", "SLEEF", "/libm",
			"/SLEEF");
	printf("\n");
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		struct function *f = &functions[i];
		const struct bench_work works[] = { { ours, f }, { libm, f }, sleef(f, library) };
		struct bench_time taken[3] = { [2] = { .median = (double)NAN,
						       .alone = (double)NAN } };
		bench_side_by_side(1, works[2].job ? 3 : 2, works, taken);
		printf("%-8s", f->name);
		tell_times(taken[0].median, taken[1].median, taken[2].median);
		printf(" |");
		tell_times(taken[0].alone, taken[1].alone, taken[2].alone);
		printf("\n");
	}
	printf("times SLEEF of at most 1.0 ulp (goal: 0.67)\n");
}
