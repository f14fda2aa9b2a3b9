/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Activations that a reader writes as a formula of x. A formula is kept in postfix, words separated
 * by one space ("x 1 x exp + log tanh *"): numbers, x, and the operations of the table. Value and
 * slope are computed together, as dual numbers: in binary64, and in binary32 for training, the same
 * at every level of the arithmetic, because all levels come here and their kernels agree.
 *
 * At a kink: abs has slope 0 at 0; min and max of equals have the mean of both slopes (as in
 * PyTorch); comparisons give 1 or 0 and have slope 0. exp of more than 700 (88 in training) is
 * exp(700), so that log(1 + exp(x)) does not overflow.
 */
#pragma once
#include "nn/label.h"

#include <stddef.h>

enum {
	FORMULA_LONGEST = 320, /* bytes of postfix, with its end */
	FORMULA_SHOWN = 1024,  /* bytes of any other notation, with its end */
	FORMULA_MOST = 4096    /* different formulas of one process */
};

enum formula_problem {
	FORMULA_FINE,
	FORMULA_MALFORMED,  /* no postfix of known words */
	FORMULA_TOO_LONG,   /* FORMULA_LONGEST, or what its sketch or PyTorch's notation take */
	FORMULA_TOO_MANY,   /* FORMULA_MOST, or no memory */
	FORMULA_CONSTANT,   /* without x */
	FORMULA_NOT_FINITE, /* value or slope, somewhere in [-32, 32] */
};

/* The formula as an activation; its label's name is the formula in quotes, as one may type it. The
 * same formula gives the same label, for good. `at`: where it is not finite. For one thread. */
enum formula_problem formula_choice(const char *postfix, struct choice *activation, double *at);

/* NULL when the activation is a row of the catalogue. */
const char *formula_postfix(const struct choice *activation);

enum formula_notation { FORMULA_INFIX, FORMULA_TORCH /* an expression in x, a tensor */ };
void formula_write(
	const struct choice *activation, enum formula_notation notation, char to[FORMULA_SHOWN]);

/* The operation's name in postfix and how many values it takes; NULL after the last. Those that are
 * words are functions that a reader may call. */
const char *formula_operation(size_t index, size_t *takes);

/* Inside nn: elementwise functions of the arithmetic, p[0] being the formula's number; as apply and
 * slope of nn/arithmetic.h. */
void formula_apply(const float *p, float *y, const float *x, size_t count);
void formula_slope(const float *p, float *d, const float *z, size_t count);
