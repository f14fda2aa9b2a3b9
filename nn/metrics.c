/* SPDX-License-Identifier: BSD-3-Clause */
#include "nn/metrics.h"

#include "nn/arithmetic.h"
#include "nn/pass.h"
#include "nn/real.h"

#include <stdlib.h>

enum { CHUNK = 256, TOP = 3 };

/* What is counted over the chunks. */
struct counting {
	const struct network *network;
	const struct data *data;
	const struct split *split;
	struct pass *pass;
	double *right, *truly, *answered; /* [classes] */
	double *squares, *sizes;          /* [outputs]: of e */
	double top;
};

/* How many outputs are greater than that of `class`, or equal and before it. */
static size_t ahead_of(const float *z, size_t stride, size_t outputs, size_t class)
{
	size_t ahead = 0;
	for (size_t k = 0; k < outputs; k++)
		ahead += z[k * stride] > z[class * stride] ||
			 (k < class && z[k * stride] == z[class * stride]);
	return ahead;
}

static void count_answer(struct counting *c, const float *z, size_t class)
{
	size_t stride = c->pass->stride, outputs = c->network->recipe.outputs, answer = 0;
	if (outputs == 1) {
		answer = z[0] > 0;
	} else {
		for (size_t k = 1; k < outputs; k++)
			answer = z[k * stride] > z[answer * stride] ? k : answer;
		c->top += ahead_of(z, stride, outputs, class) < TOP;
	}
	c->truly[class]++;
	c->answered[answer]++;
	c->right[class] += answer == class;
}

static void count_error(struct counting *c, const float *z, const float *target)
{
	for (size_t k = 0; k < c->data->outputs; k++) {
		double e = (double)z[k * c->pass->stride] - (double)target[k];
		c->squares[k] += e * e;
		c->sizes[k] += real_abs(e);
	}
}

static bool count_chunk(struct counting *c, size_t first)
{
	size_t rest = c->split->count - first;
	pass_load(c->pass, c->data, c->split, NULL, first, rest < CHUNK ? rest : CHUNK);
	if (!pass_forward(c->pass, c->network))
		return false;
	const float *z = c->pass->z[c->network->layer_count - 1];
	for (size_t s = 0; s < c->pass->count; s++)
		if (c->split->label)
			count_answer(c, z + s, c->split->label[first + s]);
		else
			count_error(c, z + s, c->split->target + (first + s) * c->data->outputs);
	return true;
}

/* 2 right/(truly + answered), which is 2 PR/(P + R). */
static double mean_f1(const struct counting *c)
{
	double sum = 0, met = 0;
	for (size_t k = 0; k < c->data->classes; k++) {
		double both = c->truly[k] + c->answered[k];
		met += both > 0;
		sum += both > 0 ? 2 * c->right[k] / both : 0;
	}
	return sum / met;
}

static double mean_r2(const struct counting *c)
{
	double sum = 0, n = (double)c->split->count;
	size_t outputs = c->data->outputs;
	for (size_t k = 0; k < outputs; k++) {
		double mean = 0, spread = 0;
		for (size_t i = 0; i < c->split->count; i++)
			mean += (double)c->split->target[i * outputs + k] / n;
		for (size_t i = 0; i < c->split->count; i++) {
			double d = (double)c->split->target[i * outputs + k] - mean;
			spread += d * d;
		}
		sum += 1 - c->squares[k] / spread;
	}
	return sum / (double)outputs;
}

static void finish(const struct counting *c, struct metrics *metrics)
{
	double n = (double)c->split->count;
	if (c->data->classes > 0) {
		metrics->f1 = mean_f1(c);
		if (c->network->recipe.outputs > TOP)
			metrics->top3 = c->top / n;
		return;
	}
	metrics->r2 = mean_r2(c);
	metrics->mae = 0;
	for (size_t k = 0; k < c->data->outputs; k++)
		metrics->mae += c->sizes[k] / (n * (double)c->data->outputs);
}

bool metrics_of(const struct network *network, const struct data *data, const struct split *split,
	struct metrics *metrics, bool (*poll)(void *to), void *to, struct fault *fault)
{
	size_t each = data->classes + data->outputs + 2, first = 0;
	double *memory = calloc(5 * each, sizeof *memory), none = real_log(-1);
	struct counting c = { .network = network, .data = data, .split = split };
	c.pass = memory ? pass_new(network, CHUNK, fault) : NULL;
	*metrics = (struct metrics){ none, none, none, none };
	if (!c.pass) {
		free(memory);
		return fault_set(fault, FAULT_MEMORY, N_("activations"));
	}
	c.right = memory;
	c.truly = memory + each;
	c.answered = memory + 2 * each;
	c.squares = memory + 3 * each;
	c.sizes = memory + 4 * each;
	struct arithmetic_control control = arithmetic_enter();
	while (first < split->count && (!poll || poll(to)) && count_chunk(&c, first))
		first += CHUNK;
	arithmetic_leave(control);
	finish(&c, metrics);
	pass_free(c.pass);
	free(memory);
	return first >= split->count || fault_set(fault, FAULT_INTERRUPTED, NULL);
}
