/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Which level computes, and the floating-point control it computes under.
 */
#include "nn/arithmetic.h"

#include "nn/levels.h"
#include "nn/reference.h"

#include <stdlib.h>
#include <string.h>

#if defined __SSE__
#include <xmmintrin.h>
#endif

/* From the widest down; NULL after the last. The reference runs everywhere. */
static const struct arithmetic *supported(size_t index)
{
	size_t at = 0;
#if defined __x86_64__
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
		__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
		at++ == index)
		return &arithmetic_avx512;
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && at++ == index)
		return &arithmetic_avx2;
#endif
	if (at++ == index)
		return &arithmetic_portable;
	return at == index ? &arithmetic_scalar : NULL;
}

const struct arithmetic *arithmetic_level(const char *name)
{
	const struct arithmetic *level;
	for (size_t i = 0; (level = supported(i)); i++)
		if (strcmp(level->name, name) == 0)
			return level;
	return NULL;
}

const struct arithmetic *arithmetic(void)
{
	static const struct arithmetic *chosen;
	if (!chosen) {
		const char *name = getenv("PUENTE_ARITHMETIC");
		const struct arithmetic *forced = name ? arithmetic_level(name) : NULL;
		chosen = forced ? forced : supported(0);
	}
	return chosen;
}

float loss_share(enum loss_kernel f, size_t outputs, size_t batch)
{
	double count = (double)batch;
	if (f == LOSS_CROSS_ENTROPY || f == LOSS_BINARY)
		return (float)(1 / count);
	return (float)((f == LOSS_MSE ? 2 : 1) / (count * (double)outputs));
}

size_t arithmetic_scratch(size_t outputs, size_t stride)
{
	return stride * ((outputs + 63) / 64 * 64); /* no tile is wider than 64 columns */
}

#if defined __SSE__
static uint64_t control_get(void)
{
	return _mm_getcsr();
}
static void control_set(uint64_t bits)
{
	_mm_setcsr((unsigned int)bits);
}
enum { CONTROL_DEFAULT = 0x1f80 }; /* MXCSR: exceptions masked, nearest even, no FTZ, no DAZ */
#elif defined __aarch64__
static uint64_t control_get(void)
{
	uint64_t bits;
	__asm__ volatile("mrs %0, fpcr" : "=r"(bits));
	return bits;
}
static void control_set(uint64_t bits)
{
	__asm__ volatile("msr fpcr, %0" : : "r"(bits));
}
enum { CONTROL_DEFAULT = 0 };
#elif defined __riscv_flen
static uint64_t control_get(void)
{
	uint64_t bits;
	__asm__ volatile("frrm %0" : "=r"(bits));
	return bits;
}
static void control_set(uint64_t bits)
{
	__asm__ volatile("fsrm %0" : : "r"(bits));
}
enum { CONTROL_DEFAULT = 0 };
#else
static uint64_t control_get(void)
{
	return 0;
}
static void control_set(uint64_t bits)
{
	(void)bits;
}
enum { CONTROL_DEFAULT = 0 };
#endif

struct arithmetic_control arithmetic_enter(void)
{
	struct arithmetic_control before = { control_get() };
	control_set(CONTROL_DEFAULT);
	return before;
}

void arithmetic_leave(struct arithmetic_control before)
{
	control_set(before.bits);
}
