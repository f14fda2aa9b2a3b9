/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Mean-field theory of one layer: what a wide layer with independent weights of mean 0 does to the
 * size of the signal, to the angle between two samples and to the gradient (Poole et al. 2016,
 * Schoenholz et al. 2017, Pennington et al. 2017). Pre-activations are normal, z ~ N(m, v); q is
 * their second moment, sw2 = fan_in Var W, sb2 = Var b.
 */
#pragma once
#include "nn/label.h"

#include <stdbool.h>
#include <stddef.h>

enum { THEORY_TERMS = 64 };

/* Expectations over z ~ N(mean, variance), by the midpoint rule on 4000 points within 10 standard
 * deviations: errors below 1e-6 even with kinks. */
struct theory {
	double mean, variance;
	double value;                    /* E f */
	double square;                   /* V = E f^2 */
	double fourth;                   /* E f^4 */
	double slope_square;             /* D = E f'^2: chi = sw2 D */
	double slope_fourth;             /* E f'^4 */
	double square_growth;            /* dV/dv, by Stein's identity: stable wherever V is */
	double saturated;                /* P(z is saturated), by the activation's own rule */
	double positive;                 /* P(z > 0) */
	double series[THEORY_TERMS + 1]; /* E f(u1) f(u2) = sum of series[k] c^k: squares of the
					    Hermite coefficients; the last holds what is left */
};
void theory_of(
	const struct choice *activation, double mean, double variance, struct theory *theory);
/* E f(u1) f(u2) for u1, u2 ~ N(mean, variance) with correlation c in [-1, 1]. */
double theory_product(const struct theory *theory, double c);
/* v E f'(u1) f'(u2), the derivative of theory_product by c. */
double theory_product_growth(const struct theory *theory, double c);

/* Where a stack of equal layers goes that starts from q, biases of mean 0. */
struct fixed_point {
	double q;            /* where q settles; 0 or infinity when it fades or grows for ever */
	double chi;          /* sw2 D(q): factor of the gradient's second moment per layer */
	double c;            /* where the cosine between two samples settles */
	double signal_depth; /* xi_q: layers in which the distance from q shrinks by e */
	double sample_depth; /* xi_c: layers in which the distance from c shrinks by e */
};
struct fixed_point theory_fixed_point(
	const struct choice *activation, double sw2, double sb2, double q);

/* Probability that some hidden layer of a ReLU network outputs 0 for one given input: 1 - product
 * of (1 - 2^-N_l). For a set of inputs it is an upper bound (Lu et al. 2019; Rister and Rubin
 * 2020). */
double theory_born_dead(const size_t *width, size_t depth);
/* The bounds for a scalar input, equal widths and no biases (Lu et al. 2019). */
void theory_born_dead_bounds(size_t width, size_t depth, double *low, double *high);
/* Probability that a unit with slope 0 below 0 is silent for each of `count` samples: their
 * pre-activations are normal, of mean `shift` standard deviations and correlation c. */
double theory_dead(double shift, double c, size_t count);

/* Mean cross-entropy of `classes` independent logits of variance q and mean 0: where training
 * starts. ln K for q = 0. By E ln S = integral of (exp(-e^u) - E exp(-e^u S)) du. */
double theory_cross_entropy(double q, size_t classes);
