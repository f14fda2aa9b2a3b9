/* SPDX-License-Identifier: BSD-3-Clause
 *
 * set: the session's options; alone, what they are.
 */
#include "kernel/base/locale.h"
#include "kernel/session/session.h"
#include "kernel/view/table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* An option: how its value reads and how it is changed (false: not a value it takes). */
struct option {
	struct label label;
	const char *takes; /* N_: for messages */
	const char *(*get)(struct session *session);
	bool (*set)(struct session *session, const char *value);
};

static const char *lang_get(struct session *session)
{
	(void)session;
	return locale_get();
}

static bool lang_set(struct session *session, const char *value)
{
	(void)session;
	return locale_set(value);
}

/* A whole number in [low, high] from all of the text. */
static bool whole(const char *text, long low, long high, long *number)
{
	char *end;
	*number = strtol(text, &end, 10);
	return end != text && *end == '\0' && *number >= low && *number <= high;
}

static const char *threads_get(struct session *session)
{
	long threads = session_options(session)->threads;
	return threads == 0 ? "auto" : arena_format(session_arena(session), "%ld", threads);
}

static bool threads_set(struct session *session, const char *value)
{
	if (strcasecmp(value, "auto") == 0) {
		session_options(session)->threads = 0;
		return true;
	}
	return whole(value, 1, 1024, &session_options(session)->threads);
}

enum { MEGABYTE = 1 << 20 };

static const char *memory_get(struct session *session)
{
	return arena_format(
		session_arena(session), "%ldMB", session_options(session)->memory / MEGABYTE);
}

/* 512MB, 2GB, or a plain number of megabytes; from 16 MB to 1 TB. */
static bool memory_set(struct session *session, const char *value)
{
	char *end;
	long number = strtol(value, &end, 10);
	long unit = strcasecmp(end, "GB") == 0 ? 1024 : 1;
	if (end == value || (*end && unit == 1 && strcasecmp(end, "MB") != 0))
		return false;
	if (number < 1 || number > MEGABYTE || number * unit < 16 || number * unit > MEGABYTE)
		return false;
	session_options(session)->memory = number * unit * MEGABYTE;
	return true;
}

static const char *digits_get(struct session *session)
{
	return arena_format(session_arena(session), "%ld", session_options(session)->digits);
}

static bool digits_set(struct session *session, const char *value)
{
	return whole(value, 1, 17, &session_options(session)->digits);
}

/* One of two words: which, or false. */
static bool either(const char *value, const char *no, const char *yes, bool *chosen)
{
	bool is_yes = strcasecmp(value, yes) == 0;
	if (!is_yes && strcasecmp(value, no) != 0)
		return false;
	*chosen = is_yes;
	return true;
}

static const char *progress_get(struct session *session)
{
	return session_options(session)->progress ? "on" : "off";
}

static bool progress_set(struct session *session, const char *value)
{
	return either(value, "off", "on", &session_options(session)->progress);
}

static const char *figures_get(struct session *session)
{
	return session_options(session)->large ? "large" : "small";
}

static bool figures_set(struct session *session, const char *value)
{
	return either(value, "small", "large", &session_options(session)->large);
}

// clang-format off
static const struct option option_rows[] = {
	{ { .name = "lang", .summary = N_("language of sentences") }, N_("en or es"), lang_get, lang_set },
	{ { .name = "threads", .summary = N_("threads that compute; results never depend on it") }, N_("auto or a whole number from 1 to 1024"), threads_get, threads_set },
	{ { .name = "memory", .summary = N_("most memory one request may take") }, N_("16MB to 1024GB, such as 512MB or 2GB"), memory_get, memory_set },
	{ { .name = "digits", .summary = N_("significant digits of `print`") }, N_("a whole number from 1 to 17"), digits_get, digits_set },
	{ { .name = "progress", .summary = N_("show figures grow while a command runs") }, N_("on or off"), progress_get, progress_set },
	{ { .name = "figures", .summary = N_("size of type in figures") }, N_("small or large"), figures_get, figures_set },
};

static const struct column columns[] = {
	{ "option", N_("option"), N_("what to type after set"), COLUMN_TEXT },
	{ "value", N_("value"), N_("its value now"), COLUMN_TEXT },
	{ "meaning", N_("meaning"), N_("what it does"), COLUMN_TEXT },
};
// clang-format on

static const struct catalogue option_catalogue = CATALOGUE(N_("option"), option_rows);

struct given {
	const struct label *option;
	const char *value; /* NULL for "auto" too, which is a value when it was typed */
	bool value_typed;
};

static const struct parameter parameters[] = {
	WORD(struct given, option, "auto", &option_catalogue, N_("which option"),
		.positional = true),
	TEXT(struct given, value, "auto", N_("its new value"), .positional = true,
		.given = offsetof(struct given, value_typed) + 1),
};

static struct table *make_new(struct session *session, struct error *error)
{
	(void)error;
	struct table *table =
		table_new(columns, sizeof columns / sizeof *columns, _("Options of this session."));
	for (size_t i = 0; i < option_catalogue.count; i++) {
		table_text(table, option_rows[i].label.name);
		table_text(table, option_rows[i].get(session));
		table_text(table, _(option_rows[i].label.summary));
	}
	return table;
}

static bool run(
	struct session *session, const void *record, const struct outlet *out, struct error *error)
{
	const struct given *given = record;
	if (!given->option) {
		struct table *table = make_new(session, error);
		session_show_table(session, out, NULL, &table);
		return true;
	}
	const struct option *option = (const void *)given->option;
	const char *value = given->value_typed && !given->value ? "auto" : given->value;
	if (!value) {
		session_say(out, "%s %s\n", option->label.name, option->get(session));
		return true;
	}
	if (option->set(session, value))
		return true;
	error_set(error, ERROR_VALUE, session_argument(session, "value"),
		_("\"%s\" is not a value of %s"), value, option->label.name);
	return error_hint(error, _("%s takes %s"), option->label.name, _(option->takes));
}

const struct command command_set = {
	.label = { .name = "set", .summary = N_("Change an option of the session.") },
	.chapter = CHAPTER_SESSION,
	.help = N_("`set` alone shows the options and their values; `set digits` shows one; `set "
		   "digits 6` "
		   "changes it. Options stay until the session ends, also after `reset all`."),
	.example = "set digits 6\nset",
	PARAMETERS(parameters, struct given),
	.run = run,
};
