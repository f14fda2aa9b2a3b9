/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The catalogue of schedules.
 */
#include "nn/schedule.h"

#include "nn/real.h"

static double constant(const double *p, double rate, double t, double end)
{
	(void)p;
	(void)t;
	(void)end;
	return rate;
}

static double step(const double *p, double rate, double t, double end)
{
	(void)end;
	return rate * real_pow(p[1], real_floor(t / p[0]));
}

static double exponential(const double *p, double rate, double t, double end)
{
	(void)end;
	return rate * real_pow(p[0], t);
}

static double cosine(const double *p, double rate, double t, double end)
{
	double period = p[0] > 0 ? p[0] : end;
	return p[1] + (rate - p[1]) * (1 + real_cos(REAL_PI * (t / period))) / 2;
}

static double warmup(const double *p, double rate, double t, double end)
{
	(void)end;
	double done = t < p[0] ? t / p[0] : 1;
	return rate * (p[1] + (1 - p[1]) * done);
}

// clang-format off
static const struct schedule rows[] = {
	{ { "constant", N_("the learning rate stays"), "none", { { 0 } } }, constant },
	{ { "step", N_("falls by a factor every few epochs"), NULL, { { "epochs", N_("epochs between falls"), 10, 1, 1e9 }, { "gamma", N_("the factor"), 0.1, 0, 1 } } }, step },
	{ { "exponential", N_("falls by a factor every epoch"), "exp", { { "gamma", N_("the factor"), 0.95, 0, 1 } } }, exponential },
	{ { "cosine", N_("falls along half a cosine: Loshchilov and Hutter 2017"), NULL, { { "epochs", N_("length of the fall; 0: to the end of this training"), 0, 0, 1e9 }, { "min", N_("the rate at the bottom"), 0, 0, 1e6 } } }, cosine },
	{ { "warmup", N_("rises along a line in the first epochs"), "linear", { { "epochs", N_("length of the rise"), 5, 1, 1e9 }, { "start", N_("share of the rate to start from"), 1.0 / 3, 0, 1 } } }, warmup },
	{ { "plateau", N_("falls by a factor when the loss has not fallen for a while"), NULL, { { "factor", N_("the factor"), 0.1, 0, 1 }, { "patience", N_("epochs without a lower loss that are borne"), 10, 0, 1e9 }, { "threshold", N_("how much lower counts, as a share of the loss"), 1e-4, 0, 1 } } }, NULL },
};
// clang-format on

const struct catalogue schedules = CATALOGUE(N_("schedule"), rows);

static const struct schedule *row_of(const struct choice *schedule)
{
	return (const struct schedule *)(const void *)schedule->label;
}

double schedule_rate(const struct choice *schedule, const struct plateau *plateau, double rate,
	uint64_t epoch, uint64_t end)
{
	if (!schedule->label)
		return rate;
	if (!row_of(schedule)->rate)
		return rate * plateau->scale;
	return row_of(schedule)->rate(schedule->number, rate, (double)epoch, (double)end);
}

void schedule_look(const struct choice *schedule, struct plateau *plateau, double loss)
{
	if (!schedule->label || row_of(schedule)->rate)
		return;
	const double *p = schedule->number;
	if (loss < plateau->best * (1 - p[2])) {
		plateau->best = loss;
		plateau->worse = 0;
	} else if ((double)++plateau->worse > p[1]) {
		plateau->scale *= p[0];
		plateau->worse = 0;
	}
}
