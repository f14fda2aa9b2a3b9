/* SPDX-License-Identifier: BSD-3-Clause
 *
 * LSUV, one layer after the other of a forward pass.
 */
#include "nn/lsuv.h"

#include "nn/activation.h"
#include "nn/arithmetic.h"
#include "nn/pass.h"
#include "nn/pool.h"
#include "nn/real.h"

/* Standard deviation of z[rows][stride] over its first `count` columns. */
static double deviation(const float *z, size_t rows, size_t stride, size_t count)
{
	double sum = 0, square = 0, n = (double)rows * (double)count;
	for (size_t i = 0; i < rows; i++)
		for (size_t s = 0; s < count; s++)
			sum += (double)z[i * stride + s];
	for (size_t i = 0; i < rows; i++)
		for (size_t s = 0; s < count; s++) {
			double d = (double)z[i * stride + s] - sum / n;
			square += d * d;
		}
	return real_sqrt(square / n);
}

/* Scales the layer's weights until its z has the wanted deviation; leaves z computed. */
static void adapt_layer(const struct layer *layer, struct pass *pass, size_t i, double wanted)
{
	for (int try = 0;; try++) {
		arithmetic()->forward(pass->z[i], layer->weight, layer->bias, pass->a[i],
			layer->inputs, layer->outputs, pass_columns(pass), pass->stride);
		double now = deviation(pass->z[i], layer->outputs, pass->stride, pass->count);
		if (try == LSUV_TRIES || pool_stopped() || !(now > 0) || !real_is_finite(now) ||
			real_abs(now / wanted - 1) <= 0.1)
			return;
		for (size_t w = 0; w < layer->inputs * layer->outputs; w++)
			layer->weight[w] = (float)((double)layer->weight[w] * (wanted / now));
	}
}

static void adapt(struct network *network, struct pass *pass)
{
	const struct choice *activation = &network->recipe.activation;
	float p[SETTING_COUNT];
	for (size_t k = 0; k < SETTING_COUNT; k++)
		p[k] = (float)activation->number[k];
	for (size_t i = 0; i < network->layer_count && pool_poll(); i++) {
		bool output = i + 1 == network->layer_count;
		const struct layer *layer = &network->layers[i];
		if (!output || network->recipe.last > 0)
			adapt_layer(layer, pass, i, output ? network->recipe.last : 1);
		if (!output)
			arithmetic()->apply(network_activation(network)->kernel, p, pass->a[i + 1],
				pass->z[i], layer->outputs * pass->stride);
	}
}

bool network_adapt(struct network *network, const struct data *data, struct fault *fault)
{
	const struct initializer *row = (const void *)network->recipe.initializer.label;
	if (!row->from_data)
		return true;
	size_t count = data->train.count < LSUV_SAMPLES ? data->train.count : LSUV_SAMPLES;
	struct pass *pass = pass_new(network, count, fault);
	if (!pass)
		return false;
	struct arithmetic_control before = arithmetic_enter();
	pass_load(pass, data, &data->train, NULL, 0, count);
	adapt(network, pass);
	arithmetic_leave(before);
	pass_free(pass);
	return !pool_stopped() || fault_set(fault, FAULT_INTERRUPTED, NULL);
}
