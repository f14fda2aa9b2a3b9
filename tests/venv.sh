#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# venv.sh FOLDER [LIST]: Jupyter and the tests' Python packages, as LIST (tests/requirements.txt)
# names them, in a virtual environment of their own. Done once. Where the package index cannot be
# reached it says so and leaves no environment behind; whoever needs it then does without, or skips.
set -u
folder=$1
list=${2:-$(dirname "$0")/requirements.txt}

cmp -s "$list" "$folder/requirements.txt" && [ -x "$folder/bin/jupyter" ] && exit 0

# A system's own Python first: another in PATH may be a shim that comes and goes.
for python in /usr/bin/python3 python3; do
	"$python" -c 'import ensurepip, venv' 2>/dev/null && break
done

echo "Python packages into $folder (once) ..."
rm -rf "$folder"
if "$python" -m venv "$folder" &&
	"$folder/bin/pip" --disable-pip-version-check install --quiet --retries 2 --timeout 30 \
		-r "$list"; then
	cp "$list" "$folder/requirements.txt"
else
	rm -rf "$folder"
	echo "No environment in $folder: the Python packages could not be had." >&2
fi
exit 0
