#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# What `export torch` writes, run by PyTorch: every activation, loss, optimizer and schedule.
. tests/tap.sh

/usr/bin/python3 -c 'import torch' 2>/dev/null || skip_all "no PyTorch (Debian: python3-torch)"
PYTHONDONTWRITEBYTECODE=1 exec /usr/bin/python3 tests/torch/scripts.py "$PUENTE"
