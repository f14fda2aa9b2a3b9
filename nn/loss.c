/* SPDX-License-Identifier: BSD-3-Clause */
#include "nn/loss.h"

// clang-format off
static const struct loss rows[] = {
	{ { "cross-entropy", N_("softmax and the logarithm of the right class's share"), "ce crossentropy", { { 0 } } }, LOSS_CROSS_ENTROPY, true },
	{ { "mse", N_("mean squared error"), NULL, { { 0 } } }, LOSS_MSE, false },
	{ { "bce", N_("one logit for two classes: binary cross-entropy"), "binary", { { 0 } } }, LOSS_BINARY, true },
};
// clang-format on

const struct catalogue losses = CATALOGUE(N_("loss"), rows);
