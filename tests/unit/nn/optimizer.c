/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Optimizers and schedules: the binary32 updates against a plain binary64 reference, and that
 * against a sequence worked out by hand (one weight from 1, gradients 0.1, -0.2, 0.3) and, by
 * tests/torch, against PyTorch itself.
 */
#include "nn/optimizer.h"

#include "nn/schedule.h"
#include "tests/torch/plain.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <string.h>

static struct optimization asked(const char *name, double rate, double momentum, double decay)
{
	struct choice choice = choice_named(&optimizers, name);
	const struct optimizer *row = (const void *)choice.label;
	return (struct optimization){ .optimizer = choice,
		.rate = rate > 0 ? rate : row->rate,
		.momentum = momentum,
		.decay = decay >= 0 ? decay : row->decay };
}

struct known {
	const char *name;
	double rate, momentum, decay, number; /* number: the third setting, unless 0 */
	double after[3];
};

/* decay -1: the optimizer's own; rate 0: its own */
static const struct known sequences[] = {
	{ "sgd", 0.1, 0, 0, 0, { 0.99, 1.01, 0.98 } },
	{ "sgd", 0.1, 0.9, 0, 0, { 0.99, 1.001, 0.9809 } },
	{ "momentum", 0.1, 0, 0, 0, { 0.99, 1.001, 0.9809 } },
	{ "nesterov", 0.1, 0, 0, 0, { 0.981, 1.0109, 0.96281 } },
	{ "sgd", 0.1, 0.9, 0.01, 0, { 0.989, 0.998111, 0.975312789 } },
	{ "adam", 0, 0, -1, 0, { 0.999000000100, 0.999366103604, 0.999022862539 } },
	{ "adam", 0, 0, 0.01, 0, { 0.999000000091, 0.999308500510, 0.998924857375 } },
	{ "adamw", 0, 0, -1, 0, { 0.998990000100, 0.999346113704, 0.998992879178 } },
	{ "rmsprop", 0, 0, -1, 0, { 0.900000100000, 0.989532356127, 0.909181928247 } },
	{ "rmsprop", 0, 0, -1, 0.9, { 0.900000100000, 0.899532446127, 0.818761129761 } },
	{ "rmsprop-centered", 0, 0, -1, 0, { 0.899496319484, 0.989120231006, 0.908654263338 } },
	{ "adagrad", 0, 0, -1, 0, { 0.990000000010, 0.998944271916, 0.990926434661 } },
};

START_TEST(the_published_sequence_is_met)
{
	static const double gradients[] = { 0.1, -0.2, 0.3 };
	for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
		const struct known *known = &sequences[i];
		struct optimization how =
			asked(known->name, known->rate, known->momentum, known->decay);
		if (known->number > 0)
			how.optimizer.number[2] = known->number;
		struct plain plain = { .p = 1 };
		struct descent descent = { .power = { 1, 1 } };
		float p = 1;
		ck_assert(descent_begin(&descent, &how, 1));
		for (int t = 0; t < 3; t++) {
			float g = (float)gradients[t];
			plain_step(&plain, &how, gradients[t]);
			struct update update = descent_step(&descent, &how);
			arithmetic()->update(&update, &p, descent.moments, &g, NULL, 1);
			ck_assert_msg(fabs(plain.p - known->after[t]) < 1e-12, "%s %d: %.15g",
				known->name, t + 1, plain.p);
			ck_assert_msg(fabs((double)p - known->after[t]) < 3e-7, "%s %d: %.9g",
				known->name, t + 1, (double)p);
		}
		descent_release(&descent);
	}
}
END_TEST

/* A hundred steps of every row with every sort of decay: binary32 follows binary64. */
START_TEST(every_optimizer_follows_the_reference)
{
	for (size_t row = 0; row < optimizers.count; row++)
		for (int decayed = 0; decayed < 2; decayed++) {
			const char *name = catalogue_at(&optimizers, row)->name;
			struct optimization how = asked(name, 0, 0, decayed ? 0.01 : 0);
			struct plain plain = { .p = 1 };
			struct descent descent = { .power = { 1, 1 } };
			float p = 1;
			ck_assert(descent_begin(&descent, &how, 1));
			for (int t = 0; t < 100; t++) {
				double gradient = plain_gradient(t);
				float g = (float)gradient;
				plain_step(&plain, &how, gradient);
				struct update update = descent_step(&descent, &how);
				arithmetic()->update(&update, &p, descent.moments, &g, NULL, 1);
			}
			ck_assert_msg(fabs(plain.p - (double)p) < 2e-5, "%s: %.9g, not %.15g", name,
				(double)p, plain.p);
			descent_release(&descent);
		}
}
END_TEST

/* Every row goes down a bowl, (x - 3)^2 / 2 from 0, with a rate that suits all. */
START_TEST(every_optimizer_reaches_the_bottom)
{
	for (size_t row = 0; row < optimizers.count; row++) {
		const char *name = catalogue_at(&optimizers, row)->name;
		bool slow = strcmp(name, "adadelta") == 0, rooted = strcmp(name, "adagrad") == 0;
		struct optimization how = asked(name, slow ? 30 : rooted ? 1 : 0.05, 0, 0);
		struct descent descent = { .power = { 1, 1 } };
		float p = 0;
		ck_assert(descent_begin(&descent, &how, 1));
		for (int t = 0; t < 2000; t++) {
			float g = p - 3;
			how.rate *= 0.998; /* those that step by sign need to calm down */
			struct update update = descent_step(&descent, &how);
			arithmetic()->update(&update, &p, descent.moments, &g, NULL, 1);
		}
		ck_assert_msg(fabs((double)p - 3) < 0.01, "%s ends at %g", name, (double)p);
		descent_release(&descent);
	}
}
END_TEST

/* Another optimizer starts anew; the same goes on, and a copy goes on like it. */
START_TEST(a_descent_goes_on_with_its_own_optimizer)
{
	struct optimization adam = asked("adam", 0, 0, 0), sgd = asked("sgd", 0, 0.9, 0);
	struct descent descent = { .power = { 1, 1 } }, copy = { .power = { 1, 1 } };
	float p[2] = { 1, 1 }, g = 0.5f;
	ck_assert(descent_begin(&descent, &adam, 1));
	struct update update = descent_step(&descent, &adam);
	arithmetic()->update(&update, p, descent.moments, &g, NULL, 1);
	ck_assert(descent_begin(&descent, &adam, 1) && descent_copy(&copy, &descent, 1));
	ck_assert_uint_eq(descent.moves, 1);
	p[1] = p[0];
	update = descent_step(&descent, &adam);
	arithmetic()->update(&update, p, descent.moments, &g, NULL, 1);
	update = descent_step(&copy, &adam);
	arithmetic()->update(&update, p + 1, copy.moments, &g, NULL, 1);
	ck_assert(memcmp(p, p + 1, sizeof *p) == 0);
	ck_assert(descent_begin(&descent, &sgd, 1));
	ck_assert_uint_eq(descent.moves, 0);
	ck_assert(*descent.moments[0] == 0 && !descent.moments[1]);
	descent_release(&descent);
	descent_release(&copy);
}
END_TEST

static double rate_of(const char *name, const double *numbers, uint64_t epoch, uint64_t end)
{
	struct choice choice = choice_named(&schedules, name);
	const struct plateau plateau = { .scale = 0.5 };
	for (size_t i = 0; numbers && i < label_settings(choice.label); i++)
		choice.number[i] = numbers[i];
	return schedule_rate(&choice, &plateau, 0.8, epoch, end);
}

/* The formulas of the schedules, at round places. */
START_TEST(schedules_are_their_formulas)
{
	ck_assert_double_eq(rate_of("constant", NULL, 7, 10), 0.8);
	const double step[] = { 3, 0.5 };
	ck_assert_double_eq(rate_of("step", step, 2, 10), 0.8);
	ck_assert_double_eq_tol(rate_of("step", step, 3, 10), 0.4, 1e-15);
	ck_assert_double_eq_tol(rate_of("step", step, 8, 10), 0.2, 1e-15);
	const double gamma[] = { 0.9 };
	ck_assert_double_eq_tol(rate_of("exponential", gamma, 2, 10), 0.8 * 0.81, 1e-15);
	const double cosine[] = { 0, 0.2 };
	ck_assert_double_eq(rate_of("cosine", cosine, 0, 10), 0.8);
	ck_assert_double_eq_tol(rate_of("cosine", cosine, 5, 10), 0.5, 1e-15);
	ck_assert_double_eq_tol(rate_of("cosine", cosine, 10, 10), 0.2, 1e-15);
	const double warmup[] = { 4, 0.25 };
	ck_assert_double_eq_tol(rate_of("warmup", warmup, 0, 10), 0.2, 1e-15);
	ck_assert_double_eq_tol(rate_of("warmup", warmup, 2, 10), 0.5, 1e-15);
	ck_assert_double_eq(rate_of("warmup", warmup, 9, 10), 0.8);
	ck_assert_double_eq(rate_of("plateau", NULL, 3, 10), 0.4);
}
END_TEST

START_TEST(a_plateau_is_waited_for)
{
	struct choice choice = choice_named(&schedules, "plateau");
	choice.number[1] = 2; /* patience */
	static const double losses[] = { 1, 0.9, 0.95, 0.9, 0.89999, 0.91, 0.5, 0.6, 0.6, 0.6 };
	static const double scales[] = { 1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.01 };
	struct plateau plateau = { .best = (double)INFINITY, .scale = 1 };
	for (size_t i = 0; i < sizeof losses / sizeof *losses; i++) {
		schedule_look(&choice, &plateau, losses[i]);
		ck_assert_double_eq_tol(plateau.scale, scales[i], 1e-15);
	}
}
END_TEST

SUITE(the_published_sequence_is_met, every_optimizer_follows_the_reference,
	every_optimizer_reaches_the_bottom, a_descent_goes_on_with_its_own_optimizer,
	schedules_are_their_formulas, a_plateau_is_waited_for)
