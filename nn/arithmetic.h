/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The binary32 arithmetic of training, once per level of instruction set, all levels with the same
 * bits (the contract is ARITHMETIC.md; nn/reference.c is its meaning). Matrices are feature-major:
 * x is [features][stride], one column a sample, stride a multiple of 16; only the first `batch`
 * columns enter sums over samples. Weights are [inputs][outputs]. Memory is aligned to 64 bytes.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARITHMETIC_VERSION 1

enum { ARITHMETIC_SEGMENT = 256, ARITHMETIC_LANES = 16 };

/* The activations the core knows; p are up to three numbers of the function's own. */
enum elementwise {
	ELEMENTWISE_LINEAR,
	ELEMENTWISE_SIGMOID,
	ELEMENTWISE_TANH,
	ELEMENTWISE_RELU,
	ELEMENTWISE_LEAKY, /* p[0]: the slope below 0 */
	ELEMENTWISE_ELU,   /* p[0]: alpha */
	ELEMENTWISE_GELU,  /* exact, by erf */
	ELEMENTWISE_SILU,
	ELEMENTWISE_EXP, /* the functions themselves, for tests and losses */
	ELEMENTWISE_LOG,
	ELEMENTWISE_ERF,
	ELEMENTWISE_COUNT
};

enum loss_kernel { LOSS_CROSS_ENTROPY, LOSS_MSE, LOSS_BINARY };
enum optimizer_kernel { OPTIMIZER_SGD, OPTIMIZER_MOMENTUM, OPTIMIZER_ADAM };

struct arithmetic {
	const char *name; /* "scalar", "sse2", "avx2", "avx512", "neon" */

	/* z[out][stride] = bias[out] + sum over k of weight[k][out] * a[k][stride]; rule 4 */
	void (*forward)(float *z, const float *weight, const float *bias, const float *a, size_t inputs,
		size_t outputs, size_t stride);
	/* d[in][stride] = sum over k of weight[in][k] * delta[k][stride]; rule 4 */
	void (*backward)(float *d, const float *weight, const float *delta, size_t inputs, size_t outputs,
		size_t stride);
	/* weight gradient [inputs][outputs] and bias gradient [outputs]: sums over the batch, k = sample */
	void (*gradient)(float *weight, float *bias, const float *a, const float *delta, size_t inputs,
		size_t outputs, size_t batch, size_t stride, float *scratch);

	void (*apply)(enum elementwise f, const float *p, float *y, const float *x, size_t count);
	/* d[i] *= f'(z[i]); a = f(z) is given because several slopes are cheaper from it */
	void (*slope)(enum elementwise f, const float *p, float *d, const float *z, const float *a,
		size_t count);

	/* lanes and tree of rule 6 */
	float (*sum)(const float *x, size_t count);
	float (*dot)(const float *x, const float *y, size_t count);
};

/* The level in use: the best of this machine, or what PUENTE_ARITHMETIC names. */
const struct arithmetic *arithmetic(void);
