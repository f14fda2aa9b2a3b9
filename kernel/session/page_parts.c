/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What is said about a command, a parameter, a row of a catalogue: all from their definitions.
 */
#include "kernel/base/locale.h"
#include "kernel/language/name.h"
#include "kernel/session/manual.h"
#include "kernel/session/page.h"
#include "kernel/session/parameter.h"

#include <string.h>

/* ---- usage ---- */

static void put_capitals(const char *name, struct text *to)
{
	for (; *name; name++) {
		char byte = *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name;
		text_append(to, &byte, 1);
	}
}

static void put_usage(const struct parameter *parameter, struct text *to)
{
	bool needed = !parameter->fallback;
	text_put(to, needed ? " " : " [");
	if (parameter->type == PARAMETER_FLAG) {
		text_put(to, parameter->label.name);
	} else if (parameter->positional) {
		put_capitals(parameter->label.name, to);
	} else {
		text_format(to, "%s=", parameter->label.name);
		if (needed)
			put_capitals(parameter->label.name, to);
		else
			text_put(to, parameter->fallback);
	}
	text_put(to, needed ? "" : "]");
}

void manual_usage(const struct command *command, struct text *to)
{
	text_put(to, command->label.name);
	for (size_t i = 0; i < command->parameter_count; i++)
		if (command->parameters[i].positional)
			put_usage(&command->parameters[i], to);
	for (size_t i = 0; i < command->parameter_count; i++)
		if (!command->parameters[i].positional)
			put_usage(&command->parameters[i], to);
	for (size_t i = 0; command->borrows && command->borrows[i]; i++)
		text_format(to, " [%s ...]", command->borrows[i]->label.name);
}

void manual_settings(const struct label *label, struct text *to)
{
	size_t count = label_settings(label);
	text_put(to, label->name);
	for (size_t i = 0; i < count; i++) {
		char number[NUMBER_LENGTH];
		text_format(to, "%s%s=%s", i > 0 ? ", " : "(", label->settings[i].name,
			number_format(number, label->settings[i].fallback, 6));
	}
	text_put(to, count > 0 ? ")" : "");
}

/* ---- parameters ---- */

static const char *entry_text(struct arena *arena, struct text *text)
{
	const char *copy = arena_copy(arena, text_string(text), text->length);
	text_release(text);
	return copy;
}

/* how long: a whole number from 1 to 1,000 [20] */
static const char *parameter_line(struct arena *arena, const struct parameter *parameter)
{
	struct text line = TEXT_EMPTY;
	text_format(&line, "%s: ", _(parameter->label.summary));
	parameter_describe(parameter, &line);
	if (parameter->type != PARAMETER_FLAG && parameter->fallback)
		text_format(&line, " [%s]", parameter->fallback);
	return entry_text(arena, &line);
}

static void page_parameters(struct page *page, const struct command *command)
{
	struct arena *arena = arena_new();
	struct entry *entries = arena_take(arena, command->parameter_count, sizeof *entries);
	for (size_t i = 0; i < command->parameter_count; i++)
		entries[i] = (struct entry){ command->parameters[i].label.name,
			parameter_line(arena, &command->parameters[i]) };
	page_entries(page, entries, command->parameter_count);
	arena_free(arena);
}

static void page_catalogue(struct page *page, const struct catalogue *catalogue)
{
	struct arena *arena = arena_new();
	struct entry *entries = arena_take(arena, catalogue->count, sizeof *entries);
	for (size_t i = 0; i < catalogue->count; i++) {
		const struct label *label = catalogue_at(catalogue, i);
		struct text name = TEXT_EMPTY;
		manual_settings(label, &name);
		entries[i] = (struct entry){ entry_text(arena, &name), _(label->summary) };
	}
	page_entries(page, entries, catalogue->count);
	arena_free(arena);
}

void page_parameter(
	struct page *page, const struct command *command, const struct parameter *parameter)
{
	struct arena *arena = arena_new();
	page_title(page, 1,
		arena_format(arena, parameter->positional ? "%s %s" : "%s %s=", command->label.name,
			parameter->label.name));
	page_paragraphs(page, parameter_line(arena, parameter));
	if (parameter->catalogue)
		page_catalogue(page, parameter->catalogue);
	arena_free(arena);
}

/* ---- commands ---- */

static void page_quantities(struct page *page, const struct command *command)
{
	struct arena *arena = arena_new();
	size_t count = command->quantity_count, filled = 0;
	for (size_t i = 0; i < command->table_count; i++)
		count += command->tables[i].count;
	struct entry *entries = arena_take(arena, count, sizeof *entries);
	for (size_t i = 0; i < command->quantity_count; i++)
		entries[filled++] = (struct entry){ command->quantities[i].label.name,
			_(command->quantities[i].label.summary) };
	for (size_t i = 0; i < command->table_count; i++) {
		const struct quantity_table *table = &command->tables[i];
		for (size_t j = 0; j < table->count; j++)
			entries[filled++] =
				(struct entry){ arena_format(arena, "%s.%s", table->label.name,
							table->columns[j].name),
					_(table->columns[j].summary) };
	}
	if (count > 0)
		page_title(page, 3, _("Quantities"));
	page_entries(page, entries, count);
	arena_free(arena);
}

static void page_borrowed(struct page *page, const struct command *command)
{
	struct text text = TEXT_EMPTY;
	if (!command->borrows)
		return;
	for (size_t i = 0; command->borrows[i]; i++)
		text_format(&text, i > 0 ? ", %s" : "%s", command->borrows[i]->label.name);
	struct text line = TEXT_EMPTY;
	text_format(&line,
		_("By name, and with one value or a list of them, any parameter of: %s."),
		text_string(&text));
	page_paragraphs(page, text_string(&line));
	text_release(&line);
	text_release(&text);
}

static void page_usage(struct page *page, const struct command *command, int level)
{
	struct text usage = TEXT_EMPTY;
	manual_usage(command, &usage);
	page_title(page, level, command->label.name);
	page_paragraphs(page, _(command->label.summary));
	page_code(page, text_string(&usage));
	text_release(&usage);
}

void page_brief(struct page *page, const struct command *command)
{
	page_usage(page, command, 3);
	page_parameters(page, command);
	page_borrowed(page, command);
}

void page_command(struct page *page, const struct command *command, int level)
{
	page_usage(page, command, level);
	page_paragraphs(page, command->help ? _(command->help) : "");
	page_parameters(page, command);
	page_borrowed(page, command);
	page_quantities(page, command);
	page_title(page, 3, _("Example"));
	page_code(page, command->example);
}

/* ---- rows ---- */

static void put_takers(const struct catalogue *catalogue, struct text *to)
{
	for (const struct command *const *command = commands; *command; command++) {
		for (size_t i = 0; i < (*command)->parameter_count; i++) {
			const struct parameter *parameter = &(*command)->parameters[i];
			if (parameter->catalogue != catalogue)
				continue;
			text_put(to, to->length > 0 ? ", " : "");
			text_put(to, (*command)->label.name);
			if (!parameter->positional)
				text_format(to, " %s=", parameter->label.name);
		}
	}
}

void page_row(struct page *page, const struct row *row)
{
	struct arena *arena = arena_new();
	struct text title = TEXT_EMPTY, takers = TEXT_EMPTY;
	struct entry entries[SETTING_COUNT];
	size_t count = label_settings(row->label);
	manual_settings(row->label, &title);
	put_takers(row->catalogue, &takers);
	page_title(page, 1, text_string(&title));
	page_paragraphs(page,
		arena_format(arena, "%s: %s", _(row->catalogue->noun), _(row->label->summary)));
	for (size_t i = 0; i < count; i++)
		entries[i] = (struct entry){ row->label->settings[i].name,
			_(row->label->settings[i].summary) };
	page_entries(page, entries, count);
	page_paragraphs(page, arena_format(arena, _("It goes with: %s"), text_string(&takers)));
	text_release(&title);
	text_release(&takers);
	arena_free(arena);
}

bool manual_place(const char *word, const struct parameter *not_here, struct error *error)
{
	struct row row;
	if (!row_find(word, &row) || (not_here && row.catalogue == not_here->catalogue))
		return false;
	struct text takers = TEXT_EMPTY;
	put_takers(row.catalogue, &takers);
	error_hint(error, _("\"%s\" (%s) goes with: %s"), row.label->name, _(row.catalogue->noun),
		text_string(&takers));
	text_release(&takers);
	return true;
}
