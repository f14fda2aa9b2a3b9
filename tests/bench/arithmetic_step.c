/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One training step as nn/train.c takes it, watching for what is not finite included, on numbers
 * that cost nothing to make.
 */
#include "nn/activation.h"
#include "nn/loss.h"
#include "nn/parallel.h"
#include "nn/pass.h"
#include "nn/pool.h"
#include "nn/random.h"
#include "tests/bench/arithmetic.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct step_job {
	struct network *network;
	struct data data;
	struct pass *pass;
	uint32_t *order;
	float *backup;
	struct optimization how;
	size_t batch;
	bool finite;
};

static void step(void *job)
{
	struct step_job *s = job;
	struct network *network = s->network;
	size_t count = network->parameter_count;
	pass_load(s->pass, &s->data, &s->data.train, s->order, 0, s->batch);
	s->finite &= pass_forward(s->pass, network);
	pass_loss(s->pass, network);
	s->finite &= pass_backward(s->pass, network);
	s->finite &= arithmetic()->finite(s->pass->each, s->batch) &&
		     parallel_finite(s->pass->gradient, count);
	struct update how = descent_step(&network->descent, &s->how);
	s->finite &= parallel_update(&how, network->parameters, network->descent.moments,
		s->pass->gradient, s->backup, count);
}

static float *numbers(size_t count)
{
	float *x = malloc(count * sizeof *x);
	for (size_t i = 0; x && i < count; i++)
		x[i] = random_normal(1, (struct counter){ (uint32_t)i, 0, 0, PURPOSE_DATA });
	return x;
}

static struct network *network_for(char **arguments, size_t outputs)
{
	size_t width[64], depth = (size_t)atoi(arguments[2]);
	for (size_t i = 0; i < 64; i++)
		width[i] = (size_t)atoi(arguments[1]);
	const struct network_recipe recipe = { .inputs = (size_t)atoi(arguments[0]),
		.outputs = outputs,
		.depth = depth < 64 ? depth : 64,
		.width = width,
		.activation = choice_named(&activations, arguments[5]),
		.initializer = choice_named(&initializers, "he"),
		.loss = choice_named(&losses, outputs == 1 ? "mse" : "cross-entropy"),
		.gain = (double)NAN,
		.bias = (double)NAN,
		.last = 1 };
	struct fault fault = { 0 };
	return network_new(&recipe, &fault);
}

void bench_step(char **arguments)
{
	size_t outputs = (size_t)atoi(arguments[3]), batch = (size_t)atoi(arguments[4]);
	size_t inputs = (size_t)atoi(arguments[0]);
	struct fault fault = { 0 };
	struct step_job job = { .network = network_for(arguments, outputs),
		.data = { .features = inputs,
			.classes = outputs == 1 ? 0 : outputs,
			.outputs = outputs == 1 ? 1 : 0,
			.train = { .count = batch, .x = numbers(inputs * batch) } },
		.order = calloc(batch, sizeof *job.order),
		.how = { .optimizer = choice_named(&optimizers, arguments[6]), .rate = 1e-3 },
		.batch = batch,
		.finite = true };
	job.pass = pass_new(job.network, batch, &fault);
	job.backup = numbers(job.network->parameter_count);
	if (outputs == 1)
		job.data.train.target = numbers(batch);
	else
		job.data.train.label = calloc(batch, sizeof(uint32_t));
	for (size_t i = 0; i < batch; i++) {
		job.order[i] = (uint32_t)((i * 7 + 3) % batch);
		if (outputs > 1)
			job.data.train.label[i] = (uint32_t)(i % outputs);
	}
	descent_begin(&job.network->descent, &job.how, job.network->parameter_count);
	pool_set_threads((size_t)atoi(arguments[7]));
	step(&job); /* threads start here */
	size_t before = bench_allocated();
	step(&job);
	size_t bytes = bench_allocated() - before;
	struct bench_time time = bench_time(pool_threads(), step, &job);
	printf("%.9g %.9g %zu %s\n", time.median, time.alone, bytes,
		job.finite ? "finite" : "diverged");
}
