/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fuzz target: files of data. The first two bytes say how much of the rest is the file; what
 * follows is the file of labels, if it is an IDX pair.
 */
#include "nn/data_file.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LIMIT = 4 << 20 };

static int fill(const uint8_t *bytes, size_t size, char path[32])
{
	int file = memfd_create("data", MFD_CLOEXEC);
	if (file < 0 || write(file, bytes, size) != (ssize_t)size)
		abort();
	snprintf(path, 32, "/proc/self/fd/%d", file);
	return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char path[32], labels[32];
	if (size < 3)
		return 0;
	size_t length = (size_t)bytes[0] << 8 | bytes[1];
	bytes += 2;
	size -= 2;
	length = length < size ? length : size;
	int first = fill(bytes, length, path), second = fill(bytes + length, size - length, labels);
	const struct data_recipe recipe = { .set = data_file,
		.path = path,
		.labels = labels,
		.noise = 0,
		.test = 0.2,
		.task = (enum task)(size % 3),
		.limit = LIMIT };
	struct fault fault = { 0 };
	struct data *data = data_new(&recipe, &fault);
	if (!data && fault.kind == FAULT_NONE)
		abort(); /* what is refused is refused for a reason */
	for (size_t i = 0; data && data->classes > 0 && i < data->train.count; i++)
		if (data->train.label[i] >= data->classes ||
			!data->class_names[data->train.label[i]])
			abort();
	data_free(data);
	close(first);
	close(second);
	return 0;
}
