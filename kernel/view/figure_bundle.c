/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A figure as a bundle. In HTML the SVG is an image: a sanitiser that drops <svg> lets it pass, and
 * the sentence reaches those who cannot see it.
 */
#include "kernel/base/locale.h"
#include "kernel/view/bundle.h"
#include "kernel/view/faces.h"
#include "kernel/view/svg.h"

/* RFC 4648, section 4. */
static void put_base64(struct text *to, const char *bytes, size_t length)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t at = 0; at < length; at += 3) {
		unsigned long group = 0;
		for (size_t i = 0; i < 3; i++)
			group = group << 8 | (at + i < length ? (unsigned char)bytes[at + i] : 0);
		for (size_t i = 0; i < 4; i++) {
			bool is_padding = at + i > length;
			text_append(to, is_padding ? "=" : &digits[group >> (18 - 6 * i) & 63], 1);
		}
	}
}

static void put_html(const struct layout *layout, const struct text *svg, struct text *to)
{
	text_put(to, "<figure style=\"margin: 0\">\n<img alt=\"");
	text_put_escaped(to, figure_sentence(layout->figure));
	svg_put(to, "\" width=\"@\" height=\"@\" src=\"data:image/svg+xml;base64,", layout->width,
		layout->height);
	put_base64(to, svg->bytes, svg->length);
	text_put(to, "\">\n<figcaption aria-hidden=\"true\">");
	text_put_escaped(to, figure_sentence(layout->figure));
	text_format(to, "</figcaption>\n<details><summary>%s</summary>\n", _("Data"));
	figure_put_data(layout->figure, to);
	text_put(to, "</details>\n</figure>\n");
}

static void keep(struct bundle *bundle, const char *type, struct text *text)
{
	char *content = text_take_new(text);
	bundle_keep(bundle, type, &content);
}

void figure_bundle(const struct figure *figure, struct bundle *bundle)
{
	struct text svg = TEXT_EMPTY, html = TEXT_EMPTY, plain = TEXT_EMPTY;
	struct layout *layout = layout_new(figure);
	figure_put_svg(layout, &svg);
	put_html(layout, &svg, &html);
	layout_free(layout);
	text_format(&plain, "%s\n", figure_sentence(figure));
	figure_put_sketch(figure, &plain);
	keep(bundle, "image/svg+xml", &svg);
	keep(bundle, "text/html", &html);
	keep(bundle, "text/plain", &plain);
}
