/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Functions of binary64 numbers that give the same bits on every machine: statistics, theory and
 * expressions use these, never a libm, because every libm differs. Only + - * / sqrt, fma written
 * out, comparisons, bit operations and exact conversions are used (ARITHMETIC, rules 1 to 3).
 * Errors are stated in units in the last place and tested against correctly rounded values.
 */
#pragma once
#include <stdbool.h>

#define REAL_PI 3.14159265358979323846

double real_exp(double x);
double real_expm1(double x);
double real_log(double x);
double real_log1p(double x);
double real_log10(double x);
double real_pow(double x, double y);
double real_tanh(double x);
double real_sigmoid(double x);
double real_erf(double x);
double real_erfc(double x);
double real_erfcx(double x);           /* exp(x^2) erfc(x) */
double real_normal_cdf(double x);      /* P(Z <= x), Z ~ N(0, 1) */
double real_normal_quantile(double p); /* its inverse, 0 < p < 1; -inf and inf at the ends */
double real_sin(double x);
double real_cos(double x);
double real_asin(double x);
double real_acos(double x);
double real_sqrt(double x); /* correctly rounded */
double real_fma(double x, double y, double z);
double real_floor(double x);
double real_ceil(double x);
double real_round(double x); /* half away from zero */
double real_abs(double x);
bool real_is_finite(double x);
bool real_is_nan(double x);
