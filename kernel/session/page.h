/* SPDX-License-Identifier: BSD-3-Clause
 *
 * A page of the manual is written once and comes out as plain text and as markdown.
 */
#pragma once
#include "kernel/base/text.h"
#include "kernel/session/command.h"
#include "kernel/session/registry.h"
#include "kernel/view/bundle.h"

struct page {
	struct text plain, markdown;
};

void page_release(struct page *page);
/* Adds both forms and empties the page. */
void page_bundle(struct page *page, struct bundle *bundle);

/* Level 1 is the page's title. */
void page_title(struct page *page, int level, const char *title);
void page_paragraphs(struct page *page, const char *text); /* separated by empty lines */
void page_code(struct page *page, const char *code);

/* A list of names, each with a line about it; plain text aligns the lines. */
struct entry {
	const char *name, *line;
};

void page_entries(struct page *page, const struct entry *entries, size_t count);

/* The parts a page about the language is made of. */
void page_command(struct page *page, const struct command *command, int level);
void page_brief(struct page *page, const struct command *command); /* usage and parameters */
void page_parameter(
	struct page *page, const struct command *command, const struct parameter *parameter);
void page_row(struct page *page, const struct row *row);
/* Whatever the topic is; false when it is nothing known. */
bool page_find(struct page *page, const char *topic);
