/* SPDX-License-Identifier: BSD-3-Clause */
#include "nn/fault.h"

bool fault_set(struct fault *fault, enum fault_kind kind, const char *quantity)
{
	if (fault->kind == FAULT_NONE) {
		fault->kind = kind;
		fault->quantity = quantity;
	}
	return false;
}
