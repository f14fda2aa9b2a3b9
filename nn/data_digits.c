/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The handwritten digits, carried inside the program as the compressed table they are published as
 * (nn/sets/README.md says whose they are).
 */
#include "nn/data_raw.h"

#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

__asm__(".pushsection .rodata\n"
	".balign 16\n"
	"digits_start: .incbin \"nn/sets/digits.csv.gz\"\n"
	"digits_end: .byte 0\n"
	".popsection\n");

extern const unsigned char digits_start[], digits_end[];

enum { TEXT_SIZE = 400000 };

/* Inflates the table into text[TEXT_SIZE]; its length, 0 when it is damaged. */
static size_t inflate_table(unsigned char *text)
{
	z_stream stream = { .next_in = digits_start,
		/* cppcheck-suppress comparePointers ; both are ends of one array, made by the
		   assembler */
		.avail_in = (unsigned)(digits_end - digits_start),
		.next_out = text,
		.avail_out = TEXT_SIZE };
	if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
		return 0;
	int status = inflate(&stream, Z_FINISH);
	inflateEnd(&stream);
	return status == Z_STREAM_END ? stream.total_out : 0;
}

/* The next whole number of the table; false at its end. */
static bool next_number(const unsigned char **at, const unsigned char *end, unsigned *number)
{
	while (*at < end && (**at < '0' || **at > '9'))
		(*at)++;
	if (*at == end)
		return false;
	*number = 0;
	while (*at < end && **at >= '0' && **at <= '9')
		*number = *number * 10 + (unsigned)(*(*at)++ - '0');
	return true;
}

static bool parse(struct raw *raw, const unsigned char *at, const unsigned char *end)
{
	for (size_t i = 0; i < raw->count; i++) {
		unsigned number;
		for (size_t j = 0; j < raw->features; j++) {
			if (!next_number(&at, end, &number) || number > 16)
				return false;
			raw->x[i * raw->features + j] = number;
		}
		if (!next_number(&at, end, &number) || number > 9)
			return false;
		raw->label[i] = number;
	}
	return true;
}

bool fill_digits(struct raw *raw, const struct data_recipe *recipe, struct fault *fault)
{
	(void)recipe;
	unsigned char *text = malloc(TEXT_SIZE);
	if (!text)
		return fault_set(fault, FAULT_MEMORY, N_("samples"));
	size_t length = inflate_table(text);
	bool good = length > 0 && parse(raw, text, text + length);
	free(text);
	return good || fault_set(fault, FAULT_FORMAT, N_("digits"));
}
