/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Fuzz target: files of networks. The input is JSON's part of a file; its length is put in front,
 * so that mutations reach what is behind it. What is accepted must come back the same when it is
 * written and read again.
 */
#include "nn/model.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT = 4 << 20, NUMBERS = 128 };

static void check_again(const struct network *network)
{
	struct fault fault = { 0 };
	struct model_origin origin;
	size_t length;
	char *bytes = model_write_new(network, NULL, true, &length);
	struct network *again = bytes ? model_read_new(bytes, length, 0, &origin, &fault) : NULL;
	if (!again || network_hash(again) != network_hash(network))
		abort();
	free(bytes);
	network_free(again);
}

/* The first byte says how many numbers follow the header; 255: the input is a whole file. */
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static char bytes[8 + (1 << 16) + 4 * NUMBERS];
	if (size < 1 || size > 1 << 16)
		return 0;
	size_t header = size - 1, numbers = 4 * (size_t)(input[0] % NUMBERS), length;
	if (input[0] == 255) {
		memcpy(bytes, input + 1, header);
		length = header;
	} else {
		for (int i = 0; i < 8; i++)
			bytes[i] = (char)((uint64_t)header >> (8 * i) & 0xff);
		memcpy(bytes + 8, input + 1, header);
		memset(bytes + 8 + header, 0x3f, numbers);
		length = 8 + header + numbers;
	}
	struct fault fault = { 0 };
	struct model_origin origin;
	struct network *network = model_read_new(bytes, length, LIMIT, &origin, &fault);
	if (!network && fault.kind == FAULT_NONE)
		abort(); /* what is refused is refused for a reason */
	if (network)
		check_again(network);
	network_free(network);
	return 0;
}
