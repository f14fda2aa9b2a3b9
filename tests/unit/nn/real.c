/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Real functions against values computed with 40 digits (mpmath) and, densely, against the C
 * library as an independent implementation.
 */
#include "nn/real.h"

#include "tests/unit/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct known {
	const char *name;
	double (*function)(double x);
	double x, value;
};

// clang-format off
/* x and f(x), f computed by mpmath with 40 digits and rounded once */
static const struct known known[] = {
	{ "exp", real_exp, -0x1.748cccccccccdp+9, 0x0.0000000000001p-1022 },
	{ "exp", real_exp, -0x1.5e40000000000p+9, 0x1.4ff475c68ca02p-1011 },
	{ "exp", real_exp, -0x1.0000000000000p+0, 0x1.78b56362cef38p-2 },
	{ "exp", real_exp, -0x1.12e0be826d695p-30, 0x1.fffffff768fa1p-1 },
	{ "exp", real_exp, 0x1.62d0e56041893p-2, 0x1.6a03146cf6eadp+0 },
	{ "exp", real_exp, 0x1.0000000000000p+0, 0x1.5bf0a8b145769p+1 },
	{ "exp", real_exp, 0x1.4800000000000p+3, 0x1.b9ea2aed2a0f1p+14 },
	{ "exp", real_exp, 0x1.62d999999999ap+9, 0x1.d75ae7a50ee14p+1023 },
	{ "expm1", real_expm1, -0x1.e000000000000p+4, -0x1.ffffffffffcb5p-1 },
	{ "expm1", real_expm1, -0x1.0000000000000p-1, -0x1.92e9a0720d3ecp-2 },
	{ "expm1", real_expm1, -0x1.4f8b588e368f1p-17, -0x1.4f8aea9acf2c9p-17 },
	{ "expm1", real_expm1, 0x1.70ef54646d497p-57, 0x1.70ef54646d497p-57 },
	{ "expm1", real_expm1, 0x1.fef9db22d0e56p-2, 0x1.4b4d3382b8badp-1 },
	{ "expm1", real_expm1, 0x1.0000000000000p-1, 0x1.4c2531c3c0d38p-1 },
	{ "expm1", real_expm1, 0x1.8000000000000p+1, 0x1.315e5bf6fb106p+4 },
	{ "log", real_log, 0x0.0000000000001p-1022, -0x1.74385446d71c3p+9 },
	{ "log", real_log, 0x1.56e1fc2f8f359p-997, -0x1.5963447f87fb5p+9 },
	{ "log", real_log, 0x1.0000000000000p-1, -0x1.62e42fefa39efp-1 },
	{ "log", real_log, 0x1.6a09e65dc27dfp-1, -0x1.62e4300c77ae8p-2 },
	{ "log", real_log, 0x1.ffffde7210be9p-1, -0x1.0c6f82d74d230p-20 },
	{ "log", real_log, 0x1.000001ad7f29bp+0, 0x1.ad7f2847b6492p-24 },
	{ "log", real_log, 0x1.0000000000000p+1, 0x1.62e42fefa39efp-1 },
	{ "log", real_log, 0x1.7e43c8800759cp+996, 0x1.5963447f87fb5p+9 },
	{ "log1p", real_log1p, -0x1.ccccccccccccdp-1, -0x1.26bb1bbb55516p+1 },
	{ "log1p", real_log1p, -0x1.5798ee2308c3ap-27, -0x1.5798ee3fdb764p-27 },
	{ "log1p", real_log1p, 0x1.2725dd1d243acp-60, 0x1.2725dd1d243acp-60 },
	{ "log1p", real_log1p, 0x1.eb851eb851eb8p-3, 0x1.b88c50a39e268p-3 },
	{ "log1p", real_log1p, 0x1.0a3d70a3d70a4p-2, 0x1.d9511a1a14871p-3 },
	{ "log1p", real_log1p, 0x1.4000000000000p+2, 0x1.cab0bfa2a2002p+0 },
	{ "log10", real_log10, 0x1.4f8b588e368f1p-17, -0x1.4000000000000p+2 },
	{ "log10", real_log10, 0x1.0624dd2f1a9fcp-10, -0x1.8000000000000p+1 },
	{ "log10", real_log10, 0x1.0000000000000p+1, 0x1.34413509f79ffp-2 },
	{ "log10", real_log10, 0x1.f400000000000p+9, 0x1.8000000000000p+1 },
	{ "log10", real_log10, 0x1.0f0cf064dd592p+73, 0x1.6000000000000p+4 },
	{ "log10", real_log10, 0x1.e000000000000p+2, 0x1.c00807a887100p-1 },
	{ "tanh", real_tanh, -0x1.8000000000000p+1, -0x1.fd77d111a0b00p-1 },
	{ "tanh", real_tanh, -0x1.0000000000000p-1, -0x1.d9353d7568af3p-2 },
	{ "tanh", real_tanh, -0x1.b7cdfd9d7bdbbp-34, -0x1.b7cdfd9d7bdbbp-34 },
	{ "tanh", real_tanh, 0x1.999999999999ap-4, 0x1.983d7795f413ap-4 },
	{ "tanh", real_tanh, 0x1.199999999999ap-1, 0x1.00442f6419203p-1 },
	{ "tanh", real_tanh, 0x1.0000000000000p+0, 0x1.85efab514f394p-1 },
	{ "tanh", real_tanh, 0x1.4000000000000p+2, 0x1.fff419668df11p-1 },
	{ "tanh", real_tanh, 0x1.3800000000000p+4, 0x1.0000000000000p+0 },
	{ "sigmoid", real_sigmoid, -0x1.5e00000000000p+9, 0x1.14f2b0fb9307fp-1010 },
	{ "sigmoid", real_sigmoid, -0x1.4000000000000p+4, 0x1.1b4865556b5d5p-29 },
	{ "sigmoid", real_sigmoid, -0x1.0000000000000p+0, 0x1.136561454ba86p-2 },
	{ "sigmoid", real_sigmoid, 0x1.0000000000000p-1, 0x1.3eb2fd4d34391p-1 },
	{ "sigmoid", real_sigmoid, 0x1.8000000000000p+1, 0x1.e7b7cbc36fabcp-1 },
	{ "sigmoid", real_sigmoid, 0x1.4000000000000p+5, 0x1.0000000000000p+0 },
	{ "erf", real_erf, -0x1.0000000000000p+1, -0x1.fd9ae142795e3p-1 },
	{ "erf", real_erf, -0x1.fae147ae147aep-1, -0x1.ad50ee005845bp-1 },
	{ "erf", real_erf, 0x1.19799812dea11p-40, 0x1.3d9c49b6a903ep-40 },
	{ "erf", real_erf, 0x1.0000000000000p-1, 0x1.0a7ef5c18edd2p-1 },
	{ "erf", real_erf, 0x1.028f5c28f5c29p+0, 0x1.b19125366b828p-1 },
	{ "erf", real_erf, 0x1.8000000000000p+1, 0x1.fffd1ac4135f9p-1 },
	{ "erf", real_erf, 0x1.6000000000000p+2, 0x1.fffffffffffbep-1 },
	{ "erfc", real_erfc, -0x1.8000000000000p+1, 0x1.fffe8d6209afdp+0 },
	{ "erfc", real_erfc, 0x1.3333333333333p-2, 0x1.57be3bbf10af8p-1 },
	{ "erfc", real_erfc, 0x1.fef9db22d0e56p-2, 0x1.ebe89010cbf25p-2 },
	{ "erfc", real_erfc, 0x1.0000000000000p-1, 0x1.eb02147ce245cp-2 },
	{ "erfc", real_erfc, 0x1.0000000000000p+0, 0x1.4226162fbddd5p-3 },
	{ "erfc", real_erfc, 0x1.feb851eb851ecp+1, 0x1.1f93d484142f0p-26 },
	{ "erfc", real_erfc, 0x1.00a3d70a3d70ap+2, 0x1.e7cd998b3feb7p-27 },
	{ "erfc", real_erfc, 0x1.4000000000000p+3, 0x1.7d8a7f2a8a2d0p-149 },
	{ "erfc", real_erfc, 0x1.a000000000000p+4, 0x1.284bfe1cdea24p-981 },
	{ "erfc", real_erfc, -0x1.0000000000000p-1, 0x1.853f7ae0c76e9p+0 },
	{ "erfc", real_erfc, 0x1.999999999999ap-2, 0x1.24a9c1da6fafdp-1 },
	{ "erfcx", real_erfcx, -0x1.4000000000000p+2, 0x1.0c3d39209549dp+37 },
	{ "erfcx", real_erfcx, 0x0.0p+0, 0x1.0000000000000p+0 },
	{ "erfcx", real_erfcx, 0x1.0000000000000p-1, 0x1.3b3bc3c98b0f3p-1 },
	{ "erfcx", real_erfcx, 0x1.0000000000000p+2, 0x1.18932bf08e154p-3 },
	{ "erfcx", real_erfcx, 0x1.e000000000000p+4, 0x1.33f3abfd60d6fp-6 },
	{ "erfcx", real_erfcx, 0x1.dcd6500000000p+29, 0x1.362a9ffc610ddp-31 },
	{ "normal_cdf", real_normal_cdf, -0x1.2800000000000p+5, 0x1.eaccc6bfeb0afp-995 },
	{ "normal_cdf", real_normal_cdf, -0x1.0000000000000p+3, 0x1.669d2c90d55cep-51 },
	{ "normal_cdf", real_normal_cdf, -0x1.0000000000000p+0, 0x1.44ed0bb7cb20bp-3 },
	{ "normal_cdf", real_normal_cdf, 0x0.0p+0, 0x1.0000000000000p-1 },
	{ "normal_cdf", real_normal_cdf, 0x1.999999999999ap-4, 0x1.1464507526871p-1 },
	{ "normal_cdf", real_normal_cdf, 0x1.0000000000000p+1, 0x1.f45a183e9b13dp-1 },
	{ "normal_cdf", real_normal_cdf, 0x1.0000000000000p+3, 0x1.ffffffffffffap-1 },
	{ "normal_cdf", real_normal_cdf, -0x1.70a3d70a3d70ap-1, 0x1.e2d772ccae668p-3 },
	{ "normal_cdf", real_normal_cdf, -0x1.0000000000000p+1, 0x1.74bcf82c9d860p-6 },
	{ "normal_cdf", real_normal_cdf, -0x1.6000000000000p+2, 0x1.463cfa9c7fce7p-26 },
	{ "sin", real_sin, -0x1.4000000000000p+3, 0x1.1689ef5f34f52p-1 },
	{ "sin", real_sin, 0x1.0000000000000p-1, 0x1.eaee8744b05f0p-2 },
	{ "sin", real_sin, 0x1.0000000000000p+0, 0x1.aed548f090ceep-1 },
	{ "sin", real_sin, 0x1.0000000000000p+1, 0x1.d18f6ead1b446p-1 },
	{ "sin", real_sin, 0x1.8000000000000p+1, 0x1.210386db6d55bp-3 },
	{ "sin", real_sin, 0x1.9000000000000p+6, -0x1.03425b78c4db8p-1 },
	{ "sin", real_sin, 0x1.81cd6c8b43958p+13, -0x1.687d5890974a5p-1 },
	{ "sin", real_sin, 0x1.0000080000000p+20, 0x1.7c2bb1d7c0924p-1 },
	{ "sin", real_sin, -0x1.dcd6500000000p+29, -0x1.1778cae83c69bp-1 },
	{ "sin", real_sin, 0x1.0f0cf064dd592p+73, -0x1.b453ab76bf397p-1 },
	{ "sin", real_sin, 0x1.6ac5b262ca1ffp+849, 0x1.0000000000000p+0 },
	{ "sin", real_sin, 0x1.fffffffffffffp+1023, 0x1.452fc98b34e97p-8 },
	{ "cos", real_cos, -0x1.4000000000000p+3, -0x1.ad9ac890c6b1fp-1 },
	{ "cos", real_cos, 0x1.0000000000000p-1, 0x1.c1528065b7d50p-1 },
	{ "cos", real_cos, 0x1.0000000000000p+0, 0x1.14a280fb5068cp-1 },
	{ "cos", real_cos, 0x1.0000000000000p+1, -0x1.aa22657537205p-2 },
	{ "cos", real_cos, 0x1.8000000000000p+1, -0x1.fae04be85e5d2p-1 },
	{ "cos", real_cos, 0x1.9000000000000p+6, 0x1.b981dbf665fdfp-1 },
	{ "cos", real_cos, 0x1.81cd6c8b43958p+13, 0x1.6b94c3bbe24b8p-1 },
	{ "cos", real_cos, 0x1.0000080000000p+20, 0x1.56f3082d8f8a6p-1 },
	{ "cos", real_cos, -0x1.dcd6500000000p+29, 0x1.acff8c7364234p-1 },
	{ "cos", real_cos, 0x1.0f0cf064dd592p+73, 0x1.0be2cef01c8f4p-1 },
	{ "cos", real_cos, 0x1.6ac5b262ca1ffp+849, -0x1.14ae72e6ba22fp-61 },
	{ "cos", real_cos, 0x1.fffffffffffffp+1023, -0x1.fffe62ecfab75p-1 },
	{ "asin", real_asin, -0x1.0000000000000p+0, -0x1.921fb54442d18p+0 },
	{ "asin", real_asin, -0x1.8000000000000p-1, -0x1.b235315c680dcp-1 },
	{ "asin", real_asin, 0x1.999999999999ap-3, 0x1.9c618aa4ae23dp-3 },
	{ "asin", real_asin, 0x1.0000000000000p-1, 0x1.0c152382d7366p-1 },
	{ "asin", real_asin, 0x1.ff7ced916872bp-1, 0x1.86ac9ad18f803p+0 },
	{ "acos", real_acos, -0x1.0000000000000p+0, 0x1.921fb54442d18p+1 },
	{ "acos", real_acos, -0x1.8000000000000p-1, 0x1.359d26f93b6c3p+1 },
	{ "acos", real_acos, 0x1.999999999999ap-3, 0x1.5e9383efad0d1p+0 },
	{ "acos", real_acos, 0x1.0000000000000p-1, 0x1.0c152382d7366p+0 },
	{ "acos", real_acos, 0x1.ff7ced916872bp-1, 0x1.6e634e566a29ep-5 },
	{ "normal_quantile", real_normal_quantile, 0x1.56e1fc2f8f359p-997, -0x1.286074064c26ep+5 },
	{ "normal_quantile", real_normal_quantile, 0x1.79ca10c924223p-67, -0x1.2865170b43a4cp+3 },
	{ "normal_quantile", real_normal_quantile, 0x1.4f8b588e368f1p-17, -0x1.10f3f8843a3d9p+2 },
	{ "normal_quantile", real_normal_quantile, 0x1.47ae147ae147bp-6, -0x1.06e13e8aadfdcp+1 },
	{ "normal_quantile", real_normal_quantile, 0x1.32ca57a786c22p-4, -0x1.70b374817af52p+0 },
	{ "normal_quantile", real_normal_quantile, 0x1.339c0ebedfa44p-4, -0x1.7056dc6686c9bp+0 },
	{ "normal_quantile", real_normal_quantile, 0x1.3333333333333p-2, -0x1.0c7e39582c5fbp-1 },
	{ "normal_quantile", real_normal_quantile, 0x1.0000035afe535p-1, 0x1.0d25ac5f0e9c8p-22 },
	{ "normal_quantile", real_normal_quantile, 0x1.ccccccccccccdp-1, 0x1.4813c36e26d33p+0 },
};

static const struct {
	double x, y, value;
} powers[] = {
	{ 0x1.0000000000000p+1, 0x1.0000000000000p-1, 0x1.6a09e667f3bcdp+0 },
	{ 0x1.4000000000000p+3, -0x1.2c00000000000p+8, 0x1.56e1fc2f8f359p-997 },
	{ 0x1.999999999999ap-4, 0x1.2c00000000000p+8, 0x1.56e1fc2f8f3bdp-997 },
	{ 0x1.000001ad7f29bp+0, 0x1.312d000000000p+23, 0x1.5bf0a790ce6f2p+1 },
	{ 0x1.8000000000000p+1, 0x1.0800000000000p+5, 0x1.3bfefa65abb83p+52 },
	{ 0x1.0000000000000p-1, 0x1.0c80000000000p+10, 0x0.0000000000001p-1022 },
	{ 0x1.d000000000000p+2, -0x1.4000000000000p+1, 0x1.cf0eb7b948695p-8 },
	{ -0x1.0000000000000p+1, 0x1.8000000000000p+1, -0x1.0000000000000p+3 },
	{ -0x1.0000000000000p+1, 0x1.0000000000000p+2, 0x1.0000000000000p+4 },
};
// clang-format on

/* Distance in units of the last place of the true value. */
static double distance(double got, long double want)
{
	if ((long double)got == want)
		return 0;
	int exponent;
	frexp((double)want, &exponent);
	int last = exponent - 53 < -1074 ? -1074 : exponent - 53;
	return (double)fabsl(((long double)got - want) / ldexpl(1, last));
}

START_TEST(matches_forty_digits)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		double off = distance(known[i].function(known[i].x), (long double)known[i].value);
		double limit = known[i].function == real_normal_quantile ? 6 : 2;
		ck_assert_msg(
			off <= limit, "%s(%.17g) is off by %g ulp", known[i].name, known[i].x, off);
	}
	for (size_t i = 0; i < sizeof powers / sizeof *powers; i++)
		ck_assert_double_le(
			distance(real_pow(powers[i].x, powers[i].y), (long double)powers[i].value),
			1);
}
END_TEST

struct range {
	const char *name;
	double (*ours)(double x);
	long double (*theirs)(long double x);
	double low, high, limit;
};

START_TEST(stays_near_the_c_library)
{
	static const struct range ranges[] = {
		{ "exp", real_exp, expl, -745, 709, 1.5 },
		{ "expm1", real_expm1, expm1l, -2, 2, 2 },
		{ "log", real_log, logl, 1e-9, 3, 1 },
		{ "log1p", real_log1p, log1pl, -0.9, 3, 1.5 },
		{ "log10", real_log10, log10l, 1e-3, 1e3, 2 },
		{ "tanh", real_tanh, tanhl, -5, 5, 1.5 },
		{ "erf", real_erf, erfl, -6, 6, 1.2 },
		{ "erfc", real_erfc, erfcl, -6, 26, 1.6 },
		{ "erfc", real_erfc, erfcl, 0.4, 1, 1.6 },
		{ "sin", real_sin, sinl, -1e4, 1e4, 1 },
		{ "cos", real_cos, cosl, -1e4, 1e4, 1 },
		{ "sin", real_sin, sinl, 1e6, 1e12, 1 },
		{ "cos", real_cos, cosl, -1e15, -1e6, 1 },
		{ "asin", real_asin, asinl, -1, 1, 1.2 },
		{ "acos", real_acos, acosl, -1, 1, 1.5 },
	};
	for (size_t r = 0; r < sizeof ranges / sizeof *ranges; r++)
		for (int i = 0; i < 20000; i++) {
			const struct range *range = &ranges[r];
			double x = range->low + (range->high - range->low) * (i + 0.37) / 20000;
			double off = distance(range->ours(x), range->theirs((long double)x));
			ck_assert_msg(off <= range->limit, "%s(%.17g) is off by %g ulp",
				range->name, x, off);
		}
}
END_TEST

START_TEST(handles_the_ends)
{
	ck_assert_double_infinite(real_exp(1e9));
	ck_assert(real_exp(-1e9) == 0);
	ck_assert(isnan(real_log(-1)) && isnan(real_asin(1.5)) && isnan(real_exp((double)NAN)));
	ck_assert(real_log(0) == -(double)INFINITY);
	ck_assert(isnan(real_sin((double)INFINITY)) && isnan(real_cos(-(double)INFINITY)));
	ck_assert(real_tanh(100) == 1 && real_tanh(-100) == -1);
	ck_assert(signbit(real_tanh(-0.0)) && signbit(real_sin(-0.0)) && signbit(real_erf(-0.0)));
	ck_assert(real_pow(0, -1) == (double)INFINITY && real_pow(5, 0) == 1 &&
		  isnan(real_pow(-8, 0.5)));
	ck_assert(real_erfc(-100) == 2 && real_erfc(100) == 0);
	ck_assert(real_normal_quantile(0) == -(double)INFINITY && isnan(real_normal_quantile(2)));
	for (int power = 0; power <= 22; power++)
		ck_assert(real_log10(strtod((char[]){ '1', 'e', (char)('0' + power / 10),
						    (char)('0' + power % 10), '\0' },
				  NULL)) == power);
}
END_TEST

START_TEST(rounds_to_whole_numbers)
{
	ck_assert(real_floor(-0.5) == -1 && real_floor(2.9) == 2 && real_ceil(2.1) == 3);
	ck_assert(real_round(2.5) == 3 && real_round(-2.5) == -3 &&
		  real_round(0.49999999999999994) == 0);
	ck_assert(
		real_floor(1e300) == 1e300 && real_round(4503599627370497.0) == 4503599627370497.0);
}
END_TEST

SUITE(matches_forty_digits, stays_near_the_c_library, handles_the_ends, rounds_to_whole_numbers)
