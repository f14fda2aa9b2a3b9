/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Safetensors as networks. First the header: every tensor has a sound shape, as many bytes as it
 * needs, and together they cover the rest of the file once. Then the layers they make. Then the
 * numbers.
 */
#include "nn/activation.h"
#include "nn/loss.h"
#include "nn/model.h"
#include "nn/model_fields.h"
#include "nn/real.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_HEADER = 1 << 24, MOST_TENSORS = 1 << 14, MOST_DIMENSIONS = 8 };

struct tensor {
	const char *name; /* lent from the header */
	size_t dimensions, dimension[MOST_DIMENSIONS];
	size_t start, end; /* in bytes, from the first number */
};

struct reading {
	json_t *header;
	const char *numbers;
	size_t length; /* bytes of numbers */
	struct tensor *tensors;
	size_t count;
	struct fault *fault;
};

static bool refuse(struct reading *r, const char *expected)
{
	return fault_set(r->fault, FAULT_FORMAT, expected);
}

/* ---- the header ---- */

static bool read_size(const json_t *number, size_t *size)
{
	json_int_t value = json_integer_value(number);
	*size = (size_t)value;
	return json_is_integer(number) && value >= 0;
}

static bool read_tensor(struct reading *r, const char *name, const json_t *about)
{
	struct tensor *tensor = &r->tensors[r->count++];
	const char *type = json_string_value(json_object_get(about, "dtype"));
	const json_t *shape = json_object_get(about, "shape"),
		     *offsets = json_object_get(about, "data_offsets");
	size_t bytes = 4;
	tensor->name = name;
	tensor->dimensions = json_array_size(shape);
	if (!type || strcmp(type, "F32") != 0)
		return refuse(r, N_("a tensor of type F32"));
	if (!json_is_array(shape) || tensor->dimensions > MOST_DIMENSIONS)
		return refuse(r, N_("a tensor with a shape"));
	for (size_t i = 0; i < tensor->dimensions; i++)
		if (!read_size(json_array_get(shape, i), &tensor->dimension[i]) ||
			__builtin_mul_overflow(bytes, tensor->dimension[i], &bytes))
			return refuse(r, N_("a tensor with a shape"));
	if (json_array_size(offsets) != 2 ||
		!read_size(json_array_get(offsets, 0), &tensor->start) ||
		!read_size(json_array_get(offsets, 1), &tensor->end) ||
		tensor->start > tensor->end || tensor->end > r->length ||
		tensor->end - tensor->start != bytes)
		return refuse(r, N_("a tensor with as many bytes as its shape says"));
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct tensor *s = a, *t = b;
	if (s->start != t->start)
		return s->start < t->start ? -1 : 1;
	return s->end < t->end ? -1 : s->end > t->end;
}

static int by_name(const void *a, const void *b)
{
	const struct tensor *s = a, *t = b;
	return strcmp(s->name, t->name);
}

/* Neither gaps nor overlaps. */
static bool check_cover(struct reading *r)
{
	size_t at = 0;
	if (r->count > 0)
		qsort(r->tensors, r->count, sizeof *r->tensors, by_place);
	for (size_t i = 0; i < r->count; i++) {
		if (r->tensors[i].start != at)
			return refuse(r, N_("tensors one behind the other"));
		at = r->tensors[i].end;
	}
	return at == r->length || refuse(r, N_("tensors up to the end of the file"));
}

static bool read_header(struct reading *r, const char *bytes, size_t length)
{
	uint64_t size = 0;
	for (int i = 7; i >= 0 && length >= 8; i--)
		size = size << 8 | (unsigned char)bytes[i];
	if (length < 8 || size > length - 8 || size > MOST_HEADER || size < 2 || bytes[8] != '{')
		return refuse(r, N_("a safetensors file"));
	r->header = json_loadb(bytes + 8, (size_t)size, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(r->header) || json_object_size(r->header) > MOST_TENSORS)
		return refuse(r, N_("a safetensors file"));
	r->numbers = bytes + 8 + size;
	r->length = length - 8 - (size_t)size;
	r->tensors = calloc(json_object_size(r->header) + 1, sizeof *r->tensors);
	if (!r->tensors)
		return fault_set(r->fault, FAULT_MEMORY, N_("weights"));
	const char *name;
	json_t *about;
	json_object_foreach(r->header, name, about)
	{
		if (strcmp(name, "__metadata__") != 0 && !read_tensor(r, name, about))
			return false;
	}
	if (!check_cover(r))
		return false;
	if (r->count > 0)
		qsort(r->tensors, r->count, sizeof *r->tensors, by_name);
	return true;
}

static const struct tensor *find(const struct reading *r, const char *before, size_t index,
	const char *kind, size_t dimensions)
{
	char name[64];
	snprintf(name, sizeof name, "%s%zu.%s", before, index, kind);
	const struct tensor key = { .name = name },
			    *found = r->count > 0 ? bsearch(&key, r->tensors, r->count, sizeof key,
							    by_name)
						  : NULL;
	return found && found->dimensions == dimensions ? found : NULL;
}

/* ---- the layers ---- */

/* The next number from `from` on that names a layer; nn.Sequential counts activations too. */
static bool next_layer(const struct reading *r, size_t from, size_t *index)
{
	for (*index = from; *index < from + 4; (*index)++)
		if (find(r, "", *index, "weight", 2))
			return true;
	return false;
}

/* Which tensors are the layers, from the first on; SIZE_MAX ends the list. NULL with a fault. */
static size_t *layers_new(struct reading *r, size_t *count)
{
	size_t *index = calloc(r->count + 1, sizeof *index), inputs = 0;
	*count = 0;
	for (size_t at, from = 0; index && next_layer(r, from, &at); from = at + 1) {
		const struct tensor *weight = find(r, "", at, "weight", 2);
		const struct tensor *bias = find(r, "", at, "bias", 1);
		bool chained = *count == 0 || weight->dimension[1] == inputs;
		inputs = weight->dimension[0];
		if (!bias || bias->dimension[0] != inputs || !chained || inputs == 0 ||
			weight->dimension[1] == 0) {
			refuse(r, N_("layers that fit each other"));
			free(index);
			return NULL;
		}
		index[(*count)++] = at;
	}
	if (index && *count >= 2)
		return index;
	if (index)
		refuse(r, N_("a network of two layers or more"));
	else
		fault_set(r->fault, FAULT_MEMORY, N_("weights"));
	free(index);
	return NULL;
}

static const char *metadata(const struct reading *r, const char *name)
{
	return json_string_value(json_object_get(json_object_get(r->header, "__metadata__"), name));
}

/* Fields that the file has; the others keep what they are. */
static bool read_fields(struct reading *r, struct network *network)
{
	for (size_t i = 0; i < model_field_count; i++) {
		const char *text = metadata(r, model_fields[i].name);
		if (text && !model_field_read(&model_fields[i], network, text))
			return refuse(r, N_("metadata that this version understands"));
	}
	return true;
}

static struct network_recipe plain_recipe(void)
{
	return (struct network_recipe){ .activation = choice_named(&activations, "relu"),
		.initializer = choice_named(&initializers, "torch-default"),
		.loss = choice_named(&losses, "cross-entropy"),
		.gain = __builtin_nan(""),
		.bias = __builtin_nan(""),
		.last = 1 };
}

/* ---- the numbers ---- */

static float number_at(const char *bytes)
{
	uint32_t bits = 0;
	float number;
	for (int i = 3; i >= 0; i--)
		bits = bits << 8 | (unsigned char)bytes[i];
	memcpy(&number, &bits, sizeof number);
	return number;
}

static void take_vector(const struct reading *r, const struct tensor *tensor, float *to)
{
	const char *at = r->numbers + tensor->start;
	for (size_t i = 0; i < tensor->dimension[0]; i++, at += 4)
		to[i] = number_at(at);
}

static bool read_vector(struct reading *r, const char *before, size_t index, const char *kind,
	size_t count, float *to)
{
	const struct tensor *tensor = find(r, before, index, kind, 1);
	if (!tensor || tensor->dimension[0] != count)
		return refuse(r, N_("the numbers of a normalization or an activation"));
	take_vector(r, tensor, to);
	return true;
}

/* One layer's weights and biases into parameters laid out like the network's. */
static bool read_layer(struct reading *r, const char *before, size_t index,
	const struct network *network, const struct layer *layer, float *parameters)
{
	const struct tensor *weight = find(r, before, index, "weight", 2),
			    *bias = find(r, before, index, "bias", 1);
	if (!weight || !bias || weight->dimension[0] != layer->outputs ||
		weight->dimension[1] != layer->inputs || bias->dimension[0] != layer->outputs)
		return refuse(r, N_("layers that fit each other"));
	float *to = parameters + (layer->weight - network->parameters);
	const char *at = r->numbers + weight->start;
	for (size_t out = 0; out < layer->outputs; out++)
		for (size_t in = 0; in < layer->inputs; in++, at += 4)
			to[in * layer->outputs + out] = number_at(at);
	to += layer->inputs * layer->outputs;
	take_vector(r, bias, to);
	size_t units = layer->outputs, activation = index + (layer->scale ? 2 : 1);
	float *slope = parameters + (layer->slope ? layer->slope - network->parameters : 0);
	return (!layer->scale ||
		       (read_vector(r, before, index + 1, "weight", units, to + units) &&
			       read_vector(r, before, index + 1, "bias", units, to + 2 * units))) &&
	       (!layer->slope || read_vector(r, before, activation, "weight", 1, slope));
}

static bool read_running(struct reading *r, const size_t *index, struct network *network)
{
	for (size_t i = 0; network->running && i < network->recipe.depth; i++) {
		const struct layer *layer = &network->layers[i];
		if (!read_vector(
			    r, "", index[i] + 1, "running_mean", layer->outputs, layer->mean) ||
			!read_vector(r, "", index[i] + 1, "running_var", layer->outputs,
				layer->variance))
			return false;
		for (size_t j = 0; j < layer->outputs; j++)
			if (!(layer->variance[j] >= 0))
				return refuse(r, N_("a variance that is not negative"));
	}
	return network->running_count == 0 ||
	       arithmetic()->finite(network->running, network->running_count) ||
	       fault_set(r->fault, FAULT_NOT_FINITE, N_("the weights"));
}

static bool read_numbers(struct reading *r, const char *before, const size_t *index,
	struct network *network, float *parameters)
{
	for (size_t i = 0; i < network->layer_count; i++)
		if (!read_layer(r, before, index[i], network, &network->layers[i], parameters))
			return false;
	return arithmetic()->finite(parameters, network->parameter_count) ||
	       fault_set(r->fault, FAULT_NOT_FINITE, N_("the weights"));
}

/* What the optimizer remembered, if the file has it. */
static bool read_moments(struct reading *r, const size_t *index, struct network *network)
{
	const char *name = metadata(r, "optimizer");
	struct descent *descent = &network->descent;
	if (!name) {
		descent->moves = 0;
		descent->power[0] = descent->power[1] = 1;
		return true;
	}
	descent->optimizer = catalogue_find(&optimizers, name);
	if (!descent->optimizer)
		return refuse(r, N_("an optimizer that this version knows"));
	for (size_t k = 0; k < MOMENT_COUNT; k++) {
		char before[16];
		snprintf(before, sizeof before, "moment%zu.", k + 1);
		if (!find(r, before, index[0], "weight", 2))
			continue;
		descent->moments[k] = malloc((network->parameter_count + 1) * sizeof(float));
		if (!descent->moments[k])
			return fault_set(r->fault, FAULT_MEMORY, N_("weights"));
		if (!read_numbers(r, before, index, network, descent->moments[k]))
			return false;
	}
	return true;
}

/* ---- all of it ---- */

static bool fits(struct reading *r, const struct network_recipe *recipe, size_t limit)
{
	size_t bytes = network_bytes(recipe, 1);
	if (limit == 0 || bytes <= limit)
		return true;
	fault_set(r->fault, FAULT_MEMORY, N_("weights"));
	r->fault->found = bytes;
	return false;
}

/* A network of those layers, its recipe's own weights not yet drawn. */
static struct network *build_new(struct reading *r, const size_t *index, size_t count, size_t limit)
{
	struct network said = { .recipe = plain_recipe() };
	if (!read_fields(r, &said))
		return NULL;
	struct network_recipe recipe = said.recipe;
	const struct activation *activation = (const void *)recipe.activation.label;
	if (recipe.norm == NORMALIZATION_NONE && !activation->learned &&
		find(r, "", index[0] + 1, "weight", 1))
		return refuse(r, N_("metadata that name the normalization or activation")), NULL;
	size_t *width = malloc(count * sizeof *width);
	if (!width)
		return fault_set(r->fault, FAULT_MEMORY, N_("weights")), NULL;
	for (size_t i = 0; i < count; i++)
		width[i] = find(r, "", index[i], "weight", 2)->dimension[0];
	recipe.inputs = find(r, "", index[0], "weight", 2)->dimension[1];
	recipe.outputs = width[count - 1];
	recipe.depth = count - 1;
	recipe.width = width;
	struct choice own = recipe.initializer;
	recipe.initializer = choice_named(&initializers, "zeros");
	struct network *network = fits(r, &recipe, limit) ? network_new(&recipe, r->fault) : NULL;
	if (network)
		network->recipe.initializer = own;
	free(width);
	return network;
}

static bool fill(struct reading *r, const size_t *index, struct network *network)
{
	struct arithmetic_control control = arithmetic_enter();
	bool good = read_fields(r, network) &&
		    read_numbers(r, "", index, network, network->parameters) &&
		    read_running(r, index, network) && read_moments(r, index, network);
	arithmetic_leave(control);
	const struct loss *loss = (const void *)network->recipe.loss.label;
	if (good && loss->kernel == LOSS_BINARY && network->recipe.outputs != 1)
		return refuse(r, N_("one output for this loss"));
	bool share = network->recipe.dropout >= 0 && network->recipe.dropout < 1;
	return good && (share || refuse(r, N_("metadata that this version understands")));
}

struct network *model_read_new(const char *bytes, size_t length, size_t limit,
	struct model_origin *origin, struct fault *fault)
{
	struct reading r = { .fault = fault };
	struct network *network = NULL;
	size_t count, *index = read_header(&r, bytes, length) ? layers_new(&r, &count) : NULL;
	if (index)
		network = build_new(&r, index, count, limit);
	if (network && !fill(&r, index, network)) {
		network_free(network);
		network = NULL;
	}
	if (network) {
		const char *data = metadata(&r, "data");
		origin->recipe = metadata(&r, "puente");
		snprintf(origin->data, sizeof origin->data, "%s", data ? data : "");
	}
	free(index);
	free(r.tensors);
	json_decref(r.header);
	return network;
}
