/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Making a session, its data, networks, tables and options.
 */
#include "kernel/session/session.h"

#include "kernel/base/locale.h"
#include "kernel/base/memory.h"
#include "kernel/base/utf8.h"
#include "kernel/language/name.h"
#include "kernel/session/state.h"
#include "nn/pool.h"
#include "nn/real.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 6, MOST_THREADS = 1024 };

static struct options options_of_environment(void)
{
	const char *grading = getenv("NBGRADER_EXECUTION");
	const char *threads = getenv("PUENTE_THREADS");
	struct options options = { .memory = 1L << 30, .digits = DIGITS, .progress = !grading };
	options.threads = grading ? 1 : 0;
	if (threads) {
		char *end;
		long number = strtol(threads, &end, 10);
		if (end != threads && *end == '\0' && number >= 1 && number <= MOST_THREADS)
			options.threads = number;
	}
	return options;
}

struct session *session_new(void)
{
	struct session *session = memory_new(1, sizeof *session);
	session->arena = arena_new();
	session->options = options_of_environment();
	session->vocabulary_is_old = true;
	return session;
}

void session_free(struct session *session)
{
	if (!session)
		return;
	session_clear(session);
	vocabulary_release(&session->vocabulary);
	bundle_release(&session->result);
	arena_free(session->arena);
	free(session);
}

void session_clear(struct session *session)
{
	session_changed(session);
	for (size_t i = 0; i < session->network_count; i++) {
		free(session->networks[i].name);
		network_free(session->networks[i].network);
	}
	free(session->networks);
	session->networks = NULL;
	session->network_count = session->in_use = 0;
	for (size_t i = 0; i < session->table_count; i++) {
		free(session->tables[i].name);
		table_free(session->tables[i].table);
	}
	free(session->tables);
	session->tables = NULL;
	session->table_count = 0;
	data_free(session->data);
	session->data = NULL;
	variables_release(&session->variables);
	session_forget_records(session);
}

struct options *session_options(struct session *session)
{
	return &session->options;
}

struct arena *session_arena(struct session *session)
{
	return session->arena;
}

/* ---- data and networks ---- */

struct data *session_data(struct session *session, struct error *error)
{
	if (session->data)
		return session->data;
	const struct data_recipe recipe = {
		.set = catalogue_find(&data_sets, "digits"),
		.noise = (double)__builtin_nanf(""),
		.test = 0.2,
		.scaling = SCALING_DEFAULT,
		.seed = session->options.seed,
	};
	assert(recipe.set);
	struct fault fault = { 0 };
	session->data = data_new(&recipe, &fault);
	session->changes++;
	if (!session->data)
		session_fault(&fault, session_statement(session), error);
	return session->data;
}

struct network *session_network(struct session *session, struct error *error)
{
	if (session->in_use < session->network_count)
		return session->networks[session->in_use].network;
	error_set(error, ERROR_NAME, session_statement(session), _("there is no network yet"));
	error_hint(error, _("make one: net 8 relu he"));
	return NULL;
}

static struct named_network *find(struct session *session, const char *name)
{
	for (size_t i = 0; i < session->network_count; i++)
		if (name_equal(session->networks[i].name, name))
			return &session->networks[i];
	return NULL;
}

struct network *session_find_network(struct session *session, const char *name)
{
	const struct named_network *found = find(session, name);
	return found ? found->network : NULL;
}

const char *session_network_name(struct session *session)
{
	return session_network_at(session, session->in_use);
}

const char *session_network_at(struct session *session, size_t index)
{
	return index < session->network_count ? session->networks[index].name : NULL;
}

void session_keep_data(struct session *session, struct data **data)
{
	session_changed(session);
	data_free(session->data);
	session->data = *data;
	*data = NULL;
}

void session_keep_network(struct session *session, const char *name, struct network **network)
{
	struct named_network *place = find(session, name);
	session_changed(session);
	if (!place) {
		size_t count = ++session->network_count;
		session->networks =
			memory_resize(session->networks, count, sizeof *session->networks);
		place = &session->networks[count - 1];
		*place = (struct named_network){ .name = memory_copy(name, strlen(name)) };
	}
	network_free(place->network);
	place->network = *network;
	*network = NULL;
	session->in_use = (size_t)(place - session->networks);
}

bool session_no_network(
	struct session *session, const char *name, struct span where, struct error *error)
{
	struct nearest nearest = { .typed = name };
	for (size_t i = 0; i < session->network_count; i++)
		nearest_consider(&nearest, session->networks[i].name);
	error_set(error, ERROR_NAME, where, _("there is no network called \"%s\""), name);
	if (nearest.best)
		return error_hint(error, _("did you mean \"%s\"?"), nearest.best);
	return error_hint(error, _("make one: net 8 relu he name=%s"), name);
}

bool session_use(struct session *session, const char *name, struct error *error)
{
	const struct named_network *found = find(session, name);
	if (!found)
		return session_no_network(session, name, session_argument(session, "name"), error);
	session_changed(session);
	session->in_use = (size_t)(found - session->networks);
	return true;
}

/* ---- tables and statistics ---- */

void session_keep_table(struct session *session, const char *name, struct table **table)
{
	struct kept_table *place = NULL;
	for (size_t i = 0; i < session->table_count; i++)
		if (name_equal(session->tables[i].name, name))
			place = &session->tables[i];
	if (!place) {
		size_t count = ++session->table_count;
		session->tables = memory_resize(session->tables, count, sizeof *session->tables);
		place = &session->tables[count - 1];
		*place = (struct kept_table){ .name = memory_copy(name, strlen(name)) };
	}
	session->changes++;
	table_free(place->table);
	place->table = *table;
	*table = NULL;
}

const struct table *session_kept_table(struct session *session, const char *name)
{
	for (size_t i = 0; i < session->table_count; i++)
		if (name_equal(session->tables[i].name, name))
			return session->tables[i].table;
	return NULL;
}

void session_changed(struct session *session)
{
	statistics_free(session->statistics);
	session->statistics = NULL;
	session->vocabulary_is_old = true;
	session->changes++;
}

unsigned long session_changes(const struct session *session)
{
	return session->changes;
}

void session_count_cores(void)
{
	pool_cores();
}

void session_rest(struct session *session)
{
	(void)session; /* one pool serves the process */
	size_t threads = pool_threads();
	pool_set_threads(1);
	pool_set_threads(threads);
}

const struct statistics *session_statistics(
	struct session *session, const struct outlet *out, struct error *error)
{
	const struct network *network = session_network(session, error);
	const struct data *data = network ? session_data(session, error) : NULL;
	if (!data || session->statistics)
		return data ? session->statistics : NULL;
	const struct outlet *asked = out ? out : session->outlet;
	struct fault fault = { 0 };
	session->statistics = statistics_new(network, data, &data->train,
		asked ? asked->poll : NULL, asked ? asked->to : NULL, &fault);
	if (!session->statistics)
		session_fault(&fault, session_statement(session), error);
	return session->statistics;
}

bool session_poll(void *to)
{
	const struct session *session = to;
	return !session->outlet || session->outlet->poll(session->outlet->to);
}

/* ---- memory ---- */

static const char *size_text(struct session *session, size_t bytes)
{
	static const char *const units[] = { "bytes", "KB", "MB", "GB", "TB" };
	double size = (double)bytes;
	size_t unit = 0;
	while (size >= 1024 && unit < 4) {
		size /= 1024;
		unit++;
	}
	double shown = real_round(size * 10) / 10;
	return arena_format(
		session->arena, "%s %s", session_number(session, shown, 6), units[unit]);
}

/* Above this, asking for more would not be advice. */
enum { MOST_GIGABYTES = 64 };

bool session_memory_fits(struct session *session, size_t needed, struct span where,
	const char *what, struct error *error)
{
	size_t limit = (size_t)session->options.memory;
	if (needed <= limit)
		return true;
	if (needed == SIZE_MAX)
		return error_set(error, ERROR_MEMORY, where,
			_("%s needs more memory than any machine has"), what);
	error_set(error, ERROR_MEMORY, where, _("%s needs %s; the limit is %s"), what,
		size_text(session, needed), size_text(session, limit));
	size_t gigabytes = (needed >> 30) + 1;
	if (gigabytes > MOST_GIGABYTES)
		return error_hint(error, _("make it smaller"));
	return error_hint(error, _("raise it: set memory %zuGB"), gigabytes);
}

const char *session_number(struct session *session, double number, int digits)
{
	char shown[NUMBER_LENGTH];
	number_format(shown, number, digits);
	return arena_copy(session->arena, shown, strlen(shown));
}

/* ---- vocabulary ---- */

enum { MOST_WORDS = 1000, SUMMARY = 60 };

static void add_variable(struct vocabulary *vocabulary, const struct variable *variable)
{
	struct text summary = TEXT_EMPTY;
	value_show(variable->value, DIGITS, &summary);
	if (summary.length > SUMMARY) {
		summary.length = utf8_boundary(summary.bytes, summary.length, SUMMARY);
		summary.bytes[summary.length] = '\0';
		text_put(&summary, "...");
	}
	vocabulary_add(vocabulary, WORD_VARIABLE, variable->name, text_string(&summary));
	text_release(&summary);
}

static void add_network(struct vocabulary *vocabulary, const struct named_network *named)
{
	const struct network_recipe *recipe = &named->network->recipe;
	struct text summary = TEXT_EMPTY;
	for (size_t i = 0; i < recipe->depth && i < 4; i++)
		text_format(&summary, i > 0 ? "-%zu" : "%zu", recipe->width[i]);
	text_put(&summary, recipe->depth > 4 ? "-..." : "");
	text_format(&summary, " %s, %s", recipe->activation.label->name,
		recipe->initializer.label->name);
	vocabulary_add(vocabulary, WORD_NETWORK, named->name, text_string(&summary));
	text_release(&summary);
}

const struct vocabulary *session_vocabulary(struct session *session)
{
	struct vocabulary *vocabulary = &session->vocabulary;
	bool same = vocabulary->language && strcmp(vocabulary->language, locale_get()) == 0;
	if (same && !session->vocabulary_is_old)
		return vocabulary;
	vocabulary_release(vocabulary);
	vocabulary->language = memory_copy(locale_get(), strlen(locale_get()));
	for (size_t i = 0; i < session->network_count; i++)
		add_network(vocabulary, &session->networks[i]);
	for (size_t i = 0; i < session->variables.count && vocabulary->count < MOST_WORDS; i++)
		add_variable(vocabulary, &session->variables.items[i]);
	session->vocabulary_is_old = false;
	return vocabulary;
}
