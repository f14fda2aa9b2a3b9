/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The document: ground, grid, marks, axes, and all text on top.
 */
#include "kernel/view/svg.h"

#include "kernel/base/locale.h"
#include "nn/real.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define INK   "#222"
#define MUTED "#555"
#define GRID  "#e4e4e4"
#define AXIS  "#888"

void svg_put_number(struct text *to, double number)
{
	double rounded = real_round(number * 10) / 10;
	bool whole = rounded == real_floor(rounded);
	text_format(to, whole ? "%.0f" : "%.1f", rounded == 0 ? 0 : rounded);
}

void svg_put_numbers(struct text *to, const char *format, const double *numbers, size_t count)
{
	size_t used = 0;
	for (const char *at = format; *at;) {
		size_t plain = strcspn(at, "@");
		text_append(to, at, plain);
		at += plain;
		if (*at == '@') {
			assert(used < count);
			svg_put_number(to, numbers[used++]);
			at++;
		}
	}
	assert(used == count);
}

/* The text of a number: a true minus sign; 2e-5 as a product with a raised exponent. */
static void put_number_text(struct text *to, const char *text, double size)
{
	const char *exponent = strchr(text, 'e');
	size_t length = exponent ? (size_t)(exponent - text) : strlen(text);
	bool one = exponent && length == 1 && text[0] == '1';
	for (size_t i = 0; i < length && !one; i++)
		text_append(to, text[i] == '-' ? "\u2212" : text + i, text[i] == '-' ? 3 : 1);
	if (!exponent)
		return;
	text_put(to, one ? "10" : "×10");
	svg_put(to, "<tspan dy=\"@\" font-size=\"@\">", -0.35 * size, 0.75 * size);
	long power = strtol(exponent + 1, NULL, 10);
	text_format(to, "%s%ld</tspan>", power < 0 ? "\u2212" : "", power < 0 ? -power : power);
}

static void put_label(const struct label *label, struct text *to)
{
	static const char *const anchors[] = { "start", "middle", "end" };
	svg_put(to, "<text x=\"@\" y=\"@\" font-size=\"@\" fill=\"", label->x, label->y,
		label->size);
	text_put(to, label->muted ? MUTED "\"" : INK "\"");
	if (label->anchor != ANCHOR_START)
		text_format(to, " text-anchor=\"%s\"", anchors[label->anchor]);
	if (label->bold)
		text_put(to, " font-weight=\"bold\"");
	if (label->turned)
		svg_put(to, " transform=\"rotate(@ @ @)\"", (double)-LABEL_ANGLE, label->x,
			label->y);
	text_put(to, ">");
	if (label->number)
		put_number_text(to, label->text, label->size);
	else
		text_put_escaped(to, label->text);
	text_put(to, "</text>\n");
}

static bool has_map(const struct panel *panel)
{
	for (size_t i = 0; i < panel->count; i++)
		if (panel->marks[i].kind == MARK_MAP || panel->marks[i].kind == MARK_CLASSES)
			return true;
	return false;
}

static void put_grid(const struct panel_layout *at, struct text *to)
{
	const struct box *plot = &at->plot;
	if (has_map(at->panel))
		return;
	for (size_t i = 0; i < at->y_tick_count && at->scales.y.kind != SCALE_CATEGORY; i++)
		svg_put(to, "<path d=\"M@ @h@\" stroke=\"" GRID "\"/>\n", plot->x,
			plot->y + (1 - at->y_ticks[i].place) * plot->height, plot->width);
	for (size_t i = 0; i < at->x_tick_count && at->scales.x.kind != SCALE_CATEGORY; i++)
		svg_put(to, "<path d=\"M@ @v@\" stroke=\"" GRID "\"/>\n",
			plot->x + at->x_ticks[i].place * plot->width, plot->y, plot->height);
}

/* The axis at the bottom, a line at zero where values lie on both sides of it, and, around maps, a
 * frame. */
static void put_axes(const struct panel_layout *at, double tick, struct text *to)
{
	const struct box *plot = &at->plot;
	if (has_map(at->panel)) {
		svg_put(to,
			"<rect x=\"@\" y=\"@\" width=\"@\" height=\"@\" fill=\"none\" "
			"stroke=\"" AXIS "\"/>\n",
			plot->x, plot->y, plot->width, plot->height);
	} else {
		svg_put(to, "<path d=\"M@ @h@\" stroke=\"" AXIS "\"/>\n", plot->x,
			plot->y + plot->height, plot->width);
		double zero = scale_place(&at->scales.y, 0);
		if (at->scales.y.kind == SCALE_LINEAR && zero > 0 && zero < 1)
			svg_put(to, "<path d=\"M@ @h@\" stroke=\"" AXIS "\"/>\n", plot->x,
				plot->y + (1 - zero) * plot->height, plot->width);
	}
	bool ticks = !panel_is_picture(at->panel) && at->scales.x.kind != SCALE_CATEGORY;
	for (size_t i = 0; i < at->x_tick_count && ticks; i++)
		svg_put(to, "<path d=\"M@ @v@\" stroke=\"" AXIS "\"/>\n",
			plot->x + at->x_ticks[i].place * plot->width, plot->y + plot->height, tick);
}

static bool has_marks_to_show(const struct panel_layout *at)
{
	for (size_t m = 0; m < at->panel->count; m++) {
		const struct mark *mark = &at->panel->marks[m];
		if (mark->ridge_count > 0 || (!mark->x && mark->count > 0))
			return true;
		for (size_t i = 0; mark->x && mark->y && i < mark->count; i++)
			if (!real_is_nan(panel_point(at, mark->x[i], mark->y[i]).x))
				return true;
	}
	return false;
}

static void put_panel(const struct layout *layout, const struct panel_layout *at, struct text *to)
{
	put_grid(at, to);
	svg_put_marks(layout, at, to);
	put_axes(at, 0.3 * layout->type.tick, to);
	if (at->map)
		svg_put_key(at, to);
	if (has_marks_to_show(at))
		return;
	struct label empty = {
		.text = _("no values to show"),
		.x = at->plot.x + at->plot.width / 2,
		.y = at->plot.y + at->plot.height / 2,
		.size = layout->type.label,
		.anchor = ANCHOR_MIDDLE,
		.muted = true,
	};
	put_label(&empty, to);
}

void figure_put_svg(const struct layout *layout, struct text *to)
{
	const struct figure *figure = layout->figure;
	svg_put(to,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"@\" height=\"@\" "
		"viewBox=\"0 0 @ @\" font-family=\"sans-serif\" role=\"img\">\n",
		layout->width, layout->height, layout->width, layout->height);
	text_put(to, "<title>");
	text_put_escaped(to, text_string(&figure->title));
	text_put(to, "</title>\n<desc>");
	text_put_escaped(to, figure_sentence(figure));
	text_put(to, "</desc>\n");
	svg_put(to, "<rect width=\"@\" height=\"@\" fill=\"#fff\"/>\n", layout->width,
		layout->height);
	for (size_t i = 0; i < figure->count; i++)
		put_panel(layout, &layout->panels[i], to);
	for (size_t i = 0; i < layout->swatch_count; i++)
		svg_put_swatch(layout, &layout->swatches[i], to);
	for (size_t i = 0; i < layout->label_count; i++)
		put_label(&layout->labels[i], to);
	text_put(to, "</svg>\n");
}
