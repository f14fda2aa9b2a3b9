/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Local derivatives and their products.
 */
#include "nn/chain.h"

#include "nn/activation.h"
#include "nn/pass.h"
#include "nn/real.h"

void chain_of(
	const struct choice *activation, double weight, double x, struct link *links, size_t length)
{
	double a = x;
	for (size_t k = 0; k < length; k++) {
		links[k].z = weight * a;
		links[k].a = a = activation_value(activation, links[k].z);
		links[k].slope = activation_slope(activation, links[k].z);
	}
	double product = 1;
	for (size_t k = length; k-- > 0;) {
		bool last = k + 1 == length;
		links[k].factor = last ? real_log(-1) : weight * links[k].slope;
		links[k].product = product = last ? 1 : product * links[k].factor;
	}
}

/* Column 0 of a feature-major matrix. */
static double length_of(const float *x, size_t rows, size_t stride)
{
	double square = 0;
	for (size_t i = 0; i < rows; i++)
		square += (double)x[i * stride] * (double)x[i * stride];
	return real_sqrt(square);
}

static double active_share(const struct network *network, const struct pass *pass, size_t l)
{
	const struct choice activation = network_activation_of(network, &network->layers[l]);
	size_t units = network->layers[l].outputs, active = 0;
	for (size_t j = 0; j < units; j++) {
		double slope = activation_slope(&activation, (double)pass->z[l][j * pass->stride]);
		active += real_abs(slope) > 0.01 * activation_slope_limit(&activation);
	}
	return (double)active / (double)units;
}

bool chain_through(const struct network *network, const struct data *data, size_t sample,
	struct chain_layer *layers, struct fault *fault)
{
	struct pass *pass =
		network_check_plain(network, fault) ? pass_new(network, 1, fault) : NULL;
	if (!pass)
		return false;
	pass_load(pass, data, &data->train, NULL, sample, 1);
	bool whole = pass_forward(pass, network);
	pass_loss(pass, network);
	whole = whole && pass_backward(pass, network);
	size_t last = network->layer_count - 1;
	for (size_t l = network->layer_count; l-- > 0;) {
		struct chain_layer *layer = &layers[l];
		layer->delta = length_of(pass->delta[l], network->layers[l].outputs, pass->stride);
		layer->factor = l < last ? layer->delta / layers[l + 1].delta : real_log(-1);
		layer->product = layer->delta / layers[last].delta;
		layer->active = l < last ? active_share(network, pass, l) : real_log(-1);
	}
	pass_free(pass);
	return whole || fault_set(fault, FAULT_INTERRUPTED, NULL);
}
