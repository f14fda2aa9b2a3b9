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

static void put_tensors(struct header *header, const struct network *network, const char *before)
{
	for (size_t i = 0; i < network->layer_count; i++) {
		const struct layer *layer = &network->layers[i];
		size_t weights = 4 * layer->inputs * layer->outputs, biases = 4 * layer->outputs;
		fprintf(header->text,
			",\"%s%zu.weight\":{\"dtype\":\"F32\",\"shape\":[%zu,%zu],\"data_offsets\":"
			"[%zu,%zu]}",
			before, 2 * i, layer->outputs, layer->inputs, header->at,
			header->at + weights);
		header->at += weights;
		fprintf(header->text,
			",\"%s%zu.bias\":{\"dtype\":\"F32\",\"shape\":[%zu],\"data_offsets\":[%zu,%"
			"zu]}",
			before, 2 * i, layer->outputs, header->at, header->at + biases);
		header->at += biases;
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
		for (size_t out = 0; out < layer->outputs; out++, to += 4)
			put_number(to, bias[out]);
	}
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
	for (size_t k = 0; moments && k < MOMENT_COUNT; k++)
		if (network->descent.moments[k])
			put_tensors(&header, network, moment_names[k]);
	fprintf(header.text, "}");
	if (fclose(header.text) == 0)
		bytes = assemble(text, text_length, header.at, &at, length);
	free(text);
	if (bytes)
		at = put_numbers(at, network, network->parameters);
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
	put_split(&header, "train", data, &data->train);
	put_split(&header, "test", data, &data->test);
	fprintf(header.text, "}");
	if (fclose(header.text) == 0)
		bytes = assemble(text, text_length, header.at, &at, length);
	free(text);
	if (bytes) {
		at = put_numbers(at, network, network->parameters);
		at = put_split_numbers(at, data, &data->train);
		put_split_numbers(at, data, &data->test);
	}
	return bytes;
}
