/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Colours for figures on a white ground. Those that tell series apart are Okabe and Ito's, which
 * readers with any colour vision can tell (jfly.uni-koeln.de/color); those that show amounts run
 * evenly in lightness (in the OKLab space), so that they also survive a grey copy. Only for
 * kernel/view.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct colour {
	unsigned char red, green, blue;
};

/* "#0072b2"; the buffer is returned. */
enum { COLOUR_LENGTH = 8 };
char *palette_text(char buffer[COLOUR_LENGTH], struct colour colour);

/* The colour of the series with this index; after PALETTE_SERIES they repeat, and lines are then
 * told apart by their dashes (a stroke-dasharray, "" for none). */
enum { PALETTE_SERIES = 10 };
struct colour palette_series(size_t index);
const char *palette_dash(size_t index);

/* From 0, light, to 1, dark. */
struct colour palette_sequential(double amount);
/* From -1, blue, through 0, nearly white, to 1, vermilion. */
struct colour palette_diverging(double amount);
/* The colour diluted with white: 0 is almost white, 1 still lets a mark of the full colour stand
 * out. */
struct colour palette_tint(struct colour colour, double strength);
/* White or black, whichever is better read on this colour. */
const char *palette_ink(struct colour ground);

/* Bars in a table, which stand on the page's own ground, light or dark. */
const char *palette_bar(bool negative);
