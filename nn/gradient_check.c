/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Difference quotients, one parameter at a time.
 */
#include "nn/gradient_check.h"

#include "nn/pass.h"
#include "nn/plain.h"
#include "nn/pool.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

/* What is being checked. */
struct checking {
	const struct network *network;
	const struct data *data;
	struct plain_network *plain;
	const double *exact; /* the plain gradient */
	const float *fast;   /* the core's */
	double loss;
	bool (*poll)(void *to);
	void *to;
};

static double loss_at(struct checking *c, size_t i, double value)
{
	double kept = c->plain->parameters[i];
	c->plain->parameters[i] = value;
	double loss = plain_forward(c->plain, c->data);
	c->plain->parameters[i] = kept;
	return loss;
}

/* Distance of the plain gradient from the quotients, 0 between those of a kink's two sides. */
static double distance(struct checking *c, size_t i, struct layer_check *check)
{
	double at = c->plain->parameters[i], h = 1e-6 * (1 + real_abs(at)), is = c->exact[i];
	double right = (loss_at(c, i, at + h) - c->loss) / h;
	double left = (c->loss - loss_at(c, i, at - h)) / h;
	double central = (right + left) / 2, off = real_abs(is - central);
	double low = left < right ? left : right, high = left < right ? right : left;
	if (high - low > 1e-4 && is >= low && is <= high) {
		check->kinks++;
		return 0;
	}
	return off;
}

static bool check_layer(
	struct checking *c, size_t first, size_t count, size_t most, struct layer_check *check)
{
	double square = 0;
	size_t step = count > most ? count / most : 1;
	for (size_t i = first; i < first + count; i++)
		square += c->exact[i] * c->exact[i];
	double size = real_sqrt(square / (double)count);
	*check = (struct layer_check){ 0 };
	for (size_t i = first; i < first + count; i += step) {
		if (c->poll && !c->poll(c->to))
			return false;
		double numeric = distance(c, i, check);
		double core = real_abs((double)c->fast[i] - c->exact[i]);
		check->checked++;
		check->numeric = numeric > check->numeric ? numeric : check->numeric;
		check->core = core > check->core ? core : check->core;
	}
	check->numeric = size > 0 ? check->numeric / size : check->numeric;
	check->core = size > 0 ? check->core / size : check->core;
	return true;
}

static bool check_all(struct checking *c, size_t most, struct layer_check *layers)
{
	const struct network *network = c->network;
	for (size_t l = 0; l < network->layer_count; l++) {
		size_t first = (size_t)(network->layers[l].weight - network->parameters);
		size_t end = l + 1 < network->layer_count
				     ? (size_t)(network->layers[l + 1].weight - network->parameters)
				     : network->parameter_count;
		if (!check_layer(c, first, end - first, most, &layers[l]))
			return false;
	}
	return true;
}

bool gradient_check(const struct network *network, const struct data *data, size_t samples,
	size_t most, struct layer_check *layers, bool (*poll)(void *to), void *to,
	struct fault *fault)
{
	size_t count = samples < data->train.count ? samples : data->train.count;
	size_t parameters = network->parameter_count;
	struct network *copy = network_copy_new(network);
	if (copy)
		copy->recipe.dropout = 0;
	struct pass *pass = copy ? pass_new(copy, count, fault) : NULL;
	struct plain_network *plain = pass ? plain_new(copy, count, fault) : NULL;
	double *exact = plain ? calloc(parameters, sizeof *exact) : NULL;
	bool ok = exact;
	if (ok) {
		pass->mode = PASS_MEASURE;
		pass_load(pass, data, &data->train, NULL, 0, count);
		ok = pass_forward(pass, copy);
		pass_loss(pass, copy);
		ok = ok && pass_backward(pass, copy);
		struct checking c = { copy, data, plain, exact, pass->gradient,
			plain_forward(plain, data), poll, to };
		plain_backward(plain);
		memcpy(exact, plain->gradient, parameters * sizeof *exact);
		ok = (ok && check_all(&c, most, layers) && !pool_stopped()) ||
		     fault_set(fault, FAULT_INTERRUPTED, NULL);
	} else {
		fault_set(fault, FAULT_MEMORY, N_("gradient check"));
	}
	free(exact);
	plain_free(plain);
	pass_free(pass);
	network_free(copy);
	return ok;
}
