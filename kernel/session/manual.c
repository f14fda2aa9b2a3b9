/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Finding what a topic is, and the pages that list many things.
 */
#include "kernel/session/manual.h"

#include "kernel/base/locale.h"
#include "kernel/language/eval.h"
#include "kernel/language/name.h"
#include "kernel/session/page.h"
#include "kernel/session/registry.h"
#include "nn/arithmetic.h"

#include <string.h>

static const char *const chapters[CHAPTER_COUNT] = {
	[CHAPTER_BENCH] = N_("The bench"),
	[CHAPTER_LEARNING] = N_("Learning"),
	[CHAPTER_LOOKING] = N_("Looking"),
	[CHAPTER_THEORY] = N_("Theory"),
	[CHAPTER_COMPARING] = N_("Comparing"),
	[CHAPTER_JUDGING] = N_("Judging"),
	[CHAPTER_FILES] = N_("Files"),
	[CHAPTER_SESSION] = N_("The session"),
};

static const char expressions_text[] =
	N_("`NAME = expression` gives a value a name. Expressions also stand in brackets, and "
	   "after check, "
	   "score, print and until. Operators, from loose to tight: or, and, not, comparisons (== "
	   "!= < <= > "
	   ">=, not chained), + -, * /, unary -, ^.\n\n"
	   "Names are variables, quantities (loss, test.accuracy) and columns of tables "
	   "(grads.delta). "
	   "Positions count from 1: grads.delta[1]; from the end: train.loss[-1]. What works on a "
	   "number "
	   "works on each of a list; a list that is compared is a list of answers: use all(...) or "
	   "any(...).\n\n"
	   "Every comparison with NaN is false, != too. A result that is not finite although its "
	   "parts are "
	   "is an error. Python's literals work too: True, False, None, float('nan'), [1, 2], "
	   "{\"a\": 1}.");

static const char values_text[] = N_("A statement ends at a line's end or at `;`. `#` starts a "
				     "comment. A backslash at a line's end "
				     "continues it, and so does an open bracket or string. The "
				     "case of words does not matter. `quiet` "
				     "as the last word shows nothing.\n\n"
				     "Numbers: 0.1, 1e-3, 5% (that is 0.05). Words: he, "
				     "torch-default; with numbers of their own: "
				     "normal(0.01), or `normal 0.01`. Texts stand in quotes. Lists "
				     "have commas: init=zeros,xavier,he; "
				     "* is all there are. Ranges include both ends: 2..40..2. "
				     "Shapes: 8 is 8 hidden layers, 8x32 is 8 "
				     "of 32 units, 64-32-16 names each layer's. Variables: $x; "
				     "what has to be computed: (2 * x).\n\n"
				     "Bare values find the parameter they fit, in any order: net "
				     "relu he 8 is net 8 relu he. Others "
				     "are named: train 20 lr=0.1.");

static const char arithmetic_text[] = N_(
	"Numbers are computed by version %d of a contract that says how each is rounded: the "
	"same cells give the same bits on every machine, with any number of threads. Networks "
	"are trained in binary32; statistics, theory and expressions are in binary64.\n\n"
	"`print hash` shows 16 digits that stand for all weights: two readers who see the same "
	"digits have the same network, to the last bit. `puente hash FILE` runs a script and "
	"prints the digits of what it trained.\n\n"
	"A change of any bit is a new version. Model files carry the version that trained them.");

const struct label manual_topics[] = {
	{ .name = "arithmetic", .summary = N_("why numbers are the same on every machine") },
	{ .name = "commands", .summary = N_("all commands, a line each") },
	{ .name = "expressions", .summary = N_("how values are computed and compared") },
	{ .name = "functions", .summary = N_("what expressions can call") },
	{ .name = "quantities", .summary = N_("everything that can be asked for by name") },
	{ .name = "reference", .summary = N_("all of the manual") },
	{ .name = "values", .summary = N_("what can be typed after a command") },
	{ .name = NULL },
};

/* ---- lists ---- */

static void page_chapter(struct page *page, enum chapter chapter)
{
	size_t count = 0;
	for (const struct command *const *command = commands; *command; command++)
		count += (*command)->chapter == chapter;
	if (count == 0)
		return;
	struct arena *arena = arena_new();
	struct entry *entries = arena_take(arena, count, sizeof *entries);
	size_t filled = 0;
	for (const struct command *const *command = commands; *command; command++)
		if ((*command)->chapter == chapter)
			entries[filled++] = (struct entry){ (*command)->label.name,
				_((*command)->label.summary) };
	page_title(page, 2, _(chapters[chapter]));
	page_entries(page, entries, count);
	arena_free(arena);
}

static void page_commands(struct page *page)
{
	page_title(page, 1, _("Commands"));
	page_paragraphs(page, _("`help NAME` tells about each, and about any other word."));
	for (int chapter = 0; chapter < CHAPTER_COUNT; chapter++)
		page_chapter(page, (enum chapter)chapter);
	struct entry entries[8];
	size_t count = 0;
	for (const struct label *topic = manual_topics; topic->name; topic++)
		entries[count++] = (struct entry){ topic->name, _(topic->summary) };
	page_title(page, 2, _("More"));
	page_entries(page, entries, count);
}

static void page_table(struct page *page, const struct quantity_table *table, int level)
{
	struct arena *arena = arena_new();
	struct entry *entries = arena_take(arena, table->count, sizeof *entries);
	for (size_t i = 0; i < table->count; i++)
		entries[i] = (struct entry){ arena_format(arena, "%s.%s", table->label.name,
						     table->columns[i].name),
			_(table->columns[i].summary) };
	page_title(page, level, table->label.name);
	page_paragraphs(page, _(table->label.summary));
	page_entries(page, entries, table->count);
	arena_free(arena);
}

static void page_all_quantities(struct page *page)
{
	struct arena *arena = arena_new();
	size_t count = 0;
	while (quantity_at(count))
		count++;
	struct entry *entries = arena_take(arena, count, sizeof *entries);
	for (size_t i = 0; i < count; i++)
		entries[i] = (struct entry){ quantity_at(i)->label.name,
			_(quantity_at(i)->label.summary) };
	page_title(page, 1, _("Quantities"));
	page_entries(page, entries, count);
	for (size_t i = 0; quantity_table_at(i); i++)
		if (quantity_table_at(i)->count > 0)
			page_table(page, quantity_table_at(i), 2);
	arena_free(arena);
}

static void page_functions(struct page *page)
{
	struct arena *arena = arena_new();
	size_t count = 0;
	while (functions[count].name)
		count++;
	struct entry *entries = arena_take(arena, count, sizeof *entries);
	for (size_t i = 0; i < count; i++)
		entries[i] = (struct entry){ arena_format(arena, "%s(%s)", functions[i].name,
						     functions[i].arguments),
			_(functions[i].summary) };
	page_title(page, 1, _("Functions"));
	page_entries(page, entries, count);
	arena_free(arena);
}

static void page_text(struct page *page, const char *title, const char *text)
{
	page_title(page, 1, title);
	page_paragraphs(page, text);
}

static void page_arithmetic(struct page *page)
{
	struct text text = TEXT_EMPTY;
	text_format(&text, _(arithmetic_text), ARITHMETIC_VERSION);
	page_text(page, _("Arithmetic"), text_string(&text));
	text_release(&text);
}

static void page_reference(struct page *page)
{
	page_text(page, _("Values"), _(values_text));
	page_text(page, _("Expressions"), _(expressions_text));
	page_functions(page);
	for (int chapter = 0; chapter < CHAPTER_COUNT; chapter++)
		for (const struct command *const *command = commands; *command; command++)
			if ((*command)->chapter == (enum chapter)chapter)
				page_command(page, *command, 1);
	page_all_quantities(page);
	page_arithmetic(page);
}

void manual_reference(bool markdown, struct text *to)
{
	struct page page = { TEXT_EMPTY, TEXT_EMPTY };
	page_reference(&page);
	text_put(to, text_string(markdown ? &page.markdown : &page.plain));
	page_release(&page);
}

void manual_table(struct text *to)
{
	text_format(to, "| %s | %s |\n| --- | --- |\n", _("command"), _("what it does"));
	for (int chapter = 0; chapter < CHAPTER_COUNT; chapter++) {
		for (const struct command *const *command = commands; *command; command++) {
			if ((*command)->chapter != (enum chapter)chapter)
				continue;
			text_format(to, "| `%s` | %s |\n", (*command)->label.name,
				_((*command)->label.summary));
		}
	}
}

/* ---- topics ---- */

static bool page_topic(struct page *page, const char *topic)
{
	if (name_equal(topic, "arithmetic"))
		page_arithmetic(page);
	else if (name_equal(topic, "commands"))
		page_commands(page);
	else if (name_equal(topic, "expressions"))
		page_text(page, _("Expressions"), _(expressions_text));
	else if (name_equal(topic, "functions"))
		page_functions(page);
	else if (name_equal(topic, "quantities"))
		page_all_quantities(page);
	else if (name_equal(topic, "reference"))
		page_reference(page);
	else if (name_equal(topic, "values"))
		page_text(page, _("Values"), _(values_text));
	else
		return false;
	return true;
}

static void page_line(struct page *page, const char *name, const char *summary)
{
	page_title(page, 1, name);
	page_paragraphs(page, _(summary));
}

static bool page_function(struct page *page, const char *topic)
{
	const struct function *function = function_find(topic);
	if (!function)
		return false;
	struct text title = TEXT_EMPTY;
	text_format(&title, "%s(%s)", function->name, function->arguments);
	page_line(page, text_string(&title), function->summary);
	text_release(&title);
	return true;
}

/* grads.delta, train.lr: the part before the point, and what follows it. */
static bool page_dotted(struct page *page, const char *topic)
{
	const char *point = strrchr(topic, '.');
	if (!point)
		return false;
	struct text before = TEXT_EMPTY;
	text_append(&before, topic, (size_t)(point - topic));
	const struct quantity_table *table = quantity_table_find(text_string(&before));
	const struct column *column = table ? quantity_column(table, point + 1) : NULL;
	const struct command *command = command_find(text_string(&before)), *owner = NULL;
	const struct parameter *parameter =
		command ? command_parameter(command, point + 1, &owner) : NULL;
	if (column)
		page_line(page, topic, column->summary);
	else if (parameter)
		page_parameter(page, owner, parameter);
	text_release(&before);
	return column || parameter;
}

static bool page_any_parameter(struct page *page, const char *topic)
{
	const struct command *owner;
	bool found = false;
	for (const struct command *const *command = commands; *command; command++) {
		const struct parameter *parameter = command_parameter(*command, topic, &owner);
		if (!parameter || owner != *command)
			continue;
		page_parameter(page, owner, parameter);
		found = true;
	}
	return found;
}

static bool page_quantity(struct page *page, const char *topic)
{
	const struct quantity *quantity = quantity_find(topic);
	const struct quantity_table *table = quantity_table_find(topic);
	if (quantity)
		page_line(page, quantity->label.name, quantity->label.summary);
	else if (table)
		page_table(page, table, 1);
	return quantity || table;
}

bool page_find(struct page *page, const char *topic)
{
	const struct command *command = command_find(topic);
	struct row row;
	if (command)
		page_command(page, command, 1);
	else if (row_find(topic, &row))
		page_row(page, &row);
	else
		return page_topic(page, topic) || page_quantity(page, topic) ||
		       page_function(page, topic) || page_dotted(page, topic) ||
		       page_any_parameter(page, topic);
	return true;
}

bool manual_page(const char *topic, struct bundle *bundle)
{
	struct page page = { TEXT_EMPTY, TEXT_EMPTY };
	bool found = page_find(&page, topic ? topic : "commands");
	if (found)
		page_bundle(&page, bundle);
	page_release(&page);
	return found;
}

bool manual_knows(const char *topic)
{
	struct page page = { TEXT_EMPTY, TEXT_EMPTY };
	bool found = page_find(&page, topic);
	page_release(&page);
	return found;
}

bool manual_unknown(const char *topic, struct span where, struct error *error)
{
	struct nearest nearest = { .typed = topic };
	for (const struct command *const *command = commands; *command; command++) {
		nearest_consider(&nearest, (*command)->label.name);
		for (size_t i = 0; i < (*command)->parameter_count; i++) {
			const struct catalogue *catalogue = (*command)->parameters[i].catalogue;
			nearest_consider(&nearest, (*command)->parameters[i].label.name);
			for (size_t j = 0; catalogue && j < catalogue->count; j++)
				nearest_consider(&nearest, catalogue_at(catalogue, j)->name);
		}
	}
	for (const struct function *function = functions; function->name; function++)
		nearest_consider(&nearest, function->name);
	for (size_t i = 0; quantity_at(i); i++)
		nearest_consider(&nearest, quantity_at(i)->label.name);
	for (const struct label *label = manual_topics; label->name; label++)
		nearest_consider(&nearest, label->name);
	error_set(error, ERROR_NAME, where, _("the manual has nothing about \"%s\""), topic);
	if (nearest.best)
		return error_hint(error, _("did you mean \"%s\"?"), nearest.best);
	return error_hint(error, _("`help` lists what there is"));
}
