/* SPDX-License-Identifier: BSD-3-Clause
 *
 * The reader's language. Sentences are written once, in English, inside _("..."); gettext finds the
 * Spanish one in share/locale beside the program. Only LC_MESSAGES is ever set: numbers always use
 * the point.
 */
#pragma once
#include <stdbool.h>

#define _(text)  locale_text(text)
#define N_(text) text /* marks for translation where it stands; translated where it is shown */

/* Finds the catalogues beside the running program and loads them. Called once, before the worker
 * is locked. PUENTE_LANG chooses the language, else English; `terminal`: the usual locale
 * variables count too. */
void locale_start(bool terminal);

/* "en" or "es" (a region as in es_PE is ignored); false for a language there is none of. A sentence
 * whose translation is missing, or cannot be had on this machine, stays English. */
bool locale_set(const char *language);
const char *locale_get(void);

const char *locale_text(const char *text) __attribute__((format_arg(1)));
/* The singular or the plural for a count, in the reader's language. */
const char *locale_plural(const char *singular, const char *plural, unsigned long count)
	__attribute__((format_arg(1), format_arg(2)));
