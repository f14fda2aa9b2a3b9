/* SPDX-License-Identifier: BSD-3-Clause
 *
 * palette: colours that can be told apart. Luminance and contrast are WCAG 2.1's; what a reader
 * without green or red cones sees is computed with the matrices of Vienot, Brettel and Mollon
 * (1999).
 */
#include "kernel/view/palette.h"

#include "tests/unit/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double linear(unsigned char byte)
{
	double value = byte / 255.0;
	return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour colour)
{
	return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) +
	       0.0722 * linear(colour.blue);
}

static double contrast(double a, double b)
{
	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

START_TEST(writes_colours)
{
	char text[COLOUR_LENGTH];
	ck_assert_str_eq(palette_text(text, (struct colour){ 0, 0x72, 0xb2 }), "#0072b2");
}
END_TEST

START_TEST(amounts_run_evenly_from_light_to_dark)
{
	double before = 2;
	for (int i = 0; i <= 24; i++) {
		double now = luminance(palette_sequential(i / 24.0));
		ck_assert(now < before);
		before = now;
	}
	ck_assert(luminance(palette_sequential(0)) > 0.85);
	ck_assert(luminance(palette_sequential(1)) < 0.05);
	for (int i = 0; i < 12; i++) {
		double more = (i + 1) / 12.0, less = i / 12.0;
		ck_assert(luminance(palette_diverging(more)) < luminance(palette_diverging(less)));
		ck_assert(
			luminance(palette_diverging(-more)) < luminance(palette_diverging(-less)));
		struct colour warm = palette_diverging(more), cold = palette_diverging(-more);
		ck_assert(warm.red > warm.blue && cold.blue > cold.red);
	}
	ck_assert_uint_eq(palette_sequential(7).red, palette_sequential(1).red);
}
END_TEST

/* The square of the distance, in linear light, after the loss of a kind of cone: 0 none, 1 red, 2
 * green. */
static double distance(struct colour a, struct colour b, int loss)
{
	static const double lost[3][2] = { { 0, 0 }, { 0.11238, 0.88762 }, { 0.29275, 0.70725 } };
	double red = linear(a.red) - linear(b.red), green = linear(a.green) - linear(b.green);
	double blue = linear(a.blue) - linear(b.blue);
	if (loss > 0) {
		double yellow = lost[loss][0] * red + lost[loss][1] * green;
		red = green = yellow;
	}
	return red * red + green * green + blue * blue;
}

START_TEST(series_can_be_told_apart)
{
	for (size_t i = 0; i < PALETTE_SERIES; i++) {
		ck_assert(contrast(luminance(palette_series(i)), 1) > 2);
		/* Seven are Okabe and Ito's claim; what is near in colour differs in shape and
		 * dash. */
		for (size_t j = 0; j < i && i < 7; j++)
			for (int loss = 0; loss < 3; loss++)
				ck_assert_msg(
					distance(palette_series(i), palette_series(j), loss) > 0.01,
					"%zu and %zu, loss %d", i, j, loss);
		ck_assert_str_eq(palette_dash(i), "");
		ck_assert_uint_eq(palette_series(i).red, palette_series(i + PALETTE_SERIES).red);
		ck_assert_str_ne(palette_dash(i + PALETTE_SERIES), "");
	}
}
END_TEST

START_TEST(ink_is_readable_on_every_ground)
{
	for (int i = 0; i <= 100; i++) {
		const struct colour grounds[] = { palette_sequential(i / 100.0),
			palette_diverging(i / 50.0 - 1),
			palette_tint(palette_series((size_t)i), 1) };
		for (size_t g = 0; g < 3; g++) {
			double ink = strcmp(palette_ink(grounds[g]), "#fff") == 0;
			ck_assert(contrast(luminance(grounds[g]), ink) > 4.4);
		}
	}
}
END_TEST

START_TEST(tints_leave_room_for_marks)
{
	for (size_t i = 0; i < PALETTE_SERIES; i++) {
		double full = luminance(palette_series(i));
		double before = 2;
		for (int s = 0; s <= 5; s++) {
			double now = luminance(palette_tint(palette_series(i), s / 5.0));
			ck_assert(now < before && now > full);
			before = now;
		}
	}
}
END_TEST

/* On a white page and on JupyterLab's dark one (#111111). */
START_TEST(bars_show_on_light_and_dark)
{
	for (int negative = 0; negative < 2; negative++) {
		unsigned red, green, blue;
		ck_assert_int_eq(
			sscanf(palette_bar(negative), "#%2x%2x%2x", &red, &green, &blue), 3);
		double bar = luminance((struct colour){
			(unsigned char)red, (unsigned char)green, (unsigned char)blue });
		double dark = luminance((struct colour){ 0x11, 0x11, 0x11 });
		ck_assert(contrast(bar, 1) > 3);
		ck_assert(contrast(bar, dark) > 3);
	}
}
END_TEST

SUITE(writes_colours, amounts_run_evenly_from_light_to_dark, series_can_be_told_apart,
	ink_is_readable_on_every_ground, tints_leave_room_for_marks, bars_show_on_light_and_dark)
