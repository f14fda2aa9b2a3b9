/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Normalization, dropout and residual connections. Plain loops: each number has its own place and
 * order, so that the compiler's vectors change no bit.
 */
#include "nn/block.h"

#include "nn/activation.h"
#include "nn/parallel.h"
#include "nn/random.h"

#include <string.h>

enum { LANES = ARITHMETIC_LANES };

static const float epsilon = 1e-5f;

bool block_needed(const struct network *network)
{
	return !network_is_plain(network) || network->recipe.dropout > 0 ||
	       network_activation(network)->learned;
}

size_t block_numbers(const struct network *network, const struct layer *layer, size_t stride)
{
	size_t units = pass_padded(layer->outputs), all = layer->outputs * stride;
	size_t numbers = 2 * all + stride; /* value, kept, below */
	if (network->recipe.norm != NORMALIZATION_NONE)
		numbers += all + pass_padded(units > stride ? units : stride) + 2 * units +
			   (LANES + 2) * stride;
	return numbers;
}

void block_lay_out(struct block *block, const struct network *network, const struct layer *layer,
	float *memory, size_t stride)
{
	size_t units = pass_padded(layer->outputs), all = layer->outputs * stride;
	bool drops = network->recipe.dropout > 0;
	block->value = drops || layer->residual ? memory : NULL;
	block->kept = drops ? memory + all : NULL;
	memory += 2 * all;
	block->below = layer->slope ? memory : NULL;
	memory += stride;
	if (network->recipe.norm == NORMALIZATION_NONE)
		return;
	block->normed = memory;
	block->spread = memory + all;
	block->mean = block->spread + pass_padded(units > stride ? units : stride);
	block->variance = block->mean + units;
	block->sums = block->variance + units;
}

/* ---- layernorm: rule 6 over the units, for all samples at once ---- */

/* total[s] = sum over the units of x y (y NULL: of x) */
static void column_sums(
	float *total, const float *x, const float *y, size_t units, size_t stride, float *lane)
{
	memset(lane, 0, LANES * stride * sizeof *lane);
	for (size_t j = 0; j < units; j++) {
		const float *row = x + j * stride, *other = y ? y + j * stride : NULL;
		float *to = lane + j % LANES * stride;
		for (size_t s = 0; s < stride; s++)
			to[s] += other ? row[s] * other[s] : row[s];
	}
	for (size_t half = LANES / 2; half > 0; half /= 2)
		for (size_t i = 0; i < half * stride; i++)
			lane[i] += lane[i + half * stride];
	memcpy(total, lane, stride * sizeof *total);
}

static void scale_rows(float *out, const float *normed, const struct layer *layer, size_t stride)
{
	for (size_t j = 0; j < layer->outputs; j++)
		for (size_t s = 0; s < stride; s++)
			out[j * stride + s] =
				normed[j * stride + s] * layer->scale[j] + layer->shift[j];
}

static void layer_forward(struct block *block, const struct layer *layer, float *z, size_t stride)
{
	float *mean = block->sums + LANES * stride, *square = mean + stride;
	float units = (float)layer->outputs;
	column_sums(mean, z, NULL, layer->outputs, stride, block->sums);
	for (size_t s = 0; s < stride; s++)
		mean[s] /= units;
	for (size_t j = 0; j < layer->outputs; j++)
		for (size_t s = 0; s < stride; s++)
			block->normed[j * stride + s] = z[j * stride + s] - mean[s];
	column_sums(square, block->normed, block->normed, layer->outputs, stride, block->sums);
	for (size_t s = 0; s < stride; s++)
		block->spread[s] = 1 / __builtin_sqrtf(square[s] / units + epsilon);
	for (size_t j = 0; j < layer->outputs; j++)
		for (size_t s = 0; s < stride; s++)
			block->normed[j * stride + s] *= block->spread[s];
	scale_rows(z, block->normed, layer, stride);
}

/* delta is d/d(normed): (delta - mean(delta) - normed mean(delta normed)) spread */
static void layer_backward(
	const struct block *block, const struct layer *layer, float *delta, size_t stride)
{
	float *mean = block->sums + LANES * stride, *along = mean + stride;
	float units = (float)layer->outputs;
	column_sums(mean, delta, NULL, layer->outputs, stride, block->sums);
	column_sums(along, delta, block->normed, layer->outputs, stride, block->sums);
	for (size_t j = 0; j < layer->outputs; j++)
		for (size_t s = 0; s < stride; s++) {
			size_t i = j * stride + s;
			delta[i] = (delta[i] - mean[s] / units -
					   block->normed[i] * (along[s] / units)) *
				   block->spread[s];
		}
}

/* ---- batchnorm: rule 6 over the batch ---- */

/* Of z, which is centred on the way. */
static void batch_moments(
	struct block *block, const struct layer *layer, float *z, size_t batch, size_t stride)
{
	const struct arithmetic *level = arithmetic();
	for (size_t j = 0; j < layer->outputs; j++) {
		float *row = z + j * stride;
		block->mean[j] = level->sum(row, batch) / (float)batch;
		for (size_t s = 0; s < stride; s++)
			row[s] -= block->mean[j];
		block->variance[j] = level->dot(row, row, batch) / (float)batch;
	}
}

static void batch_forward(struct block *block, const struct layer *layer, const float *mean,
	const float *variance, float *z, size_t stride)
{
	for (size_t j = 0; j < layer->outputs; j++) {
		block->spread[j] = 1 / __builtin_sqrtf(variance[j] + epsilon);
		for (size_t s = 0; s < stride; s++)
			block->normed[j * stride + s] =
				(z[j * stride + s] - mean[j]) * block->spread[j];
	}
	scale_rows(z, block->normed, layer, stride);
}

static void batch_backward(const struct block *block, const struct layer *layer, float *delta,
	size_t batch, size_t stride)
{
	const struct arithmetic *level = arithmetic();
	for (size_t j = 0; j < layer->outputs; j++) {
		float *d = delta + j * stride, count = (float)batch;
		const float *normed = block->normed + j * stride;
		float mean = level->sum(d, batch) / count,
		      along = level->dot(d, normed, batch) / count;
		for (size_t s = 0; s < stride; s++)
			d[s] = (d[s] - mean - normed[s] * along) * block->spread[j];
	}
}

/* ---- all of a layer ---- */

static void normalize(
	struct pass *pass, const struct network *network, size_t index, struct block *block)
{
	const struct layer *layer = &network->layers[index];
	float *z = pass->z[index];
	if (network->recipe.norm == NORMALIZATION_LAYER) {
		layer_forward(block, layer, z, pass->stride);
	} else if (pass->mode == PASS_EVALUATE) {
		batch_forward(block, layer, layer->mean, layer->variance, z, pass->stride);
	} else {
		/* centred in a copy: taking the mean away and back would round */
		memcpy(block->normed, z, layer->outputs * pass->stride * sizeof *z);
		batch_moments(block, layer, block->normed, pass->count, pass->stride);
		batch_forward(block, layer, block->mean, block->variance, z, pass->stride);
	}
}

/* One key for the step, then a number for each sample and unit. */
static void draw_kept(struct pass *pass, const struct network *network, size_t index, float *kept)
{
	uint32_t word[4];
	double p = network->recipe.dropout;
	float share = (float)(1 / (1 - p));
	random_block(pass->seed,
		(struct counter){ (uint32_t)pass->step, (uint32_t)(pass->step >> 32),
			(uint32_t)index + 1, PURPOSE_DROPOUT },
		word);
	uint64_t key = (uint64_t)word[1] << 32 | word[0];
	for (size_t j = 0; j < network->layers[index].outputs; j++)
		for (size_t s = 0; s < pass->stride; s++) {
			const struct counter counter = { (uint32_t)s, (uint32_t)j,
				(uint32_t)index + 1, PURPOSE_DROPOUT };
			bool keep = (double)random_uniform(key, counter) >= p;
			kept[j * pass->stride + s] = keep ? share : 0;
		}
}

static void numbers_of(
	const struct network *network, const struct layer *layer, float p[SETTING_COUNT])
{
	struct choice activation = network_activation_of(network, layer);
	for (size_t i = 0; i < SETTING_COUNT; i++)
		p[i] = (float)activation.number[i];
}

void block_forward(struct pass *pass, const struct network *network, size_t index)
{
	const struct layer *layer = &network->layers[index];
	struct block *block = &pass->blocks[index];
	size_t count = layer->outputs * pass->stride;
	float p[SETTING_COUNT], *out = pass->a[index + 1];
	float *value = block->value ? block->value : out;
	numbers_of(network, layer, p);
	if (block->normed)
		normalize(pass, network, index, block);
	parallel_apply(network_activation(network)->kernel, p, value, pass->z[index], count);
	if (!block->value)
		return;
	bool drop = block->kept && pass->mode == PASS_TRAIN;
	if (drop)
		draw_kept(pass, network, index, block->kept);
	const float *below = pass->a[index];
	for (size_t i = 0; i < count; i++) {
		float own = drop ? value[i] * block->kept[i] : value[i];
		out[i] = layer->residual ? below[i] + own : own;
	}
}

static void gradient_of_norm(
	struct pass *pass, const struct network *network, size_t index, const struct block *block)
{
	const struct layer *layer = &network->layers[index];
	float *scale = pass->gradient + (layer->scale - network->parameters);
	float *shift = pass->gradient + (layer->shift - network->parameters);
	for (size_t j = 0; j < layer->outputs; j++) {
		float *d = pass->delta[index] + j * pass->stride;
		const float *normed = block->normed + j * pass->stride;
		scale[j] = arithmetic()->dot(d, normed, pass->count);
		shift[j] = arithmetic()->sum(d, pass->count);
		for (size_t s = 0; s < pass->stride; s++)
			d[s] *= layer->scale[j];
	}
	if (network->recipe.norm == NORMALIZATION_LAYER)
		layer_backward(block, layer, pass->delta[index], pass->stride);
	else
		batch_backward(block, layer, pass->delta[index], pass->count, pass->stride);
}

static void gradient_of_slope(
	struct pass *pass, const struct network *network, size_t index, const struct block *block)
{
	const struct layer *layer = &network->layers[index];
	float total = 0;
	for (size_t j = 0; j < layer->outputs; j++) {
		const float *z = pass->z[index] + j * pass->stride;
		const float *delta = pass->delta[index] + j * pass->stride;
		for (size_t s = 0; s < pass->stride; s++)
			block->below[s] = z[s] > 0 ? 0 : z[s];
		total += arithmetic()->dot(delta, block->below, pass->count);
	}
	pass->gradient[layer->slope - network->parameters] = total;
}

void block_backward(struct pass *pass, const struct network *network, size_t index)
{
	const struct layer *layer = &network->layers[index];
	const struct block *block = &pass->blocks[index];
	size_t count = layer->outputs * pass->stride;
	float p[SETTING_COUNT], *delta = pass->delta[index];
	bool above = network->layers[index + 1].residual;
	numbers_of(network, layer, p);
	for (size_t i = 0; above && i < count; i++)
		delta[i] += pass->carry[i];
	if (layer->residual)
		memcpy(pass->carry, delta, count * sizeof *delta);
	for (size_t i = 0; block->kept && pass->mode == PASS_TRAIN && i < count; i++)
		delta[i] *= block->kept[i];
	if (block->below)
		gradient_of_slope(pass, network, index, block);
	parallel_slope(network_activation(network)->kernel, p, delta, pass->z[index],
		block->value ? block->value : pass->a[index + 1], count);
	if (block->normed)
		gradient_of_norm(pass, network, index, block);
}

void pass_remember(const struct pass *pass, struct network *network)
{
	float batch = (float)pass->count, unbiased = pass->count > 1 ? batch / (batch - 1) : 1;
	for (size_t i = 0; network->running && i < network->recipe.depth; i++) {
		const struct layer *layer = &network->layers[i];
		const struct block *block = &pass->blocks[i];
		for (size_t j = 0; j < layer->outputs; j++) {
			layer->mean[j] = 0.9f * layer->mean[j] + 0.1f * block->mean[j];
			layer->variance[j] =
				0.9f * layer->variance[j] + 0.1f * (block->variance[j] * unbiased);
		}
	}
}
