/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The binary32 arithmetic of training, once per level of instruction set, all levels with the same
 * bits (the contract is ARITHMETIC.md; nn/reference.c is its meaning).
 *
 * Matrices are feature-major: x is [features][stride], one column a sample, stride a multiple
 * of 16. Only the first `batch` columns enter sums over samples; what stands in the others is
 * computed along and means nothing. Weights are [inputs][outputs]. Arrays do not overlap unless a
 * function says so; those with a stride are aligned to 64 bytes, others to 4.
 *
 * Everything here works in the memory it is given and never fails. Large products are split over
 * the threads of nn/pool.h; a reader's interrupt ends them early (pool_stopped), their result is
 * then meaningless. Callers wrap their work in arithmetic_enter and arithmetic_leave.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARITHMETIC_VERSION 1

enum { ARITHMETIC_SEGMENT = 256, ARITHMETIC_LANES = 16 };

/*
 * The functions of one number, in one row each: the enumerator's and the function's name. A row
 * needs value_NAME and slope_NAME in nn/functions.h or nn/functions_rare.h. p are up to three
 * numbers of the function's own.
 */
#define ELEMENTWISE_ROWS(ROW)                                                                      \
	ROW(LINEAR, linear)                                                                        \
	ROW(SIGMOID, sigmoid)                                                                      \
	ROW(TANH, tanh)                                                                            \
	ROW(RELU, relu)   /* a NaN stays one, so that a divergence is seen */                      \
	ROW(LEAKY, leaky) /* p[0]: the slope below 0 */                                            \
	ROW(ELU, elu)     /* p[0]: alpha */                                                        \
	ROW(GELU, gelu)   /* exact, by erf */                                                      \
	ROW(SILU, silu)                                                                            \
	ROW(EXP, exp)                                                                              \
	ROW(LOG, log)                                                                              \
	ROW(ERF, erf)                                                                              \
	ROW(HARD_SIGMOID, hard_sigmoid)                                                            \
	ROW(HARD_TANH, hard_tanh)                                                                  \
	ROW(RELU6, relu6)                                                                          \
	ROW(SELU, selu)                                                                            \
	ROW(GELU_TANH, gelu_tanh)                                                                  \
	ROW(HARD_SWISH, hard_swish)                                                                \
	ROW(SOFTPLUS, softplus)                                                                    \
	ROW(SOFTSIGN, softsign)                                                                    \
	ROW(MISH, mish)                                                                            \
	ROW(SINE, sine)                                                                            \
	ROW(UNIT_ERF, unit_erf)

enum elementwise {
#define ELEMENTWISE_ENUMERATOR(upper, lower) ELEMENTWISE_##upper,
	ELEMENTWISE_ROWS(ELEMENTWISE_ENUMERATOR)
#undef ELEMENTWISE_ENUMERATOR
		ELEMENTWISE_COUNT,
	ELEMENTWISE_FORMULA = ELEMENTWISE_COUNT /* p[0]: which (nn/formula.h) */
};

/*
 * Losses of one sample with outputs z, label y or targets t, e = z - t; delta is d(mean over the
 * batch)/dz, the shares 1/N, 1/(N K) and 2/(N K) being rounded to binary32 once. `number` is the
 * loss's own, written n here:
 *
 *	CROSS_ENTROPY  c = log(sum_k exp(z_k - m)) - (z_y - m), m the greatest z;
 *	               delta = (softmax - [k=y]) 1/N. Labels smoothed by n > 0:
 *	               fma(n, (log(sum) - (sum_k (z_k - m)) / K) - c, c),
 *	               delta = (softmax - (1-n)[k=y] - n/K) 1/N
 *	MSE            (1/K) sum_k e^2; delta = e 2/(N K); label may be NULL
 *	BINARY         (one output) max(z, 0) - z [y=1] + log(1 + exp(-|z|));
 *	               delta = (sigmoid z - [y=1]) 1/N
 *	L1             (1/K) sum_k |e|; delta = sign(e) 1/(N K)
 *	HUBER          (1/K) sum_k (|e| <= n ? e (e/2) : n (|e| - n/2));
 *	               delta = (|e| <= n ? e : n sign(e)) 1/(N K)
 *	SMOOTH_L1      (1/K) sum_k (|e| < n ? e (e/(2n)) : |e| - n/2);
 *	               delta = (|e| < n ? e/n : sign(e)) 1/(N K)
 *	HINGE          (1/K) sum over k != y of max(0, 1 - z_y + z_k); delta = [..>0] 1/(N K), and
 *	               at y minus how many
 *
 * Sums over k are rule 6. A sample is right when the first greatest z is z_y, when z > 0 iff y = 1.
 */
#define LOSS_ROWS(ROW)                                                                             \
	ROW(CROSS_ENTROPY) ROW(MSE) ROW(BINARY) ROW(L1) ROW(HUBER) ROW(SMOOTH_L1) ROW(HINGE)

enum loss_kernel {
#define LOSS_ENUMERATOR(upper) LOSS_##upper,
	LOSS_ROWS(LOSS_ENUMERATOR)
#undef LOSS_ENUMERATOR
};

/*
 * Updates of one parameter p with gradient g, in one row each: the enumerator's and the function's
 * name, and how many numbers are kept for each parameter, called m, v, w here. First
 * g = fma(decay, p, scale * g) and p = fma(-pull, p, p); scale, decay and pull are skipped when 1,
 * 0, 0. Then, "x to y by s" being x = fma(s, y - x, x), and "x to y^2 by s" x = fma(s, fma(y, y,
 * -x), x):
 *
 *	SGD       p = fma(-rate, g, p)
 *	MOMENTUM  m = fma(momentum, m, fresh * g); p = fma(-rate, m, p)
 *	NESTEROV  m likewise; p = fma(-rate, fma(momentum, m, g), p)
 *	ADAM      m to g by first; v to g^2 by second;
 *	          p = fma(-rate, m / fma(sqrt v, root, epsilon), p)
 *	AMSGRAD   m, v likewise; w = v > w ? v : w;
 *	          p = fma(-rate, m / fma(sqrt w, root, epsilon), p)
 *	RMSPROP   m to g^2 by second; v = fma(momentum, v, g / (sqrt m + epsilon));
 *	          p = fma(-rate, v, p)
 *	CENTERED  w to g by second; likewise with m - w^2, not below 0, under the root
 *	ADAGRAD   m = fma(g, g, m); p = fma(-rate, g / (sqrt m + epsilon), p)
 *	ADADELTA  m to g^2 by second; d = g * (sqrt(v + epsilon) / sqrt(m + epsilon));
 *	          v to d^2 by second; p = fma(-rate, d, p)
 *	RPROP     v times grow where g m > 0, times shrink where g m < 0, within [1e-6, 50];
 *	          g = 0 where g m < 0; p = p - sign(g) v; m = g
 *
 * and |m|, v or w below 2^-96 becomes +0. fresh is skipped when 1.
 */
#define OPTIMIZER_ROWS(ROW)                                                                        \
	ROW(SGD, sgd, 0)                                                                           \
	ROW(MOMENTUM, momentum, 1)                                                                 \
	ROW(ADAM, adam, 2)                                                                         \
	ROW(NESTEROV, nesterov, 1)                                                                 \
	ROW(AMSGRAD, amsgrad, 3)                                                                   \
	ROW(RMSPROP, rmsprop, 2)                                                                   \
	ROW(CENTERED, centered, 3)                                                                 \
	ROW(ADAGRAD, adagrad, 1)                                                                   \
	ROW(ADADELTA, adadelta, 2)                                                                 \
	ROW(RPROP, rprop, 2)

enum optimizer_kernel {
#define OPTIMIZER_ENUMERATOR(upper, lower, states) OPTIMIZER_##upper,
	OPTIMIZER_ROWS(OPTIMIZER_ENUMERATOR)
#undef OPTIMIZER_ENUMERATOR
		OPTIMIZER_COUNT
};

enum { MOMENT_COUNT = 3 }; /* the most an optimizer keeps for each parameter */

struct update {
	enum optimizer_kernel kernel;
	float scale; /* of the gradient, by clipping; 1: none */
	float decay; /* L2; 0: none */
	float rate;  /* of Adam: lr / (1 - b1^t), in binary64, rounded */
	float momentum;
	float first, second; /* 1 - b1, 1 - b2, in binary64, rounded */
	float root;          /* 1 / sqrt(1 - b2^t), in binary64, rounded */
	float epsilon;
	float pull;         /* lr * decay of AdamW; 0: none */
	float fresh;        /* 1 - dampening; 1 in the first step */
	float shrink, grow; /* of Rprop */
};

struct arithmetic {
	const char *name; /* "scalar", "sse2", "avx2", "avx512", "neon", "portable" */

	/* z[outputs][] = bias[out] + sum over k of weight[k][out] * a[k][]; rule 4. bias may be
	 * NULL: +0. The first `columns` <= stride columns are computed, a multiple of 16. */
	void (*forward)(float *z, const float *weight, const float *bias, const float *a,
		size_t inputs, size_t outputs, size_t columns, size_t stride);
	/* d[inputs][] = sum over k of weight[in][k] * delta[k][]; rule 4. Columns likewise. */
	void (*backward)(float *d, const float *weight, const float *delta, size_t inputs,
		size_t outputs, size_t columns, size_t stride);
	/* weight gradient [inputs][outputs] and bias gradient [outputs]: sums over the batch, k =
	 * sample; rules 4 and 5. scratch holds arithmetic_scratch floats, aligned to 64 bytes. */
	void (*gradient)(float *weight, float *bias, const float *a, const float *delta,
		size_t inputs, size_t outputs, size_t batch, size_t stride, float *scratch);

	/* y[i] = f(x[i]); y may be x */
	void (*apply)(enum elementwise f, const float *p, float *y, const float *x, size_t count);
	/* d[i] *= f'(z[i]); a = f(z) is given because several slopes are cheaper from it */
	void (*slope)(enum elementwise f, const float *p, float *d, const float *z, const float *a,
		size_t count);

	/* lanes and tree of rule 6; dot fuses each product into its lane */
	float (*sum)(const float *x, size_t count);
	float (*dot)(const float *x, const float *y, size_t count);

	/* The batch's losses each[stride] and delta[outputs][stride] (NULL: not wanted), +0 beyond
	 * the batch; returns how many are right. label[batch] < outputs (0 or 1 for BINARY), target
	 * [outputs][stride]. */
	size_t (*loss)(enum loss_kernel f, float number, float *delta, float *each, const float *z,
		const uint32_t *label, const float *target, size_t outputs, size_t batch,
		size_t stride);

	/* One step of the optimizer over p[count]; moments it does not keep may be NULL. before
	 * (NULL: not wanted) receives p as it was. Returns whether every new p is finite. */
	bool (*update)(const struct update *update, float *p, float *const moments[MOMENT_COUNT],
		const float *g, float *before, size_t count);

	/* Whether every number is finite. */
	bool (*finite)(const float *x, size_t count);
	/* x[features][stride], column s = rows[order[s]][features], +0 beyond the batch; order
	 * NULL: the first rows in their own order */
	void (*gather)(float *x, const float *rows, const uint32_t *order, size_t features,
		size_t batch, size_t stride);
};

/* The level in use: the best of this machine, or what PUENTE_ARITHMETIC names. */
const struct arithmetic *arithmetic(void);

/* What a loss's slope is multiplied by: 1/N, 1/(N K) or 2/(N K), rounded once. */
float loss_share(enum loss_kernel f, size_t outputs, size_t batch);

/* Floats of scratch that gradient needs. */
size_t arithmetic_scratch(size_t outputs, size_t stride);

/*
 * Floating-point control of this thread as the contract wants it (rule 1: nearest even, subnormals
 * kept), whatever the host had set. Returns what was, for arithmetic_leave.
 */
struct arithmetic_control {
	uint64_t bits;
};
struct arithmetic_control arithmetic_enter(void);
void arithmetic_leave(struct arithmetic_control before);
