/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How fast the arithmetic is, beside the machine's peak and what others make of it.
 *
 *	arithmetic products THREADS | functions | peak
 *	arithmetic step INPUTS WIDTH DEPTH OUTPUTS BATCH ACTIVATION OPTIMIZER THREADS [IDLE]
 *
 * IDLE: seconds, the least that bench_idle took elsewhere.
 */
#include "tests/bench/arithmetic.h"

#include "nn/arithmetic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined __x86_64__
#include <immintrin.h>
#endif

/* ---- the peak: twelve chains of fused multiply-adds that never leave the registers ---- */

#if defined __x86_64__
#define CHAINS(DO)     DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)
#define CHAIN_START(i) vector c##i = x;
#define CHAIN_STEP(i)  __asm__("vfmadd213ps %2, %1, %0" : "+v"(c##i) : "v"(x), "v"(y));
#define CHAIN_END(i)   __asm__ volatile("" : : "v"(c##i));
enum { CHAIN_COUNT = 12, CHAIN_ROUNDS = 10000 };
#define PEAK(name, vector_type, isa)                                                               \
	__attribute__((target(isa))) static void name(void *unused)                                \
	{                                                                                          \
		typedef vector_type vector;                                                        \
		vector x = { 0.5f }, y = { 0.25f };                                                \
		(void)unused;                                                                      \
		CHAINS(CHAIN_START)                                                                \
		for (int k = 0; k < CHAIN_ROUNDS; k++) {                                           \
			CHAINS(CHAIN_STEP)                                                         \
		}                                                                                  \
		CHAINS(CHAIN_END)                                                                  \
	}
PEAK(peak_avx512, __m512, "avx512f")
PEAK(peak_avx2, __m256, "avx2,fma")

double bench_peak_work(struct bench_work *work)
{
	bool wide = strcmp(arithmetic()->name, "avx512") == 0;
	*work = (struct bench_work){ wide ? peak_avx512 : peak_avx2, NULL };
	if (!wide && strcmp(arithmetic()->name, "avx2") != 0)
		return 0;
	return (wide ? 16.0 : 8.0) * CHAIN_COUNT * CHAIN_ROUNDS;
}
#else
double bench_peak_work(struct bench_work *work)
{
	*work = (struct bench_work){ NULL, NULL };
	return 0;
}
#endif

double bench_peak(void)
{
	struct bench_work work;
	double adds = bench_peak_work(&work), least = 1, begin = bench_now();
	while (adds > 0 && bench_now() - begin < 0.1) {
		double start = bench_now();
		work.work(work.job);
		double seconds = bench_now() - start;
		least = seconds < least ? seconds : least; /* the fastest: it is a peak */
	}
	return adds / least;
}

/* ---- what is asked of the allocator ---- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
static size_t allocated;

void *malloc(size_t size)
{
	__atomic_fetch_add(&allocated, size, __ATOMIC_RELAXED);
	return __libc_malloc(size);
}
void *calloc(size_t count, size_t size)
{
	__atomic_fetch_add(&allocated, count * size, __ATOMIC_RELAXED);
	return __libc_calloc(count, size);
}
void *realloc(void *old, size_t size)
{
	__atomic_fetch_add(&allocated, size, __ATOMIC_RELAXED);
	return __libc_realloc(old, size);
}
void *aligned_alloc(size_t alignment, size_t size)
{
	__atomic_fetch_add(&allocated, size, __ATOMIC_RELAXED);
	return __libc_memalign(alignment, size);
}

size_t bench_allocated(void)
{
	return __atomic_load_n(&allocated, __ATOMIC_RELAXED);
}

int main(int count, char **arguments)
{
	const char *what = count > 1 ? arguments[1] : "";
	(void)arithmetic_enter();
	if (strcmp(what, "products") == 0 && count == 3)
		bench_products((size_t)atoi(arguments[2]));
	else if (strcmp(what, "functions") == 0)
		bench_functions();
	else if (strcmp(what, "step") == 0 && (count == 10 || count == 11)) {
		if (count == 11)
			bench_idle_known(atof(arguments[10]));
		bench_step(arguments + 2);
	} else if (strcmp(what, "peak") == 0)
		printf("%s %.1f\n", arithmetic()->name, 2e-9 * bench_peak());
	else
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
