/* SPDX-License-Identifier: BSD-3-Clause
 *
 * signature: RFC 4231's vectors, and what is remembered.
 */
#include "kernel/protocol/signature.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static void signs(const char *key, const struct piece pieces[SIGNED_PIECES], const char *expected)
{
	char signature[SIGNATURE_LENGTH + 1];
	struct signer *signer = signer_new(key);
	ck_assert_uint_eq(signer_sign(signer, pieces, signature), strlen(expected));
	ck_assert_str_eq(signature, expected);
	signer_free(signer);
}

/* RFC 4231, test cases 2 and 6 (a key longer than a block), the text cut at will. */
START_TEST(agrees_with_the_rfc)
{
	const char *wanted = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
	signs("Jefe",
		(struct piece[]){
			{ "what do ya", 10 }, { "", 0 }, { " want for nothing", 17 }, { "?", 1 } },
		wanted);
	signs("Jefe",
		(struct piece[]){
			{ "", 0 }, { "", 0 }, { "what do ya want for nothing?", 28 }, { "", 0 } },
		wanted);
	char key[132] = "";
	memset(key, 0xaa, 131);
	signs(key,
		(struct piece[]){ { "Test Using Larger Than Block-Size", 33 }, { " Key", 4 },
			{ " - Hash Key First", 17 }, { "", 0 } },
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}
END_TEST

static const struct piece message[SIGNED_PIECES] = { { "{}", 2 }, { "{}", 2 }, { "{}", 2 },
	{ "{\"a\": 1}", 8 } };

START_TEST(refuses_what_is_not_its_own)
{
	char signature[SIGNATURE_LENGTH + 1];
	struct signer *signer = signer_new("secret"), *other = signer_new("Secret");
	signer_sign(other, message, signature);
	struct piece piece = { signature, SIGNATURE_LENGTH };
	ck_assert_int_eq(signer_verify(signer, message, piece), VERDICT_FORGED);
	signer_sign(signer, message, signature);
	for (size_t length = 0; length < SIGNATURE_LENGTH; length++) {
		piece.length = length;
		ck_assert_int_eq(signer_verify(signer, message, piece), VERDICT_FORGED);
	}
	piece.length = SIGNATURE_LENGTH;
	for (size_t i = 0; i < SIGNATURE_LENGTH; i++) {
		signature[i] ^= 1;
		ck_assert_int_eq(signer_verify(signer, message, piece), VERDICT_FORGED);
		signature[i] ^= 1;
	}
	/* None of these has used up the right one. */
	ck_assert_int_eq(signer_verify(signer, message, piece), VERDICT_GOOD);
	ck_assert_int_eq(signer_verify(signer, message, piece), VERDICT_REPLAYED);
	signer_free(signer);
	signer_free(other);
}
END_TEST

static enum verdict verify_number(struct signer *signer, size_t number)
{
	char content[32], signature[SIGNATURE_LENGTH + 1];
	snprintf(content, sizeof content, "{\"n\": %zu}", number);
	struct piece pieces[SIGNED_PIECES] = { message[0], message[1], message[2],
		piece_from(content) };
	signer_sign(signer, pieces, signature);
	return signer_verify(signer, pieces, (struct piece){ signature, SIGNATURE_LENGTH });
}

START_TEST(remembers_the_last_ones)
{
	struct signer *signer = signer_new("secret");
	for (size_t i = 0; i < REPLAY_MEMORY; i++)
		ck_assert_int_eq(verify_number(signer, i), VERDICT_GOOD);
	for (size_t i = 0; i < REPLAY_MEMORY; i++)
		ck_assert_int_eq(verify_number(signer, i), VERDICT_REPLAYED);
	/* Each new one takes the place of the oldest, and of no other. */
	for (size_t i = 0; i < 1000; i++) {
		ck_assert_int_eq(verify_number(signer, REPLAY_MEMORY + i), VERDICT_GOOD);
		ck_assert_int_eq(verify_number(signer, REPLAY_MEMORY + i), VERDICT_REPLAYED);
		ck_assert_int_eq(verify_number(signer, i + 1), VERDICT_REPLAYED);
	}
	ck_assert_int_eq(verify_number(signer, 0), VERDICT_GOOD);
	signer_free(signer);
}
END_TEST

START_TEST(signs_nothing_without_a_key)
{
	char signature[SIGNATURE_LENGTH + 1] = "x";
	struct signer *signer = signer_new("");
	ck_assert_uint_eq(signer_sign(signer, message, signature), 0);
	ck_assert_str_eq(signature, "");
	ck_assert_int_eq(signer_verify(signer, message, piece_from("")), VERDICT_GOOD);
	ck_assert_int_eq(signer_verify(signer, message, piece_from("whatever")), VERDICT_GOOD);
	signer_free(signer);
}
END_TEST

SUITE(agrees_with_the_rfc, refuses_what_is_not_its_own, remembers_the_last_ones,
	signs_nothing_without_a_key)
