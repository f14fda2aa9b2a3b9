/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Files and memory as streams, and the tables that the program carries.
 */
#include "nn/data_file.h"

#include "nn/data_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { CHUNK = 1 << 16, GZ_BUFFER = 1 << 18 };

bool stream_fits(const struct stream *stream, size_t bytes, struct fault *fault)
{
	if (stream->recipe->limit == 0 || bytes <= stream->recipe->limit)
		return true;
	fault_set(fault, FAULT_MEMORY, N_("samples"));
	fault->found = bytes;
	return false;
}

static bool refuse(struct fault *fault, int system)
{
	fault_set(fault, FAULT_FILE, NULL);
	fault->system = system;
	return false;
}

/* A pipe or a device may never end. */
bool stream_open(struct stream *stream, const struct data_recipe *recipe, const char *path,
	struct fault *fault)
{
	struct stat status;
	*stream = (struct stream){ .recipe = recipe };
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file < 0)
		return refuse(fault, errno);
	if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
		close(file);
		return refuse(fault, S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
	}
	stream->file = gzdopen(file, "rb");
	if (!stream->file) {
		close(file);
		return fault_set(fault, FAULT_MEMORY, N_("samples"));
	}
	gzbuffer(stream->file, GZ_BUFFER);
	return true;
}

void stream_close(struct stream *stream)
{
	if (stream->file)
		gzclose_r(stream->file);
	stream->file = NULL;
}

static bool read_file(
	struct stream *stream, char *to, size_t size, size_t *read, struct fault *fault)
{
	for (*read = 0; *read < size;) {
		size_t part = size - *read < CHUNK ? size - *read : CHUNK;
		if (stream->recipe->poll && !stream->recipe->poll(stream->recipe->to))
			return fault_set(fault, FAULT_INTERRUPTED, NULL);
		int got = gzread(stream->file, to + *read, (unsigned)part);
		if (got < 0)
			return fault_set(fault, FAULT_FORMAT, N_("an undamaged gzip file"));
		if (got == 0)
			break;
		*read += (size_t)got;
	}
	int status;
	gzerror(stream->file, &status);
	return status >= 0 && *read == size ? true
	       : status == Z_BUF_ERROR
		       ? fault_set(fault, FAULT_FORMAT, N_("an undamaged gzip file"))
		       : true;
}

bool stream_read(struct stream *stream, void *to, size_t size, size_t *read, struct fault *fault)
{
	if (stream->file)
		return read_file(stream, to, size, read, fault);
	*read = size < stream->length ? size : stream->length;
	for (size_t i = 0; i < *read; i++)
		((char *)to)[i] = stream->bytes[i];
	stream->bytes += *read;
	stream->length -= *read;
	return true;
}

/* An IDX file starts with two zeros, the type of its numbers, and how many dimensions it has. */
static bool is_idx(const unsigned char *head, size_t length)
{
	return length == 4 && head[0] == 0 && head[1] == 0;
}

static bool fill_file(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	struct stream stream;
	unsigned char head[4];
	size_t length;
	if (!stream_open(&stream, recipe, recipe->path, fault))
		return false;
	bool good = stream_read(&stream, head, sizeof head, &length, fault) &&
		    (is_idx(head, length) ? read_idx(&stream, head, raw, fault)
					  : read_csv(&stream, (char *)head, length, raw, fault));
	stream_close(&stream);
	return good;
}

static bool read_table(struct raw *raw, const struct data_recipe *recipe, const char *bytes,
	size_t length, struct fault *fault)
{
	struct stream stream = { .recipe = recipe, .bytes = bytes, .length = length };
	return read_csv(&stream, NULL, 0, raw, fault);
}

static const struct data_set file_row = {
	.label = { .name = "file", .summary = N_("a table or an IDX pair") },
	.scaling = SCALING_FEATURE,
	.fixed = true,
	.fill = fill_file,
};
const struct label *const data_file = &file_row.label;

/* ---- tables that the program carries (nn/sets/README.md says whose they are) ---- */

__asm__(".pushsection .rodata\n"
	"iris_start: .incbin \"nn/sets/iris.csv\"\n"
	"iris_end: .byte 0\n"
	"wine_start: .incbin \"nn/sets/wine.csv\"\n"
	"wine_end: .byte 0\n"
	".popsection\n");

extern const char iris_start[], iris_end[], wine_start[], wine_end[];

bool fill_iris(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	/* cppcheck-suppress comparePointers ; both are ends of one array, made by the assembler */
	return read_table(raw, recipe, iris_start, (size_t)(iris_end - iris_start), fault);
}

bool fill_wine(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	/* cppcheck-suppress comparePointers ; as above */
	return read_table(raw, recipe, wine_start, (size_t)(wine_end - wine_start), fault);
}
