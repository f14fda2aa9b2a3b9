/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Advance widths of ASCII in hundredths of an em; other characters by their terminal columns.
 */
#include "kernel/view/measure.h"

#include "kernel/base/text.h"
#include "kernel/base/utf8.h"

#include <string.h>

static const unsigned char advances[] = {
	32, 40, 46, 84, 64, 95, 78, 28, 39, 39, 50, 84, 32, 36, 32, 34,  /*  !"#$%&'()*+,-./ */
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53,  /* 0123456789:;<=>? */
	100, 68, 69, 70, 77, 63, 58, 78, 75, 30, 30, 66, 56, 86, 75, 79, /* @A-O */
	60, 79, 70, 64, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50,  /* P-Z[\]^_ */
	50, 61, 64, 55, 64, 62, 35, 64, 63, 28, 28, 58, 28, 97, 63, 61,  /* `a-o */
	64, 64, 41, 52, 39, 63, 59, 82, 59, 59, 53, 64, 34, 64, 84,      /* p-z{|}~ */
};

/* In hundredths of an em. */
static unsigned advance(const char *bytes, size_t length, int code)
{
	if (code >= ' ' && code <= '~')
		return advances[code - ' '];
	switch (utf8_columns(bytes, length)) {
	case 0: return 0;
	case 1: return 65;
	default: return 105;
	}
}

double measure_text(const char *string, double size)
{
	size_t length = strlen(string);
	unsigned long hundredths = 0;
	for (size_t at = 0; at < length;) {
		int code;
		size_t taken = utf8_decode(string + at, length - at, &code);
		hundredths += advance(string + at, taken, code);
		at += taken;
	}
	return (double)hundredths * size / 100;
}

void measure_put_shortened(struct text *to, const char *string, double size, double width)
{
	struct text line = TEXT_EMPTY;
	utf8_put_line(string, strlen(string), &line);
	if (measure_text(text_string(&line), size) <= width) {
		text_put(to, text_string(&line));
	} else {
		double left = width / size * 100 - 100; /* the ellipsis takes an em */
		size_t at = 0;
		while (at < line.length) {
			int code;
			size_t taken = utf8_decode(line.bytes + at, line.length - at, &code);
			left -= advance(line.bytes + at, taken, code);
			if (left < 0)
				break;
			at += taken;
		}
		while (at > 0 && line.bytes[at - 1] == ' ')
			at--;
		text_append(to, text_string(&line), at);
		text_put(to, "…");
	}
	text_release(&line);
}
