"""A server in a thread ends at once, with every descriptor that it had."""

from __future__ import annotations

import gc
import socket
import threading
import urllib.request
import warnings
from contextlib import closing
from pathlib import Path

import pytest
from tests.support.emulator import Emulator as Served
from tests.support.emulator import until

from a2i_emulator import Emulator
from a2i_emulator.settings import Settings
from a2i_emulator.web.server import build_server

TIMES = 50
"""The race that this looks for, of a loop that ends with who ends it, was lost every few times."""

LARGE = 12 << 20
"""Bytes, for which there is a file, whether they come or go."""


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


def test_what_is_half_read_or_half_sent_is_let_go() -> None:
    server = build_server(Settings(port=0))
    server.start()
    served, waitress = Served(server), server._waitress
    s3 = served.client("s3")
    s3.create_bucket(Bucket="box")
    s3.put_object(Bucket="box", Key="large", Body=bytes(LARGE))
    s3.close()
    address = waitress.effective_host, waitress.effective_port
    with closing(socket.create_connection(address)) as getting:
        getting.sendall(b"GET /box/large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with closing(socket.create_connection(address)) as putting:
            head = f"PUT /box/more HTTP/1.1\r\nHost: localhost\r\nContent-Length: {LARGE}\r\n\r\n"
            putting.sendall(head.encode() + bytes(LARGE // 2))
            files = Path("/proc/self/fd")
            until(
                lambda: [str(link.readlink()) for link in files.iterdir() if link.is_symlink()],
                lambda open_files: sum("deleted" in name for name in open_files) >= 2,
            )
            with warnings.catch_warnings(record=True, action="always") as told:
                server.close()
                del server, served, waitress
                gc.collect()
    assert [str(warning.message) for warning in told] == []
