#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# pytest.sh FOLDER: the tests that are written in Python, with the packages of the virtual
# environment (tests/venv.sh). JUPYTER_PATH leads to the kernel under test.
[ -x "$VENV/bin/pytest" ] || {
	echo "1..0 # SKIP $1: no virtual environment, the Python packages could not be had"
	exit 0
}
PYTHONDONTWRITEBYTECODE=1 exec "$VENV/bin/pytest" -q -p no:cacheprovider "$@"
