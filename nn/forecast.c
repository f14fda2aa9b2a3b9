/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Mean-field recursions (Poole et al. 2016, Schoenholz et al. 2017), layer by layer.
 */
#include "nn/forecast.h"

#include "nn/activation.h"
#include "nn/critical.h"
#include "nn/loss.h"
#include "nn/random.h"
#include "nn/real.h"
#include "nn/theory.h"

#include <stdlib.h>

enum { PAIRS = 512 };

/* What the recursions carry from layer to layer. */
struct carried {
	double square;     /* mean a^2 of the layer below: x^2 at first */
	double product;    /* mean over pairs of samples of the mean of a a' */
	double log_spread; /* variance of log q over draws, of the same sample */
};

/* Mean square and mean of the product of two different samples, per feature. */
static struct carried look_at_inputs(const struct data *data)
{
	const struct split *split = &data->train;
	struct carried inputs = { 0, 0, 0 };
	for (size_t i = 0; i < split->count * data->features; i++)
		inputs.square += (double)split->x[i] * (double)split->x[i];
	inputs.square /= (double)(split->count * data->features);
	for (uint32_t pair = 0; pair < PAIRS && split->count > 1; pair++) {
		struct counter counter = { pair, 1, 0, PURPOSE_PROBE };
		size_t one = random_below(0, counter, (uint32_t)split->count);
		counter.j = 2;
		size_t other = (one + 1 + random_below(0, counter, (uint32_t)split->count - 1)) %
			       split->count;
		for (size_t k = 0; k < data->features; k++)
			inputs.product += (double)split->x[one * data->features + k] *
					  (double)split->x[other * data->features + k];
	}
	inputs.product /= (double)PAIRS * (double)data->features;
	return inputs;
}

struct spread {
	double weight;              /* mean W^2 */
	double bias, bias_variance; /* mean and variance of the biases */
	bool equal;                 /* every unit has the same weights and bias */
};

static struct spread spread_of(const struct layer *layer)
{
	struct spread spread = { .equal = layer->outputs > 1 };
	size_t count = layer->inputs * layer->outputs;
	for (size_t i = 0; i < count; i++) {
		double weight = (double)layer->weight[i];
		spread.weight += weight * weight / (double)count;
		spread.equal =
			spread.equal &&
			layer->weight[i] == layer->weight[i / layer->outputs * layer->outputs];
	}
	for (size_t j = 0; j < layer->outputs; j++) {
		double bias = (double)layer->bias[j];
		spread.bias += bias / (double)layer->outputs;
		spread.bias_variance += bias * bias / (double)layer->outputs;
		spread.equal = spread.equal && layer->bias[j] == layer->bias[0];
	}
	spread.bias_variance -= spread.bias * spread.bias;
	if (spread.bias_variance < 0)
		spread.bias_variance = 0;
	return spread;
}

/* Is there a half line where the slope is exactly 0? */
static bool can_die(const struct choice *activation)
{
	return activation_slope(activation, -1) == 0 && activation_slope(activation, -1e6) == 0;
}

/* One hidden layer, and what the next one gets. */
static void pass_layer(const struct network *network, size_t l, const struct data *data,
	const struct spread *spread, struct carried *carried, struct forecast_layer *out,
	struct theory *theory)
{
	const struct choice *activation = &network->recipe.activation;
	const struct layer *layer = &network->layers[l];
	double width = (double)layer->outputs;
	out->weight = (double)layer->inputs * spread->weight;
	double variance = out->weight * carried->square + spread->bias_variance;
	double covariance = out->weight * carried->product + spread->bias_variance;
	double c = variance > 0 ? covariance / variance : 1;
	theory_of(activation, spread->bias, variance, theory);
	out->q = variance + spread->bias * spread->bias;
	out->output = theory->square;
	out->alignment = (covariance + spread->bias * spread->bias) / out->q;
	out->saturated = theory->saturated;
	out->dead = can_die(activation)
			    ? theory_dead(spread->bias / real_sqrt(variance), c, data->train.count)
			    : 0;
	out->q_band = real_sqrt(carried->log_spread) / real_log(10);
	double growth = theory->square_growth * variance / theory->square;
	carried->log_spread = growth * growth * carried->log_spread +
			      (theory->fourth / (theory->square * theory->square) - 1) / width;
	carried->square = theory->square;
	carried->product = theory_product(theory, c > 1 ? 1 : c);
}

/* The gradient's way down; chi[l] and the variance of its log are those of the step from l + 1. */
static void pass_back(struct forecast *forecast, const double *noise)
{
	struct forecast_layer *layers = forecast->layers;
	double square = 1, variance = 0, logs = 0;
	for (size_t l = forecast->depth; l-- > 0;) {
		if (l + 1 < forecast->depth) {
			square *= layers[l].chi;
			variance += noise[l];
			logs += real_log10(layers[l].chi);
		}
		layers[l].delta = real_sqrt(square);
		layers[l].delta_band = real_sqrt(variance) / 2 / real_log(10);
	}
	double steps = (double)(forecast->depth - 1);
	forecast->backward = logs / 2;
	forecast->forward = real_log10(layers[forecast->depth - 1].q / layers[0].q) / 2;
	forecast->band = layers[0].delta_band;
	forecast->chi = forecast->depth > 1 ? real_exp(logs / steps * real_log(10)) : real_log(-1);
	forecast->gradient_depth =
		forecast->depth > 1 ? 4 / real_abs(logs / steps) : __builtin_inf();
}

/* Mean squared error has its own scale; one logit is a matter of log(1 + exp z). */
static double loss_of(const struct network *network, const struct data *data, double q)
{
	const struct loss *loss = (const void *)network->recipe.loss.label;
	if (loss->kernel == LOSS_CROSS_ENTROPY)
		return theory_cross_entropy(q, data->classes);
	return loss->kernel == LOSS_BINARY ? theory_cross_entropy(q / 2, 2) : real_log(-1);
}

/* rms gradient at one output, per sample, for random answers. */
static double output_delta(const struct network *network, const struct data *data, double q)
{
	const struct loss *loss = (const void *)network->recipe.loss.label;
	double classes = (double)data->classes;
	if (loss->kernel == LOSS_CROSS_ENTROPY)
		return real_sqrt((1 - 1 / classes) / classes);
	return loss->kernel == LOSS_BINARY ? 0.5 : real_sqrt(q + data_prior(data, &data->train));
}

/* ---- the verdict ---- */

/* What plain gradient descent at this rate amounts to. */
static double effective_rate(const struct training *training)
{
	const struct optimizer *optimizer = (const void *)training->optimizer.label;
	double rate = real_is_nan(training->rate) ? optimizer->rate : training->rate;
	return rate / (1 - (training->momentum < 0.999 ? training->momentum : 0.999));
}

static double steps_of(const struct training *training, const struct data *data)
{
	double batches = real_ceil((double)data->train.count / (double)training->batch);
	return training->steps ? (double)training->amount : (double)training->amount * batches;
}

/* Length of the gradient of the hidden weights over the samples: in each layer, the units' deltas
 * times the activations below, as far as these differ between samples. */
static double gradient_length(const struct forecast *forecast, const struct network *network,
	const struct carried *inputs, double last_delta)
{
	double sum = 0, square = inputs->square, apart = 1 - inputs->product / inputs->square;
	for (size_t l = 0; l < forecast->depth; l++) {
		const struct forecast_layer *layer = &forecast->layers[l];
		double delta = layer->delta * last_delta;
		size_t weights = network->layers[l].inputs * network->layers[l].outputs;
		sum += (double)weights * delta * delta * square * apart;
		square = layer->output;
		apart = layer->alignment < 1 ? 1 - layer->alignment : 0;
	}
	return real_sqrt(sum);
}

/* An ordinal logistic fit to 1400 networks of 1 to 40 layers of 16 to 256 units, trained for 20
 * epochs of digits by plain gradient descent (rates 0.01 to 0.1). Two things can keep a network
 * from learning: too little reaches it (first line: the length of all steps together, the distance
 * between samples, the width, and depth over width), or the steps are too long for it (second). */
struct odds {
	double enough, stable;
};

static struct odds odds_of(
	const struct forecast *forecast, const struct network *network, double rate, double steps)
{
	const double reference_steps = 460;
	const struct forecast_layer *last = &forecast->layers[forecast->depth - 1];
	double apart = 1 - last->alignment > 1e-5 ? real_log10(1 - last->alignment) : -5;
	double speed = forecast->speed > 1e-30 ? real_log10(forecast->speed) : -30;
	double width = (double)network->layers[forecast->depth - 1].outputs;
	double depth = (double)forecast->depth;
	double progress = speed + real_log10(steps / reference_steps);
	return (struct odds){
		8.02 + 3.87 * progress + 1.22 * apart + 0.81 * real_log10(width) -
			1.85 * depth / width,
		1.83 - 2.38 * speed + 1.76 * apart - 2.41 * real_log10(depth) +
			1.32 * real_log10(width) - 1.01 * real_log10(rate),
	};
}

static enum reason reason_of(const struct forecast *forecast, bool starved)
{
	const struct forecast_layer *last = &forecast->layers[forecast->depth - 1];
	if (starved && forecast->backward < -1)
		return REASON_VANISHES;
	if (starved && last->alignment > 0.99)
		return REASON_ALIGNED;
	if (starved)
		return REASON_RATE_LOW;
	if (forecast->backward > 1 || forecast->forward > 1)
		return REASON_EXPLODES;
	return REASON_RATE_HIGH;
}

static void judge(struct forecast *forecast, const struct network *network, bool equal, double rate,
	double steps)
{
	static const struct odds margin = { 1.54, 0.58 };
	struct odds odds = odds_of(forecast, network, rate, steps);
	double learns = real_sigmoid(odds.enough + margin.enough) *
			real_sigmoid(odds.stable + margin.stable);
	double trains = real_sigmoid(odds.enough - margin.enough) *
			real_sigmoid(odds.stable - margin.stable);
	double slow = learns - trains, fails = 1 - learns;
	forecast->verdict = trains >= slow && trains >= fails ? VERDICT_TRAINS
			    : slow >= fails                   ? VERDICT_SLOW
							      : VERDICT_FAILS;
	if (equal) {
		forecast->verdict = VERDICT_FAILS;
		forecast->reason = REASON_SYMMETRY;
	} else if (forecast->verdict != VERDICT_TRAINS) {
		forecast->reason = reason_of(forecast, odds.enough < odds.stable);
	}
}
/* ---- all of it ---- */

/* Who may stop it. */
struct watcher {
	bool (*poll)(void *to);
	void *to;
};

/* Fills the layers, up and down; the output layer's spread is the last. False: stopped. */
static bool fill_layers(struct forecast *forecast, const struct network *network,
	const struct data *data, const struct spread *spread, double *noise,
	struct carried *carried, const struct watcher *watcher)
{
	struct theory theory;
	for (size_t l = 0; l < forecast->depth; l++) {
		if (watcher->poll && !watcher->poll(watcher->to))
			return false;
		pass_layer(network, l, data, &spread[l], carried, &forecast->layers[l], &theory);
		double square = theory.slope_square;
		forecast->layers[l].chi =
			(double)network->layers[l + 1].outputs * spread[l + 1].weight * square;
		noise[l] = (3 * theory.slope_fourth / (square * square) - 1) /
			   (double)network->layers[l].outputs;
	}
	pass_back(forecast, noise);
	return true;
}

static void fill_numbers(struct forecast *forecast, const struct network *network,
	const struct data *data, const struct spread *spread, double square)
{
	const struct choice *activation = &network->recipe.activation;
	size_t depth = forecast->depth, middle = depth / 2;
	double inputs = (double)network->layers[depth].inputs, bias = spread[depth].bias;
	forecast->output =
		inputs * spread[depth].weight * square + spread[depth].bias_variance + bias * bias;
	forecast->loss = loss_of(network, data, forecast->output);
	const struct fixed_point fixed =
		theory_fixed_point(activation, forecast->layers[middle].weight,
			spread[middle].bias_variance, forecast->layers[0].q);
	forecast->sample_depth = 6 * fixed.sample_depth;
	struct critical critical;
	forecast->critical =
		critical_find(activation, 0, &critical) ? critical.weight : real_log(-1);
	forecast->born_dead =
		can_die(activation) ? theory_born_dead(network->recipe.width, depth) : 0;
}

static bool fill(struct forecast *forecast, const struct network *network, const struct data *data,
	const struct training *training, struct spread *spread, double *noise,
	const struct watcher *watcher)
{
	const struct carried inputs = look_at_inputs(data);
	struct carried carried = inputs;
	size_t depth = forecast->depth;
	bool equal = false;
	for (size_t l = 0; l <= depth; l++) {
		spread[l] = spread_of(&network->layers[l]);
		equal = equal || (l < depth && spread[l].equal);
	}
	if (!fill_layers(forecast, network, data, spread, noise, &carried, watcher))
		return false;
	fill_numbers(forecast, network, data, spread, carried.square);
	double last_delta = output_delta(network, data, forecast->output) *
			    real_sqrt(forecast->layers[depth - 1].chi);
	double rate = effective_rate(training);
	forecast->speed = rate * gradient_length(forecast, network, &inputs, last_delta);
	judge(forecast, network, equal, rate, steps_of(training, data));
	return true;
}

struct forecast *forecast_new(const struct network *network, const struct data *data,
	const struct training *training, bool (*poll)(void *to), void *to, struct fault *fault)
{
	if (!network_check_plain(network, fault))
		return NULL;
	struct forecast *forecast = calloc(1, sizeof *forecast);
	if (forecast) {
		forecast->depth = network->recipe.depth;
		forecast->layers = calloc(forecast->depth, sizeof *forecast->layers);
	}
	if (!forecast || !forecast->layers) {
		forecast_free(forecast);
		fault_set(fault, FAULT_MEMORY, N_("forecast"));
		return NULL;
	}
	struct spread *spread = calloc(forecast->depth + 1, sizeof *spread);
	double *noise = calloc(forecast->depth, sizeof *noise);
	const struct watcher watcher = { poll, to };
	bool ok = spread && noise
			  ? fill(forecast, network, data, training, spread, noise, &watcher) ||
				    fault_set(fault, FAULT_INTERRUPTED, NULL)
			  : fault_set(fault, FAULT_MEMORY, N_("forecast"));
	if (!ok) {
		forecast_free(forecast);
		forecast = NULL;
	}
	free(spread);
	free(noise);
	return forecast;
}

void forecast_free(struct forecast *forecast)
{
	if (forecast)
		free(forecast->layers);
	free(forecast);
}

enum verdict forecast_came(const struct evaluation *now, const struct data *data, bool diverged)
{
	double chance = data_majority(data, &data->train);
	double gained = (now->accuracy - chance) / (1 - chance);
	if (diverged || gained <= 0.221)
		return VERDICT_FAILS;
	return gained >= 0.832 ? VERDICT_TRAINS : VERDICT_SLOW;
}
