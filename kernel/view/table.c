/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The table itself: cells in the order they came, and how each style shows a number.
 */
#include "kernel/view/table.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/view/bundle.h"
#include "kernel/view/cells.h"
#include "nn/real.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct cell {
	double number; /* NaN for text and for nothing */
	char *text;
};

struct table {
	const struct column *columns;
	size_t column_count;
	struct text caption;
	struct cell *cells;
	size_t count, capacity; /* of cells */
};

struct table *table_new(const struct column *columns, size_t count, const char *caption)
{
	assert(count > 0);
	struct table *table = memory_new(1, sizeof *table);
	table->columns = columns;
	table->column_count = count;
	if (caption)
		text_put(&table->caption, caption);
	return table;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < table->count; i++)
		free(table->cells[i].text);
	free(table->cells);
	text_release(&table->caption);
	free(table);
}

void table_caption(struct table *table, const char *format, ...)
{
	struct text caption = TEXT_EMPTY; /* the arguments may lie in the caption there is */
	va_list arguments;
	va_start(arguments, format);
	text_format_list(&caption, format, arguments);
	va_end(arguments);
	text_release(&table->caption);
	table->caption = caption;
}

const char *table_sentence(const struct table *table)
{
	return text_string(&table->caption);
}

static struct cell *next_cell(struct table *table)
{
	if (table->count == table->capacity) {
		table->capacity = table->capacity ? 2 * table->capacity : 64;
		table->cells = memory_resize(table->cells, table->capacity, sizeof *table->cells);
	}
	return &table->cells[table->count++];
}

void table_text(struct table *table, const char *text)
{
	assert(table_is_text(table, table->count % table->column_count));
	*next_cell(table) = (struct cell){
		.number = __builtin_nan(""),
		.text = text ? memory_copy(text, strlen(text)) : NULL,
	};
}

void table_number(struct table *table, double number)
{
	assert(!table_is_text(table, table->count % table->column_count));
	*next_cell(table) = (struct cell){ .number = number, .text = NULL };
}

size_t table_rows(const struct table *table)
{
	return table->count / table->column_count;
}

size_t table_columns(const struct table *table)
{
	return table->column_count;
}

const struct column *table_column(const struct table *table, size_t column)
{
	assert(column < table->column_count);
	return &table->columns[column];
}

ptrdiff_t table_find(const struct table *table, const char *name)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (strcasecmp(table->columns[i].name, name) == 0)
			return (ptrdiff_t)i;
	return -1;
}

static const struct cell *cell_at(const struct table *table, size_t row, size_t column)
{
	assert(row < table_rows(table) && column < table->column_count);
	return &table->cells[row * table->column_count + column];
}

double table_number_at(const struct table *table, size_t row, size_t column)
{
	return cell_at(table, row, column)->number;
}

const char *table_text_at(const struct table *table, size_t row, size_t column)
{
	return cell_at(table, row, column)->text;
}

const char *table_head(const struct table *table, size_t column)
{
	const struct column *about = table_column(table, column);
	return about->head ? _(about->head) : about->name;
}

const char *table_finding(const struct table *table)
{
	return text_string(&table->caption);
}

bool table_is_text(const struct table *table, size_t column)
{
	return table_column(table, column)->style == COLUMN_TEXT;
}

bool table_has_bars(const struct table *table, size_t column)
{
	enum column_style style = table_column(table, column)->style;
	return style == COLUMN_FRACTION || style == COLUMN_BAR || style == COLUMN_LOG_BAR;
}

static void format_finite(char buffer[NUMBER_LENGTH], double number, enum column_style style)
{
	switch (style) {
	case COLUMN_COUNT:
		if (real_abs(number) < 1e15)
			snprintf(buffer, NUMBER_LENGTH, "%.0f", real_round(number) + 0.0);
		else
			number_format(buffer, number, 4);
		break;
	case COLUMN_FRACTION:
		number = real_round(1000 * number) / 10 + 0.0;
		if (real_abs(number) < 1e15)
			snprintf(buffer, NUMBER_LENGTH, "%.1f%%", number);
		else
			number_format(buffer, number, 4);
		break;
	case COLUMN_SCIENTIFIC:
	case COLUMN_LOG_BAR: snprintf(buffer, NUMBER_LENGTH, "%.2e", number); break;
	default: number_format(buffer, number, 4);
	}
}

const char *table_cell(
	const struct table *table, size_t row, size_t column, char buffer[NUMBER_LENGTH])
{
	const struct cell *cell = cell_at(table, row, column);
	if (cell->text)
		return cell->text;
	if (real_is_nan(cell->number))
		return "-";
	enum column_style style = table->columns[column].style;
	bool is_plain = cell->number == 0 && style != COLUMN_FRACTION;
	if (is_plain || !real_is_finite(cell->number))
		return number_format(buffer, cell->number, 4);
	format_finite(buffer, cell->number, style);
	return buffer;
}

/* What a bar's length is proportional to: the number itself, or its logarithm; NaN for no bar. */
static double bar_quantity(const struct table *table, size_t row, size_t column)
{
	double number = table_number_at(table, row, column);
	if (!real_is_finite(number))
		return __builtin_nan("");
	if (table->columns[column].style != COLUMN_LOG_BAR)
		return real_abs(number);
	return number > 0 ? real_log10(number) : __builtin_nan("");
}

double *table_bars_new(const struct table *table, size_t column)
{
	enum column_style style = table_column(table, column)->style;
	size_t rows = table_rows(table);
	double *bars = memory_new(rows, sizeof *bars);
	double low = __builtin_inf(), high = -__builtin_inf();
	for (size_t row = 0; row < rows; row++) {
		bars[row] = bar_quantity(table, row, column);
		low = bars[row] < low ? bars[row] : low;
		high = bars[row] > high ? bars[row] : high;
	}
	if (style == COLUMN_FRACTION)
		high = 1;
	/* On a log scale no zero stands at the left: the smallest bar is a tenth of the longest,
	 * and the scale spans two decades at least, so that numbers of one size look so. */
	if (style == COLUMN_LOG_BAR && high - low < 2)
		low = high - 2;
	low = style == COLUMN_LOG_BAR ? low - (high - low) / 9 : 0;
	for (size_t row = 0; row < rows; row++) {
		double length =
			high > low ? (bars[row] - low) / (high - low) : style == COLUMN_LOG_BAR;
		bars[row] = real_is_nan(bars[row]) ? 0 : length < 0 ? 0 : length > 1 ? 1 : length;
	}
	return bars;
}

void table_bundle(const struct table *table, struct bundle *bundle)
{
	assert(table->count % table->column_count == 0);
	static const struct {
		const char *type;
		void (*put)(const struct table *table, struct text *to);
	} faces[] = {
		{ "text/html", table_put_html },
		{ "text/latex", table_put_latex },
		{ "text/plain", table_put_plain },
	};
	for (size_t i = 0; i < sizeof faces / sizeof *faces; i++) {
		struct text text = TEXT_EMPTY;
		faces[i].put(table, &text);
		char *content = text_take_new(&text);
		bundle_keep(bundle, faces[i].type, &content);
	}
}
