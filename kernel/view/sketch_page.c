/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The page of a sketch: each panel in the way that suits its marks, narrow ones side by side.
 */
#include "kernel/base/locale.h"
#include "kernel/base/utf8.h"
#include "kernel/view/faces.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_COLUMNS = 90, GAP = 3 };

static const struct mark *find_mark(const struct panel *panel, enum mark_kind kind)
{
	for (size_t i = 0; i < panel->count; i++)
		if (panel->marks[i].kind == kind)
			return &panel->marks[i];
	return NULL;
}

static void put_panel(const struct panel *panel, struct sketch size, struct text *to)
{
	const struct mark *classes = find_mark(panel, MARK_CLASSES);
	const struct mark *map = find_mark(panel, MARK_MAP);
	if (panel->title && *panel->title) {
		utf8_put_line(panel->title, strlen(panel->title), to);
		text_put(to, "\n");
	}
	if (classes || map)
		sketch_put_map(panel, classes ? classes : map, size, to);
	else if (panel_ridge_mark(panel))
		sketch_put_ridges(panel, panel_ridge_mark(panel), size, to);
	else if (panel->x.kind == SCALE_CATEGORY && find_mark(panel, MARK_BARS))
		sketch_put_bars(panel, size, to);
	else
		sketch_put_braille(panel, size, to);
}

/* A panel as text, and how much of it is put on the page already. */
struct block {
	struct text text;
	size_t at, columns;
};

static size_t line_length(const struct block *block)
{
	return strcspn(text_string(&block->text) + block->at, "\n");
}

static size_t widest_line(struct block *block)
{
	size_t widest = 0;
	for (block->at = 0; block->at < block->text.length;) {
		size_t length = line_length(block);
		size_t columns = utf8_columns(block->text.bytes + block->at, length);
		widest = columns > widest ? columns : widest;
		block->at += length + 1;
	}
	block->at = 0;
	return widest;
}

/* Puts the next line of each block; false when all are at their ends. */
static bool put_line(struct block *blocks, size_t count, struct text *to)
{
	bool any = false;
	size_t start = to->length;
	for (size_t i = 0; i < count; i++) {
		struct block *block = &blocks[i];
		size_t length = block->at < block->text.length ? line_length(block) : 0;
		const char *line = text_string(&block->text) + block->at;
		any |= block->at < block->text.length;
		text_append(to, line, length);
		text_format(
			to, "%*s", (int)(block->columns + GAP - utf8_columns(line, length)), "");
		block->at += length + (block->at < block->text.length);
	}
	while (to->length > start && to->bytes[to->length - 1] == ' ')
		to->bytes[--to->length] = '\0';
	text_put(to, any ? "\n" : "");
	return any;
}

void figure_put_sketch(const struct figure *figure, struct text *to)
{
	struct block blocks[SKETCHED_PANELS];
	size_t count = figure->count < SKETCHED_PANELS ? figure->count : SKETCHED_PANELS;
	struct sketch size = { 60, 12 };
	if (count > 2)
		size = count > 6 ? (struct sketch){ 40, 6 } : (struct sketch){ 48, 8 };
	for (size_t i = 0; i < count; i++) {
		blocks[i] = (struct block){ .text = TEXT_EMPTY };
		put_panel(figure->panels[i], size, &blocks[i].text);
		blocks[i].columns = widest_line(&blocks[i]);
	}
	for (size_t from = 0, until; from < count; from = until) {
		size_t columns = 0;
		for (until = from; until < count; until++) {
			columns += blocks[until].columns + GAP;
			if (columns > PAGE_COLUMNS && until > from)
				break;
		}
		text_put(to, "\n");
		while (put_line(blocks + from, until - from, to))
			;
	}
	for (size_t i = 0; i < count; i++)
		text_release(&blocks[i].text);
	size_t rest = figure->count - count;
	if (rest > 0)
		text_format(to,
			locale_plural("\nand %zu more panel\n", "\nand %zu more panels\n", rest),
			rest);
}
