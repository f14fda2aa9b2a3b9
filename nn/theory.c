/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One layer by quadrature, and where a stack of them goes.
 */
#include "nn/theory.h"

#include "nn/activation.h"
#include "nn/real.h"

#include <string.h>

enum { NODES = 4000 };
static const double reach = 10;

/* One point of the rule: x standard normal, `weight` its share. */
static void add_node(struct theory *theory, const struct choice *activation, double x,
	double weight, const double *root, double *coefficient)
{
	double z = theory->mean + real_sqrt(theory->variance) * x;
	double f = activation_value(activation, z), slope = activation_slope(activation, z);
	double square = f * f, slope_square = slope * slope;
	theory->value += weight * f;
	theory->square += weight * square;
	theory->fourth += weight * square * square;
	theory->slope_square += weight * slope_square;
	theory->slope_fourth += weight * slope_square * slope_square;
	theory->square_growth += weight * (x * x - 1) * square;
	theory->saturated += activation_saturated(activation, z) ? weight : 0;
	theory->positive += z > 0 ? weight : 0;
	double before = 0, here = 1; /* He_k(x)/sqrt(k!), by its recurrence */
	for (size_t k = 0; k < THEORY_TERMS; k++) {
		coefficient[k] += weight * f * here;
		double next = (x * here - root[k] * before) / root[k + 1];
		before = here;
		here = next;
	}
}

void theory_of(const struct choice *activation, double mean, double variance, struct theory *theory)
{
	double coefficient[THEORY_TERMS] = { 0 }, root[THEORY_TERMS + 1], left;
	const double step = 2 * reach / NODES, share = step / real_sqrt(2 * REAL_PI);
	memset(theory, 0, sizeof *theory);
	theory->mean = mean;
	theory->variance = variance;
	for (size_t k = 0; k <= THEORY_TERMS; k++)
		root[k] = real_sqrt((double)k);
	for (int i = 0; i < NODES; i++) {
		double x = -reach + (i + 0.5) * step;
		add_node(theory, activation, x, share * real_exp(-x * x / 2), root, coefficient);
	}
	theory->square_growth = variance > 0 ? theory->square_growth / (2 * variance) : 0;
	left = theory->square;
	for (size_t k = 0; k < THEORY_TERMS; k++) {
		theory->series[k] = coefficient[k] * coefficient[k];
		left -= theory->series[k];
	}
	theory->series[THEORY_TERMS] = left > 0 ? left : 0;
}

double theory_product(const struct theory *theory, double c)
{
	double sum = 0;
	for (size_t k = THEORY_TERMS + 1; k-- > 0;)
		sum = sum * c + theory->series[k];
	return sum;
}

double theory_product_growth(const struct theory *theory, double c)
{
	double sum = 0;
	for (size_t k = THEORY_TERMS + 1; k-- > 1;)
		sum = sum * c + (double)k * theory->series[k];
	return sum;
}

/* ---- a stack of equal layers ---- */

static double next_q(const struct choice *activation, double sw2, double sb2, double q)
{
	return sw2 * activation_moments(activation, q).square + sb2;
}

/* The map crosses the diagonal between `low`, where it lies above, and `high`, where below. */
static double cross(
	const struct choice *activation, double sw2, double sb2, double low, double high)
{
	double from = real_log(low), to = real_log(high);
	for (int i = 0; i < 50; i++) {
		double middle = (from + to) / 2, q = real_exp(middle);
		if (next_q(activation, sw2, sb2, q) > q)
			from = middle;
		else
			to = middle;
	}
	return real_exp((from + to) / 2);
}

static const double least = 1e-12, most = 1e12;

static double settle(const struct choice *activation, double sw2, double sb2, double q)
{
	double next = next_q(activation, sw2, sb2, q);
	if (real_abs(next - q) < 1e-6 * q)
		return q;
	if (next < q)
		return next_q(activation, sw2, sb2, least) > least * (1 + 1e-9)
			       ? cross(activation, sw2, sb2, least, q)
			       : 0;
	return next_q(activation, sw2, sb2, most) < most * (1 - 1e-9)
		       ? cross(activation, sw2, sb2, q, most)
		       : __builtin_inf();
}

/* Layers in which a distance that each layer multiplies by `factor` changes by e. */
static double depth_scale(double factor)
{
	return real_abs(factor - 1) < 1e-9 ? __builtin_inf() : real_abs(1 / real_log(factor));
}

struct fixed_point theory_fixed_point(
	const struct choice *activation, double sw2, double sb2, double q)
{
	struct fixed_point fixed = { .q = settle(activation, sw2, sb2, q), .c = 0.5 };
	double near = fixed.q < least ? least : fixed.q > most ? most : fixed.q;
	struct theory theory;
	theory_of(activation, 0, near, &theory);
	double next = sw2 * theory.square + sb2, change = 1;
	fixed.chi = sw2 * theory.slope_square;
	fixed.signal_depth = depth_scale(sw2 * theory.square_growth);
	for (int i = 0; i < 20000 && real_abs(change) > 1e-13; i++) {
		double c = (sw2 * theory_product(&theory, fixed.c) + sb2) / next;
		change = c - fixed.c;
		fixed.c = c;
	}
	bool together = fixed.c > 1 - 1e-4 && fixed.chi <= 1 + 1e-6;
	if (together)
		fixed.c = 1;
	fixed.sample_depth = depth_scale(
		together ? fixed.chi : sw2 * theory_product_growth(&theory, fixed.c) / near);
	return fixed;
}

/* ---- dead ---- */

static double power(double x, size_t n)
{
	double result = 1;
	for (; n > 0; n /= 2) {
		if (n % 2)
			result *= x;
		x *= x;
	}
	return result;
}

static double half_to(size_t n)
{
	return n < 1100 ? power(0.5, n) : 0;
}

double theory_born_dead(const size_t *width, size_t depth)
{
	double alive = 1;
	for (size_t l = 0; l < depth; l++)
		alive *= 1 - half_to(width[l]);
	return 1 - alive;
}

void theory_born_dead_bounds(size_t width, size_t depth, double *low, double *high)
{
	double n = (double)width, p = half_to(width);
	double first = 1 - p, second = 1 - 2 * p - (n - 1) * p * p;
	double k = (1 - 2 * p) * (1 - p) / (1 + (n - 1) * p);
	double all = power(first, depth - 1);
	*high = 1 - all;
	*low = 1 - all - k * (all - power(second, depth - 1));
}

/* z of a sample = shift + sqrt(c) g + sqrt(1 - c) e, g common to all: given g they are independent.
 */
double theory_dead(double shift, double c, size_t count)
{
	if (!(c < 1))
		return real_normal_cdf(-shift);
	double common = real_sqrt(c > 0 ? c : 0), own = real_sqrt(1 - (c > 0 ? c : 0));
	double total = 0, sum = 0;
	for (int i = 0; i < 400; i++) {
		double g = -8 + (i + 0.5) * 0.04, weight = real_exp(-g * g / 2);
		total += weight;
		sum += weight * power(real_normal_cdf(-(shift + common * g) / own), count);
	}
	return sum / total;
}

/* ---- the loss of random answers ---- */

/* The first term's integral from `low` on is -gamma - low; the second falls from 1 to 0 smoothly on
 * the larger of the scales 1 and sqrt q. */
double theory_cross_entropy(double q, size_t classes)
{
	static const double gamma = 0.57721566490153286;
	if (!(q > 1e-12))
		return real_log((double)classes);
	const double spread = real_sqrt(q), scale = spread > 4 ? spread / 4 : 1, step = 0.2 * scale;
	const double low = -36 - 9 * spread, high = 6 + 9 * spread;
	double sum = 0;
	const int steps = (int)((high - low) / step);
	for (int n = 0; n < steps; n++) {
		double u = low + (n + 0.5) * step, one = 0, total = 0;
		for (int i = 0; i < 160; i++) {
			double g = -8 + (i + 0.5) * 0.1, weight = real_exp(-g * g / 2);
			total += weight;
			one += weight * real_exp(-real_exp(u + spread * g));
		}
		sum += power(one / total, classes);
	}
	return -gamma - low - sum * step;
}
