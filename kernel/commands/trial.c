/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Making and running what others set side by side.
 */
#include "kernel/commands/trial.h"

#include "kernel/base/memory.h"
#include "nn/forecast.h"
#include "nn/pool.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

bool trial_current(struct session *session, struct trial *trial, struct error *error)
{
	const struct data *data = session_data(session, error);
	if (!data)
		return false;
	trial->data = *(const struct data_given *)session_recall(session, &command_data);
	trial->train = *(const struct train_given *)session_recall(session, &command_train);
	trial->net = session_network_name(session)
			     ? net_given_of(session, session_network(session, error))
			     : *(const struct net_given *)session_recall(session, &command_net);
	if (!trial->data.set.label)
		trial->data.set = choice_of(data->recipe.set);
	trial->train.until = NULL;
	trial->new_data = false;
	trial->momentum = SPAN_NONE;
	return true;
}

bool trial_apply(struct session *session, struct trial *trial, const struct axis *axis,
	size_t value, struct error *error)
{
	void *record = axis->command == &command_data  ? (void *)&trial->data
		       : axis->command == &command_net ? (void *)&trial->net
						       : (void *)&trial->train;
	trial->new_data = trial->new_data || axis->command == &command_data;
	if (axis->command == &command_train && strcmp(axis->parameter->label.name, "momentum") == 0)
		trial->momentum = axis->where;
	return session_apply_axis(session, axis, value, record, error);
}

bool trial_open(struct session *session, const struct trial *trial, struct trial_run *run,
	struct error *error)
{
	struct train_given train = trial->train;
	bool asked = trial->momentum.end > 0;
	if (asked && !train_check_momentum(&train, trial->momentum, error))
		return false;
	if (!asked && strcmp(train.opt.label->name, "sgd") != 0)
		train.momentum = 0;
	*run = (struct trial_run){ .training = train_settings(session, &train) };
	if (trial->new_data)
		run->own = data_make_new(session, &trial->data, error);
	run->data = run->own || trial->new_data ? run->own : session_data(session, error);
	if (run->data)
		run->network = net_make_new(session, &trial->net, run->data, error);
	return run->network;
}

void trial_close(struct trial_run *run)
{
	network_free(run->network);
	data_free(run->own);
	statistics_free(run->before);
	statistics_free(run->after);
	free(run->loss);
	free(run->epoch);
	*run = (struct trial_run){ 0 };
}

static bool poll(void *to)
{
	(void)to;
	return pool_poll();
}

static bool evaluate_after(struct trial_run *run)
{
	bool held_out = run->data->test.count > 0;
	run->test = (struct evaluation){ real_log(-1), real_log(-1) };
	return evaluate(run->network, run->data, &run->data->train, &run->train, poll, NULL,
		       &run->fault) &&
	       (!held_out || evaluate(run->network, run->data, &run->data->test, &run->test, poll,
				     NULL, &run->fault));
}

static bool foresee(struct trial_run *run)
{
	if (!run->foresee || !network_is_plain(run->network)) {
		run->gradient = real_log(-1);
		return true;
	}
	struct forecast *forecast =
		forecast_new(run->network, run->data, &run->training, poll, NULL, &run->fault);
	if (forecast)
		run->gradient = forecast->backward;
	forecast_free(forecast);
	return forecast;
}

/* The curve's next point. */
static bool report(void *to, const struct progress *progress)
{
	struct trial_run *run = to;
	if ((run->points & (run->points - 1)) == 0) { /* a power of 2: full */
		size_t room = run->points > 0 ? 2 * run->points : 1;
		run->loss = memory_resize(run->loss, room, sizeof *run->loss);
		run->epoch = memory_resize(run->epoch, room, sizeof *run->epoch);
	}
	run->epoch[run->points] = (double)progress->epoch;
	run->loss[run->points++] = progress->train.loss;
	return true;
}

/* The network as it is, when that is asked for. */
static bool look(struct trial_run *run, struct statistics **statistics)
{
	if (run->look)
		*statistics = statistics_new(
			run->network, run->data, &run->data->train, poll, NULL, &run->fault);
	return !run->look || *statistics;
}

static bool start(struct trial_run *run)
{
	run->training.poll = poll;
	run->training.report = run->look ? report : NULL;
	run->training.to = run;
	if (!foresee(run) || !evaluate(run->network, run->data, &run->data->train, &run->first,
				     poll, NULL, &run->fault))
		return false;
	if (run->look)
		report(run, &(struct progress){ .train = run->first });
	return look(run, &run->before);
}

static void run_one(void *job, size_t i)
{
	struct trial_run *run = &((struct trial_run *)job)[i];
	if (run->done || run->fault.kind != FAULT_NONE)
		return;
	run->done = start(run) &&
		    train(run->network, run->data, &run->training, &run->outcome, &run->fault) &&
		    run->outcome != OUTCOME_STOPPED && evaluate_after(run) &&
		    look(run, &run->after);
	if (run->outcome == OUTCOME_DIVERGED)
		run->train.loss = run->test.loss = -real_log(0);
}

bool trials_run(struct session *session, struct trial_run *runs, size_t count, struct error *error)
{
	pool_run(run_one, runs, count);
	bool stopped = pool_stopped();
	for (size_t i = 0; !stopped && i < count; i++)
		if (!runs[i].done)
			return session_fault(&runs[i].fault, session_statement(session), error);
	return !stopped || session_interrupted(session_statement(session), error);
}
