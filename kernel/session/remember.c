/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The record each command was last given: copied whole, since the cell it came from is gone when it
 * is asked for. And what tells whether two records say the same.
 */
#include "kernel/base/memory.h"
#include "kernel/language/parser.h"
#include "kernel/session/parameter.h"
#include "kernel/session/session.h"
#include "kernel/session/state.h"
#include "nn/hash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *copy_text(struct arena *arena, const char *text)
{
	return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

/* Read again from its text. It has no place in a later cell, so its span is empty. */
static const struct expression *copy_expression(
	struct arena *arena, const struct expression *expression)
{
	if (!expression)
		return NULL;
	struct error error = { 0 };
	const char *text = arena_copy(arena, expression->source, strlen(expression->source));
	struct source source = { text, strlen(text), arena, &session_grammar };
	struct expression *copy = arena_take(arena, 1, sizeof *copy);
	*copy = (struct expression){ parser_expression(&source, &error), SPAN_NONE, text };
	assert(copy->tree); /* it was read from this text before */
	return copy;
}

static void copy_field(struct arena *arena, const struct parameter *parameter, void *record)
{
	void *field = (char *)record + parameter->offset;
	switch (parameter->type) {
	case PARAMETER_TEXT:
	case PARAMETER_NETWORK:
	case PARAMETER_TOPIC:
		*(const char **)field = copy_text(arena, *(const char **)field);
		break;
	case PARAMETER_EXPRESSION:
		*(const struct expression **)field =
			copy_expression(arena, *(const struct expression **)field);
		break;
	case PARAMETER_CHOICES: {
		struct choices *choices = field;
		struct choice *copy = arena_take(arena, choices->count, sizeof *copy);
		if (choices->count > 0)
			memcpy(copy, choices->choices, choices->count * sizeof *copy);
		choices->choices = copy;
		break;
	}
	case PARAMETER_REALS: {
		struct reals *reals = field;
		double *copy = arena_take(arena, reals->count, sizeof *copy);
		if (reals->count > 0)
			memcpy(copy, reals->numbers, reals->count * sizeof *copy);
		reals->numbers = copy;
		break;
	}
	case PARAMETER_SHAPE: {
		struct shape *shape = field;
		size_t *copy = arena_take(arena, shape->depth, sizeof *copy);
		if (shape->depth > 0)
			memcpy(copy, shape->width, shape->depth * sizeof *copy);
		shape->width = copy;
		break;
	}
	default: break; /* numbers, and rows that live as long as the program */
	}
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
	return text ? hash_bytes(hash, text, strlen(text) + 1) : hash;
}

static uint64_t hash_choices(uint64_t hash, const struct choice *choices, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (choices[i].label)
			hash = hash_bytes(hash_text(hash, choices[i].label->name),
				choices[i].number, sizeof choices[i].number);
	return hash;
}

/* Of a field that is one, whatever it stands for; NULL: it is none, or says nothing. */
static const char *text_of(const struct parameter *parameter, const void *field)
{
	const struct label *label;
	const struct expression *expression;
	switch (parameter->type) {
	case PARAMETER_TEXT:
	case PARAMETER_NETWORK:
	case PARAMETER_TOPIC: return *(const char *const *)field;
	case PARAMETER_EXPRESSION:
		expression = *(const struct expression *const *)field;
		return expression ? expression->source : NULL;
	case PARAMETER_WORD:
	case PARAMETER_FIGURE:
		label = *(const struct label *const *)field;
		return label ? label->name : NULL;
	default: return NULL;
	}
}

static uint64_t hash_field(uint64_t hash, const struct parameter *parameter, const void *record)
{
	const void *field = (const char *)record + parameter->offset;
	const struct choices *choices = field;
	const struct reals *reals = field;
	const struct shape *shape = field;
	switch (parameter->type) {
	case PARAMETER_COUNT:
	case PARAMETER_REAL:
	case PARAMETER_SEED:
	case PARAMETER_FLAG: return hash_bytes(hash, field, parameter_size(parameter->type));
	case PARAMETER_CHOICE: return hash_choices(hash, field, 1);
	case PARAMETER_CHOICES: return hash_choices(hash, choices->choices, choices->count);
	case PARAMETER_REALS:
		return hash_bytes(hash, reals->numbers, reals->count * sizeof *reals->numbers);
	case PARAMETER_SHAPE:
		return hash_bytes(hash, shape->width, shape->depth * sizeof *shape->width);
	default: return hash_text(hash, text_of(parameter, field));
	}
}

/* "auto" that was typed may mean something else than nothing. */
static uint64_t hash_given(uint64_t hash, const struct parameter *parameter, const void *record)
{
	return parameter->given > 0
		       ? hash_bytes(hash, (const char *)record + parameter->given - 1, sizeof(bool))
		       : hash;
}

uint64_t session_hash_record(uint64_t hash, const struct command *command, const void *record)
{
	for (size_t i = 0; i < command->parameter_count; i++) {
		const struct parameter *parameter = &command->parameters[i];
		hash = hash_text(hash, parameter->label.name);
		hash = hash_field(hash_given(hash, parameter, record), parameter, record);
	}
	return hash;
}

static struct remembered *entry(struct session *session, const struct command *command)
{
	for (size_t i = 0; i < session->record_count; i++)
		if (session->records[i].command == command)
			return &session->records[i];
	return NULL;
}

static struct remembered *add_entry(struct session *session, const struct command *command)
{
	size_t count = ++session->record_count;
	session->records = memory_resize(session->records, count, sizeof *session->records);
	session->records[count - 1] = (struct remembered){ .command = command };
	return &session->records[count - 1];
}

void session_remember(struct session *session, const struct command *command, const void *record)
{
	struct remembered *place = entry(session, command);
	if (!place)
		place = add_entry(session, command);
	/* The record may be made of the one remembered so far: that goes last. */
	struct arena *arena = arena_new();
	void *copy = arena_take(arena, command->record_size, 1);
	memcpy(copy, record, command->record_size);
	for (size_t i = 0; i < command->parameter_count; i++)
		copy_field(arena, &command->parameters[i], copy);
	session->changes++;
	arena_free(place->arena);
	place->arena = arena;
	place->record = copy;
}

const void *session_recall(struct session *session, const struct command *command)
{
	const struct remembered *place = entry(session, command);
	if (place)
		return place->record;
	struct remembered *added = add_entry(session, command);
	added->arena = arena_new();
	added->record = bind_fallbacks(added->arena, command);
	return added->record;
}

void session_forget_records(struct session *session)
{
	for (size_t i = 0; i < session->record_count; i++)
		arena_free(session->records[i].arena);
	free(session->records);
	session->records = NULL;
	session->record_count = 0;
}
