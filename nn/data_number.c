/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Numbers of up to 15 digits and a small power of ten are exact in binary64, so that one division
 * or product rounds once; the others are strtod's, which glibc and musl round correctly.
 */
#include "nn/data_number.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { EXACT_DIGITS = 15, EXACT_POWER = 22, LONGEST = 400 };

static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
	1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

/* A decimal number as it is read. */
struct decimal {
	const char *at;
	uint64_t digits;
	int significant, power;
	bool any;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void read_digits(struct decimal *d, bool fraction)
{
	for (; is_digit(*d->at); d->at++) {
		d->any = true;
		if (d->significant <= EXACT_DIGITS) {
			d->digits = 10 * d->digits + (uint64_t)(*d->at - '0');
			d->significant += d->digits > 0;
		} else if (!fraction) {
			d->power++;
		}
		d->power -= fraction && d->significant <= EXACT_DIGITS;
	}
}

static bool read_power(struct decimal *d)
{
	bool minus = d->at[1] == '-';
	int power = 0;
	d->at += 1 + (minus || d->at[1] == '+');
	if (!is_digit(*d->at))
		return false;
	for (; is_digit(*d->at); d->at++)
		power = power < 10000 ? 10 * power + (*d->at - '0') : power;
	d->power += minus ? -power : power;
	return true;
}

/* What is not exact here; the comma becomes a point. */
static bool by_library(const char *text, size_t length, double *number)
{
	char copy[LONGEST];
	if (length >= sizeof copy)
		return false;
	memcpy(copy, text, length + 1);
	char *comma = strchr(copy, ','), *end;
	if (comma)
		*comma = '.';
	*number = strtod(copy, &end);
	return end == copy + length && *number - *number == 0;
}

bool data_number(const char *text, size_t length, bool comma, double *number)
{
	bool minus = *text == '-';
	struct decimal d = { .at = text + (minus || *text == '+') };
	read_digits(&d, false);
	if (*d.at == '.' || (comma && *d.at == ',')) {
		d.at++;
		read_digits(&d, true);
	}
	if (!d.any || ((*d.at == 'e' || *d.at == 'E') && !read_power(&d)) || d.at != text + length)
		return false;
	if (d.significant > EXACT_DIGITS || d.power < -EXACT_POWER || d.power > EXACT_POWER)
		return by_library(text, length, number);
	double size = (double)d.digits;
	size = d.power < 0 ? size / powers[-d.power] : size * powers[d.power];
	*number = minus ? -size : size;
	return true;
}

/* Bytes of a character that starts so; 0: none does. */
static size_t length_of(unsigned char first)
{
	if (first < 0x80)
		return first < 0x20 || first == 0x7f ? 0 : 1;
	if (first < 0xc2 || first >= 0xf5)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* The second byte has bounds of its own where characters would be too long, surrogates or beyond
 * the last one; 0xc2 0x80 to 0x9f are Latin-1's controls. (Unicode, table 3-7) */
static bool second_fits(unsigned char first, unsigned char second)
{
	unsigned char low = first == 0xe0 || first == 0xc2 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
	return second >= low && second <= high;
}

/* Bytes of the character that stands here; 0 when it is not well formed. */
static size_t character(const unsigned char *s, size_t left)
{
	size_t count = length_of(*s);
	if (count > left || (count > 1 && !second_fits(s[0], s[1])))
		return 0;
	for (size_t i = 2; i < count; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return count;
}

bool data_is_text(const char *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t count = character((const unsigned char *)text + i, length - i);
		if (count == 0)
			return false;
		i += count;
	}
	return true;
}

bool data_missing(const char *text, size_t length)
{
	static const char *const words[] = { "na", "n/a", "nan", "null", "none", "?", "-" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return length == 0;
}
