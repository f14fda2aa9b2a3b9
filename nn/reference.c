/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The arithmetic in scalar loops: written to be read and checked, not to be fast.
 */
#include "nn/reference.h"

#include "nn/formula.h"

#define LANES 1
#include "nn/functions.h"
#include "nn/updates.h"

#include <assert.h>

enum { SEGMENT = ARITHMETIC_SEGMENT, SUM_LANES = ARITHMETIC_LANES };

/* Rule 4: sum over k of a[k * a_step] * b[k * b_step], with init in front. */
static float product(
	float init, const float *a, size_t a_step, const float *b, size_t b_step, size_t count)
{
	float total = init;
	for (size_t start = 0; start == 0 || start < count; start += SEGMENT) {
		size_t end = count - start < SEGMENT ? count : start + SEGMENT;
		float s = start == 0 ? init : 0;
		for (size_t k = start; k < end; k++)
			s = fma_exact(a[k * a_step], b[k * b_step], s);
		total = start == 0 ? s : total + s;
	}
	return total;
}

static void forward(float *z, const float *weight, const float *bias, const float *a, size_t inputs,
	size_t outputs, size_t columns, size_t stride)
{
	for (size_t out = 0; out < outputs; out++)
		for (size_t s = 0; s < columns; s++)
			z[out * stride + s] = product(
				bias ? bias[out] : 0, weight + out, outputs, a + s, stride, inputs);
}

static void backward(float *d, const float *weight, const float *delta, size_t inputs,
	size_t outputs, size_t columns, size_t stride)
{
	for (size_t in = 0; in < inputs; in++)
		for (size_t s = 0; s < columns; s++)
			d[in * stride + s] =
				product(0, weight + in * outputs, 1, delta + s, stride, outputs);
}

static void gradient(float *weight, float *bias, const float *a, const float *delta, size_t inputs,
	size_t outputs, size_t batch, size_t stride, float *scratch)
{
	(void)scratch;
	const float one = 1;
	for (size_t out = 0; out < outputs; out++) {
		const float *d = delta + out * stride;
		for (size_t in = 0; in < inputs; in++)
			weight[in * outputs + out] = product(0, a + in * stride, 1, d, 1, batch);
		bias[out] = product(0, &one, 0, d, 1, batch);
	}
}

/* ---- elementwise ---- */

static vf value_of(enum elementwise f, const float *p, vf z)
{
	switch (f) {
#define ROW(upper, lower)                                                                          \
	case ELEMENTWISE_##upper: return value_##lower(z, p);
		ELEMENTWISE_ROWS(ROW)
#undef ROW
	case ELEMENTWISE_FORMULA: break;
	}
	return z;
}

static vf slope_of(enum elementwise f, const float *p, vf z, vf a)
{
	switch (f) {
#define ROW(upper, lower)                                                                          \
	case ELEMENTWISE_##upper: return slope_##lower(z, a, p);
		ELEMENTWISE_ROWS(ROW)
#undef ROW
	case ELEMENTWISE_FORMULA: break;
	}
	return z;
}

static void apply(enum elementwise f, const float *p, float *y, const float *x, size_t count)
{
	if (f == ELEMENTWISE_FORMULA) {
		formula_apply(p, y, x, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		y[i] = value_of(f, p, vf_splat(x[i]))[0];
}

static void slope(
	enum elementwise f, const float *p, float *d, const float *z, const float *a, size_t count)
{
	if (f == ELEMENTWISE_FORMULA) {
		formula_slope(p, d, z, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		d[i] *= slope_of(f, p, vf_splat(z[i]), vf_splat(a[i]))[0];
}

/* ---- reductions, rule 6 ---- */

static float tree(float lane[SUM_LANES])
{
	for (size_t half = SUM_LANES / 2; half > 0; half /= 2)
		for (size_t q = 0; q < half; q++)
			lane[q] += lane[q + half];
	return lane[0];
}

static float sum(const float *x, size_t count)
{
	float lane[SUM_LANES] = { 0 };
	for (size_t i = 0; i < count; i++)
		lane[i % SUM_LANES] += x[i];
	return tree(lane);
}

static float dot(const float *x, const float *y, size_t count)
{
	float lane[SUM_LANES] = { 0 };
	for (size_t i = 0; i < count; i++)
		lane[i % SUM_LANES] = fma_exact(x[i], y[i], lane[i % SUM_LANES]);
	return tree(lane);
}

/* ---- losses of one sample; z, t and delta step by stride from output to output ---- */

static size_t greatest(const float *z, size_t outputs, size_t stride)
{
	size_t best = 0;
	for (size_t k = 1; k < outputs; k++)
		if (z[k * stride] > z[best * stride])
			best = k;
	return best;
}

static float cross_entropy(float smooth, float *delta, const float *z, size_t y, size_t outputs,
	size_t stride, float share)
{
	float lane[SUM_LANES] = { 0 }, rest[SUM_LANES] = { 0 };
	float m = z[greatest(z, outputs, stride) * stride];
	for (size_t k = 0; k < outputs; k++) {
		lane[k % SUM_LANES] += vf_exp(vf_splat(z[k * stride] - m))[0];
		rest[k % SUM_LANES] += z[k * stride] - m;
	}
	float total = tree(lane), off = smooth / (float)outputs, on = (1 - smooth) + off;
	for (size_t k = 0; k < outputs && delta; k++) {
		float p = vf_exp(vf_splat(z[k * stride] - m))[0] / total;
		delta[k * stride] = (p - (k == y ? on : off)) * share;
	}
	float size = vf_log(vf_splat(total))[0], sharp = size - (z[y * stride] - m);
	if (smooth == 0)
		return sharp;
	return fma_exact(smooth, (size - tree(rest) / (float)outputs) - sharp, sharp);
}

/* One output's loss and slope, for losses that are means over the outputs. */
static float distance(enum loss_kernel f, float n, float e, float *slope)
{
	float size = e < 0 ? -e : e, sign = (float)(e > 0) - (float)(e < 0);
	switch (f) {
	case LOSS_L1: *slope = sign; return size;
	case LOSS_HUBER:
		*slope = size <= n ? e : n * sign;
		return size <= n ? e * (e / 2) : n * (size - n / 2);
	case LOSS_SMOOTH_L1:
		*slope = size < n ? e / n : sign;
		return size < n ? e * (e / (2 * n)) : size - n / 2;
	default: *slope = e; return e * e;
	}
}

static float mean_distance(enum loss_kernel f, float n, float *delta, const float *z,
	const float *t, size_t outputs, size_t stride, float share)
{
	assert(t);
	float lane[SUM_LANES] = { 0 };
	for (size_t k = 0; k < outputs; k++) {
		float e = z[k * stride] - t[k * stride], slope, loss = distance(f, n, e, &slope);
		if (f == LOSS_MSE)
			lane[k % SUM_LANES] = fma_exact(e, e, lane[k % SUM_LANES]);
		else
			lane[k % SUM_LANES] += loss;
		if (delta)
			delta[k * stride] = slope * share;
	}
	return tree(lane) / (float)outputs;
}

static float binary(float *delta, float z, bool y, float share)
{
	float size = z < 0 ? -z : z, rest = vf_log1p(vf_exp(vf_splat(-size)))[0];
	if (delta)
		*delta = (vf_sigmoid(vf_splat(z))[0] - (y ? 1.0f : 0.0f)) * share;
	return ((z <= 0 ? 0 : z) - (y ? z : 0)) + rest;
}

static float hinge(
	float *delta, const float *z, size_t y, size_t outputs, size_t stride, float share)
{
	float lane[SUM_LANES] = { 0 }, nearer = 0;
	for (size_t k = 0; k < outputs; k++) {
		float margin = k == y ? 0 : (1 - z[y * stride]) + z[k * stride];
		bool near = !(margin <= 0); /* a NaN is a loss */
		lane[k % SUM_LANES] += near ? margin : 0;
		nearer += near;
		if (delta)
			delta[k * stride] = near ? share : 0;
	}
	if (delta)
		delta[y * stride] = -nearer * share;
	return tree(lane) / (float)outputs;
}

/* The loss of sample s, its label y, its target t. */
static float loss_of(enum loss_kernel f, float n, float *delta, const float *z, uint32_t y,
	const float *t, size_t outputs, size_t stride, float share)
{
	switch (f) {
	case LOSS_CROSS_ENTROPY: return cross_entropy(n, delta, z, y, outputs, stride, share);
	case LOSS_BINARY: assert(outputs == 1); return binary(delta, *z, y == 1, share);
	case LOSS_HINGE: return hinge(delta, z, y, outputs, stride, share);
	case LOSS_MSE:
	case LOSS_L1:
	case LOSS_HUBER:
	case LOSS_SMOOTH_L1: break;
	}
	return mean_distance(f, n, delta, z, t, outputs, stride, share);
}

static size_t loss(enum loss_kernel f, float number, float *delta, float *each, const float *z,
	const uint32_t *label, const float *target, size_t outputs, size_t batch, size_t stride)
{
	float share = loss_share(f, outputs, batch);
	size_t right = 0;
	for (size_t s = 0; s < batch; s++) {
		each[s] = loss_of(f, number, delta ? delta + s : NULL, z + s, label ? label[s] : 0,
			target ? target + s : NULL, outputs, stride, share);
		if (label)
			right += f == LOSS_BINARY ? (z[s] > 0) == (label[s] == 1)
						  : greatest(z + s, outputs, stride) == label[s];
	}
	for (size_t s = batch; s < stride; s++) {
		each[s] = 0;
		for (size_t k = 0; k < outputs && delta; k++)
			delta[k * stride + s] = 0;
	}
	return right;
}

/* ---- optimizers, rule 8 ---- */

static void step(const struct update *u, vf *p, vf *kept, vf g)
{
	g = prepared(u, p, g);
	switch (u->kernel) {
#define ROW(upper, lower, states)                                                                  \
	case OPTIMIZER_##upper: step_##lower(u, p, kept, g); break;
		OPTIMIZER_ROWS(ROW)
#undef ROW
	case OPTIMIZER_COUNT: break;
	}
}

static bool finite_all(const float *x, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!(x[i] - x[i] == 0))
			return false;
	return true;
}

static bool update(const struct update *update, float *p, float *const moments[MOMENT_COUNT],
	const float *g, float *before, size_t count)
{
	static const int states[] = {
#define ROW(upper, lower, states) states,
		OPTIMIZER_ROWS(ROW)
#undef ROW
	};
	int remembered_count = states[update->kernel];
	assert(remembered_count <= MOMENT_COUNT);
	for (size_t i = 0; i < count; i++) {
		vf x = vf_splat(p[i]), kept[MOMENT_COUNT] = { { 0 } };
		for (int k = 0; k < remembered_count; k++)
			kept[k] = vf_splat(moments[k][i]);
		if (before)
			before[i] = p[i];
		step(update, &x, kept, vf_splat(g[i]));
		p[i] = x[0];
		for (int k = 0; k < remembered_count; k++)
			moments[k][i] = flushed(kept[k])[0];
	}
	return finite_all(p, count);
}

/* ---- and the rest ---- */

static void gather(float *x, const float *rows, const uint32_t *order, size_t features,
	size_t batch, size_t stride)
{
	for (size_t f = 0; f < features; f++)
		for (size_t s = 0; s < stride; s++)
			x[f * stride + s] =
				s < batch ? rows[(order ? order[s] : s) * features + f] : 0;
}

const struct arithmetic arithmetic_scalar = { "scalar", forward, backward, gradient, apply, slope,
	sum, dot, loss, update, finite_all, gather };
