/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Critical points by quadrature. chi = 1 gives the weights' variance 1/D(q), D = E f'^2; what is
 * left is one equation for q, h(q) = q - V(q)/D(q) - bias = 0 with V = E f^2.
 */
#include "nn/critical.h"

#include "nn/activation.h"
#include "nn/pool.h"
#include "nn/real.h"

#include <string.h>

static const double smallest = 1e-3, greatest = 1e4;

static double excess(const struct choice *activation, double q, double bias)
{
	struct moments moments = activation_moments(activation, q);
	return q - moments.square / moments.slope_square - bias;
}

/* The root between low and high, h(low) < 0 <= h(high), by regula falsi with halved ends
 * (Illinois): each step keeps the bracket. */
static double root(const struct choice *activation, double bias, double low, double high)
{
	double below = excess(activation, low, bias), above = excess(activation, high, bias);
	int side = 0;
	for (int step = 0; step < 60 && high - low > 1e-12 * high; step++) {
		double q = (low * above - high * below) / (above - below);
		double here = excess(activation, q, bias);
		if (here == 0 || !pool_poll())
			return q;
		if (here < 0) {
			low = q;
			below = here;
			above *= side < 0 ? 0.5 : 1;
			side = -1;
		} else {
			high = q;
			above = here;
			below *= side > 0 ? 0.5 : 1;
			side = 1;
		}
	}
	return low / 2 + high / 2;
}

static bool scale_free(const struct choice *activation, struct critical *critical)
{
	const struct activation *row = (const void *)activation->label;
	double slope_square = activation_moments(activation, 1).slope_square;
	*critical = (struct critical){ 1 / slope_square, 0, __builtin_nan("") };
	return row->homogeneous && slope_square > 0;
}

/* Without biases a signal may fade for ever, ever more slowly: f(0) = 0 and weight = 1/f'(0)^2, as
 * for tanh, provided that small signals do not grow. */
static bool fading(const struct choice *activation, struct critical *critical)
{
	double slope = activation_slope(activation, 0), value = activation_value(activation, 0);
	*critical = (struct critical){ 1 / (slope * slope), 0, 0 };
	return value == 0 && slope != 0 &&
	       activation_moments(activation, smallest).square <= smallest * slope * slope;
}

static bool find(const struct choice *activation, double bias, struct critical *critical)
{
	if (scale_free(activation, critical) || (bias == 0 && fading(activation, critical)))
		return true;
	double low = bias > 0 ? bias : smallest; /* q > bias always */
	if (excess(activation, low, bias) >= 0)
		return false;
	for (double high = 2 * low; high <= greatest && pool_poll(); low = high, high *= 2)
		if (excess(activation, high, bias) >= 0) {
			double q = root(activation, bias, low, high);
			*critical = (struct critical){
				1 / activation_moments(activation, q).slope_square, bias, q
			};
			return true;
		}
	return false;
}

/* Every layer of a network asks the same, and a search takes some milliseconds. */
bool critical_find(const struct choice *activation, double bias, struct critical *critical)
{
	static _Thread_local struct {
		struct choice activation;
		double bias;
		struct critical critical;
		bool found;
	} last;
	bool same = last.activation.label == activation->label && last.bias == bias;
	for (size_t i = 0; i < SETTING_COUNT; i++)
		same = same && last.activation.number[i] == activation->number[i];
	if (!same) {
		last.found = find(activation, bias, &last.critical);
		last.activation = *activation;
		last.bias = bias;
		if (pool_stopped())
			last.activation.label = NULL;
	}
	*critical = last.critical;
	return last.found;
}
