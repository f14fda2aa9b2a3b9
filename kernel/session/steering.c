/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Steering a training from one epoch to the next.
 */
#include "kernel/session/steering.h"

#include "nn/pool.h"
#include "nn/real.h"

void steering_open(struct steering *steering, const struct outlet *out, double rate)
{
	*steering = (struct steering){ .rate = rate, .used = rate };
	out->steerable(out->to, "lr", &steering->rate);
	out->steerable(out->to, "stop", &steering->stop);
}

void steering_close(struct steering *steering, const struct outlet *out)
{
	(void)steering;
	out->steerable(out->to, "lr", NULL);
	out->steerable(out->to, "stop", NULL);
}

bool steering_has_news(const struct steering *steering)
{
	double rate = steering->rate;
	return rate != steering->used && real_is_finite(rate) && rate > 0;
}

bool steering_train(struct steering *steering, struct network *network, const struct data *data,
	struct training *training, enum outcome *outcome, struct fault *fault)
{
	const size_t amount = training->amount;
	const uint64_t epoch = network->epoch, step = network->step;
	bool going = true, ok = true;
	training->rate = steering->used;
	while (going && (ok = train(network, data, training, outcome, fault))) {
		size_t done = training->steps ? network->step - step : network->epoch - epoch;
		going = *outcome == OUTCOME_UNTIL && done < amount && steering_has_news(steering);
		if (going) {
			training->rate = steering->used = steering->rate;
			training->amount = amount - done;
		}
	}
	return ok;
}
