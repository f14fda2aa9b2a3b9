/* SPDX-License-Identifier: BSD-3-Clause
 *
 * hash: the test vectors of the FNV authors (draft-eastlake-fnv, appendix C), and numbers.
 */
#include "nn/hash.h"

#include "tests/unit/unit.h"

#include <math.h>
#include <string.h>

START_TEST(is_fnv_1a)
{
	static const struct {
		const char *text;
		uint64_t hash;
	} vectors[] = {
		{ "", UINT64_C(0xcbf29ce484222325) },
		{ "a", UINT64_C(0xaf63dc4c8601ec8c) },
		{ "foobar", UINT64_C(0x85944171f73967e8) },
	};
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
		ck_assert_uint_eq(hash_bytes(HASH_START, vectors[i].text, strlen(vectors[i].text)),
			vectors[i].hash);
	ck_assert_uint_eq(hash_bytes(hash_bytes(HASH_START, "foo", 3), "bar", 3), vectors[2].hash);
}
END_TEST

START_TEST(takes_numbers_by_their_bits)
{
	static const unsigned char low_first[] = { 0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0xc0, 0x7f };
	const float numbers[] = { 1, NAN }, other[] = { 1, -NAN }, zeros[] = { 0, -0.0f };
	ck_assert_uint_eq(hash_reals(HASH_START, numbers, 2), hash_bytes(HASH_START, low_first, 8));
	ck_assert_uint_eq(hash_reals(HASH_START, numbers, 2), hash_reals(HASH_START, other, 2));
	ck_assert_uint_ne(
		hash_reals(HASH_START, &zeros[0], 1), hash_reals(HASH_START, &zeros[1], 1));
}
END_TEST

SUITE(is_fnv_1a, takes_numbers_by_their_bits)
