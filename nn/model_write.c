/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The header is written as one text, its tensors in the order of their numbers.
 */
#include "nn/model.h"
#include "nn/model_fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The header as it grows, and where the next tensor's numbers will stand. */
struct header {
	FILE *text;
	size_t at;
	const char *between;
};

static void put_word(struct header *header, const char *name, const char *value)
{
	fprintf(header->text, "%s\"%s\":\"%s\"", header->between, name, value);
	header->between = ",";
}

/* A name that stands between quotes as it is. */
static bool is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == '"' || *text == '\\')
			return false;
	return true;
}

static void put_metadata(
	struct header *header, const struct network *network, const char *data, bool moments)
{
	char text[FIELD_LONGEST];
	fprintf(header->text, "{\"__metadata__\":{");
	put_word(header, "format", "pt");
	snprintf(text, sizeof text, "%d", ARITHMETIC_VERSION);
	put_word(header, "puente", text);
	if (data && is_plain(data) && strlen(data) < sizeof((struct model_origin *)0)->data)
		put_word(header, "data", data);
	if (moments && network->descent.optimizer)
		put_word(header, "optimizer", network->descent.optimizer->name);
	for (size_t i = 0; i < model_field_count; i++) {
		model_field_write(&model_fields[i], network, text);
		put_word(header, model_fields[i].name, text);
	}
	fprintf(header->text, "}");
}

static void put_tensor(
	struct header *header, const char *name, const size_t *shape, size_t dimensions)
{
	size_t bytes = 4;
	fprintf(header->text, ",\"%s\":{\"dtype\":\"F32\",\"shape\":[", name);
	for (size_t i = 0; i < dimensions; i++) {
		fprintf(header->text, i > 0 ? ",%zu" : "%zu", shape[i]);
		bytes *= shape[i];
	}
	fprintf(header->text, "],\"data_offsets\":[%zu,%zu]}", header->at, header->at + bytes);
	header->at += bytes;
}

/* "before" + the place of the layer's Linear, or of what stands behind it, + kind. */
static void put_vector(
	struct header *header, const char *before, size_t place, const char *kind, size_t count)
{
	char name[64];
	snprintf(name, sizeof name, "%s%zu.%s", before, place, kind);
	put_tensor(header, name, &count, 1);
}

static void put_tensors(struct header *header, const struct network *network, const char *before)
{
	const struct network_recipe *recipe = &network->recipe;
	size_t each = 2u + (recipe->norm != NORMALIZATION_NONE) + (recipe->dropout > 0);
	for (size_t i = 0; i < network->layer_count; i++) {
		const struct layer *layer = &network->layers[i];
		const size_t shape[] = { layer->outputs, layer->inputs };
		char name[64];
		snprintf(name, sizeof name, "%s%zu.weight", before, each * i);
		put_tensor(header, name, shape, 2);
		put_vector(header, before, each * i, "bias", layer->outputs);
		if (layer->scale) {
			put_vector(header, before, each * i + 1, "weight", layer->outputs);
			put_vector(header, before, each * i + 1, "bias", layer->outputs);
		}
		if (layer->slope)
			put_vector(header, before, each * i + (layer->scale ? 2 : 1), "weight", 1);
	}
}

static void put_running_tensors(struct header *header, const struct network *network)
{
	size_t each = 3u + (network->recipe.dropout > 0);
	for (size_t i = 0; network->running && i < network->recipe.depth; i++) {
		size_t units = network->layers[i].outputs;
		put_vector(header, "", each * i + 1, "running_mean", units);
		put_vector(header, "", each * i + 1, "running_var", units);
	}
}

static void put_number(char *to, float number)
{
	uint32_t bits;
	memcpy(&bits, &number, sizeof bits);
	for (int i = 0; i < 4; i++)
		to[i] = (char)(bits >> (8 * i) & 0xff);
}

/* The numbers of one set of parameters; weights turned to [outputs][inputs]. */
static char *put_numbers(char *to, const struct network *network, const float *parameters)
{
	for (size_t i = 0; i < network->layer_count; i++) {
		const struct layer *layer = &network->layers[i];
		const float *weight = parameters + (layer->weight - network->parameters);
		const float *bias = weight + layer->inputs * layer->outputs;
		for (size_t out = 0; out < layer->outputs; out++)
			for (size_t in = 0; in < layer->inputs; in++, to += 4)
				put_number(to, weight[in * layer->outputs + out]);
		size_t rest = layer->outputs * (layer->scale ? 3 : 1) + (layer->slope != NULL);
		for (size_t k = 0; k < rest; k++, to += 4)
			put_number(to, bias[k]);
	}
	return to;
}

static char *put_running_numbers(char *to, const struct network *network)
{
	for (size_t i = 0; i < network->running_count; i++, to += 4)
		put_number(to, network->running[i]);
	return to;
}

static const char *const moment_names[MOMENT_COUNT] = { "moment1.", "moment2.", "moment3." };

/* ---- the data of an experiment ---- */

static void put_split(
	struct header *header, const char *name, const struct data *data, const struct split *split)
{
	size_t inputs = 4 * split->count * data->features;
	size_t answers = (split->label ? 8 : 4 * data->outputs) * split->count;
	fprintf(header->text,
		",\"%s.x\":{\"dtype\":\"F32\",\"shape\":[%zu,%zu],\"data_offsets\":[%zu,%zu]}",
		name, split->count, data->features, header->at, header->at + inputs);
	header->at += inputs;
	fprintf(header->text, ",\"%s.y\":{\"dtype\":\"%s\",\"shape\":[%zu", name,
		split->label ? "I64" : "F32", split->count);
	if (!split->label)
		fprintf(header->text, ",%zu", data->outputs);
	fprintf(header->text, "],\"data_offsets\":[%zu,%zu]}", header->at, header->at + answers);
	header->at += answers;
}

static char *put_split_numbers(char *to, const struct data *data, const struct split *split)
{
	for (size_t i = 0; i < split->count * data->features; i++, to += 4)
		put_number(to, split->x[i]);
	for (size_t i = 0; split->label && i < split->count; i++)
		for (int byte = 0; byte < 8; byte++)
			*to++ = (char)((uint64_t)split->label[i] >> (8 * byte) & 0xff);
	for (size_t i = 0; split->target && i < split->count * data->outputs; i++, to += 4)
		put_number(to, split->target[i]);
	return to;
}

/* ---- the file ---- */

/* Length of the header, then the header; numbers follow from a multiple of 8. */
static char *assemble(
	const char *header, size_t header_length, size_t numbers, char **at, size_t *length)
{
	size_t padded = (header_length + 7) / 8 * 8;
	*length = 8 + padded + numbers;
	char *bytes = malloc(*length);
	if (!bytes)
		return NULL;
	for (int i = 0; i < 8; i++)
		bytes[i] = (char)((uint64_t)padded >> (8 * i) & 0xff);
	memcpy(bytes + 8, header, header_length);
	memset(bytes + 8 + header_length, ' ', padded - header_length);
	*at = bytes + 8 + padded;
	return bytes;
}

char *model_write_new(const struct network *network, const char *data, bool moments, size_t *length)
{
	char *text = NULL, *bytes = NULL, *at;
	size_t text_length = 0;
	struct header header = { .text = open_memstream(&text, &text_length), .between = "" };
	if (!header.text)
		return NULL;
	put_metadata(&header, network, data, moments);
	put_tensors(&header, network, "");
	put_running_tensors(&header, network);
	for (size_t k = 0; moments && k < MOMENT_COUNT; k++)
		if (network->descent.moments[k])
			put_tensors(&header, network, moment_names[k]);
	fprintf(header.text, "}");
	if (fclose(header.text) == 0)
		bytes = assemble(text, text_length, header.at, &at, length);
	free(text);
	if (bytes)
		at = put_running_numbers(put_numbers(at, network, network->parameters), network);
	for (size_t k = 0; bytes && moments && k < MOMENT_COUNT; k++)
		if (network->descent.moments[k])
			at = put_numbers(at, network, network->descent.moments[k]);
	return bytes;
}

char *model_write_experiment_new(
	const struct network *network, const struct data *data, size_t *length)
{
	char *text = NULL, *bytes = NULL, *at;
	size_t text_length = 0;
	struct header header = { .text = open_memstream(&text, &text_length), .between = "" };
	if (!header.text)
		return NULL;
	put_metadata(&header, network, data->name, false);
	put_tensors(&header, network, "");
	put_running_tensors(&header, network);
	put_split(&header, "train", data, &data->train);
	put_split(&header, "test", data, &data->test);
	fprintf(header.text, "}");
	if (fclose(header.text) == 0)
		bytes = assemble(text, text_length, header.at, &at, length);
	free(text);
	if (bytes) {
		at = put_running_numbers(put_numbers(at, network, network->parameters), network);
		at = put_split_numbers(at, data, &data->train);
		put_split_numbers(at, data, &data->test);
	}
	return bytes;
}
