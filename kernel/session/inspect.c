/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What stands at the cursor: the word there, in the place the parser finds it in; else the command
 * around it.
 */
#include "kernel/base/locale.h"
#include "kernel/language/name.h"
#include "kernel/language/parser.h"
#include "kernel/session/manual.h"
#include "kernel/session/page.h"
#include "kernel/session/parameter.h"
#include "kernel/session/state.h"

#include <string.h>

/* Where the word that the cursor stands in ends. */
static size_t word_end(const char *source, size_t length, size_t cursor)
{
	size_t end = cursor;
	while (end < length) {
		unsigned char byte = (unsigned char)source[end];
		bool letter = byte >= 0x80 || (byte | 0x20) - 'a' + 0u < 26u ||
			      (byte >= '0' && byte <= '9') || byte == '_';
		bool joint = (byte == '.' || byte == '-') && end > cursor;
		if (!letter && !joint)
			break;
		end++;
	}
	while (end > cursor && (source[end - 1] == '.' || source[end - 1] == '-'))
		end--;
	return end;
}

static bool page_word(struct page *page, const struct vocabulary *vocabulary, enum word_kind kind,
	const char *name)
{
	for (size_t i = 0; vocabulary && i < vocabulary->count; i++) {
		const struct word *word = &vocabulary->words[i];
		if (word->kind != kind || !name_equal(word->name, name))
			continue;
		struct text line = TEXT_EMPTY;
		text_format(&line, kind == WORD_NETWORK ? "%s: %s" : "%s = %s", word->name,
			word->summary);
		page_title(page, 3, kind == WORD_NETWORK ? _("Network") : _("Variable"));
		page_code(page, text_string(&line));
		text_release(&line);
		return true;
	}
	return false;
}

static bool page_argument(struct page *page, const struct wish *wish, const struct command *command)
{
	const struct command *owner;
	const struct parameter *parameter = command_parameter(command, wish->word, &owner);
	for (size_t i = 0; !wish->parameter && i < command->parameter_count; i++) {
		const struct catalogue *catalogue = command->parameters[i].catalogue;
		const struct label *label =
			catalogue ? catalogue_find(catalogue, wish->word) : NULL;
		if (label) {
			page_row(page, &(struct row){ command, &command->parameters[i], catalogue,
					       label });
			return true;
		}
	}
	if (wish->parameter) {
		parameter = command_parameter(command, wish->parameter, &owner);
		const struct catalogue *catalogue = parameter ? parameter->catalogue : NULL;
		const struct label *label =
			catalogue ? catalogue_find(catalogue, wish->word) : NULL;
		if (label) {
			page_row(page, &(struct row){ owner, parameter, catalogue, label });
			return true;
		}
	}
	if (parameter)
		page_parameter(page, owner, parameter);
	return parameter;
}

static bool page_at(struct page *page, const struct wish *wish, const struct vocabulary *vocabulary,
	const struct command *command)
{
	switch (wish->kind) {
	case WISH_NAME:
	case WISH_VARIABLE:
		return page_word(page, vocabulary, WORD_VARIABLE, wish->word) ||
		       page_find(page, wish->word);
	case WISH_ARGUMENT:
	case WISH_VALUE:
		return command && (page_argument(page, wish, command) ||
					  page_word(page, vocabulary, WORD_NETWORK, wish->word));
	default: return false;
	}
}

bool session_inspect(const struct vocabulary *vocabulary, const char *source, size_t length,
	size_t cursor, int detail, struct bundle *bundle)
{
	session_speak(vocabulary);
	cursor = cursor < length ? cursor : length;
	struct arena *arena = arena_new();
	const struct source before = { source, word_end(source, length, cursor), arena,
		&session_grammar };
	struct page page = { TEXT_EMPTY, TEXT_EMPTY };
	struct wish wish;
	parser_wish(&before, &wish);
	const char *verb = wish.kind == WISH_STATEMENT ? wish.word : wish.statement.verb;
	const struct command *command = verb ? command_find(verb) : NULL;
	bool found = wish.word && wish.word[0] && page_at(&page, &wish, vocabulary, command);
	if (!found && command) {
		if (detail > 0)
			page_command(&page, command, 1);
		else
			page_brief(&page, command);
		found = true;
	}
	if (found)
		page_bundle(&page, bundle);
	page_release(&page);
	arena_free(arena);
	return found;
}
