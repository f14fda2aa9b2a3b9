/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Optimizers of one parameter in binary64, in the order of operations of PyTorch's documentation:
 * what the fast updates are measured against, and what tests/torch measures against PyTorch.
 */
#pragma once
#include "nn/optimizer.h"

#include <math.h>
#include <string.h>

struct plain {
	double p;       /* the parameter */
	double a, b, c; /* what the optimizer remembers */
	int steps;
};

/* A gradient that changes sign and size, without a random number: the same in every language. */
static inline double plain_gradient(int t)
{
	return (double)((t * 37 + 11) % 101 - 47) / 64;
}

static inline double plain_adam(struct plain *plain, const double *n, double g, bool greatest)
{
	plain->a = n[0] * plain->a + (1 - n[0]) * g;
	plain->b = n[1] * plain->b + (1 - n[1]) * g * g;
	plain->c = fmax(plain->b, plain->c);
	double square = greatest ? plain->c : plain->b;
	double corrected = sqrt(square) / sqrt(1 - pow(n[1], plain->steps)) + n[2];
	return plain->a / (1 - pow(n[0], plain->steps)) / corrected;
}

static inline double plain_rmsprop(struct plain *plain, const double *n, double g, bool centered)
{
	plain->a = n[0] * plain->a + (1 - n[0]) * g * g;
	plain->c = n[0] * plain->c + (1 - n[0]) * g;
	double spread = centered ? plain->a - plain->c * plain->c : plain->a;
	plain->b = n[2] * plain->b + g / (sqrt(spread) + n[1]);
	return plain->b;
}

static inline double plain_adadelta(struct plain *plain, const double *n, double g)
{
	plain->a = n[0] * plain->a + (1 - n[0]) * g * g;
	double way = sqrt(plain->b + n[1]) / sqrt(plain->a + n[1]) * g;
	plain->b = n[0] * plain->b + (1 - n[0]) * way * way;
	return way;
}

static inline double plain_rprop(struct plain *plain, const double *n, double g, double rate)
{
	if (plain->steps == 1)
		plain->b = rate;
	double turn = g * plain->a;
	plain->b *= turn > 0 ? n[1] : turn < 0 ? n[0] : 1;
	plain->b = fmin(fmax(plain->b, 1e-6), 50);
	plain->a = turn < 0 ? 0 : g;
	return plain->a > 0 ? plain->b : plain->a < 0 ? -plain->b : 0;
}

/* mu: of sgd's own momentum or the row's; the first step takes the gradient whole */
static inline double plain_momentum(
	struct plain *plain, double mu, double dampening, double g, bool ahead)
{
	plain->a = plain->steps == 1 ? g : mu * plain->a + (1 - dampening) * g;
	return ahead ? g + mu * plain->a : plain->a;
}

static inline void plain_step(struct plain *plain, const struct optimization *how, double g)
{
	const struct optimizer *row = (const void *)how->optimizer.label;
	const double *n = how->optimizer.number;
	const char *name = row->label.name;
	double rate = how->rate, way = 0;
	plain->steps++;
	if (row->decoupled)
		plain->p *= 1 - rate * how->decay;
	else
		g += how->decay * plain->p;
	if (strcmp(name, "sgd") == 0)
		way = how->momentum > 0 ? plain_momentum(plain, how->momentum, 0, g, false) : g;
	else if (strcmp(name, "momentum") == 0)
		way = plain_momentum(plain, n[0], n[1], g, false);
	else if (strcmp(name, "nesterov") == 0)
		way = plain_momentum(plain, n[0], 0, g, true);
	else if (strcmp(name, "adam") == 0 || strcmp(name, "adamw") == 0)
		way = plain_adam(plain, n, g, false);
	else if (strcmp(name, "amsgrad") == 0)
		way = plain_adam(plain, n, g, true);
	else if (strcmp(name, "rmsprop") == 0)
		way = plain_rmsprop(plain, n, g, false);
	else if (strcmp(name, "rmsprop-centered") == 0)
		way = plain_rmsprop(plain, n, g, true);
	else if (strcmp(name, "adadelta") == 0)
		way = plain_adadelta(plain, n, g);
	else if (strcmp(name, "rprop") == 0) {
		plain->p -= plain_rprop(plain, n, g, rate);
	} else if (strcmp(name, "adagrad") == 0) {
		plain->a += g * g + (plain->steps == 1 ? n[2] : 0);
		way = g / (sqrt(plain->a) + n[0]) / (1 + (plain->steps - 1) * n[1]);
	}
	plain->p -= rate * way;
}
