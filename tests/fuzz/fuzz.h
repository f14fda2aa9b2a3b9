/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What libFuzzer calls, again and again: a program of tests/fuzz/ is this function. It aborts when
 * the input has shown a mistake.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
