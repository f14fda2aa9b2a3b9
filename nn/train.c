/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The training loop: gather a batch, forward, loss, backward, update. Nothing is allocated in it.
 */
#include "nn/train.h"

#include "nn/parallel.h"
#include "nn/pass.h"
#include "nn/pool.h"
#include "nn/random.h"
#include "nn/real.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { EVALUATION_BATCH = 256 };

static bool evaluate_in(struct pass *pass, const struct network *network, const struct data *data,
	const struct split *split, struct evaluation *evaluation, bool (*poll)(void *to), void *to,
	struct fault *fault)
{
	assert(pass);
	struct arithmetic_control control = arithmetic_enter();
	double loss = 0;
	size_t right = 0, first = 0;
	for (; first < split->count && (!poll || poll(to)); first += EVALUATION_BATCH) {
		size_t rest = split->count - first;
		pass_load(pass, data, split, NULL, first,
			rest < EVALUATION_BATCH ? rest : EVALUATION_BATCH);
		if (!pass_forward(pass, network))
			break;
		pass_loss(pass, network);
		for (size_t s = 0; s < pass->count; s++)
			loss += (double)pass->each[s];
		right += pass->correct;
	}
	arithmetic_leave(control);
	evaluation->loss = loss / (double)split->count;
	evaluation->accuracy =
		data->classes > 0 ? (double)right / (double)split->count : __builtin_nan("");
	return first >= split->count || fault_set(fault, FAULT_INTERRUPTED, NULL);
}

bool evaluate(const struct network *network, const struct data *data, const struct split *split,
	struct evaluation *evaluation, bool (*poll)(void *to), void *to, struct fault *fault)
{
	struct pass *pass = pass_new(network, EVALUATION_BATCH, fault);
	bool whole = pass && evaluate_in(pass, network, data, split, evaluation, poll, to, fault);
	pass_free(pass);
	return whole;
}

/* One run of the loop. */
struct loop {
	struct network *network;
	const struct data *data;
	const struct training *training;
	struct pass *pass, *evaluated; /* of a batch; of what is reported */
	uint32_t *order;
	float *backup; /* the parameters before the last update */
	struct optimization optimization;
	double rate;  /* before the schedule */
	uint64_t end; /* the epoch at which this run ends */
	enum outcome outcome;
};

/* The optimizer with the defaults filled in, and the epoch this run will end at, for schedules. */
static bool prepare(struct loop *loop, struct fault *fault)
{
	const struct training *training = loop->training;
	struct network *network = loop->network;
	const struct optimizer *row = (const void *)training->optimizer.label;
	size_t samples = loop->data->train.count, batch = loop->pass->capacity;
	size_t batches = (samples + batch - 1) / batch;
	loop->rate = real_is_nan(training->rate) ? row->rate : training->rate;
	loop->optimization = (struct optimization){ .optimizer = training->optimizer,
		.rate = loop->rate,
		.momentum = training->momentum,
		.decay = real_is_nan(training->decay) ? row->decay : training->decay };
	loop->end =
		network->epoch +
		(training->steps ? (network->position / batch + training->amount + batches - 1) /
					   batches
				 : training->amount);
	return descent_begin(&network->descent, &loop->optimization, network->parameter_count) ||
	       fault_set(fault, FAULT_MEMORY, N_("optimizer"));
}

static bool open_loop(struct loop *loop, struct fault *fault)
{
	size_t samples = loop->data->train.count;
	if (samples == 0)
		return fault_set(fault, FAULT_SHAPE, N_("samples to train on"));
	size_t batch = loop->training->batch < samples ? loop->training->batch : samples;
	loop->pass = pass_new(loop->network, batch, fault);
	loop->evaluated = loop->pass ? pass_new(loop->network, EVALUATION_BATCH, fault) : NULL;
	loop->order = malloc(samples * sizeof *loop->order);
	loop->backup = malloc((loop->network->parameter_count + 1) * sizeof *loop->backup);
	if (!loop->evaluated || !loop->order || !loop->backup)
		return fault_set(fault, FAULT_MEMORY, N_("activations"));
	return prepare(loop, fault);
}

static void close_loop(struct loop *loop)
{
	pass_free(loop->pass);
	pass_free(loop->evaluated);
	free(loop->order);
	free(loop->backup);
}

/* The first layer where something stopped being finite, and what. */
static bool diverge(struct loop *loop, const char *quantity, size_t layer)
{
	struct network *network = loop->network;
	network->diverged = true;
	network->where = (struct fault){ .kind = FAULT_NOT_FINITE,
		.quantity = quantity,
		.layer = layer,
		.step = network->step + 1 };
	loop->outcome = OUTCOME_DIVERGED;
	return false;
}

static bool all_finite(struct loop *loop)
{
	const struct network *network = loop->network;
	const struct pass *pass = loop->pass;
	size_t layers = network->layer_count;
	/* The outputs and the gradient see every number that matters: the rest is looked for only
	 * once something is wrong. */
	if (arithmetic()->finite(pass->each, pass->count) &&
		parallel_finite(pass->gradient, network->parameter_count))
		return true;
	for (size_t i = 0; i < layers; i++)
		for (size_t j = 0; j < network->layers[i].outputs; j++)
			if (!arithmetic()->finite(pass->z[i] + j * pass->stride, pass->count))
				return diverge(loop, N_("z"), i + 1);
	if (!arithmetic()->finite(pass->each, pass->count))
		return diverge(loop, N_("the loss"), 0);
	for (size_t i = layers; i-- > 0;)
		for (size_t j = 0; j < network->layers[i].outputs; j++)
			if (!arithmetic()->finite(pass->delta[i] + j * pass->stride, pass->count))
				return diverge(loop, N_("delta"), i + 1);
	return diverge(loop, N_("the gradient"), 0);
}

/* Global norm above `clip`: the gradient is shortened to it, as PyTorch's clip_grad_norm_ does. */
static float clip_of(const struct loop *loop)
{
	double clip = loop->training->clip;
	if (clip <= 0)
		return 1;
	const float *g = loop->pass->gradient;
	double norm = real_sqrt((double)arithmetic()->dot(g, g, loop->network->parameter_count));
	double scale = clip / (norm + 1e-6);
	return scale < 1 ? (float)scale : 1;
}

static bool update(struct loop *loop)
{
	struct network *network = loop->network;
	struct update how = descent_step(&network->descent, &loop->optimization);
	how.scale = clip_of(loop);
	if (parallel_update(&how, network->parameters, network->descent.moments,
		    loop->pass->gradient, loop->backup, network->parameter_count)) {
		network->step++;
		return true;
	}
	memcpy(network->parameters, loop->backup, network->parameter_count * sizeof(float));
	return diverge(loop, N_("the weights"), 0);
}

static bool step(struct loop *loop, size_t first)
{
	size_t rest = loop->data->train.count - first;
	size_t count = rest < loop->pass->capacity ? rest : loop->pass->capacity;
	loop->pass->mode = PASS_TRAIN;
	loop->pass->seed = loop->training->seed;
	loop->pass->step = loop->network->step;
	pass_load(loop->pass, loop->data, &loop->data->train, loop->order, first, count);
	bool whole = pass_forward(loop->pass, loop->network);
	pass_loss(loop->pass, loop->network);
	if (!whole || !pass_backward(loop->pass, loop->network)) { /* this step has not been */
		loop->outcome = OUTCOME_STOPPED;
		return false;
	}
	if (!all_finite(loop) || !update(loop))
		return false;
	pass_remember(loop->pass, loop->network);
	return true;
}

static bool evaluate_split(
	struct loop *loop, const struct split *split, struct evaluation *evaluation)
{
	const struct training *training = loop->training;
	struct fault fault = { 0 };
	return evaluate_in(loop->evaluated, loop->network, loop->data, split, evaluation,
		training->poll, training->to, &fault);
}

/* Tells how far it is; false: stop. */
static bool report(struct loop *loop)
{
	const struct training *training = loop->training;
	struct progress progress = { .epoch = loop->network->epoch,
		.step = loop->network->step,
		.rate = loop->optimization.rate,
		.test = { __builtin_nan(""), __builtin_nan("") } };
	if (!evaluate_split(loop, &loop->data->train, &progress.train) ||
		(loop->data->test.count > 0 &&
			!evaluate_split(loop, &loop->data->test, &progress.test))) {
		loop->outcome = OUTCOME_STOPPED;
		return false;
	}
	if (!real_is_finite(progress.train.loss))
		diverge(loop, N_("the loss"), 0);
	else if (loop->network->position == 0)
		schedule_look(&training->schedule, &loop->network->plateau, progress.train.loss);
	if (training->report && !training->report(training->to, &progress) &&
		loop->outcome == OUTCOME_FINISHED)
		loop->outcome = OUTCOME_UNTIL;
	return loop->outcome == OUTCOME_FINISHED;
}

/* What is left of the current epoch, the short last batch kept. A run counted in steps, or stopped,
 * may end within an epoch: the next one goes on there. Adds to *done the steps taken. */
static void run_epoch(struct loop *loop, size_t *done)
{
	const struct training *training = loop->training;
	struct network *network = loop->network;
	size_t samples = loop->data->train.count;
	loop->optimization.rate = schedule_rate(
		&training->schedule, &network->plateau, loop->rate, network->epoch, loop->end);
	random_shuffle(
		training->seed, PURPOSE_SHUFFLE, (uint32_t)network->epoch, loop->order, samples);
	while (network->position < samples && (!training->steps || *done < training->amount)) {
		if (training->poll && !training->poll(training->to)) {
			loop->outcome = OUTCOME_STOPPED;
			return;
		}
		if (!step(loop, network->position))
			return;
		network->position += loop->pass->capacity;
		*done += training->steps;
	}
	if (network->position >= samples) {
		network->position = 0;
		network->epoch++;
	}
}

static void run(struct loop *loop)
{
	const struct training *training = loop->training;
	if (loop->network->position >= loop->data->train.count)
		loop->network->position = 0;
	for (size_t done = 0; loop->outcome == OUTCOME_FINISHED && done < training->amount;) {
		run_epoch(loop, &done);
		done += !training->steps;
		if (loop->outcome != OUTCOME_STOPPED)
			report(loop);
	}
}

bool train(struct network *network, const struct data *data, const struct training *training,
	enum outcome *outcome, struct fault *fault)
{
	struct loop loop = {
		.network = network, .data = data, .training = training, .outcome = OUTCOME_FINISHED
	};
	network->diverged = false;
	bool opened = open_loop(&loop, fault);
	if (opened) {
		struct arithmetic_control control = arithmetic_enter();
		run(&loop);
		arithmetic_leave(control);
		*outcome = loop.outcome;
	}
	close_loop(&loop);
	return opened;
}
