/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The operations of formulas, one row each: value and slope by dual numbers, in binary64 and, for
 * training, in binary32.
 */
#include "nn/formula_program.h"
#include "nn/real.h"

/* ---- in binary64, one number at a time ---- */

#define OPERATION(name)                                                                            \
	static struct dual name(struct dual a, struct dual b __attribute__((unused)))

OPERATION(add)
{
	return (struct dual){ a.value + b.value, a.slope + b.slope };
}
OPERATION(subtract)
{
	return (struct dual){ a.value - b.value, a.slope - b.slope };
}
OPERATION(multiply)
{
	return (struct dual){ a.value * b.value, a.slope * b.value + a.value * b.slope };
}
OPERATION(divide)
{
	double y = a.value / b.value;
	return (struct dual){ y, (a.slope - y * b.slope) / b.value };
}
/* Where only one of both changes, the other's term would be 0 times infinity or NaN. */
OPERATION(power)
{
	double y = real_pow(a.value, b.value), slope = 0;
	if (a.slope != 0 && b.value != 0)
		slope += b.value * real_pow(a.value, b.value - 1) * a.slope;
	if (b.slope != 0)
		slope += y * real_log(a.value) * b.slope;
	return (struct dual){ y, slope };
}
OPERATION(negative)
{
	return (struct dual){ -a.value, -a.slope };
}
OPERATION(absolute)
{
	double sign = (a.value > 0) - (a.value < 0);
	return (struct dual){ real_abs(a.value), sign * a.slope };
}
OPERATION(exponential)
{
	double y = real_exp(a.value < 700 ? a.value : real_is_nan(a.value) ? a.value : 700);
	return (struct dual){ y, y * a.slope };
}
OPERATION(logarithm)
{
	return (struct dual){ real_log(a.value), a.slope / a.value };
}
OPERATION(logarithm_10)
{
	return (struct dual){ real_log10(a.value), a.slope / (a.value * 2.302585092994046) };
}
OPERATION(root)
{
	double y = real_sqrt(a.value);
	return (struct dual){ y, a.slope / (2 * y) };
}
OPERATION(hyperbolic_tangent)
{
	double y = real_tanh(a.value);
	return (struct dual){ y, (1 - y * y) * a.slope };
}
OPERATION(logistic)
{
	double y = real_sigmoid(a.value);
	return (struct dual){ y, y * (1 - y) * a.slope };
}
OPERATION(sine)
{
	return (struct dual){ real_sin(a.value), real_cos(a.value) * a.slope };
}
OPERATION(cosine)
{
	return (struct dual){ real_cos(a.value), -real_sin(a.value) * a.slope };
}
OPERATION(error_function) /* its slope: 2/sqrt(pi) exp(-x^2) */
{
	double slope = 1.1283791670955126 * real_exp(-a.value * a.value);
	return (struct dual){ real_erf(a.value), slope * a.slope };
}
OPERATION(smaller)
{
	if (a.value == b.value)
		return (struct dual){ a.value, (a.slope + b.slope) / 2 };
	return a.value < b.value || real_is_nan(a.value) ? a : b;
}
OPERATION(larger)
{
	if (a.value == b.value)
		return (struct dual){ a.value, (a.slope + b.slope) / 2 };
	return a.value > b.value || real_is_nan(a.value) ? a : b;
}
OPERATION(less)
{
	return (struct dual){ a.value < b.value, 0 };
}
OPERATION(less_equal)
{
	return (struct dual){ a.value <= b.value, 0 };
}
OPERATION(more)
{
	return (struct dual){ a.value > b.value, 0 };
}
OPERATION(more_equal)
{
	return (struct dual){ a.value >= b.value, 0 };
}

/* ---- in binary32, many at a time: x and dx from below, y and dy from above ---- */

#define LANES(name, value_, slope_)                                                                \
	static void name##_lanes(struct lanes *a, const struct lanes *b, size_t count)             \
	{                                                                                          \
		for (size_t i = 0; i < count; i++) {                                               \
			float x = a->value[i], dx = a->slope[i], y = b->value[i],                  \
			      dy = b->slope[i];                                                    \
			(void)x, (void)dx, (void)y, (void)dy;                                      \
			a->value[i] = (value_);                                                    \
			a->slope[i] = (slope_);                                                    \
		}                                                                                  \
	}

/* f is the kernel's value of x. */
#define KERNEL_LANES(name, kernel, slope_)                                                         \
	static void name##_lanes(                                                                  \
		struct lanes *a, const struct lanes *b __attribute__((unused)), size_t count)      \
	{                                                                                          \
		float value[FORMULA_LANES];                                                        \
		arithmetic()->apply((kernel), NULL, value, a->value, count);                       \
		for (size_t i = 0; i < count; i++) {                                               \
			float x = a->value[i], dx = a->slope[i], f = value[i];                     \
			(void)x, (void)f;                                                          \
			a->value[i] = f;                                                           \
			a->slope[i] = (slope_);                                                    \
		}                                                                                  \
	}

// clang-format off
LANES(add, x + y, dx + dy)
LANES(subtract, x - y, dx - dy)
LANES(multiply, x * y, dx * y + x * dy)
LANES(divide, x / y, (dx - x / y * dy) / y)
LANES(negative, -x, -dx)
LANES(absolute, x < 0 ? -x : x, x > 0 ? dx : x < 0 ? -dx : 0)
LANES(root, __builtin_sqrtf(x), dx / (2 * __builtin_sqrtf(x)))
LANES(smaller, x < y || x != x ? x : y, x == y ? (dx + dy) / 2 : x < y || x != x ? dx : dy)
LANES(larger, x > y || x != x ? x : y, x == y ? (dx + dy) / 2 : x > y || x != x ? dx : dy)
LANES(less, x < y, 0)
LANES(less_equal, x <= y, 0)
LANES(more, x > y, 0)
LANES(more_equal, x >= y, 0)
LANES(capped, x > 88 ? 88 : x, dx)
KERNEL_LANES(bare_exponential, ELEMENTWISE_EXP, f * dx)
KERNEL_LANES(logarithm, ELEMENTWISE_LOG, dx / x)
KERNEL_LANES(hyperbolic_tangent, ELEMENTWISE_TANH, (1 - f * f) * dx)
KERNEL_LANES(logistic, ELEMENTWISE_SIGMOID, f * (1 - f) * dx)
// clang-format on

/* exp of more than 88 is exp(88), as that of more than 700 in binary64. */
static void exponential_lanes(struct lanes *a, const struct lanes *b, size_t count)
{
	capped_lanes(a, b, count);
	bare_exponential_lanes(a, b, count);
}

/* What has no kernel of its own. */
#define SINGLY(name)                                                                               \
	static void name##_lanes(struct lanes *a, const struct lanes *b, size_t count)             \
	{                                                                                          \
		for (size_t i = 0; i < count; i++) {                                               \
			struct dual x = { (double)a->value[i], (double)a->slope[i] };              \
			struct dual y = { (double)b->value[i], (double)b->slope[i] };              \
			struct dual f = name(x, y);                                                \
			a->value[i] = (float)f.value;                                              \
			a->slope[i] = (float)f.slope;                                              \
		}                                                                                  \
	}
SINGLY(power)
SINGLY(logarithm_10)
SINGLY(sine)
SINGLY(cosine)
SINGLY(error_function)

/* ---- the rows ---- */

#define BOTH(name) name, name##_lanes
#define FUNCTION(name, apply, torch)                                                               \
	{                                                                                          \
		name, 1, BOTH(apply), name "(\1)", torch "(\1)", BINDING_WHOLE,                    \
			BINDING_COMPARISON, BINDING_COMPARISON                                     \
	}
#define EXTREME(name, apply, torch)                                                                \
	{                                                                                          \
		name, 2, BOTH(apply), name "(\1, \2)",                                             \
			torch "(torch.as_tensor(\1), torch.as_tensor(\2))", BINDING_WHOLE,         \
			BINDING_COMPARISON, BINDING_COMPARISON                                     \
	}
#define COMPARISON(name, apply)                                                                    \
	{                                                                                          \
		name, 2, BOTH(apply), "\1 " name " \2",                                            \
			"torch.as_tensor((\1) " name " (\2)).to(x)", BINDING_COMPARISON,           \
			BINDING_SUM, BINDING_SUM                                                   \
	}

// clang-format off
const struct operation formula_operations[] = {
	{ "+", 2, BOTH(add), "\1 + \2", "\1 + \2", BINDING_SUM, BINDING_SUM, BINDING_PRODUCT },
	{ "-", 2, BOTH(subtract), "\1 - \2", "\1 - \2", BINDING_SUM, BINDING_SUM, BINDING_PRODUCT },
	{ "*", 2, BOTH(multiply), "\1*\2", "\1 * \2", BINDING_PRODUCT, BINDING_PRODUCT, BINDING_SIGN },
	{ "/", 2, BOTH(divide), "\1/\2", "\1 / \2", BINDING_PRODUCT, BINDING_PRODUCT, BINDING_SIGN },
	{ "^", 2, BOTH(power), "\1^\2", "\1 ** \2", BINDING_POWER, BINDING_WHOLE, BINDING_POWER },
	{ "neg", 1, BOTH(negative), "-\1", "-\1", BINDING_SIGN, BINDING_SIGN, BINDING_SIGN },
	COMPARISON("<", less),
	COMPARISON("<=", less_equal),
	COMPARISON(">", more),
	COMPARISON(">=", more_equal),
	FUNCTION("abs", absolute, "torch.abs"),
	FUNCTION("cos", cosine, "torch.cos"),
	FUNCTION("erf", error_function, "torch.erf"),
	FUNCTION("exp", exponential, "torch.exp"),
	FUNCTION("log", logarithm, "torch.log"),
	FUNCTION("log10", logarithm_10, "torch.log10"),
	EXTREME("max", larger, "torch.maximum"),
	EXTREME("min", smaller, "torch.minimum"),
	FUNCTION("sigmoid", logistic, "torch.sigmoid"),
	FUNCTION("sin", sine, "torch.sin"),
	FUNCTION("sqrt", root, "torch.sqrt"),
	FUNCTION("tanh", hyperbolic_tangent, "torch.tanh"),
};
// clang-format on
const size_t formula_operation_count = sizeof formula_operations / sizeof *formula_operations;

const char *formula_operation(size_t index, size_t *takes)
{
	if (index >= formula_operation_count)
		return NULL;
	*takes = formula_operations[index].takes;
	return formula_operations[index].name;
}
