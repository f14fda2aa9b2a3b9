/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Tables for other programs.
 */
#include "kernel/base/text.h"
#include "kernel/view/table.h"
#include "nn/real.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The fewest digits from which the number comes back. */
static void put_number(struct text *to, double number)
{
	char digits[40];
	for (int precision = 6; precision <= 17; precision++) {
		snprintf(digits, sizeof digits, "%.*g", precision, number);
		double back = strtod(digits, NULL);
		if (!(back < number || back > number))
			break;
	}
	text_put(to, digits);
}

static bool is_text(const struct table *table, size_t column)
{
	return table_column(table, column)->style == COLUMN_TEXT;
}

/* ---- CSV ---- */

static void put_field(struct text *to, const char *field)
{
	if (!strpbrk(field, ",\"\r\n")) {
		text_put(to, field);
		return;
	}
	text_put(to, "\"");
	for (; *field; field++)
		text_put(to, *field == '"' ? "\"\"" : (const char[]){ *field, '\0' });
	text_put(to, "\"");
}

static void put_csv_cell(const struct table *table, size_t row, size_t column, struct text *to)
{
	if (is_text(table, column)) {
		const char *text = table_text_at(table, row, column);
		put_field(to, text ? text : "");
		return;
	}
	double number = table_number_at(table, row, column);
	if (!real_is_nan(number))
		put_number(to, number);
}

void table_csv(const struct table *table, struct text *to)
{
	size_t columns = table_columns(table);
	for (size_t column = 0; column < columns; column++) {
		text_put(to, column > 0 ? "," : "");
		put_field(to, table_column(table, column)->name);
	}
	text_put(to, "\n");
	for (size_t row = 0; row < table_rows(table); row++)
		for (size_t column = 0; column < columns; column++) {
			put_csv_cell(table, row, column, to);
			text_put(to, column + 1 < columns ? "," : "\n");
		}
}

/* ---- JSON ---- */

static void put_string(struct text *to, const char *string)
{
	text_put(to, "\"");
	for (; *string; string++) {
		if (*string == '"' || *string == '\\')
			text_format(to, "\\%c", *string);
		else if ((unsigned char)*string < 0x20)
			text_format(to, "\\u%04x", (unsigned)(unsigned char)*string);
		else
			text_append(to, string, 1);
	}
	text_put(to, "\"");
}

static void put_json_cell(const struct table *table, size_t row, size_t column, struct text *to)
{
	const char *text = is_text(table, column) ? table_text_at(table, row, column) : NULL;
	double number = is_text(table, column) ? real_log(-1) : table_number_at(table, row, column);
	put_string(to, table_column(table, column)->name);
	text_put(to, ": ");
	if (text)
		put_string(to, text);
	else if (real_is_finite(number))
		put_number(to, number);
	else
		text_put(to, "null");
}

void table_json(const struct table *table, struct text *to)
{
	size_t columns = table_columns(table), rows = table_rows(table);
	text_put(to, "[");
	for (size_t row = 0; row < rows; row++) {
		text_put(to, row > 0 ? ",\n {" : "\n {");
		for (size_t column = 0; column < columns; column++) {
			text_put(to, column > 0 ? ", " : "");
			put_json_cell(table, row, column, to);
		}
		text_put(to, "}");
	}
	text_put(to, rows > 0 ? "\n]\n" : "]\n");
}
