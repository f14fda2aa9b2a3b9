/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Networks as safetensors: eight bytes that hold the length of a header in JSON, the header, the
 * numbers. The tensors are those of PyTorch's nn.Sequential(Linear, activation, Linear, ...):
 * "0.weight" [outputs][inputs], "0.bias", "2.weight", ... The recipe stands in the header's
 * "__metadata__", so that a network comes back whole; a file without it, from elsewhere, is a
 * network when its tensors are a chain of layers.
 *
 * Loading believes nothing: lengths, shapes, overlaps and gaps are checked before a number is read.
 */
#pragma once
#include "nn/network.h"

/* Heap; NULL when there is no memory. `data`: the name of what it learned from. `moments`: also
 * what the optimizer remembers, in tensors that nn.Sequential does not have. */
char *model_write_new(
	const struct network *network, const char *data, bool moments, size_t *length);

/* The same file with the data beside it, for a script that trains again: "train.x" [samples]
 * [features] as they are after scaling, "train.y" the labels (I64) or targets, "test.x", "test.y".
 */
char *model_write_experiment_new(
	const struct network *network, const struct data *data, size_t *length);

/* What a file says about where it comes from. */
struct model_origin {
	char data[64]; /* "" when it does not say */
	bool recipe;   /* it says how it was made */
};

/* NULL with FAULT_FORMAT (quantity: what was expected), FAULT_NOT_FINITE, FAULT_MEMORY (found: the
 * bytes, when they are more than the limit). */
struct network *model_read_new(const char *bytes, size_t length, size_t limit,
	struct model_origin *origin, struct fault *fault);
