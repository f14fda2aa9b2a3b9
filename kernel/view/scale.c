/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers are halved before they are subtracted, so that no range overflows.
 */
#include "kernel/view/scale.h"

#include "nn/real.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What lies beyond is shown at the edge; and a range narrower than this share of its numbers would
 * have ticks that differ in no digit. */
#define FARTHEST  1e300
#define NARROWEST 1e-12
#define TINIEST   1e-300

bool scale_can_show(enum scale_kind kind, double value)
{
	return real_is_finite(value) && (kind != SCALE_LOG || value > 0);
}

void extent_include(struct extent *extent, enum scale_kind kind, double value)
{
	if (!scale_can_show(kind, value))
		return;
	extent->low = value < extent->low ? value : extent->low;
	extent->high = value > extent->high ? value : extent->high;
	extent->fractional |= value != real_floor(value);
}

void extent_join(struct extent *extent, const struct extent *other)
{
	extent->low = other->low < extent->low ? other->low : extent->low;
	extent->high = other->high > extent->high ? other->high : extent->high;
	extent->fractional |= other->fractional;
}

static double clamp(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

/* Makes room around a single number. */
static void widen(struct scale *scale)
{
	double middle = scale->low / 2 + scale->high / 2;
	double least = scale->kind == SCALE_LINEAR ? NARROWEST * real_abs(middle) + TINIEST : 0;
	if (scale->high - scale->low > least)
		return;
	double half = 0.5;
	if (scale->kind == SCALE_LINEAR && real_abs(middle) > TINIEST)
		half = real_abs(middle) / 10;
	scale->low = middle - half;
	scale->high = middle + half;
}

struct scale scale_between(enum scale_kind kind, double low, double high)
{
	struct scale scale = { .kind = kind, .low = 0, .high = 1 };
	if (kind == SCALE_LOG)
		scale.low = -1, scale.high = 1;
	if (low <= high && scale_can_show(kind, low) && scale_can_show(kind, high)) {
		bool log = kind == SCALE_LOG;
		scale.low = log ? real_log10(low) : clamp(low, -FARTHEST, FARTHEST);
		scale.high = log ? real_log10(high) : clamp(high, -FARTHEST, FARTHEST);
	}
	widen(&scale);
	return scale;
}

struct scale scale_around(enum scale_kind kind, const struct extent *extent, double margin)
{
	struct scale scale = scale_between(kind, extent->low, extent->high);
	double low = scale.low, high = scale.high;
	double room = margin * (high - low);
	scale.low -= room;
	scale.high += room;
	if (kind == SCALE_LINEAR && low >= 0 && scale.low < 0)
		scale.low = 0;
	if (kind == SCALE_LINEAR && high <= 0 && scale.high > 0)
		scale.high = 0;
	scale.whole = kind == SCALE_LINEAR && !extent->fractional && extent->low <= extent->high;
	return scale;
}

double scale_place(const struct scale *scale, double value)
{
	if (!scale_can_show(scale->kind, value))
		return __builtin_nan("");
	if (scale->kind == SCALE_LOG)
		value = real_log10(value);
	double place = (value / 2 - scale->low / 2) / (scale->high / 2 - scale->low / 2);
	return clamp(place, -1000, 1000);
}

/* ---- ticks ---- */

/* Read from text, which rounds correctly: a tick labelled 5e-5 stands exactly there. */
static double decimal(int mantissa, int exponent)
{
	char text[NUMBER_LENGTH];
	snprintf(text, sizeof text, "%de%d", mantissa, exponent);
	return strtod(text, NULL);
}

static int decimal_exponent(double positive)
{
	char text[NUMBER_LENGTH];
	snprintf(text, sizeof text, "%.16e", positive);
	return (int)strtol(strchr(text, 'e') + 1, NULL, 10);
}

/* Steps of 1, 2 or 5 times a power of ten. */
struct step {
	int mantissa, exponent;
};

static double step_size(struct step step)
{
	return decimal(step.mantissa, step.exponent);
}

static struct step next_step(struct step step)
{
	if (step.mantissa == 1)
		return (struct step){ 2, step.exponent };
	if (step.mantissa == 2)
		return (struct step){ 5, step.exponent };
	return (struct step){ 1, step.exponent + 1 };
}

/* Multiples first..last of the step lie within the scale; a rounding error away counts as within.
 */
static void multiples(const struct scale *scale, struct step step, double *first, double *last)
{
	double size = step_size(step);
	*first = real_ceil(scale->low / size - 1e-9);
	*last = real_floor(scale->high / size + 1e-9);
}

/* All ticks of an axis show the same decimals and, if any, the same exponent. */
static void label_linear(struct tick *tick, struct step step, double largest)
{
	int top = largest > 0 ? decimal_exponent(largest) : 0;
	if (tick->value == 0) {
		strcpy(tick->text, "0");
	} else if ((top >= 6 && (top > 14 || top - step.exponent < 6)) || top < -3) {
		int decimals = top > step.exponent ? top - step.exponent : 0;
		snprintf(tick->text, sizeof tick->text, "%.*fe%d", decimals,
			tick->value / decimal(1, top), top);
	} else {
		int decimals = step.exponent < 0 ? -step.exponent : 0;
		snprintf(tick->text, sizeof tick->text, "%.*f", decimals, tick->value);
	}
}

static size_t linear_ticks(const struct scale *scale, size_t most, struct tick *ticks)
{
	double length = scale->high / 2 - scale->low / 2;
	struct step step = { 1, decimal_exponent(length / (double)most) - 1 };
	if (scale->whole && step.exponent < 0)
		step = (struct step){ 1, 0 };
	double first, last;
	multiples(scale, step, &first, &last);
	while (last - first + 1 > (double)most) {
		step = next_step(step);
		multiples(scale, step, &first, &last);
	}
	double far = real_abs(scale->low) > real_abs(scale->high) ? scale->low : scale->high;
	size_t count = 0;
	for (double i = first; i <= last && count < most; i++, count++) {
		struct tick *tick = &ticks[count];
		/* One correctly rounded division is exact where the product of a step is not. */
		double unit = decimal(1, step.exponent < 0 ? -step.exponent : step.exponent);
		double multiple = i * step.mantissa;
		tick->value = step.exponent < 0 ? multiple / unit : multiple * unit;
		if (tick->value == 0)
			tick->value = 0; /* not -0 */
		tick->place = clamp(scale_place(scale, tick->value), 0, 1);
		label_linear(tick, step, real_abs(far));
	}
	return count;
}

static void add_log_tick(
	const struct scale *scale, int mantissa, int exponent, struct tick *ticks, size_t *count)
{
	struct tick *tick = &ticks[*count];
	double place = (exponent + (mantissa == 1 ? 0 : real_log10(mantissa)) - scale->low) /
		       (scale->high - scale->low);
	tick->value = decimal(mantissa, exponent);
	bool exists = tick->value > 0 && real_is_finite(tick->value);
	if (!exists || place < -1e-9 || place > 1 + 1e-9)
		return;
	tick->place = clamp(place, 0, 1);
	if (exponent == 0 || (scale->low > -3.1 && scale->high < 4))
		number_format(tick->text, tick->value, 6);
	else
		snprintf(tick->text, sizeof tick->text, "%de%d", mantissa, exponent);
	++*count;
}

/* Fewer than two decades: 1, 2 and 5 of each, if there is room. */
static size_t ticks_within_decades(const struct scale *scale, size_t most, struct tick *ticks)
{
	int low = (int)real_floor(scale->low), high = (int)real_floor(scale->high);
	size_t count = 0;
	for (int exponent = low; exponent <= high; exponent++)
		for (int mantissa = 1; mantissa <= 5; mantissa = mantissa == 2 ? 5 : mantissa + 1)
			add_log_tick(scale, mantissa, exponent, ticks, &count);
	return count <= most ? count : 0;
}

/* Less than a third of a decade may hold none of those: as on a linear axis. */
static size_t ticks_within_a_decade(const struct scale *scale, size_t most, struct tick *ticks)
{
	struct scale linear =
		scale_between(SCALE_LINEAR, real_pow(10, scale->low), real_pow(10, scale->high));
	size_t count = linear_ticks(&linear, most, ticks);
	for (size_t i = 0; i < count; i++)
		ticks[i].place = clamp(scale_place(scale, ticks[i].value), 0, 1);
	return count;
}

static size_t log_ticks(const struct scale *scale, size_t most, struct tick *ticks)
{
	double decades = scale->high - scale->low;
	if (decades < 2) {
		size_t count = ticks_within_decades(scale, most, ticks);
		if (count >= 2)
			return count;
	}
	if (decades < 1)
		return ticks_within_a_decade(scale, most, ticks);
	struct step step = { 1, 0 };
	double first, last;
	multiples(scale, step, &first, &last);
	while (last - first + 1 > (double)most) {
		step = next_step(step);
		multiples(scale, step, &first, &last);
	}
	size_t count = 0;
	for (int i = (int)first; i <= (int)last && count < most; i++)
		add_log_tick(scale, 1, i * (int)step_size(step), ticks, &count);
	return count;
}

static size_t category_ticks(const struct scale *scale, size_t most, struct tick *ticks)
{
	double first = real_ceil(scale->low), last = real_floor(scale->high);
	double every = real_ceil((last - first + 1) / (double)most);
	every = every > 1 ? every : 1;
	size_t count = 0;
	while (count < most && first + (double)count * every <= last) {
		double value = first + (double)count * every;
		ticks[count++] =
			(struct tick){ .value = value, .place = scale_place(scale, value) };
	}
	return count;
}

size_t scale_ticks(const struct scale *scale, size_t most, struct tick ticks[TICKS])
{
	assert(most <= TICKS);
	if (most == 0)
		return 0;
	switch (scale->kind) {
	case SCALE_LOG: return log_ticks(scale, most, ticks);
	case SCALE_CATEGORY: return category_ticks(scale, most, ticks);
	default: return linear_ticks(scale, most, ticks);
	}
}
