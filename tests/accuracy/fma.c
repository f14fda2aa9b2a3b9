/* SPDX-License-Identifier: BSD-3-Clause
 *
 * fma against the C library's, which glibc tests against MPFR: what nn/fma.h makes, with hardware
 * and without, and what each level's vectors make.
 */
#include "tests/accuracy/accuracy.h"

#include "nn/fma.h"
#include "nn/levels.h"
#include "nn/pool.h"
#include "nn/reference.h"
#include "tests/arithmetic/bits.h"

#include <math.h>
#include <stdatomic.h>

enum { COUNT = 4096 };

/* a b + c, a being one number: what a level's update does to a parameter. */
struct triples {
	float a, b[COUNT], c[COUNT];
};

/* A number of that exponent, of either sign, whose significand is short, or next to a short one, or
 * any: products of short ones lie halfway between two floats, or next to that (1 + 2^-12 times
 * 2 - 2^-11 + 2^-23 is 2 + 2^-35). */
static float number_of(int exponent, uint64_t word)
{
	uint32_t bits = (uint32_t)word & 0x7fffff, sign = (uint32_t)(word >> 40) << 31;
	switch ((word >> 32) % 8) {
	case 0: bits &= 0x7ff000; break;
	case 1: bits = bits >> 16 | 0x7ff000; break;
	case 2: bits &= 0x0007ff; break;
	case 3: bits = UINT32_C(1) << bits % 23; break;
	case 4: bits = 0x000800; break;
	case 5: bits = 0x7ff001; break;
	default: break;
	}
	float size = scalbnf(float_of(0x3f800000 | bits), exponent);
	return sign ? -size : size;
}

static int between(uint64_t word, int low, int high)
{
	return low + (int)(word % (uint64_t)(high - low + 1));
}

/* Where products lie, and how far from them what is added. */
static const struct {
	int low, high, below, above;
} kinds[] = {
	{ -40, 40, -30, 30 },    /* ordinary sums */
	{ -40, 40, -90, -22 },   /* what is added decides which way half a unit goes */
	{ -40, 40, 20, 60 },     /* the product decides */
	{ -152, -145, -3, 24 },  /* half of the least subnormal, and subnormal sums */
	{ -150, -120, -30, 10 }, /* subnormal and next to it */
	{ -240, -160, 60, 120 }, /* a product that is lost but for its direction */
	{ 120, 128, -30, 8 },    /* next to overflow */
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void fill(struct triples *t, uint32_t stream)
{
	uint64_t whole = drawn_word(stream, COUNT * 3);
	int exponent = between(whole >> 7, -120, 120);
	t->a = number_of(exponent, whole);
	for (uint32_t i = 0; i < COUNT; i++) {
		uint64_t b = drawn_word(stream, i), c = drawn_word(stream, COUNT + i);
		uint64_t place = drawn_word(stream, 2 * COUNT + i);
		uint32_t kind = (uint32_t)(place >> 8) % (KINDS + 2);
		if (kind < KINDS) {
			int product = between(place >> 16, kinds[kind].low, kinds[kind].high);
			int addend = product +
				     between(place >> 40, kinds[kind].below, kinds[kind].above);
			t->b[i] = number_of(product - exponent, b);
			t->c[i] = number_of(addend, c);
		} else if (kind == KINDS) { /* all but cancels */
			t->b[i] = number_of(between(place >> 16, -30, 30) - exponent, b);
			t->c[i] = -(t->a * t->b[i]) * (1 + (float)between(c, -3, 3) * 0x1p-23f);
		} else { /* any bits at all */
			t->b[i] = float_of((uint32_t)b);
			t->c[i] = float_of((uint32_t)c);
		}
	}
}

static uint64_t wrong_of(const struct triples *t, const float *meant)
{
	static const char *const names[] = { "scalar", "portable", "sse2", "neon", "avx2",
		"avx512" };
	static _Thread_local float got[COUNT];
	const struct update how = {
		.kernel = OPTIMIZER_SGD, .scale = 1, .rate = -t->a, .fresh = 1
	};
	float *const nothing[MOMENT_COUNT] = { 0 };
	uint64_t wrong = 0;
	for (size_t i = 0; i < COUNT; i++) {
		wrong += !same_bits(fma_emulated(t->a, t->b[i], t->c[i]), meant[i]);
		wrong += !same_bits(fma_exact(t->a, t->b[i], t->c[i]), meant[i]);
	}
	for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
		const struct arithmetic *level = arithmetic_level(names[n]);
		memcpy(got, t->c, sizeof got);
		if (level)
			level->update(&how, got, nothing, t->b, NULL, COUNT);
		for (size_t i = 0; level && i < COUNT; i++)
			wrong += !same_bits(got[i], meant[i]);
	}
	return wrong;
}

static void judge_piece(void *to, size_t index)
{
	static _Thread_local struct triples triples;
	static _Thread_local float meant[COUNT];
	_Atomic uint64_t *wrong = to;
	fill(&triples, (uint32_t)index);
	for (size_t i = 0; i < COUNT; i++)
		meant[i] = fmaf(triples.a, triples.b[i], triples.c[i]);
	atomic_fetch_add(wrong, wrong_of(&triples, meant));
}

/* Triples that shortcuts through binary64 get wrong, and what is right, computed with fractions:
 * the first four were published (dotnet/runtime #133349, JuliaMath/openlibm #357, rust-lang/libm
 * #263 twice), the others found with the C library's fmaf. */
static const uint32_t known[][4] = {
	{ 0x97000800, 0x1cfff001, 0x00010002, 0x00010001 },
	{ 0x3f7288d0, 0x34f91a50, 0xbe7916c0, 0xbe7916a3 },
	{ 0x4b7fffff, 0x4d800002, 0x427e0000, 0x59800001 },
	{ 0x58800001, 0x58c00000, 0x80000001, 0x71c00001 },
	{ 0x227ff001, 0x91800800, 0x00153274, 0x00153273 },
	{ 0x11a00000, 0xfa8e391e, 0x2b0b7000, 0xccb1c765 },
	{ 0x8b40d000, 0xfc000400, 0x1d3b0000, 0x47c0d607 },
	{ 0xbe000211, 0x2dc00000, 0x017db8ef, 0xac400319 },
	{ 0x5e7ff007, 0xa70007fd, 0xd21860de, 0xd21860df },
	{ 0x64fff00d, 0x188007fa, 0xca416000, 0xca415fff },
	{ 0xf8800800, 0x177ff001, 0xdc900000, 0xdc900001 },
	{ 0xcafff001, 0xc8000800, 0xdffff078, 0xdffff077 },
};

/* Each in every lane, as it is and with all signs turned. */
static uint64_t wrong_known(void)
{
	static struct triples triples;
	static float meant[COUNT];
	uint64_t wrong = 0;
	for (size_t i = 0; i < 2 * sizeof known / sizeof *known; i++) {
		const uint32_t *one = known[i / 2], turn = (uint32_t)(i % 2) << 31;
		triples.a = float_of(one[0]);
		for (size_t k = 0; k < COUNT; k++) {
			triples.b[k] = float_of(one[1] ^ turn);
			triples.c[k] = float_of(one[2] ^ turn);
			meant[k] = float_of(one[3] ^ turn);
		}
		wrong += wrong_of(&triples, meant);
	}
	return wrong;
}

uint64_t wrong_fma(uint64_t count)
{
	_Atomic uint64_t wrong = 0;
	pool_run(judge_piece, &wrong, (size_t)((count + COUNT - 1) / COUNT));
	return wrong + wrong_known();
}
