"""A server in a thread ends at once, with every descriptor that it had."""

from __future__ import annotations

import gc
import threading
import urllib.request
from pathlib import Path

import pytest

from a2i_emulator import Emulator

TIMES = 50
"""The race that this looks for, of a loop that ends with who ends it, was lost every few times."""


def open_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.fixture(autouse=True)
def nothing_else_ends_meanwhile() -> None:
    """Let go of what other tests have left to the garbage collector."""
    gc.collect()


def test_servers_come_and_go() -> None:
    with Emulator() as emulator:
        emulator.reset()
    descriptors = open_descriptors()
    threads = threading.active_count()
    for _ in range(TIMES):
        with Emulator() as emulator:
            urllib.request.urlopen(f"{emulator.endpoint_url}/_a2i/health").close()
    assert open_descriptors() <= descriptors
    assert threading.active_count() <= threads
