/* SPDX-License-Identifier: BSD-3-Clause */
#include "nn/hash.h"

#include <string.h>

static uint64_t add(uint64_t hash, uint32_t byte)
{
	return (hash ^ byte) * UINT64_C(0x100000001b3);
}

uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t count)
{
	const unsigned char *each = bytes;
	for (size_t i = 0; i < count; i++)
		hash = add(hash, each[i]);
	return hash;
}

uint64_t hash_reals(uint64_t hash, const float *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t bits;
		memcpy(&bits, &numbers[i], sizeof bits);
		if ((bits & 0x7fffffffu) > 0x7f800000u)
			bits = 0x7fc00000u;
		for (int byte = 0; byte < 4; byte++)
			hash = add(hash, bits >> (8 * byte) & 0xff);
	}
	return hash;
}
