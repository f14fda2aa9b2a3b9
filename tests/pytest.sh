#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# pytest.sh FOLDER: the tests that are written in Python, with the packages of the virtual
# environment (tests/venv.sh). JUPYTER_PATH leads to the kernel under test.
#
# A test that hangs ends them all, with a traceback of where it stood, after a time that no test
# takes: five minutes, or half an hour where PUENTE_SLOW says that some may take long.
[ -x "$VENV/bin/pytest" ] || {
	echo "1..0 # SKIP $1: no virtual environment, the Python packages could not be had"
	exit 0
}
limit=300
[ -z "${PUENTE_SLOW:-}" ] || limit=1800
PYTHONDONTWRITEBYTECODE=1 exec "$VENV/bin/pytest" -q -p no:cacheprovider \
	-o faulthandler_timeout=$limit -o faulthandler_exit_on_timeout=true "$@"
