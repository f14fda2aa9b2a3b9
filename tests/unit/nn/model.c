/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Networks as files: what is written comes back bit for bit, and what is not a network is refused.
 */
#include "nn/model.h"

#include "nn/activation.h"
#include "nn/formula.h"
#include "nn/loss.h"
#include "nn/train.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct data *moons(void)
{
	const struct data_recipe recipe = { .set = catalogue_find(&data_sets, "moons"),
		.count = 100,
		.noise = (double)NAN,
		.test = 0.2 };
	struct fault fault = { 0 };
	struct data *data = data_new(&recipe, &fault);
	ck_assert_ptr_nonnull(data);
	return data;
}

/* A row, or a formula in postfix. */
static struct choice activation_called(const char *name)
{
	struct choice choice;
	double at;
	return formula_choice(name, &choice, &at) == FORMULA_FINE
		       ? choice
		       : choice_named(&activations, name);
}

static struct network *build(const char *activation)
{
	static const size_t width[] = { 5, 3 };
	const struct network_recipe recipe = { .inputs = 2,
		.outputs = 2,
		.depth = 2,
		.width = width,
		.activation = activation_called(activation),
		.initializer = choice_named(&initializers, "normal"),
		.loss = choice_named(&losses, "cross-entropy"),
		.mode = FAN_OUT,
		.distribution = DISTRIBUTION_UNIFORM,
		.gain = (double)NAN,
		.bias = 0.1,
		.last = 0.3,
		.seed = UINT64_MAX };
	struct fault fault = { 0 };
	struct network *network = network_new(&recipe, &fault);
	ck_assert_ptr_nonnull(network);
	return network;
}

static void run(struct network *network, const struct data *data, const char *optimizer)
{
	const struct training training = { .optimizer = choice_named(&optimizers, optimizer),
		.rate = (double)NAN,
		.decay = (double)NAN,
		.batch = 32,
		.amount = 5,
		.steps = true };
	struct fault fault = { 0 };
	enum outcome outcome;
	ck_assert(train(network, data, &training, &outcome, &fault));
}

/* After five steps, saved with its moments and loaded, it goes on to the bit. */
static void check_going_on(const struct data *data, const char *activation, const char *optimizer)
{
	struct network *network = build(activation);
	run(network, data, optimizer);
	size_t length;
	char *bytes = model_write_new(network, "moons", true, &length);
	struct fault fault = { 0 };
	struct model_origin origin;
	struct network *copy = model_read_new(bytes, length, 0, &origin, &fault);
	ck_assert_msg(copy, "%s, %s: %s", activation, optimizer, fault.quantity);
	ck_assert_uint_eq(network_hash(copy), network_hash(network));
	ck_assert_str_eq(origin.data, "moons");
	run(network, data, optimizer);
	run(copy, data, optimizer);
	ck_assert_msg(network_hash(copy) == network_hash(network), "%s, %s", activation, optimizer);
	ck_assert_uint_eq(copy->epoch, network->epoch);
	free(bytes);
	network_free(copy);
	network_free(network);
}

START_TEST(training_goes_on_to_the_bit)
{
	struct data *data = moons();
	for (size_t row = 0; row < optimizers.count; row++)
		check_going_on(data, "prelu", catalogue_at(&optimizers, row)->name);
	for (size_t row = 0; row < activations.count; row++)
		check_going_on(data, catalogue_at(&activations, row)->name, "adam");
	check_going_on(data, "x 1 x exp + log tanh *", "adam");
	data_free(data);
}
END_TEST

/* The recipe comes back: a reset draws the same weights. */
START_TEST(a_recipe_comes_back)
{
	struct network *network = build("leaky");
	network->recipe.activation.number[0] = 0.1;
	network->recipe.initializer.number[0] = 1.0 / 3;
	struct fault fault = { 0 };
	ck_assert(network_reset(network, &fault));
	size_t length;
	char *bytes = model_write_new(network, "a \"file\".csv", false, &length);
	struct model_origin origin;
	struct network *copy = model_read_new(bytes, length, 0, &origin, &fault);
	ck_assert_ptr_nonnull(copy);
	ck_assert_str_eq(origin.data, "");
	ck_assert(copy->recipe.activation.label == network->recipe.activation.label);
	ck_assert(copy->recipe.activation.number[0] == 0.1 && isnan(copy->recipe.gain));
	copy->parameters[0] = 7;
	ck_assert(network_reset(copy, &fault));
	ck_assert_uint_eq(network_hash(copy), network_hash(network));
	free(bytes);
	network_free(copy);
	network_free(network);
}
END_TEST

/* A file of that header and so many bytes of zeros behind it. */
static char *file_of(const char *header, size_t numbers, size_t *length)
{
	size_t size = strlen(header);
	char *bytes = calloc(8 + size + numbers + 1, 1);
	for (int i = 0; i < 8; i++)
		bytes[i] = (char)(size >> (8 * i) & 0xff);
	memcpy(bytes + 8, header, size);
	*length = 8 + size + numbers;
	return bytes;
}

#define WEIGHT(name, shape, from, to)                                                              \
	"\"" name "\":{\"dtype\":\"F32\",\"shape\":[" shape "],\"data_offsets\":[" #from "," #to   \
	"]}"
#define FIRST WEIGHT("0.weight", "2,3", 0, 24) "," WEIGHT("0.bias", "2", 24, 32)

/* A plain state_dict: 3 inputs, 2 units, 1 output, the activation between. */
/* What batchnorm keeps, and the places of tensors in nn.Sequential: Linear, BatchNorm1d,
 * activation, Dropout. */
START_TEST(normalization_comes_back)
{
	struct network *plain = build("tanh");
	struct network_recipe recipe = plain->recipe;
	struct fault fault = { 0 };
	recipe.norm = NORMALIZATION_BATCH;
	recipe.dropout = 0.125;
	struct network *network = network_new(&recipe, &fault);
	struct data *data = moons();
	run(network, data, "adam");
	size_t length;
	char *bytes = model_write_new(network, "moons", true, &length);
	ck_assert_ptr_nonnull(memmem(bytes, length, "\"5.running_var\"", 15));
	struct model_origin origin;
	struct network *copy = model_read_new(bytes, length, 0, &origin, &fault);
	ck_assert_msg(copy, "%s", fault.quantity);
	ck_assert_mem_eq(copy->running, network->running, network->running_count * sizeof(float));
	run(network, data, "adam");
	run(copy, data, "adam");
	ck_assert_uint_eq(network_hash(copy), network_hash(network));
	free(bytes);
	network_free(plain);
	network_free(network);
	network_free(copy);
	data_free(data);
}
END_TEST

START_TEST(a_file_from_elsewhere_is_a_network)
{
	size_t length;
	char *bytes = file_of("{" FIRST "," WEIGHT("2.bias", "1", 40, 44) "," WEIGHT(
				      "2.weight", "1,2", 32, 40) "}  ",
		44, &length);
	float one = 1;
	memcpy(bytes + length - 44 + 4 * 5, &one, sizeof one); /* from input 3 to unit 2 */
	struct fault fault = { 0 };
	struct model_origin origin;
	struct network *network = model_read_new(bytes, length, 0, &origin, &fault);
	ck_assert_ptr_nonnull(network);
	ck_assert(!origin.recipe && network->recipe.inputs == 3 && network->recipe.outputs == 1);
	ck_assert(network->layers[0].weight[2 * 2 + 1] == 1 && network->layers[0].weight[0] == 0);
	network_free(network);
	fault = (struct fault){ 0 };
	ck_assert(!model_read_new(bytes, length, 100, &origin, &fault));
	ck_assert(fault.kind == FAULT_MEMORY && fault.found > 100);
	fault = (struct fault){ 0 };
	memset(bytes + length - 4, 0xff, 4);
	ck_assert(!model_read_new(bytes, length, 0, &origin, &fault));
	ck_assert_int_eq(fault.kind, FAULT_NOT_FINITE);
	free(bytes);
}
END_TEST

START_TEST(hostile_files_are_refused)
{
	static const struct {
		const char *header;
		size_t numbers;
	} files[] = {
		{ "", 0 },
		{ "{}", 0 },
		{ "[1]", 0 },
		{ "{\"0.weight\":3}", 0 },
		{ "{" FIRST "}", 32 }, /* one layer is no network */
		{ "{" FIRST "," WEIGHT("2.weight", "1,2", 32, 40) "}", 40 },
		{ "{" FIRST
		  "," WEIGHT("2.weight", "1,2", 32, 40) "," WEIGHT("2.bias", "1", 40, 44) "}",
			43 },
		{ "{" FIRST
		  "," WEIGHT("2.weight", "1,2", 32, 40) "," WEIGHT("2.bias", "1", 40, 44) "}",
			48 },
		{ "{" FIRST
		  "," WEIGHT("2.weight", "1,2", 24, 32) "," WEIGHT("2.bias", "1", 32, 36) "}",
			36 }, /* an overlap */
		{ "{" FIRST
		  "," WEIGHT("2.weight", "1,2", 36, 44) "," WEIGHT("2.bias", "1", 44, 48) "}",
			48 }, /* a gap */
		{ "{" FIRST
		  "," WEIGHT("2.weight", "1,3", 32, 44) "," WEIGHT("2.bias", "1", 44, 48) "}",
			48 }, /* does not fit layer 1 */
		{ "{" FIRST
		  "," WEIGHT("2.weight", "1,-2", 32, 40) "," WEIGHT("2.bias", "1", 40, 44) "}",
			44 },
		{ "{" FIRST "," WEIGHT("2.weight", "4611686018427387904,4", 32, 32) "," WEIGHT(
			  "2.bias", "1", 32, 36) "}",
			36 }, /* 2^66 bytes */
		{ "{" FIRST
		  "," WEIGHT("2.weight", "0,2", 32, 32) "," WEIGHT("2.bias", "0", 32, 32) "}",
			32 },
		{ "{" FIRST "," FIRST
		  "," WEIGHT("2.weight", "1,2", 32, 40) "," WEIGHT("2.bias", "1", 40, 44) "}",
			44 }, /* a name twice */
		{ "{\"__metadata__\":{\"activation\":\"nosuch\"}," FIRST
		  "," WEIGHT("2.weight", "1,2", 32, 40) "," WEIGHT("2.bias", "1", 40, 44) "}",
			44 },
		{ "{\"__metadata__\":{\"seed\":\"-1\"}," FIRST
		  "," WEIGHT("2.weight", "1,2", 32, 40) "," WEIGHT("2.bias", "1", 40, 44) "}",
			44 },
		{ "{\"__metadata__\":{\"loss\":\"bce\"}," FIRST
		  "," WEIGHT("2.weight", "2,2", 32, 48) "," WEIGHT("2.bias", "2", 48, 56) "}",
			56 },
	};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		size_t length;
		char *bytes = file_of(files[i].header, files[i].numbers, &length);
		struct fault fault = { 0 };
		struct model_origin origin;
		ck_assert_msg(
			!model_read_new(bytes, length, 0, &origin, &fault), "%s", files[i].header);
		ck_assert_msg(fault.kind == FAULT_FORMAT && fault.quantity, "%s: kind %d",
			files[i].header, (int)fault.kind);
		free(bytes);
	}
	static const char *const whole[] = { "", "\1\0\0", "\377\377\377\377\377\377\377\377{}",
		"\100\0\0\0\0\0\0\0{}" };
	static const size_t lengths[] = { 0, 3, 10, 10 };
	for (size_t i = 0; i < 4; i++) {
		struct fault fault = { 0 };
		struct model_origin origin;
		ck_assert(!model_read_new(whole[i], lengths[i], 0, &origin, &fault));
		ck_assert_int_eq(fault.kind, FAULT_FORMAT);
	}
}
END_TEST

SUITE(training_goes_on_to_the_bit, a_recipe_comes_back, normalization_comes_back,
	a_file_from_elsewhere_is_a_network, hostile_files_are_refused)
