/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Formulas as text.
 */
#include "nn/formula_program.h"

#include <stdio.h>
#include <string.h>

static const double pi = 3.14159265358979312;

struct sketch {
	const struct program *program;
	enum notation notation;
	size_t start[FORMULA_LONGEST / 2]; /* of what each instruction computes */
	char *to;
	size_t used;
};

static void put(struct sketch *sketch, const char *text)
{
	size_t length = strlen(text);
	if (sketch->used + length < FORMULA_SHOWN)
		memcpy(sketch->to + sketch->used, text, length + 1);
	sketch->used += length;
}

/* With as many digits as it takes to come back. */
static void put_number(struct sketch *sketch, double number)
{
	char text[32];
	double back = 0;
	if (number == pi && sketch->notation != NOTATION_POSTFIX) {
		put(sketch, sketch->notation == NOTATION_TORCH ? "math.pi" : "pi");
		return;
	}
	for (int digits = 6; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, number);
		if (sscanf(text, "%lf", &back) == 1 && back == number)
			break;
	}
	put(sketch, text);
}

static void find_starts(struct sketch *sketch)
{
	for (size_t i = 0; i < sketch->program->count; i++) {
		const struct instruction *at = &sketch->program->code[i];
		size_t start = i;
		for (size_t k = at->kind == INSTRUCTION_OPERATION ? at->operation->takes : 0; k > 0;
			k--)
			start = sketch->start[start - 1];
		sketch->start[i] = start;
	}
}

static enum binding binding_of(const struct sketch *sketch, const struct instruction *instruction)
{
	if (instruction->kind == INSTRUCTION_OPERATION) {
		enum binding binding = instruction->operation->binding;
		bool call = binding == BINDING_COMPARISON && sketch->notation == NOTATION_TORCH;
		return call ? BINDING_WHOLE : binding;
	}
	bool negative = instruction->kind == INSTRUCTION_NUMBER && instruction->number < 0;
	return negative ? BINDING_SIGN : BINDING_WHOLE;
}

/* What the instruction at `index` computes; in brackets when it binds less than it must. */
static void put_infix(
	struct sketch *sketch, size_t index, enum binding least) // NOLINT(misc-no-recursion)
{
	const struct instruction *at = &sketch->program->code[index];
	bool brackets = binding_of(sketch, at) < least;
	put(sketch, brackets ? "(" : "");
	if (at->kind == INSTRUCTION_X)
		put(sketch, "x");
	if (at->kind == INSTRUCTION_NUMBER)
		put_number(sketch, at->number);
	const struct operation *operation = at->operation;
	const char *pattern = !operation                           ? ""
			      : sketch->notation == NOTATION_TORCH ? operation->torch
								   : operation->infix;
	size_t left = operation && operation->takes == 2 ? sketch->start[index - 1] - 1 : index - 1;
	for (; *pattern; pattern++)
		if (*pattern == '\1')
			put_infix(sketch, left, operation->left);
		else if (*pattern == '\2')
			put_infix(sketch, index - 1, operation->right);
		else
			put(sketch, (char[]){ *pattern, '\0' });
	put(sketch, brackets ? ")" : "");
}

static void put_postfix(struct sketch *sketch)
{
	for (size_t i = 0; i < sketch->program->count; i++) {
		const struct instruction *at = &sketch->program->code[i];
		put(sketch, i > 0 ? " " : "");
		if (at->kind == INSTRUCTION_NUMBER)
			put_number(sketch, at->number);
		else
			put(sketch, at->kind == INSTRUCTION_X ? "x" : at->operation->name);
	}
}

bool program_write(const struct program *program, enum notation notation, char to[FORMULA_SHOWN])
{
	struct sketch sketch = { .program = program, .notation = notation, .to = to };
	to[0] = '\0';
	find_starts(&sketch);
	if (notation == NOTATION_POSTFIX)
		put_postfix(&sketch);
	else
		put_infix(&sketch, program->count - 1, BINDING_COMPARISON);
	return sketch.used < FORMULA_SHOWN;
}
