# SPDX-License-Identifier: BSD-3-Clause
"""Ports for kernels that no neighbour takes between the moment they are found and their use.

jupyter_client lets the machine choose a port, frees it, and starts a kernel that takes it a while
later: long enough for the tests that run beside these. Here each run of the tests owns a block of
ports below those the machine chooses from (32768 and up, where nobody has changed that), as long as
it holds the block's first.
"""
import itertools
import socket

from jupyter_client.connect import LocalPortCache

FIRST, LAST, BLOCK = 10000, 32000, 1000


def is_free(ip, port):
    with socket.socket() as probe:
        try:
            probe.bind((ip, port))
        except OSError:
            return False
    return True


class Ports(LocalPortCache):
    """Made by instance(), it is the one that LocalPortCache.instance() finds."""

    def __init__(self, **options):
        super().__init__(**options)
        self.claim = socket.socket()
        for first in range(FIRST, LAST, BLOCK):
            try:
                self.claim.bind(("127.0.0.1", first))
            except OSError:
                continue
            self.block = itertools.cycle(range(first + 1, first + BLOCK))
            return
        raise RuntimeError(f"no block of ports is free between {FIRST} and {LAST}")

    def find_available_port(self, ip):
        for port in itertools.islice(self.block, BLOCK):
            if port not in self.currently_used_ports and is_free(ip, port):
                self.currently_used_ports.add(port)
                return port
        raise RuntimeError("no port of the block is free")
