/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Reading, running and judging formulas. How they are written is nn/formula_write.c.
 */
#include "nn/formula.h"

#include "nn/activation.h"
#include "nn/formula_program.h"
#include "nn/real.h"

#include <stdlib.h>
#include <string.h>

/* Formulas are few and stay: a network, a copy of it or a run may name them at any time. */
static struct formula *formulas[FORMULA_MOST];
static size_t formula_count;

/* ---- reading ---- */

static bool read_number(const char *word, size_t length, double *number)
{
	char *end;
	*number = strtod(word, &end);
	return end == word + length && real_is_finite(*number);
}

static bool read_word(const char *word, size_t length, struct instruction *instruction)
{
	*instruction = (struct instruction){ .kind = INSTRUCTION_X };
	if (length == 1 && *word == 'x')
		return true;
	instruction->kind = INSTRUCTION_OPERATION;
	for (size_t i = 0; i < formula_operation_count; i++) {
		instruction->operation = &formula_operations[i];
		const char *name = formula_operations[i].name;
		if (strlen(name) == length && memcmp(name, word, length) == 0)
			return true;
	}
	*instruction = (struct instruction){ .kind = INSTRUCTION_NUMBER };
	return (*word == '-' || (*word >= '0' && *word <= '9')) &&
	       read_number(word, length, &instruction->number);
}

/* An operation on numbers alone is a number. */
static void fold(struct program *program)
{
	struct instruction *last = &program->code[program->count - 1];
	size_t takes = last->operation->takes;
	for (size_t i = 1; i <= takes; i++)
		if ((last - i)->kind != INSTRUCTION_NUMBER)
			return;
	struct dual left = { (last - takes)->number, 0 }, right = { (last - 1)->number, 0 };
	*(last - takes) = (struct instruction){ .kind = INSTRUCTION_NUMBER,
		.number = last->operation->apply(left, right).value };
	program->count -= takes;
}

static bool add(struct program *program, size_t *depth, const struct instruction *instruction)
{
	bool operation = instruction->kind == INSTRUCTION_OPERATION;
	size_t takes = operation ? instruction->operation->takes : 0;
	if (*depth < takes || program->count == FORMULA_LONGEST / 2)
		return false;
	program->code[program->count++] = *instruction;
	*depth += 1 - takes;
	program->uses_x |= instruction->kind == INSTRUCTION_X;
	if (operation)
		fold(program);
	return *depth <= FORMULA_DEPTH;
}

static enum formula_problem read_program(const char *postfix, struct program *program)
{
	size_t depth = 0, length;
	*program = (struct program){ .count = 0 };
	if (strlen(postfix) >= FORMULA_LONGEST)
		return FORMULA_TOO_LONG;
	for (const char *at = postfix; *at; at += length + (at[length] == ' ')) {
		struct instruction instruction;
		length = strcspn(at, " ");
		if (!read_word(at, length, &instruction) || !add(program, &depth, &instruction))
			return FORMULA_MALFORMED;
	}
	if (depth != 1)
		return FORMULA_MALFORMED;
	return program->uses_x ? FORMULA_FINE : FORMULA_CONSTANT;
}

/* ---- running ---- */

static struct dual run(const struct program *program, double x)
{
	struct dual stack[FORMULA_DEPTH + 1] = { { 0, 0 } };
	size_t depth = 0;
	for (const struct instruction *at = program->code; at < program->code + program->count;
		at++)
		if (at->kind == INSTRUCTION_X) {
			stack[depth++] = (struct dual){ x, 1 };
		} else if (at->kind == INSTRUCTION_NUMBER) {
			stack[depth++] = (struct dual){ at->number, 0 };
		} else {
			const struct dual *right = &stack[depth - 1];
			depth -= at->operation->takes;
			stack[depth] = at->operation->apply(stack[depth], *right);
			depth++;
		}
	return stack[0];
}

static double formula_value_at(double z, const double *p)
{
	return run(&formulas[(size_t)p[0]]->program, z).value;
}

static double formula_slope_at(double z, const double *p)
{
	return run(&formulas[(size_t)p[0]]->program, z).slope;
}

static void begin(struct lanes *lanes, const struct instruction *at, const float *x, size_t count)
{
	bool is_x = at->kind == INSTRUCTION_X;
	for (size_t i = 0; i < count; i++) {
		lanes->value[i] = is_x ? x[i] : (float)at->number;
		lanes->slope[i] = is_x;
	}
}

/* stack[0] comes to hold what the formula is of x[count], at most FORMULA_LANES. */
static void sweep(const struct program *program, struct lanes *stack, const float *x, size_t count)
{
	size_t depth = 0;
	memset(stack, 0, sizeof *stack);
	for (const struct instruction *at = program->code; at < program->code + program->count;
		at++)
		if (at->kind == INSTRUCTION_OPERATION) {
			size_t left = depth - at->operation->takes;
			at->operation->sweep(&stack[left], &stack[depth - 1], count);
			depth = left + 1;
		} else {
			begin(&stack[depth++], at, x, count);
		}
}

static size_t part(size_t rest)
{
	return rest < FORMULA_LANES ? rest : FORMULA_LANES;
}

void formula_apply(const float *p, float *y, const float *x, size_t count)
{
	const struct program *program = &formulas[(size_t)p[0]]->program;
	struct lanes stack[FORMULA_DEPTH + 1];
	for (size_t i = 0; i < count; i += FORMULA_LANES) {
		sweep(program, stack, x + i, part(count - i));
		memcpy(y + i, stack->value, part(count - i) * sizeof *y);
	}
}

void formula_slope(const float *p, float *d, const float *z, size_t count)
{
	const struct program *program = &formulas[(size_t)p[0]]->program;
	struct lanes stack[FORMULA_DEPTH + 1];
	for (size_t i = 0; i < count; i += FORMULA_LANES) {
		sweep(program, stack, z + i, part(count - i));
		for (size_t k = 0; k < part(count - i); k++)
			d[i + k] *= stack->slope[k];
	}
}

/* ---- judging: what the catalogue says of its rows is measured here ---- */

enum { REACH = 10, FINENESS = 64 }; /* tails are looked for in [-REACH, REACH] */

static bool is_finite(const struct program *program, double *at)
{
	for (int i = -32 * FINENESS; i <= 32 * FINENESS; i++) {
		struct dual y = run(program, *at = (double)i / FINENESS);
		if (!real_is_finite(y.value) || !real_is_finite(y.slope))
			return false;
	}
	return true;
}

static bool is_homogeneous(const struct program *program)
{
	static const double points[] = { -16, -3, -0.5, 0.5, 3, 16 };
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		double once = run(program, points[i]).value,
		       twice = run(program, 2 * points[i]).value;
		if (real_abs(twice - 2 * once) > 1e-12 * (1 + real_abs(twice)))
			return false;
	}
	return true;
}

/* From which |z| on this side the slope stays below 0.06 of its limit; REACH: it does not. A side
 * that is exactly 0 is off by design, as a ReLU's. */
static double tail_start(const struct program *program, double limit, int side)
{
	struct dual end = run(program, side * REACH);
	if (end.value == 0 && end.slope == 0)
		return REACH;
	int i = REACH * FINENESS;
	while (i > -REACH * FINENESS &&
		real_abs(run(program, (double)(side * i) / FINENESS).slope) < 0.06 * limit)
		i--;
	return (double)i / FINENESS;
}

static void judge(struct formula *formula)
{
	struct activation *row = &formula->row;
	const struct program *program = &formula->program;
	for (int i = -REACH * FINENESS; i <= REACH * FINENESS; i++) {
		double slope = real_abs(run(program, (double)i / FINENESS).slope);
		row->slope_limit = slope > row->slope_limit ? slope : row->slope_limit;
	}
	row->homogeneous = is_homogeneous(program);
	if (row->homogeneous || row->slope_limit == 0)
		return;
	double below = tail_start(program, row->slope_limit, -1);
	double above = tail_start(program, row->slope_limit, 1);
	if (below < REACH && above < REACH) {
		row->tail = TAIL_BOTH;
	} else if (below < REACH || above < REACH) {
		row->tail = below < REACH ? TAIL_NEGATIVE : TAIL_POSITIVE;
		row->tail_start = below < REACH ? below : above;
	}
}

/* ---- keeping ---- */

static struct formula *formula_find(const char *postfix, struct choice *activation)
{
	for (size_t i = 0; i < formula_count; i++)
		if (strcmp(formulas[i]->postfix, postfix) == 0) {
			*activation = (struct choice){ .label = &formulas[i]->row.label,
				.number = { (double)i } };
			return formulas[i];
		}
	return NULL;
}

static enum formula_problem keep(const struct program *program, struct choice *activation)
{
	char postfix[FORMULA_SHOWN], sketch[FORMULA_SHOWN];
	if (!program_write(program, NOTATION_POSTFIX, postfix) ||
		strlen(postfix) >= FORMULA_LONGEST ||
		!program_write(program, NOTATION_INFIX, sketch) ||
		!program_write(program, NOTATION_TORCH, sketch))
		return FORMULA_TOO_LONG;
	if (formula_find(postfix, activation))
		return FORMULA_FINE;
	struct formula *formula = formula_count < FORMULA_MOST ? calloc(1, sizeof *formula) : NULL;
	if (!formula)
		return FORMULA_TOO_MANY;
	formula->program = *program;
	memcpy(formula->postfix, postfix, strlen(postfix) + 1);
	formula->name[0] = '"';
	program_write(program, NOTATION_INFIX, formula->name + 1);
	memcpy(formula->name + strlen(formula->name), "\"", 2);
	formula->row = (struct activation){
		.label = { .name = formula->name, .summary = N_("typed as a formula of x") },
		.kernel = ELEMENTWISE_FORMULA,
		.value = formula_value_at,
		.slope = formula_slope_at,
		.torch_gain = __builtin_nan(""),
	};
	judge(formula);
	*activation = (struct choice){ .label = &formula->row.label,
		.number = { (double)formula_count } };
	formulas[formula_count++] = formula;
	return FORMULA_FINE;
}

enum formula_problem formula_choice(const char *postfix, struct choice *activation, double *at)
{
	struct program program;
	enum formula_problem problem = read_program(postfix, &program);
	if (problem == FORMULA_FINE && !is_finite(&program, at))
		problem = FORMULA_NOT_FINITE;
	return problem == FORMULA_FINE ? keep(&program, activation) : problem;
}

static const struct formula *formula_of(const struct choice *activation)
{
	const struct activation *row = (const void *)activation->label;
	return row->kernel == ELEMENTWISE_FORMULA ? formulas[(size_t)activation->number[0]] : NULL;
}

const char *formula_postfix(const struct choice *activation)
{
	const struct formula *formula = formula_of(activation);
	return formula ? formula->postfix : NULL;
}

void formula_write(
	const struct choice *activation, enum formula_notation notation, char to[FORMULA_SHOWN])
{
	program_write(&formula_of(activation)->program,
		notation == FORMULA_TORCH ? NOTATION_TORCH : NOTATION_INFIX, to);
}
