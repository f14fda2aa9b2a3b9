/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Tables and IDX pairs from files: what is read, and what is refused with its place.
 */
#include "nn/data_file.h"

#include "nn/data_number.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static char path[64], other[64];

static void write_to(char *name, const void *bytes, size_t length, bool gzip)
{
	strcpy(name, "/tmp/puente-test-XXXXXX");
	int file = mkstemp(name);
	ck_assert_int_ge(file, 0);
	gzFile out = gzdopen(file, gzip ? "wb" : "wbT");
	ck_assert_int_eq(gzwrite(out, bytes, (unsigned)length), (int)length);
	ck_assert_int_eq(gzclose(out), Z_OK);
}

static struct data_recipe recipe(void)
{
	return (struct data_recipe){ .set = data_file,
		.path = path,
		.noise = (double)__builtin_nanf(""),
		.scaling = SCALING_NONE };
}

static struct data *read_with(const struct data_recipe *how, const char *text, struct fault *fault)
{
	*fault = (struct fault){ 0 };
	write_to(path, text, strlen(text), false);
	struct data *data = data_new(how, fault);
	unlink(path);
	return data;
}

static struct data *read_good(const struct data_recipe *how, const char *text)
{
	struct fault fault;
	struct data *data = read_with(how, text, &fault);
	ck_assert_msg(data, "%s: kind %d, line %zu, column %zu", text, (int)fault.kind, fault.line,
		fault.column);
	return data;
}

/* The sum of a column is enough to see that the numbers arrived: the order is shuffled. */
static double sum_of(const struct data *data, size_t feature)
{
	double sum = 0;
	for (size_t i = 0; i < data->train.count; i++)
		sum += (double)data->train.x[i * data->features + feature];
	return sum;
}

START_TEST(a_header_names_the_inputs_and_text_is_a_class)
{
	struct data_recipe how = recipe();
	struct data *data = read_good(&how,
		"\xef\xbb\xbf"
		"width,\"he said \"\"hm\"\"\",kind\r\n1,2.5,b\r\n\r\n3,-4e1,\"a, b\"\r\n5,6,b");
	ck_assert_uint_eq(data->train.count, 3);
	ck_assert_uint_eq(data->features, 2);
	ck_assert_uint_eq(data->classes, 2);
	ck_assert_str_eq(data->feature_names[0], "width");
	ck_assert_str_eq(data->feature_names[1], "he said \"hm\"");
	ck_assert_str_eq(data->class_names[0], "a, b");
	ck_assert_double_eq(sum_of(data, 0), 9);
	ck_assert_double_eq(sum_of(data, 1), -31.5);
	data_free(data);
}
END_TEST

START_TEST(separators_and_decimal_commas)
{
	static const char *const texts[] = { "a;b;y\n1,5;2;0\n2,5;3;1\n",
		"a\tb\ty\n1.5\t2\t0\n2.5\t3\t1\n", "1.5|2|0\n2.5|3|1\n", "1.5,2,0\n2.5,3,1",
		"1.5 , 2 , 0\r2.5 , 3 , 1\r" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct data_recipe how = recipe();
		struct data *data = read_good(&how, texts[i]);
		ck_assert_double_eq(sum_of(data, 0), 4);
		ck_assert_double_eq(sum_of(data, 1), 5);
		ck_assert_uint_eq(data->classes, 2);
		ck_assert((data->feature_names != NULL) == (i < 2));
		data_free(data);
	}
}
END_TEST

START_TEST(the_target_is_where_it_is_said)
{
	struct data_recipe how = recipe();
	how.target = "Y";
	struct data *data = read_good(&how, "x,y,z\n1,7.5,3\n2,8.5,4\n");
	ck_assert(data->classes == 0 && data->outputs == 1);
	ck_assert_double_eq((double)data->train.target[0] + (double)data->train.target[1], 16);
	ck_assert_str_eq(data->feature_names[1], "z");
	ck_assert_double_eq(sum_of(data, 1), 7);
	data_free(data);
	how.target = "1";
	how.task = TASK_CLASSES;
	data = read_good(&how, "10,1\n9,2\n10,3\n");
	ck_assert_uint_eq(data->classes, 2);
	ck_assert_str_eq(data->class_names[0], "9"); /* in the order of numbers */
	data_free(data);
	how.task = TASK_NUMBER;
	data = read_good(&how, "10,1\n9,2\n10,3\n");
	ck_assert_uint_eq(data->classes, 0);
	data_free(data);
}
END_TEST

struct refusal {
	const char *text;
	enum fault_kind kind;
	size_t line, column;
};

START_TEST(what_is_wrong_has_its_place)
{
	static const struct refusal refusals[] = {
		{ "", FAULT_FORMAT, 0, 0 },
		{ "a,b\n", FAULT_FORMAT, 1, 1 },
		{ "1\n2\n3\n", FAULT_SHAPE, 1, 0 },
		{ "1,2\n3\n4,5\n", FAULT_SHAPE, 2, 0 },
		{ "1,2\n3,4\n\n\n5,6,7\n", FAULT_SHAPE, 5, 0 },
		{ "x,y\n1,2\n,4\n", FAULT_MISSING, 3, 1 },
		{ "x,y\r\n1,2\r\n3,4\r\nNA,4\r\n", FAULT_MISSING, 4, 1 },
		{ "x,y\n1,a\n3,?\n", FAULT_MISSING, 3, 2 },
		{ "x,y\n1,a\nzwei,b\n", FAULT_FORMAT, 3, 1 },
		{ "x,y\n1,2\ninf,4\n", FAULT_FORMAT, 3, 1 },
		{ "x,y\n1,2\n1e999,4\n", FAULT_FORMAT, 3, 1 },
		{ "x,y\n1,2\n0x10,4\n", FAULT_FORMAT, 3, 1 },
		{ "x,y\n1,\"a\nb\"\n2,c\n", FAULT_FORMAT, 2, 2 },
		{ "x,y\n1,a\n2,\xff\n", FAULT_FORMAT, 3, 2 },
		{ "x,y\n1,a\n2,\"b\n", FAULT_FORMAT, 3, 2 },
		{ "x,y\n1,a\n2,\"b\"c\n", FAULT_FORMAT, 3, 2 },
		{ "x,y\n1,a\n2,a\n", FAULT_FORMAT, 0, 0 },
		{ "1,2,3\n1,2,3", FAULT_FORMAT, 0, 0 },
	};
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		const struct refusal *refusal = &refusals[i];
		struct data_recipe how = recipe();
		struct fault fault;
		struct data *data = read_with(&how, refusal->text, &fault);
		ck_assert_msg(!data && fault.kind == refusal->kind && fault.line == refusal->line &&
				      fault.column == refusal->column,
			"\"%s\": kind %d, line %zu, column %zu", refusal->text, (int)fault.kind,
			fault.line, fault.column);
	}
}
END_TEST

static bool stop(void *to)
{
	(void)to;
	return false;
}

START_TEST(files_that_are_none_limits_and_readers_who_stop)
{
	struct data_recipe how = recipe();
	struct fault fault = { 0 };
	how.path = "/nowhere/at/all.csv";
	ck_assert(!data_new(&how, &fault) && fault.kind == FAULT_FILE && fault.system == 2);
	fault = (struct fault){ 0 };
	how.path = "/dev/zero";
	ck_assert(!data_new(&how, &fault) && fault.kind == FAULT_FILE);
	how = recipe();
	how.poll = stop;
	ck_assert(!read_with(&how, "1,2\n3,4\n", &fault) && fault.kind == FAULT_INTERRUPTED);
	how.poll = NULL;
	how.limit = 1000;
	static char rows[40000];
	for (size_t i = 0; i < sizeof rows - 1; i++)
		rows[i] = "1,2\n"[i % 4];
	ck_assert(
		!read_with(&how, rows, &fault) && fault.kind == FAULT_MEMORY && fault.found > 1000);
	how = recipe();
	how.target = "z";
	ck_assert(!read_with(&how, "x,y\n1,2\n", &fault) && fault.kind == FAULT_NAME);
	how.target = "3";
	ck_assert(!read_with(&how, "x,y\n1,2\n", &fault) && fault.kind == FAULT_NAME);
}
END_TEST

/* 4 images of 2 x 3 pixels, 0 to 23, and labels 1 0 1 2. */
static void write_pair(bool gzip)
{
	unsigned char images[40] = { 0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 3 };
	static const unsigned char labels[] = { 0, 0, 8, 1, 0, 0, 0, 4, 1, 0, 1, 2 };
	for (size_t i = 0; i < 24; i++)
		images[16 + i] = (unsigned char)i;
	write_to(path, images, sizeof images, gzip);
	write_to(other, labels, sizeof labels, gzip);
}

START_TEST(an_idx_pair_is_read_plain_or_compressed)
{
	for (int gzip = 0; gzip < 2; gzip++) {
		struct data_recipe how = recipe();
		struct fault fault = { 0 };
		write_pair(gzip);
		how.labels = other;
		struct data *data = data_new(&how, &fault);
		ck_assert_ptr_nonnull(data);
		ck_assert(data->width == 3 && data->height == 2 && data->features == 6);
		ck_assert_uint_eq(data->classes, 3);
		ck_assert_uint_eq(data->train.count, 4);
		ck_assert_double_eq(sum_of(data, 0), 0 + 6 + 12 + 18);
		for (size_t i = 0; i < 4; i++)
			if (data->train.x[i * 6] == 18)
				ck_assert_uint_eq(data->train.label[i], 2);
		data_free(data);
		unlink(path);
		unlink(other);
	}
}
END_TEST

START_TEST(hostile_idx_files_are_refused)
{
	static const unsigned char heads[][16] = {
		{ 0, 0, 7, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 3 },
		{ 0, 0, 8, 0, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 3 },
		{ 0, 0, 8, 200, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 3 },
		{ 0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 },
		{ 0, 0, 14, 3, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255 },
		{ 0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 3 },
		{ 0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 3 }, /* and no pixels */
	};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		struct data_recipe how = recipe();
		struct fault fault = { 0 };
		how.limit = 1 << 20;
		write_to(path, heads[i], sizeof heads[i], false);
		ck_assert(!data_new(&how, &fault));
		ck_assert(fault.kind == FAULT_FORMAT || fault.kind == FAULT_MEMORY);
		unlink(path);
	}
}
END_TEST

START_TEST(numbers_are_rounded_as_the_library_does)
{
	static const char *const texts[] = { "0", "-0", "1", "+2.5", ".5", "5.", "1e3", "1E-3",
		"-1.25e+2", "123456789012345678", "0.1234567890123456789", "9007199254740993",
		"1e22", "1e23", "2.2250738585072014e-308", "4.9e-324", "1e-400",
		"179769313486231570e291", "0.000000000000000000000001",
		"00000000000000000000001.5" };
	static const char *const wrong[] = { "", "-", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "1 2",
		"--1", "nan", "inf", "0x1p3", "1e999" };
	double number;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		double expected = strtod(texts[i], NULL);
		ck_assert_msg(
			data_number(texts[i], strlen(texts[i]), false, &number), "%s", texts[i]);
		ck_assert_msg(memcmp(&number, &expected, sizeof number) == 0, "%s: %.17g", texts[i],
			number);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_msg(
			!data_number(wrong[i], strlen(wrong[i]), false, &number), "%s", wrong[i]);
	ck_assert(data_number("1,5", 3, true, &number) && number == 1.5);
}
END_TEST

SUITE(a_header_names_the_inputs_and_text_is_a_class, separators_and_decimal_commas,
	the_target_is_where_it_is_said, what_is_wrong_has_its_place,
	files_that_are_none_limits_and_readers_who_stop, an_idx_pair_is_read_plain_or_compressed,
	hostile_idx_files_are_refused, numbers_are_rounded_as_the_library_does)
