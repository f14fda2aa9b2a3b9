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
 * needs value_NAME and slope_NAME in nn/functions.h. p are up to three numbers of the function's
 * own.
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
	ROW(ERF, erf)

enum elementwise {
#define ELEMENTWISE_ENUMERATOR(upper, lower) ELEMENTWISE_##upper,
	ELEMENTWISE_ROWS(ELEMENTWISE_ENUMERATOR)
#undef ELEMENTWISE_ENUMERATOR
		ELEMENTWISE_COUNT
};

/*
 * Losses of one sample with outputs z, label y or targets t; delta is d(mean over the batch)/dz,
 * 1/N and 2/(N K) being rounded to binary32 once:
 *
 *	CROSS_ENTROPY  log(sum_k exp(z_k - m)) - (z_y - m), m the greatest z; delta = (softmax -
 *[k=y]) 1/N MSE            (1/K) sum_k (z_k - t_k)^2; delta = (z - t) 2/(N K); label may be NULL
 *	BINARY         (one output) max(z, 0) - z [y=1] + log(1 + exp(-|z|)); delta = (sigmoid z -
 *[y=1]) 1/N
 *
 * Sums over k are rule 6. A sample is right when the first greatest z is z_y, when z > 0 iff y = 1.
 */
enum loss_kernel { LOSS_CROSS_ENTROPY, LOSS_MSE, LOSS_BINARY };

/*
 * Updates of one parameter p with gradient g: first g = fma(decay, p, scale * g), then
 *
 *	SGD       p = fma(-rate, g, p)
 *	MOMENTUM  m = fma(momentum, m, g); p = fma(-rate, m, p)
 *	ADAM      m = fma(first, g - m, m); v = fma(second, fma(g, g, -v), v);
 *	          p = fma(-rate, m / fma(sqrt v, root, epsilon), p)
 *
 * and |m| or v below 2^-96 becomes +0. scale and decay are skipped when 1 and 0.
 */
enum optimizer_kernel { OPTIMIZER_SGD, OPTIMIZER_MOMENTUM, OPTIMIZER_ADAM };

struct update {
	enum optimizer_kernel kernel;
	float scale; /* of the gradient, by clipping; 1: none */
	float decay; /* L2; 0: none */
	float rate;  /* of Adam: lr / (1 - b1^t), in binary64, rounded */
	float momentum;
	float first, second; /* 1 - b1, 1 - b2, in binary64, rounded */
	float root;          /* 1 / sqrt(1 - b2^t), in binary64, rounded */
	float epsilon;
};

struct arithmetic {
	const char *name; /* "scalar", "sse2", "avx2", "avx512", "neon", "portable" */

	/* z[outputs][stride] = bias[out] + sum over k of weight[k][out] * a[k][]; rule 4. bias may
	 * be NULL: +0. */
	void (*forward)(float *z, const float *weight, const float *bias, const float *a,
		size_t inputs, size_t outputs, size_t stride);
	/* d[inputs][stride] = sum over k of weight[in][k] * delta[k][]; rule 4 */
	void (*backward)(float *d, const float *weight, const float *delta, size_t inputs,
		size_t outputs, size_t stride);
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
	size_t (*loss)(enum loss_kernel f, float *delta, float *each, const float *z,
		const uint32_t *label, const float *target, size_t outputs, size_t batch,
		size_t stride);

	/* One step of the optimizer over p[count]; m and v are NULL where it keeps none. */
	void (*update)(const struct update *update, float *p, float *m, float *v, const float *g,
		size_t count);

	/* Whether every number is finite. */
	bool (*finite)(const float *x, size_t count);
	/* x[features][stride], column s = rows[order[s]][features], +0 beyond the batch; order
	 * NULL: the first rows in their own order */
	void (*gather)(float *x, const float *rows, const uint32_t *order, size_t features,
		size_t batch, size_t stride);
};

/* The level in use: the best of this machine, or what PUENTE_ARITHMETIC names. */
const struct arithmetic *arithmetic(void);

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
