"""Connections on which nothing happens: many of them, and what becomes of them."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.support.emulator import Emulator, until

MANY = 200
FEW = 60
REQUEST = b"GET /_a2i/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def waitress(emulator: Emulator) -> Any:
    return emulator.server._waitress


@contextmanager
def idle(emulator: Emulator, count: int) -> Iterator[list[socket.socket]]:
    address = urlsplit(emulator.url)
    with ExitStack() as closing:
        yield [
            closing.enter_context(
                socket.create_connection((address.hostname, address.port), timeout=30)
            )
            for _ in range(count)
        ]


def is_answered(connection: socket.socket) -> bool:
    connection.sendall(REQUEST)
    return connection.recv(1 << 16).startswith(b"HTTP/1.1 200 ")


def test_idle_connections_are_not_looked_at_and_answered_when_they_ask(
    emulator: Emulator, waitress: Any
) -> None:
    with idle(emulator, MANY) as connections:
        until(lambda: len(waitress.active_channels), lambda count: count >= MANY)
        assert is_answered(connections[0])
        until(lambda: len(waitress._map), lambda count: count < FEW)
        assert all(map(is_answered, connections))
        until(lambda: len(waitress._map), lambda count: count < FEW)
    until(lambda: len(waitress.active_channels), lambda count: count < FEW)


def test_the_most_idle_ones_make_room(
    emulator: Emulator, waitress: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("a2i_emulator.web.connections.MOST", MANY)
    with idle(emulator, MANY) as old, idle(emulator, FEW) as new:
        assert all(map(is_answered, new))
        assert len(waitress.active_channels) <= MANY
        assert old[0].recv(1) == b"", "the one that was idle for longest was closed"
        assert is_answered(old[-1])


def test_what_is_idle_for_too_long_is_closed(
    emulator: Emulator, waitress: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with idle(emulator, FEW) as connections:
        assert all(map(is_answered, connections))
        until(lambda: len(waitress._map), lambda count: count < FEW)
        # One that is being answered is closed by the next look, which is to follow at once.
        monkeypatch.setattr(waitress.adj, "cleanup_interval", 0)
        monkeypatch.setattr(waitress.adj, "channel_timeout", -1)
        waitress.next_channel_cleanup = 0
        assert {connection.recv(1) for connection in connections} == {b""}


@pytest.mark.usefixtures("emulator")
def test_a_platform_without_epoll_does_without(monkeypatch: pytest.MonkeyPatch, serve: Any) -> None:
    monkeypatch.delattr(select, "epoll")

    def app(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "0")])
        return []

    with serve(app) as port, socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        assert is_answered(client)
