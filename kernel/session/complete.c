/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What may stand at the cursor: the parser says what it wants there, and the tables say what there
 * is of that.
 */
#include "kernel/base/locale.h"
#include "kernel/base/utf8.h"
#include "kernel/language/name.h"
#include "kernel/language/parser.h"
#include "kernel/session/manual.h"
#include "kernel/session/parameter.h"
#include "kernel/session/registry.h"
#include "kernel/session/state.h"

#include <string.h>

struct gathering {
	struct completion *completion;
	const struct vocabulary *vocabulary; /* may be NULL */
	const struct wish *wish;
	size_t capacity;
};

static struct arena *arena_of(const struct gathering *gathering)
{
	return gathering->completion->arena;
}

static void offer(
	struct gathering *gathering, const char *text, const char *type, const char *detail)
{
	struct completion *completion = gathering->completion;
	const char *word = gathering->wish->word;
	if (!name_starts(text, word, strlen(word)))
		return;
	for (size_t i = 0; i < completion->count; i++)
		if (strcmp(completion->candidates[i].text, text) == 0)
			return;
	if (completion->count == gathering->capacity) {
		size_t capacity = gathering->capacity ? 2 * gathering->capacity : 32;
		struct candidate *more = arena_take(completion->arena, capacity, sizeof *more);
		if (completion->count > 0)
			memcpy(more, completion->candidates, completion->count * sizeof *more);
		completion->candidates = more;
		gathering->capacity = capacity;
	}
	completion->candidates[completion->count++] =
		(struct candidate){ arena_copy(completion->arena, text, strlen(text)), type,
			arena_copy(completion->arena, detail, strlen(detail)) };
}

static void offer_label(struct gathering *gathering, const struct label *label, const char *type)
{
	offer(gathering, label->name, type, _(label->summary));
}

static void offer_words(struct gathering *gathering, enum word_kind kind)
{
	const struct vocabulary *vocabulary = gathering->vocabulary;
	const char *type = kind == WORD_NETWORK ? "network" : "variable";
	for (size_t i = 0; vocabulary && i < vocabulary->count; i++)
		if (vocabulary->words[i].kind == kind)
			offer(gathering, vocabulary->words[i].name, type,
				vocabulary->words[i].summary);
}

static void offer_variables(struct gathering *gathering)
{
	const struct wish *wish = gathering->wish;
	for (size_t i = 0; i < wish->assigned_count; i++)
		offer(gathering, wish->assigned[i], "variable", _("assigned in this cell"));
	offer_words(gathering, WORD_VARIABLE);
}

static void offer_commands(struct gathering *gathering)
{
	for (const struct command *const *command = commands; *command; command++)
		offer_label(gathering, &(*command)->label, "command");
}

static void offer_functions(struct gathering *gathering)
{
	for (const struct function *function = functions; function->name; function++)
		offer(gathering, function->name, "function", _(function->summary));
}

/* `grads.` while no point is typed, then its columns. */
static void offer_quantities(struct gathering *gathering)
{
	bool point = strchr(gathering->wish->word, '.');
	const struct quantity *quantity;
	const struct quantity_table *table;
	for (size_t i = 0; (quantity = quantity_at(i)); i++)
		offer_label(gathering, &quantity->label, "quantity");
	for (size_t i = 0; (table = quantity_table_at(i)); i++) {
		if (!point && table->count > 0)
			offer(gathering,
				arena_format(arena_of(gathering), "%s.", table->label.name),
				"quantity", _(table->label.summary));
		for (size_t j = 0; point && j < table->count; j++)
			offer(gathering,
				arena_format(arena_of(gathering), "%s.%s", table->label.name,
					table->columns[j].name),
				"quantity", _(table->columns[j].summary));
	}
}

static void offer_names(struct gathering *gathering)
{
	static const char *const literals[] = { "True", "False", "None" };
	offer_variables(gathering);
	offer_quantities(gathering);
	offer_functions(gathering);
	for (size_t i = 0; i < sizeof literals / sizeof *literals; i++)
		offer(gathering, literals[i], "value", "");
}

/* ---- values of parameters ---- */

static void offer_rows(struct gathering *gathering, const struct catalogue *catalogue)
{
	size_t before = gathering->completion->count;
	for (size_t i = 0; i < catalogue->count; i++)
		offer_label(gathering, catalogue_at(catalogue, i), "value");
	/* Other names of a row are only for those who know them. */
	for (size_t i = 0; gathering->completion->count == before && i < catalogue->count; i++) {
		const struct label *label = catalogue_at(catalogue, i);
		const char *alias = label->aliases ? label->aliases : "";
		while (*alias) {
			size_t size = strcspn(alias, " ");
			offer(gathering, arena_copy(arena_of(gathering), alias, size), "value",
				_(label->summary));
			alias += size + strspn(alias + size, " ");
		}
	}
}

static void offer_topics(struct gathering *gathering)
{
	offer_commands(gathering);
	for (const struct label *topic = manual_topics; topic->name; topic++)
		offer_label(gathering, topic, "value");
	for (const struct command *const *command = commands; *command; command++)
		for (size_t i = 0; i < (*command)->parameter_count; i++)
			if ((*command)->parameters[i].catalogue)
				offer_rows(gathering, (*command)->parameters[i].catalogue);
	offer_quantities(gathering);
	offer_functions(gathering);
}

static void offer_figures(struct gathering *gathering)
{
	const struct quantity_table *table;
	for (size_t i = 0; (table = quantity_table_at(i)); i++)
		if (table->draw_new)
			offer_label(gathering, &table->label, "value");
}

static void offer_flag(struct gathering *gathering, const struct parameter *parameter, bool named)
{
	if (!named) {
		offer(gathering, parameter->label.name, "parameter", _(parameter->label.summary));
		return;
	}
	offer(gathering, "yes", "value", "");
	offer(gathering, "no", "value", "");
}

static void offer_values(struct gathering *gathering, const struct parameter *parameter, bool named)
{
	if (parameter->catalogue)
		offer_rows(gathering, parameter->catalogue);
	switch (parameter->type) {
	case PARAMETER_FLAG: offer_flag(gathering, parameter, named); return;
	case PARAMETER_NETWORK: offer_words(gathering, WORD_NETWORK); break;
	case PARAMETER_TOPIC: offer_topics(gathering); break;
	case PARAMETER_FIGURE: offer_figures(gathering); break;
	case PARAMETER_EXPRESSION: offer_names(gathering); break;
	default: break;
	}
	bool text = parameter->type == PARAMETER_TEXT || parameter->type == PARAMETER_EXPRESSION;
	if (named && parameter->fallback && !text)
		offer(gathering, parameter->fallback, "value", _("what it is when left out"));
}

/* ---- arguments ---- */

static bool is_named(const struct statement *statement, const struct parameter *parameter)
{
	for (size_t i = 0; i < statement->count; i++) {
		const char *name = statement->arguments[i].name;
		if (name && name_equal(name, parameter->label.name))
			return true;
	}
	return false;
}

static void offer_parameters(struct gathering *gathering, const struct command *command,
	const struct argument *const *given)
{
	for (size_t i = 0; i < command->parameter_count; i++) {
		const struct parameter *parameter = &command->parameters[i];
		bool taken =
			given ? given[i] != NULL : is_named(&gathering->wish->statement, parameter);
		if (!taken)
			offer(gathering,
				arena_format(arena_of(gathering), "%s=", parameter->label.name),
				"parameter", _(parameter->label.summary));
	}
}

static void offer_arguments(struct gathering *gathering, const struct command *command)
{
	const struct argument **given =
		arena_take(arena_of(gathering), command->parameter_count, sizeof(void *));
	bind_guess(arena_of(gathering), command, &gathering->wish->statement, given);
	for (size_t i = 0; i < command->parameter_count; i++) {
		const struct parameter *parameter = &command->parameters[i];
		bool bare = parameter->positional || parameter->type == PARAMETER_FLAG;
		if (bare && !given[i])
			offer_values(gathering, parameter, false);
	}
	offer_parameters(gathering, command, given);
	for (size_t i = 0; command->borrows && command->borrows[i]; i++)
		offer_parameters(gathering, command->borrows[i], NULL);
	offer(gathering, "quiet", "value", _("show nothing"));
}

static void gather(struct gathering *gathering)
{
	const struct wish *wish = gathering->wish;
	const char *verb = wish->statement.verb;
	const struct command *command = verb ? command_find(verb) : NULL, *owner;
	const struct parameter *parameter =
		command && wish->parameter ? command_parameter(command, wish->parameter, &owner)
					   : NULL;
	switch (wish->kind) {
	case WISH_NONE: break;
	case WISH_STATEMENT: offer_commands(gathering); break;
	case WISH_NAME: offer_names(gathering); break;
	case WISH_VARIABLE: offer_variables(gathering); break;
	case WISH_ARGUMENT:
		if (command)
			offer_arguments(gathering, command);
		break;
	case WISH_VALUE:
		if (parameter)
			offer_values(gathering, parameter, true);
		break;
	}
}

void session_speak(const struct vocabulary *vocabulary)
{
	const char *language = vocabulary ? vocabulary->language : NULL;
	if (language && strcmp(language, locale_get()) != 0)
		locale_set(language);
}

void session_complete(const struct vocabulary *vocabulary, const char *source, size_t length,
	size_t cursor, struct completion *completion)
{
	cursor = cursor < length ? cursor : length;
	session_speak(vocabulary);
	*completion = (struct completion){ .arena = arena_new(), .start = cursor, .end = cursor };
	const struct source before = { source, cursor, completion->arena, &session_grammar };
	struct wish wish;
	parser_wish(&before, &wish);
	struct gathering gathering = { completion, vocabulary, &wish, 0 };
	gather(&gathering);
	if (completion->count > 0)
		completion->start = wish.start;
}

void completion_release(struct completion *completion)
{
	arena_free(completion->arena);
	*completion = (struct completion){ 0 };
}

enum completeness session_is_complete(const char *source, size_t length, size_t *indent)
{
	struct arena *arena = arena_new();
	const struct source text = { source, length, arena, &session_grammar };
	struct error error = { 0 };
	struct cell cell;
	enum open open;
	bool ok = parser_cell(&text, &cell, &error, &open);
	arena_free(arena);
	if (indent)
		*indent = open == OPEN_BRACKET || open == OPEN_LINE ? 4 : 0;
	if (open != OPEN_NOT)
		return COMPLETENESS_INCOMPLETE;
	return ok ? COMPLETENESS_COMPLETE : COMPLETENESS_INVALID;
}
