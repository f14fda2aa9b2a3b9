/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The head of a figure: its title and, above all data, the legend.
 */
#include "kernel/view/layout.h"
#include "kernel/view/measure.h"

#include <string.h>

enum { TITLE_LINES = 2, LEGEND_LINES = 6, NAMED_BESIDE = 4 };

/* Where a line of at most `width` ends: behind a word, or, for a long one, at a character. */
static size_t line_end(const char *text, double size, double width)
{
	struct text line = TEXT_EMPTY;
	size_t length = strlen(text), end = 0;
	for (size_t at = 1; at <= length; at++) {
		if (text[at] != ' ' && text[at] != '\0')
			continue;
		text_clear(&line);
		text_append(&line, text, at);
		if (measure_text(line.bytes, size) > width)
			break;
		end = at;
	}
	text_release(&line);
	return end;
}

static double place_title(struct layout *layout, double y)
{
	double size = layout->type.title, width = layout->width - 2 * layout->type.tick;
	const char *rest = text_string(&layout->figure->title);
	for (int line = 0; line < TITLE_LINES && *rest; line++) {
		struct text shown = TEXT_EMPTY;
		size_t end = line + 1 < TITLE_LINES ? line_end(rest, 1.08 * size, width) : 0;
		if (end > 0) {
			text_append(&shown, rest, end);
			rest += end + (rest[end] == ' ');
		} else { /* the last line, or a first word that fits on none */
			measure_put_shortened(&shown, rest, 1.08 * size, width);
			rest = "";
		}
		y += 1.2 * size;
		layout_label(layout, (struct label){ .text = arena_copy(layout->arena, shown.bytes,
							     shown.length),
					     .x = layout->type.tick,
					     .y = y - 0.25 * size,
					     .size = size,
					     .bold = true });
		text_release(&shown);
	}
	return y;
}

static size_t references_of(const struct figure *figure, enum mark_kind kind)
{
	size_t count = 0;
	for (size_t p = 0; p < figure->count; p++)
		for (size_t m = 0; m < figure->panels[p]->count; m++)
			count += figure->panels[p]->marks[m].kind == kind;
	return count;
}

/* References stand beside their lines where there is one panel, no key of a map beside it, and few
 * of them with short names. */
static bool can_name_beside(const struct layout *layout)
{
	const struct figure *figure = layout->figure;
	if (figure->count != 1 || layout->panels[0].map ||
		references_of(figure, MARK_REFERENCE_X) > 1 ||
		references_of(figure, MARK_REFERENCE) > NAMED_BESIDE)
		return false;
	for (size_t i = 0; i < figure->references.count; i++)
		if (measure_text(figure->references.names[i], layout->type.tick) >
			0.22 * layout->width)
			return false;
	return true;
}

/* A lone series that is called what its axis or panel is called explains nothing. */
static bool legend_is_needed(const struct layout *layout)
{
	const struct figure *figure = layout->figure;
	if (!layout->names_beside && figure->references.count > 0)
		return true;
	if (figure->series.count != 1 || figure->count != 1)
		return figure->series.count > 0;
	const char *name = figure->series.names[0];
	const struct panel *panel = figure->panels[0];
	return !(panel->y.label && strcmp(panel->y.label, name) == 0) &&
	       !(panel->title && strcmp(panel->title, name) == 0) &&
	       strcmp(text_string(&figure->title), name) != 0;
}

struct pen {
	double x, y; /* y: the upper side of the line */
	int line;
};

/* Moves the pen behind a thing of this width, to the next line where it does not fit; false when
 * there is no next line. `reserve`: what must stay free on the last line. */
static bool advance(const struct layout *layout, struct pen *pen, double width, double reserve)
{
	double left = layout->type.tick, right = layout->width - layout->type.tick;
	bool last = pen->line + 1 == LEGEND_LINES;
	if (pen->x > left && pen->x + width > right - (last ? reserve : 0)) {
		if (last)
			return false;
		pen->line++;
		pen->x = left;
		pen->y += 1.5 * layout->type.label;
	}
	return true;
}

static double place_legend(struct layout *layout, double y)
{
	const struct figure *figure = layout->figure;
	size_t series = figure->series.count, count = series;
	if (!layout->names_beside)
		count += figure->references.count;
	double size = layout->type.label, sample = 2 * size, most = layout->width * 0.45;
	layout->swatches = arena_take(layout->arena, count, sizeof *layout->swatches);
	struct pen pen = { .x = layout->type.tick, .y = y + 0.3 * size, .line = 0 };
	for (size_t i = 0; i < count; i++) {
		const char *name =
			i < series ? figure->series.names[i] : figure->references.names[i - series];
		struct text shown = TEXT_EMPTY;
		measure_put_shortened(&shown, name, size, most);
		double width = sample + 0.4 * size + measure_text(text_string(&shown), size);
		if (!advance(layout, &pen, width, i + 1 < count ? 4 * size : 0)) {
			text_release(&shown);
			layout_label(layout, (struct label){ .text = arena_format(layout->arena,
								     "+%zu", count - i),
						     .x = pen.x,
						     .y = pen.y + size,
						     .size = size,
						     .muted = true });
			break;
		}
		layout->swatches[layout->swatch_count++] = (struct swatch){
			.box = { pen.x, pen.y, sample, 1.4 * size },
			.is_reference = i >= series,
			.index = i < series ? i : i - series,
		};
		layout_label(layout, (struct label){ .text = arena_copy(layout->arena,
							     text_string(&shown), shown.length),
					     .x = pen.x + sample + 0.4 * size,
					     .y = pen.y + size,
					     .size = size });
		pen.x += width + 1.4 * size;
		text_release(&shown);
	}
	return pen.y + 1.4 * size;
}

double header_place(struct layout *layout)
{
	double y = place_title(layout, 0.5 * layout->type.tick);
	layout->names_beside = can_name_beside(layout);
	if (legend_is_needed(layout))
		y = place_legend(layout, y);
	return y + 0.5 * layout->type.tick;
}
