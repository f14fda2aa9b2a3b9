/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The rules, in their order.
 */
#include "nn/diagnosis.h"

#include "nn/activation.h"
#include "nn/forecast.h"
#include "nn/loss.h"
#include "nn/real.h"
#include "nn/update.h"

#include <stdlib.h>

/* One rule's answer: true fills `found`. */
struct case_of {
	const struct examination *seen;
	double update;          /* largest finite update:weight of a layer */
	double least;           /* the smallest: output layers of a sound network may jump */
	bool unstable;          /* the tried step was not finite */
	bool started;           /* it moved weights that were 0 */
	double prior;           /* loss of a constant answer */
	double mean, deviation; /* of the inputs */
};

static bool hit(struct finding *found, size_t layer, double value, double threshold, bool severe)
{
	found->layer = layer;
	found->value = value;
	found->threshold = threshold;
	found->severe = severe;
	return true;
}

static size_t hidden_of(const struct case_of *all)
{
	return all->seen->statistics->layer_count - 1;
}

static bool diverged(const struct case_of *all, struct finding *found)
{
	const struct network *network = all->seen->network;
	return network->diverged &&
	       hit(found, network->where.layer, (double)network->where.step, 0, true);
}

static bool symmetry(const struct case_of *all, struct finding *found)
{
	const struct layer_statistics *layers = all->seen->statistics->layers;
	for (size_t l = 0; l < hidden_of(all); l++)
		if (layers[l].neurons > 1 && layers[l].distinct <= 1)
			return hit(found, l + 1, (double)layers[l].neurons, 1, true);
	return false;
}

static bool linear(const struct case_of *all, struct finding *found)
{
	const struct choice *activation = &all->seen->network->recipe.activation;
	for (int i = -20; i <= 20; i++)
		if (activation_slope(activation, i * 0.5) != 1)
			return false;
	return hit(found, 0, (double)hidden_of(all), 1, true);
}

static bool dead_layer(const struct case_of *all, struct finding *found)
{
	const struct layer_statistics *layers = all->seen->statistics->layers;
	for (size_t l = 0; l < hidden_of(all); l++)
		if (layers[l].dead >= 1)
			return hit(found, l + 1, layers[l].dead, 1, true);
	/* Not one neuron is between layer 1 and the loss, though no weights are 0. */
	size_t cut = 0;
	while (cut < hidden_of(all) && layers[cut].gradient == 0)
		cut++;
	return cut > 0 && layers[cut].weight > 0 && layers[cut - 1].dead > 0 &&
	       hit(found, cut, layers[cut - 1].dead, 1, true);
}

static bool explodes(const struct case_of *all, struct finding *found)
{
	const struct statistics *statistics = all->seen->statistics;
	double back = real_log10(statistics->backward_gain);
	double forth = real_log10(statistics->forward_gain);
	double most = back > forth || real_is_nan(forth) ? back : forth;
	return most > 2 && hit(found, 0, most, 2, true);
}

static bool vanishes(const struct case_of *all, struct finding *found)
{
	double back = real_log10(all->seen->statistics->backward_gain);
	return back < -1 && hit(found, 0, back, back < -2 ? -2 : -1, back < -2);
}

static bool saturated(const struct case_of *all, struct finding *found)
{
	const struct layer_statistics *layers = all->seen->statistics->layers;
	size_t worst = 0;
	for (size_t l = 1; l < hidden_of(all); l++)
		worst = layers[l].saturated > layers[worst].saturated ? l : worst;
	double share = layers[worst].saturated;
	return share > 0.2 && hit(found, worst + 1, share, share > 0.5 ? 0.5 : 0.2, share > 0.5);
}

/* The share of a layer that is silent for two samples whose inputs have the cosine c. */
static double dead_for_two(double c)
{
	double inside = c > 1 ? 1 : c < -1 ? -1 : c;
	return (REAL_PI - real_acos(inside)) / (2 * REAL_PI);
}

static bool dead(const struct case_of *all, struct finding *found)
{
	const struct layer_statistics *layers = all->seen->statistics->layers;
	for (size_t l = 0; l < hidden_of(all); l++) {
		double expected = dead_for_two(l == 0 ? 0 : layers[l - 1].alignment);
		if (layers[l].dead > expected + 0.2)
			return hit(found, l + 1, layers[l].dead, expected + 0.2, true);
	}
	return false;
}

static bool frozen(const struct case_of *all, struct finding *found)
{
	bool severe = all->update < 1e-5;
	struct finding cause;
	if (all->update == 0 && dead(all, &cause))
		return false; /* nothing moves because nothing fires */
	return !all->unstable && !all->started && all->update < 1e-4 &&
	       hit(found, 0, all->update, severe ? 1e-5 : 1e-4, severe);
}

static bool aligned(const struct case_of *all, struct finding *found)
{
	const struct layer_statistics *layers = all->seen->statistics->layers;
	for (size_t l = 0; l < hidden_of(all); l++)
		if (layers[l].alignment > 0.99)
			return hit(found, l + 1, layers[l].alignment, 0.99, true);
	return false;
}

static bool rate_high(const struct case_of *all, struct finding *found)
{
	const struct examination *seen = all->seen;
	if (all->unstable || all->least > 0.1)
		return hit(found, 0, all->unstable ? -real_log(0) : all->least, 0.1, true);
	size_t n = seen->losses;
	bool rising = n >= 4;
	for (size_t i = 1; rising && i <= 3; i++)
		rising = seen->loss[n - i] > seen->loss[n - i - 1];
	double growth = rising ? seen->loss[n - 1] / seen->loss[n - 4] : 0;
	return growth > 1.01 && hit(found, 0, growth, 1.01, true);
}

static bool constant(const struct case_of *all, struct finding *found)
{
	double loss = all->seen->statistics->loss;
	return all->seen->network->step > 0 && real_abs(loss - all->prior) < 0.01 * all->prior &&
	       hit(found, 0, loss, all->prior, true);
}

static bool first_loss(const struct case_of *all, struct finding *found)
{
	const struct loss *row = (const void *)all->seen->network->recipe.loss.label;
	size_t classes = all->seen->data->classes;
	if (all->seen->network->step > 0 || !row->counts)
		return false;
	double loss = all->seen->statistics->loss, random = real_log((double)classes);
	return loss > 2 * random && hit(found, 0, loss, 2 * random, true);
}

static bool unscaled(const struct case_of *all, struct finding *found)
{
	if (real_abs(all->mean) > 1)
		return hit(found, 0, all->mean, 1, true);
	if (all->deviation < 0.3)
		return hit(found, 0, all->deviation, 0.3, true);
	return all->deviation > 3 && hit(found, 0, all->deviation, 3, true);
}

static bool plateau(const struct case_of *all, struct finding *found)
{
	enum { EPOCHS = 5 };
	const struct examination *seen = all->seen;
	if (seen->losses <= EPOCHS)
		return false;
	double now = seen->loss[seen->losses - 1], then = seen->loss[seen->losses - 1 - EPOCHS];
	double change = real_abs(then - now) / then;
	return change < 1e-3 && hit(found, 0, change, 1e-3, true);
}

static bool (*const rules[RULE_COUNT])(const struct case_of *all, struct finding *found) = {
	[RULE_DIVERGED] = diverged,
	[RULE_SYMMETRY] = symmetry,
	[RULE_LINEAR] = linear,
	[RULE_DEAD_LAYER] = dead_layer,
	[RULE_EXPLODES] = explodes,
	[RULE_VANISHES] = vanishes,
	[RULE_FROZEN] = frozen,
	[RULE_SATURATED] = saturated,
	[RULE_DEAD] = dead,
	[RULE_ALIGNED] = aligned,
	[RULE_RATE_HIGH] = rate_high,
	[RULE_CONSTANT] = constant,
	[RULE_FIRST_LOSS] = first_loss,
	[RULE_UNSCALED] = unscaled,
	[RULE_PLATEAU] = plateau,
};

/* ---- the examination ---- */

static bool has_learned(const struct examination *seen, double prior)
{
	if (seen->network->diverged || seen->network->step == 0)
		return false;
	if (seen->data->classes == 0)
		return seen->statistics->loss < 0.1 * prior;
	const struct evaluation now = { seen->statistics->loss, seen->accuracy };
	return forecast_came(&now, seen->data, false) == VERDICT_TRAINS;
}

static void look_at_inputs(struct case_of *all)
{
	const struct data *data = all->seen->data;
	size_t count = data->train.count * data->features;
	double sum = 0, squares = 0;
	for (size_t i = 0; i < count; i++)
		sum += (double)data->train.x[i];
	all->mean = sum / (double)count;
	for (size_t i = 0; i < count; i++) {
		double x = (double)data->train.x[i] - all->mean;
		squares += x * x;
	}
	all->deviation = real_sqrt(squares / (double)count);
}

static bool try_step(struct case_of *all, struct fault *fault)
{
	const struct examination *seen = all->seen;
	size_t layers = seen->network->layer_count;
	double *ratio = calloc(layers, sizeof *ratio);
	if (!ratio)
		return fault_set(fault, FAULT_MEMORY, N_("weights"));
	bool ok = update_ratios(seen->network, seen->data, seen->training, ratio, fault);
	all->least = -real_log(0);
	for (size_t l = 0; ok && l < layers; l++) {
		all->least = ratio[l] < all->least ? ratio[l] : all->least;
		all->unstable = all->unstable || real_is_nan(ratio[l]);
		if (ratio[l] > 1e30)
			all->started = true;
		else if (ratio[l] > all->update)
			all->update = ratio[l];
	}
	free(ratio);
	return ok;
}

bool diagnose(
	const struct examination *examination, struct diagnosis *diagnosis, struct fault *fault)
{
	struct case_of all = { .seen = examination };
	*diagnosis = (struct diagnosis){ 0 };
	all.prior = loss_constant(
		&examination->network->recipe.loss, examination->data, &examination->data->train);
	diagnosis->learned = has_learned(examination, all.prior);
	if (diagnosis->learned)
		return true;
	look_at_inputs(&all);
	if (!try_step(&all, fault))
		return false;
	diagnosis->update = all.update;
	for (enum rule rule = 0; rule < RULE_COUNT; rule++) {
		struct finding *found = &diagnosis->findings[diagnosis->count];
		found->rule = rule;
		diagnosis->count += rules[rule](&all, found);
	}
	return true;
}
