#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# The core against PyTorch, which the system's Python must have (Debian: python3-torch).
. tests/tap.sh

/usr/bin/python3 -c 'import torch' 2>/dev/null || skip_all "no PyTorch (Debian: python3-torch)"
PYTHONDONTWRITEBYTECODE=1 exec /usr/bin/python3 tests/torch/compare.py "$B/oracle"
