/* SPDX-License-Identifier: BSD-3-Clause
 *
 * How wide text will be in a figure. The font is whatever the reader's machine calls sans-serif, so
 * these are the widths of a wide one (DejaVu Sans): in others the text takes less. Only for
 * kernel/view.
 */
#pragma once

struct text;

double measure_text(const char *string, double size); /* in the unit of `size` */

/* Appends the string as one line (utf8_put_line), cut with an ellipsis where it would be wider. */
void measure_put_shortened(struct text *to, const char *string, double size, double width);
