/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Bytes to read data from: a file, through gzip where it is compressed, or memory.
 */
#pragma once
#include "nn/data_raw.h"

#include <stdbool.h>

struct stream {
	const struct data_recipe *recipe; /* poll and limit */
	void *file;                       /* zlib's; NULL: memory */
	const char *bytes;                /* what is left of memory */
	size_t length;
};

/* False with FAULT_FILE when it cannot be opened. */
bool stream_open(struct stream *stream, const struct data_recipe *recipe, const char *path,
	struct fault *fault);
void stream_close(struct stream *stream);
/* Up to `size` bytes; fewer only at the end. False with a fault: damaged, or stopped. */
bool stream_read(struct stream *stream, void *to, size_t size, size_t *read, struct fault *fault);
/* Whether so many bytes may be taken; false with FAULT_MEMORY, `found` holding them. */
bool stream_fits(const struct stream *stream, size_t bytes, struct fault *fault);

/* What the two formats fill in; the stream stands behind the first bytes, which are given. */
bool read_csv(struct stream *stream, const char *head, size_t length, struct raw *raw,
	struct fault *fault);
bool read_idx(
	struct stream *stream, const unsigned char head[4], struct raw *raw, struct fault *fault);
