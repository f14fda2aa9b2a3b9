/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Signing through OpenSSL: the keyed context is prepared once and begun again for each message. The
 * signatures seen last are a ring, found through a hash table of chains; signatures are random
 * bytes to whoever has no key, so their first bytes are the hash.
 */
#include "kernel/protocol/signature.h"

#include "kernel/base/memory.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DIGEST = 32 };

struct seen {
	unsigned char digest[DIGEST];
	uint32_t next; /* in its chain, plus one; 0: the last */
};

struct signer {
	EVP_MAC_CTX *keyed; /* NULL: no key */
	struct seen *ring;
	uint32_t *chains; /* heads, plus one */
	size_t count;     /* ever remembered */
};

static void *take(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return memory_take(size);
}

static void *resize(void *memory, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return memory_resize(memory, size, 1);
}

static void release(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	free(memory);
}

struct signer *signer_new(const char *key)
{
	/* Only before its first use; later calls change nothing. */
	CRYPTO_set_mem_functions(take, resize, release);
	struct signer *signer = memory_new(1, sizeof *signer);
	if (!*key)
		return signer;
	/* One method of the default provider is all that is asked: the machine's configuration, the
	 * names of all ciphers and the texts of all errors would take as long to load as the rest
	 * of the start, and the configuration's mistakes are not ours. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
				    OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
				    OPENSSL_INIT_NO_ADD_ALL_DIGESTS,
		NULL);
	char hash[] = "SHA256";
	OSSL_PARAM parameters[] = { OSSL_PARAM_construct_utf8_string("digest", hash, 0),
		OSSL_PARAM_construct_end() };
	EVP_MAC *method = EVP_MAC_fetch(NULL, "HMAC", NULL);
	signer->keyed = method ? EVP_MAC_CTX_new(method) : NULL;
	EVP_MAC_free(method);
	int ready = signer->keyed && EVP_MAC_init(signer->keyed, (const unsigned char *)key,
					     strlen(key), parameters);
	assert(ready); /* a libcrypto without HMAC-SHA256 is not one we can run with */
	signer->ring = memory_new(REPLAY_MEMORY, sizeof *signer->ring);
	signer->chains = memory_new(REPLAY_MEMORY, sizeof *signer->chains);
	return signer;
}

void signer_free(struct signer *signer)
{
	EVP_MAC_CTX_free(signer->keyed);
	free(signer->ring);
	free(signer->chains);
	free(signer);
}

static void compute(struct signer *signer, const struct piece pieces[SIGNED_PIECES],
	unsigned char digest[DIGEST])
{
	size_t length = 0;
	EVP_MAC_CTX *mac = signer->keyed;
	int done = EVP_MAC_init(mac, NULL, 0, NULL); /* again, with the key it has */
	for (int i = 0; i < SIGNED_PIECES && done; i++)
		done = EVP_MAC_update(
			mac, (const unsigned char *)pieces[i].bytes, pieces[i].length);
	done = done && EVP_MAC_final(mac, digest, &length, DIGEST);
	assert(done && length == DIGEST);
}

static void spell(const unsigned char digest[DIGEST], char signature[SIGNATURE_LENGTH + 1])
{
	static const char digits[] = "0123456789abcdef";
	for (int i = 0; i < DIGEST; i++) {
		signature[2 * i] = digits[digest[i] >> 4];
		signature[2 * i + 1] = digits[digest[i] & 15];
	}
	signature[SIGNATURE_LENGTH] = '\0';
}

size_t signer_sign(struct signer *signer, const struct piece pieces[SIGNED_PIECES],
	char signature[SIGNATURE_LENGTH + 1])
{
	unsigned char digest[DIGEST];
	signature[0] = '\0';
	if (!signer->keyed)
		return 0;
	compute(signer, pieces, digest);
	spell(digest, signature);
	return SIGNATURE_LENGTH;
}

static uint32_t *chain_of(struct signer *signer, const unsigned char digest[DIGEST])
{
	return &signer->chains[digest[0] | digest[1] << 8];
}

static bool is_remembered(struct signer *signer, const unsigned char digest[DIGEST])
{
	for (uint32_t at = *chain_of(signer, digest); at; at = signer->ring[at - 1].next)
		if (memcmp(signer->ring[at - 1].digest, digest, DIGEST) == 0)
			return true;
	return false;
}

/* Takes the oldest out of its chain, and its place in the ring. */
static void remember(struct signer *signer, const unsigned char digest[DIGEST])
{
	uint32_t slot = (uint32_t)(signer->count % REPLAY_MEMORY);
	struct seen *seen = &signer->ring[slot];
	if (signer->count >= REPLAY_MEMORY) {
		uint32_t *at = chain_of(signer, seen->digest);
		while (*at != slot + 1)
			at = &signer->ring[*at - 1].next;
		*at = seen->next;
	}
	memcpy(seen->digest, digest, DIGEST);
	uint32_t *chain = chain_of(signer, digest);
	seen->next = *chain;
	*chain = slot + 1;
	signer->count++;
}

enum verdict signer_verify(
	struct signer *signer, const struct piece pieces[SIGNED_PIECES], struct piece signature)
{
	char expected[SIGNATURE_LENGTH + 1];
	unsigned char digest[DIGEST];
	if (!signer->keyed)
		return VERDICT_GOOD;
	if (signature.length != SIGNATURE_LENGTH)
		return VERDICT_FORGED;
	compute(signer, pieces, digest);
	spell(digest, expected);
	if (CRYPTO_memcmp(expected, signature.bytes, SIGNATURE_LENGTH) != 0)
		return VERDICT_FORGED;
	if (is_remembered(signer, digest))
		return VERDICT_REPLAYED;
	remember(signer, digest);
	return VERDICT_GOOD;
}
