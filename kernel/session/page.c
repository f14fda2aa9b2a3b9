/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Titles, paragraphs, code and lists in both forms.
 */
#include "kernel/session/page.h"

#include "kernel/base/utf8.h"

#include <string.h>

void page_release(struct page *page)
{
	text_release(&page->plain);
	text_release(&page->markdown);
}

static void keep(struct bundle *bundle, const char *type, struct text *text)
{
	while (text->length > 0 && text->bytes[text->length - 1] == '\n')
		text->bytes[--text->length] = '\0';
	char *content = text_take_new(text);
	bundle_keep(bundle, type, &content);
}

void page_bundle(struct page *page, struct bundle *bundle)
{
	keep(bundle, "text/plain", &page->plain);
	keep(bundle, "text/markdown", &page->markdown);
}

void page_title(struct page *page, int level, const char *title)
{
	static const char marks[] = "######";
	size_t columns = utf8_columns(title, strlen(title));
	text_format(&page->plain, "%s\n", title);
	for (size_t i = 0; i < columns; i++)
		text_put(&page->plain, level == 1 ? "=" : "-");
	text_put(&page->plain, "\n\n");
	text_format(&page->markdown, "%.*s %s\n\n", level, marks, title);
}

/* A paragraph of the source is one line; plain text is folded at 78 columns. */
static void put_folded(struct text *to, const char *text, size_t length)
{
	enum { COLUMNS = 78 };
	size_t column = 0;
	while (length > 0) {
		size_t word = 0;
		while (word < length && text[word] != ' ')
			word++;
		size_t width = utf8_columns(text, word);
		if (column > 0) {
			bool fits = column + 1 + width <= COLUMNS;
			text_put(to, fits ? " " : "\n");
			column = fits ? column + 1 : 0;
		}
		text_append(to, text, word);
		column += width;
		while (word < length && text[word] == ' ')
			word++;
		text += word;
		length -= word;
	}
	text_put(to, "\n\n");
}

/* Marks that markdown would take for its own; backquotes are meant. */
static void put_markdown(struct text *to, const char *text, size_t length)
{
	bool code = false;
	for (size_t i = 0; i < length; i++) {
		code ^= text[i] == '`';
		if (!code && strchr("*_<>[]|", text[i]))
			text_put(to, "\\");
		text_append(to, text + i, 1);
	}
}

void page_paragraphs(struct page *page, const char *text)
{
	while (*text) {
		const char *end = strstr(text, "\n\n");
		size_t length = end ? (size_t)(end - text) : strlen(text);
		put_folded(&page->plain, text, length);
		put_markdown(&page->markdown, text, length);
		text_put(&page->markdown, "\n\n");
		text += length + strspn(text + length, "\n");
	}
}

void page_code(struct page *page, const char *code)
{
	text_format(&page->markdown, "```puente\n%s\n```\n\n", code);
	while (*code) {
		size_t length = strcspn(code, "\n");
		text_format(&page->plain, "    %.*s\n", (int)length, code);
		code += length + (code[length] == '\n');
	}
	text_put(&page->plain, "\n");
}

void page_entries(struct page *page, const struct entry *entries, size_t count)
{
	enum { WIDEST = 24 };
	size_t widest = 0;
	for (size_t i = 0; i < count; i++) {
		size_t width = utf8_columns(entries[i].name, strlen(entries[i].name));
		widest = width > widest && width <= WIDEST ? width : widest;
	}
	for (size_t i = 0; i < count; i++) {
		size_t width = utf8_columns(entries[i].name, strlen(entries[i].name));
		size_t gap = width <= widest ? widest - width + 2 : 2;
		text_format(&page->plain, "  %s%*s%s\n", entries[i].name, (int)gap, "",
			entries[i].line);
		text_format(&page->markdown, "- `%s` ", entries[i].name);
		put_markdown(&page->markdown, entries[i].line, strlen(entries[i].line));
		text_put(&page->markdown, "\n");
	}
	text_put(&page->plain, count > 0 ? "\n" : "");
	text_put(&page->markdown, count > 0 ? "\n" : "");
}
