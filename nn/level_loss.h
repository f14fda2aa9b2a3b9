/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The losses of one level (nn/arithmetic.h has the formulas, nn/reference.c their meaning): LANES
 * samples at a time, every sum over the outputs as rule 6 orders it, one lane a sample. Columns
 * beyond the batch are computed along and then put to +0.
 */
#pragma once
#include "nn/arithmetic.h"
#include "nn/functions.h"

/* LANES samples: their outputs, labels and targets, and where their deltas go (NULL: not wanted).
 */
struct samples {
	const float *z, *target;
	float *delta;
	vi label;
	size_t outputs, stride;
	float share;
};

INLINE vf output_of(const struct samples *s, size_t k)
{
	return vf_load(s->z + k * s->stride);
}

INLINE void put_delta(const struct samples *s, size_t k, vf delta)
{
	vf_store(s->delta + k * s->stride, delta);
}

INLINE vi is_label(const struct samples *s, size_t k)
{
	return s->label == (int32_t)k;
}

INLINE vf output_at_label(const struct samples *s)
{
	vf z = output_of(s, 0);
	for (size_t k = 1; k < s->outputs; k++)
		z = vf_select(is_label(s, k), output_of(s, k), z);
	return z;
}

/* The first greatest output, and which it is. */
INLINE vf greatest(const struct samples *s, vi *which)
{
	vf most = output_of(s, 0);
	*which = (vi){ 0 };
	for (size_t k = 1; k < s->outputs; k++) {
		vf z = output_of(s, k);
		vi more = z > most;
		most = vf_select(more, z, most);
		*which = (*which & ~more) | (more & (int32_t)k);
	}
	return most;
}

/* ---- rule 6: output k goes to lane k mod 16, lanes then fold. A lane that nothing has reached is
 * +0, and no sum that began at +0 is -0: adding it would change nothing ---- */

struct lanes {
	vf lane[ARITHMETIC_LANES];
};

INLINE vf *lane_of(struct lanes *sum, size_t k)
{
	vf *lane = &sum->lane[k % ARITHMETIC_LANES];
	if (k < ARITHMETIC_LANES)
		*lane = vf_splat(0);
	return lane;
}

INLINE vf folded(struct lanes *sum, size_t outputs)
{
	size_t used = outputs < ARITHMETIC_LANES ? outputs : ARITHMETIC_LANES;
	if (outputs == 1)
		return sum->lane[0];
	for (size_t half = ARITHMETIC_LANES / 2; half > 0; half /= 2) {
		for (size_t q = 0; q + half < used; q++)
			sum->lane[q] += sum->lane[q + half];
		used = used < half ? used : half;
	}
	return sum->lane[0];
}

/* ---- the losses ---- */

/* The deltas hold exp(z - most), whose sum is `total`. */
INLINE void cross_entropy_slopes(const struct samples *s, vf total, float smooth)
{
	float off = smooth / (float)s->outputs, on = (1 - smooth) + off;
	for (size_t k = 0; k < s->outputs; k++) {
		vf p = vf_load(s->delta + k * s->stride) / total;
		vf right = vf_select(is_label(s, k), vf_splat(on), vf_splat(off));
		put_delta(s, k, (p - right) * s->share);
	}
}

INLINE vf cross_entropy_loss(const struct samples *s, float smooth)
{
	struct lanes sum, rest;
	vi which;
	vf most = greatest(s, &which);
	for (size_t k = 0; k < s->outputs; k++) {
		vf below = output_of(s, k) - most, power = vf_exp(below);
		*lane_of(&sum, k) += power;
		*lane_of(&rest, k) += below;
		if (s->delta)
			put_delta(s, k, power);
	}
	vf total = folded(&sum, s->outputs);
	if (s->delta)
		cross_entropy_slopes(s, total, smooth);
	vf size = vf_log(total), sharp = size - (output_at_label(s) - most);
	if (smooth == 0)
		return sharp;
	vf spread = size - folded(&rest, s->outputs) / (float)s->outputs;
	return vf_fma(vf_splat(smooth), spread - sharp, sharp);
}

/* One output's loss and slope, for losses that are means over the outputs. */
INLINE vf distance(enum loss_kernel f, float n, vf e, vf *slope)
{
	vf size = vf_abs(e), zero = vf_splat(0), one = vf_splat(1);
	vf sign = vf_select(e > 0, one, vf_select(e < 0, -one, zero));
	switch (f) {
	case LOSS_HUBER:
		*slope = vf_select(size <= n, e, n * sign);
		return vf_select(size <= n, e * (e / 2), n * (size - n / 2));
	case LOSS_SMOOTH_L1:
		*slope = vf_select(size < n, e / n, sign);
		return vf_select(size < n, e * (e / (2 * n)), size - n / 2);
	default: *slope = sign; return size;
	}
}

INLINE vf mean_of(enum loss_kernel f, const struct samples *s, float n)
{
	struct lanes sum;
	for (size_t k = 0; k < s->outputs; k++) {
		vf e = output_of(s, k) - vf_load(s->target + k * s->stride), slope = e;
		vf *lane = lane_of(&sum, k);
		if (f == LOSS_MSE)
			*lane = vf_fma(e, e, *lane);
		else
			*lane += distance(f, n, e, &slope);
		if (s->delta)
			put_delta(s, k, slope * s->share);
	}
	return folded(&sum, s->outputs) / (float)s->outputs;
}

INLINE vf binary_loss(const struct samples *s)
{
	vf z = output_of(s, 0), zero = vf_splat(0), one = vf_splat(1);
	vi yes = is_label(s, 1);
	if (s->delta)
		put_delta(s, 0, (vf_sigmoid(z) - vf_select(yes, one, zero)) * s->share);
	vf above = vf_select(z <= 0, zero, z) - vf_select(yes, z, zero);
	return above + vf_log1p(vf_exp(-vf_abs(z)));
}

INLINE vf hinge_loss(const struct samples *s)
{
	struct lanes sum;
	vf aim = 1 - output_at_label(s), zero = vf_splat(0), nearer = zero, one = vf_splat(1);
	for (size_t k = 0; k < s->outputs; k++) {
		vf margin = vf_select(is_label(s, k), zero, aim + output_of(s, k));
		vi far = margin <= 0; /* a NaN is a loss */
		*lane_of(&sum, k) += vf_select(far, zero, margin);
		nearer += vf_select(far, zero, one);
		if (s->delta)
			put_delta(s, k, vf_select(far, zero, vf_splat(s->share)));
	}
	for (size_t k = 0; k < s->outputs && s->delta; k++) {
		vf delta = vf_load(s->delta + k * s->stride);
		put_delta(s, k, vf_select(is_label(s, k), -nearer * s->share, delta));
	}
	return folded(&sum, s->outputs) / (float)s->outputs;
}

INLINE vf loss_of(enum loss_kernel f, const struct samples *s, float number)
{
	switch (f) {
	case LOSS_CROSS_ENTROPY: return cross_entropy_loss(s, number);
	case LOSS_BINARY: return binary_loss(s);
	case LOSS_HINGE: return hinge_loss(s);
	case LOSS_MSE:
	case LOSS_L1:
	case LOSS_HUBER:
	case LOSS_SMOOTH_L1: break;
	}
	return mean_of(f, s, number);
}

/* ---- all samples ---- */

INLINE vi right_of(enum loss_kernel f, const struct samples *s)
{
	vi which;
	if (f == LOSS_BINARY)
		return (output_of(s, 0) > 0) == is_label(s, 1);
	(void)greatest(s, &which);
	return which == s->label;
}

/* `count` of LANES samples are of the batch. Returns which of them are right. */
INLINE vi losses_of(enum loss_kernel f, const struct samples *s, float number,
	const uint32_t *label, float *each, size_t count)
{
	int32_t label_of_lane[LANES] = { 0 };
	struct samples own = *s;
	for (size_t i = 0; label && i < count; i++)
		label_of_lane[i] = (int32_t)label[i];
	vi lane = { 0 };
	UNROLL for (int32_t i = 0; i < LANES; i++) lane[i] = i;
	memcpy(&own.label, label_of_lane, sizeof own.label);
	vi within = lane < (int32_t)count;
	vf_store(each, vf_select(within, loss_of(f, &own, number), vf_splat(0)));
	for (size_t k = 0; k < s->outputs && s->delta && count < LANES; k++)
		put_delta(s, k, vf_select(within, vf_load(s->delta + k * s->stride), vf_splat(0)));
	return label ? within & right_of(f, &own) : (vi){ 0 };
}

/* One loop for each loss. */
INLINE size_t all_losses(enum loss_kernel f, float number, struct samples samples, float *each,
	const uint32_t *label, size_t batch)
{
	vi right = { 0 };
	for (size_t s = 0; s < samples.stride; s += LANES) {
		size_t count = s >= batch ? 0 : batch - s < LANES ? batch - s : LANES;
		right -= losses_of(f, &samples, number, label ? label + s : NULL, each + s, count);
		samples.z += LANES;
		samples.delta += samples.delta ? LANES : 0;
		samples.target += samples.target ? LANES : 0;
	}
	size_t total = 0;
	for (int i = 0; i < LANES; i++)
		total += (size_t)right[i];
	return total;
}

static size_t loss(enum loss_kernel f, float number, float *delta, float *each, const float *z,
	const uint32_t *label, const float *target, size_t outputs, size_t batch, size_t stride)
{
	const struct samples samples = { .z = z,
		.target = target,
		.delta = delta,
		.outputs = outputs,
		.stride = stride,
		.share = loss_share(f, outputs, batch) };
	switch (f) {
#define ROW(upper)                                                                                 \
	case LOSS_##upper: return all_losses(LOSS_##upper, number, samples, each, label, batch);
		LOSS_ROWS(ROW)
#undef ROW
	}
	return 0;
}
