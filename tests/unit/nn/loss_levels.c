/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The losses of every level this machine has against the scalar reference, bit for bit: all numbers
 * of outputs and of samples up to some vectors, and outputs of every sort.
 */
#include "nn/reference.h"
#include "tests/unit/nn/same_bits.h"
#include "tests/unit/unit.h"

#include <stdio.h>

enum { OUTPUTS = 40, BATCH = 70 };

struct batch {
	enum loss_kernel loss;
	float number;
	size_t outputs, count, stride;
	float *z, *target;
	uint32_t *label;
};

struct answer {
	size_t right;
	float *delta, *each;
};

static bool wants_label(enum loss_kernel loss)
{
	return loss == LOSS_CROSS_ENTROPY || loss == LOSS_BINARY || loss == LOSS_HINGE;
}

/* Samples of each sort in turn, or a vector's worth of one sort. Behind the batch stands anything.
 */
static struct batch batch_new(enum loss_kernel loss, size_t outputs, size_t count)
{
	size_t stride = (count + 15) / 16 * 16, run = (outputs + count) % 3 ? 1 : 16;
	struct batch batch = { .loss = loss,
		.outputs = loss == LOSS_BINARY ? 1 : outputs,
		.count = count,
		.stride = stride };
	bool labelled = wants_label(loss) || count % 2 == 0;
	batch.z = aligned_alloc(64, batch.outputs * stride * sizeof *batch.z);
	if (!wants_label(loss))
		batch.target = aligned_alloc(64, batch.outputs * stride * sizeof *batch.z);
	for (uint32_t i = 0; i < batch.outputs * stride; i++) {
		size_t s = i % stride;
		enum sort sort = (enum sort)((s / run + outputs) % SORT_COUNT);
		uint32_t shape = (uint32_t)(outputs * 100 + count);
		batch.z[i] = number_of(s < count ? sort : SORT_SPECIAL, drawn_word(shape, i));
		if (batch.target)
			batch.target[i] = number_of(sort, drawn_word(shape + 10000, i));
	}
	if (labelled)
		batch.label = malloc(count * sizeof *batch.label);
	for (uint32_t s = 0; labelled && s < count; s++)
		batch.label[s] = (uint32_t)(drawn_word((uint32_t)outputs, s) %
					    (loss == LOSS_BINARY ? 2 : outputs));
	return batch;
}

static void batch_free(struct batch *batch)
{
	free(batch->z);
	free(batch->target);
	free(batch->label);
}

static struct answer asked(const struct arithmetic *level, const struct batch *batch, bool slopes)
{
	struct answer answer = { .each = room(batch->stride, 0) };
	if (slopes)
		answer.delta = room(batch->outputs * batch->stride, 0);
	answer.right = level->loss(batch->loss, batch->number, answer.delta, answer.each, batch->z,
		batch->label, batch->target, batch->outputs, batch->count, batch->stride);
	check_guard(answer.each, batch->stride, 0);
	if (slopes)
		check_guard(answer.delta, batch->outputs * batch->stride, 0);
	return answer;
}

static void answer_free(struct answer *answer)
{
	free(answer->each);
	free(answer->delta);
}

static void compare(const struct arithmetic *level, const struct batch *batch,
	const struct answer *meant, bool slopes)
{
	struct answer answer = asked(level, batch, slopes);
	char what[96];
	snprintf(what, sizeof what, "%s: loss %d with %g, %zu outputs, batch of %zu", level->name,
		(int)batch->loss, (double)batch->number, batch->outputs, batch->count);
	ck_assert_msg(answer.right == meant->right, "%s: %zu are right, not %zu", what,
		answer.right, meant->right);
	check_same(meant->each, answer.each, batch->stride, what);
	if (slopes)
		check_same(meant->delta, answer.delta, batch->outputs * batch->stride, what);
	answer_free(&answer);
}

/* With the slopes, and often without. */
static void compare_levels(const struct batch *batch)
{
	struct answer meant = asked(&arithmetic_scalar, batch, true);
	bool blank = true;
	for (size_t s = batch->count; s < batch->stride; s++) {
		blank &= meant.each[s] == 0;
		for (size_t k = 0; k < batch->outputs; k++)
			blank &= meant.delta[k * batch->stride + s] == 0;
	}
	ck_assert_msg(blank, "what stands behind the batch is not 0");
	for (size_t n = 0; n < LEVEL_COUNT; n++) {
		const struct arithmetic *level = level_at(n);
		if (level)
			compare(level, batch, &meant, true);
		if (level && (batch->outputs + batch->count) % 3 == 0)
			compare(level, batch, &meant, false);
	}
	answer_free(&meant);
}

/* number: what is smoothed, or where an error begins to be large */
static void compare_loss(enum loss_kernel loss)
{
	static const float numbers[] = { 0, 0.1f, 1 };
	bool numbered = loss == LOSS_CROSS_ENTROPY || loss == LOSS_HUBER || loss == LOSS_SMOOTH_L1;
	for (size_t outputs = 1; outputs <= OUTPUTS; outputs++)
		for (size_t count = 1; count <= BATCH; count++) {
			struct batch batch = batch_new(loss, outputs, count);
			for (size_t i = 0; i < (numbered ? 3 : 1); i++) {
				batch.number = numbers[i];
				compare_levels(&batch);
			}
			batch_free(&batch);
		}
}

#define LOSS_TEST(name, loss)                                                                      \
	START_TEST(name)                                                                           \
	{                                                                                          \
		compare_loss(loss);                                                                \
	}                                                                                          \
	END_TEST
LOSS_TEST(cross_entropy_agrees, LOSS_CROSS_ENTROPY)
LOSS_TEST(mse_agrees, LOSS_MSE)
LOSS_TEST(binary_agrees, LOSS_BINARY)
LOSS_TEST(l1_agrees, LOSS_L1)
LOSS_TEST(huber_agrees, LOSS_HUBER)
LOSS_TEST(smooth_l1_agrees, LOSS_SMOOTH_L1)
LOSS_TEST(hinge_agrees, LOSS_HINGE)

SUITE(cross_entropy_agrees, mse_agrees, binary_agrees, l1_agrees, huber_agrees, smooth_l1_agrees,
	hinge_agrees)
