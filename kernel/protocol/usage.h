/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What the kernel takes of the machine: the figures a usage_request asks for.
 */
#pragma once
#include <jansson.h>

/* Shares are of the time since the last question. */
struct usage {
	double asked;                 /* seconds */
	double kernel;                /* processor seconds of the kernel's processes */
	double host_busy, host_total; /* ticks of the machine */
};

/* Where the machine does not tell, a figure is left out. */
json_t *usage_answer(struct usage *usage);
