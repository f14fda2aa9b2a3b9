/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Colours are mixed in OKLab (B. Ottosson, "A perceptual color space for image processing", 2020),
 * where equal steps look equal.
 */
#include "kernel/view/palette.h"

#include "nn/real.h"

#include <stdio.h>

/* Okabe and Ito's, ordered so that neighbours differ in lightness too; their yellow is too light
 * for a line on white and their black is for text, so a brown and a grey stand in. */
static const struct colour series[PALETTE_SERIES] = {
	{ 0x00, 0x72, 0xb2 }, /* blue */
	{ 0xd5, 0x5e, 0x00 }, /* vermilion */
	{ 0x00, 0x9e, 0x73 }, /* bluish green */
	{ 0xcc, 0x79, 0xa7 }, /* reddish purple */
	{ 0xe6, 0x9f, 0x00 }, /* orange */
	{ 0x56, 0xb4, 0xe9 }, /* sky blue */
	{ 0x6e, 0x3b, 0x12 }, /* brown */
	{ 0x7f, 0x7f, 0x7f }, /* grey */
	{ 0x9a, 0x95, 0x00 }, /* olive */
	{ 0x1a, 0x1a, 0x1a }, /* black */
};

static const char *const dashes[] = { "", "7 3", "2 3", "9 3 2 3" };

static const struct colour sequential[] = {
	{ 0xfb, 0xf8, 0xdc },
	{ 0xa6, 0xda, 0xb7 },
	{ 0x41, 0xa3, 0xbe },
	{ 0x2f, 0x5f, 0xa5 },
	{ 0x22, 0x1f, 0x5f },
};

static const struct colour diverging[] = {
	{ 0x08, 0x3c, 0x7a },
	{ 0x4f, 0x9d, 0xd0 },
	{ 0xf6, 0xf5, 0xf2 },
	{ 0xee, 0x8a, 0x4e },
	{ 0x93, 0x2c, 0x05 },
};

struct lab {
	double lightness, a, b;
};

static double linear_from_byte(unsigned char byte)
{
	double value = byte / 255.0;
	return value <= 0.04045 ? value / 12.92 : real_pow((value + 0.055) / 1.055, 2.4);
}

static unsigned char byte_from_linear(double value)
{
	value = value < 0 ? 0 : value > 1 ? 1 : value;
	value = value <= 0.0031308 ? 12.92 * value : 1.055 * real_pow(value, 1 / 2.4) - 0.055;
	return (unsigned char)real_round(255 * value);
}

static double cube_root(double value)
{
	return value > 0 ? real_pow(value, 1 / 3.0) : 0;
}

static struct lab lab_from_colour(struct colour colour)
{
	double r = linear_from_byte(colour.red);
	double g = linear_from_byte(colour.green);
	double b = linear_from_byte(colour.blue);
	double l = cube_root(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	double m = cube_root(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	double s = cube_root(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	return (struct lab){
		.lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
		.a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
		.b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
	};
}

static double cubed(double value)
{
	return value * value * value;
}

static struct colour colour_from_lab(struct lab lab)
{
	double l = cubed(lab.lightness + 0.3963377774 * lab.a + 0.2158037573 * lab.b);
	double m = cubed(lab.lightness - 0.1055613458 * lab.a - 0.0638541728 * lab.b);
	double s = cubed(lab.lightness - 0.0894841775 * lab.a - 1.2914855480 * lab.b);
	return (struct colour){
		.red = byte_from_linear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
		.green = byte_from_linear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
		.blue = byte_from_linear(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
	};
}

static struct colour mix(struct colour from, struct colour to, double share)
{
	struct lab a = lab_from_colour(from), b = lab_from_colour(to);
	return colour_from_lab((struct lab){
		.lightness = a.lightness + share * (b.lightness - a.lightness),
		.a = a.a + share * (b.a - a.a),
		.b = a.b + share * (b.b - a.b),
	});
}

/* `amount` from 0 to 1 along the stops. */
static struct colour between(const struct colour *stops, size_t count, double amount)
{
	amount = amount > 0 ? amount < 1 ? amount : 1 : 0; /* NaN is 0 */
	double at = amount * (double)(count - 1);
	size_t stop = (size_t)at < count - 1 ? (size_t)at : count - 2;
	return mix(stops[stop], stops[stop + 1], at - (double)stop);
}

char *palette_text(char buffer[COLOUR_LENGTH], struct colour colour)
{
	snprintf(buffer, COLOUR_LENGTH, "#%02x%02x%02x", colour.red, colour.green, colour.blue);
	return buffer;
}

struct colour palette_series(size_t index)
{
	return series[index % PALETTE_SERIES];
}

const char *palette_dash(size_t index)
{
	return dashes[index / PALETTE_SERIES % (sizeof dashes / sizeof *dashes)];
}

struct colour palette_sequential(double amount)
{
	return between(sequential, sizeof sequential / sizeof *sequential, amount);
}

struct colour palette_diverging(double amount)
{
	return between(diverging, sizeof diverging / sizeof *diverging, (amount + 1) / 2);
}

struct colour palette_tint(struct colour colour, double strength)
{
	strength = strength > 0 ? strength < 1 ? strength : 1 : 0;
	return mix((struct colour){ 0xff, 0xff, 0xff }, colour, 0.08 + 0.52 * strength);
}

/* Relative luminance (WCAG 2.1); at 0.179 black and white have the same contrast. */
const char *palette_ink(struct colour ground)
{
	double luminance = 0.2126 * linear_from_byte(ground.red) +
			   0.7152 * linear_from_byte(ground.green) +
			   0.0722 * linear_from_byte(ground.blue);
	return luminance > 0.179 ? "#000" : "#fff";
}

const char *palette_bar(bool negative)
{
	return negative ? "#d9722e" : "#3b8bc4";
}
