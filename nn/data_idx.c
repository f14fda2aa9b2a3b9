/* SPDX-License-Identifier: BSD-3-Clause
 *
 * IDX, the format of MNIST (Y. LeCun, C. Cortes, C. Burges): two zeros, the type of the numbers,
 * how many dimensions, the sizes and then the numbers, all from the high byte to the low. The first
 * dimension counts the samples; a second file holds their labels.
 */
#include "nn/data_stream.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_DIMENSIONS = 4, MOST_CLASSES = 1000, PIECE = 1 << 15 };

struct idx {
	unsigned type;
	size_t size; /* bytes of a number */
	size_t dimensions, dimension[MOST_DIMENSIONS];
};

static size_t size_of(unsigned type)
{
	switch (type) {
	case 0x08:
	case 0x09: return 1;
	case 0x0b: return 2;
	case 0x0c:
	case 0x0d: return 4;
	case 0x0e: return 8;
	default: return 0;
	}
}

static double number_at(unsigned type, const unsigned char *bytes, size_t size)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < size; i++)
		bits = bits << 8 | bytes[i];
	uint32_t low = (uint32_t)bits;
	float single;
	double twice;
	memcpy(&single, &low, sizeof single);
	memcpy(&twice, &bits, sizeof twice);
	switch (type) {
	case 0x09: return (int8_t)bits;
	case 0x0b: return (int16_t)bits;
	case 0x0c: return (int32_t)bits;
	case 0x0d: return (double)single;
	case 0x0e: return twice;
	default: return (double)bits;
	}
}

static bool read_head(
	struct stream *stream, const unsigned char head[4], struct idx *idx, struct fault *fault)
{
	unsigned char sizes[4 * MOST_DIMENSIONS];
	size_t got;
	*idx = (struct idx){ .type = head[2], .size = size_of(head[2]), .dimensions = head[3] };
	if (head[0] != 0 || head[1] != 0 || idx->size == 0 || idx->dimensions == 0 ||
		idx->dimensions > MOST_DIMENSIONS)
		return fault_set(fault, FAULT_FORMAT, N_("the first bytes of an IDX file"));
	if (!stream_read(stream, sizes, 4 * idx->dimensions, &got, fault))
		return false;
	if (got < 4 * idx->dimensions)
		return fault_set(fault, FAULT_FORMAT, N_("the rest of the file"));
	for (size_t i = 0; i < idx->dimensions; i++)
		idx->dimension[i] = (size_t)number_at(0x08, sizes + 4 * i, 4);
	return true;
}

/* `count` numbers, into x or, when they are small enough whole ones, into label. */
static bool read_numbers(struct stream *stream, const struct idx *idx, size_t count, double *x,
	uint32_t *label, struct fault *fault)
{
	unsigned char bytes[PIECE];
	for (size_t done = 0; done < count;) {
		size_t part = count - done < PIECE / idx->size ? count - done : PIECE / idx->size;
		size_t got;
		if (!stream_read(stream, bytes, part * idx->size, &got, fault))
			return false;
		if (got < part * idx->size)
			return fault_set(fault, FAULT_FORMAT, N_("the rest of the file"));
		for (size_t i = 0; i < part; i++, done++) {
			double number = number_at(idx->type, bytes + i * idx->size, idx->size);
			if (!(number - number == 0))
				return fault_set(fault, FAULT_NOT_FINITE, N_("a number"));
			if (x)
				x[done] = number;
			else if (number >= 0 && number < MOST_CLASSES)
				label[done] = (uint32_t)number;
			else
				return fault_set(fault, FAULT_FORMAT, N_("a label from 0 to 999"));
		}
	}
	return true;
}

/* "a/train-images-idx3-ubyte.gz" has its labels in "a/train-labels-idx1-ubyte.gz". */
static char *labels_new(const char *path)
{
	static const char *const pairs[][2] = { { "images", "labels" }, { "idx3", "idx1" } };
	char *copy = strdup(path);
	char *name = copy && strrchr(copy, '/') ? strrchr(copy, '/') : copy;
	for (size_t i = 0; name && i < 2; i++) {
		char *at = strstr(name, pairs[i][0]);
		if (at)
			memcpy(at, pairs[i][1], strlen(pairs[i][1]));
	}
	return copy;
}

static bool read_labels(struct stream *stream, struct raw *raw, struct fault *fault)
{
	unsigned char head[4] = { 1 };
	size_t got;
	struct idx idx;
	if (!stream_read(stream, head, sizeof head, &got, fault) ||
		!read_head(stream, head, &idx, fault))
		return false;
	if (idx.dimensions != 1 || idx.dimension[0] != raw->count) {
		fault_set(fault, FAULT_SHAPE, N_("labels"));
		fault->expected = raw->count;
		fault->found = idx.dimensions == 1 ? idx.dimension[0] : 0;
		return false;
	}
	raw->label = calloc(raw->count + 1, sizeof *raw->label);
	if (!raw->label)
		return fault_set(fault, FAULT_MEMORY, N_("samples"));
	if (!read_numbers(stream, &idx, raw->count, NULL, raw->label, fault))
		return false;
	for (size_t i = 0; i < raw->count; i++)
		if (raw->label[i] >= raw->classes)
			raw->classes = raw->label[i] + 1;
	return raw->classes > 1 || fault_set(fault, FAULT_FORMAT, N_("two classes or more"));
}

static bool open_labels(struct stream *images, struct raw *raw, struct fault *fault)
{
	char *guess = images->recipe->labels ? NULL : labels_new(images->recipe->path);
	const char *path = images->recipe->labels ? images->recipe->labels : guess;
	struct stream labels;
	bool good = path && stream_open(&labels, images->recipe, path, fault);
	if (good) {
		good = read_labels(&labels, raw, fault);
		stream_close(&labels);
	}
	free(guess);
	return good;
}

static bool name_classes(struct raw *raw, struct fault *fault)
{
	char bytes[4 * MOST_CLASSES];
	size_t offset[MOST_CLASSES], length = 0;
	for (size_t i = 0; i < raw->classes; i++) {
		char digits[4];
		size_t count = 0;
		for (size_t rest = i; count == 0 || rest > 0; rest /= 10)
			digits[count++] = (char)('0' + rest % 10);
		offset[i] = length;
		while (count > 0)
			bytes[length++] = digits[--count];
		bytes[length++] = '\0';
	}
	raw->class_names = data_names_new(bytes, offset, raw->classes);
	return raw->class_names || fault_set(fault, FAULT_MEMORY, N_("samples"));
}

bool read_idx(
	struct stream *stream, const unsigned char head[4], struct raw *raw, struct fault *fault)
{
	struct idx idx;
	if (!read_head(stream, head, &idx, fault))
		return false;
	size_t features = 1, numbers;
	for (size_t i = 1; i < idx.dimensions; i++)
		if (__builtin_mul_overflow(features, idx.dimension[i], &features))
			features = 0;
	if (idx.dimension[0] < 2 || features == 0 || features > UINT32_MAX ||
		__builtin_mul_overflow(idx.dimension[0], features, &numbers) ||
		numbers > SIZE_MAX / 32)
		return fault_set(fault, FAULT_FORMAT, N_("samples"));
	raw->count = idx.dimension[0];
	raw->features = features;
	raw->height = idx.dimensions == 3 ? idx.dimension[1] : 0;
	raw->width = idx.dimensions == 3 ? idx.dimension[2] : 0;
	if (!stream_fits(stream, numbers * (sizeof(double) + sizeof(float)), fault))
		return false;
	raw->x = malloc(numbers * sizeof *raw->x);
	if (!raw->x)
		return fault_set(fault, FAULT_MEMORY, N_("samples"));
	return read_numbers(stream, &idx, numbers, raw->x, NULL, fault) &&
	       open_labels(stream, raw, fault) && name_classes(raw, fault);
}
