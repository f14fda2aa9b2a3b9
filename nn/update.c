/* SPDX-License-Identifier: BSD-3-Clause
 *
 * One step on a copy, and what it changed.
 */
#include "nn/update.h"

#include "nn/real.h"

static double ratio_of(const struct layer *before, const struct layer *after)
{
	double moved = 0, size = 0;
	for (size_t i = 0; i < before->inputs * before->outputs; i++) {
		double old = (double)before->weight[i], step = (double)after->weight[i] - old;
		moved += step * step;
		size += old * old;
	}
	return moved == 0 ? 0 : real_sqrt(moved / size);
}

bool update_ratios(const struct network *network, const struct data *data,
	const struct training *training, double *ratio, struct fault *fault)
{
	struct network *copy = network_copy_new(network);
	struct training step = *training;
	enum outcome outcome;
	step.amount = 1;
	step.steps = true;
	step.report = NULL;
	bool ok = train(copy, data, &step, &outcome, fault);
	for (size_t l = 0; ok && l < network->layer_count; l++)
		ratio[l] = outcome == OUTCOME_DIVERGED
				   ? real_log(-1)
				   : ratio_of(&network->layers[l], &copy->layers[l]);
	network_free(copy);
	return ok;
}
