/* SPDX-License-Identifier: BSD-3-Clause
 *
 * What nn/formula.c and nn/formula_write.c share: programs of a stack, and their operations.
 */
#pragma once
#include "nn/activation.h"
#include "nn/formula.h"

#include <stdbool.h>

enum { FORMULA_DEPTH = 32, FORMULA_LANES = 128 };

/* A number and its derivative by x. */
struct dual {
	double value, slope;
};

/* The same of many, in binary32. */
struct lanes {
	float value[FORMULA_LANES], slope[FORMULA_LANES];
};

enum notation { NOTATION_POSTFIX, NOTATION_INFIX, NOTATION_TORCH, NOTATION_COUNT };

/* How tightly an operation binds, loosest first. */
enum binding {
	BINDING_COMPARISON,
	BINDING_SUM,
	BINDING_PRODUCT,
	BINDING_SIGN,
	BINDING_POWER,
	BINDING_WHOLE
};

struct operation {
	const char *name;                                          /* in postfix */
	size_t takes;                                              /* 1 or 2 */
	struct dual (*apply)(struct dual left, struct dual right); /* one value: both are it */
	void (*sweep)(struct lanes *left, const struct lanes *right, size_t count); /* in place */
	/* \1 and \2 stand for what it takes, which must bind at least as tightly as left and right
	 */
	const char *infix, *torch;
	enum binding binding, left, right;
};

extern const struct operation formula_operations[];
extern const size_t formula_operation_count;

enum instruction_kind { INSTRUCTION_NUMBER, INSTRUCTION_X, INSTRUCTION_OPERATION };

struct instruction {
	enum instruction_kind kind;
	double number;
	const struct operation *operation;
};

struct program {
	size_t count;
	bool uses_x;
	struct instruction code[FORMULA_LONGEST / 2];
};

struct formula {
	struct activation row;
	struct program program;
	char postfix[FORMULA_LONGEST], name[FORMULA_SHOWN + 2];
};

/* False when it does not fit. */
bool program_write(const struct program *program, enum notation notation, char to[FORMULA_SHOWN]);
