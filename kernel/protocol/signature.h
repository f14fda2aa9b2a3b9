/* SPDX-License-Identifier: BSD-3-Clause
 *
 * HMAC-SHA256 over the four dictionaries of a message as they are on the wire, in lower-case hex,
 * and the memory of signatures already seen, which refuses a message that is played again.
 */
#pragma once
#include "kernel/pipe/frame.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	SIGNATURE_LENGTH = 64, /* hex digits */
	SIGNED_PIECES = 4,     /* header, parent header, metadata, content */
	REPLAY_MEMORY = 1 << 16,
};

struct signer;

/* An empty key: nothing is signed, everything is accepted. */
struct signer *signer_new(const char *key);
void signer_free(struct signer *signer);

/* Writes the signature and a zero byte; returns its length, 0 without a key. */
size_t signer_sign(struct signer *signer, const struct piece pieces[SIGNED_PIECES],
	char signature[SIGNATURE_LENGTH + 1]);

enum verdict { VERDICT_GOOD, VERDICT_FORGED, VERDICT_REPLAYED };

/* Compares in a time that does not depend on the bytes, and remembers only what was good. */
enum verdict signer_verify(
	struct signer *signer, const struct piece pieces[SIGNED_PIECES], struct piece signature);
