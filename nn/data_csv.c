/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Tables: libcsv splits them into fields; here fields become numbers, names and classes. Two rows
 * are kept as text first, for they say whether there is a header; then every field is looked at
 * once.
 */
#include "nn/data_number.h"
#include "nn/data_stream.h"
#include "nn/data_texts.h"
#include "nn/real.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CHUNK = 1 << 16, FEW_VALUES = 20 };

struct reader {
	struct stream *stream;
	struct raw *raw;
	struct fault *fault;
	struct texts first, second; /* the rows that are kept; `second` also while it grows */
	size_t kept;                /* rows kept so far: 0, 1; 2: the layout is known */
	size_t columns, target, column, row, capacity;
	size_t first_line, line, breaks; /* where the row starts; line breaks inside its quotes */
	int ended_by;                    /* what ended the last row: CR LF is one end */
	bool zeros, quotes; /* the text has had zero bytes, quotes: fields are looked at then */
	bool comma;         /* numbers may have a decimal comma */
	bool header, texts_only, whole;
	size_t first_text;    /* line of the first target that is not a number; 0: none */
	struct values values; /* different targets */
	uint32_t *label;
	double *target_number;
};

static bool fail(struct reader *r, enum fault_kind kind, const char *what, size_t column)
{
	if (fault_set(r->fault, kind, what) || r->fault->line > 0)
		return false;
	r->fault->line = r->line;
	r->fault->column = column;
	return false;
}

static bool no_memory(struct reader *r)
{
	return fault_set(r->fault, FAULT_MEMORY, N_("samples"));
}

/* ---- targets ---- */

static void take_target(struct reader *r, const char *text, size_t length)
{
	double number = 0;
	if (data_number(text, length, r->comma, &number)) {
		r->whole = r->whole && real_floor(number) - number == 0;
	} else if (data_missing(text, length)) {
		fail(r, FAULT_MISSING, NULL, r->column + 1);
	} else if (!data_is_text(text, length)) {
		fail(r, FAULT_FORMAT, N_("one line of text in UTF-8"), r->column + 1);
	} else if (r->first_text == 0) {
		r->first_text = r->line;
	}
	r->target_number[r->row] = number;
	r->label[r->row] = values_index(&r->values, text, length);
}

static void take_number(struct reader *r, const char *text, size_t length)
{
	size_t feature = r->column - (r->column > r->target);
	double *x = &r->raw->x[r->row * r->raw->features + feature];
	if (data_number(text, length, r->comma, x))
		return;
	if (data_missing(text, length))
		fail(r, FAULT_MISSING, NULL, r->column + 1);
	else
		fail(r, FAULT_FORMAT, N_("a number"), r->column + 1);
}

/* ---- rows ---- */

/* Room for one row more. */
static bool grow(struct reader *r)
{
	if (r->row < r->capacity)
		return true;
	size_t capacity = r->capacity > 0 ? r->capacity + r->capacity / 2 : 1024;
	size_t sample = r->raw->features * sizeof(double) + sizeof(double) + sizeof(uint32_t);
	size_t split = r->raw->features * sizeof(float) + 5 * sizeof(uint32_t);
	if (!stream_fits(r->stream, r->row * (sample + split), r->fault))
		return false;
	double *x = realloc(r->raw->x, capacity * r->raw->features * sizeof *x);
	if (x)
		r->raw->x = x;
	double *number = realloc(r->target_number, capacity * sizeof *number);
	if (number)
		r->target_number = number;
	uint32_t *label = realloc(r->label, capacity * sizeof *label);
	if (label)
		r->label = label;
	r->capacity = x && number && label ? capacity : 0;
	return r->capacity > 0 || no_memory(r);
}

static void end_row(struct reader *r)
{
	if (r->fault->kind == FAULT_NONE && r->column != r->columns) {
		fail(r, FAULT_SHAPE, N_("fields"), 0);
		r->fault->expected = r->columns;
		r->fault->found = r->column;
	}
	r->column = 0;
	r->row++;
}

static void take_field(struct reader *r, const char *text, size_t length)
{
	if (r->fault->kind != FAULT_NONE || (r->column == 0 && !grow(r)))
		return;
	if (r->column == r->target)
		take_target(r, text, length);
	else if (r->column < r->columns)
		take_number(r, text, length);
	r->column++;
}

static void replay(struct reader *r, const struct texts *row)
{
	for (size_t i = 0; i < row->count; i++)
		take_field(r, texts_at(row, i), row->offset[i + 1] - row->offset[i] - 1);
	end_row(r);
}

/* ---- the layout: header, target ---- */

static bool is_number(const struct reader *r, const struct texts *row, size_t column)
{
	double number;
	const char *text = texts_at(row, column);
	return data_number(text, strlen(text), r->comma, &number);
}

/* A column that has no number in the first row but one in the second was named there. */
static bool has_header(const struct reader *r)
{
	for (size_t i = 0; i < r->first.count && i < r->second.count; i++)
		if (!is_number(r, &r->first, i) && is_number(r, &r->second, i))
			return true;
	return false;
}

static bool find_target(struct reader *r)
{
	const char *wanted = r->stream->recipe->target;
	double number;
	r->target = r->columns - 1;
	if (!wanted)
		return true;
	for (size_t i = 0; r->header && i < r->columns; i++)
		if (strcasecmp(texts_at(&r->first, i), wanted) == 0) {
			r->target = i;
			return true;
		}
	if (data_number(wanted, strlen(wanted), false, &number) && number >= 1 &&
		number <= (double)r->columns && real_floor(number) - number == 0) {
		r->target = (size_t)number - 1;
		return true;
	}
	return fault_set(r->fault, FAULT_NAME, wanted);
}

static bool name_features(struct reader *r)
{
	struct texts names = { 0 };
	bool good = true;
	for (size_t i = 0; good && i < r->columns; i++) {
		const char *name = texts_at(&r->first, i);
		if (!data_is_text(name, strlen(name)))
			return texts_release(&names),
			       fail(r, FAULT_FORMAT, N_("one line of text in UTF-8"), i + 1);
		if (i != r->target)
			good = texts_add(&names, name, strlen(name));
	}
	if (good)
		r->raw->feature_names = data_names_new(names.bytes, names.offset, names.count);
	texts_release(&names);
	return r->raw->feature_names || no_memory(r);
}

/* Once two rows are there, or the file has ended. `line` is that of the second row. */
static void lay_out(struct reader *r)
{
	size_t line = r->line;
	r->kept = 2;
	r->columns = r->first.count;
	r->header = has_header(r);
	r->line = r->first_line;
	if (r->columns < 2) {
		fail(r, FAULT_SHAPE, N_("columns"), 0);
		r->fault->expected = 2;
		r->fault->found = r->columns;
		return;
	}
	r->raw->features = r->columns - 1;
	if (!find_target(r) || (r->header && !name_features(r)))
		return;
	/* the offsets have an end: the length of the text */
	if (!r->header)
		replay(r, &r->first);
	r->line = line;
	if (r->second.count > 0)
		replay(r, &r->second);
}

static void on_field(void *text, size_t length, void *to)
{
	struct reader *r = to;
	const char *bytes = text ? text : "";
	r->ended_by = 0;
	if (r->zeros && memchr(bytes, '\0', length)) {
		fail(r, FAULT_FORMAT, N_("text without zero bytes"), r->column + 1);
		return;
	}
	for (size_t i = 0; r->quotes && i < length; i++)
		r->breaks += bytes[i] == '\n' ||
			     (bytes[i] == '\r' && (i + 1 == length || bytes[i + 1] != '\n'));
	if (r->kept == 2)
		take_field(r, bytes, length);
	else if (!texts_add(r->kept == 0 ? &r->first : &r->second, bytes, length))
		no_memory(r);
}

/* The end of a row; of an empty line too, which is no row. */
static void on_row(int end, void *to)
{
	struct reader *r = to;
	if (end == CSV_LF && r->ended_by == CSV_CR) {
		r->ended_by = 0;
		return;
	}
	struct texts *kept = r->kept == 0 ? &r->first : &r->second;
	bool empty = r->kept == 2 ? r->column == 0 : kept->count == 0;
	r->ended_by = end;
	if (!empty && r->fault->kind == FAULT_NONE) {
		if (r->kept == 2)
			end_row(r);
		else if (!texts_close(kept))
			no_memory(r);
		else if (r->kept == 0)
			r->first_line = r->line, r->kept = 1;
		else
			lay_out(r);
	}
	r->line += 1 + r->breaks;
	r->breaks = 0;
}

/* ---- the end: what the target is ---- */

static int compare_texts(const void *a, const void *b)
{
	double x, y;
	const char *s = *(const char *const *)a, *t = *(const char *const *)b;
	if (data_number(s, strlen(s), false, &x) && data_number(t, strlen(t), false, &y) &&
		(x < y || x > y))
		return x < y ? -1 : 1;
	return strcmp(s, t);
}

/* Classes in the order of their names, or of the numbers they are. */
static bool make_classes(struct reader *r)
{
	size_t count = r->values.texts.count;
	char **sorted = data_names_new(r->values.texts.bytes, r->values.texts.offset, count);
	uint32_t *place = malloc((count + 1) * sizeof *place);
	r->raw->class_names = sorted;
	if (!sorted || !place) {
		free(place);
		return no_memory(r);
	}
	qsort(sorted, count, sizeof *sorted, compare_texts);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++)
			if (strcmp(sorted[k], texts_at(&r->values.texts, i)) == 0)
				place[i] = (uint32_t)k;
	for (size_t i = 0; i < r->row; i++)
		r->label[i] = place[r->label[i]];
	free(place);
	r->raw->classes = count;
	r->raw->label = r->label;
	r->label = NULL;
	return count >= 2 || fault_set(r->fault, FAULT_FORMAT, N_("two classes or more"));
}

static bool finish(struct reader *r)
{
	enum task task = r->stream->recipe->task;
	bool numbers = r->first_text == 0;
	bool classes = task == TASK_CLASSES ||
		       (task == TASK_AUTOMATIC &&
			       (!numbers || (r->whole && r->values.texts.count <= FEW_VALUES)));
	if (r->row < 2)
		return fault_set(r->fault, FAULT_FORMAT, N_("a table of two samples or more"));
	r->raw->count = r->row;
	if (classes && r->values.too_many)
		return fault_set(r->fault, FAULT_FORMAT, N_("a target of 1000 classes or fewer"));
	if (classes)
		return make_classes(r);
	r->line = r->first_text;
	if (!numbers)
		return fail(r, FAULT_FORMAT, N_("a number"), r->target + 1);
	r->raw->target = r->target_number;
	r->target_number = NULL;
	return true;
}

/* ---- reading ---- */

static unsigned char separator_of(const char *bytes, size_t length)
{
	static const char candidates[] = { ',', ';', '\t', '|' };
	size_t count[sizeof candidates] = { 0 }, best = 0;
	bool quoted = false;
	for (size_t i = 0; i < length && (quoted || (bytes[i] != '\n' && bytes[i] != '\r')); i++) {
		quoted = quoted != (bytes[i] == '"');
		for (size_t k = 0; k < sizeof candidates && !quoted; k++)
			count[k] += bytes[i] == candidates[k];
	}
	for (size_t k = 1; k < sizeof candidates; k++)
		best = count[k] > count[best] ? k : best;
	return (unsigned char)candidates[best];
}

static bool parse(struct reader *r, struct csv_parser *parser, const char *bytes, size_t length)
{
	r->zeros = r->zeros || memchr(bytes, '\0', length);
	r->quotes = r->quotes || memchr(bytes, '"', length);
	size_t done = csv_parse(parser, bytes, length, on_field, on_row, r);
	if (r->fault->kind != FAULT_NONE)
		return false;
	if (done == length)
		return true;
	return csv_error(parser) == CSV_EPARSE
		       ? fail(r, FAULT_FORMAT, N_("a quote that closes before the separator"),
				 r->column + 1)
		       : no_memory(r);
}

static bool read_all(struct reader *r, struct csv_parser *parser, char *bytes, size_t length)
{
	size_t got = 1;
	bool good = stream_read(r->stream, bytes + length, CHUNK - length, &got, r->fault);
	length += got;
	size_t skip = length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	csv_set_delim(parser, separator_of(bytes + skip, length - skip));
	r->comma = csv_get_delim(parser) != CSV_COMMA;
	good = good && parse(r, parser, bytes + skip, length - skip);
	while (good && got > 0)
		good = stream_read(r->stream, bytes, CHUNK, &got, r->fault) &&
		       parse(r, parser, bytes, got);
	if (good && csv_fini(parser, on_field, on_row, r) != 0)
		return fail(
			r, FAULT_FORMAT, N_("a closing quote before the file ends"), r->column + 1);
	if (good && r->kept == 1 && r->fault->kind == FAULT_NONE)
		lay_out(r);
	return r->fault->kind == FAULT_NONE && finish(r);
}

bool read_csv(struct stream *stream, const char *head, size_t length, struct raw *raw,
	struct fault *fault)
{
	struct reader reader = {
		.stream = stream, .raw = raw, .fault = fault, .line = 1, .whole = true
	};
	struct csv_parser parser;
	char *bytes = malloc(CHUNK);
	bool good = false;
	if (bytes && csv_init(&parser,
			     CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL | CSV_APPEND_NULL) == 0) {
		if (length > 0)
			memcpy(bytes, head, length);
		good = (values_open(&reader.values) || no_memory(&reader)) &&
		       read_all(&reader, &parser, bytes, length);
		csv_free(&parser);
	} else {
		no_memory(&reader);
	}
	free(bytes);
	texts_release(&reader.first);
	texts_release(&reader.second);
	values_release(&reader.values);
	free(reader.label);
	free(reader.target_number);
	return good;
}
