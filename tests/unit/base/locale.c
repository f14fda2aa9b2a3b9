/* SPDX-License-Identifier: BSD-3-Clause
 *
 * locale: catalogues are found beside the program, read at start and never again. Each test that
 * needs one copies the program into a folder of its own, with a catalogue beside it.
 */
#include "kernel/base/locale.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Key and translation; sorted by key, as the format of .mo files demands. */
static const char *const entries[][2] = {
	{ "", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != "
	      "1);\n" },
	{ "%lu layer\0%lu layers", "%lu capa\0%lu capas" },
	{ "the sign", "la señal" },
};
enum { ENTRIES = sizeof entries / sizeof *entries };

static size_t size_of_entry(size_t entry, size_t side)
{
	const char *text = entries[entry][side];
	size_t length = strlen(text);
	return entry == 1 ? length + 1 + strlen(text + length + 1) : length;
}

/* The format is described in the gettext manual, "The Format of GNU MO Files". */
static void write_catalogue(const char *path)
{
	FILE *file = fopen(path, "wb");
	ck_assert_ptr_nonnull(file);
	uint32_t at = 28 + 2 * 8 * ENTRIES;
	const uint32_t header[7] = { 0x950412de, 0, ENTRIES, 28, 28 + 8 * ENTRIES, 0, at };
	fwrite(header, sizeof header, 1, file);
	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < ENTRIES; i++) {
			const uint32_t place[2] = { (uint32_t)size_of_entry(i, side), at };
			fwrite(place, sizeof place, 1, file);
			at += place[0] + 1;
		}
	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < ENTRIES; i++)
			fwrite(entries[i][side], size_of_entry(i, side) + 1, 1, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void copy_program(const char *path)
{
	FILE *from = fopen("/proc/self/exe", "rb"), *to = fopen(path, "wb");
	ck_assert(from && to);
	char buffer[65536];
	for (size_t got; (got = fread(buffer, 1, sizeof buffer, from)) > 0;)
		ck_assert_uint_eq(fwrite(buffer, 1, got, to), got);
	fclose(from);
	ck_assert_int_eq(fclose(to), 0);
	ck_assert_int_eq(chmod(path, 0755), 0);
}

static void path_in(char path[PATH_MAX], const char *folder, const char *name)
{
	ck_assert_int_lt(snprintf(path, PATH_MAX, "%s/%s", folder, name), PATH_MAX);
}

/* Runs one test of this program again, from a folder that has a catalogue beside it. */
static void run_beside_a_catalogue(const char *test)
{
	static const char *const folders[] = { "bin", "share", "share/locale", "share/locale/es",
		"share/locale/es/LC_MESSAGES" };
	static const char *const files[] = { "bin/program",
		"share/locale/es/LC_MESSAGES/puente.mo" };
	char root[] = "/tmp/catalogue-XXXXXX";
	char path[PATH_MAX];
	ck_assert_ptr_nonnull(mkdtemp(root));
	for (size_t i = 0; i < 5; i++) {
		path_in(path, root, folders[i]);
		ck_assert_int_eq(mkdir(path, 0755), 0);
	}
	path_in(path, root, files[1]);
	write_catalogue(path);
	path_in(path, root, files[0]);
	copy_program(path);
	setenv("CATALOGUE", root, 1);
	setenv("CK_RUN_CASE", test, 1);
	strcat(path, " >/dev/null"); /* that is the parent's TAP */
	int status = system(path);   /* NOLINT(cert-env33-c): a path this function made */
	for (size_t i = 0; i < 2; i++) {
		path_in(path, root, files[i]);
		unlink(path);
	}
	for (size_t i = 5; i-- > 0;) {
		path_in(path, root, folders[i]);
		rmdir(path);
	}
	rmdir(root);
	ck_assert_int_eq(status, 0);
}

static void forget_environment(void)
{
	static const char *const names[] = { "PUENTE_LANG", "LC_ALL", "LC_MESSAGES", "LANG",
		"LANGUAGE" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unsetenv(names[i]);
}

START_TEST(speaks_both)
{
	const char *root = getenv("CATALOGUE");
	if (!root) {
		run_beside_a_catalogue("speaks_both");
		return;
	}
	forget_environment();
	locale_start(false);
	ck_assert_str_eq(locale_get(), "en");
	ck_assert_str_eq(locale_text("the sign"), "the sign");
	/* From now on the catalogue is out of reach, as it is for a locked process. */
	char path[PATH_MAX];
	path_in(path, root, "share/locale/es/LC_MESSAGES/puente.mo");
	ck_assert_int_eq(unlink(path), 0);
	for (int round = 0; round < 3; round++) {
		ck_assert(locale_set("es_PE.UTF-8"));
		ck_assert_str_eq(locale_get(), "es");
		ck_assert_str_eq(locale_text("the sign"), "la señal");
		ck_assert_str_eq(locale_text("not in there"), "not in there");
		ck_assert_str_eq(locale_text(""), "");
		ck_assert_str_eq(locale_plural("%lu layer", "%lu layers", 1), "%lu capa");
		ck_assert_str_eq(locale_plural("%lu layer", "%lu layers", 5), "%lu capas");
		ck_assert(!locale_set("fr"));
		ck_assert_str_eq(locale_get(), "es");
		ck_assert(locale_set("EN"));
		ck_assert_str_eq(locale_text("the sign"), "the sign");
		ck_assert_str_eq(locale_plural("%lu layer", "%lu layers", 1), "%lu layer");
		ck_assert_str_eq(locale_plural("%lu layer", "%lu layers", 0), "%lu layers");
	}
	char number[8];
	snprintf(number, sizeof number, "%.1f", 0.5);
	ck_assert_str_eq(number, "0.5");
}
END_TEST

START_TEST(starts_in_the_language_asked_for)
{
	if (!getenv("CATALOGUE")) {
		run_beside_a_catalogue("starts_in_the_language_asked_for");
		return;
	}
	forget_environment();
	setenv("PUENTE_LANG", "es", 1);
	locale_start(false);
	ck_assert_str_eq(locale_text("the sign"), "la señal");
}
END_TEST

static void starts_with(bool terminal, const char *expected)
{
	locale_start(terminal);
	ck_assert_str_eq(locale_get(), expected);
}

START_TEST(heeds_the_usual_variables_in_a_terminal_only)
{
	forget_environment();
	starts_with(true, "en");
	setenv("LANG", "es_ES.UTF-8", 1);
	starts_with(false, "en");
	starts_with(true, "es");
	setenv("LC_ALL", "C", 1);
	starts_with(true, "en");
	setenv("PUENTE_LANG", "es", 1);
	starts_with(false, "es");
	setenv("PUENTE_LANG", "klingon", 1);
	starts_with(true, "en");
}
END_TEST

/* The C library's own sentences, which a machine may have in Spanish as well. */
START_TEST(the_machine_speaks_no_other_language)
{
	forget_environment();
	setenv("LANGUAGE", "es", 1);
	locale_start(false);
	ck_assert_str_eq(strerror(ENOENT), "No such file or directory");
	locale_set("es");
	ck_assert_ptr_null(strchr(strerror(ENOENT), '?')); /* for a letter that cannot be shown */
	locale_set("en");
	ck_assert_str_eq(strerror(ENOENT), "No such file or directory");
}
END_TEST

START_TEST(stays_english_without_a_catalogue)
{
	forget_environment();
	setenv("LOCPATH", "/nowhere", 1);
	locale_start(false);
	ck_assert(locale_set("es"));
	ck_assert_str_eq(locale_text("a sentence that nobody translates"),
		"a sentence that nobody translates");
	ck_assert_str_eq(locale_plural("%lu zyx", "%lu zyxes", 2), "%lu zyxes");
}
END_TEST

SUITE(speaks_both, starts_in_the_language_asked_for, heeds_the_usual_variables_in_a_terminal_only,
	the_machine_speaks_no_other_language, stays_english_without_a_catalogue)
