#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# Every sentence a reader can meet exists in Spanish. `locale.sh update` brings kernel/locale/es.po
# up to date with the sources: new sentences appear there without a translation, old ones go.
. tests/tap.sh

po=kernel/locale/es.po

sentences() {
	find nn kernel -name '*.[ch]' | LC_ALL=C sort | xgettext --files-from=- --output="$1" \
		--from-code=UTF-8 --language=C --keyword=_ --keyword=N_ --keyword=locale_plural:1,2 \
		--flag=_:1:pass-c-format --flag=N_:1:pass-c-format --no-wrap --no-location
}
# $1: translations, $2: sentences; prints the translations for exactly those sentences.
updated() {
	msgmerge --quiet --no-fuzzy-matching --no-wrap --no-location --sort-output "$1" "$2" |
		msgattrib --no-wrap --no-obsolete | sed '/^"POT-Creation-Date:/d' # a clock is no sentence
}

has_all() {
	updated "$1" "$scratch/puente.pot" >"$scratch/updated.po" &&
		silent msgattrib --no-wrap --untranslated "$scratch/updated.po" &&
		silent msgattrib --no-wrap --only-fuzzy "$scratch/updated.po"
}
no_others() { updated "$po" "$scratch/puente.pot" | diff "$po" -; }
# Of the first sentence that fits $1, the translation becomes $2.
spoil() {
	awk -v fits="$1" -v new="$2" '
		/^msgid / { found = !done && $0 ~ fits }
		/^msgstr "/ && found { print "msgstr \"" new "\""; found = 0; done = 1; next }
		{ print }' "$po" >"$scratch/spoiled.po"
	! cmp -s "$po" "$scratch/spoiled.po"
}
hole_is_found() { spoil '"layer"' '' && ! has_all "$scratch/spoiled.po"; }
wrong_format_is_found() { spoil '%s' '%d' && ! msgfmt --check-format -o /dev/null "$scratch/spoiled.po"; }

command -v xgettext >/dev/null || skip_all "gettext is not installed"
sentences "$scratch/puente.pot"
if [ "${1:-}" = update ]; then
	updated "$po" "$scratch/puente.pot" >"$scratch/new.po" && cp "$scratch/new.po" "$po"
	msgfmt --check-format --statistics -o /dev/null "$po"
	exit
fi
check "every sentence has a translation" has_all "$po"
check "no translation without a sentence" no_others
check "the formats agree" msgfmt --check-format -o /dev/null "$po"
check "a sentence without a translation is found" hole_is_found
check "a translation with another format is found" wrong_format_is_found
finish
