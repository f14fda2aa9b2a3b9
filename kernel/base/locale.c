/* SPDX-License-Identifier: BSD-3-Clause
 *
 * gettext reads catalogues only when LC_MESSAGES is some locale other than "C"; which catalogue is
 * then the LANGUAGE variable's say. English needs none: its sentences are the keys.
 */
#include "kernel/base/locale.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define DOMAIN "puente"

/* gettext's own: tells it that LANGUAGE may have changed. */
extern int _nl_msg_cat_cntr;

static const char *const languages[] = { "en", "es" };
enum { ENGLISH, LANGUAGES = sizeof languages / sizeof *languages };

static size_t language = ENGLISH;

/* "es", "es_PE.UTF-8" and "es-419" are all Spanish; LANGUAGES when there is none. */
static size_t find_language(const char *name)
{
	size_t length = strcspn(name, "_-.@:");
	size_t found = 0;
	while (found < LANGUAGES && (strlen(languages[found]) != length ||
					    strncasecmp(languages[found], name, length) != 0))
		found++;
	return found;
}

/* The first of the variables that is set decides, even when it names nothing that we speak. */
static size_t language_from_environment(bool terminal)
{
	static const char *const usual[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *wish = getenv("PUENTE_LANG");
	if (!wish || !*wish) {
		wish = NULL;
		for (size_t i = 0; terminal && i < sizeof usual / sizeof *usual && !wish; i++) {
			wish = getenv(usual[i]);
			wish = wish && *wish ? wish : NULL;
		}
	}
	size_t found = wish ? find_language(wish) : ENGLISH;
	return found < LANGUAGES ? found : ENGLISH;
}

/* share/locale beside the folder of the running program. */
static void bind_catalogues(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path);
	if (length <= 0 || (size_t)length >= sizeof path)
		return;
	path[length] = '\0';
	char *slash = strrchr(path, '/');
	if (!slash || (size_t)(slash - path) + sizeof "/../share/locale" > sizeof path)
		return;
	memcpy(slash, "/../share/locale", sizeof "/../share/locale");
	bindtextdomain(DOMAIN, path);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	/* Its letters too: characters are ASCII here, whatever the terminal's are. */
	bind_textdomain_codeset("libc", "UTF-8");
}

static void speak(size_t wanted)
{
	language = wanted;
	/* For the C library's sentences too: those of strerror. */
	setenv("LANGUAGE", languages[wanted], 1);
	++_nl_msg_cat_cntr;
}

void locale_start(bool terminal)
{
	/* Any locale but "C" will do; where there is none, everything stays English. */
	static const char *const any[] = { "C.UTF-8", "C.utf8", "en_US.UTF-8", "es_ES.UTF-8" };
	size_t wish = language_from_environment(terminal);
	bool found = false;
	for (size_t i = 0; i < sizeof any / sizeof *any && !found; i++)
		found = setlocale(LC_MESSAGES, any[i]) != NULL;
	bind_catalogues();
	/* The first question to each language reads its catalogue, once and for all. */
	for (size_t i = 0; i < LANGUAGES; i++) {
		speak(i);
		(void)locale_text("depth");
	}
	speak(wish);
}

bool locale_set(const char *name)
{
	size_t found = find_language(name);
	if (found == LANGUAGES)
		return false;
	speak(found);
	return true;
}

const char *locale_get(void)
{
	return languages[language];
}

const char *locale_text(const char *text)
{
	/* The empty text is the key of the catalogue's own header. */
	return language == ENGLISH || !*text ? text : dgettext(DOMAIN, text);
}

const char *locale_plural(const char *singular, const char *plural, unsigned long count)
{
	if (language == ENGLISH)
		return count == 1 ? singular : plural;
	return dngettext(DOMAIN, singular, plural, count);
}
