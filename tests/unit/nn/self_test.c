/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The self-test passes on every level, and names the part that a wrong machine gets wrong.
 */
#include "nn/self_test.h"

#include "nn/levels.h"
#include "tests/unit/unit.h"

#include <fenv.h>
#include <math.h>
#if defined __SSE__
#include <xmmintrin.h>
#endif

static const char *const names[] = { "scalar", "portable", "sse2", "neon", "avx2", "avx512" };

START_TEST(passes_on_every_level)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct arithmetic *level = arithmetic_level(names[i]);
		const char *differs = level ? self_test(level) : NULL;
		ck_assert_msg(!differs, "%s: %s", names[i], differs);
	}
}
END_TEST

START_TEST(notices_rounding_upwards)
{
	struct arithmetic_control before = arithmetic_enter();
	fesetround(FE_UPWARD);
	const char *differs = self_test(arithmetic());
	arithmetic_leave(before);
	ck_assert_pstr_eq(differs, "rounding");
	ck_assert_pstr_eq(self_test(arithmetic()), NULL);
}
END_TEST

#if defined __SSE__
START_TEST(notices_flushed_subnormals)
{
	static const unsigned int flushes[] = { 0x8000, 0x0040, 0x8040 }; /* FTZ, DAZ, both */
	struct arithmetic_control before = arithmetic_enter();
	for (size_t i = 0; i < 3; i++) {
		_mm_setcsr(0x1f80 | flushes[i]);
		const char *differs = self_test(arithmetic());
		_mm_setcsr(0x1f80);
		ck_assert_pstr_eq(differs, "subnormal numbers");
	}
	arithmetic_leave(before);
}
END_TEST
#else
START_TEST(notices_flushed_subnormals)
{
}
END_TEST
#endif

/* A level with one kernel that is wrong in the last place. */
static struct arithmetic wrong;

static void wrong_apply(enum elementwise f, const float *p, float *y, const float *x, size_t count)
{
	arithmetic()->apply(f, p, y, x, count);
	if (f == ELEMENTWISE_TANH && count > 100)
		y[100] = nextafterf(y[100], 2);
}

static void wrong_slope(
	enum elementwise f, const float *p, float *d, const float *z, const float *a, size_t count)
{
	arithmetic()->slope(f, p, d, z, a, count);
	if (f == ELEMENTWISE_GELU && count > 100)
		d[100] = nextafterf(d[100], 2);
}

static void wrong_forward(float *z, const float *weight, const float *bias, const float *a,
	size_t inputs, size_t outputs, size_t columns, size_t stride)
{
	arithmetic()->forward(z, weight, bias, a, inputs, outputs, columns, stride);
	z[0] = nextafterf(z[0], 2);
}

static void wrong_backward(float *d, const float *weight, const float *delta, size_t inputs,
	size_t outputs, size_t columns, size_t stride)
{
	arithmetic()->backward(d, weight, delta, inputs, outputs, columns, stride);
	d[0] = nextafterf(d[0], 2);
}

static void wrong_gradient(float *weight, float *bias, const float *a, const float *delta,
	size_t inputs, size_t outputs, size_t batch, size_t stride, float *scratch)
{
	arithmetic()->gradient(weight, bias, a, delta, inputs, outputs, batch, stride, scratch);
	bias[outputs - 1] = nextafterf(bias[outputs - 1], 2);
}

static float wrong_dot(const float *x, const float *y, size_t count)
{
	return nextafterf(arithmetic()->dot(x, y, count), 2);
}

static size_t wrong_loss(enum loss_kernel f, float number, float *delta, float *each,
	const float *z, const uint32_t *label, const float *target, size_t outputs, size_t batch,
	size_t stride)
{
	size_t right = arithmetic()->loss(
		f, number, delta, each, z, label, target, outputs, batch, stride);
	if (f == LOSS_HINGE)
		delta[0] = nextafterf(delta[0], 2);
	return right;
}

static bool wrong_update(const struct update *update, float *p, float *const moments[MOMENT_COUNT],
	const float *g, float *before, size_t count)
{
	bool finite = arithmetic()->update(update, p, moments, g, before, count);
	if (update->kernel == OPTIMIZER_ADAM)
		p[count - 1] = nextafterf(p[count - 1], 2);
	return finite;
}

/* One kernel is wrong at a time: `wrong.FIELD = wrong_FIELD`. */
#define NAMES(part, field)                                                                         \
	do {                                                                                       \
		wrong = *arithmetic();                                                             \
		wrong.field = wrong_##field;                                                       \
		ck_assert_pstr_eq(self_test(&wrong), part);                                        \
	} while (0)

START_TEST(names_the_part_that_differs)
{
	NAMES("activation functions", apply);
	NAMES("activation functions", slope);
	NAMES("products of matrices", forward);
	NAMES("products of matrices", backward);
	NAMES("products of matrices", gradient);
	NAMES("products of matrices", dot);
	NAMES("losses", loss);
	NAMES("optimizer steps", update);
}
END_TEST

SUITE(passes_on_every_level, notices_rounding_upwards, notices_flushed_subnormals,
	names_the_part_that_differs)
