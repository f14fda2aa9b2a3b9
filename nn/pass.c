/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Forward and backward of one batch, in memory that is allocated once. The caller has called
 * arithmetic_enter.
 */
#include "nn/pass.h"

#include "nn/activation.h"
#include "nn/arithmetic.h"
#include "nn/block.h"
#include "nn/loss.h"
#include "nn/parallel.h"
#include "nn/pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { PASS_SHARED = 1 << 21 }; /* multiply-adds of a pass below which sharing does not pay */

size_t pass_padded(size_t count)
{
	return (count + PASS_ALIGN - 1) / PASS_ALIGN * PASS_ALIGN;
}

/* Rows that are a multiple of 256 bytes apart share so few sets of the nearest cache that a product
 * cannot keep its columns there. */
size_t pass_stride(size_t capacity)
{
	enum { CROWDED = 64 };
	size_t stride = pass_padded(capacity);
	return stride > CROWDED && stride % CROWDED == 0 ? stride + PASS_ALIGN : stride;
}

/* Whether layers have a scratch each, so that threads may take gradients at the same time. */
static bool scratch_apart(void)
{
	return pool_threads() > 1;
}

/* Numbers of the widest gradient's scratch. */
static size_t scratch_of(const struct network *network, size_t stride)
{
	size_t most = 0;
	for (size_t i = 0; i < network->layer_count; i++) {
		size_t scratch = arithmetic_scratch(network->layers[i].outputs, stride);
		most = scratch > most ? scratch : most;
	}
	return pass_padded(most);
}

static size_t block_numbers_of(const struct network *network, size_t stride)
{
	size_t numbers = 0, widest = 0;
	if (!block_needed(network))
		return 0;
	for (size_t i = 0; i + 1 < network->layer_count; i++) {
		const struct layer *layer = &network->layers[i];
		numbers += block_numbers(network, layer, stride);
		widest = layer->outputs > widest ? layer->outputs : widest;
	}
	return numbers + widest * stride;
}

/* Numbers of all matrices; every one starts at a multiple of 64 bytes. */
static size_t numbers_of(const struct network *network, size_t stride)
{
	size_t units = network->recipe.inputs;
	for (size_t i = 0; i < network->layer_count; i++)
		units += 3 * network->layers[i].outputs;
	return units * stride + pass_padded(network->parameter_count) + stride +
	       network->recipe.outputs * stride +
	       scratch_of(network, stride) * (scratch_apart() ? network->layer_count : 1) +
	       block_numbers_of(network, stride) + PASS_ALIGN;
}

static float *take(float **at, size_t count)
{
	float *taken = *at;
	*at += pass_padded(count);
	return taken;
}

static void lay_out(struct pass *pass, const struct network *network)
{
	float *at = pass->memory;
	pass->a[0] = take(&at, network->recipe.inputs * pass->stride);
	for (size_t i = 0; i < network->layer_count; i++) {
		size_t count = network->layers[i].outputs * pass->stride;
		pass->z[i] = take(&at, count);
		pass->a[i + 1] = take(&at, count);
		pass->delta[i] = take(&at, count);
	}
	pass->gradient = take(&at, network->parameter_count);
	pass->each = take(&at, pass->stride);
	pass->target = take(&at, network->recipe.outputs * pass->stride);
	pass->scratch_step = scratch_apart() ? scratch_of(network, pass->stride) : 0;
	for (size_t i = 0; i < (pass->scratch_step ? network->layer_count : 1); i++) {
		float *scratch = take(&at, scratch_of(network, pass->stride));
		pass->scratch = i == 0 ? scratch : pass->scratch;
	}
	for (size_t i = 0; pass->blocks && i + 1 < network->layer_count; i++) {
		const struct layer *layer = &network->layers[i];
		block_lay_out(&pass->blocks[i], network, layer,
			take(&at, block_numbers(network, layer, pass->stride)), pass->stride);
	}
	pass->carry = at;
}

struct pass *pass_new(const struct network *network, size_t capacity, struct fault *fault)
{
	struct pass *pass = calloc(1, sizeof *pass);
	size_t layers = network->layer_count, stride = pass_stride(capacity);
	if (pass) {
		pass->capacity = capacity;
		pass->stride = stride;
		pass->z = calloc(3 * (layers + 1), sizeof *pass->z);
		pass->label = calloc(capacity + 1, sizeof *pass->label);
		pass->blocks = block_needed(network) ? calloc(layers, sizeof *pass->blocks) : NULL;
		size_t bytes = pass_padded(numbers_of(network, stride)) * sizeof(float);
		pass->memory = aligned_alloc(64, bytes);
		if (pass->memory)
			memset(pass->memory, 0, bytes);
	}
	if (!pass || !pass->z || !pass->label || !pass->memory ||
		(block_needed(network) && !pass->blocks)) {
		pass_free(pass);
		fault_set(fault, FAULT_MEMORY, N_("activations"));
		return NULL;
	}
	pass->a = pass->z + layers + 1;
	pass->delta = pass->a + layers + 1;
	lay_out(pass, network);
	return pass;
}

void pass_free(struct pass *pass)
{
	if (!pass)
		return;
	free(pass->z);
	free(pass->label);
	free(pass->blocks);
	free(pass->memory);
	free(pass);
}

size_t pass_columns(const struct pass *pass)
{
	return pass_padded(pass->count);
}

void pass_load(struct pass *pass, const struct data *data, const struct split *split,
	const uint32_t *order, size_t first, size_t count)
{
	assert(count <= pass->capacity);
	pass->count = count;
	const uint32_t *from = order ? order + first : NULL;
	size_t skipped = order ? 0 : first;
	arithmetic()->gather(pass->a[0], split->x + skipped * data->features, from, data->features,
		count, pass->stride);
	for (size_t s = 0; split->label && s < count; s++)
		pass->label[s] = split->label[order ? order[first + s] : first + s];
	if (split->target)
		arithmetic()->gather(pass->target, split->target + skipped * data->outputs, from,
			data->outputs, count, pass->stride);
}

static void numbers_of_activation(const struct network *network, float p[SETTING_COUNT])
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		p[i] = (float)network->recipe.activation.number[i];
}

/* ---- work for several threads: groups of samples, which do not depend on each other, go through
 * all layers, and layers have their gradients taken at the same time. Sharing within a layer is for
 * what cannot be dealt so: numbers would wander between cores at each layer ---- */

struct shared_pass {
	struct pass *pass;
	const struct network *network;
	size_t groups;
	const float *p; /* of the activation */
};

/* Multiply-adds of a sample and of its largest layer. */
static size_t work_of(const struct network *network, size_t *largest)
{
	size_t total = 0;
	*largest = 0;
	for (size_t i = 0; i < network->layer_count; i++) {
		size_t work = network->layers[i].inputs * network->layers[i].outputs;
		total += work;
		*largest = work > *largest ? work : *largest;
	}
	return total;
}

/* 1: samples stay together. */
static size_t groups_of(const struct pass *pass, const struct network *network)
{
	size_t largest, work = work_of(network, &largest) * pass_columns(pass);
	size_t threads = pass->blocks || work < PASS_SHARED ? 1 : pool_threads();
	return pass_columns(pass) / PASS_ALIGN < threads ? 1 : threads;
}

/* Where a group begins: at a whole vector, where there are enough of them at two. */
static size_t group_begin(const struct shared_pass *shared, size_t group)
{
	size_t columns = pass_columns(shared->pass), pair = 2 * PASS_ALIGN;
	bool whole = columns % pair == 0 && columns / pair % shared->groups == 0;
	size_t unit = whole ? pair : PASS_ALIGN;
	return columns / unit * group / shared->groups * unit;
}

/* How layer i's matrix of some samples is gone through number by number: a whole one, and what
 * little stands beyond its samples, at once. */
struct sweep {
	size_t rows, count;
};

static struct sweep sweep_of(const struct pass *pass, size_t units, size_t columns)
{
	bool whole = columns == pass_columns(pass) && columns + PASS_ALIGN >= pass->stride;
	return (struct sweep){ whole ? 1 : units, whole ? units * pass->stride : columns };
}

/* z of layer i and what goes on to the next, of some samples; of all where blocks are between. */
static void forward_layer(const struct shared_pass *shared, size_t i, size_t first, size_t columns)
{
	struct pass *pass = shared->pass;
	const struct network *network = shared->network;
	const struct layer *layer = &network->layers[i];
	float *z = pass->z[i] + first, *a = pass->a[i + 1] + first;
	struct sweep sweep = sweep_of(pass, layer->outputs, columns);
	arithmetic()->forward(z, layer->weight, layer->bias, pass->a[i] + first, layer->inputs,
		layer->outputs, columns, pass->stride);
	if (i + 1 == network->layer_count)
		return;
	if (pass->blocks) {
		block_forward(pass, network, i);
		return;
	}
	for (size_t at = 0; sweep.rows-- > 0; at += pass->stride)
		parallel_apply(network_activation(network)->kernel, shared->p, a + at, z + at,
			sweep.count);
}

static void forward_group(void *job, size_t group)
{
	const struct shared_pass *shared = job;
	size_t first = group_begin(shared, group), end = group_begin(shared, group + 1);
	for (size_t i = 0; i < shared->network->layer_count; i++)
		forward_layer(shared, i, first, end - first);
}

/* From the delta of layer i to that of the one below, likewise. */
static void backward_layer(const struct shared_pass *shared, size_t i, size_t first, size_t columns)
{
	struct pass *pass = shared->pass;
	const struct network *network = shared->network;
	const struct layer *layer = &network->layers[i];
	float *d = pass->delta[i - 1] + first;
	const float *z = pass->z[i - 1] + first, *a = pass->a[i] + first;
	struct sweep sweep = sweep_of(pass, layer->inputs, columns);
	arithmetic()->backward(d, layer->weight, pass->delta[i] + first, layer->inputs,
		layer->outputs, columns, pass->stride);
	if (pass->blocks) {
		block_backward(pass, network, i - 1);
		return;
	}
	for (size_t at = 0; sweep.rows-- > 0; at += pass->stride)
		parallel_slope(network_activation(network)->kernel, shared->p, d + at, z + at,
			a + at, sweep.count);
}

static void backward_group(void *job, size_t group)
{
	const struct shared_pass *shared = job;
	size_t first = group_begin(shared, group), end = group_begin(shared, group + 1);
	for (size_t i = shared->network->layer_count; i-- > 1;)
		backward_layer(shared, i, first, end - first);
}

static void gradient_of_layer(void *job, size_t i)
{
	const struct shared_pass *shared = job;
	const struct pass *pass = shared->pass;
	const struct layer *layer = &shared->network->layers[i];
	float *gradient = pass->gradient + (layer->weight - shared->network->parameters);
	arithmetic()->gradient(gradient, gradient + layer->inputs * layer->outputs, pass->a[i],
		pass->delta[i], layer->inputs, layer->outputs, pass->count, pass->stride,
		pass->scratch + i * pass->scratch_step);
}

/* Layers at the same time if no thread would wait for the largest of them. */
static void all_gradients(struct shared_pass *shared)
{
	const struct network *network = shared->network;
	size_t largest, total = work_of(network, &largest);
	if (shared->pass->scratch_step && 4 * largest * shared->groups <= 5 * total) {
		pool_run(gradient_of_layer, shared, network->layer_count);
		return;
	}
	for (size_t i = network->layer_count; i-- > 0;)
		gradient_of_layer(shared, i);
}

bool pass_forward(struct pass *pass, const struct network *network)
{
	float p[SETTING_COUNT];
	struct shared_pass shared = { pass, network, groups_of(pass, network), p };
	numbers_of_activation(network, p);
	if (shared.groups > 1)
		pool_run(forward_group, &shared, shared.groups);
	else
		forward_group(&shared, 0); /* all samples; what is shared is within a layer */
	return !pool_stopped();
}

void pass_loss(struct pass *pass, const struct network *network)
{
	size_t last = network->layer_count - 1;
	const struct loss *loss = (const void *)network->recipe.loss.label;
	pass->correct = arithmetic()->loss(loss->kernel, (float)network->recipe.loss.number[0],
		pass->delta[last], pass->each, pass->z[last], pass->label, pass->target,
		network->recipe.outputs, pass->count, pass->stride);
}

bool pass_backward(struct pass *pass, const struct network *network)
{
	float p[SETTING_COUNT];
	struct shared_pass shared = { pass, network, groups_of(pass, network), p };
	numbers_of_activation(network, p);
	if (shared.groups > 1) {
		pool_run(backward_group, &shared, shared.groups);
		all_gradients(&shared);
		return !pool_stopped();
	}
	for (size_t i = network->layer_count; i-- > 0;) {
		gradient_of_layer(&shared, i);
		if (i > 0)
			backward_layer(&shared, i, 0, pass_columns(pass));
	}
	return !pool_stopped();
}
