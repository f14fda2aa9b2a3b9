/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The binary64 functions that statistics, theory and expressions use, over bit patterns of all
 * exponents and over ordinary numbers.
 */
#include "tests/arithmetic/golden.h"

#include "nn/activation.h"
#include "nn/real.h"

#include <string.h>

enum { PATTERNS = 4000, ORDINARY = 8000, COUNT = PATTERNS + ORDINARY };

static double x[COUNT];

static void fill(void)
{
	for (size_t i = 0; i < PATTERNS; i++) {
		uint64_t bits = drawn_word(80, i);
		memcpy(&x[i], &bits, sizeof bits);
	}
	for (size_t i = 0; i < ORDINARY; i++) { /* in [-1, 1), [-8, 8), [-64, 64), [-1024, 1024) */
		static const double scale[] = { 1, 8, 64, 1024 };
		double unit = (double)((int64_t)drawn_word(81, i) >> 11) * 0x1p-52;
		x[PATTERNS + i] = unit * scale[i % 4];
	}
	x[0] = 0;
	x[1] = -0.0;
	x[2] = 1;
	x[3] = -1;
	x[4] = __builtin_inf();
	x[5] = -__builtin_inf();
	x[6] = __builtin_nan("");
	x[7] = 0x1p-1074;
}

static void tell_real(const char *name, double (*f)(double x))
{
	struct checksum checksum = CHECKSUM_START;
	for (size_t i = 0; i < COUNT; i++)
		checksum_double(&checksum, f(x[i]));
	tell("real", name, checksum);
}

static void tell_others(void)
{
	struct checksum pow = CHECKSUM_START, fma = CHECKSUM_START, quantile = CHECKSUM_START;
	for (size_t i = 0; i < COUNT; i++) {
		size_t j = (i * 7 + 3) % COUNT, k = (i * 31 + 11) % COUNT;
		checksum_double(&pow, real_pow(x[i], x[j]));
		checksum_double(&pow, real_pow(real_abs(x[i]), x[PATTERNS + j % ORDINARY] / 64));
		checksum_double(&fma, real_fma(x[i], x[j], x[k]));
		checksum_double(&fma, real_fma(x[i], x[j], -(x[i] * x[j])));
		checksum_double(&quantile, real_normal_quantile(((double)i + 0.5) / COUNT));
		checksum_double(&quantile, real_normal_quantile(real_abs(x[i])));
	}
	tell("real", "pow", pow);
	tell("real", "fma", fma);
	tell("real", "normal-quantile", quantile);
}

/* The catalogue's binary64 activations, and the gains that follow from them. */
static void tell_activations(void)
{
	for (size_t row = 0; row < activations.count; row++) {
		const struct choice choice = choice_of(catalogue_at(&activations, row));
		struct checksum checksum = CHECKSUM_START;
		for (size_t i = 0; i < ORDINARY; i++) {
			checksum_double(&checksum, activation_value(&choice, x[PATTERNS + i]));
			checksum_double(&checksum, activation_slope(&choice, x[PATTERNS + i]));
		}
		checksum_double(&checksum, activation_gain(&choice));
		tell("activation", choice.label->name, checksum);
	}
}

void golden_reals(void)
{
	fill();
#define TELL(name) tell_real(#name, real_##name);
	TELL(exp)
	TELL(expm1)
	TELL(log)
	TELL(log1p)
	TELL(log10)
	TELL(tanh)
	TELL(sigmoid)
	TELL(erf)
	TELL(erfc)
	TELL(erfcx)
	TELL(normal_cdf)
	TELL(sin)
	TELL(cos)
	TELL(asin)
	TELL(acos)
	TELL(sqrt)
	TELL(floor)
	TELL(ceil)
	TELL(round)
#undef TELL
	tell_others();
	tell_activations();
}
