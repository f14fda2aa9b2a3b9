/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How a worker leaves a copy of itself: a fork that waits on a channel of its own, whose other end
 * the front gets. To the copy it is as if its front had suddenly been silent; the first frame it
 * reads wakes it (FRAME_WAKE), and the end of its channel ends it. The lock (kernel/pipe/sandbox.h)
 * and the limits are inherited. Its process group is its own, so that what ends the worker's does
 * not end it.
 */
#pragma once
#include "kernel/pipe/channel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No thread but the caller's may run. `bytes`: what the copy may come to take. Returns twice: in
 * the worker, which goes on, and in the copy, whose channel is its own. False: there is no copy. */
bool copy_make(struct channel *channel, uint64_t request, size_t bytes);
