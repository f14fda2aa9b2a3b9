#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# make install puts down what a package needs, make uninstall takes exactly that away.
. tests/tap.sh

root=$scratch/root
make_() { make --no-print-directory MODE="$MODE" BUILD="$BUILD" DESTDIR="$root" PREFIX=/opt/puente "$@"; }
found() { (cd "$root" && find . ! -type d | LC_ALL=C sort); }

spec=opt/puente/share/jupyter/kernels/puente
puts_down() {
	make_ install || return
	cat <<-END >"$scratch/expected"
		./opt/puente/bin/puente
		./$spec/kernel.json
		./$spec/logo-32x32.png
		./$spec/logo-64x64.png
		./$spec/logo-svg.svg
		./opt/puente/share/locale/es/LC_MESSAGES/puente.mo
	END
	found | diff "$scratch/expected" -
}
names_the_program() { grep -F '"/opt/puente/bin/puente"' "$root/$spec/kernel.json"; }
readable_by_all() { silent find "$root" ! -perm -a=r -o -name puente -type f ! -perm -a=x; }
speaks_spanish() {
	mkdir -p "$scratch/elsewhere" && cp -r "$root/opt/puente" "$scratch/elsewhere/" &&
		echo 'help seed' | PUENTE_LANG=es "$scratch/elsewhere/puente/bin/puente" run |
		grep -F 'números al azar'
}
takes_away() {
	echo theirs >"$root/opt/puente/share/theirs" && make_ uninstall &&
		[ "$(found)" = ./opt/puente/share/theirs ] && [ ! -e "$root/$spec" ]
}

check "install puts down these files" puts_down
check "kernel.json names the installed program" names_the_program
check "everybody may read them" readable_by_all
check "what is installed works from elsewhere, in Spanish" speaks_spanish
check "uninstall takes exactly those away" takes_away
finish
